"""Dispatch meetings (调度会): series, agendas, who came, outcomes as matters, minutes and their amendments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Query, Router

from kexie.api.house import REFUSALS, Answer, Body, Lot, Versioned, account, deed, lot_of, number, units
from kexie.api.matters import shown as matters_shown
from kexie.kit.refusal import Forbidden
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.meetings import actions, minutes, queries
from kexie.records.meetings.actions import Call, Found, NewSeries, Outcome, Sitting
from kexie.records.meetings.models import Meeting, MeetingSeries, Point
from kexie.reports import agenda, brief
from kexie.reports.catalogue import FORMATS, TYPES
from kexie.reports.copies import Copy, Printing

router = Router(tags=["meetings"])


class NewOne(Body):
    """A monthly series; on a day off the meeting is the next workday."""

    unit: str = Field(max_length=64)
    name: str = Field(max_length=60)
    day: int = Field(ge=1, le=28)
    place: str = Field("", max_length=200)
    window: int = Field(5, ge=0, le=60, description="workdays in which sent minutes may be amended")


class Called(Body):
    """A meeting of a series: for which month (any day of it), which units; no day: the series' own."""

    series: int
    month: date
    units: list[str] = Field([], max_length=200)
    on: date | None = None
    place: str = Field("", max_length=200)


class Proposed(Body):
    """A point for the agenda, by a unit that is called."""

    unit: str = Field(max_length=64)
    text: str = Field(max_length=300)


class Came(Body):
    """Whether a unit came, and who (by role) or why nobody did."""

    unit: str = Field(max_length=64)
    came: Literal["present", "excused", "absent"]
    note: str = Field("", max_length=200)


class Held(Versioned):
    """How a meeting went; names of nobody, roles."""

    chaired: str = Field(max_length=60)
    recorded: str = Field(max_length=60)
    came: list[Came] = Field(max_length=200)
    headcount: int | None = Field(None, ge=0, lt=2**31)


class Decided(Body):
    """An outcome: who leads, who helps, what, until when (a day, or a ready term)."""

    lead: str = Field(max_length=64)
    what: str = Field(max_length=200)
    due: date | None = None
    assisting: list[str] = Field([], max_length=50)
    scheme: str = Field("", max_length=40)
    grade: str = Field("", max_length=40)


class Outcomes(Versioned):
    """What a meeting decided: all of it becomes matters, or none."""

    outcomes: list[Decided] = Field(min_length=1, max_length=30)


class Minutes(Versioned):
    """The minutes as they read now."""

    text: str = Field(max_length=10_000)


class Amended(Body):
    """What a unit that was called wants changed in the minutes."""

    unit: str = Field(max_length=64)
    text: str


class Answered(Body):
    """An amendment taken (``text``: the minutes as they read then; empty: as they are) or refused with a reason."""

    take: bool
    note: str = Field("", max_length=500)
    text: str = ""


def _shown(listed: Sequence[Meeting]) -> list[Answer]:
    return [
        {
            "code": one.code,
            "series": one.series_id,
            "title": one.activity.title,
            "activity": one.activity.code,
            "unit": one.unit.code,
            "month": one.month,
            "on": one.activity.starts_on,
            "stage": queries.stage_of(one).value,
            "version": one.version,
        }
        for one in listed
    ]


def _meeting(request: HttpRequest, code: str) -> Meeting:
    found = queries.seen(account(request)).filter(code=code).first()
    if found is None:
        raise Forbidden(_("没有这个会议，或您无权查看。"))
    return found


def _point(one: Found | Point) -> Answer:
    return {
        "kind": one.kind,
        "text": one.text,
        "note": one.note,
        "unit": one.unit.code if one.unit is not None else None,
        "matter": one.matter.code if one.matter is not None else None,
        "address": one.address,
    }


def _sheet(request: HttpRequest, code: str) -> Answer:
    found, who = _meeting(request, code), account(request)
    # whoever is called reads the minutes once they were sent, as on the page
    leads, sent = door.may(who, Right.MATTER_ISSUE, found.unit), found.minutes_at is not None
    return {
        **_shown([found])[0],
        "place": found.activity.place,
        "chaired": found.chaired,
        "recorded": found.recorded,
        "agenda_fixed_at": found.agenda_at,
        "points": [_point(one) for one in agenda.points_for(found, who)],
        "called": [
            {"unit": one.unit.code, "came": one.came, "note": one.note} for one in found.called.select_related("unit")
        ],
        "outcomes": matters_shown(list(queries.outcomes(who, [found]))),
        "carried": [{"matter": one.code, "times": times} for one, times in queries.carried(who, found)],
        "minutes": found.minutes if leads or sent else "",
        "amend_until": found.amend_until,
        "amendments": [
            {"number": one.pk, "unit": one.unit.code, "text": one.text, "state": one.state, "note": one.note}
            for one in found.amendments.select_related("unit")
        ],
    }


def _series(who: Account, wanted: int) -> MeetingSeries:
    return door.get(who, Right.MATTER_READ, MeetingSeries, pk=number(wanted))


def _series_shown(listed: Sequence[MeetingSeries]) -> list[Answer]:
    return [
        {"number": one.pk, "unit": one.unit.code, "name": one.name, "day": one.day, "place": one.place,
         "window": one.window, "ended": one.ended}
        for one in listed
    ]  # fmt: skip


@router.get("/series", response={200: Answer, **REFUSALS}, operation_id="meeting_series")
def series(request: HttpRequest, wanted: Query[Lot]) -> Answer:
    """List the series that run."""
    return lot_of(queries.series_of(account(request)), wanted, _series_shown)


@router.post("/series", response={200: Answer, **REFUSALS}, operation_id="begin_meeting_series")
@deed
def begin(request: HttpRequest, sent: NewOne) -> Answer:
    """Begin a series."""
    who = account(request)
    new = NewSeries(door.unit(who, sent.unit), sent.name, sent.day, sent.place, sent.window)
    return _series_shown([actions.begin_series(new, by=who)])[0]


@router.post("/series/{wanted}/end", response={200: Answer, **REFUSALS}, operation_id="end_meeting_series")
@deed
def end(request: HttpRequest, wanted: int) -> Answer:
    """End a series; what was held stays."""
    who = account(request)
    actions.end_series(_series(who, wanted), by=who)
    return _series_shown([_series(who, wanted)])[0]


@router.get("", response={200: Answer, **REFUSALS}, operation_id="meetings")
def index(request: HttpRequest, wanted: Query[Lot]) -> Answer:
    """List the meetings to which units in reach are called."""
    return lot_of(queries.seen(account(request)), wanted, _shown)


@router.post("", response={200: Answer, **REFUSALS}, operation_id="call_meeting")
@deed
def call(request: HttpRequest, sent: Called) -> Answer:
    """Call the meeting of a month."""
    who = account(request)
    new = Call(_series(who, sent.series), sent.month, units(who, sent.units), sent.on, sent.place)
    return _sheet(request, actions.call(new, by=who).code)


@router.get("/{code}", response={200: Answer, **REFUSALS}, operation_id="meeting")
def one(request: HttpRequest, code: str) -> Answer:
    """Return one meeting: its agenda (before it is fixed: as it stands today), who came, outcomes, minutes."""
    return _sheet(request, code)


PAPERS = Literal["agenda.docx", "agenda.json", "agenda.pdf", "brief.docx", "brief.json", "brief.pdf"]
_FILES = {TYPES[ending]: {"schema": {"type": "string"}} for ending in (".docx", ".json", ".pdf")}


@router.get(
    "/{code}/papers/{paper}",
    response={200: Answer, **REFUSALS},
    operation_id="meeting_paper",
    openapi_extra={"responses": {200: {"description": "The file.", "content": _FILES}}},
)
def paper(request: HttpRequest, code: str, paper: PAPERS) -> HttpResponse:
    """Return the agenda or the one-page brief as a file, as the account would print it."""
    found, who = _meeting(request, code), account(request)
    name, ending = paper.split(".")
    points = agenda.points_for(found, who) if name == "agenda" else []
    document = agenda.build(found, points) if name == "agenda" else brief.build(found, who)
    site = f"{request.scheme}://{request.get_host()}"
    return HttpResponse(FORMATS[f".{ending}"](document, Printing(site, Copy.CLEAN)), content_type=TYPES[f".{ending}"])


@router.post("/{code}/points", response={200: Answer, **REFUSALS}, operation_id="propose_point")
@deed
def propose(request: HttpRequest, code: str, sent: Proposed) -> Answer:
    """Propose a point for the agenda."""
    who = account(request)
    actions.propose(_meeting(request, code), sent.text, unit=door.unit(who, sent.unit), by=who)
    return _sheet(request, code)


@router.post("/{code}/agenda", response={200: Answer, **REFUSALS}, operation_id="fix_agenda")
@deed
def fix(request: HttpRequest, code: str, sent: Versioned) -> Answer:
    """Fix the agenda as the records have it now."""
    who, found = account(request), _meeting(request, code)
    actions.fix_agenda(found, agenda.compose(found, who), by=who, version=sent.version)
    return _sheet(request, code)


@router.post("/{code}/held", response={200: Answer, **REFUSALS}, operation_id="hold_meeting")
@deed
def hold(request: HttpRequest, code: str, sent: Held) -> Answer:
    """Write down that it was held and which units came."""
    who = account(request)
    came = {door.unit(who, one.unit).pk: (one.came, one.note) for one in sent.came}
    sat = Sitting(came, sent.chaired, sent.recorded, sent.headcount)
    actions.hold(_meeting(request, code), sat, by=who, version=sent.version)
    return _sheet(request, code)


@router.post("/{code}/outcomes", response={200: Answer, **REFUSALS}, operation_id="decide_outcomes")
@deed
def decide(request: HttpRequest, code: str, sent: Outcomes) -> Answer:
    """Open a matter for each outcome."""
    who = account(request)
    decided = [
        Outcome(
            door.unit(who, one.lead), one.what, one.due, units(who, one.assisting), scheme=one.scheme, grade=one.grade
        )
        for one in sent.outcomes
    ]
    actions.decide(_meeting(request, code), decided, by=who, version=sent.version)
    return _sheet(request, code)


@router.post("/{code}/minutes", response={200: Answer, **REFUSALS}, operation_id="write_minutes")
@deed
def write(request: HttpRequest, code: str, sent: Minutes) -> Answer:
    """Write the minutes, or mend them while they may be amended."""
    minutes.write_minutes(_meeting(request, code), sent.text, by=account(request), version=sent.version)
    return _sheet(request, code)


@router.post("/{code}/minutes/send", response={200: Answer, **REFUSALS}, operation_id="send_minutes")
@deed
def send(request: HttpRequest, code: str, sent: Versioned) -> Answer:
    """Send the minutes round; from now on those called may ask for amendments, until the window ends."""
    minutes.send_minutes(_meeting(request, code), by=account(request), version=sent.version)
    return _sheet(request, code)


@router.post("/{code}/amendments", response={200: Answer, **REFUSALS}, operation_id="ask_amendment")
@deed
def amend(request: HttpRequest, code: str, sent: Amended) -> Answer:
    """Ask for an amendment of the minutes."""
    who = account(request)
    minutes.ask_amendment(_meeting(request, code), sent.text, unit=door.unit(who, sent.unit), by=who)
    return _sheet(request, code)


@router.post("/{code}/amendments/{asked}", response={200: Answer, **REFUSALS}, operation_id="decide_amendment")
@deed
def answer(request: HttpRequest, code: str, asked: int, sent: Answered) -> Answer:
    """Take an amendment, or refuse it with a reason."""
    found = _meeting(request, code).amendments.filter(pk=number(asked)).first()
    if found is None:
        raise Forbidden(_("没有这条意见，或您无权查看。"))
    minutes.decide_amendment(found, take=sent.take, note=sent.note, text=sent.text, by=account(request))
    return _sheet(request, code)

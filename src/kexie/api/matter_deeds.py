"""What is done on a matter (事项) beside its steps: one address for each deed of the mechanism, under its rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Literal, TypeVar

from django.db.models import Manager, Model
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router

from kexie.api.house import LARGEST, REFUSALS, Answer, Body, Versioned, account, content_of, deed, number
from kexie.api.matters import matter_of, sheet_now
from kexie.kit.refusal import Forbidden
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.activities.models import Activity
from kexie.records.inspections.queries import find_person
from kexie.records.matters import confiding, doing, extending, joining, telling
from kexie.records.matters.doing import NewMeasure, Showing

router = Router(tags=["matters"])
M = TypeVar("M", bound=Model)


class Measures(Versioned):
    """Measures to be listed; without a unit the lead unit's, without a day the matter's own."""

    measures: list[str] = Field(min_length=1, max_length=50)
    unit: str = Field("", max_length=64)
    due: date | None = None


class Done(Versioned):
    """What came of a measure."""

    result: str


class Why(Versioned):
    """The reason of a deed."""

    reason: str


class Shown(Versioned):
    """One piece of evidence: a file (``name`` and ``content`` in base64), an activity by its code, or words."""

    measure: int | None = Field(None, ge=1, lt=2**63)
    name: str = Field("", max_length=200)
    content: str = Field("", max_length=LARGEST)
    activity: str = Field("", max_length=64)
    text: str = ""


class Longer(Versioned):
    """A request for more time."""

    new_due: date
    reason: str


class Decided(Versioned):
    """The decision on a request for more time."""

    grant: bool
    note: str = ""


class Signed(Versioned):
    """For which unit one countersigns."""

    unit: str = Field(max_length=64)


class More(Versioned):
    """One more unit that assists or countersigns."""

    unit: str = Field(max_length=64)
    role: Literal["assist", "sign"]


class Tied(Body):
    """Another matter that is alike, or of which this one is the return (``again``)."""

    other: str = Field(max_length=64)
    kind: Literal["alike", "again"]
    why: str = Field("", max_length=200)


class Into(Versioned):
    """The matter in which this one goes up."""

    into: str = Field(max_length=64)


class Details(Versioned):
    """The typed details as they stand now, all of them."""

    details: dict[str, str] = Field(max_length=50)


class Reviewed(Versioned):
    """A review on the way."""

    on: date
    text: str


class Said(Versioned):
    """How those whom it was for confirmed it."""

    text: str


class Named(Versioned):
    """People, by code, who need to know a confidential matter."""

    readers: list[str] = Field(min_length=1, max_length=50)


def _of(rows: Manager[M], given: int, missing: Callable[[], str]) -> M:
    found = rows.filter(pk=number(given)).first()
    if found is None:
        raise Forbidden(missing())
    return found


def _no_measure() -> str:
    return _("没有这项措施，或您无权查看。")


@router.post("/{code}/measures", response={200: Answer, **REFUSALS}, operation_id="list_measures")
@deed
def measures(request: HttpRequest, code: str, sent: Measures) -> Answer:
    """List measures."""
    who, matter = account(request), matter_of(request, code)
    unit = door.unit(who, sent.unit) if sent.unit else matter.lead
    listed = [NewMeasure(text, unit, sent.due or matter.due) for text in sent.measures]
    doing.list_measures(matter, listed, by=who, version=sent.version)
    return sheet_now(request, code)


@router.post("/{code}/measures/{measure}/done", response={200: Answer, **REFUSALS}, operation_id="finish_measure")
@deed
def finish(request: HttpRequest, code: str, measure: int, sent: Done) -> Answer:
    """Say that a measure is done."""
    found = _of(matter_of(request, code).measures, measure, _no_measure)
    doing.finish_measure(found, result=sent.result, by=account(request), version=sent.version)
    return sheet_now(request, code)


@router.post("/{code}/measures/{measure}/strike", response={200: Answer, **REFUSALS}, operation_id="strike_measure")
@deed
def strike(request: HttpRequest, code: str, measure: int, sent: Why) -> Answer:
    """Take an open measure off the list."""
    found = _of(matter_of(request, code).measures, measure, _no_measure)
    doing.strike_measure(found, reason=sent.reason, by=account(request), version=sent.version)
    return sheet_now(request, code)


@router.post("/{code}/evidence", response={200: Answer, **REFUSALS}, operation_id="attach_evidence")
@deed
def evidence(request: HttpRequest, code: str, sent: Shown) -> Answer:
    """Attach one piece of evidence to the matter or to one of its measures."""
    matter, who = matter_of(request, code), account(request)
    measure = _of(matter.measures, sent.measure, _no_measure) if sent.measure is not None else None
    showing = Showing(
        name=sent.name or ("file" if sent.content else ""),
        content=content_of(sent.content),
        activity=door.get(who, Right.RECORD_READ, Activity, code=sent.activity) if sent.activity else None,
        text=sent.text,
    )
    doing.attach(matter, showing, by=who, version=sent.version, measure=measure)
    return sheet_now(request, code)


@router.post("/{code}/evidence/{piece}/take_back", response={200: Answer, **REFUSALS}, operation_id="take_back")
@deed
def take_back(request: HttpRequest, code: str, piece: int, sent: Why) -> Answer:
    """Take evidence back from an open matter; it stays in view as taken back."""
    found = _of(matter_of(request, code).evidence, piece, lambda: _("没有这份佐证，或您无权查看。"))
    doing.take_back(found, reason=sent.reason, by=account(request), version=sent.version)
    return sheet_now(request, code)


@router.post("/{code}/extensions", response={200: Answer, **REFUSALS}, operation_id="ask_extension")
@deed
def ask_extension(request: HttpRequest, code: str, sent: Longer) -> Answer:
    """Ask for more time, before the due day."""
    matter = matter_of(request, code)
    extending.ask_extension(matter, new_due=sent.new_due, reason=sent.reason, by=account(request), version=sent.version)
    return sheet_now(request, code)


@router.post("/{code}/extensions/{asked}", response={200: Answer, **REFUSALS}, operation_id="decide_extension")
@deed
def decide_extension(request: HttpRequest, code: str, asked: int, sent: Decided) -> Answer:
    """Decide on a request for more time."""
    found = _of(matter_of(request, code).extensions, asked, lambda: _("没有这个延期申请，或您无权查看。"))
    extending.decide_extension(found, grant=sent.grant, note_text=sent.note, by=account(request), version=sent.version)
    return sheet_now(request, code)


@router.post("/{code}/signatures", response={200: Answer, **REFUSALS}, operation_id="countersign_matter")
@deed
def countersign(request: HttpRequest, code: str, sent: Signed) -> Answer:
    """Countersign for a unit."""
    matter, who = matter_of(request, code), account(request)
    joining.countersign(matter, door.unit(who, sent.unit), by=who, version=sent.version)
    return sheet_now(request, code)


@router.post("/{code}/units", response={200: Answer, **REFUSALS}, operation_id="add_unit_to_matter")
@deed
def add_unit(request: HttpRequest, code: str, sent: More) -> Answer:
    """Let one more unit assist or countersign."""
    matter, who = matter_of(request, code), account(request)
    joining.add_unit(matter, door.unit(who, sent.unit), role=sent.role, by=who, version=sent.version)
    return sheet_now(request, code)


@router.post("/{code}/links", response={200: Answer, **REFUSALS}, operation_id="link_matters")
@deed
def link(request: HttpRequest, code: str, sent: Tied) -> Answer:
    """Tie two matters that are alike, or of which one is the other come back."""
    other = matter_of(request, sent.other)
    joining.link(matter_of(request, code), other, kind=sent.kind, by=account(request), why=sent.why)
    return sheet_now(request, code)


@router.post("/{code}/merge", response={200: Answer, **REFUSALS}, operation_id="merge_matters")
@deed
def merge(request: HttpRequest, code: str, sent: Into) -> Answer:
    """Let a matter go up in another of its kind."""
    into = matter_of(request, sent.into)
    joining.merge(matter_of(request, code), into, by=account(request), version=sent.version)
    return sheet_now(request, code)


@router.post("/{code}/details", response={200: Answer, **REFUSALS}, operation_id="describe_matter")
@deed
def describe(request: HttpRequest, code: str, sent: Details) -> Answer:
    """Bring the typed details up to date (funds used, risks)."""
    telling.describe(matter_of(request, code), sent.details, by=account(request), version=sent.version)
    return sheet_now(request, code)


@router.post("/{code}/reviews", response={200: Answer, **REFUSALS}, operation_id="review_matter")
@deed
def review(request: HttpRequest, code: str, sent: Reviewed) -> Answer:
    """Put down a review on the way (a milestone, a joint review of a pilot)."""
    telling.review(matter_of(request, code), on=sent.on, text=sent.text, by=account(request), version=sent.version)
    return sheet_now(request, code)


@router.post("/{code}/confirmation", response={200: Answer, **REFUSALS}, operation_id="confirm_matter")
@deed
def confirm(request: HttpRequest, code: str, sent: Said) -> Answer:
    """Put down that those a practical deed was for confirm it."""
    telling.confirm(matter_of(request, code), text=sent.text, by=account(request), version=sent.version)
    return sheet_now(request, code)


@router.post("/{code}/readers", response={200: Answer, **REFUSALS}, operation_id="name_readers")
@deed
def readers(request: HttpRequest, code: str, sent: Named) -> Answer:
    """Open a confidential matter to more people."""
    who = account(request)
    people = [find_person(one, who) for one in sent.readers]
    confiding.name_readers(matter_of(request, code), people, by=who, version=sent.version)
    return sheet_now(request, code)

"""Lectures (宣讲点单): who can lecture on what (by role), tours, requests and their steps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router

from kexie.api.house import REFUSALS, Answer, Body, Lot, Versioned, account, deed, lot_of
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities.rules import unpacked
from kexie.records.speakers import actions, asking, queries
from kexie.records.speakers.actions import Listed, NewTour
from kexie.records.speakers.asking import NewRequest
from kexie.records.speakers.flow import steps_from
from kexie.records.speakers.models import LectureRequest, PoolSpeaker, Tour

router = Router(tags=["lectures"])


class Span(Body):
    """Days on which somebody cannot come."""

    first: date
    last: date


class Speaker(Body):
    """An entry of the pool, by role and field; no telephone, no mail. ``version`` 0: a new one."""

    version: int = Field(0, ge=0, lt=2**31)
    code: str = Field(max_length=64)
    label: str = Field(max_length=120)
    unit: str = Field(max_length=64)
    fields: list[str] = Field(min_length=1, max_length=30)
    languages: list[str] = Field(["zh"], max_length=10)
    regions: list[str] = Field([], max_length=50)
    home: str = Field("", max_length=64)
    zone: str = Field("", max_length=60)
    load: int = Field(4, ge=1, le=60)
    consented_on: date | None = None
    away: list[Span] = Field([], max_length=100)
    withdrawn: bool = False


class NewOne(Body):
    """A tour: its title is the series of its lectures."""

    code: str = Field(max_length=64)
    title: str = Field(max_length=100)
    unit: str = Field(max_length=64)
    target: int = Field(ge=1, lt=1_000_000)
    level: str = Field(max_length=20)
    starts_on: date
    ends_on: date


class Asked(Body):
    """What a unit asks a pool for; by the clocks of ``zone``, the association's where it is empty."""

    unit: str = Field(max_length=64)
    pool: str = Field(max_length=64)
    title: str = Field(max_length=200)
    field: str = Field(max_length=60)
    on: date
    begins: time
    ends: time
    language: str = Field("zh", max_length=20)
    place: str = Field("", max_length=200)
    zone: str = Field("", max_length=60)
    tour: str = Field("", max_length=64)


class Step(Versioned):
    """What a step needs: the speaker (a code) where one is matched, the reason where one is asked."""

    speaker: str = Field("", max_length=64)
    reason: str = Field("", max_length=500)


def _speakers(listed: Sequence[PoolSpeaker]) -> list[Answer]:
    return [
        {
            "code": one.code,
            "label": one.label,
            "unit": one.unit.code,
            "fields": unpacked(one.fields),
            "languages": unpacked(one.languages),
            "regions": unpacked(one.regions),
            "home": one.home.code if one.home is not None else None,
            "load": one.load,
            "consented_on": one.consented_on,
            "withdrawn": one.withdrawn,
            "away": [{"first": span.first, "last": span.last} for span in one.away.all()],
            "origin": one.origin,
            "version": one.version,
        }
        for one in listed
    ]


def _tours(listed: Sequence[Tour]) -> list[Answer]:
    names = ("code", "title", "target", "level", "starts_on", "ends_on", "origin", "version")
    return [{**{name: getattr(one, name) for name in names}, "unit": one.unit.code} for one in listed]


def _requests(listed: Sequence[LectureRequest]) -> list[Answer]:
    names = ("code", "title", "field", "language", "place", "begins_at", "ends_at", "opened_on", "origin", "version")
    return [
        {
            **{name: getattr(one, name) for name in names},
            "unit": one.unit.code,
            "pool": one.pool.code,
            "tour": one.tour.code if one.tour is not None else None,
            "speaker": one.speaker.code if one.speaker is not None else None,
            "activity": one.activity.code if one.activity is not None else None,
            "stage": queries.standing(one),
        }
        for one in listed
    ]


def _tour(who: Account, code: str) -> Tour:
    return door.get(who, Right.RECORD_READ, Tour, code=code)


def _told(who: Account, code: str) -> Answer:
    found = queries.seen(who).filter(code=code).first()
    if found is None:
        raise Forbidden(_("没有这个点单，或您无权查看。"))
    allowed = [one.slug for one in steps_from(queries.standing(found), queries.sides(who, found))]
    return {**_requests([found])[0], "steps_allowed": allowed}


@router.get("/speakers", response={200: Answer, **REFUSALS}, operation_id="pool_speakers")
def speakers(request: HttpRequest, wanted: Query[Lot]) -> Answer:
    """List the pool in reach."""
    rows = door.seen(account(request), Right.RECORD_READ, PoolSpeaker)
    return lot_of(rows.select_related("unit", "home").prefetch_related("away"), wanted, _speakers)


@router.post("/speakers", response={200: Answer, **REFUSALS}, operation_id="keep_speaker")
@deed
def keep_speaker(request: HttpRequest, sent: Speaker) -> Answer:
    """Put somebody into the pool, or change the entry."""
    who = account(request)
    old = door.get(who, Right.RECORD_READ, PoolSpeaker, code=sent.code) if sent.version else None
    said = Listed(
        sent.code, sent.label, door.unit(who, sent.unit), tuple(sent.fields), tuple(sent.languages),
        tuple(sent.regions), door.unit(who, sent.home) if sent.home else None, sent.zone, sent.load,
        sent.consented_on, tuple((one.first, one.last) for one in sent.away), sent.withdrawn,
    )  # fmt: skip
    return _speakers([actions.keep_speaker(said, by=who, speaker=old, version=sent.version)])[0]


@router.get("/tours", response={200: Answer, **REFUSALS}, operation_id="tours")
def tours(request: HttpRequest, wanted: Query[Lot]) -> Answer:
    """List the tours in reach."""
    return lot_of(door.seen(account(request), Right.RECORD_READ, Tour).select_related("unit"), wanted, _tours)


@router.post("/tours", response={200: Answer, **REFUSALS}, operation_id="begin_tour")
@deed
def begin_tour(request: HttpRequest, sent: NewOne) -> Answer:
    """Begin a tour."""
    who = account(request)
    new = NewTour(
        sent.code, sent.title, door.unit(who, sent.unit), sent.target, sent.level, sent.starts_on, sent.ends_on
    )
    return _tours([actions.keep_tour(new, by=who)])[0]


@router.get("/tours/{code}", response={200: Answer, **REFUSALS}, operation_id="tour")
def tour(request: HttpRequest, code: str) -> Answer:
    """Return a tour and how far it has come: lectures held, agreed, asked for, by region."""
    found = _tour(account(request), code)
    told = queries.progress(found)
    return {
        **_tours([found])[0],
        "done": told.done.value,
        "bound": told.done.bound.value,
        "agreed": told.agreed,
        "open": told.open,
        "regions": [
            {"unit": one.unit.code, "done": one.done, "agreed": one.agreed, "asked": one.asked} for one in told.regions
        ],
    }


@router.get("", response={200: Answer, **REFUSALS}, operation_id="lecture_requests")
def index(request: HttpRequest, wanted: Query[Lot]) -> Answer:
    """List the requests in reach."""
    return lot_of(queries.seen(account(request)), wanted, _requests)


@router.post("", response={200: Answer, **REFUSALS}, operation_id="ask_lecture")
@deed
def ask(request: HttpRequest, sent: Asked) -> Answer:
    """Ask a pool for a lecture."""
    who = account(request)
    pool = next((one for one in queries.pools() if one.code == sent.pool), None)
    if pool is None:
        raise Refused(_("“%(code)s”没有人才库。") % {"code": sent.pool})
    new = NewRequest(
        door.unit(who, sent.unit), pool, sent.title, sent.field, sent.on, sent.begins, sent.ends,
        sent.language, sent.place, sent.zone, _tour(who, sent.tour) if sent.tour else None,
    )  # fmt: skip
    return _told(who, asking.ask(new, by=who).code)


@router.get("/{code}", response={200: Answer, **REFUSALS}, operation_id="lecture_request")
def one(request: HttpRequest, code: str) -> Answer:
    """Return one request, and the steps that one may take now."""
    return _told(account(request), code)


STEPS = Literal["match", "invite", "confirm", "remind", "replace", "decline", "withdraw", "refuse"]


@router.post("/{code}/steps/{step}", response={200: Answer, **REFUSALS}, operation_id="move_lecture")
@deed
def move(request: HttpRequest, code: str, step: STEPS, sent: Step) -> Answer:
    """Take a step; nobody is booked twice in one hour, nor beyond what they can do."""
    who = account(request)
    found = queries.seen(who).filter(code=code).first()
    if found is None:
        raise Forbidden(_("没有这个点单，或您无权查看。"))
    speaker = door.get(who, Right.RECORD_READ, PoolSpeaker, code=sent.speaker) if sent.speaker else None
    asking.take(found, step, by=who, version=sent.version, speaker=speaker, reason=sent.reason)
    return _told(who, code)

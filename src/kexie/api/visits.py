"""Visits (走访): whom by role and number, what was heard and promised, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router

from kexie.api.house import REFUSALS, Answer, Body, Lot, Versioned, account, deed, lot_of, number
from kexie.kit.clock import DAY_MAX
from kexie.kit.refusal import Forbidden
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.visits import actions, queries
from kexie.records.visits.actions import Heard, NewVisit
from kexie.records.visits.models import Visit, VisitNote

router = Router(tags=["visits"])


class Line(Body):
    """What was heard; with ``by_role`` (who promised it) it is a promise, which ``unit`` keeps until ``due``."""

    text: str = Field(max_length=500)
    by_role: str = Field("", max_length=120)
    unit: str = Field("", max_length=64)
    due: date | None = None


class New(Body):
    """A visit; whom by role and number, never by telephone or mail."""

    code: str = Field(max_length=64)
    title: str = Field(max_length=200)
    unit: str = Field(max_length=64)
    starts_on: date
    purpose: Literal["care", "research", "guidance"]
    whom: str = Field("", max_length=200)
    ends_on: date | None = None
    place: str = Field("", max_length=64, description="code of the unit visited")
    where: str = Field("", max_length=200)
    consent: Literal["unasked", "given", "refused"] = "unasked"
    went: list[str] = Field([], max_length=50)
    heard: list[Line] = Field([], max_length=50)
    goals: list[str] = Field([], max_length=20)


class Notes(Versioned):
    """More that was heard or promised."""

    heard: list[Line] = Field(min_length=1, max_length=50)


class Followed(Body):
    """The matter that is made of a line."""

    lead: str = Field(max_length=64)
    title: str = Field("", max_length=200)
    due: date | None = None


class Settled(Body):
    """Why nothing has to follow."""

    reason: str = Field(max_length=200)


class Checks(Versioned):
    """What a check-list found: by item (found, note)."""

    checklist: str = Field(max_length=20)
    found: dict[str, tuple[str, str]] = Field(max_length=50)


def _shown(listed: Sequence[Visit]) -> list[Answer]:
    return [
        {
            "code": one.activity.code,
            "title": one.activity.title,
            "unit": one.activity.unit.code,
            "starts_on": one.activity.starts_on,
            "purpose": one.purpose,
            "whom": one.whom,
            "place": one.place.code if one.place is not None else None,
            "consent": one.consent,
            "checklist": one.checklist,
            "version": one.version,
        }
        for one in listed
    ]


def _visit(who: Account, code: str) -> Visit:
    found = queries.seen(who).filter(activity__code=code).first()
    if found is None:
        raise Forbidden(_("没有这次走访，或您无权查看。"))
    return found


def _told(who: Account, code: str) -> Answer:
    found = _visit(who, code)
    return {
        **_shown([found])[0],
        "went": [one.role for one in found.went.order_by("order", "pk")],
        "notes": [
            {
                "number": one.pk,
                "kind": one.kind,
                "text": one.text,
                "by_role": one.by_role,
                "unit": one.unit.code if one.unit is not None else None,
                "due": None if one.due == DAY_MAX else one.due,
                "matter": one.matter.code if one.matter is not None else None,
                "settled": one.settled,
            }
            for one in found.notes.select_related("unit", "matter").order_by("pk")
        ],
        "checked": [{"item": one.item, "found": one.found, "note": one.note} for one in found.checked.order_by("pk")],
    }


def _lines(who: Account, sent: Sequence[Line]) -> tuple[Heard, ...]:
    return tuple(Heard(one.text, one.by_role, door.unit(who, one.unit) if one.unit else None, one.due) for one in sent)


def _note(who: Account, code: str, wanted: int) -> VisitNote:
    found = _visit(who, code).notes.filter(pk=number(wanted)).first()
    if found is None:
        raise Forbidden(_("没有这一条，或您无权查看。"))
    return found


@router.get("", response={200: Answer, **REFUSALS}, operation_id="visits")
def index(request: HttpRequest, wanted: Query[Lot]) -> Answer:
    """List the visits in reach."""
    return lot_of(queries.seen(account(request)), wanted, _shown)


@router.post("", response={200: Answer, **REFUSALS}, operation_id="record_visit")
@deed
def record(request: HttpRequest, sent: New) -> Answer:
    """Record a visit with what was heard and promised."""
    who = account(request)
    new = NewVisit(
        sent.code, sent.title, door.unit(who, sent.unit), sent.starts_on, sent.purpose, sent.whom, sent.ends_on,
        door.unit(who, sent.place) if sent.place else None, sent.where, sent.consent, tuple(sent.went),
        _lines(who, sent.heard), goals=tuple(sent.goals),
    )  # fmt: skip
    return _told(who, actions.record_visit(new, by=who).activity.code)


@router.post("/{path:code}/notes", response={200: Answer, **REFUSALS}, operation_id="note_down")
@deed
def note_down(request: HttpRequest, code: str, sent: Notes) -> Answer:
    """Write down more that was heard or promised."""
    who = account(request)
    actions.note_down(_visit(who, code), _lines(who, sent.heard), by=who, version=sent.version)
    return _told(who, code)


@router.post("/{path:code}/checks", response={200: Answer, **REFUSALS}, operation_id="go_through")
@deed
def go_through(request: HttpRequest, code: str, sent: Checks) -> Answer:
    """Keep what a check-list found."""
    who = account(request)
    actions.go_through(_visit(who, code), sent.checklist, sent.found, by=who, version=sent.version)
    return _told(who, code)


@router.post("/{path:code}/notes/{line}/matter", response={200: Answer, **REFUSALS}, operation_id="follow_up")
@deed
def follow_up(request: HttpRequest, code: str, line: int, sent: Followed) -> Answer:
    """Make a matter of a line; what was heard only with consent."""
    who = account(request)
    lead = door.unit(who, sent.lead)
    actions.follow_up(_note(who, code, line), title=sent.title, lead=lead, due=sent.due, by=who)
    return _told(who, code)


@router.post("/{path:code}/notes/{line}/settle", response={200: Answer, **REFUSALS}, operation_id="settle_note")
@deed
def settle(request: HttpRequest, code: str, line: int, sent: Settled) -> Answer:
    """Say why nothing has to follow from a line."""
    who = account(request)
    actions.settle(_note(who, code, line), reason=sent.reason, by=who)
    return _told(who, code)


@router.get("/{path:code}", response={200: Answer, **REFUSALS}, operation_id="visit")
def one(request: HttpRequest, code: str) -> Answer:
    """Return one visit."""
    return _told(account(request), code)

"""Training classes (培训班): set up, sent to, called over, decided. Over the interface nobody is named, numbers are."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, time
from typing import Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router

from kexie.api.house import REFUSALS, Answer, Body, Lot, Versioned, account, deed, lot_of, number
from kexie.kit.refusal import Forbidden
from kexie.kit.text import one_line
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities.actions import Draft
from kexie.records.classes import actions, completing, enrolling, queries
from kexie.records.classes.actions import Plan
from kexie.records.classes.completing import ALPHABET
from kexie.records.classes.enrolling import Sent
from kexie.records.classes.models import TrainingClass
from kexie.records.classes.rules import Rule
from kexie.records.classes.typed import NewModule

router = Router(tags=["classes"])
DRAWN = 6
"""Letters of a code that is drawn where none is given."""


class Module(Body):
    """A module; ``hours`` of study."""

    title: str = Field(max_length=200)
    on: date
    begins: time | None = None
    ends: time | None = None
    lecturer: str = Field("", max_length=120, description="by role and field")
    hours: int = Field(1, ge=1, le=99)
    required: bool = True

    def new(self) -> NewModule:
        """Return it as the action takes it."""
        return NewModule(
            one_line(self.title), self.on, self.begins, self.ends, self.lecturer, self.hours, required=self.required
        )


class New(Body):
    """A class: its modules say its days; places by unit; for whom; its rule of completion."""

    code: str = Field("", max_length=64)
    title: str = Field(max_length=200)
    unit: str = Field(max_length=64)
    place: str = Field("", max_length=200)
    modules: list[Module] = Field(min_length=1, max_length=100)
    places: dict[str, int] = Field(min_length=1, max_length=500, description="by code of unit")
    closes_on: date
    groups: list[str] = Field([], max_length=10)
    share: int = Field(80, ge=0, le=100)
    every_required: bool = True


class Enrolled(Body):
    """People sent (codes) by a unit."""

    unit: str = Field(max_length=64)
    people: list[str] = Field(min_length=1, max_length=5_000)


class Instead(Body):
    """Who comes in somebody's place (a code)."""

    person: str = Field(max_length=64)


class Roll(Body):
    """Who was at a module, by number of enrolment; an empty mark takes a line off again."""

    marks: dict[int, Literal["present", "excused", "absent", ""]] = Field(min_length=1, max_length=5_000)


def _shown(listed: Sequence[TrainingClass]) -> list[Answer]:
    return [
        {
            "code": one.activity.code,
            "title": one.activity.title,
            "unit": one.activity.unit.code,
            "starts_on": one.activity.starts_on,
            "ends_on": one.activity.ends_on,
            "status": one.activity.status,
            "closes_on": one.closes_on,
            "groups": [group for group in one.groups.split(";") if group],
            "rule": one.rule,
            "decided_at": one.decided_at,
            "version": one.version,
        }
        for one in listed
    ]


def _told(who: Account, code: str) -> Answer:
    found = queries.one(who, code)
    taken, there = queries.counts(found), queries.there(found)
    return {
        **_shown([found])[0],
        "places": [
            {"unit": one.unit.code, "places": one.places, **taken.get(one.pk, {})}
            for one in found.quotas.select_related("unit")
        ],
        "modules": [
            {
                "number": one.pk, "title": one.title, "on": one.on, "begins": one.begins, "ends": one.ends,
                "lecturer": one.lecturer, "hours": one.hours, "required": one.required,
                "there": there.get(one.pk, (0, 0))[0], "called": there.get(one.pk, (0, 0))[1],
            }
            for one in found.modules.order_by("on", "begins", "order")
        ],
        "enrolments": [
            {"number": one.pk, "unit": one.unit.code, "state": one.state} for one in queries.enrolments(who, found)
        ],
    }  # fmt: skip


@router.get("", response={200: Answer, **REFUSALS}, operation_id="classes")
def index(request: HttpRequest, wanted: Query[Lot]) -> Answer:
    """List the classes hosted in reach, or with places for a unit that one sends from."""
    return lot_of(queries.seen(account(request)).select_related("activity__unit"), wanted, _shown)


@router.post("", response={200: Answer, **REFUSALS}, operation_id="set_up_class")
@deed
def new(request: HttpRequest, sent: New) -> Answer:
    """Set up a class."""
    who = account(request)
    unit = door.unit(who, sent.unit, Right.ACTIVITY_RECORD)
    code = sent.code or f"{unit.code[:50]}-{''.join(secrets.choice(ALPHABET) for _place in range(DRAWN))}"
    days = [one.on for one in sent.modules]
    draft = Draft(code, "training", sent.title, unit, min(days), max(days), "planned", place=sent.place)
    plan = Plan(
        sent.closes_on,
        tuple(one.new() for one in sent.modules),
        {door.unit(who, one): places for one, places in sent.places.items()},
        tuple(sent.groups),
        Rule(sent.share, sent.every_required),
    )
    return _told(who, actions.set_up(draft, plan, by=who).activity.code)


@router.post("/{path:code}/enrolments", response={200: Answer, **REFUSALS}, operation_id="enrol")
@deed
def enrol(request: HttpRequest, code: str, sent: Enrolled) -> Answer:
    """Enrol people in the given order; beyond the places they wait, in order."""
    who = account(request)
    queries.one(who, code)
    done = enrolling.enrol([Sent(code, person, sent.unit) for person in sent.people], by=who)
    return {"placed": done.placed, "waiting": done.waiting, "unchanged": done.unchanged}


@router.post("/{path:code}/enrolments/{wanted}/leave", response={200: Answer, **REFUSALS}, operation_id="leave_class")
@deed
def leave(request: HttpRequest, code: str, wanted: int) -> Answer:
    """Let somebody leave; whoever waits first moves up."""
    who = account(request)
    row = queries.enrolment(who, queries.one(who, code), number(wanted))
    return {"moved_up": enrolling.leave(row, by=who)}


@router.post(
    "/{path:code}/enrolments/{wanted}/substitute", response={200: Answer, **REFUSALS}, operation_id="substitute"
)
@deed
def substitute(request: HttpRequest, code: str, wanted: int, sent: Instead) -> Answer:
    """Send somebody else of the same unit."""
    who = account(request)
    row = queries.enrolment(who, queries.one(who, code), number(wanted))
    made = enrolling.substitute(row, sent.person, by=who)
    return {"number": made.pk, "unit": made.unit.code, "state": made.state}


@router.post("/{path:code}/modules/{module}/roll", response={200: Answer, **REFUSALS}, operation_id="keep_roll")
@deed
def roll(request: HttpRequest, code: str, module: int, sent: Roll) -> Answer:
    """Keep who was at a module; the activity's roster follows."""
    who = account(request)
    found = queries.one(who, code).modules.filter(pk=number(module)).first()
    if found is None:
        raise Forbidden(_("没有这门课。"))
    return {"changed": completing.keep_roll(found, {number(one): mark for one, mark in sent.marks.items()}, by=who)}


@router.post("/{path:code}/completion", response={200: Answer, **REFUSALS}, operation_id="decide_completion")
@deed
def decide(request: HttpRequest, code: str, sent: Versioned) -> Answer:
    """Decide by the class's rule who completed; certificates are issued or withdrawn."""
    done = completing.decide(queries.one(account(request), code), by=account(request), version=sent.version)
    return {"completed": done.completed, "missed": done.missed, "issued": done.issued, "withdrawn": done.withdrawn}


@router.get("/{path:code}", response={200: Answer, **REFUSALS}, operation_id="class")
def one(request: HttpRequest, code: str) -> Answer:
    """Return one class: places, modules and how many came; of enrolments number, unit and state."""
    return _told(account(request), code)

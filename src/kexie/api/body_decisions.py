"""Decisions of leading bodies (领导班子决策) kept as records; papers, and who spoke, stay on the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest
from ninja import Field, Query, Router

from kexie.api.house import REFUSALS, Answer, Body, Lot, account, deed, lot_of, number
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.inspections import deciding
from kexie.records.inspections.deciding import NewDecision
from kexie.records.inspections.models import BodyDecision

router = Router(tags=["body-decisions"])


class New(Body):
    """A decision as it was taken; never changed, only replaced by another record."""

    unit: str = Field(max_length=64)
    body: str = Field(max_length=100)
    title: str = Field(max_length=200)
    held_on: date
    expected: int = Field(ge=0, lt=10_000)
    present: int = Field(ge=0, lt=10_000)
    votes_for: int = Field(ge=0, lt=10_000)
    votes_against: int = Field(0, ge=0, lt=10_000)
    abstained: int = Field(0, ge=0, lt=10_000)
    resolution: str
    replaces: int | None = None


def _shown(listed: Sequence[BodyDecision]) -> list[Answer]:
    names = ("body", "title", "held_on", "expected", "present", "votes_for", "votes_against", "abstained")
    return [
        {
            "number": one.pk,
            "unit": one.unit.code,
            **{name: getattr(one, name) for name in names},
            "resolution": one.resolution,
            "passed": one.passed,
            "replaces": one.replaces_id,
            "origin": one.origin,
        }
        for one in listed
    ]


@router.get("", response={200: Answer, **REFUSALS}, operation_id="body_decisions")
def index(request: HttpRequest, wanted: Query[Lot]) -> Answer:
    """List the decisions that one may read."""
    rows = door.seen(account(request), Right.MATTER_READ, BodyDecision)
    return lot_of(rows.select_related("unit"), wanted, _shown)


@router.post("", response={200: Answer, **REFUSALS}, operation_id="keep_body_decision")
@deed
def keep(request: HttpRequest, sent: New) -> Answer:
    """Keep a decision whole."""
    who = account(request)
    old = None
    if sent.replaces is not None:
        old = door.get(who, Right.MATTER_READ, BodyDecision, pk=number(sent.replaces))
    new = NewDecision(
        door.unit(who, sent.unit), sent.body, sent.title, sent.held_on, sent.expected, sent.present,
        (sent.votes_for, sent.votes_against, sent.abstained), sent.resolution, replaces=old,
    )  # fmt: skip
    return _shown([deciding.keep_decision(new, by=who)])[0]

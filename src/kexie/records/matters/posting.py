"""What matters credit: opened (with the due day), closed, confirmed. Nothing posts because time passes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final

from kexie.kit.clock import DAY_MAX
from kexie.records.ledger.actions import Line, Source, restate
from kexie.records.ledger.measures import (
    MATTERS_CLOSED,
    MATTERS_CONFIRMED,
    MATTERS_OPENED,
    VOICES_CONTENT,
    VOICES_RATED,
)
from kexie.records.matters.models import Concerned, Matter

ROLES: Final = {Concerned.Role.LEAD.value: "lead", Concerned.Role.ASSIST.value: "co"}
"""The unit that answers for a matter is credited as leading, those that help as joining: one thing in every sum."""


def post(matters: Collection[int], *, by: int) -> int:
    """Make the ledger say what matters credit now; return how many lines that took."""
    found = Matter.objects.knowing("posting to the ledger").in_bulk(sorted(matters))
    units: dict[int, dict[int, str]] = {number: {} for number in found}
    for row in Concerned.objects.filter(matter_id__in=found, role__in=ROLES).order_by("-role", "pk"):
        units[row.matter_id].setdefault(row.unit_id, ROLES[row.role])
    for matter in found.values():
        units[matter.pk][matter.lead_id] = "lead"
    return restate({Source("matter", one.pk): lines(one, units[one.pk]) for one in found.values()}, by=by)


def lines(matter: Matter, units: dict[int, str]) -> list[Line]:
    """Return the lines of one matter; one that was dropped (撤销, 并入) credits nothing any more."""
    if matter.end == "dropped":
        return []
    tags = f";due={matter.due.isoformat()};" if matter.due != DAY_MAX else ""
    told: list[tuple[str, date]] = [(MATTERS_OPENED.slug, matter.opened_on)]
    if matter.closed_on is not None:
        told.append((MATTERS_CLOSED.slug, matter.closed_on))
    if matter.confirmed_on is not None:
        told.append((MATTERS_CONFIRMED.slug, matter.confirmed_on))
    told += _rated(matter)
    return [
        Line(
            measure=measure,
            unit=unit,
            role=role,
            thing=f"matter:{matter.pk}",
            amount=1,
            span_from=on,
            span_to=on,
            kind=matter.workflow,
            goals=matter.goals,
            tags=tags,
            origin=matter.origin,
        )
        for measure, on in told
        for unit, role in units.items()
    ]


def _rated(matter: Matter) -> list[tuple[str, date]]:
    """Return what a sender's rating of the work credits: that it was rated, and that they were content."""
    rated = matter.details.get("rated_on")
    if not rated:
        return []
    on = date.fromisoformat(rated)
    content = matter.details.get("rating") in CONTENT
    return [(VOICES_RATED.slug, on), *([(VOICES_CONTENT.slug, on)] if content else [])]


CONTENT: Final = frozenset({"good", "fair"})
"""The ratings that count as content: 满意 and 基本满意."""

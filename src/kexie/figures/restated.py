"""Restatements (更正): figures of periods already over that read otherwise today than they did on an earlier day.

Nothing in the book is rewritten, so both readings can be asked for at any time; here they are put side by side, with
the lines of the book that made the difference: entries told late or reversed, moves told late, persons merged.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Q

from kexie.figures.answer import Sees, sight_of, withheld
from kexie.figures.engine import oracle
from kexie.figures.engine.oracle import Cell, Count
from kexie.figures.engine.stated import FEW
from kexie.figures.indicators import INDICATORS
from kexie.figures.indicators.base import Counts, Indicator
from kexie.figures.question import BY_PERIOD, Question
from kexie.kit.bounds import Bound
from kexie.kit.periods import Period
from kexie.records.access.models import Account
from kexie.records.ledger.models import Alias, Entry
from kexie.records.units.kinds import MAIN
from kexie.records.units.models import Edge, Unit
from kexie.records.units.queries import Tree, tree
from kexie.records.units.rules import TreeOn

MOST: int = 20
"""How many positions are named; ``lines`` says how many there are."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a figure read as of a day; ``masked``: told as "<5"."""

    as_of: date
    value: int
    bound: Bound
    masked: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the reading as plain data."""
        told = {"as_of": self.as_of.isoformat(), "value": self.value, "bound": self.bound.value}
        return told | ({"masked": True} if self.masked else {})


@dataclass(frozen=True, slots=True)
class Restated:
    """A figure that was restated, and the positions (the first ``MOST``) of the lines because of which."""

    indicator: Indicator
    unit: Unit
    period: Period
    was: Reading
    now: Reading
    lines: int
    because: tuple[int, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the restatement as plain data."""
        figure = {"indicator": self.indicator.slug, "unit": self.unit.code, "period": str(self.period)}
        readings = {"was": self.was.as_json(), "is": self.now.as_json()}
        return figure | readings | {"lines": self.lines, "because": list(self.because)}


def restated(
    *, unit: Unit, period: Period, since: date, until: date, reader: Account | None, children: bool = False
) -> list[Restated]:
    """Return the figures of a unit (and of its children) that read otherwise as of ``until`` than as of ``since``.

    Looked at are the counting indicators in the period and its months, quarters and years, as far as they were over on
    ``since``: what is still running grows, and growing is no restatement. Where the reader may not see the records, a
    number of people under 5 reads "<5", and why it changed is not told.
    """
    spans = {period, *(part for word in BY_PERIOD for part in period.parts(word))}
    found: list[Restated] = []
    sees = sight_of(reader)
    for span in sorted((one for one in spans if one.last <= since), key=lambda one: (one.first, one.last)):
        before, after = (tree(TreeOn(span.last, known)) for known in (since, until))
        tops = [unit.pk]
        if children:
            tops += dict.fromkeys([*before.children.get(unit.pk, []), *after.children.get(unit.pk, [])])
        units = Unit.objects.in_bulk(tops)
        for indicator in INDICATORS.values():
            asked = Question(indicator, unit, span, as_of=since)
            was = oracle.count(asked, span, tops)
            now = oracle.count(replace(asked, as_of=until), span, tops)
            for top in tops:
                old, new = was.get(Cell(top), Count()), now.get(Cell(top), Count())
                if (old.value, old.bound) != (new.value, new.bound):
                    one = replace(asked, unit=units[top])
                    found.append(_restated(one, (since, until), (old, new), (before, after), sees))
    return found


def _restated(
    asked: Question,
    days: tuple[date, date],
    counts: tuple[Count, Count],
    trees: tuple[Tree, Tree],
    sees: Sees,
) -> Restated:
    was, now = (_reading(asked, day, count, sees) for day, count in zip(days, counts, strict=True))
    lines = [] if was.masked or now.masked else sorted(because(asked, days, trees))
    return Restated(asked.indicator, asked.unit, asked.period, was, now, len(lines), tuple(lines[:MOST]))


def _reading(asked: Question, day: date, count: Count, sees: Sees) -> Reading:
    if withheld(asked, count.value, asked.unit, sees):
        return Reading(day, FEW, Bound.UNDER, masked=True)
    return Reading(day, count.value, count.bound)


def because(asked: Question, days: tuple[date, date], trees: tuple[Tree, Tree]) -> set[int]:
    """Return the positions of the lines that became known between two days and bear on a figure.

    ``trees``: those of the period's last day, as known on either day.
    """
    top = asked.unit.pk
    inside = [set(whole.below(top)) for whole in trees]
    between = Q(known_on__gt=days[0], known_on__lte=days[1])
    period, indicator = asked.period, asked.indicator
    credited = Entry.objects.filter(
        measure=indicator.measure, role__in=indicator.roles, span_from__range=(period.first, period.last)
    )
    told = credited.filter(between).values_list("position", "unit_id")
    found = {position for position, unit in told.iterator() if unit in inside[0] | inside[1]}
    found |= _moves(trees, period.last, top, between)
    if indicator.counts is Counts.PERSONS:
        here = credited.filter(known_on__lte=days[1], subject__isnull=False).values_list("subject", "unit_id")
        subjects = {subject for subject, unit in here.iterator() if unit in inside[0] | inside[1]}
        aliases = Alias.objects.filter(between).values_list("position", "pseudonym", "into")
        found |= {position for position, *pair in aliases if subjects.intersection(pair)}
    return found


def _moves(trees: tuple[Tree, Tree], day: date, top: int, between: Q) -> set[int]:
    """Return the edges told in between that put something below the unit, or took it from there."""
    before, after = trees
    units = [unit for unit in _moved(trees) if (top in before.path(unit)) != (top in after.path(unit))]
    edges = Edge.objects.filter(between, line=MAIN, unit_id__in=units, valid_from__lte=day, valid_to__gte=day)
    return set(edges.values_list("position", flat=True))


def _moved(trees: tuple[Tree, Tree]) -> Iterable[int]:
    before, after = (whole.parent for whole in trees)
    return [unit for unit in before.keys() | after.keys() if before.get(unit, 0) != after.get(unit, 0)]

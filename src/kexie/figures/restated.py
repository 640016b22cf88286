"""Restatements (更正): figures of periods already over that read otherwise today than they did on an earlier day.

Nothing in the book is rewritten, so both readings can be asked for at any time; here they are put side by side, with
the lines of the book that made the difference: entries told late or reversed, moves told late, persons merged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from kexie.figures.answer import Sees, sight_of, withheld
from kexie.figures.engine import oracle, stated
from kexie.figures.engine.oracle import Cell, Count
from kexie.figures.engine.stated import FEW
from kexie.figures.indicators import INDICATORS, formula
from kexie.figures.indicators.base import Counts, Indicator
from kexie.figures.question import BY_PERIOD, Question
from kexie.kit.bounds import Bound
from kexie.kit.periods import Period
from kexie.records.access.models import Account
from kexie.records.ledger.models import Alias, Entry, MeasureVersion
from kexie.records.units.kinds import MAIN
from kexie.records.units.models import Edge, Opening, Unit
from kexie.records.units.queries import Tree, tree
from kexie.records.units.rules import TreeOn

MOST: int = 20
"""How many positions are named; ``lines`` says how many there are."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a figure read as of a day; ``masked``: told as "<5"."""

    as_of: date
    value: int | Decimal | None
    bound: Bound
    masked: bool = False
    missing: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the reading as plain data; a missing one says why."""
        told: dict[str, Any] = {"as_of": self.as_of.isoformat(), "value": self.value, "bound": self.bound.value}
        told |= {"missing": self.missing} if self.missing else {}
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

    Looked at are all indicators (counted, stated, by formula as defined on ``until``) in the period and its months,
    quarters and years, as far as they were over on ``since``: what is still running grows, and growing is no
    restatement. Only those are counted again on which a line told in between may bear. Where the reader may not see the
    records, a number of people under 5 reads "<5", and why it changed is not told.
    """
    spans = {period, *(part for word in BY_PERIOD for part in period.parts(word))}
    found: list[Restated] = []
    sees = sight_of(reader)
    between = Between.of(since, until)
    indicators: list[Indicator] = [*INDICATORS.values(), *formula.listed(until)]
    for span in sorted((one for one in spans if one.last <= since), key=lambda one: (one.first, one.last)):
        before, after = (tree(TreeOn(span.last, known)) for known in (since, until))
        tops = [unit.pk]
        if children:
            tops += dict.fromkeys([*before.children.get(unit.pk, []), *after.children.get(unit.pk, [])])
        units = Unit.objects.in_bulk(tops)
        for indicator in indicators:
            if not between.bears(indicator, span):
                continue
            asked = Question(indicator, unit, span, as_of=since)
            was, now = _counts(asked, tops), _counts(replace(asked, as_of=until), tops)
            for top in tops:
                old, new = was.get(Cell(top), Count()), now.get(Cell(top), Count())
                if _read(old) != _read(new):
                    one = replace(asked, unit=units[top])
                    found.append(_restated(one, (since, until), (old, new), (before, after), sees))
    return found


@dataclass(frozen=True, slots=True)
class Between:
    """What became known after one day and by another: by measure the earliest first days, and whether trees changed."""

    spans: dict[str, tuple[date, ...]]
    moved: bool
    merged: bool
    defined: frozenset[str]

    @classmethod
    def of(cls, since: date, until: date) -> Between:
        """Look through the book once."""
        told = Q(known_on__gt=since, known_on__lte=until)
        spans: dict[str, set[date]] = {}
        for measure, day in Entry.objects.filter(told).values_list("measure", "span_from").order_by().distinct():
            spans.setdefault(measure, set()).add(day)
        structure = Edge.objects.filter(told).exists() or Opening.objects.filter(told).exists()
        versions = MeasureVersion.objects.filter(told).values_list("slug", flat=True)
        listed = {measure: tuple(sorted(days)) for measure, days in spans.items()}
        return cls(listed, structure, Alias.objects.filter(told).exists(), frozenset(versions))

    def bears(self, indicator: Indicator, span: Period) -> bool:
        """Tell whether anything told in between may make a figure of this period read otherwise."""
        if self.moved:
            return True
        if isinstance(indicator, formula.Formula):
            counted = bool(indicator.counted) and (self.merged or self._touches({"activities", "attendance"}, span))
            codes = {one.code for one in indicator.parts}
            return counted or bool(codes & self.defined) or self._touches(codes, span, back=True)
        people = indicator.counts is Counts.PERSONS and self.merged
        return people or self._touches({indicator.measure}, span)

    def _touches(self, measures: set[str], span: Period, *, back: bool = False) -> bool:
        days = [day for measure in measures for day in self.spans.get(measure, ())]
        return any(day <= span.last and (back or span.first <= day) for day in days)


def _counts(asked: Question, tops: list[int]) -> Mapping[Cell, Count]:
    if asked.indicator.counts is Counts.FORMULA:
        return stated.count(asked, asked.period, tops)
    return oracle.count(asked, asked.period, tops)


def _read(count: Count) -> tuple[int | Decimal | None, Bound, str]:
    """Return what is said of a count: its number, its bound, and why it is missing."""
    if isinstance(count, stated.StatedCount):
        return count.number, count.bound, count.missing
    return count.value, count.bound, ""


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
    value, bound, missing = _read(count)
    if isinstance(count, stated.StatedCount):
        hidden = count.few and not sees(asked.unit)
        return Reading(day, None, Bound.EXACT, masked=True) if hidden else Reading(day, value, bound, missing=missing)
    if withheld(asked, count.value, asked.unit, sees):
        return Reading(day, FEW, Bound.UNDER, masked=True)
    return Reading(day, value, bound)


def because(asked: Question, days: tuple[date, date], trees: tuple[Tree, Tree]) -> set[int]:
    """Return the positions of the lines that became known between two days and bear on a figure.

    ``trees``: those of the period's last day, as known on either day.
    """
    top = asked.unit.pk
    inside = [set(whole.below(top)) for whole in trees]
    between = Q(known_on__gt=days[0], known_on__lte=days[1])
    period, indicator = asked.period, asked.indicator
    credited = _credited(indicator, period)
    told = credited.filter(between).values_list("position", "unit_id")
    found = {position for position, unit in told.iterator() if unit in inside[0] | inside[1]}
    found |= _moves(trees, period.last, top, between)
    if isinstance(indicator, formula.Formula):  # a closed unit's last reading of a stock stands no longer
        closed = Opening.objects.filter(between, is_open=False, valid_from__lte=period.last)
        found |= {line for line, unit in closed.values_list("position", "unit_id") if unit in inside[0] | inside[1]}
    if indicator.counts is Counts.PERSONS:
        here = credited.filter(known_on__lte=days[1], subject__isnull=False).values_list("subject", "unit_id")
        subjects = {subject for subject, unit in here.iterator() if unit in inside[0] | inside[1]}
        aliases = Alias.objects.filter(between).values_list("position", "pseudonym", "into")
        found |= {position for position, *pair in aliases if subjects.intersection(pair)}
    return found


def _credited(indicator: Indicator, period: Period) -> QuerySet[Entry]:
    if not isinstance(indicator, formula.Formula):
        span = (period.first, period.last)
        return Entry.objects.filter(measure=indicator.measure, role__in=indicator.roles, span_from__range=span)
    measures = [one.code for one in indicator.parts] + (["activities", "attendance"] if indicator.counted else [])
    return Entry.objects.filter(measure__in=measures, span_from__lte=period.last)


def _moves(trees: tuple[Tree, Tree], day: date, top: int, between: Q) -> set[int]:
    """Return the edges told in between that put something below the unit, or took it from there."""
    before, after = trees
    units = [unit for unit in _moved(trees) if (top in before.path(unit)) != (top in after.path(unit))]
    edges = Edge.objects.filter(between, line=MAIN, unit_id__in=units, valid_from__lte=day, valid_to__gte=day)
    return set(edges.values_list("position", flat=True))


def _moved(trees: tuple[Tree, Tree]) -> Iterable[int]:
    before, after = (whole.parent for whole in trees)
    return [unit for unit in before.keys() | after.keys() if before.get(unit, 0) != after.get(unit, 0)]

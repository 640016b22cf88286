"""What a change of structure would do: every figure and every right that would read otherwise, before it is done.

The change is really made, looked at and taken back, so the list cannot differ from what then happens. Only trees
decide where entries count, so only units above something that hangs elsewhere are counted again, and only what holds
entries in a period at all: by what is published and the tail, where that covers it. What is no count of entries
(``others``) may also change by who is open, and in the unit itself.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from kexie.figures.answer import Sees, sight_of, withheld
from kexie.figures.engine.oracle import Cell, Count
from kexie.figures.engine.others import Asked, horizon, others
from kexie.figures.engine.paths import Counter
from kexie.figures.engine.stated import FEW, StatedCount
from kexie.figures.engine.stirring import Row, Stirred, Trees, affected, regrouped, rehomed, trees_of
from kexie.figures.engine.view import looked
from kexie.figures.indicators import INDICATORS, Indicator
from kexie.figures.question import BY_PERIOD, Question
from kexie.kit.bounds import Bound
from kexie.kit.clock import today
from kexie.kit.periods import Kind, Period
from kexie.kit.spans import calendar_span
from kexie.records.access.models import Account, Post
from kexie.records.access.rights import ROLES, SHARED
from kexie.records.book.queries import written_by_now
from kexie.records.ledger.models import Entry
from kexie.records.people.models import Person
from kexie.records.units.models import Unit
from kexie.records.units.queries import Tree


@dataclass(frozen=True, slots=True)
class Said:
    """A figure's value as it is told to the reader; ``masked``: as "<5"."""

    value: int | Decimal | None
    bound: Bound
    masked: bool = False
    missing: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the value as plain data; a missing one says why."""
        told: dict[str, Any] = {"value": self.value, "bound": self.bound.value}
        return told | ({"missing": self.missing} if self.missing else {}) | ({"masked": True} if self.masked else {})


@dataclass(frozen=True, slots=True)
class Changed:
    """A figure that would change; ``of_set`` and ``member`` if it is a row of a unit's figure by groups."""

    indicator: Indicator
    unit: str
    name: str
    period: Period
    before: Said
    after: Said
    of_set: str = ""
    member: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the change as plain data."""
        asked = {"indicator": self.indicator.slug, "unit": self.unit, "name": self.name, "period": str(self.period)}
        if self.of_set:
            asked |= {"set": self.of_set, "group": self.member}
        return asked | {"before": self.before.as_json(), "after": self.after.as_json()}


@dataclass(frozen=True, slots=True)
class Reach:
    """A right that would change: whoever holds ``role`` along ``line`` comes to reach units, or no longer does.

    ``shared``: the rights that reach the whole tree in which a post stands, not only what lies below it.
    """

    person: str
    role: str
    line: str
    shared: bool
    gains: tuple[str, ...]
    loses: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the change as plain data."""
        who = {"person": self.person, "role": self.role, "line": self.line, "shared": self.shared}
        return who | {"gains": list(self.gains), "loses": list(self.loses)}


@dataclass(frozen=True, slots=True)
class Impact:
    """Everything that would change."""

    figures: tuple[Changed, ...]
    rights: tuple[Reach, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the list as plain data."""
        return {"figures": [one.as_json() for one in self.figures], "rights": [one.as_json() for one in self.rights]}


def impact(change: Callable[[], object], *, on: date, reader: Account) -> Impact:
    """Return what ``change`` would do to figures and rights from the day ``on``; nothing of it is kept.

    Figures: whatever the house counts, units state or a formula makes of it, in the months, quarters and years in which
    there is anything of it and which end on that day or later, as known today. Rights: as they reach on the day, or
    today if it has passed. A number of people that the reader may not see reads "<5". Raises whatever ``change``
    raises.
    """
    spans, later = periods(on), horizon(on)
    days = sorted({span.last for span in (*spans, *later)})
    day = max(on, today())
    with transaction.atomic():
        before, begun = trees_of(days, day), written_by_now().position
        with transaction.atomic():
            change()
            after = trees_of(days, day)
            stirred = Stirred(before, after, rehomed(begun))
            asked = _asked(spans, later, on, stirred)
            rows = {last: regrouped(before, after, last, stirred.of(last).more) for last in days}
            counted, held = _counts(asked, stirred, rows, after), _held(day)
            fresh = {
                unit for line, whole in after.lines.items() for unit in whole.parent.keys() - before.lines[line].parent
            }
            units = Unit.objects.in_bulk(fresh | counted.units())
            transaction.set_rollback(True)
        figures = _figures(_counts(asked, stirred, rows, before), counted, units, sight_of(reader))
        codes = {number: unit.code for number, unit in units.items()}
        rights = _rights((_held(day), held), (before.lines, after.lines), codes)
    return Impact(tuple(figures), tuple(rights))


def periods(on: date) -> list[Period]:
    """Return the months, quarters and years that hold entries and end on a day or later, in order."""
    first = on.replace(month=1, day=1)
    days = Entry.objects.filter(span_from__gte=first).values_list("span_from", flat=True).distinct()
    found = {calendar_span(day, Kind(word)) for day in days for word in BY_PERIOD}
    return sorted((span for span in found if span.last >= on), key=lambda span: (span.first, span.last))


def _asked(spans: list[Period], later: list[Period], on: date, stirred: Stirred) -> list[Asked]:
    """Return which indicators may read otherwise, and in which periods."""
    held: dict[str, set[tuple[int, int]]] = {}
    for measure, day in Entry.objects.order_by().values_list("measure", "span_from").distinct():
        held.setdefault(measure, set()).add((day.year, day.month))
    found: list[Asked] = []
    for span in spans:
        low, high = ((day.year, day.month) for day in (span.first, span.last))
        found += [
            (one, span)
            for one in INDICATORS.values()
            if any(low <= month <= high for month in held.get(one.measure, ()))
        ]
    return found + others(on, later, spans, {unit for span in later for unit in stirred.of(span.last).inside})


_AT_ONCE = 200
"""SQLite joins at most 500 selects into one."""


@dataclass(slots=True)
class _Counts:
    """What indicators come to: below units, and in rows by groups."""

    of_units: dict[tuple[Indicator, Period, int], Count] = field(default_factory=dict)
    of_rows: dict[tuple[Indicator, Period, Row], Count] = field(default_factory=dict)

    def units(self) -> set[int]:
        """Return the units that are told of."""
        return {unit for _one, _span, unit in self.of_units} | {row.top for _one, _span, row in self.of_rows}


def _counts(asked: list[Asked], stirred: Stirred, rows: dict[date, list[Row]], trees: Trees) -> _Counts:
    """Count what may read otherwise as the book now stands; what is seen of a change taken back is not remembered."""
    counter, found = Counter(looked()), _Counts()
    for indicator, span in asked:
        question, last = Question(indicator, Unit(), span, as_of=today()), span.last
        now = stirred.of(last)
        tops = sorted(now.tops if indicator.slug in INDICATORS else now.more)
        if tops:
            counted = counter.count(question, span, tops).cells
            found.of_units |= {(indicator, span, top): counted.get(Cell(top), Count()) for top in tops}
        for start in range(0, len(rows[last]), _AT_ONCE):
            part = rows[last][start : start + _AT_ONCE]
            seeds = {at: trees.rows[last].get(row, ()) for at, row in enumerate(part)}
            counted = counter.grouped(question, span, seeds).cells
            found.of_rows |= {(indicator, span, row): counted.get(Cell(at), Count()) for at, row in enumerate(part)}
    return found


def _figures(before: _Counts, after: _Counts, units: dict[int, Unit], sees: Sees) -> list[Changed]:
    """Return what reads otherwise: units first, then rows by groups."""
    found = [
        _changed(indicator, span, units[top], (before.of_units[indicator, span, top], new), sees)
        for (indicator, span, top), new in after.of_units.items()
    ]
    found += [
        _changed(indicator, span, units[row.top], (before.of_rows[indicator, span, row], new), sees, row)
        for (indicator, span, row), new in after.of_rows.items()
    ]
    told = [one for one in found if one is not None]
    return sorted(
        told,
        key=lambda one: (
            bool(one.of_set), one.unit, one.of_set, one.member, one.period.first, one.period.last, one.indicator.slug,
        ),
    )  # fmt: skip


def _changed(
    indicator: Indicator, span: Period, unit: Unit, counts: tuple[Count, Count], sees: Sees, row: Row | None = None
) -> Changed | None:
    old, new = (_value(count) for count in counts)
    if old == new:
        return None
    was, then = (_said(indicator, count, unit, span, sees) for count in counts)
    names = (row.of_set, row.member) if row is not None else ()
    return Changed(indicator, unit.code, unit.name, span, was, then, *names)


def _value(count: Count) -> Said:
    if isinstance(count, StatedCount):
        return Said(count.number, count.bound, missing=count.missing)
    return Said(count.value, count.bound)


def _said(indicator: Indicator, count: Count, unit: Unit, span: Period, sees: Sees) -> Said:
    few = isinstance(count, StatedCount) and count.few and not sees(unit)
    if few or withheld(Question(indicator, unit, span), count.value, unit, sees):
        return Said(FEW, Bound.UNDER, masked=True)
    return _value(count)


Holder = tuple[int, str, str]
"""Who holds which role along which line."""


Held = dict[Holder, set[int]]
"""The units in which somebody holds it."""


def _held(day: date) -> Held:
    """Return the units in which posts stand on a day, by who holds them."""
    found: Held = {}
    posts = Post.objects.filter(since__lte=day, until__gte=day, role__in=list(ROLES))
    for person, role, line, unit in posts.values_list("person_id", "role", "line", "unit_id"):
        found.setdefault((person, role, line), set()).add(unit)
    return found


@dataclass(slots=True)
class _Line:
    """The tree of one line before and after, with what lies below a unit in each, looked up once."""

    trees: tuple[Tree, Tree]
    touched: set[int]
    known: dict[int, tuple[frozenset[int], frozenset[int]]] = field(default_factory=dict)

    def starts(self, tops: set[int], which: int, *, shared: bool) -> set[int]:
        """Return where rights begin: the posts' units, or for shared rights the roots above them."""
        return {self.trees[which].path(top)[0] for top in tops} if shared else tops

    def below(self, start: int) -> tuple[frozenset[int], frozenset[int]]:
        """Return what lies below a unit before and after."""
        if start not in self.known:
            before = frozenset(self.trees[0].below(start))
            self.known[start] = (before, frozenset(self.trees[1].below(start)) if start in self.touched else before)
        return self.known[start]

    def same(self, starts: set[int]) -> bool:
        """Tell whether the same lies below each of the units before and after."""
        return all(one not in self.touched or operator.eq(*self.below(one)) for one in starts)

    def reached(self, starts: set[int], which: int) -> set[int]:
        """Return everything below the units, before (0) or after (1)."""
        return {unit for one in starts for unit in self.below(one)[which]}


def _rights(
    held: tuple[Held, Held], trees: tuple[dict[str, Tree], dict[str, Tree]], codes: dict[int, str]
) -> list[Reach]:
    """Return whose posts reach otherwise; whoever stands above nothing that moved is passed by."""
    lines = {
        line: _Line((trees[0][line], trees[1][line]), affected(trees[0][line], trees[1][line])) for line in trees[0]
    }
    found: list[tuple[Holder, bool, set[int], set[int]]] = []
    for holder in sorted(held[0].keys() | held[1].keys()):
        rights, line = ROLES[holder[1]].rights, lines[holder[2]]
        old, new = held[0].get(holder, set()), held[1].get(holder, set())
        for shared in (shared for shared in (False, True) if (rights & SHARED if shared else rights - SHARED)):
            begins = line.starts(old, 0, shared=shared), line.starts(new, 1, shared=shared)
            if begins[0] == begins[1] and line.same(begins[0]):
                continue
            before, after = line.reached(begins[0], 0), line.reached(begins[1], 1)
            if before != after:
                found.append((holder, shared, after - before, before - after))
    return _spelt(found, codes)


def _spelt(found: list[tuple[Holder, bool, set[int], set[int]]], codes: dict[int, str]) -> list[Reach]:
    missing = {unit for _holder, _shared, gains, loses in found for unit in gains | loses} - codes.keys()
    codes = codes | dict(Unit.objects.filter(pk__in=missing).values_list("pk", "code"))
    people = Person.objects.knowing("telling whose rights change").filter(pk__in={holder[0] for holder, *_ in found})
    named = dict(people.values_list("pk", "code"))
    return [
        Reach(
            named[person], role, line, shared, *(tuple(sorted(codes[one] for one in part)) for part in (gains, loses))
        )
        for (person, role, line), shared, gains, loses in found
    ]

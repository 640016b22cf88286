"""What a change of structure would do: every figure and every right that would read otherwise, before it is done.

The change is really made, looked at and taken back, so the list cannot differ from what then happens. Only trees
decide where entries count, so only units above something that hangs elsewhere are counted again, and only what holds
entries in a period at all: by what is published and the tail, where that covers it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction

from kexie.figures.answer import Sees, sight_of, withheld
from kexie.figures.engine.oracle import Cell, Count
from kexie.figures.engine.paths import Counter
from kexie.figures.engine.stated import FEW
from kexie.figures.engine.view import looked
from kexie.figures.indicators import INDICATORS, Indicator
from kexie.figures.question import BY_PERIOD, Question
from kexie.kit.bounds import Bound
from kexie.kit.clock import today
from kexie.kit.periods import Kind, Period
from kexie.kit.spans import calendar_span
from kexie.records.access.models import Account, Post
from kexie.records.access.rights import ROLES, SHARED
from kexie.records.ledger.models import Entry
from kexie.records.people.models import Person
from kexie.records.units.groups import members, sets
from kexie.records.units.kinds import LINES
from kexie.records.units.models import Unit
from kexie.records.units.queries import Tree, tree
from kexie.records.units.rules import TreeOn


@dataclass(frozen=True, slots=True)
class Said:
    """A figure's value as it is told to the reader; ``masked``: as "<5"."""

    value: int
    bound: Bound
    masked: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the value as plain data."""
        return {"value": self.value, "bound": self.bound.value} | ({"masked": True} if self.masked else {})


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

    Figures: each counting indicator in the months, quarters and years that hold entries and end on that day or
    later, as known today. Rights: as they reach on the day, or today if it has passed. A number of people that the
    reader may not see reads "<5". Raises whatever ``change`` raises.
    """
    spans = periods(on)
    days = sorted({span.last for span in spans})
    day = max(on, today())
    with transaction.atomic():
        before = _trees(days, day)
        with transaction.atomic():
            change()
            after = _trees(days, day)
            moved = {last: _affected(before.at[last], after.at[last]) for last in days}
            rows = {last: _regrouped(before, after, last, moved[last]) for last in days}
            then = _Book.now()
            counted, held = _counts(spans, moved, then), _held(day)
            grouped = _row_counts(spans, rows, after, then)
            fresh = {
                unit for line, whole in after.lines.items() for unit in whole.parent.keys() - before.lines[line].parent
            }
            named = {unit for group in moved.values() for unit in group} | {
                row.top for told in rows.values() for row in told
            }
            units = Unit.objects.in_bulk(fresh | named)
            transaction.set_rollback(True)
        sees = sight_of(reader)
        stands = _Book.now()
        figures = _figures(_counts(spans, moved, stands), counted, units, sees)
        figures += _row_figures(_row_counts(spans, rows, before, stands), grouped, units, sees)
        codes = {number: unit.code for number, unit in units.items()}
        rights = _rights((_held(day), held), (before.lines, after.lines), codes)
    return Impact(tuple(figures), tuple(rights))


def periods(on: date) -> list[Period]:
    """Return the months, quarters and years that hold entries and end on a day or later, in order."""
    first = on.replace(month=1, day=1)
    days = Entry.objects.filter(span_from__gte=first).values_list("span_from", flat=True).distinct()
    found = {calendar_span(day, Kind(word)) for day in days for word in BY_PERIOD}
    return sorted((span for span in found if span.last >= on), key=lambda span: (span.first, span.last))


@dataclass(frozen=True, slots=True)
class _Book:
    """The book at one moment of the change, and in which months each measure has entries."""

    counter: Counter
    held: dict[str, set[tuple[int, int]]]

    @classmethod
    def now(cls) -> _Book:
        """Look at the book as it stands; what is seen of a change that is taken back is not remembered."""
        found: dict[str, set[tuple[int, int]]] = {}
        for measure, day in Entry.objects.order_by().values_list("measure", "span_from").distinct():
            found.setdefault(measure, set()).add((day.year, day.month))
        return cls(Counter(looked()), found)

    def asked(self, span: Period) -> list[Indicator]:
        """Return the indicators that may count anything in a period."""
        low, high = ((day.year, day.month) for day in (span.first, span.last))
        return [
            one for one in INDICATORS.values() if any(low <= month <= high for month in self.held.get(one.measure, ()))
        ]


class Row(NamedTuple):
    """A row of a figure by groups: what a member of a partition did below a root."""

    top: int
    of_set: str
    member: str


Seeds = dict[Row, tuple[int, ...]]
"""The units whose subtrees a row joins."""


@dataclass(frozen=True, slots=True)
class _Trees:
    """The trees of some last days (for figures) with the rows by groups, and those by which rights reach."""

    at: dict[date, Tree]
    lines: dict[str, Tree]
    rows: dict[date, Seeds]


def _trees(days: Iterable[date], day: date) -> _Trees:
    known, named = today(), sets()
    lines = {line.slug: tree(TreeOn(day, max(day, known), line.slug)) for line in LINES}
    at = {last: tree(TreeOn(last, known)) for last in days}
    return _Trees(at, lines, {last: _seeds(whole, TreeOn(last, known), named) for last, whole in at.items()})


def _seeds(whole: Tree, on: TreeOn, named: Iterable[str]) -> Seeds:
    found: dict[Row, list[int]] = {}
    for of_set in named:
        for member, units in members(of_set, on).items():
            for unit in units:
                if unit in whole.parent:
                    found.setdefault(Row(whole.path(unit)[0], of_set, member), []).append(unit)
    return {row: tuple(units) for row, units in found.items()}


def _regrouped(before: _Trees, after: _Trees, last: date, moved: set[int]) -> list[Row]:
    """Return the rows by groups that something else lies in: other units stand there, or theirs moved."""
    old, new = before.rows[last], after.rows[last]
    return sorted(
        row
        for row in old.keys() | new.keys()
        if old.get(row, ()) != new.get(row, ()) or not moved.isdisjoint(new.get(row, ()))
    )


RowCounts = dict[tuple[str, Period, Row], Count]
_AT_ONCE = 200
"""SQLite joins at most 500 selects into one."""


def _row_counts(spans: list[Period], rows: dict[date, list[Row]], trees: _Trees, book: _Book) -> RowCounts:
    """Count every indicator over the periods for some rows by groups, as the trees now stand."""
    found: RowCounts = {}
    for span in spans:
        seeds = trees.rows[span.last]
        for start in range(0, len(rows[span.last]), _AT_ONCE):
            part = rows[span.last][start : start + _AT_ONCE]
            tops = {at: seeds.get(row, ()) for at, row in enumerate(part)}
            for indicator in book.asked(span):
                counted = book.counter.grouped(Question(indicator, Unit(), span, as_of=today()), span, tops)
                found |= {(indicator.slug, span, row): counted.get(Cell(at), Count()) for at, row in enumerate(part)}
    return found


def _row_figures(before: RowCounts, after: RowCounts, units: dict[int, Unit], sees: Sees) -> list[Changed]:
    found = []
    for (slug, span, row), new in after.items():
        old, top = before.get((slug, span, row), Count()), units[row.top]
        if (old.value, old.bound) == (new.value, new.bound):
            continue
        was, then = (_said(INDICATORS[slug], count, top, span, sees) for count in (old, new))
        found.append(Changed(INDICATORS[slug], top.code, top.name, span, was, then, row.of_set, row.member))
    return sorted(
        found,
        key=lambda one: (one.unit, one.of_set, one.member, one.period.first, one.period.last, one.indicator.slug),
    )


def _affected(before: Tree, after: Tree) -> set[int]:
    """Return the units whose subtrees differ: those above something that hangs elsewhere, and what is new."""
    found: set[int] = set()
    for unit in before.parent.keys() | after.parent.keys():
        if before.parent.get(unit, 0) != after.parent.get(unit, 0):  # 0: not in the tree at all
            found.update(before.path(unit)[:-1], after.path(unit)[:-1])
            if unit not in before.parent or unit not in after.parent:
                found.add(unit)
    return found


Counts = dict[tuple[str, Period, int], Count]


def _counts(spans: list[Period], moved: dict[date, set[int]], book: _Book) -> Counts:
    """Count every indicator over the periods for the units whose subtrees differ."""
    found: Counts = {}
    for span in spans:
        tops = sorted(moved[span.last])
        if not tops:
            continue
        for indicator in book.asked(span):
            asked = Question(indicator, Unit(), span, as_of=today())
            counted = book.counter.count(asked, span, tops).cells
            found |= {(indicator.slug, span, top): counted.get(Cell(top), Count()) for top in tops}
    return found


def _figures(before: Counts, after: Counts, units: dict[int, Unit], sees: Sees) -> list[Changed]:
    found = []
    for key, new in after.items():
        old = before.get(key, Count())
        if (old.value, old.bound) == (new.value, new.bound):
            continue
        slug, span, top = key
        was, then = (_said(INDICATORS[slug], count, units[top], span, sees) for count in (old, new))
        found.append(Changed(INDICATORS[slug], units[top].code, units[top].name, span, was, then))
    return sorted(found, key=lambda one: (one.unit, one.period.first, one.period.last, one.indicator.slug))


def _said(indicator: Indicator, count: Count, unit: Unit, span: Period, sees: Sees) -> Said:
    if withheld(Question(indicator, unit, span), count.value, unit, sees):
        return Said(FEW, Bound.UNDER, masked=True)
    return Said(count.value, count.bound)


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
        line: _Line((trees[0][line], trees[1][line]), _affected(trees[0][line], trees[1][line])) for line in trees[0]
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

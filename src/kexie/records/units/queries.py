"""Questions about the tree: who hangs below whom, what the path is, which units are open on a day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, ForeignObject, Lookup, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat
from django.db.models.sql.compiler import SQLCompiler
from numpy.typing import NDArray

from kexie.kit.clock import DAY_MAX, DAY_MIN
from kexie.kit.looking import asked_once
from kexie.records.book.columns import columns_of
from kexie.records.book.queries import written
from kexie.records.units.kinds import AGGREGATE
from kexie.records.units.models import Edge, Opening, Unit
from kexie.records.units.openings import Openings, openings
from kexie.records.units.rules import TreeOn, below_sql, parents_sql, step_sql, winning, winning_of_all

BATCH: Final = 50_000
"""Rows that are read at once."""
NOWHERE: Final = -1


@dataclass(frozen=True, slots=True)
class Tree:
    """One tree in memory: parents and children by unit id. Children keep the order of their codes."""

    parent: dict[int, int | None]
    children: dict[int | None, list[int]] = field(default_factory=dict)
    _sizes: dict[int, int] = field(default_factory=dict, init=False, repr=False, compare=False)

    def path(self, unit: int) -> list[int]:
        """Return the ids from the root down to the unit; a circle (which actions refuse) ends where it closes."""
        seen: list[int] = []
        step: int | None = unit
        while step is not None and step not in seen:
            seen.append(step)
            step = self.parent.get(step)
        return seen[::-1]

    def below(self, unit: int, among: Container[int] | None = None) -> Iterator[int]:
        """Yield the unit and everything below it, parents before their children; only by units ``among`` some."""
        todo, seen = [unit], set()
        while todo:
            one = todo.pop()
            if one in seen:
                continue
            seen.add(one)
            yield one
            children = reversed(self.children.get(one, []))
            todo.extend(children if among is None else (child for child in children if child in among))

    def size(self, unit: int) -> int:
        """Return how many units there are with the unit and below it; counted once for each unit that is asked for."""
        if unit not in self._sizes:
            self._sizes[unit] = sum(1 for _one in self.below(unit))
        return self._sizes[unit]

    def roots(self) -> list[int]:
        """Return the units without a parent."""
        return self.children.get(None, [])


def structure_mark() -> int:
    """Return the mark of the last fact of structure: what an answer about the tree may be remembered by.

    Not its position: one that was rolled back (a dry run, a refusal) is given again to another fact.
    """
    return written().mark


@dataclass(frozen=True, slots=True)
class Structure:
    """The structure as it is written at one moment, by its mark: many looks at it cost one at the book."""

    mark: int
    database: str

    @classmethod
    def now(cls) -> Structure:
        """Return the structure as it is written now."""
        return cls(structure_mark(), str(connection.settings_dict["NAME"]))

    def tree(self, on: TreeOn) -> Tree:
        """Return the whole tree of a day, remembered in this process until the structure changes."""
        return _tree(self.hung(on), self)

    def open_units(self, on: TreeOn) -> frozenset[int]:
        """Return the ids of the units that are open on the day, remembered like the tree."""
        return _open(self.opened(on), self)

    def levelled_below(self, top: int, level: str, on: TreeOn) -> list[int]:
        """Return the ids of the units of a level below one, in the order of the tree, remembered like the tree."""
        return _levelled_below(top, level, self.hung(on), self)

    def hung(self, on: TreeOn) -> TreeOn:
        """Return the first day, and the first knowledge, with the same tree: it is remembered by these."""
        return _settled(on, _edge_days(on.line, self))

    def opening_days(self) -> list[date]:
        """Return the days from which some unit is open or closed, in order."""
        return _opening_days(self)[0]

    def opened(self, on: TreeOn) -> TreeOn:
        """Return the first day, and the first knowledge, on which the same units were open; the line is no matter."""
        return _settled(TreeOn(on.day, on.known), _opening_days(self))


def tree(on: TreeOn | None = None) -> Tree:
    """Return the whole tree of a day, remembered in this process until the structure changes."""
    return Structure.now().tree(on or TreeOn.now())


Days = tuple[list[date], list[date]]
"""The days from which something is so or no longer so; the days on which something became known. Both in order."""


def _settled(on: TreeOn, days: Days) -> TreeOn:
    begun, told = (
        found[at - 1] if (at := bisect_right(found, day)) else DAY_MIN
        for found, day in zip(days, (on.day, on.known), strict=True)
    )
    return TreeOn(begun, told, on.line)


@lru_cache(maxsize=16)
def _edge_days(line: str, structure: Structure) -> Days:  # noqa: ARG001 - part of what the memory is keyed by
    return days_of(Edge, line)


@lru_cache(maxsize=8)
def _opening_days(structure: Structure) -> Days:  # noqa: ARG001 - the same
    return days_of(Opening)


def days_of(model: type[Edge | Opening], line: str = "") -> Days:
    """Return the days between which no answer about some facts changes."""
    facts = model._default_manager.order_by()  # noqa: SLF001 - Django's own name
    if line:  # not by the index: to fetch millions of lines one by one takes longer than to read them all as they lie
        facts = facts.alias(as_told=Concat("line", Value(""))).filter(as_told=line)
    told = list(facts.values_list("valid_from", "valid_to", "known_on").distinct())
    after = {last + timedelta(days=1) for _first, last, _known in told if last < DAY_MAX}
    return sorted({first for first, _last, _known in told} | after), sorted({known for _first, _last, known in told})


@lru_cache(maxsize=16)
def _tree(on: TreeOn, structure: Structure) -> Tree:  # noqa: ARG001 - part of what the memory is keyed by
    hung, parents = columns_of(*parents_sql(on), "unit_id", "parent_id")
    coded = _coded()
    above = np.full(int(max(hung.max(initial=0), coded.max(initial=0))) + 1, NOWHERE, np.int64)
    above[hung] = parents
    units = coded[above[coded] != NOWHERE]
    result = Tree(dict.fromkeys(units.tolist()))
    # sisters beside each other, families as their eldest stand: no step in Python for each of millions of units
    order = np.argsort(above[units], kind="stable")
    units, parents, eldest = units[order], above[units[order]], order
    begins = np.flatnonzero(np.append(True, parents[1:] != parents[:-1])[: len(units)])
    ends = np.append(begins[1:], len(units))
    for family in np.argsort(eldest[begins]).tolist():
        children, read = units[begins[family] : ends[family]].tolist(), int(parents[begins[family]])
        result.children[read or None] = children
        result.parent.update(dict.fromkeys(children, read or None))
    return result


def _coded() -> NDArray[np.int64]:
    """Return the ids of all units but those taken back, in the order of their codes."""
    found = [np.zeros(0, np.int64)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM records_unit WHERE NOT withdrawn ORDER BY code")
        while batch := cursor.fetchmany(BATCH):
            found.append(np.fromiter((unit for (unit,) in batch), np.int64, len(batch)))
    return np.concatenate(found)


def below(tops: Iterable[int], on: TreeOn | None = None) -> RawSQL:
    """Return a sub-select of the ids at or below ``tops``, to be used as ``filter(unit__in=…)``.

    The tree is in memory already: walking it in the database again, query by query, costs a hundred times as much.
    """
    return RawSQL(below_list(tops, on), [])


class Among(Lookup):
    """``filter(pk__among=numbers)``: numbers of our own that were looked up before, as many as there are."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[str | int, ...]]:
        """Write the numbers into the SQL."""
        left, params = self.process_lhs(compiler, connection)
        return f"{left} IN ({_numbers(self.rhs)})", tuple(params)


class NotAmong(Lookup):
    """``filter(unit__not_among=ids)``: a unit is named, and it is none of these few."""

    lookup_name = "not_among"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[str | int, ...]]:
        """Write the numbers into the SQL: they are our own, and may be more than a statement takes parameters."""
        left, params = self.process_lhs(compiler, connection)
        return f"{left} NOT IN ({_numbers(self.rhs)})", tuple(params)


Field.register_lookup(Among)
Field.register_lookup(NotAmong)
ForeignObject.register_lookup(Among)
ForeignObject.register_lookup(NotAmong)  # which takes none of those of plain fields


def within(path: str, tops: Iterable[int], on: TreeOn | None = None) -> Q:
    """Return the rows whose unit at ``path`` is at or below ``tops``, as a filter.

    Where that is all there are but a few, only those few are looked for: to make a list of all units took longer than
    the rest of a page.
    """
    tops = tuple(tops)
    outside = outside_of(below_ids(tops, on))
    if outside is None:
        return Q(**{f"{path}__in": below(tops, on)})
    return Q(**{f"{path}__not_among": outside} if outside else {f"{path}__isnull": False})


def below_list(tops: Iterable[int], on: TreeOn | None = None) -> str:
    """Return SQL, without parameters, of the ids at or below ``tops``."""
    return _listed(below_ids(tops, on), every_unit())


def below_is(column: str, tops: Iterable[int], on: TreeOn | None = None) -> str:
    """Return SQL, without parameters, of the condition that a column names a unit at or below ``tops``."""
    inside = below_ids(tops, on)
    outside = outside_of(inside)
    if outside is None:
        return f"{column} IN ({_numbers(inside)})"
    return f"{column} NOT IN ({_numbers(outside)})" if outside else "1 = 1"


def below_ids(tops: Iterable[int], on: TreeOn | None = None) -> frozenset[int]:
    """Return the ids at or below ``tops``, remembered in this process until the structure changes."""
    now = Structure.now()
    return _below(frozenset(int(top) for top in tops), now.hung(on or TreeOn.now()), now)


@lru_cache(maxsize=64)
def _below(tops: frozenset[int], on: TreeOn, structure: Structure) -> frozenset[int]:
    whole = _tree(on, structure)
    return frozenset(one for top in tops for one in whole.below(top))


def every_unit() -> frozenset[int]:
    """Return the ids of all units there are, in whatever tree, remembered until one is added."""
    return _every(_last_unit(), Structure.now())


def outside_of(inside: frozenset[int]) -> frozenset[int] | None:
    """Return the ids of all other units where those are the fewer ones, else ``None``; remembered for the same ids."""
    return _outside(inside, every_unit())


@lru_cache(maxsize=64)
def _outside(inside: frozenset[int], every: frozenset[int]) -> frozenset[int] | None:
    outside = every - inside
    return outside if len(outside) < len(inside) else None


@asked_once
def _last_unit() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM records_unit")
        return int(cursor.fetchone()[0] or 0)


@lru_cache(maxsize=4)
def _every(last: int, structure: Structure) -> frozenset[int]:  # noqa: ARG001 - what it is remembered by
    return frozenset(Unit.objects.values_list("pk", flat=True))


@lru_cache(maxsize=64)
def _listed(inside: frozenset[int], every: frozenset[int]) -> str:
    outside = _outside(inside, every)
    if outside is None:
        return f"SELECT id FROM records_unit WHERE id IN ({_numbers(inside)})"
    return "SELECT id FROM records_unit" + (f" WHERE id NOT IN ({_numbers(outside)})" if outside else "")


def _numbers(ids: Iterable[int]) -> str:
    return ",".join(str(one) for one in sorted(ids)) or "NULL"


@lru_cache(maxsize=16)
def _levelled_below(top: int, level: str, on: TreeOn, structure: Structure) -> list[int]:
    wanted, whole = set(Unit.objects.filter(level=level).values_list("pk", flat=True)), _tree(on, structure)
    way: set[int] = set()  # to some provinces leads a short one, past millions
    for unit in wanted:
        step: int | None = unit
        while step is not None and step not in way:
            way.add(step)
            step = whole.parent.get(step)
    return [unit for unit in whole.below(top, way) if unit in wanted and unit != top]


def open_units(on: TreeOn) -> frozenset[int]:
    """Return the ids of the units that are open on the day, remembered like the tree."""
    return Structure.now().open_units(on)


@lru_cache(maxsize=16)
def _open(on: TreeOn, structure: Structure) -> frozenset[int]:
    return _openings(structure).on(on.day, on.known)


@lru_cache(maxsize=2)
def _openings(structure: Structure) -> Openings:  # noqa: ARG001 - what it is remembered by
    return openings()


def parts_below(top: int) -> tuple[tuple[int, ...], NDArray[np.int64]]:
    """Return a unit and those right below it in today's tree, and by id in which of these parts each unit stands.

    The second is an array: 0 for the unit itself, n for the nth right below it and all under that one, −1 for whatever
    is elsewhere; its last element is −1 and stands for ids that are higher. Remembered like the tree.
    """
    now = Structure.now()
    return _parts_below(top, now.hung(TreeOn.now()), now)


@lru_cache(maxsize=16)
def _parts_below(top: int, on: TreeOn, structure: Structure) -> tuple[tuple[int, ...], NDArray[np.int64]]:
    whole = _tree(on, structure)
    parts = (top, *whole.children.get(top, []))
    place = np.full(max(whole.parent, default=0) + 2, -1, np.int64)
    for nth, part in enumerate(parts[1:], 1):
        place[list(whole.below(part))] = nth
    place[top] = 0
    return parts, place


def counted_below(on: TreeOn) -> Mapping[int, int]:
    """Return for each unit of the tree how many open ones hang below it at any depth, remembered like the tree."""
    now = Structure.now()
    return _counted_below(now.hung(on), now.opened(on), now)


@lru_cache(maxsize=16)
def _counted_below(hung: TreeOn, opened: TreeOn, structure: Structure) -> Mapping[int, int]:
    whole, alive = _tree(hung, structure), _open(opened, structure)
    ordered = [unit for root in whole.roots() for unit in whole.below(root)]
    found = dict.fromkeys(ordered, 0)
    for unit in reversed(ordered):  # children stand behind their parents, so theirs are complete by now
        above = whole.parent[unit]
        if above is not None:
            found[above] += found[unit] + (unit in alive)
    return found


def open_sql(on: TreeOn, within: str = "") -> tuple[str, list[Any]]:
    """Return SQL (and parameters) of the ids of the units open on the day; ``within``: SQL of ids to look at alone."""
    if within:
        sql = winning("records_opening", "fact.unit_id", "unit_id, is_open", f"AND fact.unit_id IN ({within})")
        params: list[Any] = [on.day, on.day, on.known]
    else:
        sql, params = winning_of_all("records_opening", "unit_id, is_open", on)
    return f"SELECT unit_id FROM ({sql}) stood WHERE is_open", params


def children_of(tops: Iterable[int], on: TreeOn) -> QuerySet[Unit]:
    """Return the units open on the day that hang directly below some, walked by index: the tree's size is no matter."""
    listed = ",".join(str(int(one)) for one in tops) or "NULL"
    step, params = step_sql(on, "above")
    below = f"SELECT edge.unit_id {step}"
    held, more = open_sql(on, below)
    sql = f"WITH above(unit_id) AS (SELECT id FROM records_unit WHERE id IN ({listed})) {held}"
    return Unit.objects.filter(pk__in=RawSQL(sql, [*more, *params]))


def open_among(found: QuerySet[Unit], on: TreeOn) -> QuerySet[Unit]:
    """Return those units of a queryset that are open on the day."""
    sql, params = open_sql(on)
    return found.filter(pk__in=RawSQL(sql, params))


def below_found(found: QuerySet[Unit], on: TreeOn) -> RawSQL:
    """Return a sub-select of the ids at or below the units of a queryset."""
    sql, params = found.order_by().values("pk").query.sql_with_params()
    walked, more = below_sql(on, sql)
    return RawSQL(walked, [*params, *more])


def is_open(unit: Unit, on: TreeOn) -> bool:
    """Tell whether one unit is open on the day."""
    sql = winning("records_opening", "fact.unit_id", "is_open", "AND fact.unit_id = %s")
    with connection.cursor() as cursor:
        cursor.execute(sql, [on.day, on.day, on.known, unit.pk])
        row = cursor.fetchone()
    return bool(row and row[0])


@dataclass(frozen=True, slots=True)
class Shown:
    """A unit as it stands on a day: ``path`` are the names from the root down to it, ``children`` the codes below."""

    unit: Unit
    parent: str | None
    path: tuple[str, ...]
    opened_on: date | None
    closed_on: date | None
    children: tuple[str, ...]


def span_of(unit: Unit, on: TreeOn) -> tuple[date | None, date | None]:
    """Return the day a unit opened and the day from which it is closed; ``None``: always, or not closed."""
    return _span(unit.pk, on.known, Structure.now())


@lru_cache(maxsize=256)
def _span(unit: int, known: date, structure: Structure) -> tuple[date | None, date | None]:  # noqa: ARG001 - part of what the memory is keyed by
    openings = Opening.objects.filter(Q(known_on__lte=known) | Q(founding=True), unit=unit)
    told = openings.order_by("-founding", "known_on", "position")
    first = last = None
    for fact in told:
        if fact.is_open:
            first = fact.valid_from if fact.valid_from != DAY_MIN else None
            last = fact.valid_to + timedelta(days=1) if fact.valid_to != DAY_MAX else None
        else:
            last = fact.valid_from
    return first, last


class Hung(NamedTuple):
    """What was once said of a unit's place: since when it hangs below another on a line, and when that was told."""

    valid_from: date
    line: str
    parent: int | None
    known_on: date


def hung_of(unit: Unit, known: date) -> tuple[Hung, ...]:
    """Return what was said of a unit's place by a day, newest first, remembered until the structure changes."""
    return _hung(unit.pk, known, Structure.now())


@lru_cache(maxsize=256)
def _hung(unit: int, known: date, structure: Structure) -> tuple[Hung, ...]:  # noqa: ARG001 - part of what the memory is keyed by
    told = Edge.objects.filter(Q(known_on__lte=known) | Q(founding=True), unit=unit)
    ordered = told.order_by("-valid_from", "-position").values_list("valid_from", "line", "parent", "known_on")
    return tuple(Hung(*one) for one in ordered)


def show(unit: Unit, on: TreeOn) -> Shown:
    """Return a unit as it stands on a day, with the codes of its open children."""
    whole = tree(on)
    path = whole.path(unit.pk)
    named = {one.pk: one for one in Unit.objects.filter(pk__in=[*path, *whole.children.get(unit.pk, [])])}
    opened, closed = span_of(unit, on)
    alive = open_units(on)
    parent = whole.parent.get(unit.pk)
    return Shown(
        unit=unit,
        parent=named[parent].code if parent is not None else None,
        path=tuple(named[one].name for one in path),
        opened_on=opened,
        closed_on=closed,
        children=tuple(named[one].code for one in whole.children.get(unit.pk, []) if one in alive),
    )


def roots(on: TreeOn) -> list[Unit]:
    """Return the roots of the day, the association's own first, roots of kind ``aggregate`` last."""
    found = Unit.objects.filter(pk__in=tree(on).roots())
    return sorted(found, key=lambda unit: (unit.kind == AGGREGATE, unit.pk))

"""Branches × periods, what is still to be held, and how many held what the rules ask: read from the kept rhythm."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from typing import Final

import numpy as np
from django.db.models import Exists, OuterRef, QuerySet

from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.book.columns import Ints, columns
from kexie.records.branches.kept import kept, marked
from kexie.records.branches.masks import MOST, ended_mask, periods, state_of
from kexie.records.branches.models import Branch, Rhythm
from kexie.records.branches.packed import not_held, unpacked
from kexie.records.branches.rhythm import State
from kexie.records.branches.rules import RULES
from kexie.records.branches.upkeep import catch_up, class_every
from kexie.records.units.kinds import LINES
from kexie.records.units.models import Unit
from kexie.records.units.queries import below_ids, every_unit, within
from kexie.records.units.rules import TreeOn

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Tally:
    """How one kind stands over some branches in a year.

    ``asked`` branches of which it was asked in a period that is over; ``complete``: those that held it in each of
    them. ``late`` and ``due`` count periods: what was not held, and what is still to come this year.
    """

    kind: str
    asked: int = 0
    complete: int = 0
    held: int = 0
    late: int = 0
    due: int = 0


@dataclass(slots=True)
class Line:
    """A branch with what is asked and held of each kind."""

    branch: Branch
    masks: dict[str, tuple[int, int]] = field(default_factory=dict)

    def states(self, kind: str, year: int, today: date, rules: str) -> list[State]:
        """Return the state of each period of a kind."""
        asked, held = self.masks.get(kind, (0, 0))
        ended = ended_mask(kind, year, today, rules)
        return [state_of(asked, held, ended, n) for n in range(len(periods(kind, year, rules)))]


def under(unit: Unit, who: Account) -> QuerySet[Branch]:
    """Return the branches at or below a unit that somebody may look at: along the main line, or along the party's."""
    inside = frozenset().union(*(below_ids([unit.pk], TreeOn.now(line.slug)) for line in LINES))
    found = door.seen(who, Right.BRANCH_READ, Branch)
    if inside >= every_unit():
        return found
    lines = (within("unit", [unit.pk], TreeOn.now(line.slug)) for line in LINES)
    return found.filter(reduce(or_, lines))


def tallies(branches: QuerySet[Branch], year: int, today: date) -> list[Tally]:
    """Return how each kind stands over branches: from memory, however many there are."""
    mark = marked(year)
    found = kept(year, mark.stamp)
    inside = np.isin(found.branches, columns(branches, "pk")[0]) if branches.query.where else slice(None)
    told = []
    for kind in RULES:
        asked, held = found.of(kind)
        told.append(_tally(kind, asked[inside], held[inside], ended_mask(kind, year, today, mark.rules)))
    return told


def _tally(kind: str, asked: Ints, held: Ints, ended: int) -> Tally:
    over = asked & ended
    missed = over & ~held
    return Tally(
        kind,
        asked=int(np.count_nonzero(over)),
        complete=int(np.count_nonzero((over != 0) & (missed == 0))),
        held=_bits(asked & held),
        late=_bits(missed),
        due=_bits(asked & ~ended & ~held),
    )


def _bits(each: Ints) -> int:
    return int(np.bitwise_count(each).sum())


def page(branches: QuerySet[Branch], year: int, after: str = "", size: int = PAGE) -> list[Line]:
    """Return a page of the matrix: the branches whose codes come after one, in their order; three questions."""
    catch_up(year)
    units = Unit.objects.filter(Exists(branches.filter(unit=OuterRef("pk"))), code__gt=after).order_by("code")[:size]
    rows = Branch.objects.knowing("those that the reader may look at").filter(unit__in=[unit.pk for unit in units])
    found = {one.unit_id: one for one in rows}
    listed = [found[unit.pk] for unit in units]
    for one, unit in zip(listed, units, strict=True):
        one.unit = unit
    lines = {one.pk: Line(one) for one in listed}
    bits = Rhythm.objects.knowing("of a page of branches").filter(branch_id__in=list(lines), year=year)
    for branch, asked, held in bits.values_list("branch_id", "asked", "held"):
        lines[branch].masks = {kind: (unpacked(asked, kind), unpacked(held, kind)) for kind in RULES}
    return list(lines.values())


@dataclass(frozen=True, slots=True)
class Open:
    """What a branch has still to hold, or had to: of one kind, in some periods; ``number`` is the line's."""

    number: int
    branch: Branch
    kind: str
    states: tuple[tuple[int, State], ...]


def open_list(
    branches: QuerySet[Branch], year: int, today: date, *, kind: str = "", late: bool, after: int = 0, size: int = PAGE
) -> list[Open]:
    """Return a page of what was not held (``late``), or else of what is asked for in the periods that run today.

    ``after``: the number of the last line of the page before; a line keeps its number whatever is written.
    """
    catch_up(year)
    rules = class_every()
    ended = {one: ended_mask(one, year, today, rules) for one in ([kind] if kind in RULES else RULES)}
    wanted = ended if late else {one: _running(one, year, today, rules) for one in ended}
    if not any(wanted.values()):
        return []
    rows = Rhythm.objects.knowing("listed for branches that the reader may look at").filter(year=year)
    if branches.query.where:
        rows = rows.filter(branch__in=branches.order_by().values("pk"))
    some = rows.filter(branch__gte=after // len(RULES)).extra(where=[not_held(wanted)])  # noqa: S610 - numbers of our own
    found: list[Open] = []
    for row in some.select_related("branch__unit").order_by("branch_id")[: size + 1]:
        found += [one for one in _open(row, wanted, ended) if one.number > after]
    return found[:size]


def _open(row: Rhythm, wanted: Mapping[str, int], ended: Mapping[str, int]) -> Iterator[Open]:
    """Yield a line for each kind of which a branch has not held what is wanted, in the order of the columns."""
    for place, kind in enumerate(RULES):
        asked, held = unpacked(row.asked, kind), unpacked(row.held, kind)
        missed = asked & ~held & wanted.get(kind, 0)
        states = tuple((n, state_of(asked, held, ended[kind], n)) for n in range(MOST) if missed & (1 << n))
        if states:
            yield Open(row.branch_id * len(RULES) + place, row.branch, kind, states)


def _running(kind: str, year: int, today: date, rules: str) -> int:
    """Return the period that runs on a day, as a bit."""
    return sum(1 << n for n, one in enumerate(periods(kind, year, rules)) if today in one)

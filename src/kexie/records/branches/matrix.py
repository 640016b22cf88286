"""Branches × periods, what is still to be held, and how many held what the rules ask: read from the kept rhythm."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.branches.masks import ended_mask, periods, state_of
from kexie.records.branches.models import Branch, Rhythm
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
    """Return how each kind stands over branches: one grouped question however many there are.

    Distinct pairs of what is asked and held are few, whatever the number of branches.
    """
    catch_up(year)
    rules = class_every()
    rows = _rhythm(branches, year).values_list("kind", "asked", "held").annotate(n=Count("pk")).order_by()
    pairs: dict[str, list[tuple[int, int, int]]] = {kind: [] for kind in RULES}
    for kind, asked, held, n in rows:
        pairs[kind].append((asked, held, n))
    return [_tally(kind, pairs[kind], ended_mask(kind, year, today, rules)) for kind in RULES]


def _rhythm(branches: QuerySet[Branch], year: int) -> QuerySet[Rhythm]:
    rows = Rhythm.objects.knowing("counted for branches that the reader may look at").filter(year=year)
    if not branches.query.where:
        return rows
    return rows.filter(branch__in=branches.order_by().values("pk"))


def _tally(kind: str, pairs: Iterable[tuple[int, int, int]], ended: int) -> Tally:
    asked = complete = met = late = due = 0
    for wanted, held, n in pairs:
        over = wanted & ended
        missed = over & ~held
        asked += n if over else 0
        complete += n if over and not missed else 0
        met += n * (wanted & held).bit_count()
        late += n * missed.bit_count()
        due += n * (wanted & ~ended & ~held).bit_count()
    return Tally(kind, asked, complete, met, late, due)


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
    # asked for the year too, SQLite reads the whole year's index rather than these branches' few rows (80 ms for 2)
    bits = Rhythm.objects.knowing("of a page of branches").filter(branch_id__in=list(lines))
    for branch, of_year, kind, asked, held in bits.values_list("branch_id", "year", "kind", "asked", "held"):
        if of_year == year:
            lines[branch].masks[kind] = (asked, held)
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

    ``after``: the number of the last line of the page before; a line keeps its number while nothing changes.
    """
    catch_up(year)
    rules = class_every()
    found: list[Open] = []
    rows = _rhythm(branches, year)
    wanted = {one: _wanted(one, year, today, rules, late=late) for one in ([kind] if kind in RULES else RULES)}
    t = "records_rhythm"
    clauses = [
        f"({t}.kind = '{one}' AND ({t}.asked & ~{t}.held & {mask}) <> 0)" for one, mask in wanted.items() if mask
    ]
    if not clauses:
        return []
    rows = rows.extra(where=[f"({' OR '.join(clauses)})"])  # noqa: S610 - slugs and numbers of our own
    last = Rhythm.objects.knowing("where a page begins").filter(pk=after, year=year).first() if after else None
    if last is not None:
        rows = rows.filter(Q(branch__gt=last.branch_id) | Q(branch=last.branch_id, kind__gt=last.kind))
    for row in rows.select_related("branch__unit").order_by("branch_id", "kind")[:size]:
        missed = row.asked & ~row.held & wanted[row.kind]
        ended = ended_mask(row.kind, year, today, rules)
        states = tuple((n, state_of(row.asked, row.held, ended, n)) for n in range(12) if missed & (1 << n))
        found.append(Open(row.pk, row.branch, row.kind, states))
    return found


def _wanted(kind: str, year: int, today: date, rules: str, *, late: bool) -> int:
    if late:
        return ended_mask(kind, year, today, rules)
    return sum(1 << n for n, one in enumerate(periods(kind, year, rules)) if today in one)

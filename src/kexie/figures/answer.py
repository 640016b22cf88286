"""Answers: values with their passports. Web, API, documents and the command line all print from these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import product
from typing import Any, Final

from django.db import connection
from django.db.models import Max, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from kexie.figures.engine.oracle import Cell, Count
from kexie.figures.engine.paths import STATED, Counted, Counter, farthest
from kexie.figures.engine.stated import FEW, Control, Coverage, StatedCount
from kexie.figures.question import Question
from kexie.kit.bounds import Bound
from kexie.kit.periods import Period
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.access.scope import reached
from kexie.records.book.models import tables
from kexie.records.book.queries import written
from kexie.records.ledger.models import Entry
from kexie.records.units.by_id import units_of
from kexie.records.units.groups import members
from kexie.records.units.kinds import MAIN
from kexie.records.units.models import Edge, Unit
from kexie.records.units.queries import Structure, tree
from kexie.records.units.rules import TreeOn

Sees = Callable[[Unit], bool]


@dataclass(frozen=True, slots=True)
class Figure:
    """One value (数). ``records`` = shown + hidden; ``masked``: the reader is told "<5" in its place."""

    unit: Unit
    period: Period
    value: int | Decimal | None
    bound: Bound
    records: int
    kind: str = ""
    goal: str = ""
    missing: str = ""
    group: str = ""
    masked: bool = False
    count: Count = field(default_factory=Count)
    tree_on: date = date.min

    def as_json(self, by: tuple[str, ...]) -> dict[str, Any]:
        """Return the row as CONTRACT has it; a counting figure is never missing, a stated one says why it is."""
        row: dict[str, Any] = {"unit": self.unit.code, "period": str(self.period)}
        row |= {word: getattr(self, word) for word in ("kind", "goal") if word in by}
        row |= {"group": self.group} if any(word.startswith("group:") for word in by) else {}
        row |= {"value": self.value, "bound": self.bound.value, "records": self.records}
        covered, control = self.coverage, self.control
        row |= {"missing": self.missing or None, "coverage": covered.as_json() if covered else None}
        return row | ({"control": control.as_json()} if control else {}) | ({"masked": True} if self.masked else {})

    @property
    def coverage(self) -> Coverage | None:
        """Return who reported of those expected; nothing for what the house counts itself."""
        return self.count.coverage if isinstance(self.count, StatedCount) else None

    @property
    def control(self) -> Control | None:
        """Return the printed total that the value is compared with, if one is printed."""
        return self.count.control if isinstance(self.count, StatedCount) else None


@dataclass(frozen=True, slots=True)
class Passport:
    """Where an answer comes from: definition, knowledge, tree, position in the ledger, path taken, origins."""

    version: str
    as_of: date
    tree_rule: str
    tree_version: int
    tree_on: date
    position: int
    path: str
    migrated: int
    made_up: int
    unnamed: int
    line: str = MAIN
    wider: tuple[str, ...] = ()
    """Stated periods that reach out of the asked one, and so are not in it."""

    def as_json(self) -> dict[str, Any]:
        """Return the passport as CONTRACT has it."""
        told: dict[str, Any] = {
            "version": self.version,
            "as_of": self.as_of.isoformat(),
            "tree": {"rule": self.tree_rule, "version": self.tree_version, "on": self.tree_on.isoformat()}
            | ({"line": self.line} if self.line != MAIN else {}),
            "position": self.position,
            "path": self.path,
            "migrated": self.migrated,
            "made_up": self.made_up,
        }
        return told | ({"wider": list(self.wider)} if self.path == STATED else {})


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole: ``total`` is the asked unit over the asked period; ``rows`` its break-down (or just the total)."""

    question: Question
    total: Figure
    rows: tuple[Figure, ...]
    passport: Passport

    def as_json(self) -> dict[str, Any]:
        """Return the answer as CONTRACT has it."""
        rows = [row.as_json(self.question.by) for row in self.rows]
        return {"indicator": self.question.indicator.slug, "rows": rows, "passport": self.passport.as_json()}


def answer(question: Question, *, reader: Account | None) -> Answer:
    """Count what is asked and return it with its passport, under the reader's rights."""
    sees = sight_of(reader)
    counter = Counter.now()
    asked: list[Asked] = [(question.period, [question.unit.pk])]
    if not question.by or question.group_by():
        counted, others = counter.series(replace(question, by=()), asked), []
    else:
        structure = Structure.now()
        asked += [(one, list(dict.fromkeys(tops_of(question, one, structure)))) for one in question.periods()]
        split = "kind" in question.by or "goal" in question.by
        counted = counter.series(replace(question, by=()), asked[:1] if split else asked)
        others = counter.series(question, asked[1:]) if split else counted[1:]
    first = Cell(question.unit.pk)
    total = _figure(question, question.unit, question.period, first, counted[0].cells.get(first, Count()), sees)
    if not question.by:
        rows = [total]
    elif question.group_by():
        rows, others = _group_rows(question, sees, counter)
    else:
        rows = _rows(question, sees, counter, list(zip(asked[1:], others, strict=True)))
    path = farthest(one.path for one in (*counted, *others))
    return Answer(question, total, tuple(rows), passport(question, total, path))


Asked = tuple[Period, list[int]]
"""A period, and the units that are counted in it."""


def _rows(question: Question, sees: Sees, counter: Counter, told: list[tuple[Asked, Counted]]) -> list[Figure]:
    kinds = counter.kinds(question, question.period) if "kind" in question.by else {""}
    goals = counter.goals(question, question.period) if "goal" in question.by else {""}
    rows: list[Figure] = []
    counted_by: list[tuple[Period, set[int], dict[Cell, Count]]] = []
    for (period, tops), counted in told:
        own = set(tops)
        counted_by.append((period, own, counted.cells))
        # a unit that has left since is in the tree of its own month only
        kinds.update(cell.kind for cell in counted.cells if cell.unit in own)
        goals.update(cell.goal for cell in counted.cells if cell.unit in own)
    listed = list(dict.fromkeys(top for (_period, tops), _counted in told for top in tops))
    units = units_of(listed) if question.units_by() else {question.unit.pk: question.unit}
    for top in listed:
        for period, own, counts in counted_by:
            if top not in own:
                continue
            for kind in sorted(kinds):
                for goal in sorted(goals):
                    cell = Cell(top, kind, goal)
                    rows.append(_figure(question, units[top], period, cell, counts.get(cell, Count()), sees))
    return rows


def _group_rows(question: Question, sees: Sees, counter: Counter) -> tuple[list[Figure], list[Counted]]:
    """Return a row for each member of the asked partition: its units and what lies below them, each thing once.

    The counts that they are taken from come along, for their paths.
    A unit belongs to a member by the day whose tree is used. Rows may add up to more than the total: a thing hosted
    by two members counts in both, and a unit below another member's unit counts in both.
    """
    kinds = counter.kinds(question, question.period) if "kind" in question.by else {""}
    goals = counter.goals(question, question.period) if "goal" in question.by else {""}
    counted: list[tuple[Period, list[str], dict[Cell, Count]]] = []
    taken: list[Counted] = []
    for period in question.periods():
        seeds = seeds_of(question, period)
        counts: dict[Cell, Count] = {}
        rows = list(enumerate(seeds))
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            part = {row: seeds[member] for row, member in rows[start : start + _ROWS_AT_ONCE]}
            taken.append(counter.grouped(question, period, part))
            counts |= taken[-1].cells
        counted.append((period, list(seeds), counts))
        kinds.update(cell.kind for cell in counts)
        goals.update(cell.goal for cell in counts)
    found: list[Figure] = []
    for member in sorted({member for _period, seeds, _counts in counted for member in seeds}):
        for period, listed, counts in counted:
            for kind, goal in product(sorted(kinds), sorted(goals)) if member in listed else ():
                cell = Cell(listed.index(member), kind, goal)
                one = _figure(question, question.unit, period, cell, counts.get(cell, Count()), sees)
                found.append(replace(one, group=member))
    return found, taken


_ROWS_AT_ONCE: Final = 200
"""SQLite joins at most 500 selects into one."""


def seeds_of(question: Question, period: Period) -> dict[str, list[int]]:
    """Return for each member of the asked partition the units below the asked one whose subtrees it joins.

    Where the asked unit itself lies below a unit of the member, that is the asked unit.
    """
    on = question.tree_on(period)
    whole, top = tree(on), question.unit.pk
    inside, above = set(whole.below(top)), set(whole.path(top))
    found = {}
    for member, units in members(question.group_by(), on).items():
        seeds = [top] if above.intersection(units) else [unit for unit in units if unit in inside]
        if seeds:
            found[member] = seeds
    return found


def tops_of(question: Question, period: Period, structure: Structure) -> list[int]:
    """Return the ids of the units that get a row of their own in a period, in the order of the tree.

    A unit that is closed on the period's last day keeps its row: what it did stays counted.
    """
    word = question.units_by()
    if not word:
        return [question.unit.pk]
    on, top = question.tree_on(period), question.unit.pk
    if word == "children":
        return _standing(structure.tree(on).children.get(top, []), period, question, structure)
    return _standing(structure.levelled_below(top, word.partition(":")[2], on), period, question, structure)


def _standing(units: list[int], period: Period, question: Question, structure: Structure) -> list[int]:
    """Return the units open on the first or last day of the period, or with any entry in it."""
    known = question.as_of
    first, last = (structure.open_units(TreeOn(day, known)) for day in (period.first, period.last))
    if all(unit in last or unit in first for unit in units):
        return units
    alive = first | last
    credited = Entry.objects.filter(span_from__range=(period.first, period.last), known_on__lte=known)
    busy = set(credited.values_list("unit_id", flat=True).distinct())
    whole = structure.tree(TreeOn(period.last, known, question.line))
    return [u for u in units if u in alive or any(b in alive or b in busy for b in whole.below(u))]


def _figure(question: Question, unit: Unit, period: Period, cell: Cell, count: Count, sees: Sees) -> Figure:
    masked = withheld(question, count.value, unit, sees)
    if masked:  # whatever else is said of it must not tell the number either
        few = {"migrated": min(count.migrated, 1), "made_up": min(count.made_up, 1), "unnamed": min(count.unnamed, 1)}
        count = Count(FEW, Bound.UNDER, 0, **few)
    missing, value = "", None
    if isinstance(count, StatedCount):
        masked = count.few and not sees(unit)
        if masked:  # what is computed from a few people would tell how many
            count = StatedCount(migrated=min(count.migrated, 1), made_up=min(count.made_up, 1))
        missing, value = count.missing, count.number
    return Figure(
        unit=unit,
        period=period,
        value=value if isinstance(count, StatedCount) else count.value,
        bound=count.bound,
        records=count.records,
        kind=cell.kind,
        goal=cell.goal,
        missing=missing,
        masked=masked,
        count=count,
        tree_on=question.tree_day(period),
    )


def sight_of(reader: Account | None) -> Sees:
    """Return whether the reader may see a unit's records, as a question answered by one look however many units."""
    looked: list[frozenset[int] | None] = []

    def sees(unit: Unit) -> bool:
        if not looked:
            looked.append(reached(reader, Right.RECORD_READ))
        return looked[0] is None or unit.pk in looked[0]

    return sees


def withheld(question: Question, value: int, unit: Unit, sees: Sees) -> bool:
    """Tell whether so small a number of people is kept from a reader who may not see the unit's records."""
    few = 0 < value < FEW and question.indicator.of_people
    return few and not sees(unit)


def passport(question: Question, total: Figure, path: str) -> Passport:
    """Return where the whole answer comes from; ``path``: cells, columns, slice or oracle."""
    known = question.as_of
    last, shaped = _known_lines(str(connection.settings_dict["NAME"]), known, question.line, written().lines)
    return Passport(
        version=question.indicator.name(),
        as_of=known,
        tree_rule=question.tree,
        tree_version=shaped,
        tree_on=question.tree_day(question.period),
        position=last,
        path=path,
        migrated=total.count.migrated,
        made_up=total.count.made_up,
        unnamed=total.count.unnamed,
        line=question.line,
        wider=tuple(str(one) for one in total.count.wider) if isinstance(total.count, StatedCount) else (),
    )


@lru_cache(maxsize=64)
def _known_lines(database: str, known: date, line: str, book: object) -> tuple[int, int]:  # noqa: ARG001 - remembered by them
    """Return the last position known on a day, and the last one of the tree; looked up once a state of the book."""
    # not by the index on days, which would gather everything known by then only to take the last of it
    told = [table._base_manager.alias(day=Coalesce("known_on", "known_on")) for table in tables()]  # noqa: SLF001 - hidden or not
    ends = [lines.filter(day__lte=known).order_by("-position").values_list("position", flat=True) for lines in told]
    edges = Edge.objects.filter(Q(known_on__lte=known) | Q(founding=True), line=line)
    return max(lines.first() or 0 for lines in ends), edges.aggregate(p=Max("position"))["p"] or 0


def hidden_reason() -> str:
    """Return the sentence that says why some records are counted but not shown."""
    return _("属其他单位；您只能看本单位及下级单位的记录。")


def few_reason() -> str:
    """Return the sentence that says why the number of hidden records is not told."""
    return _("人数少于 5，且有属其他单位的记录；您不能看那些记录，也不显示条数。")

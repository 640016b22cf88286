"""A figure broken down: lines of units, kinds or goals, columns of periods, the whole on top; for page and CSV."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kexie.data.layouts import is_under
from kexie.figures.answer import Answer, Figure, answer
from kexie.figures.indicators.base import Counts
from kexie.figures.question import BY_PERIOD, Question
from kexie.kit.bounds import Bound
from kexie.kit.periods import Period
from kexie.records.access.models import Account
from kexie.records.units.kinds import KINDS as UNIT_KINDS
from kexie.records.units.models import Unit
from kexie.records.units.queries import tree
from kexie.records.units.rules import TreeOn
from kexie.web.figures.words import goal_name, kind_name, month_name
from kexie.web.figuring import bound_of
from kexie.web.kit.numbers import lang
from kexie.web.kit.tables import Cell, Col, Row, Table
from kexie.web.templatetags import kit

TALL = 16
Key = tuple[int, str, str]
_ORDER = {term.slug: place for place, term in enumerate(UNIT_KINDS)}


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it is of, a figure a column (None: not in that column's tree), and its own whole."""

    unit: Unit
    kind: str
    goal: str
    cells: tuple[Figure | None, ...]
    whole: Figure

    @property
    def unnamed(self) -> bool:
        """Tell whether persons came and nobody wrote down who: at least 0."""
        return self.whole.value == 0 and self.whole.bound is Bound.AT_LEAST

    @property
    def zero(self) -> bool:
        """Tell whether nothing happened in it at all."""
        return self.whole.value == 0 and self.whole.bound is Bound.EXACT


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The whole table: ``columns`` are empty where each line has one value; ``by`` is what was broken down by."""

    question: Question
    by: tuple[str, ...]
    columns: tuple[Period, ...]
    top: Line
    lines: tuple[Line, ...]
    answer: Answer

    @property
    def units(self) -> bool:
        """Tell whether lines are of units."""
        return any(word == "children" or word.startswith("units:") for word in self.by)

    def cell_question(self, line: Line, period: Period) -> Question | None:
        """Return the question that one cell answers; None where no address can ask exactly that."""
        where = self.question.where
        if line.kind:
            where = replace(where, kinds=(line.kind,))
        if line.goal:
            if where.goals and not any(is_under(line.goal, goal) for goal in where.goals):
                return None  # records of both goals: an address can only ask for either
            where = replace(where, goals=(line.goal,))
        return replace(self.question, unit=line.unit, period=period, by=(), where=where)


def default_by(question: Question) -> tuple[str, ...]:
    """Return how a page breaks down when nobody said how: by the units below, else by kind."""
    below = tree(TreeOn(question.tree_day(question.period), question.as_of)).children.get(question.unit.pk)
    return ("children",) if below else ("kind",)


def break_down(question: Question, reader: Account) -> Breakdown:
    """Ask for everything that the table shows: at most three answers, however many lines it has."""
    by = question.by or default_by(question)
    across = tuple(word for word in by if word in BY_PERIOD)
    down = tuple(word for word in by if word not in BY_PERIOD)
    if across and not down:
        told = answer(replace(question, by=across), reader=reader)
        lines = tuple(Line(row.unit, "", "", (), row) for row in told.rows)
        return Breakdown(question, by, (), Line(question.unit, "", "", (), told.total), lines, told)
    told = answer(replace(question, by=down), reader=reader)
    wholes = {_key(row): row for row in told.rows}
    columns: tuple[Period, ...] = ()
    grid: dict[tuple[Key, Period], Figure] = {}
    tops: tuple[Figure | None, ...] = ()
    if across:
        columns = tuple(replace(question, by=across).periods())
        parts = answer(replace(question, by=by), reader=reader).rows
        grid = {(_key(row), row.period): row for row in parts}
        for row in parts:  # a unit that left before the period ended has its months, and no line in the whole
            wholes.setdefault(_key(row), Figure(row.unit, question.period, None, Bound.EXACT, 0, row.kind, row.goal))
        tops = tuple(answer(replace(question, by=across), reader=reader).rows)
    lines = tuple(
        Line(whole.unit, whole.kind, whole.goal, tuple(grid.get((key, column)) for column in columns), whole)
        for key, whole in wholes.items()
    )
    top = Line(question.unit, "", "", tops, told.total)
    listed = tuple(sorted(lines, key=_place)) if down[0] not in ("kind", "goal") else lines
    return Breakdown(question, by, columns, top, listed, told)


def _key(row: Figure) -> Key:
    return row.unit.pk, row.kind, row.goal


def _place(line: Line) -> tuple[int, int, str, str]:
    """Order units by their kind, then as they were taken in: provinces keep their usual order, nobody is ranked."""
    return _ORDER.get(line.unit.kind, len(_ORDER)), line.unit.pk, line.kind, line.goal


def table(found: Breakdown) -> Table:
    """Set the break-down for the page: the whole on top, lines in which nothing happened left to ``quiet``."""
    dimensions = ((_("单位"), found.units), (_("种类"), "kind" in found.by), (_("目标"), "goal" in found.by))
    heads = [Col(name) for name in [name for name, on in dimensions if on] or [_("期间")]]
    listed = list(found.columns)
    last = _("合计") if listed else str(found.question.indicator.unit)
    cols = [*heads, *(Col(month_name(column, listed), n=True) for column in listed), Col(last, n=True)]
    rows = [Row([Cell(_("合计"), span=len(heads)), *_numbers(found, found.top)], "total")]
    rows += [Row([*_names(found, line), *_numbers(found, line)]) for line in shown(found)]
    return Table(_("分列的数"), cols, rows, folds=False, classes="explore-tbl", tall=len(rows) > TALL)


def shown(found: Breakdown) -> list[Line]:
    """Return the lines that the table shows: units in which nothing happened stand below it by name."""
    return [line for line in found.lines if not (found.units and (line.zero or line.unnamed))]


def quiet(found: Breakdown) -> list[tuple[str, str]]:
    """Return name and address of the units in which nothing happened (the figure is 0, not missing)."""
    return _folded(found, [line for line in found.lines if line.zero])


def unnamed(found: Breakdown) -> list[tuple[str, str]]:
    """Return name and address of the units whose records hold head counts only, so that no person can be counted."""
    return _folded(found, [line for line in found.lines if line.unnamed])


def _folded(found: Breakdown, lines: list[Line]) -> list[tuple[str, str]]:
    told = {line.unit.pk for line in shown(found)}
    units = {line.unit.pk: line for line in lines if line.unit.pk not in told} if found.units else {}
    return [(line.unit.name, _address(found, line)) for line in units.values()]


def _address(found: Breakdown, line: Line) -> str:
    asked = found.cell_question(line, line.whole.period)
    return asked.address() if asked else ""


def _names(found: Breakdown, line: Line) -> Iterator[object]:
    if found.units:
        deeper = replace(found.question, unit=line.unit)
        yield kit.link(line.unit.name, deeper.address())
    if "kind" in found.by:
        yield kind_name(line.kind)
    if "goal" in found.by:
        yield goal_name(line.goal) or _("没有写目标")
    if not (found.units or "kind" in found.by or "goal" in found.by):
        yield line.whole.period.describe(lang())


def _numbers(found: Breakdown, line: Line) -> Iterator[object]:
    for column, cell in zip(found.columns, line.cells, strict=True):
        yield _number(found, line, column, cell)
    whole = _number(found, line, line.whole.period, line.whole)
    yield Cell(whole, "tot") if found.columns else whole


def _number(found: Breakdown, line: Line, period: Period, figure: Figure | None) -> SafeString:
    if figure is None:
        return kit.nil("na")
    asked = found.cell_question(line, period)
    return kit.fig(figure.value, asked.address() if asked else "", bound=bound_of(figure), missing="none")


def notes(found: Breakdown) -> list[str]:
    """Return what must be known to add up the table: why the lines need not come to the whole."""
    told = []
    if found.question.indicator.counts is Counts.PERSONS:
        told.append(_("人数按人去重：同一人在几行里都算一次，各行不能相加。"))
    elif found.units:
        told.append(_("几家联合主办的，在各家都算，合计只算一次；合计还含本级自办的。"))
    if "goal" in found.by:
        told.append(_("一场活动可以写几个目标，目标又含其下级，各行之和可以大于合计。"))
    return told


def cells(found: Breakdown) -> Iterator[tuple[Line, Period, Figure]]:
    """Yield every cell, the whole first: what a table of rows holds. The last column is the line's own whole."""
    for line in (found.top, *found.lines):
        for column, cell in zip(found.columns, line.cells, strict=True):
            if cell is not None:
                yield line, column, cell
        yield line, line.whole.period, line.whole

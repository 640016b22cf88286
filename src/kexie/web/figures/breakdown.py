"""A figure broken down: what each row and column is of, a figure a cell, the whole on top; for page, file and image."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from kexie.data.layouts import is_under
from kexie.figures.answer import Answer, Figure, answer
from kexie.figures.indicators.formula import Formula
from kexie.figures.kinds import WORDS
from kexie.figures.names import goals_in_force
from kexie.figures.question import BY_PERIOD, Question
from kexie.kit.bounds import Bound
from kexie.kit.periods import Period
from kexie.records.access.models import Account
from kexie.records.units.kinds import KINDS as UNIT_KINDS
from kexie.records.units.models import Unit
from kexie.records.units.queries import tree
from kexie.records.values.definitions import Element

Key = tuple[int, str, str, str, Period | None]
_ORDER = {term.slug: place for place, term in enumerate(UNIT_KINDS)}
_KINDS = {slug: place for place, slug in enumerate(WORDS)}


class Place(NamedTuple):
    """What a row or a column is of; what is not set is the whole. An empty goal: records that name none."""

    unit: Unit | None = None
    group: str = ""
    kind: str = ""
    goal: str | None = None
    period: Period | None = None

    def asked(self, question: Question | None) -> Question | None:
        """Return the question that is left to ask here; ``None`` where no address can ask exactly that."""
        if question is None or self.group or self.goal == "":
            return None
        where = question.where
        if self.kind:
            where = replace(where, kinds=(self.kind,))
        if self.goal:
            if where.goals and not any(is_under(self.goal, goal) for goal in where.goals):
                return None  # records of both goals: an address can only ask for either
            where = replace(where, goals=(self.goal,))
        unit, period = self.unit or question.unit, self.period or question.period
        return replace(question, unit=unit, period=period, by=(), where=where)

    @property
    def alone(self) -> bool:
        """Tell whether nothing but perhaps a unit is set."""
        return not self.group and not self.kind and self.goal is None and self.period is None

    def key(self) -> Key:
        """Return what tells this place from others."""
        return self.unit.pk if self.unit else 0, self.group, self.kind, self.goal or "", self.period


class Line(NamedTuple):
    """One row: what it is of, a figure a column (None: not in that column's tree), and its own whole."""

    place: Place
    cells: tuple[Figure | None, ...]
    whole: Figure

    @property
    def unnamed(self) -> bool:
        """Tell whether persons came and nobody wrote down who: at least 0."""
        return self.whole.value == 0 and self.whole.bound is Bound.AT_LEAST

    @property
    def told(self) -> bool:
        """Tell whether its whole is a number that the reader is told."""
        return self.whole.value is not None and not self.whole.masked

    @property
    def zero(self) -> bool:
        """Tell whether what is counted here is nothing; a stated zero is an answer and no nothing."""
        covered = self.whole.coverage
        said = covered is not None and bool(covered.expected)
        return self.whole.value == 0 and self.whole.bound is Bound.EXACT and not said

    @property
    def unasked(self) -> bool:
        """Tell whether nobody here is asked to report, so that nothing is missing either."""
        covered = self.whole.coverage
        return self.whole.value is None and not self.whole.masked and covered is not None and not covered.expected


@dataclass(frozen=True)
class Breakdown:
    """The whole table: ``columns`` are empty where each row has one value; ``by`` is what was broken down by."""

    question: Question
    by: tuple[str, ...]
    down: tuple[str, ...]
    columns: tuple[Place, ...]
    top: Line
    lines: tuple[Line, ...]
    answer: Answer
    plain: Question
    """The question without its break-down: what a cell asks is made from it."""

    @cached_property
    def units(self) -> bool:
        """Tell whether rows are of units."""
        return any(word == "children" or word.startswith("units:") for word in self.by)

    @property
    def stated(self) -> bool:
        """Tell whether the numbers are stated or computed from stated ones, so that units may not have reported."""
        return self.top.whole.coverage is not None

    @cached_property
    def printed(self) -> bool:
        """Tell whether a total is printed for any row, with which what adds up is compared."""
        return self.stated and any(line.whole.control is not None for line in (self.top, *self.lines))

    @cached_property
    def shown(self) -> list[Line]:
        """Return the rows that the table shows: units in which nothing happened stand below it by name."""
        if not self.units:
            return [*self.lines]
        return [line for line in self.lines if not (line.zero or line.unnamed or line.unasked)]

    @cached_property
    def left_out(self) -> list[Line]:
        """Return the rows that the table does not show."""
        told = {id(line) for line in self.shown}
        return [line for line in self.lines if id(line) not in told]

    @cached_property
    def at(self) -> Callable[[str], str]:
        """Return where a unit's own number is answered, by its code."""
        return self.plain.addresses()

    @cached_property
    def below(self) -> Callable[[str], str]:
        """Return where a unit is broken down as this table is, by its code."""
        return self.question.addresses()

    def cell_question(self, line: Line, column: Place | None = None) -> Question | None:
        """Return the question that one cell answers; None where no address can ask exactly that."""
        asked = line.place.asked(self.plain)
        return asked if column is None else column.asked(asked)

    def cell_address(self, line: Line, column: Place | None = None) -> str:
        """Return where the question of one cell is answered; empty where no address can ask exactly that."""
        place = line.place
        if column is None and place.unit is not None and place.alone:  # as nearly every row: no question is made
            return self.at(place.unit.code)
        asked = self.cell_question(line, column)
        return asked.address() if asked is not None else ""


def step_of(question: Question) -> str:
    """Return the shortest step of time by which a figure can be told apart: stated numbers have their own."""
    if not isinstance(question.indicator, Formula):
        return "month"
    told = {one.frequency for one in question.indicator.parts if isinstance(one, Element)}
    return next((step for step in ("year", "half", "quarter") if step in told), "month").replace("half", "year")


def default_by(question: Question) -> tuple[str, ...]:
    """Return how a page breaks down when nobody said how: by the units below, else by kind, else by time."""
    below = tree(question.tree_on(question.period)).children.get(question.unit.pk)
    if below:
        return ("children",)
    if not isinstance(question.indicator, Formula):
        return ("kind",)
    return (step_of(question),)


def parted(by: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """Return what rows are of, and what columns are: periods before all, then kinds or goals; units stay rows."""
    if len(by) < 2:  # noqa: PLR2004 - a cross needs two
        return by, ""
    across = next((word for word in by if word in BY_PERIOD), "")
    across = across or [word for word in by if word in ("kind", "goal")][-1]
    return tuple(word for word in by if word != across), across


def break_down(question: Question, reader: Account) -> Breakdown:
    """Ask for everything that the table shows: at most three answers, however many rows it has."""
    by = question.by or default_by(question)
    down, across = parted(by)
    told = answer(replace(question, by=down), reader=reader)
    of, rank = placer(down), _ranker(down)
    top, plain = Line(Place(), (), told.total), replace(question, by=())
    if not across:
        listed = sorted((Line(of(row), (), row) for row in told.rows), key=lambda line: rank(line.place))
        return Breakdown(question, by, down, (), top, tuple(listed), told, plain)
    return _crossed(question, by, told, top, reader)


def _crossed(question: Question, by: tuple[str, ...], told: Answer, top: Line, reader: Account) -> Breakdown:
    """Return the table of two dimensions, whose wholes of rows are told."""
    down, across = parted(by)
    of, head, rank = placer(down), placer((across,)), _ranker(down)
    wholes = {(one := of(row)).key(): (one, row) for row in told.rows}
    heads = {(one := head(row)).key(): (one, row) for row in rows_of(question, (across,), reader)}
    columns = tuple(sorted((one for one, _row in heads.values()), key=_ranker((across,))))
    grid: dict[tuple[Key, Key], Figure] = {}
    for row in rows_of(question, by, reader):
        place = of(row)
        grid[place.key(), head(row).key()] = row
        # a unit that left before the period ended has its months, and no row in the whole
        none = Figure(row.unit, question.period, None, Bound.EXACT, 0, row.kind, row.goal, missing="none")
        wholes.setdefault(place.key(), (place, none))
    lines = [
        Line(place, tuple(grid.get((key, column.key())) for column in columns), whole)
        for key, (place, whole) in wholes.items()
    ]
    listed = tuple(sorted(lines, key=lambda line: rank(line.place)))
    top = top._replace(cells=tuple(heads[column.key()][1] for column in columns))
    return Breakdown(question, by, down, columns, top, listed, told, replace(question, by=()))


def rows_of(question: Question, by: tuple[str, ...], reader: Account) -> tuple[Figure, ...]:
    """Return the rows of the answer to a question broken down some way."""
    return answer(replace(question, by=by), reader=reader).rows


def place_of(row: Figure, words: tuple[str, ...]) -> Place:
    """Return what a row of an answer is of, as far as these words break it down."""
    return placer(words)(row)


def placer(words: tuple[str, ...]) -> Callable[[Figure], Place]:
    """Return what tells the place of a row of an answer that is broken down by these words."""
    names = _named_by(words)
    if names == ("unit",):
        return lambda row: Place(row.unit)
    return lambda row: Place(**{name: getattr(row, name) for name in names})


@lru_cache(maxsize=64)
def _named_by(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return what of a place these words set."""
    by = {"kind": "kind", "goal": "goal", **dict.fromkeys(BY_PERIOD, "period")}
    return tuple(dict.fromkeys("group" if word.startswith("group:") else by.get(word, "unit") for word in words))


def _ranker(words: tuple[str, ...]) -> Callable[[Place], tuple[Any, ...]]:
    """Return the order of places: units by kind, then as they were taken in: provinces as usual, nobody is ranked."""
    if _named_by(words) == ("unit",):
        return lambda place: (_ORDER.get(place.unit.kind, len(_ORDER)), place.unit.pk) if place.unit else (0, 0)
    goals = {code: at for at, code in enumerate(goals_in_force())} if "goal" in words else {}

    def rank(place: Place) -> tuple[Any, ...]:
        unit = (_ORDER.get(place.unit.kind, len(_ORDER)), place.unit.pk) if place.unit else (0, 0)
        kind = (_KINDS.get(place.kind, len(_KINDS)), place.kind)
        goal = (goals.get(place.goal or "", len(goals)), place.goal or "")
        return (*unit, place.group, *kind, *goal, place.period.first if place.period else date.min)

    return rank


def cells(found: Breakdown) -> Iterator[tuple[Line, Place | None, Figure]]:
    """Yield every cell, the whole first: what a table of rows holds. The last of a row is its own whole."""
    for line in (found.top, *found.lines):
        for column, cell in zip(found.columns, line.cells, strict=True):
            if cell is not None:
                yield line, column, cell
        yield line, None, line.whole

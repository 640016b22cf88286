"""Figures on stated values and formulas: one fetch for a period, then one exact evaluation for each row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import numpy as np

from kexie.figures.engine import oracle
from kexie.figures.engine.ledger import numbering
from kexie.figures.engine.memory import remembered
from kexie.figures.engine.oracle import Cell, Count
from kexie.figures.engine.rows import BOUNDS, ORIGINS
from kexie.figures.engine.spoken import Owed, Spoken, quick, spoken
from kexie.figures.engine.told import told
from kexie.figures.engine.trees import Numbering, Unfit
from kexie.figures.formulas.duties import Duties, Openings
from kexie.figures.formulas.evaluate import Evaluator, needs_of, span_needed
from kexie.figures.formulas.statements import Stated, Statements, asked_for, fetch
from kexie.figures.formulas.value import NONE, NOT_REPORTED, UNDEFINED, Value, rounded
from kexie.figures.formulas.windows import Reading, Window
from kexie.figures.indicators import INDICATORS
from kexie.figures.indicators.formula import Formula
from kexie.figures.question import Question
from kexie.kit.bounds import Bound, combine_counts
from kexie.kit.periods import Period
from kexie.records.units.queries import Structure, Tree, tree
from kexie.records.units.rules import TreeOn
from kexie.records.values.definitions import Definition, Element

Number = int | Decimal
Tops = Sequence[int] | Mapping[int, Sequence[int]]
"""The units asked; or, for rows that are no unit (groups), by the row's number the units whose subtrees it joins."""
FEW: Final = 5
"""Below this, a number of people is not told to someone who may not see the records behind it."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many units reported of those expected, and how many statements that makes."""

    reported: int
    expected: int
    statements: int
    due: int

    @property
    def complete(self) -> bool:
        """Tell whether every expected statement came."""
        return self.reported == self.expected and self.statements >= self.due

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        came = {"statements": self.statements, "statements_expected": self.due}
        return {"reported": self.reported, "expected": self.expected} | came


@dataclass(frozen=True, slots=True)
class Control:
    """A printed total. ``difference`` = printed − added up; ``own`` = printed − what is printed (or added) just below.

    ``own`` says where a difference arises: it is zero where the total only carries one up from below.
    """

    value: Number
    difference: Number | None
    own: Number | None
    complete: bool

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {"value": self.value, "difference": self.difference, "own": self.own, "complete": self.complete}


@dataclass(frozen=True, slots=True)
class StatedCount(Count):
    """What a formula comes to. ``number`` is rounded as its definition says; ``exact`` is not."""

    number: Number | None = None
    exact: Fraction | None = None
    missing: str = ""
    coverage: Coverage | None = None
    control: Control | None = None
    wider: tuple[Period, ...] = ()
    few: bool = False
    """Whether it rests on so few people that it may not be told to everyone."""
    taken: tuple[tuple[str, Stated], ...] = ()
    """The statements that it rests on, each with the code of its element."""


@dataclass(slots=True)
class _Asked:
    """What all rows of one period share."""

    question: Question
    formula: Formula
    definitions: dict[str, Definition]
    statements: Statements
    openings: Openings
    whole: Tree
    reading: Reading
    tops: Tops
    people: dict[tuple[str, Period], dict[int, Count]] = field(default_factory=dict)


def count(question: Question, period: Period, tops: Tops, memo: Memo | None = None) -> dict[Cell, StatedCount]:
    """Return what the question's formula comes to for each asked unit (or row of units) with all below, in a period.

    The statements behind it are told by ``over_rows``. ``memo``: what several counts of one answer share.
    """
    found = _added_up(question, period, tops, {} if memo is None else memo)
    if found is None:
        found = over_rows(question, (period,), tops)
    return {Cell(row): one for row, one in found.items()}


Memo = dict[tuple[str, str], Any]


def _added_up(question: Question, period: Period, tops: Tops, memo: Memo) -> dict[int, StatedCount] | None:
    """Return what an element comes to by sums over all units at once; ``None``: only ``over_rows`` can say."""
    formula, known = question.indicator, question.as_of
    element = formula.element if isinstance(formula, Formula) else None
    if element is None or not isinstance(formula, Formula):
        return None
    stands = memo.get(("told", element.code))
    if stands is None:
        stands = memo["told", element.code] = told(element.code)
    if not quick(element, stands):
        return None
    asked = memo.get(("asked", element.code))
    if asked is None:
        asked = memo["asked", element.code] = asked_for(element, known)
    on = question.tree_on(period)
    openings = Openings(Structure.now(), known)
    owed = _owed(openings.duties((period,), element.kind, stock=element.time_operator == "last"), asked)
    rows: Sequence[int] | dict[int, frozenset[int]] = (
        {row: frozenset(one for unit in units for one in tree(on).below(unit)) for row, units in tops.items()}
        if isinstance(tops, Mapping)
        else tops
    )
    try:
        found = spoken(element, stands, ((period,), known), _numbering(on), owed, rows)
        return {row: _said(formula, element, one) for row, one in found}
    except Unfit:
        return None


def _owed(found: Duties, asked: frozenset[int]) -> Owed:
    units = np.array(sorted(found.among(asked)), dtype=np.int64)
    counts = np.zeros(len(units), dtype=np.int64)
    for group, count in found.groups:
        counts += count * np.isin(units, np.fromiter(group & asked, dtype=np.int64))
    return Owed(units, counts, found.standing)


def _numbering(on: TreeOn) -> Numbering:
    now = Structure.now()
    return remembered(("numbers", now, now.hung(on)), lambda: numbering(on))


def _said(formula: Formula, element: Element, one: Spoken) -> StatedCount:
    exact = Fraction(one.amount, 10**element.decimals) if one.numbers else None
    at_least, about, under = (one.bounds[BOUNDS.index(word) - 1] for word in ("at_least", "about", "under"))
    missing = NOT_REPORTED if one.silent or not one.reported else NONE
    statements = one.reported if element.time_operator == "last" else one.records
    return StatedCount(
        value=0,
        bound=combine_counts(at_least=at_least, about=about, under=under) if one.numbers else Bound.EXACT,
        records=one.records,
        migrated=one.origins[ORIGINS.index("migrated") - 1],
        made_up=one.origins[ORIGINS.index("made_up") - 1],
        number=rounded(exact, *formula.decimals()) if exact is not None else None,
        exact=exact,
        missing="" if exact is not None else missing,
        coverage=Coverage(one.reported, one.expected, statements, one.due),
        wider=one.wider,
    )


def over_rows(question: Question, base: Window, tops: Tops) -> dict[int, StatedCount]:
    """Return what the question's formula comes to for each row, in a period (or several that do not touch)."""
    formula = question.indicator
    if not isinstance(formula, Formula):
        message = f"{formula.slug} is not defined by a formula"
        raise TypeError(message)
    whole = tree(question.tree_on(base[-1]))
    seeds = tops if isinstance(tops, Mapping) else {top: [top] for top in tops}
    groups = {row: frozenset(below for unit in units for below in whole.below(unit)) for row, units in seeds.items()}
    definitions = {one.code: one for one in formula.parts}
    reading = Reading(base)
    span = span_needed(list(needs_of(formula.definition, definitions, reading)))
    everyone = frozenset().union(*groups.values())
    elements = [one for one in formula.parts if isinstance(one, Element)]
    known = question.as_of
    statements = fetch(elements, everyone, *span, known) if span else Statements()
    asked = _Asked(question, formula, definitions, statements, Openings(Structure.now(), known), whole, reading, tops)
    return {row: _counted(asked, row, units) for row, units in groups.items()}


def _counted(asked: _Asked, top: int, units: frozenset[int]) -> StatedCount:
    used: list[Count] = []
    few = False

    def counting(code: str, window: Window) -> Value:
        nonlocal few
        found = [_people(asked, code, period).get(top, Count()) for period in window]
        if len(found) != 1:  # nothing asked, or spans over which persons would not add up
            return UNDEFINED
        used.append(found[0])
        few = few or (INDICATORS[code].of_people and 0 < found[0].value < FEW)
        return Value(Fraction(found[0].value), found[0].bound)

    evaluator = Evaluator(asked.definitions, asked.statements, units, asked.openings, counting)
    value = evaluator.value(asked.formula.definition, asked.reading)
    taken = [one for _code, one in evaluator.trace.used.values()]
    exact = value.number
    covered = _coverage(asked, evaluator, units)
    return StatedCount(
        value=0,
        bound=value.bound if exact is not None else Bound.EXACT,
        records=len(taken) + sum(one.records for one in used),
        migrated=_from("migrated", taken) + sum(one.migrated for one in used),
        made_up=_from("made_up", taken) + sum(one.made_up for one in used),
        unnamed=sum(one.unnamed for one in used),
        number=rounded(exact, *asked.formula.decimals()) if exact is not None else None,
        exact=exact,
        missing="" if exact is not None else value.missing,
        coverage=covered,
        control=None if isinstance(asked.tops, Mapping) else _control(asked, evaluator, top, value, covered),
        wider=tuple(sorted(evaluator.trace.wider, key=lambda one: (one.first, one.last))),
        few=few,
        taken=tuple(evaluator.trace.used.values()),
    )


def _from(origin: str, taken: Iterable[Stated]) -> int:
    return sum(one.origin == origin for one in taken)


def _people(asked: _Asked, code: str, period: Period) -> dict[int, Count]:
    """Return what a counting indicator comes to for every row, in the rows' own tree; asked once for all rows."""
    key = (code, period)
    if key not in asked.people:
        day = asked.question.tree_day(asked.reading.base[-1])
        inner = replace(asked.question, indicator=INDICATORS[code], by=(), tree=day.isoformat())
        asked.people[key] = {cell.unit: found for cell, found in oracle.count(inner, period, asked.tops).items()}
    return asked.people[key]


def _coverage(asked: _Asked, evaluator: Evaluator, units: frozenset[int]) -> Coverage | None:
    """Return how many units reported everything that is expected of them; nothing if no element is asked."""
    silent: set[int] = set()
    everyone: set[int] = set()
    statements = due = 0
    seen: set[tuple[str, Window, bool]] = set()
    for element, window, stock in needs_of(asked.formula.definition, asked.definitions, asked.reading):
        if (element.code, window, stock) in seen or not window:
            continue
        seen.add((element.code, window, stock))
        found = evaluator.covered(element, units, window, stock=stock)
        everyone |= found.expected
        silent |= found.expected - found.came.keys()
        statements += sum(found.came.values())
        due += found.due
    return Coverage(len(everyone - silent), len(everyone), statements, due) if seen else None


def _control(asked: _Asked, evaluator: Evaluator, top: int, value: Value, covered: Coverage | None) -> Control | None:
    """Compare with the printed total of the asked unit, if one is printed; see ``Control``."""
    element = asked.formula.element
    printed = evaluator.control(element, top, asked.reading) if element is not None else None
    if element is None or printed is None or printed.number is None:
        return None
    below = []
    for child in asked.whole.children.get(top, []):
        told = evaluator.control(element, child, asked.reading)
        if told is None:
            part = replace(evaluator, units=frozenset(asked.whole.below(child)), trace=type(evaluator.trace)())
            told = part.value(element, asked.reading)
        below.append(told.number)
    places = asked.formula.decimals()
    difference = rounded(printed.number - value.number, *places) if value.number is not None else None
    known = [one for one in below if one is not None]
    own = rounded(printed.number - sum(known, Fraction(0)), *places) if known and len(known) == len(below) else None
    if element.unit_operator != "sum":
        own = None
    return Control(rounded(printed.number, *places), difference, own, covered is not None and covered.complete)

"""Figures on what the rules ask of branches: how many were asked, how many held it each time, in per cent.

Nothing posts because time passes: what was held is in the book, what is due is computed from the rules, the openings
and the members, both as known on the asked day. A period of a rule belongs to the asked period by its last day, and is
asked only when that day is over, so that a quarter counts in its third month.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from kexie.figures.engine.board import Board, Ints, Roll, board
from kexie.figures.engine.oracle import Cell
from kexie.figures.engine.stated import Coverage, StatedCount
from kexie.figures.formulas.value import rounded
from kexie.figures.question import Question
from kexie.kit.clock import today
from kexie.kit.periods import Period
from kexie.kit.spans import ONE_DAY
from kexie.records.branches.masks import periods
from kexie.records.branches.rules import RULES
from kexie.records.units.kinds import LINES
from kexie.records.units.queries import Structure
from kexie.records.units.rules import TreeOn

Tops = Sequence[int] | Mapping[int, Sequence[int]]
Flags = npt.NDArray[np.bool_]
DUE: Final = "branches_due"
HELD: Final = "branches_held"
SHARE: Final = "branches_held_share"
FIRST: Final = 2000
"""Years before this are not looked at: nobody keeps the meetings of branches from then."""
PLACES: Final = 2
"""Decimals of a share: 454.9 of 455.4 reads 99.89."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Of every branch (in the order of the roll): periods that were asked and are over, and those of them held."""

    roll: Roll
    asked: Ints
    held: Ints

    @property
    def due(self) -> Flags:
        """Tell of which branches anything was asked."""
        found: Flags = self.asked > 0
        return found

    @property
    def complete(self) -> Flags:
        """Tell which branches held whatever was asked."""
        found: Flags = np.logical_and(self.asked > 0, self.held == self.asked)
        return found


def count(question: Question, period: Period, tops: Tops) -> dict[Cell, StatedCount]:
    """Return what the question comes to for each unit (or row of units) with all below, by kind if asked.

    A branch stands below a unit along the main line or the party's, as in the room of branches, and counts once.
    """
    kinds = question.where.kinds or tuple(RULES)
    each = [(kind, (kind,)) for kind in kinds] if "kind" in question.by else [("", kinds)]
    found: dict[Cell, StatedCount] = {}
    for kind, together in each:
        standing = standing_of(question, period, together)
        for row, inside in _inside(question, period, tops, standing.roll).items():
            told = _told(question, standing, inside)
            if "kind" not in question.by or told.coverage is None or told.coverage.expected or told.value:
                found[Cell(row, kind)] = told
    return found


def standing_of(question: Question, period: Period, kinds: Sequence[str]) -> Standing:
    """Return how every branch stands in a period, kinds together."""
    now = today().year
    years = range(max(period.first.year, FIRST), min(period.last.year, now) + 1)
    boards = [(year, board(year, question.as_of)) for year in years or (now,)]
    roll = boards[-1][1].roll
    asked, held = np.zeros(len(roll.branches), np.int64), np.zeros(len(roll.branches), np.int64)
    until = min(question.as_of, today() - ONE_DAY)
    for year, one in boards:
        for kind in kinds:
            mask = np.int16(_mask(one, kind, year, period, until))
            wanted = one.asked[kind] & mask
            asked += np.bitwise_count(wanted)
            held += np.bitwise_count(wanted & one.held[kind])
    return Standing(roll, asked, held)


def _mask(one: Board, kind: str, year: int, period: Period, until: date) -> int:
    """Return the bits of the periods of a rule whose last day lies in the asked period and is over."""
    last = min(period.last, until)
    return sum(1 << n for n, span in enumerate(periods(kind, year, one.rules)) if period.first <= span.last <= last)


@dataclass(frozen=True, slots=True)
class Behind:
    """A branch behind a figure: its unit, the day until which was looked, and what it counts (1 or 0)."""

    branch: int
    unit: int
    on: date
    amount: int


def behind(question: Question) -> list[Behind]:
    """Return the branches that a question counts, in the order of their numbers; of a share all that were asked."""
    period = question.period
    kinds = question.where.kinds or tuple(RULES)
    standing = standing_of(question, period, kinds)
    inside = _inside(question, period, [question.unit.pk], standing.roll)[question.unit.pk]
    counted = standing.complete if question.indicator.slug == HELD else standing.due
    places = inside[counted[inside]]
    met = standing.complete[places] | (question.indicator.slug == DUE)
    told = zip(standing.roll.branches[places].tolist(), standing.roll.units[places].tolist(), met.tolist(), strict=True)
    on = min(period.last, question.as_of, today() - ONE_DAY)
    return [Behind(branch, unit, on, int(held)) for branch, unit, held in told]


def _inside(question: Question, period: Period, tops: Tops, roll: Roll) -> dict[int, Ints]:
    rows = tops if isinstance(tops, Mapping) else {top: [top] for top in tops}
    now = Structure.now()
    day = question.tree_day(period)
    hung = tuple(now.hung(TreeOn(day, question.as_of, line.slug)) for line in LINES)
    named = tuple((row, tuple(units)) for row, units in rows.items())
    return _placed(named, hung, now, roll)


@lru_cache(maxsize=32)
def _placed(
    rows: tuple[tuple[int, tuple[int, ...]], ...], hung: tuple[TreeOn, ...], now: Structure, roll: Roll
) -> dict[int, Ints]:
    """Return for each row the places of its branches, remembered until the tree or the roll changes."""
    place = {unit: n for n, unit in enumerate(roll.units.tolist())}
    trees = [now.tree(on) for on in hung]
    found = {}
    for row, units in rows:
        inside = {place[one] for whole in trees for unit in units for one in whole.below(unit) if one in place}
        found[row] = np.array(sorted(inside), np.int64)
    return found


def _told(question: Question, standing: Standing, inside: Ints) -> StatedCount:
    due, complete = standing.due[inside], standing.complete[inside]
    wanted, met = int(due.sum()), int(complete.sum())
    slug = question.indicator.slug
    counted = complete if slug == HELD else due
    exact = Fraction(100 * met, wanted) if wanted else None
    covered = Coverage(met, wanted, int(standing.held[inside].sum()), int(standing.asked[inside].sum()))
    return StatedCount(
        value=met if slug == HELD else wanted,
        records=int(counted.sum()),
        made_up=int((standing.roll.made_up[inside] & counted).sum()),
        number=(rounded(exact, PLACES, PLACES) if exact is not None else None)
        if slug == SHARE
        else (met if slug == HELD else wanted),
        exact=exact,
        missing="none" if slug == SHARE and exact is None else "",
        coverage=None if slug == DUE else covered,
    )

"""Which way a count is taken: from what the worker published if it covers the question, else by the oracle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from kexie.figures.engine import oracle, rhythm, stated
from kexie.figures.engine.groups import grouped
from kexie.figures.engine.ledger import standing
from kexie.figures.engine.memory import Memory
from kexie.figures.engine.oracle import Cell, Count
from kexie.figures.engine.trees import Unfit
from kexie.figures.engine.view import CELLS, COLUMNS, SLICE, View, view
from kexie.figures.indicators import DERIVED, UNPOSTED
from kexie.figures.indicators.base import Counts
from kexie.figures.question import Question
from kexie.kit.periods import Period

ORACLE: Final = "oracle"
RECORDS: Final = "records"
"""The path of what posts nothing: the oracle's rule over the records themselves."""
FEW: Final = 40
"""So many units are named below in one statement; more are walked to in SQL."""
LARGE: Final = 200_000
"""Positions of a book that the oracle reads in about a second."""
STATED: Final = "statements"
"""The path of figures that are stated or computed by formula."""
RHYTHM: Final = "rhythm"
"""The path of what the rules ask of branches: the kept rhythm, and anew whatever was learnt after the asked day."""


FARTHER: Final = (CELLS, SLICE, COLUMNS, RECORDS, ORACLE)
"""Paths in the order of how far they go: an answer names the farthest that any of its numbers came by."""


def farthest(paths: Iterable[str]) -> str:
    """Return the path that goes farthest; all of them are the same where they stand in no order."""
    return max(paths, key=lambda path: FARTHER.index(path) if path in FARTHER else 0)


@dataclass(frozen=True, slots=True)
class Counted:
    """Counts by cell, and the path by which they were taken: cells, columns, slice or oracle."""

    cells: dict[Cell, Count]
    path: str


@dataclass(frozen=True, slots=True)
class Counter:
    """Counts for one answer, all from one state of the book where something is published."""

    seen: View | None
    memo: stated.Memo = field(default_factory=dict, compare=False)
    """What counts of stated values share."""

    @classmethod
    def now(cls) -> Counter:
        """Return a counter that sees the book as it stands."""
        return cls(view())

    @property
    def slow(self) -> bool:
        """Tell whether a count would read a large book whole: nothing is published of it that this program opens.

        So it is for minutes after a program that keeps more is put in place of an older one.
        """
        return self.seen is None and standing().position > LARGE

    def count(self, question: Question, period: Period, tops: Sequence[int]) -> Counted:
        """Count each asked unit in one period, broken down by kind and goal; see ``oracle.count``."""
        if question.indicator.counts is Counts.FORMULA:
            return Counted({**stated.count(question, period, tops, self.memo)}, STATED)
        if question.indicator.counts is Counts.RULED:
            return Counted({**rhythm.count(question, period, tops)}, RHYTHM)
        unposted, kept = question.indicator.slug in UNPOSTED, question.indicator.slug not in {**UNPOSTED, **DERIVED}
        if self.seen is not None and not unposted:
            try:
                return _seen(self.seen, question, (period,), tops)[0]
            except Unfit:  # exact or not at all
                pass
        if unposted:  # nothing faster stands behind it, so the tree at least is taken from memory
            return Counted(oracle.count(question, period, tops, walk=len(tops) > FEW), RECORDS)
        return Counted(oracle.count(question, period, tops, walk=kept or len(tops) > FEW), ORACLE)

    def series(self, question: Question, asked: Sequence[tuple[Period, Sequence[int]]]) -> list[Counted]:
        """Count some units in each of some periods, at less cost than one after the other; others may come along."""
        others = question.indicator.counts is Counts.FORMULA or question.indicator.slug in UNPOSTED
        if self.seen is not None and not others:
            every = dict.fromkeys(top for _period, tops in asked for top in tops)
            try:
                return _seen(self.seen, question, [period for period, _tops in asked], list(every))
            except Unfit:  # perhaps only one of them is
                pass
        return [self.count(question, period, tops) for period, tops in asked]

    def grouped(self, question: Question, period: Period, rows: Mapping[int, Sequence[int]]) -> Counted:
        """Count rows of units in one period, each thing once in every row that it belongs to."""
        if question.indicator.counts is Counts.FORMULA:
            return Counted({**stated.count(question, period, rows, self.memo)}, STATED)
        if question.indicator.counts is Counts.RULED:
            return Counted({**rhythm.count(question, period, rows)}, RHYTHM)
        unposted = question.indicator.slug in UNPOSTED
        if self.seen is not None and not unposted:
            try:
                return Counted(*grouped(self.seen, question, period, rows))
            except Unfit:
                pass
        return Counted(oracle.count(question, period, rows), RECORDS if unposted else ORACLE)

    def kinds(self, question: Question, period: Period) -> set[str]:
        """Return the kinds of the counted records at or below the asked unit."""
        ruled = question.indicator.counts is Counts.RULED
        if self.seen is None and not ruled:
            return set(oracle.kinds(question, period))
        counted = self.count(replace(question, by=("kind",)), period, [question.unit.pk])
        return {cell.kind for cell in counted.cells}

    def goals(self, question: Question, period: Period) -> set[str]:
        """Return the goals that the counted records at or below the asked unit mention, and those above them."""
        if self.seen is None:
            return set(oracle.mentioned(question, period))
        counted = self.count(replace(question, by=("goal",)), period, [question.unit.pk])
        return {cell.goal for cell in counted.cells}


SMALL: Final = 600
"""So many counts of one question are remembered (provinces by month, or all members in two years); few ask for more."""
_told: Final[Memory[list[Counted]]] = Memory(170)
"""At most some 30 MB, if every answer were as large as that."""


def _seen(seen: View, question: Question, periods: Sequence[Period], tops: Sequence[int]) -> list[Counted]:
    """Return what a view counts, remembered as long as nothing is written: the same few figures stand on many pages."""
    if len(periods) * len(tops) > SMALL:
        return [Counted(*one) for one in seen.series(question, periods, tops)]
    on = None if question.tree == "period" else question.tree_day(periods[0])
    split = ("kind" in question.by, "goal" in question.by)
    asked = (question.indicator.slug, question.where, *split, question.as_of, on, question.line)
    spans = tuple((one.first, one.last) for one in periods)
    key = (seen.snapshot.folder, seen.until, seen.tail.line, asked, spans, tuple(tops))
    found = _told.get(key)
    if found is None:
        found = [Counted(*one) for one in seen.series(question, periods, tops)]
        if all(one.path == CELLS for one in found):
            _told.put(key, found)
    return found


def forget() -> None:
    """Forget what was counted: for whoever measures the counting."""
    _told.clear()

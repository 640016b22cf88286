"""Which slices are kept of a lot of entries, and what they count: the work of a build, lot by lot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kexie.figures.engine.calendar import SPANS, Calendar
from kexie.figures.engine.cells import Sums
from kexie.figures.engine.planes import Placed, Planes, Spread, amounts, persons
from kexie.figures.engine.rows import Goals, Rows
from kexie.figures.engine.trees import NONE, Ints, Numbering
from kexie.kit.days import MONTHS

EVERY: Final = ((False, False), (True, False), (False, True), (True, True))
"""By neither, by kind, by goal, by both."""


def split(rows: Rows, goals: Goals, width: int, by: Iterable[tuple[bool, bool]]) -> Iterator[tuple[Ints, Ints]]:
    """Yield (row, kind × ``width`` + goal) for each way of splitting: by kind or not, by goal or not."""
    whole = np.arange(len(rows))
    kinds = rows.kind.astype(np.int64) * width
    for by_kind, by_goal in by:
        of, goal = goals.spread(rows.goals) if by_goal else (whole, np.zeros(len(rows), dtype=np.int64))
        yield of, goal + (kinds[of] if by_kind else 0)


@dataclass(frozen=True, slots=True, eq=False)
class Keeping:
    """What is kept, and under which numbers: slices are (slice of the calendar × ``kinds`` + kind) × ``width`` + goal.

    ``trees`` are those that the calendar names; ``kinds`` and ``width`` are room for kinds and goals.
    """

    calendar: Calendar
    trees: Sequence[Numbering]
    goals: Goals
    kinds: int
    width: int

    @property
    def size(self) -> int:
        """Return how many units a slice has."""
        return self.trees[0].size if self.trees else 1

    def kept(self, rows: Rows, *, people: bool) -> Planes:
        """Return everything that is kept of some entries: all entries of the things and persons in them."""
        parts: dict[str, list[Sums]] = {}
        month = self.calendar.place(rows.day)
        each = self.kinds * self.width
        for number in sorted(set(self.calendar.trees)):
            placed = Placed(rows, self.trees[number])
            for of, word in split(rows, self.goals, self.width, EVERY):
                at = self.calendar.thing_slices(number)[month[of]]
                mine = at != NONE
                spread = Spread(of[mine], at[mine] * each + word[mine])
                _add(parts, amounts(placed, spread))
                if people:
                    for spread in _people(self.calendar, number, month, of, word, each):
                        _add(parts, persons(placed, spread))
        return {name: added(found) for name, found in parts.items()}


def _people(calendar: Calendar, tree: int, month: Ints, of: Ints, word: Ints, each: int) -> Iterator[Spread]:
    for span in SPANS:
        at = calendar.span_slices(span, tree)[month[of]]
        mine = at != NONE
        yield Spread(of[mine], at[mine] * each + word[mine])
    to_date = np.array([calendar.people["to_date", at] for at in range(len(calendar.trees))], dtype=np.int64)
    for first, last in calendar.chains(tree):
        begin = first - first % MONTHS
        now = month[of]
        mine = (now >= begin) & (now <= last)
        time = np.maximum(now[mine], first) - first

        def dated(slices: Ints, times: Ints, first: int = first) -> Ints:
            return to_date[first + times] * each + slices

        yield Spread(of[mine], word[mine], time, dated)


def _add(parts: dict[str, list[Sums]], found: Planes) -> None:
    for name, sums in found.items():
        if len(sums.at):
            parts.setdefault(name, []).append(sums)


def added(parts: Sequence[Sums]) -> Sums:
    """Return the sum of vectors."""
    return parts[0].plus(*parts[1:]) if len(parts) > 1 else parts[0]


def total(*signed: tuple[int, Planes]) -> Planes:
    """Return the sum of planes, each times its sign."""
    names = dict.fromkeys(name for _sign, planes in signed for name in planes)
    found = {}
    for name in names:
        parts = [Sums(planes[name].at, sign * planes[name].total) for sign, planes in signed if name in planes]
        found[name] = added(parts)
    return {name: sums for name, sums in found.items() if len(sums.at)}

"""A tree as numbers: units in pre-order, so that everything below a unit is one range.

``lft`` is a unit's number; below it lie the numbers ``lft … last``. Several roots stand side by side. The lowest
common ancestor of two numbers a < b is the first above b that is not beyond a: whoever climbs from b gets there in a
step or two, for trees are wide. It is also the smallest number of a parent among those in ``(a, b]``: all of them lie
below the common ancestor, and the branch that holds b begins among them. A ladder of minima over 1, 2, 4, … numbers
answers that for whole arrays at once, however deep the tree is; of millions of units it takes half a gigabyte, so it
is made only for pairs that are far apart in a deep tree.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
_LOG = np.frexp(np.arange(1 << 17, dtype=np.float64))[1].astype(np.int8) - np.int8(1)
"""floor(log2) of small numbers: a look is quicker than a logarithm."""
CLIMBS = 32
"""So many steps are climbed before the ladder is taken."""
NONE = -1
"""No parent, no common ancestor, no such unit."""


class Unfit(Exception):  # noqa: N818 - what is so, not an accident: the oracle answers such a question
    """The fast way does not hold here: a circle in what was taken over, a sum beyond 64 bits."""


@dataclass(frozen=True, slots=True, eq=False)
class Numbering:
    """``place``: unit (primary key) → number; ``last`` and ``up``: number → last number below, number of the parent."""

    place: NDArray[np.int32]
    last: NDArray[np.int32]
    up: NDArray[np.int32]
    rungs: list[tuple[NDArray[np.int32], Ints]] = field(default_factory=list)
    """The ladder and where its rungs begin, over 1, 2, 4, … numbers; made when it is first climbed."""

    @property
    def size(self) -> int:
        """Return how many units are numbered."""
        return len(self.last)

    def numbers(self, units: NDArray[np.integer]) -> Ints:
        """Return the numbers of units; ``NONE`` for a unit that this tree does not know."""
        known = (units >= 0) & (units < len(self.place))
        return np.where(known, self.place[np.where(known, units, 0)], NONE).astype(np.int64)

    def common(self, a: Ints, b: Ints) -> Ints:
        """Return the numbers of the lowest common ancestors of numbers ``a < b``, pair by pair; ``NONE``: none."""
        found = self.up[b]
        apart = np.flatnonzero(found > a)
        for _step in range(CLIMBS):
            if not len(apart):
                break
            higher = self.up[found[apart]]
            found[apart] = higher
            apart = apart[higher > a[apart]]
        if len(apart):
            found[apart] = self._by_ladder(a[apart], b[apart])
        return found.astype(np.int64)

    def _by_ladder(self, a: Ints, b: Ints) -> NDArray[np.int32]:
        step = _LOG[b - a] if self.size <= len(_LOG) else np.frexp((b - a).astype(np.float64))[1] - 1
        if not self.rungs:
            rungs = _ladder(self.up)
            self.rungs.append((np.concatenate(rungs), np.cumsum([0, *(len(rung) for rung in rungs)])))
        ladder, begins = self.rungs[0]
        begin = begins[step]
        low, high = ladder[begin + a + 1], ladder[begin + b - (1 << step.astype(np.int64)) + 1]
        found: NDArray[np.int32] = np.minimum(low, high)
        return found


def number(units: Ints, parents: Ints) -> Numbering:
    """Give numbers to a forest: ``parents`` says for each of the distinct ``units`` the unit above it, 0 for a root.

    A parent that is not among the units is one more root. Raises ``Unfit`` where units hang in a circle.
    """
    hung = parents > 0
    known = np.zeros(int(max(units.max(initial=0), parents.max(initial=0))) + 1, dtype=bool)
    known[units] = known[parents[hung]] = True
    ids = np.flatnonzero(known)
    nth = np.cumsum(known) - 1
    up = np.full(len(ids), NONE, dtype=np.int64)
    up[nth[units[hung]]] = nth[parents[hung]]
    levels = _levels(up)
    size = np.ones(len(ids), dtype=np.int64)
    for level in reversed(levels[1:]):
        np.add.at(size, up[level], size[level])
    lft = np.empty(len(ids), dtype=np.int64)
    for level in levels:
        above = up[level]
        before = np.cumsum(size[level]) - size[level]
        first = np.ones(len(level), dtype=bool)
        first[1:] = above[1:] != above[:-1]
        lft[level] = before - np.maximum.accumulate(np.where(first, before, 0))
        lft[level] += np.where(above == NONE, 0, lft[above] + 1)
    place = np.full(int(ids[-1]) + 1 if len(ids) else 1, NONE, dtype=np.int32)
    place[ids] = lft
    last: NDArray[np.int32] = np.empty(len(ids), dtype=np.int32)
    over: NDArray[np.int32] = np.empty(len(ids), dtype=np.int32)
    last[lft] = lft + size - 1
    over[lft] = np.where(up == NONE, NONE, lft[up])
    return Numbering(place, last, over)


def _levels(up: Ints) -> list[Ints]:
    """Return the units of each depth, siblings beside each other."""
    rest = np.flatnonzero(up != NONE)
    levels = [np.flatnonzero(up == NONE)]
    above = up == NONE
    while len(rest):
        now = above[up[rest]]
        if not now.any():
            raise Unfit
        level = rest[now]
        levels.append(level[np.argsort(up[level], kind="stable")])
        above[level] = True
        rest = rest[~now]
    return levels


def _ladder(up: NDArray[np.int32]) -> tuple[NDArray[np.int32], ...]:
    rows = [up]
    span = 1
    while 2 * span <= len(up):
        row = rows[-1]
        rows.append(np.minimum(row[:-span], row[span:]))
        span *= 2
    return tuple(rows)

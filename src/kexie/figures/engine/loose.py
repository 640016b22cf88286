"""What points put at places of one slice, as they stand: nothing is sorted for a question that asks but once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kexie.figures.engine.rows import Column
from kexie.figures.engine.trees import Ints

EXACT: Final = 2.0**53
"""Sums of whole numbers below this are exact as floating numbers too."""
SHARE: Final = 8
"""Fewer places than a ``SHARE``-th of the units are sorted into what is asked; more are added up over all units."""


@dataclass(frozen=True, slots=True, eq=False)
class Loose:
    """Lots of places (numbers of ``size`` units), in any order, and what is put at each: slice 0, all others are zero.

    It answers as a ``Plane`` does.
    """

    lots: Sequence[tuple[Column, Column]]
    size: int

    def __len__(self) -> int:
        """Return how many places there are, one that is named again counted again."""
        return sum(len(at) for at, _weight in self.lots)

    def below(self, slices: Ints, low: Ints, high: Ints) -> Ints:
        """Return the sums of slices over the numbers ``low … high - 1``: a row a slice, pair by pair in it."""
        found = np.zeros((len(slices), len(low)), dtype=np.int64)
        if (slices == 0).any():
            found[slices == 0] = self._whole(low, high) if len(self) * SHARE > self.size else self._few(low, high)
        return found

    def spread(self, slices: Ints, dense: Ints) -> None:
        """Add what slices put at each number of a unit to a vector over all of them."""
        for _slice in slices[slices == 0]:
            for at, weight in self.lots:
                dense += added(at, weight, self.size)

    def _whole(self, low: Ints, high: Ints) -> Ints:
        dense = np.zeros(self.size + 1, dtype=np.int64)
        self.spread(np.zeros(1, dtype=np.int64), dense[1:])
        np.cumsum(dense, out=dense)
        return np.asarray(dense[high] - dense[low])

    def _few(self, low: Ints, high: Ints) -> Ints:
        """Count between each two ends that follow each other, without looking at every unit."""
        ends, where = np.unique(np.concatenate([low, high]), return_inverse=True)
        between = np.zeros(len(ends) + 1, dtype=np.int64)
        for at, weight in self.lots:
            between += added(ends.searchsorted(at, side="right"), weight, len(between))
        running = np.cumsum(between)[where]
        return np.asarray(running[len(low) :] - running[: len(low)])


def added(at: Column, weight: Column, size: int) -> Ints:
    """Return what is put at each of so many places."""
    if _most(weight) * len(weight) < EXACT:
        return np.bincount(at, weight, size).astype(np.int64)
    found = np.zeros(size, dtype=np.int64)
    np.add.at(found, at, weight)
    return found


def _most(weight: Column) -> float:
    """Return a number that no weight is beyond: of short types without looking at any."""
    if weight.dtype.itemsize <= 2:  # noqa: PLR2004 - bytes
        return float(np.iinfo(weight.dtype).max) + 1
    return float(np.abs(weight.astype(np.float64)).max(initial=0))

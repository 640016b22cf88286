"""The persons of any days, counted anew from the columns: a slice that is not kept, in one pass.

A person's entries stand together, so people are taken some thousands at a time: what is looked at stays in the
processor's memory, person and place fit in one short number, and sorting those puts everything in the order that
``cells`` needs. What each person puts below the units is added up over all units at once, without sorting again.
People whom news, mergings or the tail touch are few; they are left out here and counted the longer way.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kexie.figures.engine.asked import Filter
from kexie.figures.engine.columns import Columns
from kexie.figures.engine.rows import ORIGINS, Column
from kexie.figures.engine.tail import Known
from kexie.figures.engine.trees import NONE, Ints, Numbering, Unfit

THREADS: Final = 2
SHORT: Final = 32
LEAST: Final = 1 << 12
"""People are not taken by fewer than so many at a time: rather are the numbers longer."""
MOST: Final = 1 << 15
SHARE: Final = 4
"""Places fewer than a ``SHARE``-th of the units are added one by one."""
PLANES: Final = ("persons", *(f"persons_{origin}" for origin in ORIGINS[1:]))


@dataclass(frozen=True, slots=True)
class Pass:
    """One pass through the columns of a reading: which entries count, under which tree, and whom to leave out."""

    columns: Columns
    filter: Filter
    known: int | None
    """The last day of knowledge (ordinal); ``None``: whatever is published."""
    tree: Numbering
    aside: NDArray[np.bool_]
    """Of each of the columns' people whether to leave them out."""

    def counted(self) -> dict[str, Ints]:
        """Return by plane what is put at each number of the tree. ``Unfit`` for a unit the tree does not know."""
        found: dict[str, Ints] = {}
        step = self._at_once()[0]
        lows = range(0, len(self.aside), step)
        with ThreadPoolExecutor(THREADS) as pool:
            for planes in pool.map(lambda low: self._counted(low, min(low + step, len(self.aside))), lows):
                for name, put in planes.items():
                    dense = found.setdefault(name, np.zeros(self.tree.size, dtype=np.int64))
                    for at, sign in zip(put, (1, -1), strict=True):
                        _put(dense, at, sign)
        return found

    @property
    def _bits(self) -> int:
        return self.tree.size.bit_length()

    def _at_once(self) -> tuple[int, type[np.unsignedinteger]]:
        """Return how many people are taken at a time, and the type of their keys."""
        room = 1 << max(SHORT - self._bits, 0)
        return (min(room, MOST), np.uint32) if room >= LEAST else (MOST, np.uint64)

    def _counted(self, low: int, high: int) -> dict[str, tuple[Ints, Ints]]:
        """Count the people ``low … high - 1`` of the columns: by plane where one is put, and where taken off."""
        starts = self.columns.starts[low : high + 1].astype(np.int64)
        there = slice(int(starts[0]), int(starts[-1]))
        chosen = self.columns.within(there, self.filter.first, self.filter.last, self.known)
        for name, good in self.filter.words():
            chosen &= good[self.columns.files[name][there]]
        kind = self._at_once()[1]
        person = np.repeat(np.arange(high - low, dtype=kind), np.diff(starts))
        aside = self.aside[low:high]
        if aside.any():
            chosen &= ~aside[person]
        which = np.flatnonzero(chosen)
        at = self.tree.place[self.columns.files["unit"][there][which]]
        if (at == NONE).any():
            raise Unfit
        keys = person[which] << kind(self._bits)
        keys |= at.astype(kind)
        found = {PLANES[0]: self._summed(keys)}
        origin = self.columns.files["origin"][there][which]
        for code in np.unique(origin[origin != 0]).tolist():
            found[PLANES[code]] = self._summed(keys[origin == code])
        return found

    def _summed(self, keys: Column) -> tuple[Ints, Ints]:
        """Return where people, each at places, put one: at each place; and where they take one off: where two meet."""
        keys = np.sort(keys)
        if len(keys) > 1:
            new = np.ones(len(keys), dtype=bool)
            np.not_equal(keys[1:], keys[:-1], out=new[1:])
            keys = keys[new]
        bits = keys.dtype.type(self._bits)
        at = (keys & keys.dtype.type((1 << self._bits) - 1)).astype(np.int64)
        person = keys >> bits
        same = np.flatnonzero(person[1:] == person[:-1])
        common = self.tree.common(at[same], at[same + 1])
        return at, common[common != NONE]


def _put(dense: Ints, at: Ints, sign: int) -> None:
    """Add so much at places; in a large tree without looking at every unit."""
    if len(at) * SHARE < len(dense):
        np.add.at(dense, at, sign)
    else:
        dense += sign * np.bincount(at, minlength=len(dense))


def touched(columns: Columns, known: Known) -> Ints:
    """Return the pseudonyms (and 0, for nobody) who cannot be counted from the columns by themselves."""
    merged: set[int] = set()
    for told in (known.before, known.after):
        merged |= told.keys() | set(told.values())
    lots = (known.posted, known.undone, known.revived, columns.news.added)
    dead = columns.people[np.searchsorted(columns.starts, columns.news.dead, side="right") - 1]
    parts = [np.array([0, *merged], dtype=np.int64), dead, *(rows.subject for rows in lots)]
    return np.unique(np.concatenate([part.astype(np.int64) for part in parts]))

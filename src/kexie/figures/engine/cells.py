"""Cells: what each thing or person puts at places of the tree, so that the sum below any unit is its exact count.

The idea is the colour-set-size problem (L. C. K. Hui, 1992). Put a key (a thing, a person) at each distinct unit and
take it off at the lowest common ancestor of neighbours in pre-order: below any unit it then counts once or not at
all. The count of a subtree is the difference of two prefix sums.

``steps`` is the same for a count that grows, such as the year to date: each place comes with the time at which it
is first there, and the cells of time t say what t adds. A place that joins between p and s puts +1 at itself, -1 at
its common ancestors with p and with s, and gives back what p and s had taken off each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kexie.figures.engine.trees import NONE, Ints, Numbering

BITS: Final = 63
AT_ONCE: Final = 1 << 23
"""Vectors longer than this are added up piece by piece, for the sake of memory."""
SIGNED: Final = (np.int8, np.int16, np.int32, np.int64)


class Points(NamedTuple):
    """Which row's weight goes where: ``of`` are indices into the distinct rows, ``at`` numbers of units."""

    of: Ints
    at: Ints
    sign: NDArray[np.int8]


def distinct(*columns: Ints) -> list[Ints]:
    """Return columns of whole numbers ≥ 0 sorted by the first, then the second, …, each combination once."""
    if not len(columns[0]):
        return list(columns)
    bits = [int(column.max()).bit_length() for column in columns]
    if sum(bits) > BITS:
        order = np.lexsort(columns[::-1])
        sorted_ = [column[order] for column in columns]
        new = np.ones(len(order), dtype=bool)
        new[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in sorted_])
        return [column[new] for column in sorted_]
    packed = columns[0].astype(np.int64)
    for column, width in zip(columns[1:], bits[1:], strict=True):
        packed = (packed << width) | column
    packed.sort()
    new = np.ones(len(packed), dtype=bool)
    np.not_equal(packed[1:], packed[:-1], out=new[1:])
    packed = packed[new]
    found: list[Ints] = []
    for width in bits[:0:-1]:
        found.append(packed & ((1 << width) - 1))
        packed = packed >> width
    return [packed, *found[::-1]]


def packed(*columns: Ints) -> tuple[Ints, int] | None:
    """Return columns of whole numbers ≥ 0 as one, in the same order, and its bits; ``None``: more than it can hold."""
    bits = [int(column.max(initial=0)).bit_length() for column in columns]
    if sum(bits) > BITS:
        return None
    found = columns[0].astype(np.int64)
    for column, width in zip(columns[1:], bits[1:], strict=True):
        found <<= width
        found |= column
    return found, sum(bits)


def order_of(*columns: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """Return the order of rows by columns (numbers ≥ 0), and which rows in that order differ from the one before."""
    count = len(columns[0])
    first = np.ones(count, dtype=bool)
    whole = packed(*columns)
    if whole is None:
        order = np.lexsort(columns[::-1])
        first[1:] = np.logical_or.reduce([column[order][1:] != column[order][:-1] for column in columns])
        return order, first
    key, bits = whole
    low = count.bit_length()
    if bits + low <= BITS:  # sorting numbers is several times as quick as sorting what points at them
        key <<= low
        key |= np.arange(count)
        key.sort()
        order = key & ((1 << low) - 1)
        key >>= low
    else:
        order = np.argsort(key, kind="stable")
        key = key[order]
    np.not_equal(key[1:], key[:-1], out=first[1:])
    return order, first


def cells(groups: Sequence[Ints], at: Ints, tree: Numbering) -> Points:
    """Return the points of distinct rows, sorted by ``groups`` (slice, key) and then by ``at``."""
    joined = np.ones(max(len(at) - 1, 0), dtype=bool)
    for group in groups:
        joined &= group[1:] == group[:-1]
    second = np.flatnonzero(joined) + 1
    common = tree.common(at[second - 1], at[second])
    below = common != NONE
    of = np.concatenate([np.arange(len(at)), second[below]])
    sign = np.ones(len(of), dtype=np.int8)
    sign[len(at) :] = -1
    return Points(of, np.concatenate([at, common[below]]), sign)


def steps(groups: Sequence[Ints], at: Ints, time: Ints, tree: Numbering) -> Points:
    """Return the points of distinct (groups, at) rows that are there from ``time`` on; each belongs to its own time.

    The point of a row belongs to the time of the row ``of``.
    """
    count = len(at)
    same = np.zeros(count + 1, dtype=bool)  # same[i]: rows i - 1 and i stand in one group
    same[1:-1] = True
    for group in groups:
        same[1:-1] &= group[1:] == group[:-1]
    rows = np.arange(count)
    before = _nearest(np.where(same[:-1], rows - 1, NONE), time, strict=False)
    after = _nearest(np.where(same[1:], rows + 1, NONE), time, strict=True)
    parts = [(rows, at, 1)]
    for low, high, mine, sign in (
        (before, rows, before != NONE, -1),
        (rows, after, after != NONE, -1),
        (before, after, (before != NONE) & (after != NONE), 1),
    ):
        of = np.flatnonzero(mine)
        common = tree.common(at[low[of]], at[high[of]])
        below = common != NONE
        parts.append((of[below], common[below], sign))
    return Points(
        np.concatenate([of for of, _at, _sign in parts]),
        np.concatenate([at for _of, at, _sign in parts]),
        np.concatenate([np.full(len(of), sign, dtype=np.int8) for of, _at, sign in parts]),
    )


def _nearest(link: Ints, time: Ints, *, strict: bool) -> Ints:
    """Follow ``link`` to the nearest row that is there by the time of this one (``strict``: before it)."""
    todo = np.flatnonzero(link != NONE)
    while len(todo):
        there = time[link[todo]]
        late = there >= time[todo] if strict else there > time[todo]
        todo = todo[late]
        link[todo] = link[link[todo]]
        todo = todo[link[todo] != NONE]
    return link


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """A sparse vector over places (slice × units + number), kept as its prefix sums; ``total`` has one item more."""

    at: Ints
    total: Ints

    @classmethod
    def of(cls, at: Ints, value: Ints) -> Sums:
        """Add up values at places, in any order."""
        if len(at) > 1:
            order, first = order_of(at)
            value = np.add.reduceat(value[order], np.flatnonzero(first))
            at = at[order[first]]
        there = value != 0
        return cls(at[there], np.concatenate([[0], np.cumsum(value[there])]).astype(np.int64))

    @classmethod
    def dense(cls, value: Ints) -> Sums:
        """Return the vector of values at all places from the first on."""
        at = np.flatnonzero(value)
        return cls(at, np.concatenate([[0], np.cumsum(value[at])]).astype(np.int64))

    @classmethod
    def none(cls) -> Sums:
        """Return the vector that is zero everywhere."""
        return cls(np.zeros(0, dtype=np.int64), np.zeros(1, dtype=np.int64))

    @classmethod
    def each(cls, at: Ints, values: Mapping[str, Ints]) -> dict[str, Sums]:
        """Add up several values at the same places, in any order; those that come to nothing are left out."""
        if not len(at):
            return {}
        order, first = order_of(at)
        begins = np.flatnonzero(first)
        where = at[order[begins]]
        found = {}
        for name, value in values.items():
            whole = np.add.reduceat(value[order].astype(np.int64), begins)
            there = whole != 0
            if there.any():
                found[name] = cls(where[there], np.concatenate([[0], np.cumsum(whole[there])]))
        return found

    @property
    def value(self) -> Ints:
        """Return the values at the places."""
        return np.diff(self.total)

    def plus(self, *others: Sums) -> Sums:
        """Return the sum of this and other vectors."""
        whole = [self, *others]
        if sum(len(one.at) for one in whole) <= AT_ONCE:
            return Sums.of(np.concatenate([one.at for one in whole]), np.concatenate([one.value for one in whole]))
        most = max(whole, key=lambda one: len(one.at)).at
        step = max(AT_ONCE // (2 * len(whole)), 1)  # less than the longest has, so that there is a cut
        cuts = [int(cut) for cut in most[step::step]]
        pieces = [one.pieces(cuts) for one in whole]
        room = sum(len(one.at) for one in whole)  # what is never written to takes no memory
        at, total, end = np.empty(room, dtype=np.int64), np.empty(room + 1, dtype=np.int64), 0
        total[0] = 0
        for first, *rest in zip(*pieces, strict=True):
            part = first.plus(*rest)
            stop = end + len(part.at)
            at[end:stop] = part.at
            np.add(part.total[1:], total[end], out=total[end + 1 : stop + 1])
            end = stop
        return Sums(at[:end], total[: end + 1])

    def pieces(self, cuts: Sequence[int]) -> list[Sums]:
        """Return the vector cut at some places, as views."""
        ends = [0, *np.searchsorted(self.at, cuts).tolist(), len(self.at)]
        return [Sums(self.at[low:high], self.total[low : high + 1]) for low, high in pairwise(ends)]


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """A sparse vector laid out for questions, slice by slice, in as few bytes as its numbers need.

    The places of slice ``slices[n]`` are ``at[begin[n] : begin[n + 1]]`` (numbers of units, in order). The running sum
    of the slice at each of them stands in ``totals[wide[n]]``, from ``start[n]`` on: each slice has the narrowest of
    the types ``SIGNED`` that holds its sums.
    """

    slices: Ints
    begin: Ints
    at: NDArray[Any]
    wide: NDArray[np.uint8]
    totals: tuple[NDArray[Any], ...]
    start: Ints

    @classmethod
    def made(
        cls, slices: Ints, begin: Ints, at: NDArray[Any], wide: NDArray[np.uint8], totals: Sequence[NDArray[Any]]
    ) -> Plane:
        """Put a plane together: where the sums of each slice stand follows from their types."""
        length = np.diff(begin)
        start = np.zeros(len(slices), dtype=np.int64)
        for width in range(len(SIGNED)):
            mine = wide == width
            start[mine] = np.cumsum(length[mine]) - length[mine]
        return cls(slices, begin, at, wide, tuple(totals), start)

    @classmethod
    def of(cls, sums: Sums, size: int) -> Plane:
        """Lay out a vector over so many units a slice."""
        whole = sums.at // size
        first = np.ones(len(whole), dtype=bool)
        np.not_equal(whole[1:], whole[:-1], out=first[1:])
        begin = np.flatnonzero(first)
        slices, begin = whole[begin], np.append(begin, len(whole))
        whole *= -size  # from here on the numbers of units: the same memory again
        whole += sums.at
        at = whole.astype(narrow_place(size))
        del whole
        length = np.diff(begin)
        total = np.repeat(sums.total[begin[:-1]], length)
        np.subtract(sums.total[1:], total, out=total)
        wide = _widths(total, begin[:-1])
        whose = np.repeat(wide, length)
        totals = [total[whose == width].astype(kind) for width, kind in enumerate(SIGNED)]
        return cls.made(slices.astype(np.int64), begin.astype(np.int64), at, wide, totals)

    def sums(self, size: int) -> Sums:
        """Return it as a plain vector again."""
        length = np.diff(self.begin)
        whose, value = np.repeat(self.wide, length), np.empty(len(self.at), dtype=np.int64)
        for width, total in enumerate(self.totals):
            value[whose == width] = total
        first = value[self.begin[:-1]]
        value[1:] = value[1:] - value[:-1]
        value[self.begin[:-1]] = first
        at = np.repeat(self.slices, length) * size + self.at
        return Sums(at, np.concatenate([[0], np.cumsum(value)]).astype(np.int64))

    def _near(self, nth: int) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return the places of the ``nth`` slice, and the running sums there."""
        low, high = int(self.begin[nth]), int(self.begin[nth + 1])
        start = int(self.start[nth])
        return self.at[low:high], self.totals[self.wide[nth]][start : start + high - low]

    def _there(self, slices: Ints) -> tuple[list[int], list[int]]:
        """Return which of some slices are not zero everywhere, and where each stands among its own."""
        if not len(self.slices):
            return [], []
        nth = np.minimum(np.searchsorted(self.slices, slices), len(self.slices) - 1)
        there = np.flatnonzero(self.slices[nth] == slices)
        return there.tolist(), nth[there].tolist()

    def below(self, slices: Ints, low: Ints, high: Ints) -> Ints:
        """Return the sums of slices over the numbers ``low … high - 1``: a row a slice, pair by pair in it."""
        count = len(low)
        found = np.zeros((len(slices), count), dtype=np.int64)
        ends = np.concatenate([high, low]).astype(self.at.dtype)  # of another type all of the places would be copied
        for row, nth in zip(*self._there(slices), strict=True):
            at, total = self._near(nth)
            where = at.searchsorted(ends)
            told = total[where - 1].astype(np.int64)
            told[where == 0] = 0
            np.subtract(told[:count], told[count:], out=found[row])
        return found

    def spread(self, slices: Ints, dense: Ints) -> None:
        """Add what slices put at each number of a unit to a vector over all of them: for a question about most."""
        for _row, nth in zip(*self._there(slices), strict=True):
            at, total = self._near(nth)
            dense[at] += np.diff(total.astype(np.int64), prepend=0)


def _widths(total: Ints, begin: Ints) -> NDArray[np.uint8]:
    """Return for slices that begin at some of their sums which of the types ``SIGNED`` holds all of each."""
    wide = np.zeros(len(begin), dtype=np.uint8)
    if len(begin):
        least, most = np.minimum.reduceat(total, begin), np.maximum.reduceat(total, begin)
        for kind in SIGNED[:-1]:
            wide += (least < np.iinfo(kind).min) | (most > np.iinfo(kind).max)
    return wide


def narrow_place(size: int) -> type[np.unsignedinteger]:
    """Return the type that holds the numbers of so many units."""
    return np.uint16 if size < np.iinfo(np.uint16).max else np.uint32

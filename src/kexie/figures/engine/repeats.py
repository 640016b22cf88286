"""Repeats: where a person is named again, and so is taken off once more.

Every entry that names a person counts at its unit (see ``points``). Of a person's entries in a slice, in pre-order
of their units, each one but the first is taken off at the lowest common ancestor of itself and the one before: below
any unit the person then counts once or not at all. In a slice in which a person has one entry there is nothing to
take off, and a person with one entry in a year has one in every slice of it: so most of the work is never done.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kexie.figures.engine.calendar import SPANS, Calendar
from kexie.figures.engine.cells import BITS, Sums, order_of, packed, steps
from kexie.figures.engine.rows import Column, Goals, Rows
from kexie.figures.engine.trees import NONE, Ints, Numbering, Unfit
from kexie.kit.days import MONTHS


@dataclass(frozen=True, slots=True, eq=False)
class Named:
    """Entries that name persons, in the order of person, unit's number and month; ``person`` counts from 0."""

    person: Ints
    at: Ints
    month: Ints
    kind: Ints
    goals: Column


def named(rows: Rows, month: Ints, tree: Numbering) -> Named:
    """Return entries as ``Named``. ``Unfit`` for a unit that the tree does not know."""
    at = tree.numbers(rows.unit)
    if (at == NONE).any():
        raise Unfit
    if not len(at):
        return Named(at, at, at, at, at)
    subject = rows.subject
    new = np.ones(len(at), dtype=bool)
    new[1:] = subject[1:] != subject[:-1]
    if len(np.unique(subject[new])) == new.sum():  # a person's entries stand together
        person = np.cumsum(new) - 1
    else:
        person = np.unique(subject, return_inverse=True)[1].astype(np.int64)
    order, _first = order_of(person, at, month)
    return Named(person[order], at[order], month[order], rows.kind[order].astype(np.int64), rows.goals[order])


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Rows sorted by (person, word) and then as they stood: ``same`` tells of each but the first whether it goes on."""

    of: Ints
    word: Ints
    same: NDArray[np.bool_]

    @property
    def several(self) -> Ints:
        """Return the rows that are not alone in their group."""
        mine = np.zeros(len(self.of), dtype=bool)
        mine[1:] = self.same
        mine[:-1] |= self.same
        return self.of[mine]


def grouped(rows: Named, of: Ints, word: Ints) -> Groups:
    """Put rows into groups of one person and one word."""
    key = packed(rows.person[of], word)
    low = len(rows.at).bit_length()
    if key is not None and key[1] + low <= BITS:
        whole = key[0]
        whole <<= low
        whole |= of
        whole.sort()
        of = whole & ((1 << low) - 1)
        whole >>= low
        bits = int(word.max(initial=0)).bit_length()
        return Groups(of, whole & ((1 << bits) - 1), whole[1:] == whole[:-1])
    order = np.lexsort((of, word, rows.person[of]))
    of, word = of[order], word[order]
    person = rows.person[of]
    return Groups(of, word, (person[1:] == person[:-1]) & (word[1:] == word[:-1]))


def again(rows: Named, groups: Groups, tree: Numbering) -> tuple[Ints, Ints]:
    """Return (word, number of a unit) of each place where a person of a group is to be taken off."""
    second = np.flatnonzero(groups.same) + 1
    before, at = rows.at[groups.of[second - 1]], rows.at[groups.of[second]]
    where = at.copy()
    apart = np.flatnonzero(before != at)
    where[apart] = tree.common(before[apart], at[apart])
    there = where != NONE
    return groups.word[second[there]], where[there]


def growing(rows: Named, groups: Groups, time: Ints, tree: Numbering) -> Iterator[tuple[Ints, Ints, Ints, Column]]:
    """Yield (word, time, number of a unit, sign) where a person of a group, counted as it grows, is taken off or back.

    The entries themselves are counted elsewhere.
    """
    of, word = groups.of, groups.word
    at, times = rows.at[of], time[of]
    known = np.zeros(len(of), dtype=bool)  # named earlier at this very unit
    known[1:] = groups.same & (at[1:] == at[:-1])
    yield word[known], times[known], at[known], np.full(int(known.sum()), -1, dtype=np.int8)
    group = np.zeros(len(of), dtype=np.int64)
    group[1:] = np.cumsum(~groups.same)
    once = np.flatnonzero(~known)
    mine = np.zeros(len(once), dtype=bool)
    goes_on = group[once][1:] == group[once][:-1]
    mine[1:] = goes_on
    mine[:-1] |= goes_on
    once = once[mine]
    points = steps((group[once],), at[once], times[once], tree)
    row = once[points.of[len(once) :]]
    yield word[row], times[row], points.at[len(once) :], points.sign[len(once) :]


def repeats(rows: Rows, calendar: Calendar, number: int, tree: Numbering, goals: Goals, room: tuple[int, int]) -> Sums:
    """Return what persons named again take off, in all slices under a tree, of entries that all name somebody."""
    kinds, width = room
    each = kinds * width
    month = calendar.place(rows.day)
    there = month != NONE
    whole = named(rows.pick(there), month[there], tree)
    to_date = np.array([calendar.people["to_date", at] for at in range(len(calendar.trees))], dtype=np.int64)
    places: list[Ints] = []
    signs: list[NDArray[np.int8]] = []

    def put(slices: Ints, at: Ints, sign: Column) -> None:
        places.append(slices * tree.size + at)
        signs.append(sign)

    for first, last in calendar.chains(tree=number):
        mine = np.flatnonzero((whole.month >= first - first % MONTHS) & (whole.month <= last))
        time = np.maximum(whole.month, first) - first
        for groups in _families(whole, mine, np.zeros(len(whole.month), dtype=np.int64), goals, width):
            for word, times, at, sign in growing(whole, groups, time, tree):
                put(to_date[first + times] * each + word, at, sign)
    for span in SPANS:
        slices = calendar.span_slices(span, number)[whole.month]
        for groups in _families(whole, np.flatnonzero(slices != NONE), slices * each, goals, width):
            word, at = again(whole, groups, tree)
            put(word, at, np.full(len(at), -1, dtype=np.int8))
    if not places:
        return Sums.none()
    return Sums.of(np.concatenate(places), np.concatenate(signs).astype(np.int64))


def _families(rows: Named, mine: Ints, base: Ints, goals: Goals, width: int) -> Iterator[Groups]:
    """Yield the groups by neither, by kind, by goal and by both, the finer ones of rows that are not alone."""
    whole = grouped(rows, mine, base[mine])
    yield whole
    mine = whole.several
    by_kind = grouped(rows, mine, base[mine] + rows.kind[mine] * width)
    yield by_kind
    of, goal = goals.spread(rows.goals[mine])
    yield grouped(rows, mine[of], base[mine[of]] + goal)
    mine = by_kind.several
    of, goal = goals.spread(rows.goals[mine])
    yield grouped(rows, mine[of], base[mine[of]] + rows.kind[mine[of]] * width + goal)

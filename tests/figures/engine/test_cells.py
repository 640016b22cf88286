"""Numbers and cells against counting by hand on random forests."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.figures.engine import cells as engine_cells
from kexie.figures.engine import loose, trees
from kexie.figures.engine.cells import Plane, Sums, cells, distinct, steps
from kexie.figures.engine.loose import Loose
from kexie.figures.engine.trees import NONE, Ints, Numbering, Unfit, number

forests = st.lists(st.sampled_from([1, 1, 1, 2, 3, 5, 0]), min_size=1, max_size=24)
"""How many units up the parent of each is; 0: a root. Mostly 1, so that trees are deep."""


def planted(ups: list[int]) -> dict[int, int]:
    """Parents by unit; units are 10, 13, 16, …, as primary keys have gaps."""
    return {10 + 3 * n: 10 + 3 * (n - up) if up and n - up >= 0 else 0 for n, up in enumerate(ups)}


def numbered(parents: dict[int, int]) -> Numbering:
    return number(np.array(list(parents)), np.array(list(parents.values())))


def reach(tree: Numbering, top: int) -> tuple[Ints, Ints]:
    """The range of numbers below a unit."""
    low = tree.numbers(ints([top]))
    return low, tree.last[low].astype(np.int64) + 1


def path(parents: dict[int, int], unit: int) -> list[int]:
    steps = [unit]
    while parents[steps[-1]]:
        steps.append(parents[steps[-1]])
    return steps


def ints(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)


@given(ups=forests)
def test_what_lies_below_a_unit_is_one_range(ups: list[int]) -> None:
    parents = planted(ups)
    tree = numbered(parents)
    for unit in parents:
        low = int(tree.place[unit])
        below = {one for one in parents if low <= tree.place[one] <= tree.last[low]}
        assert below == {one for one in parents if unit in path(parents, one)}


@given(ups=forests, climbs=st.sampled_from([0, 1, trees.CLIMBS]))
def test_the_common_ancestor_is_the_first_unit_on_both_paths(ups: list[int], climbs: int) -> None:
    parents = planted(ups)
    tree = numbered(parents)
    units = sorted(parents, key=lambda unit: tree.place[unit])
    pairs = [(a, b) for n, a in enumerate(units) for b in units[n + 1 :]]
    with patch.object(trees, "CLIMBS", climbs):  # the ladder is for trees deeper than these
        found = tree.common(tree.numbers(ints([a for a, _b in pairs])), tree.numbers(ints([b for _a, b in pairs])))
    for (a, b), common in zip(pairs, found, strict=True):
        both = [unit for unit in path(parents, a) if unit in path(parents, b)]
        assert common == (tree.place[both[0]] if both else NONE)


def test_a_circle_is_not_numbered() -> None:
    with pytest.raises(Unfit):
        number(ints([1, 2, 3]), ints([0, 3, 2]))


@given(columns=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2**40), st.integers(0, 2)), max_size=30))
def test_distinct_sorts_and_keeps_each_once(columns: list[tuple[int, int, int]]) -> None:
    split = [ints(list(column)) for column in zip(*columns, strict=True)] if columns else [ints([])] * 3
    found = distinct(*split)
    assert list(zip(*(column.tolist() for column in found), strict=True)) == sorted(set(columns))


credited = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 4), st.integers(0, 99), st.integers(1, 5)), max_size=40)
"""Slice, key, unit and time."""


@given(ups=forests, rows=credited)
def test_a_key_counts_once_below_every_unit(ups: list[int], rows: list[tuple[int, int, int, int]]) -> None:
    parents = planted(ups)
    tree = numbered(parents)
    units = list(parents)
    rows = [(slice_, key, units[unit % len(units)], time) for slice_, key, unit, time in rows]
    slices, keys, at = distinct(
        ints([row[0] for row in rows]), ints([row[1] for row in rows]), tree.numbers(ints([row[2] for row in rows]))
    )
    points = cells((slices, keys), at, tree)
    weight = 10 ** keys[points.of]
    plane = Plane.of(Sums.of(slices[points.of] * tree.size + points.at, weight * points.sign), tree.size)
    for asked in range(3):
        for top in units:
            mine = {key for slice_, key, unit, _time in rows if slice_ == asked and top in path(parents, unit)}
            assert plane.below(ints([asked]), *reach(tree, top))[0].tolist() == [sum(10**key for key in mine)]


@given(ups=forests, rows=credited)
def test_a_count_that_grows_is_right_at_every_time(ups: list[int], rows: list[tuple[int, int, int, int]]) -> None:
    parents = planted(ups)
    tree = numbered(parents)
    units = list(parents)
    rows = [(slice_, key, units[unit % len(units)], time) for slice_, key, unit, time in rows]
    first: dict[tuple[int, int, int], int] = {}
    for slice_, key, unit, time in rows:
        place = (slice_, key, int(tree.place[unit]))
        first[place] = min(time, first.get(place, time))
    slices, keys, at = (ints([place[n] for place in sorted(first)]) for n in range(3))
    times = ints([first[place] for place in sorted(first)])
    points = steps((slices, keys), at, times, tree)
    where = (slices[points.of] * 6 + times[points.of]) * tree.size + points.at
    plane = Plane.of(Sums.of(where, points.sign.astype(np.int64)), tree.size)
    for asked in range(3):
        for top in units:
            grown = 0
            for now in range(6):
                grown += int(plane.below(ints([asked * 6 + now]), *reach(tree, top))[0, 0])
                mine = {k for s, k, unit, time in rows if s == asked and time <= now and top in path(parents, unit)}
                assert grown == len(mine)


weights = st.sampled_from([1, 1, -1, 3, 100, -200, 40_000, -(2**40), 2**57])
"""What is put at a place: of every width, and beyond what floating numbers hold exactly."""


@pytest.mark.parametrize("share", [0, 10**6], ids=["sorted into what is asked", "added up over all units"])
@given(lots=st.lists(st.lists(st.tuples(st.integers(0, 19), weights), max_size=9), min_size=1, max_size=3))
def test_loose_places_say_what_a_plane_says(lots: list[list[tuple[int, int]]], share: int) -> None:
    size, every = 20, ints(list(range(20)))
    sums = Sums.of(*(ints([pair[nth] for lot in lots for pair in lot]) for nth in range(2)))
    plane = Plane.of(sums, size)
    assert [plane.sums(size).at.tolist(), plane.sums(size).total.tolist()] == [sums.at.tolist(), sums.total.tolist()]
    narrow = [
        (np.array([at for at, _value in lot], dtype=np.uint8), ints([value for _at, value in lot])) for lot in lots
    ]
    low, high = np.repeat(every, size), np.tile(every + 1, size)
    low, high = low[low < high], high[low < high]
    slices = ints([0, 1])
    with patch.object(loose, "SHARE", share):
        told = [one.below(slices, low, high) for one in (Loose(narrow, size), plane)]
    by_hand = [
        sum(value for lot in lots for at, value in lot if begin <= at < end)
        for begin, end in zip(low, high, strict=True)
    ]
    assert [one.tolist() for one in told] == [[by_hand, [0] * len(low)]] * 2
    for one in (Loose(narrow, size), plane):
        dense = np.zeros(size, dtype=np.int64)
        one.spread(slices, dense)
        assert dense.cumsum().tolist() == by_hand[:size]  # from the first number on


@given(parts=st.lists(st.lists(st.tuples(st.integers(0, 40), st.integers(-3, 3))), min_size=1, max_size=4))
def test_long_vectors_are_added_up_piece_by_piece(parts: list[list[tuple[int, int]]]) -> None:
    vectors = [Sums.of(ints([at for at, _value in part]), ints([value for _at, value in part])) for part in parts]
    with patch.object(engine_cells, "AT_ONCE", 8):
        found = vectors[0].plus(*vectors[1:])
    by_hand: dict[int, int] = {}
    for at, value in (pair for part in parts for pair in part):
        by_hand[at] = by_hand.get(at, 0) + value
    assert dict(zip(found.at.tolist(), found.value.tolist(), strict=True)) == {
        at: value for at, value in sorted(by_hand.items()) if value
    }

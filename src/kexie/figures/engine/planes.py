"""Planes: what a figure says of a slice (value, records, bounds, origins), each a sparse vector of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kexie.figures.engine.cells import Sums, cells, distinct, steps
from kexie.figures.engine.rows import BOUNDS, ORIGINS, Rows
from kexie.figures.engine.trees import NONE, Ints, Numbering, Unfit

AMOUNTS: Final = ("value", "records", "at_least", "about", "under", "migrated", "made_up")
PERSONS: Final = ("persons", "persons_migrated", "persons_made_up", "some", "unnamed")
"""``some``: head counts without names that make the number of persons at least so many; ``unnamed``: all of them."""
LARGEST: Final = 2.0**62

Planes = dict[str, Sums]


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """Rows put into slices: row ``of`` belongs to ``slice``. A row may belong to many, or to none.

    With ``time`` a slice is counted as it grows (see ``cells.steps``), and ``dated`` says to which slice the points
    of a slice at a time belong.
    """

    of: Ints
    slice: Ints
    time: Ints | None = None
    dated: Callable[[Ints, Ints], Ints] | None = None


def rank(values: NDArray[np.integer]) -> tuple[Ints, Ints]:
    """Return for each value which distinct one it is, and a row that holds each; quick where equals stand together."""
    if not len(values):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    new = np.ones(len(values), dtype=bool)
    new[1:] = values[1:] != values[:-1]
    if (values[1:] >= values[:-1]).all():
        return np.cumsum(new) - 1, np.flatnonzero(new)
    _found, first, which = np.unique(values, return_index=True, return_inverse=True)
    return which.astype(np.int64), first


def pairs(one: NDArray[np.integer], other: NDArray[np.integer]) -> tuple[Ints, Ints]:
    """Do the same as ``rank`` for pairs of values."""
    first, _rows = rank(one)
    second, _rows = rank(other)
    return rank(first * (int(second.max(initial=0)) + 1) + second)


def amounts(rows: Rows, spread: Spread, tree: Numbering) -> Planes:
    """Count things: each slice's amounts, records, bounds and origins, each thing once. ``Unfit`` beyond 64 bits."""
    if np.abs(rows.amount.astype(np.float64)).sum() >= LARGEST:
        raise Unfit
    key, first = pairs(rows.subject, rows.thing)
    amount, bound, origin = (column[first].astype(np.int64) for column in (rows.amount, rows.bound, rows.origin))
    weights = {"value": amount, "records": np.ones_like(amount)}
    weights |= {name: (bound == BOUNDS.index(name)).astype(np.int64) for name in ("at_least", "about", "under")}
    weights |= {name: (origin == ORIGINS.index(name)).astype(np.int64) for name in ("migrated", "made_up")}
    return _weighted(rows, spread, tree, key, weights)


def persons(rows: Rows, spread: Spread, tree: Numbering) -> Planes:
    """Count persons: each once in each slice; head counts without names are counted beside them."""
    named = rows.subject != 0
    found = {"persons": _counted(rows, spread, tree, named)}
    for name in ("migrated", "made_up"):
        found[f"persons_{name}"] = _counted(rows, spread, tree, named & (rows.origin == ORIGINS.index(name)))
    if named.all():
        return found
    which = np.flatnonzero(~named)
    rest = rows.pick(which)
    chosen, back = ~named[spread.of], np.cumsum(~named) - 1
    key, first = rank(rest.thing)
    some = ((rest.amount[first] > 0) | (rest.bound[first] != 0)).astype(np.int64)
    of, slices = back[spread.of[chosen]], spread.slice[chosen]
    if spread.time is not None and spread.dated is not None:  # a thing has one day: it joins its slice once
        slices = spread.dated(slices, spread.time[chosen])
    weights = {"some": some, "unnamed": np.ones_like(some)}
    return found | _weighted(rest, Spread(of, slices), tree, key, weights)


def _numbers(units: NDArray[np.integer], tree: Numbering) -> Ints:
    at = tree.numbers(units)
    if (at == NONE).any():
        raise Unfit  # a unit that no fact of structure known by then mentions stands for itself: the oracle's matter
    return at


def _weighted(rows: Rows, spread: Spread, tree: Numbering, key: Ints, weights: Mapping[str, Ints]) -> Planes:
    at = _numbers(rows.unit, tree)
    slices, keys, at = distinct(spread.slice, key[spread.of], at[spread.of])
    points = cells((slices, keys), at, tree)
    where, keyed = slices[points.of] * tree.size + points.at, keys[points.of]
    found = {}
    for name, weight in weights.items():
        mine = np.flatnonzero(weight[keyed])
        found[name] = Sums.of(where[mine], weight[keyed[mine]] * points.sign[mine])
    return found


def _counted(rows: Rows, spread: Spread, tree: Numbering, named: NDArray[np.bool_]) -> Sums:
    mine = np.flatnonzero(named[spread.of])
    of, slices = spread.of[mine], spread.slice[mine]
    key, _first = rank(rows.subject)
    at = np.where(named, _numbers(rows.unit, tree), 0)[of]
    if spread.time is None or spread.dated is None:
        slices, keys, at = distinct(slices, key[of], at)
        points = cells((slices, keys), at, tree)
        return Sums.of(slices[points.of] * tree.size + points.at, points.sign.astype(np.int64))
    slices, keys, at, time = distinct(slices, key[of], at, spread.time[mine])
    first = np.ones(len(at), dtype=bool)  # of one place the earliest time
    first[1:] = (slices[1:] != slices[:-1]) | (keys[1:] != keys[:-1]) | (at[1:] != at[:-1])
    slices, keys, at, time = slices[first], keys[first], at[first], time[first]
    points = steps((slices, keys), at, time, tree)
    dated = spread.dated(slices[points.of], time[points.of])
    return Sums.of(dated * tree.size + points.at, points.sign.astype(np.int64))

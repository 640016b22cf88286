"""Planes: what a figure says of a slice (value, records, bounds, origins), each a sparse vector of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
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

    @classmethod
    def whole(cls, count: int) -> Spread:
        """Return so many rows in one slice, the first."""
        return cls(np.arange(count), np.zeros(count, dtype=np.int64))


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


class Placed:
    """Entries placed in a tree. What every way of splitting them needs is worked out once, when first asked for."""

    def __init__(self, rows: Rows, tree: Numbering) -> None:
        """Keep the entries and the tree."""
        self.rows, self.tree = rows, tree

    @cached_property
    def at(self) -> Ints:
        """Return the numbers of the entries' units. ``Unfit`` for a unit that the tree does not know."""
        at = self.tree.numbers(self.rows.unit)
        if (at == NONE).any():
            raise Unfit
        return at

    @cached_property
    def person(self) -> Ints:
        """Return which person each entry names."""
        return rank(self.rows.subject)[0]

    @cached_property
    def thing(self) -> tuple[Ints, Ints]:
        """Return which thing each entry belongs to, and an entry of each thing."""
        return pairs(self.rows.subject, self.rows.thing)

    @cached_property
    def things(self) -> dict[str, Ints]:
        """Return what each thing weighs in each plane. ``Unfit`` beyond 64 bits."""
        rows, first = self.rows, self.thing[1]
        if np.abs(rows.amount.astype(np.float64)).sum() >= LARGEST:
            raise Unfit
        amount, bound, origin = (column[first].astype(np.int64) for column in (rows.amount, rows.bound, rows.origin))
        weights = {"value": amount, "records": np.ones_like(amount)}
        weights |= {name: (bound == BOUNDS.index(name)).astype(np.int64) for name in ("at_least", "about", "under")}
        return weights | {name: (origin == ORIGINS.index(name)).astype(np.int64) for name in ORIGINS[1:]}

    @cached_property
    def named(self) -> dict[str, NDArray[np.bool_]]:
        """Return which entries name a person, by plane."""
        named = self.rows.subject != 0
        origins = {f"persons_{name}": named & (self.rows.origin == ORIGINS.index(name)) for name in ORIGINS[1:]}
        return {"persons": named} | {name: mine for name, mine in origins.items() if mine.any()}

    @cached_property
    def nameless(self) -> tuple[Placed, Ints, dict[str, Ints]] | None:
        """Return the entries that name nobody, the place of each among them, and what their things weigh."""
        nobody = self.rows.subject == 0
        if not nobody.any():
            return None
        rest = Placed(self.rows.pick(nobody), self.tree)
        first = rest.thing[1]
        some = ((rest.rows.amount[first] > 0) | (rest.rows.bound[first] != 0)).astype(np.int64)
        return rest, np.where(nobody, np.cumsum(nobody) - 1, NONE), {"some": some, "unnamed": np.ones_like(some)}


def amounts(placed: Placed, spread: Spread) -> Planes:
    """Count things: each slice's amounts, records, bounds and origins, each thing once. ``Unfit`` beyond 64 bits."""
    return _weighted(placed, spread, placed.things)


def persons(placed: Placed, spread: Spread) -> Planes:
    """Count persons: each once in each slice; head counts without names are counted beside them."""
    found: Planes = {}
    for name, named in placed.named.items():
        same = name != "persons" and np.array_equal(named, placed.named["persons"])
        found[name] = found["persons"] if same else _counted(placed, spread, named)
    if placed.nameless is None:
        return found
    rest, back, weights = placed.nameless
    nth = back[spread.of]
    chosen = np.flatnonzero(nth != NONE)
    slices = spread.slice[chosen]
    if spread.time is not None and spread.dated is not None:  # a thing has one day: it joins its slice once
        slices = spread.dated(slices, spread.time[chosen])
    return found | _weighted(rest, Spread(nth[chosen], slices), weights)


def _weighted(placed: Placed, spread: Spread, weights: Mapping[str, Ints]) -> Planes:
    slices, keys, at = distinct(spread.slice, placed.thing[0][spread.of], placed.at[spread.of])
    points = cells((slices, keys), at, placed.tree)
    where, keyed = slices[points.of] * placed.tree.size + points.at, keys[points.of]
    found = {}
    for name, weight in weights.items():
        if weight.any():
            mine = np.flatnonzero(weight[keyed])
            found[name] = Sums.of(where[mine], weight[keyed[mine]] * points.sign[mine])
    return found


def _counted(placed: Placed, spread: Spread, named: NDArray[np.bool_]) -> Sums:
    size = placed.tree.size
    mine = np.flatnonzero(named[spread.of])
    of, slices = spread.of[mine], spread.slice[mine]
    if spread.time is None or spread.dated is None:
        slices, keys, at = distinct(slices, placed.person[of], placed.at[of])
        points = cells((slices, keys), at, placed.tree)
        return Sums.of(slices[points.of] * size + points.at, points.sign.astype(np.int64))
    slices, keys, at, time = distinct(slices, placed.person[of], placed.at[of], spread.time[mine])
    first = np.ones(len(at), dtype=bool)  # of one place the earliest time
    first[1:] = (slices[1:] != slices[:-1]) | (keys[1:] != keys[:-1]) | (at[1:] != at[:-1])
    slices, keys, at, time = slices[first], keys[first], at[first], time[first]
    points = steps((slices, keys), at, time, placed.tree)
    dated = spread.dated(slices[points.of], time[points.of])
    return Sums.of(dated * size + points.at, points.sign.astype(np.int64))

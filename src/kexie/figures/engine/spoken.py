"""An element over many units by sums: each unit's reading stands at its number in pre-order, a row is a difference.

What is exact in words stands in ``formulas``; here are the two ways that large houses need. A flow is added up over
time; of a stock the last reading counts while it is good, and the sum of stocks on a day is a sum over units.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from kexie.figures.engine.rows import BOUNDS, ORIGINS, Column
from kexie.figures.engine.told import Told
from kexie.figures.engine.trees import NONE, Ints, Numbering, Unfit
from kexie.figures.formulas.windows import Window
from kexie.kit.spans import Period
from kexie.records.values.definitions import Element

LARGEST: Final = 2.0**62
Rows = Sequence[int] | Mapping[int, frozenset[int]]
"""Units, each with all below; or rows of units by number."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a row comes to: the sum in steps of the element, the statements and units in it, what is due."""

    amount: int
    numbers: int
    bounds: tuple[int, ...]
    records: int
    origins: tuple[int, ...]
    reported: int
    expected: int
    silent: int
    due: int
    wider: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class Owed:
    """The units that are to report, how many statements each owes, and the units that are open at the very end."""

    units: Ints
    counts: Ints
    standing: frozenset[int]


def quick(element: Element, told: Told) -> bool:
    """Tell whether an element is added up here: over units always, over time too or by its last reading."""
    return element.unit_operator == "sum" and element.time_operator in {"sum", "last"} and not told.control.any()


def spoken(
    element: Element, told: Told, asked: tuple[Window, date], tree: Numbering, owed: Owed, rows: Rows
) -> Iterator[tuple[int, Spoken]]:
    """Yield what each row comes to in a window as known on a day (``asked``). ``owed``: who is to report how often.

    Raises ``Unfit`` for sums beyond 64 bits, and for a unit that the tree does not know.
    """
    window, known = asked
    live = told.known_by(known.toordinal())
    inside = _inside(told, window)
    stock = element.time_operator == "last"
    taken = np.flatnonzero(live & (_good(element, told, window, inside) if stock else inside))
    if stock:
        taken = taken[_standing(told, taken, max(one.last for one in window), owed.standing)]
    chosen = taken[_last_of_each(told.unit[taken])] if stock else taken
    planes = _planes(told, taken, chosen, tree, owed)
    wider = _Wider(told, np.flatnonzero(live & ~inside & _touching(told, window)), tree)
    for row, sums, where in _rows(planes, tree, rows):
        amount, numbers, reported, expected, silent, records, due = sums[:7]
        said = len(BOUNDS) - 1
        yield row, Spoken(amount, numbers, tuple(sums[7 : 7 + said]), records, tuple(sums[7 + said :]), reported,
                          expected, silent, due, wider.of(where))  # fmt: skip


def _inside(told: Told, window: Window) -> Column:
    found = np.zeros(len(told.unit), dtype=bool)
    for one in window:
        found |= (told.first >= one.first.toordinal()) & (told.last <= one.last.toordinal())
    return found


def _touching(told: Told, window: Window) -> Column:
    found = np.zeros(len(told.unit), dtype=bool)
    for one in window:
        found |= (told.first <= one.last.toordinal()) & (told.last >= one.first.toordinal())
    return found


def _good(element: Element, told: Told, window: Window, inside: Column) -> Column:
    """Tell which readings of a stock are still good at the end of a window; see ``statements.readings``."""
    begin, end = min(one.first for one in window), max(one.last for one in window)
    good = told.last >= element.good_from(end).toordinal()
    return good & ((told.last < begin.toordinal()) | inside)


def _standing(told: Told, taken: Ints, end: date, standing: frozenset[int]) -> Column:
    """Tell which readings count at the end of a window: of closed units only what they say of that very day."""
    units = told.unit[taken]
    closed = [unit for unit in np.unique(units).tolist() if unit not in standing]
    return (told.last[taken] >= end.toordinal()) | ~np.isin(units, closed)


def _last_of_each(units: Column) -> Column:
    last = np.ones(len(units), dtype=bool)
    np.not_equal(units[1:], units[:-1], out=last[:-1])
    return last


def _planes(told: Told, taken: Ints, chosen: Ints, tree: Numbering, owed: Owed) -> Ints:
    """Return by number in pre-order: what ``Spoken`` names, one row each."""
    amount = told.amount[chosen]
    if np.abs(amount.astype(np.float64)).sum() >= LARGEST:
        raise Unfit
    number = told.number[chosen]
    at, came, due = (tree.numbers(one) for one in (told.unit[chosen], np.unique(told.unit[taken]), owed.units))
    if any((one == NONE).any() for one in (at, came, due)):
        raise Unfit
    reported, asked = np.zeros(tree.size, dtype=np.int64), np.zeros(tree.size, dtype=np.int64)
    reported[came], asked[due] = 1, 1
    weights = [amount * number, number]
    planes = [_put(at, one, tree.size) for one in weights]
    records = _put(at, np.ones(len(at)), tree.size)
    due_each = np.where(asked, _put(due, owed.counts, tree.size), records)
    planes += [reported, reported | asked, asked & ~reported, records, due_each]
    planes += [_put(at, number & (told.bound[chosen] == n), tree.size) for n in range(1, len(BOUNDS))]
    planes += [_put(at, told.origin[chosen] == n, tree.size) for n in range(1, len(ORIGINS))]
    return np.stack(planes)


def _put(at: Ints, weight: Column, size: int) -> Ints:
    found = np.zeros(size, dtype=np.int64)
    np.add.at(found, at, weight.astype(np.int64))
    return found


def _rows(planes: Ints, tree: Numbering, rows: Rows) -> Iterator[tuple[int, list[int], Ints]]:
    """Yield each row with its sums and the numbers of its units (for a unit: first and last)."""
    if isinstance(rows, Mapping):
        for row, units in rows.items():
            where = tree.numbers(np.array(sorted(units), dtype=np.int64))
            yield row, planes[:, where].sum(axis=1).tolist(), where
        return
    running = np.concatenate([np.zeros((len(planes), 1), dtype=np.int64), np.cumsum(planes, axis=1)], axis=1)
    low = tree.numbers(np.array(rows, dtype=np.int64))
    if (low == NONE).any():
        raise Unfit
    high = tree.last[low].astype(np.int64)
    sums = (running[:, high + 1] - running[:, low]).T.tolist()
    for row, mine, first, last in zip(rows, sums, low.tolist(), high.tolist(), strict=True):
        yield row, mine, np.arange(first, last + 1)


class _Wider:
    """The periods, of statements that reach out of what was asked, by the units that state them."""

    def __init__(self, told: Told, which: Ints, tree: Numbering) -> None:
        at = tree.numbers(told.unit[which])
        order = np.argsort(at, kind="stable")
        self.at = at[order]
        self.spans = np.stack([told.first[which][order], told.last[which][order]], axis=1)

    def of(self, where: Ints) -> tuple[Period, ...]:
        """Return the periods of units, by their numbers, in order."""
        if not len(self.at) or not len(where):
            return ()
        mine = np.isin(self.at, where)
        spans = np.unique(self.spans[mine], axis=0).tolist()
        return tuple(Period(date.fromordinal(first), date.fromordinal(last)) for first, last in spans)

"""Kept slices in time: months under every tree that may count them; months, quarters, halves and years to date.

Amounts add over time, so months are enough: each month is kept under the tree of its own last day, and where the tree
changed later in its year under those trees as well, so that a quarter or a year under one tree is a sum of months.
Persons do not add: month, quarter and half are slices of their own, and the year to date is kept as what each month
adds. Where the tree changes within a year, the months before the change join at its first month.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kexie.figures.engine.trees import NONE, Ints
from kexie.kit.days import MONTHS, month_length
from kexie.kit.periods import Period

EPOCH: Final = date(1970, 1, 1).toordinal()
SPANS: Final = {"month": 1, "quarter": 3, "half": 6}


def months(days: NDArray[np.integer]) -> Ints:
    """Return the months of days (ordinals): year × 12 + month - 1."""
    since = (days.astype(np.int64) - EPOCH).astype("datetime64[D]").astype("datetime64[M]")
    return since.astype(np.int64) + 1970 * MONTHS


@dataclass(frozen=True, slots=True)
class Calendar:
    """The ``years`` in which anything was counted, and the tree (by number) of each of their months' last days."""

    years: tuple[int, ...]
    trees: tuple[int, ...]
    things: dict[tuple[int, int], int] = field(default_factory=dict, compare=False)
    """(month, tree) → slice; months are counted within the years that are kept."""
    people: dict[tuple[str, int], int] = field(default_factory=dict, compare=False)
    """(span, its last month) → slice; ``to_date`` is what a month adds to its year."""

    def __post_init__(self) -> None:
        """Give every slice its number."""
        for month, own in enumerate(self.trees):
            year_ends = (month // MONTHS + 1) * MONTHS
            for tree in dict.fromkeys((own, *self.trees[month:year_ends])):
                self.things[month, tree] = len(self.things)
            for span, length in SPANS.items():
                if month % length == length - 1 and month % MONTHS >= length:  # else the year to date says it
                    self.people[span, month] = len(self.people)
            self.people["to_date", month] = len(self.people)

    def place(self, days: NDArray[np.integer]) -> Ints:
        """Return which kept month each day lies in; ``NONE`` for a day of a year that is not kept."""
        years = np.array(self.years, dtype=np.int64)
        month = months(days)
        if not len(years):
            return np.full(len(month), NONE, dtype=np.int64)
        nth = np.searchsorted(years, month // MONTHS)
        there = (nth < len(years)) & (years[np.minimum(nth, len(years) - 1)] == month // MONTHS)
        return np.where(there, nth * MONTHS + month % MONTHS, NONE)

    def chain(self, month: int) -> int:
        """Return the first month of the run, within the year, whose trees are the one of ``month``."""
        first = month
        while first % MONTHS and self.trees[first - 1] == self.trees[month]:
            first -= 1
        return first

    def thing_slices(self, tree: int) -> Ints:
        """Return for each month its slice under a tree, ``NONE`` where it is not kept under it."""
        return np.array([self.things.get((month, tree), NONE) for month in range(len(self.trees))], dtype=np.int64)

    def span_slices(self, span: str, tree: int) -> Ints:
        """Return for each month the slice of the span it lies in, if that is counted under the tree."""
        length = SPANS[span]
        ends = [month - month % length + length - 1 for month in range(len(self.trees))]
        found = [self.people.get((span, end), NONE) if self.trees[end] == tree else NONE for end in ends]
        return np.array(found, dtype=np.int64)

    def chains(self, tree: int) -> list[tuple[int, int]]:
        """Return the runs of months (first, last) within a year that are counted under the tree."""
        mine = [month for month in range(len(self.trees)) if self.trees[month] == tree]
        firsts = sorted({self.chain(month) for month in mine})
        return [(first, max(month for month in mine if self.chain(month) == first)) for first in firsts]

    def month_at(self, year: int, month: int) -> int:
        """Return which kept month a calendar month is; ``NONE``: its year is not kept."""
        return self.years.index(year) * MONTHS + month - 1 if year in self.years else NONE

    def months_of(self, period: Period, tree: int) -> list[tuple[int, bool]] | None:
        """Return the kept months that a period touches, and whether it holds the whole of each.

        ``None``: one of them is not counted under the tree. In a year that is not kept nothing was counted.
        """
        found: list[tuple[int, bool]] = []
        for year in self.years:
            if not period.first.year <= year <= period.last.year:
                continue
            low = period.first.month if year == period.first.year else 1
            high = period.last.month if year == period.last.year else MONTHS
            for month in range(low, high + 1):
                at = self.month_at(year, month)
                if (at, tree) not in self.things:
                    return None
                cut = (year, month) == (period.first.year, period.first.month) and period.first.day > 1
                length = month_length(year, month)
                cut |= (year, month) == (period.last.year, period.last.month) and period.last.day < length
                found.append((at, not cut))
        return found

    def people_of(self, period: Period, tree: int) -> list[int] | None:
        """Return the slices whose persons add up to a period under a tree; ``None``: they are not kept."""
        first, last = period.first, period.last
        if not period.whole_months or first.year != last.year:
            return None
        if first.year not in self.years:
            return []
        end = self.month_at(last.year, last.month)
        if self.trees[end] != tree:
            return None
        if first.month == 1:
            return [self.people["to_date", month] for month in range(self.chain(end), end + 1)]
        length = last.month - first.month + 1
        for span, months_long in SPANS.items():
            if length == months_long and last.month % length == 0:
                return [self.people[span, end]]
        return None


def last_days(years: Sequence[int]) -> list[date]:
    """Return the last day of each month of some years."""
    return [date(year, month, month_length(year, month)) for year in years for month in range(1, MONTHS + 1)]

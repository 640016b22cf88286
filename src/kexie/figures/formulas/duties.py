"""Who is expected to report, and how often: a statement for every period on whose first or last day a unit is open."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from kexie.figures.formulas.windows import Window, steps_inside
from kexie.kit.spans import ONE_DAY, Kind, Period, calendar_span
from kexie.records.units.queries import Structure
from kexie.records.units.rules import TreeOn


@dataclass(frozen=True, slots=True)
class Duties:
    """Units that are open together with how many statements each of them owes; ``standing``: open at the very end.

    Of a stock one reading is owed by whoever is open on the last day, and a reading from before stands for these only:
    what a closed unit had is no longer there, or is counted by the unit that took it over.
    """

    groups: tuple[tuple[frozenset[int], int], ...]
    standing: frozenset[int]

    def among(self, units: Collection[int]) -> set[int]:
        """Return which of some units owe anything."""
        return {unit for group, _count in self.groups for unit in group.intersection(units)}

    def due(self, units: Collection[int]) -> int:
        """Return how many statements some units owe together."""
        return sum(count * len(group.intersection(units)) for group, count in self.groups)


@dataclass(frozen=True, slots=True)
class Openings:
    """The openings of units as they are written at one moment and known on a day: looked at once for many rows."""

    structure: Structure
    known: date

    def duties(self, window: Window, kind: Kind, *, stock: bool) -> Duties:
        """Return what units owe in a window; remembered until the structure changes."""
        return _duties(window, kind, self.known, stock, self.structure)


@lru_cache(maxsize=8)
def _duties(window: Window, kind: Kind, known: date, stock: bool, structure: Structure) -> Duties:  # noqa: FBT001
    def on(day: date) -> frozenset[int]:
        return structure.open_units(TreeOn(day, known))

    standing = on(max(period.last for period in window))
    if stock:
        return Duties(((standing, 1),), standing)
    counts: dict[frozenset[int], int] = {}
    for period in window:
        for first, last, count in _alike(period, kind, structure.opening_days()):
            begin, end = on(first), on(last)
            together = begin if begin == end else begin | end
            counts[together] = counts.get(together, 0) + count
    if counts:
        return Duties(tuple(counts.items()), standing)
    return Duties(((on(min(period.first for period in window)) | standing, 0),), standing)


def _alike(period: Period, kind: Kind, changes: list[date]) -> Iterator[tuple[date, date, int]]:
    """Yield days first and last, and how many whole periods begin and end with the units open on these two."""
    inside = changes[bisect_right(changes, period.first) : bisect_right(changes, period.last)]
    ends = [*(day - ONE_DAY for day in inside), period.last]
    for begin, end in zip([period.first, *inside], ends, strict=True):
        if count := steps_inside((Period(begin, end),), kind):
            yield begin, end, count
    across = {calendar_span(day, kind) for day in inside}
    for one in sorted(across, key=lambda span: span.first):
        broken = bisect_right(inside, one.last) > bisect_right(inside, one.first)
        if broken and period.first <= one.first and one.last <= period.last:
            yield one.first, one.last, 1

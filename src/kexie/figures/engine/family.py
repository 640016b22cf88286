"""Which slices are kept, and what they count: sums of points, less what persons named again take off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kexie.figures.engine.calendar import SPANS, Calendar
from kexie.figures.engine.cells import Sums
from kexie.figures.engine.planes import Planes
from kexie.figures.engine.points import NAMED, NAMELESS, THINGS, Points, joint, meetings, months_under
from kexie.figures.engine.repeats import repeats
from kexie.figures.engine.rows import ORIGINS, Column, Goals, Rows
from kexie.figures.engine.trees import NONE, Ints, Numbering
from kexie.kit.days import MONTHS

EVERY: Final = ((False, False), (True, False), (False, True), (True, True))
"""By neither, by kind, by goal, by both."""


def split(
    kinds: Column, texts: Column, goals: Goals, width: int, by: Iterable[tuple[bool, bool]]
) -> Iterator[tuple[Ints, Ints]]:
    """Yield (row, kind × ``width`` + goal) for each way of splitting: by kind or not, by goal or not."""
    whole = np.arange(len(kinds))
    kinds = kinds.astype(np.int64) * width
    for by_kind, by_goal in by:
        of, goal = goals.spread(texts) if by_goal else (whole, np.zeros(len(kinds), dtype=np.int64))
        yield of, goal + (kinds[of] if by_kind else 0)


@dataclass(frozen=True, slots=True, eq=False)
class Keeping:
    """What is kept, and under which numbers: slices are (slice of the calendar × ``kinds`` + kind) × ``width`` + goal.

    ``trees`` are those that the calendar names; ``kinds`` and ``width`` are room for kinds and goals.
    """

    calendar: Calendar
    trees: Sequence[Numbering]
    goals: Goals
    kinds: int
    width: int

    @property
    def size(self) -> int:
        """Return how many units a slice has."""
        return self.trees[0].size if self.trees else 1

    @property
    def numbers(self) -> list[int]:
        """Return the trees under which anything is counted."""
        return sorted(set(self.calendar.trees))

    def summed(self, points: Mapping[int, Points], *, people: bool) -> Planes:
        """Return what points (by tree) come to: things, and of people whoever is named, as often as named."""
        parts: dict[str, list[Sums]] = {}
        for number, mine in points.items():
            month, at = mine.keys["month"].astype(np.int64), mine.keys["at"].astype(np.int64)
            for of, word in split(mine.keys["kind"], mine.keys["goals"], self.goals, self.width, EVERY):
                for slices, names in self._slices(number, month[of], people=people):
                    there = slices != NONE
                    row = of[there]
                    where = (slices[there] * self.kinds * self.width + word[there]) * self.size + at[row]
                    weights = {name: mine.weights[name][row] for name in names if name in mine.weights}
                    for name, sums in Sums.each(where, weights).items():
                        parts.setdefault(name, []).append(sums)
        return {name: added(parts.pop(name)) for name in list(parts)}

    def _slices(self, number: int, month: Ints, *, people: bool) -> Iterator[tuple[Ints, Sequence[str]]]:
        yield self.calendar.thing_slices(number)[month], THINGS
        if not people:
            return
        for span in SPANS:
            yield self.calendar.span_slices(span, number)[month], (*NAMELESS, *NAMED)
        to_date = np.array([self.calendar.people["to_date", at] for at in range(len(self.calendar.trees))])
        for first, last in self.calendar.chains(number):
            mine = (month >= first - first % MONTHS) & (month <= last)
            yield np.where(mine, to_date[np.maximum(month, first)], NONE), (*NAMELESS, *NAMED)

    def again(self, rows: Rows) -> Planes:
        """Return what persons named again take off, of entries that must hold all those of the persons in them."""
        some = rows.pick(rows.subject != 0)
        found: Planes = {}
        for name, rest in {"persons": some, **_origins(some)}.items():
            if len(rest) == len(some) and found:
                found[name] = found["persons"]
                continue
            room = (self.kinds, self.width)
            parts = [repeats(rest, self.calendar, one, self.trees[one], self.goals, room) for one in self.numbers]
            found[name] = added(parts) if parts else Sums.none()
        return {name: sums for name, sums in found.items() if len(sums.at)}

    def met(self, rows: Rows) -> dict[int, Points]:
        """Return where joint things are taken off again, by tree, of entries that hold whole things in their order."""
        several = joint(rows)
        month = self.calendar.place(several.day)
        found = {}
        for number in self.numbers:
            mine = months_under(self.calendar, number)[month]
            found[number] = meetings(several.pick(mine), month[mine], self.trees[number])
        return found


def _origins(rows: Rows) -> dict[str, Rows]:
    named = {f"persons_{name}": rows.origin == ORIGINS.index(name) for name in ORIGINS[1:]}
    return {name: rows.pick(mine) for name, mine in named.items() if mine.any()}


def added(parts: Sequence[Sums]) -> Sums:
    """Return the sum of vectors."""
    return parts[0].plus(*parts[1:]) if len(parts) > 1 else parts[0]


def total(*signed: tuple[int, Planes]) -> Planes:
    """Return the sum of planes, each times its sign."""
    names = dict.fromkeys(name for _sign, planes in signed for name in planes)
    found = {}
    for name in names:
        found[name] = added([_times(sign, planes[name]) for sign, planes in signed if name in planes])
    return {name: sums for name, sums in found.items() if len(sums.at)}


def _times(sign: int, sums: Sums) -> Sums:
    return sums if sign == 1 else Sums(sums.at, sign * sums.total)  # a copy of all persons is half a gigabyte

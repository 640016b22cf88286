"""What is published, brought under other trees: after moves, mergers, splits, new units, a year not counted before.

Every place of the cells and points gets its number in the new tree, month by month from the old tree that is most like
it. That is right for all who are at places of one piece (see ``hanging``); of the few others what was kept under the
old trees is taken off and what they come to under the new ones is put on. A slice of the new calendar is a sum of old
slices: of persons the year to date is kept by what each month adds, and a change within the year begins it anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np

from kexie.figures.engine import points
from kexie.figures.engine.calendar import SPANS, Calendar
from kexie.figures.engine.cells import Plane, Sums
from kexie.figures.engine.family import Keeping, added, total
from kexie.figures.engine.hanging import Rehanging, rehung, torn
from kexie.figures.engine.ledger import READINGS
from kexie.figures.engine.planes import PERSONS, Planes
from kexie.figures.engine.points import Points
from kexie.figures.engine.rows import Rows, ordered, resolved
from kexie.figures.engine.store import Snapshot
from kexie.figures.engine.trees import NONE, Ints
from kexie.kit.days import MONTHS

FEW: Final = 100_000
SHARE: Final = 2
"""To count a ``SHARE``-th of the entries of a reading again, twice, is no less work than to count all of them."""


class Step(NamedTuple):
    """Old slice ``of``, so many times, becomes part of the new slice ``into``, its trees ``pair`` (old, new)."""

    into: int
    of: int
    sign: int
    pair: tuple[int, int]


@dataclass(slots=True, eq=False)
class Reshaping:
    """From one way of keeping to another; both know the same words, and the new trees every unit of the old."""

    old: Keeping
    new: Keeping
    pairs: dict[tuple[int, int], Rehanging] = field(default_factory=dict)
    things: list[Step] = field(init=False)
    people: list[Step] = field(init=False)
    sources: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    """(new month, new tree) → the old month and tree that things are taken from."""

    def __post_init__(self) -> None:
        """Find out what becomes of each slice."""
        before, after = self.old.calendar, self.new.calendar
        self.things, self.people = [], []
        kept: dict[int, list[int]] = {}
        for month, tree in before.things:
            kept.setdefault(month, []).append(tree)
        for (month, tree), into in after.things.items():
            was = _was(before, after, month)
            if was != NONE:
                like = min(kept[was], key=lambda one: (self.pair(one, tree).cut, one))
                self.sources[month, tree] = was, like
                self.things.append(Step(into, before.things[was, like], 1, (like, tree)))
        for (span, month), into in after.people.items():
            was = _was(before, after, month)
            if was != NONE and span in SPANS:
                pair = before.trees[was], after.trees[month]
                self.people.append(Step(into, before.people[span, was], 1, pair))
            elif was != NONE:
                self.people += self._to_date(month, was, into)
        used = {step.pair for step in (*self.things, *self.people)}
        self.pairs = {pair: self.pair(*pair) for pair in sorted(used)}

    def pair(self, old: int, new: int) -> Rehanging:
        """Return how one of the old trees becomes one of the new."""
        if (old, new) not in self.pairs:
            self.pairs[old, new] = rehung(self.old.trees[old], self.new.trees[new])
        return self.pairs[old, new]

    def _to_date(self, month: int, was: int, into: int) -> list[Step]:
        """Return what a month adds to its year: all of the year to date, less what the month before had of it."""
        before, after = self.old.calendar, self.new.calendar
        tree = after.trees[month]
        begins, began = after.chain(month) == month, before.chain(was) == was
        months = range(before.chain(was), was + 1) if begins and not began else [was]
        found = [Step(into, before.people["to_date", at], 1, (before.trees[was], tree)) for at in months]
        if began and not begins:
            earlier = range(before.chain(was - 1), was)
            pair = before.trees[was - 1], tree
            found += [Step(into, before.people["to_date", at], -1, pair) for at in earlier]
        return found

    @property
    def pieces(self) -> list[Ints]:
        """Return the pieces into which each pair of trees is cut, where any is."""
        return [one.piece for one in self.pairs.values() if one.piece is not None]

    def planes(self, kept: Mapping[str, Sums]) -> Planes:
        """Return planes in the new slices and numbers."""
        told = {name: self._plane(sums, self.people if name in PERSONS else self.things) for name, sums in kept.items()}
        return {name: sums for name, sums in told.items() if len(sums.at)}

    def _plane(self, sums: Sums, steps: Sequence[Step]) -> Sums:
        old, new = self.old, self.new
        each, value = old.kinds * old.width * old.size, sums.value
        found = [Sums.none()]
        for _into, some in _by_slice(steps):
            parts = []
            for step in some:
                low, high = np.searchsorted(sums.at, [step.of * each, (step.of + 1) * each]).tolist()
                if low == high:
                    continue
                word, at = np.divmod(sums.at[low:high] - step.of * each, old.size)
                kind, goal = np.divmod(word, old.width)
                pair = self.pairs[step.pair]
                at = ((step.into * new.kinds + kind) * new.width + goal) * new.size + pair.shift[at]
                part = value[low:high] * step.sign
                parts.append(_summed(at, part) if pair.orderly else Sums.of(at, part))
            if parts:
                found.append(added(parts))
        return _chained(found)

    def points(self, kept: Mapping[int, Points]) -> dict[int, Points]:
        """Return points (by tree) in the new months and numbers."""
        found: dict[int, list[Points]] = {number: [] for number in self.new.numbers}
        for (month, tree), (was, like) in self.sources.items():
            mine = kept.get(like)
            if mine is None or not len(mine):
                continue
            column = mine.keys["month"]
            low, high = (int(np.searchsorted(column, column.dtype.type(was), side=side)) for side in ("left", "right"))
            some = mine.pick(slice(low, high))
            at = self.pairs[like, tree].shift[some.keys["at"]]
            found[tree].append(Points(some.keys | {"at": at, "month": np.full(len(at), month)}, some.weights))
        return {number: points.added(parts) for number, parts in found.items()}


@lru_cache(maxsize=1024)
def _year_of(years: tuple[int, ...], year: int) -> int:
    return years.index(year) if year in years else NONE


def _was(before: Calendar, after: Calendar, month: int) -> int:
    """Return which kept month a month of the new calendar was; ``NONE``: its year was not kept."""
    nth = _year_of(before.years, after.years[month // MONTHS])
    return NONE if nth == NONE else nth * MONTHS + month % MONTHS


def _by_slice(steps: Sequence[Step]) -> list[tuple[int, list[Step]]]:
    found: dict[int, list[Step]] = {}
    for step in steps:
        found.setdefault(step.into, []).append(step)
    return sorted(found.items())


def _summed(at: Ints, value: Ints) -> Sums:
    return Sums(at, np.concatenate([[0], np.cumsum(value)]))


def _chained(parts: Sequence[Sums]) -> Sums:
    """Return vectors that follow one another as one."""
    return _summed(np.concatenate([one.at for one in parts]), np.concatenate([one.value for one in parts]))


def reshaped(snapshot: Snapshot, shape: Reshaping) -> Snapshot | None:
    """Return what is published, brought under other trees; ``None``: to count it anew is no more work."""
    merged = np.array(sorted({*snapshot.everyone, *snapshot.everyone.values()}), dtype=np.int64)
    found = replace(
        snapshot,
        trees=dict(enumerate(shape.new.trees)),
        calendar=shape.new.calendar,
        planes={},
        newer={},
        points={},
        moved={},
    )
    for reading, what in enumerate(READINGS):
        rows = torn(snapshot.columns[reading], shape.pieces, merged, people=what.people)
        if len(rows) > FEW and len(rows) * SHARE > len(snapshot.columns[reading]):
            return None
        base, newer = (shape.planes(snapshot.sums(reading, newer=new)) for new in (False, True))
        found.points[reading] = shape.points(snapshot.points[reading])
        found.moved[reading] = shape.points(snapshot.moved[reading])
        if len(rows):
            if what.people:
                rows = rows.but(subject=resolved(rows.subject, snapshot.everyone))
            planes, moved = _again(shape, ordered(rows), people=what.people)
            newer = total((1, newer), (1, planes))
            found.moved[reading] = points.total((1, found.moved[reading]), (1, moved))
        for into, planes in ((found.planes, base), (found.newer, newer)):
            into |= {(reading, name): Plane.of(sums, shape.new.size) for name, sums in planes.items()}
    return found


def _again(shape: Reshaping, rows: Rows, *, people: bool) -> tuple[Planes, dict[int, Points]]:
    """Return what entries that hold whole persons and things come to now, less what they came to before.

    Where they stand by themselves they keep their places: only where they meet anything changes.
    """
    old, new = shape.old, shape.new
    was, now = old.met(rows), new.met(rows)
    planes = shape.planes(total((1, old.summed(was, people=people)), (1, old.again(rows) if people else {})))
    planes = total((1, new.summed(now, people=people)), (1, new.again(rows) if people else {}), (-1, planes))
    return planes, points.total((1, now), (-1, shape.points(was)))

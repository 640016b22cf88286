"""A build: from the worker's store to a published folder. The only place where everything is computed anew."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from kexie.figures.engine import points, store
from kexie.figures.engine.calendar import Calendar, last_days
from kexie.figures.engine.columns import save_rows, write
from kexie.figures.engine.family import Keeping, total
from kexie.figures.engine.ledger import READINGS, breaks, everyone, last_known, numbering
from kexie.figures.engine.planes import Planes
from kexie.figures.engine.points import Points
from kexie.figures.engine.rows import Column, Goals, Rows, joined, ordered, resolved
from kexie.figures.engine.store import Manifest
from kexie.figures.engine.trees import Numbering
from kexie.figures.engine.vault import Vault
from kexie.kit.clock import DAY_MAX
from kexie.records.units.rules import TreeOn

THREADS: Final = 2
ROOM: Final = 4_000_000
"""Cells that may wait to be added up."""
Counted = tuple[dict[int, Points], Planes]


@dataclass(frozen=True, slots=True)
class Forest:
    """The distinct trees that months are counted under, the calendar that names them, the days of change (ordinals).

    ``known`` (ordinal): the latest day of knowledge; ``shaped``: of knowledge of the tree.
    """

    trees: list[Numbering]
    calendar: Calendar
    days: list[int]
    known: int
    shaped: int


def publish(vault: Vault, mark: int, where: Path, forest: Forest) -> Manifest:
    """Build everything anew from the store, under the trees of a mark of the structure, and publish it."""
    goals = Goals.of(vault.words.goals)
    keeping = Keeping(forest.calendar, forest.trees, goals, room(len(vault.words.kinds)), room(len(goals.nodes) + 1))
    folder = store.new_folder(where, vault.position)
    save_trees(folder, forest)
    people = everyone(vault.mergings)
    held = vault.readings()
    for reading, what in enumerate(READINGS):
        if reading not in held:
            store.save_nothing(folder, reading)
            continue
        count, extremes = vault.live(reading)
        work = _Work(keeping, people, counts_people=what.people)
        write(folder / f"columns-{reading}.pack", count, extremes, work.through(vault.lots(count)))
        found = points.total((1, work.points), (1, points.alone(*_anybody(vault, forest))))
        store.save_points(folder, reading, found)
        planes = total((1, keeping.summed(found, people=what.people)), (1, work.planes))
        work.planes = {}  # a build is at its largest here
        store.save_planes(folder, reading, planes, keeping.size)
        past, until = vault.past(reading)
        save_rows(folder / f"past-{reading}.npz", past, until=until)
    return announce(vault, mark, where, folder, forest, keeping)


def save_trees(folder: Path, forest: Forest) -> None:
    """Write the trees that are not in the folder already."""
    for nth, tree in enumerate(forest.trees):
        if not (folder / f"tree-{nth}.npz").exists():
            store.save_tree(folder, nth, tree)


def announce(vault: Vault, mark: int, where: Path, folder: Path, forest: Forest, keeping: Keeping) -> Manifest:
    """Swap the manifest to a folder that is written, and delete those that nobody opens any more."""
    manifest = Manifest(
        folder=folder.name,
        epoch=vault.epoch,
        position=vault.position,
        line=vault.line,
        mark=mark,
        known=forest.known,
        shaped=forest.shaped,
        years=forest.calendar.years,
        trees=forest.calendar.trees,
        breaks=tuple(forest.days),
        kinds=keeping.kinds,
        width=keeping.width,
        words=vault.words.as_json(),
        goals=list(keeping.goals.nodes),
        mergings=[[one.known, one.position, one.pseudonym, one.into] for one in vault.mergings],
        files=store.sizes(folder),
    )
    before = Manifest.read(where)
    manifest.write(where)
    store.tidy(where, {manifest.folder, *([before.folder] if before else [])})
    return manifest


class _Work:
    """Lots on their way to the disk are counted by threads; those of merged persons, whom no lot holds whole, last."""

    def __init__(self, keeping: Keeping, people: dict[int, int], *, counts_people: bool) -> None:
        self.keeping, self.people, self.counts_people = keeping, people, counts_people
        self.merged = np.array(sorted({*people, *people.values()}), dtype=np.int64)
        self.aside: list[Rows] = []
        self.planes: Planes = {}
        self.points: dict[int, Points] = {}
        self.waiting: list[Counted] = []

    def through(self, lots: Iterator[Rows]) -> Iterator[Rows]:
        """Yield the lots as they come, while at most so many are being counted."""
        waiting: deque[Future[Counted]] = deque()
        with ThreadPoolExecutor(THREADS) as pool:
            for lot in lots:
                if len(waiting) == THREADS:
                    self._keep(waiting.popleft().result())
                waiting.append(pool.submit(self._count, self._alone(lot)))
                yield lot
            for one in waiting:
                self._keep(one.result())
        if self.aside:
            rows = joined(self.aside)
            self._keep(self._count(ordered(rows.but(subject=resolved(rows.subject, self.people)))))
        self._add_up()

    def _alone(self, lot: Rows) -> Rows:
        aside = np.isin(lot.subject, self.merged)
        if not aside.any():
            return lot
        self.aside.append(lot.pick(aside))
        return lot.pick(~aside)

    def _count(self, lot: Rows) -> Counted:
        return self.keeping.met(lot), self.keeping.again(lot) if self.counts_people else {}

    def _keep(self, counted: Counted) -> None:
        """Lay what was counted aside; it is added up when it is as much as what was added up before."""
        self.waiting.append(counted)
        if _size(planes for _points, planes in self.waiting) > _size([self.planes]) + ROOM:
            self._add_up()

    def _add_up(self) -> None:
        self.points = points.total((1, self.points), *((1, one) for one, _planes in self.waiting))
        self.planes = total((1, self.planes), *((1, planes) for _points, planes in self.waiting))
        self.waiting = []


def _size(many: Iterable[Planes]) -> int:
    return sum(len(sums.at) for planes in many for sums in planes.values())


def _anybody(vault: Vault, forest: Forest) -> tuple[Rows, Calendar, list[Numbering], Column]:
    rows, times = vault.alone()
    return rows, forest.calendar, forest.trees, times


def room(count: int) -> int:
    """Return room for so many and some more: the next power of two above twice as many."""
    return 1 << (2 * count).bit_length()


def forest_of(years: list[int]) -> Forest:
    """Read the trees of the months' last days, as known now, from the book."""
    days = [day.toordinal() for day in breaks()]
    trees: list[Numbering] = []
    by_interval: dict[int, int] = {}
    by_shape: dict[tuple[bytes, bytes], int] = {}
    numbers = []
    for day in last_days(years):
        interval = bisect_right(days, day.toordinal())
        if interval not in by_interval:
            tree = numbering(TreeOn(day, DAY_MAX))
            shape = (tree.place.tobytes(), tree.last.tobytes())
            if shape not in by_shape:
                by_shape[shape] = len(trees)
                trees.append(tree)
            by_interval[interval] = by_shape[shape]
        numbers.append(by_interval[interval])
    known, shaped = (day.toordinal() for day in last_known())
    return Forest(trees, Calendar(tuple(years), tuple(numbers)), days, known, shaped)

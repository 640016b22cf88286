"""A build: from the worker's store to a published folder. The only place where everything is computed anew."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from kexie.figures.engine import store
from kexie.figures.engine.calendar import Calendar, last_days
from kexie.figures.engine.columns import save_rows, write
from kexie.figures.engine.family import Keeping, added
from kexie.figures.engine.ledger import READINGS, breaks, everyone, last_known, numbering
from kexie.figures.engine.planes import Planes
from kexie.figures.engine.rows import Goals, Rows, joined, resolved
from kexie.figures.engine.store import Manifest
from kexie.figures.engine.trees import Numbering
from kexie.figures.engine.vault import Vault
from kexie.kit.clock import DAY_MAX
from kexie.records.units.rules import TreeOn

THREADS: Final = 2


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
    room = _room(len(vault.words.kinds)), _room(len(goals.nodes) + 1)
    keeping = Keeping(forest.calendar, forest.trees, goals, *room)
    folder = store.new_folder(where, vault.position)
    save_trees(folder, forest)
    people = everyone(vault.mergings)
    for reading, what in enumerate(READINGS):
        count, extremes = vault.live(reading)
        work = _Work(partial(keeping.kept, people=what.people), people)
        write(folder / f"columns-{reading}", count, extremes, work.through(vault.lots(count)))
        store.save_planes(folder, reading, work.planes(), keeping.size)
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
    )
    before = Manifest.read(where)
    manifest.write(where)
    store.tidy(where, {manifest.folder, *([before.folder] if before else [])})
    return manifest


class _Work:
    """Lots on their way to the disk are built by threads; those of merged persons, whom no lot holds whole, last."""

    def __init__(self, build: Callable[[Rows], Planes], people: dict[int, int]) -> None:
        self.build, self.people = build, people
        self.merged = np.array(sorted({*people, *people.values()}), dtype=np.int64)
        self.aside: list[Rows] = []
        self.found: list[Planes] = []

    def through(self, lots: Iterator[Rows]) -> Iterator[Rows]:
        """Yield the lots as they come, while at most so many are being built."""
        waiting: deque[Future[Planes]] = deque()
        with ThreadPoolExecutor(THREADS) as pool:
            for lot in lots:
                if len(waiting) == THREADS:
                    self.found.append(waiting.popleft().result())
                waiting.append(pool.submit(self.build, self._alone(lot)))
                yield lot
            self.found += [one.result() for one in waiting]
        if self.aside:
            rows = joined(self.aside)
            self.found.append(self.build(rows.but(subject=resolved(rows.subject, self.people))))

    def _alone(self, lot: Rows) -> Rows:
        aside = np.isin(lot.subject, self.merged)
        if not aside.any():
            return lot
        self.aside.append(lot.pick(aside))
        return lot.pick(~aside)

    def planes(self) -> Planes:
        """Return everything that was built, added up."""
        names = {name for part in self.found for name in part}
        return {name: added([part[name] for part in self.found if name in part]) for name in names}


def _room(count: int) -> int:
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

"""What the worker publishes and everybody else opens: immutable files in a folder, named by a manifest.

A folder is written whole, then the manifest is swapped by rename; nobody ever opens a half-written file. The folder
before stays until the next one is published, for who has just read its name.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import shutil
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np
from django.conf import settings

from kexie.figures.engine import pack
from kexie.figures.engine.calendar import Calendar, last_days
from kexie.figures.engine.cells import SIGNED, Plane
from kexie.figures.engine.columns import Columns, Extremes, News, load_rows, save_rows, write
from kexie.figures.engine.ledger import READINGS, SHAPE, Merging, everyone
from kexie.figures.engine.planes import Planes
from kexie.figures.engine.points import Points
from kexie.figures.engine.rows import Column, Goals, Rows, Words, empty, joined
from kexie.figures.engine.trees import Numbering

FORMAT: Final = f"6-{SHAPE}"
"""Published files of another format, or of other readings, are not opened; the worker writes them anew."""
TRIES: Final = 5
LOG: Final = logging.getLogger(__name__)
UNREADABLE: Final = (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error)
"""What is raised by files that are gone, cut short or hold something else."""


def home() -> Path:
    """Return the folder of the figures store."""
    return Path(settings.KEXIE_HOME) / "figures"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a published folder holds, and how far in the book.

    ``epoch``: of the worker's store; ``known`` (ordinal): the latest day of knowledge in it, ``shaped``: of the tree
    alone; ``mark``: of the structure; ``line``: the book's last entry; ``breaks`` (ordinals): days on which the tree
    may change; ``kinds``, ``width``: room for kinds and goals; ``files``: what the folder holds, and how many bytes.
    """

    folder: str
    epoch: str
    position: int
    line: str
    mark: int
    known: int
    shaped: int
    years: tuple[int, ...]
    trees: tuple[int, ...]
    breaks: tuple[int, ...]
    kinds: int
    width: int
    words: dict[str, list[str]]
    goals: list[str]
    mergings: list[list[int]]
    files: dict[str, int]
    format: str = FORMAT

    def write(self, where: Path) -> None:
        """Swap the manifest: from here on everybody opens this folder."""
        draft = where / f"manifest.{secrets.token_hex(4)}"
        told = {name: getattr(self, name) for name in self.__slots__}
        with draft.open("w", encoding="utf-8") as file:
            json.dump(told, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(where / "manifest.json")

    @classmethod
    def read(cls, where: Path) -> Manifest | None:
        """Read the manifest; ``None``: nothing (that we can read) was ever published."""
        try:
            told: dict[str, Any] = json.loads((where / "manifest.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        if not isinstance(told, dict) or told.get("format") != FORMAT or set(told) != set(cls.__slots__):
            return None
        return cls(**told | {name: tuple(told[name]) for name in ("years", "trees", "breaks")})

    def whole(self, where: Path) -> bool:
        """Tell whether every file is there in its full length: a reading of which no file stands counts nothing."""
        return sizes(where / self.folder) == self.files


def sizes(folder: Path) -> dict[str, int]:
    """Return the files of a folder and how many bytes each holds; nothing of a folder that is not there."""
    try:
        with os.scandir(folder) as found:
            return {file.name: file.stat().st_size for file in found}
    except OSError:
        return {}


@dataclass(slots=True)
class Snapshot:
    """A published folder, opened. Arrays are mapped when they are first asked for."""

    manifest: Manifest
    folder: Path
    words: Words
    goals: Goals
    calendar: Calendar
    mergings: list[Merging]
    everyone: dict[int, int]
    trees: dict[int, Numbering] = field(default_factory=dict)
    planes: dict[tuple[int, str], Plane] = field(default_factory=dict)
    newer: dict[tuple[int, str], Plane] = field(default_factory=dict)
    """What was applied to the planes since they were written: the cells are the sum of both."""
    points: dict[int, dict[int, Points]] = field(default_factory=dict)
    moved: dict[int, dict[int, Points]] = field(default_factory=dict)
    """The points of each reading by tree, and what was applied to them since they were written."""
    columns: dict[int, Columns] = field(default_factory=dict)
    past: dict[int, tuple[Rows, Column]] = field(default_factory=dict)
    between: dict[int, int] = field(default_factory=dict)
    """Which tree is that of the days between two days of change, as far as months end there."""

    @classmethod
    def open(cls, where: Path, manifest: Manifest) -> Snapshot:
        """Open what a manifest names. Raises one of ``UNREADABLE`` if it is gone (another was published) or damaged."""
        if not manifest.whole(where):
            raise FileNotFoundError(where / manifest.folder)
        words = Words.read(manifest.words)
        goals = Goals.of(words.goals, {goal: n + 1 for n, goal in enumerate(manifest.goals)})
        told = [Merging(*one) for one in manifest.mergings]
        folder = where / manifest.folder
        calendar = Calendar(manifest.years, manifest.trees)
        found = cls(manifest, folder, words, goals, calendar, told, everyone(told))
        for reading in range(len(READINGS)):  # opened now, so that whoever holds this can read on when it is deleted
            found.columns[reading] = Columns(folder / f"columns-{reading}.pack", load_news(folder, reading))
            found.past[reading] = load_past(folder, reading)
            found.points[reading] = load_points(folder, reading, set(manifest.trees))
            found.moved[reading] = load_points(folder, reading, set(manifest.trees), "moved")
            for what, planes in (("cells", found.planes), ("newer", found.newer)):
                planes |= {(reading, name): one for name, one in load_planes(folder, reading, what).items()}
        for day, tree in zip(last_days(manifest.years), manifest.trees, strict=True):
            found.between.setdefault(bisect_right(manifest.breaks, day.toordinal()), tree)
        for tree in set(manifest.trees):
            found.trees[tree] = load_tree(folder, tree)
        return found

    def sums(self, reading: int, *, newer: bool) -> Planes:
        """Return the kept planes of a reading as vectors, or what was applied to them since."""
        size = self.trees[0].size if self.trees else 1
        planes = self.newer if newer else self.planes
        return {name: plane.sums(size) for (number, name), plane in planes.items() if number == reading}

    def tree_of(self, day: date) -> int | None:
        """Return which published tree is that of a day, as the structure was known; ``None``: none of them."""
        return self.between.get(bisect_right(self.manifest.breaks, day.toordinal()))


PARTS: Final = ("slices", "begin", "at", "wide")
TOTALS: Final = tuple(f"total.{np.dtype(kind).itemsize}" for kind in SIGNED)


def save_tree(folder: Path, nth: int, tree: Numbering) -> None:
    """Write a tree, packed: below most units lies nothing, and most stand beside others of the same parent.

    Units opened one after the other mostly stand one after the other, so their numbers are told by their steps.
    """
    below = tree.last - np.arange(tree.size, dtype=tree.last.dtype)
    step = np.diff(tree.place, prepend=tree.place.dtype.type(0))
    np.savez_compressed(folder / f"tree-{nth}.npz", step=step, below=below, up=tree.up)


def load_tree(folder: Path, nth: int) -> Numbering:
    """Read a tree."""
    with np.load(folder / f"tree-{nth}.npz") as told:
        below, step = told["below"], told["step"]
        place = np.cumsum(step, dtype=step.dtype)
        return Numbering(place, below + np.arange(len(below), dtype=below.dtype), told["up"])


def save_planes(folder: Path, reading: int, planes: Planes, size: int, what: str = "cells") -> None:
    """Write the planes of a reading, over so many units. Planes that say the same are written once."""
    written: dict[str, Plane] = {}
    arrays: dict[str, Column] = {}
    for name, sums in planes.items():
        plane = Plane.of(sums, size)
        twin = next((other for other, one in written.items() if _alike(one, plane)), None)
        if twin is None:
            written[name] = plane
            arrays |= {f"{name}.{part}": getattr(plane, part) for part in PARTS}
            arrays |= {f"{name}.{part}": total for part, total in zip(TOTALS, plane.totals, strict=True)}
        else:
            arrays[f"{name}.as.{twin}"] = np.zeros(0, dtype=np.int8)
    pack.save(folder / f"{what}-{reading}.pack", arrays)


def load_planes(folder: Path, reading: int, what: str = "cells") -> dict[str, Plane]:
    """Open the planes of a reading."""
    arrays = _loaded(folder / f"{what}-{reading}.pack")
    names = dict.fromkeys(name.partition(".")[0] for name in arrays if ".as." not in name)
    found = {name: _plane(arrays, name) for name in names}
    twins = (name.split(".as.") for name in arrays if ".as." in name)
    return found | {name: found[twin] for name, twin in twins}


def _plane(arrays: Mapping[str, Column], name: str) -> Plane:
    slices, begin, at, wide = (arrays[f"{name}.{part}"] for part in PARTS)
    return Plane.made(slices, begin, at, wide, [arrays[f"{name}.{part}"] for part in TOTALS])


def _loaded(file: Path) -> dict[str, Column]:
    return pack.load(file) if file.exists() else {}


def _alike(one: Plane, other: Plane) -> bool:
    pairs = [(getattr(one, part), getattr(other, part)) for part in PARTS]
    return all(np.array_equal(mine, theirs) for mine, theirs in (*pairs, *zip(one.totals, other.totals, strict=True)))


def load_past(folder: Path, reading: int) -> tuple[Rows, Column]:
    """Read the entries that were reversed since, and the days (ordinals) from which they no longer count."""
    files = [folder / f"past-{reading}.npz", *sorted(folder.glob(f"past-{reading}-*.npz"))]
    parts = [load_rows(file) for file in files]
    return joined([rows for rows, _more in parts]), np.concatenate([more["until"] for _rows, more in parts])


def load_news(folder: Path, reading: int) -> News:
    """Read what was applied to the columns of a reading since they were written."""
    file = folder / f"news-{reading}.npz"
    if not file.exists():
        return News.none()
    rows, more = load_rows(file)
    return News(rows, more["dead"])


def save_news(folder: Path, reading: int, news: News) -> None:
    """Write what was applied to the columns of a reading since they were written."""
    save_rows(folder / f"news-{reading}.npz", news.added, dead=news.dead)


def save_nothing(folder: Path, reading: int) -> None:
    """Write a reading of which there is no entry: without cells or points, which need no file."""
    write(folder / f"columns-{reading}.pack", 0, Extremes({}, {}), ())
    save_rows(folder / f"past-{reading}.npz", empty(), until=np.zeros(0, dtype=np.int64))


def save_points(folder: Path, reading: int, points: Mapping[int, Points], what: str = "points") -> None:
    """Write the points of a reading, by tree."""
    arrays = {f"{number}.{name}": one for number, mine in points.items() for name, one in mine.arrays().items()}
    pack.save(folder / f"{what}-{reading}.pack", arrays)


def load_points(folder: Path, reading: int, trees: Iterable[int], what: str = "points") -> dict[int, Points]:
    """Open the points of a reading, by tree."""
    arrays: dict[int, dict[str, Column]] = {number: {} for number in trees}
    for name, one in _loaded(folder / f"{what}-{reading}.pack").items():
        number, _dot, word = name.partition(".")
        arrays[int(number)][word] = one
    return {number: Points.of(mine) for number, mine in arrays.items()}


UNNUMBERED: Final = ("past-*.npz", "columns-*.pack", "people-*.pack")
"""Files that name units as the book does, not by their numbers in a tree."""
WHOLE: Final = (*UNNUMBERED, "cells-*.pack", "tree-*.npz", "points-*.pack")
"""Files that are written whole; what came since stands beside them."""


def take_over(old: Path, new: Path, which: Iterable[str] = WHOLE) -> None:
    """Link the files that stay as they are into a new folder; copy them where a file system knows no links."""
    for file in (one for name in which for one in old.glob(name)):
        try:
            (new / file.name).hardlink_to(file)
        except OSError:
            shutil.copyfile(file, new / file.name)


def new_folder(where: Path, position: int) -> Path:
    """Make a folder for what is to be published."""
    folder = where / f"p{position}-{secrets.token_hex(4)}"
    folder.mkdir(parents=True)
    return folder


def tidy(where: Path, keep: set[str]) -> None:
    """Delete published folders (and drafts) that nobody opens any more."""
    for found in where.glob("p*-*"):
        if found.is_dir() and found.name not in keep:
            shutil.rmtree(found, ignore_errors=True)
    for draft in where.glob("manifest.*"):
        if draft.name != "manifest.json":
            draft.unlink(missing_ok=True)


_open: dict[Path, tuple[tuple[int, int], Snapshot | None]] = {}


def current() -> Snapshot | None:
    """Return what is published now, opened once in this process until the next is; ``None``: nothing, or damaged.

    Whoever finds it damaged asks the oracle; the worker publishes it anew.
    """
    where = home()
    for _try in range(TRIES):
        try:
            told = (where / "manifest.json").stat()
        except OSError:
            return None
        version = (told.st_ino, told.st_mtime_ns)
        if where in _open and _open[where][0] == version:
            return _open[where][1]
        manifest = Manifest.read(where)
        if manifest is None:
            return None
        try:
            _open[where] = (version, Snapshot.open(where, manifest))
        except UNREADABLE as error:
            if Manifest.read(where) != manifest:  # published anew between the two reads
                continue
            LOG.warning("figures: %s is damaged: %s %s", manifest.folder, type(error).__name__, error)
            _open[where] = (version, None)
        return _open[where][1]
    return None

"""Columns on disk: the entries of one reading as memory-mapped arrays, sorted by person and thing.

Live entries stand in person order, so that everything of a touched person or thing is found by two looks. Entries
that were reversed since are kept apart with the day (``until``) from which they no longer count: only a question as
of a past day reads them. Each column takes as few bytes as its numbers need.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.lib.format import open_memmap
from numpy.typing import NDArray

from kexie.figures.engine.rows import COLUMNS, THING_BITS, Column, Rows
from kexie.figures.engine.trees import Ints

STORED: Final = tuple(name for name in COLUMNS if name not in {"subject", "thing"})
WIDTHS: Final = (np.uint8, np.uint16, np.uint32, np.int64)
NUMBER: Final = (1 << THING_BITS) - 1


def narrow(most: int, least: int = 0) -> np.dtype[Any]:
    """Return the smallest type that holds the numbers from ``least`` to ``most``."""
    if least < 0:
        return np.dtype(np.int64)
    return next(np.dtype(width) for width in WIDTHS if most <= np.iinfo(width).max)


@dataclass(frozen=True, slots=True)
class Extremes:
    """Largest values of the columns (and the smallest amount and days), which decide their types."""

    most: dict[str, int]
    least: dict[str, int]


def write(folder: Path, count: int, extremes: Extremes, lots: Iterable[Rows]) -> None:
    """Write live entries that come in lots, in the order of subject and thing."""
    folder.mkdir(parents=True)
    days = {name: extremes.least.get(name, 0) for name in ("day", "known")}
    np.save(folder / "days.npy", np.array([days["day"], days["known"]], dtype=np.int64))
    files: dict[str, NDArray[np.generic]] = {}
    for name in STORED:
        least = 0 if name in days else extremes.least.get(name, 0)
        kind = narrow(extremes.most.get(name, 0) - days.get(name, 0), least)
        files[name] = _made(folder / f"{name}.npy", kind, count)
    number = narrow(extremes.most.get("number", 0))
    files["what"] = _made(folder / "what.npy", narrow(extremes.most.get("what", 0)), count)
    files["number"] = _made(folder / "number.npy", number, count)
    people: list[Ints] = []
    begins: list[Ints] = []
    at = 0
    for lot in lots:
        end = at + len(lot)
        for name in STORED:
            files[name][at:end] = getattr(lot, name) - days.get(name, 0)
        thing = lot.thing.astype(np.int64)
        files["what"][at:end], files["number"][at:end] = thing >> THING_BITS, thing & NUMBER
        new = np.ones(len(lot), dtype=bool)
        new[1:] = lot.subject[1:] != lot.subject[:-1]
        people.append(lot.subject[new].astype(np.int64))
        begins.append(np.flatnonzero(new) + at)
        at = end
    whole = np.concatenate(people) if people else np.zeros(0, dtype=np.int64)
    first = np.ones(len(whole), dtype=bool)
    first[1:] = whole[1:] != whole[:-1]
    np.save(folder / "people.npy", whole[first])
    starts = np.concatenate([*begins, np.array([at])])[np.append(first, True)]
    np.save(folder / "starts.npy", starts.astype(narrow(at)))


def _made(file: Path, kind: np.dtype[Any], count: int) -> NDArray[np.generic]:
    if not count:  # an empty file cannot be mapped
        np.save(file, np.zeros(0, dtype=kind))
        return np.zeros(0, dtype=kind)
    made: NDArray[np.generic] = open_memmap(file, mode="w+", dtype=kind, shape=(count,))
    return made


def mapped(file: Path) -> Column:
    """Open an array for reading, without reading it."""
    try:
        found: Column = np.load(file, mmap_mode="r")
    except ValueError:  # empty
        found = np.load(file)
    return found


def save_rows(file: Path, rows: Rows, **more: Column) -> None:
    """Write a small lot of entries in one file, with further columns."""
    told: dict[str, Any] = {name: getattr(rows, name) for name in COLUMNS} | more
    np.savez(file, **told)


def load_rows(file: Path) -> tuple[Rows, dict[str, Column]]:
    """Read what ``save_rows`` wrote."""
    with np.load(file) as told:
        found = {name: told[name] for name in told.files}
    return Rows(*(found.pop(name) for name in COLUMNS)), found


class Columns:
    """The live entries of one reading, opened for reading."""

    def __init__(self, folder: Path) -> None:
        """Map the files; nothing is read yet."""
        self.files = {name: mapped(folder / f"{name}.npy") for name in (*STORED, "what", "number")}
        self.people, self.starts = mapped(folder / "people.npy"), mapped(folder / "starts.npy")
        self.from_day, self.from_known = (int(day) for day in np.load(folder / "days.npy"))

    def __len__(self) -> int:
        """Return how many live entries there are."""
        return len(self.files["day"])

    def between(self, first: int, last: int, known: int | None, *, later: bool = False) -> Ints:
        """Return which entries count between two days; with ``known`` only what was known on that day, or ``later``."""
        day = self.files["day"]
        low, high = max(first - self.from_day, 0), last - self.from_day
        if high < 0 or low > int(np.iinfo(day.dtype).max):
            return np.zeros(0, dtype=np.int64)
        chosen = (day >= low) & (day <= min(high, int(np.iinfo(day.dtype).max)))
        if known is not None:
            at = self.files["known"]
            limit = min(known - self.from_known, int(np.iinfo(at.dtype).max))
            in_time = at <= limit if limit >= 0 else np.zeros(len(at), dtype=bool)
            chosen &= ~in_time if later else in_time
        return np.flatnonzero(chosen)

    def take(self, which: Ints) -> Rows:
        """Return some entries by their places, in the order given."""
        found = {name: np.asarray(self.files[name][which]) for name in STORED}
        found["day"] = found["day"].astype(np.int64) + self.from_day
        found["known"] = found["known"].astype(np.int64) + self.from_known
        what, number = (np.asarray(self.files[name][which]).astype(np.int64) for name in ("what", "number"))
        subject = self.people[np.searchsorted(self.starts, which, side="right") - 1]
        return Rows(subject=np.asarray(subject), thing=(what << THING_BITS) | number, **found)

    def of_people(self, subjects: Ints) -> Rows:
        """Return every entry of some people (by pseudonym)."""
        if not len(self.people):
            return self.take(np.zeros(0, dtype=np.int64))
        nth = np.searchsorted(self.people, subjects)
        nth = nth[(nth < len(self.people)) & (self.people[np.minimum(nth, len(self.people) - 1)] == subjects)]
        return self.take(_ranges(self.starts[nth].astype(np.int64), self.starts[nth + 1].astype(np.int64)))

    def of_things(self, things: Ints) -> Rows:
        """Return every entry of some things that name nobody."""
        if not len(self.people) or self.people[0] != 0:
            return self.take(np.zeros(0, dtype=np.int64))
        end = int(self.starts[1])
        what, number = self.files["what"][:end], self.files["number"][:end]
        parts = []
        for kind in np.unique(things >> THING_BITS):
            low, high = (int(np.searchsorted(what, kind, side=side)) for side in ("left", "right"))
            wanted = things[things >> THING_BITS == kind] & NUMBER
            near = number[low:high]
            parts.append((low + np.searchsorted(near, wanted), low + np.searchsorted(near, wanted, side="right")))
        begin, stop = (np.concatenate([part[n] for part in parts]) if parts else np.zeros(0) for n in (0, 1))
        return self.take(_ranges(begin.astype(np.int64), stop.astype(np.int64)))


def _ranges(begin: Ints, end: Ints) -> Ints:
    """Return the numbers of several ranges, one after the other."""
    length = end - begin
    return np.repeat(begin - np.cumsum(length) + length, length) + np.arange(int(length.sum()))

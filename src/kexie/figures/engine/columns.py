"""Columns on disk: the entries of one reading as memory-mapped arrays, person by person and thing by thing.

Live entries stand together by person, nobody's first, so that everything of a touched person or thing is found by two
looks. Persons come in any order; ``sorted`` says which is which by pseudonym. Entries that were reversed since are kept
apart with the day (``until``) from which they no longer count: only a question as of a past day reads them. Each column
takes as few bytes as its numbers need.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from kexie.figures.engine import pack
from kexie.figures.engine.rows import COLUMNS, THING_BITS, Column, Rows, empty, joined, ordered
from kexie.figures.engine.trees import NONE, Ints

STORED: Final = tuple(name for name in COLUMNS if name not in {"subject", "thing", "known"})
SPLIT: Final = ("late", "what", "number")
"""What is stored of the day of knowledge (how late it was) and of things."""
WIDTHS: Final = (np.uint8, np.uint16, np.uint32, np.int64)
FROM: Final = ("day", "late")
"""Columns that count from the least they hold."""
NUMBER: Final = (1 << THING_BITS) - 1


def narrow(most: int, least: int = 0) -> np.dtype[Any]:
    """Return the smallest type that holds the numbers from ``least`` to ``most``."""
    if least < 0:
        return np.dtype(np.int64)
    return next(np.dtype(width) for width in WIDTHS if most <= np.iinfo(width).max)


@dataclass(frozen=True, slots=True)
class Extremes:
    """Largest and smallest values of the columns, which decide their types; the smallest is 0 where it is not told."""

    most: dict[str, int]
    least: dict[str, int]


def write(file: Path, count: int, extremes: Extremes, lots: Iterable[Rows]) -> None:
    """Write live entries that come in lots, person by person, nobody's first; a column of one value takes no room."""
    kinds: dict[str, tuple[np.dtype[Any], int, int | None]] = {}
    begins: dict[str, int] = {}
    for name in (*STORED, *SPLIT):
        least, most = extremes.least.get(name, 0), extremes.most.get(name, 0)
        begins[name] = least if name in FROM else 0
        one = most - begins[name] if least == most else None
        kinds[name] = (narrow(most - begins[name], 0 if name in FROM else least), count, one)
    made = pack.create(file, kinds)
    files = {name: array for name, array in made.items() if kinds[name][2] is None}
    people: list[Ints] = []
    starts: list[Ints] = []
    at = 0
    for lot in lots:
        end = at + len(lot)
        told = {name: getattr(lot, name) for name in STORED} | _split(lot)
        for name, column in files.items():
            column[at:end] = told[name] - begins[name]
        new = np.ones(len(lot), dtype=bool)
        new[1:] = lot.subject[1:] != lot.subject[:-1]
        people.append(lot.subject[new].astype(np.int64))
        starts.append(np.flatnonzero(new) + at)
        at = end
    whole = np.concatenate(people) if people else np.zeros(0, dtype=np.int64)
    first = np.ones(len(whole), dtype=bool)
    first[1:] = whole[1:] != whole[:-1]
    where = np.concatenate([*starts, np.array([at])])[np.append(first, True)].astype(narrow(at))
    days = np.array([begins[name] for name in FROM], dtype=np.int64)
    people_of = {"people": whole[first], "starts": where, "days": days}
    people_of["sorted"] = np.argsort(people_of["people"]).astype(narrow(len(whole)))
    pack.save(file.with_name(f"people-{file.name}"), people_of)


def _split(rows: Rows) -> dict[str, Ints]:
    thing = rows.thing.astype(np.int64)
    late = rows.known.astype(np.int64) - rows.day
    return {"late": late, "what": thing >> THING_BITS, "number": thing & NUMBER}


def save_rows(file: Path, rows: Rows, **more: Column) -> None:
    """Write a small lot of entries in one file, with further columns."""
    told: dict[str, Any] = {name: getattr(rows, name) for name in COLUMNS} | more
    np.savez(file, **told)


def load_rows(file: Path) -> tuple[Rows, dict[str, Column]]:
    """Read what ``save_rows`` wrote."""
    with np.load(file) as told:
        found = {name: told[name] for name in told.files}
    return Rows(*(found.pop(name) for name in COLUMNS)), found


@dataclass(frozen=True, slots=True, eq=False)
class News:
    """What was applied to the columns since they were written: entries ``added`` (in their order), places ``dead``."""

    added: Rows
    dead: Ints

    @classmethod
    def none(cls) -> Self:
        """Return no news."""
        return cls(empty(), np.zeros(0, dtype=np.int64))


class Columns:
    """The live entries of one reading, opened for reading; places from ``base`` on are those of the news."""

    def __init__(self, file: Path, news: News) -> None:
        """Map the files; nothing is read yet."""
        self.files = pack.load(file)
        told = pack.load(file.with_name(f"people-{file.name}"))
        self.people, self.starts, self.sorted = told["people"], told["starts"], told["sorted"]
        self.from_day, self.from_late = (int(day) for day in told["days"])
        self.base, self.news = len(self.files["day"]), news

    def with_news(self, news: News) -> Self:
        """Return the same columns with other news."""
        found = copy(self)
        found.news = news
        return found

    def __len__(self) -> int:
        """Return how many live entries there are."""
        return self.base + len(self.news.added) - len(self.news.dead)

    def between(self, first: int, last: int, known: int | None, *, later: bool = False) -> Ints:
        """Return which entries count between two days; with ``known`` only what was known on that day, or ``later``."""
        added = self.news.added
        new = (added.day >= first) & (added.day <= last)
        if known is not None:
            new &= added.known > known if later else added.known <= known
        return np.concatenate([self._between(first, last, known, later=later), np.flatnonzero(new) + self.base])

    def _between(self, first: int, last: int, known: int | None, *, later: bool) -> Ints:
        return np.flatnonzero(self.within(slice(0, self.base), first, last, known, later=later))

    def within(
        self, there: slice, first: int, last: int, known: int | None, *, later: bool = False
    ) -> NDArray[np.bool_]:
        """Tell of a range of places, those of the news apart, what ``between`` tells of all."""
        day = self.files["day"][there]
        low, high = max(first - self.from_day, 0), last - self.from_day
        if high < 0 or low > int(np.iinfo(day.dtype).max):
            return np.zeros(len(day), dtype=bool)
        chosen: NDArray[np.bool_] = (day >= low) & (day <= min(high, int(np.iinfo(day.dtype).max)))
        if known is not None:
            when = day.astype(np.int64) + self.files["late"][there]
            limit = known - self.from_day - self.from_late
            chosen &= when > limit if later else when <= limit
        dead = self.news.dead
        if len(dead):
            chosen[dead[slice(*np.searchsorted(dead, [there.start, there.stop]))] - there.start] = False
        return chosen

    def take(self, which: Ints) -> Rows:
        """Return some entries by their places, in the order given; those of the news come last."""
        new = which >= self.base
        if not new.any():
            return self._take(which)
        return joined([self._take(which[~new]), self.news.added.pick(which[new] - self.base)])

    def _take(self, which: Ints) -> Rows:
        found = {name: np.asarray(self.files[name][which]) for name in STORED}
        found["day"] = found["day"].astype(np.int64) + self.from_day
        found["known"] = found["day"] + self.files["late"][which].astype(np.int64) + self.from_late
        what, number = (np.asarray(self.files[name][which]).astype(np.int64) for name in ("what", "number"))
        subject = self.people[np.searchsorted(self.starts, which, side="right") - 1]
        return Rows(subject=np.asarray(subject), thing=(what << THING_BITS) | number, **found)

    def of_people(self, subjects: Ints) -> Rows:
        """Return every entry of some people (by pseudonym)."""
        return self.take(self.places_of_people(subjects))

    def of_things(self, things: Ints) -> Rows:
        """Return every entry of some things that name nobody."""
        return self.take(self.places_of_things(things))

    def nth(self, subjects: Ints) -> Ints:
        """Return which of the people some pseudonyms are; ``NONE`` for one who is not among them."""
        if not len(self.people):
            return np.full(len(subjects), NONE, dtype=np.int64)
        at = np.searchsorted(self.people, subjects, sorter=self.sorted)
        nth = self.sorted[np.minimum(at, len(self.people) - 1)].astype(np.int64)
        return np.where(self.people[nth] == subjects, nth, NONE)

    def places_of_people(self, subjects: Ints) -> Ints:
        """Return where the entries of some people (sorted pseudonyms) stand."""
        old = np.zeros(0, dtype=np.int64)
        if len(self.people):
            nth = self.nth(subjects)
            nth = nth[nth != NONE]
            old = self._alive(_ranges(self.starts[nth].astype(np.int64), self.starts[nth + 1].astype(np.int64)))
        new = np.isin(self.news.added.subject, subjects)
        return np.concatenate([old, np.flatnonzero(new) + self.base])

    def places_of_things(self, things: Ints) -> Ints:
        """Return where the entries of some things that name nobody stand."""
        old = np.zeros(0, dtype=np.int64)
        if len(things) and len(self.people) and self.people[0] == 0:
            end = int(self.starts[1])
            what, number = self.files["what"][:end], self.files["number"][:end]
            begin, stop = [], []
            for kind in np.unique(things >> THING_BITS):
                low, high = (int(np.searchsorted(what, kind, side=side)) for side in ("left", "right"))
                wanted = things[things >> THING_BITS == kind] & NUMBER
                near = number[low:high]
                begin.append(low + np.searchsorted(near, wanted))
                stop.append(low + np.searchsorted(near, wanted, side="right"))
            old = self._alive(_ranges(np.concatenate(begin).astype(np.int64), np.concatenate(stop).astype(np.int64)))
        added = self.news.added
        new = (added.subject == 0) & np.isin(added.thing, things)
        return np.concatenate([old, np.flatnonzero(new) + self.base])

    def _alive(self, places: Ints) -> Ints:
        dead = self.news.dead
        if not len(dead):
            return places
        nth = np.minimum(np.searchsorted(dead, places), len(dead) - 1)
        found: Ints = places[dead[nth] != places]
        return found

    def extremes(self) -> Extremes:
        """Return bounds of the columns' values, wide enough for all of them."""
        added = self.news.added
        new = {name: getattr(added, name).astype(np.int64) for name in STORED} | _split(added)
        most = {name: _most(self.files[name], new[name]) for name in (*STORED, *SPLIT) if name not in FROM}
        least = {name: most[name] if most[name] == 0 else 0 for name in most if name != "amount"}
        least["amount"] = min(int(np.min(one, initial=0)) for one in (self.files["amount"], added.amount))
        for name, begin in zip(FROM, (self.from_day, self.from_late), strict=True):
            ends = [int(end(self.files[name])) + begin for end in (np.min, np.max) if self.base]
            ends += [int(end(new[name])) for end in (np.min, np.max) if len(added)]
            least[name], most[name] = (int(end(ends)) if ends else 0 for end in (min, max))
        return Extremes(most, least)

    def lots(self, size: int) -> Iterator[Rows]:
        """Yield the live entries, nobody's first, a person never cut in two."""
        added = self.news.added
        whose = np.maximum(self.nth(added.subject.astype(np.int64)), 0)  # whoever is new comes with the first
        starts = self.starts.astype(np.int64)
        cuts = np.searchsorted(starts[:-1], np.arange(size, self.base, size))
        at = 0
        for end in np.unique(np.append(cuts, len(self.people))).tolist():
            rows = self._take(self._alive(np.arange(starts[at], starts[end])))
            mine = (whose >= at) & ((whose < end) | (end == len(self.people)))
            if mine.any():
                rows = ordered(joined([rows, added.pick(mine)]))
            if len(rows):
                yield rows
            at = end


def _most(old: Column, new: Column) -> int:
    return max(int(np.max(old, initial=0)), int(np.max(new, initial=0)))


def _ranges(begin: Ints, end: Ints) -> Ints:
    """Return the numbers of several ranges, one after the other."""
    length = end - begin
    return np.repeat(begin - np.cumsum(length) + length, length) + np.arange(int(length.sum()))

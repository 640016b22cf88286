"""The tail: what the book says beyond what is published. Only what it touches is counted again.

For the things and persons that the tail touches, everything published is taken off and what stands now is put on.
Adding the tail's own count would be wrong: a person of the tail may be counted already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from kexie.figures.engine.ledger import READINGS, Lot, Merging, Standing, everyone, last_line, mergings, posted, undone
from kexie.figures.engine.rows import Goals, Rows, Words, empty, joined, remaining, resolved
from kexie.figures.engine.store import Snapshot
from kexie.figures.engine.trees import Ints, Unfit

LONGEST: Final = 2_000_000
"""A longer tail (no worker ran for long, and much was taken over) is left to the oracle."""
REMEMBERED: Final = 16


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What makes the book as known on a day (``as_of``, an ordinal) another one than what is published, of one reading.

    ``posted`` and ``undone`` are the tail's. Of what is published, entries known later do not count yet, and those
    that were reversed later (``revived``) still do. ``before`` and ``after`` say who is whom.
    """

    as_of: int
    posted: Rows
    undone: Rows
    revived: Rows
    before: dict[int, int]
    after: dict[int, int]

    def stands(self, published: Rows, more: Callable[[Rows], Rows]) -> Rows:
        """Return what stands of some published entries, and of those that ``more`` picks of the others."""
        parts = [published.pick(published.known <= self.as_of), more(self.revived), more(self.posted)]
        return remaining(joined(parts), more(self.undone))


@dataclass(slots=True)
class Tail:
    """Positions after the published one, up to where the book stood when it was read."""

    snapshot: Snapshot
    until: Standing
    words: Words
    goals: Goals
    line: str = ""
    """The book's last entry when it was read."""
    posted: list[Rows] = field(default_factory=list)
    undone: list[Rows] = field(default_factory=list)
    mergings: list[Merging] = field(default_factory=list)
    told: dict[tuple[int, int], Known] = field(default_factory=dict)

    @classmethod
    def read(cls, snapshot: Snapshot, until: Standing, before: Tail | None = None) -> Tail:
        """Read it, or what came after an earlier reading ``before``. Raises ``Unfit`` if it is too long."""
        after = snapshot.manifest.position if before is None else before.until.position
        if until.position - snapshot.manifest.position > LONGEST:
            raise Unfit
        words = (snapshot if before is None else before).words.copy()
        new, gone = list(posted(after, until.position, words)), list(undone(after, until.position, words))
        same = len(words.goals) == len(snapshot.words.goals)
        goals = snapshot.goals if same else Goals.of(words.goals, snapshot.goals.nodes)
        found = cls(snapshot, until, words, goals, last_line(until.position), mergings=mergings(after, until.position))
        for reading in range(len(READINGS)):
            found.posted.append(_of(new, reading))
            found.undone.append(_of(gone, reading))
        if before is not None:
            found.mergings = [*before.mergings, *found.mergings]
            found.posted = [joined(both) for both in zip(before.posted, found.posted, strict=True)]
            found.undone = [joined(both) for both in zip(before.undone, found.undone, strict=True)]
        return found

    @property
    def newest(self) -> int:
        """Return the latest day (ordinal) on which anything in it was known."""
        days = [int(rows.known.max(initial=0)) for rows in (*self.posted, *self.undone)]
        return max([*days, *(one.known for one in self.mergings)])

    def known(self, reading: int, as_of: int) -> Known:
        """Return what was known of it on a day (ordinal); the same for questions that follow each other."""
        found = self.told.get((reading, as_of))
        if found is None:
            if len(self.told) >= REMEMBERED:
                self.told.clear()
            found = self.told[reading, as_of] = self._known(reading, as_of)
        return found

    def _known(self, reading: int, as_of: int) -> Known:
        new, gone = self.posted[reading], self.undone[reading]
        past, until = self.snapshot.past[reading]
        every = [*self.snapshot.mergings, *self.mergings]
        told = [one for one in every if one.known <= as_of]
        before = self.snapshot.everyone
        return Known(
            as_of,
            new.pick(new.known <= as_of),
            gone.pick(gone.known <= as_of),
            past.pick((past.known <= as_of) & (until > as_of)),
            before,
            before if len(told) == len(self.snapshot.mergings) == len(every) else everyone(told),
        )


def _of(lots: Iterable[Lot], reading: int) -> Rows:
    parts = [lot.rows.pick(lot.reading == reading) for lot in lots]
    return joined(parts) if parts else empty()


def touched_things(snapshot: Snapshot, reading: int, known: Known, some: Rows) -> tuple[Rows, Rows]:
    """Return the entries, before and after, of the things that ``some`` changed entries belong to."""
    things = np.unique(some.thing.astype(np.int64))
    subjects = np.unique(some.subject.astype(np.int64))
    columns = snapshot.columns[reading]
    nobody = np.unique(some.thing[some.subject == 0].astype(np.int64))
    named = columns.of_people(subjects[subjects != 0])
    before = joined([named.pick(np.isin(named.thing, things)), columns.of_things(nobody)])
    return before, known.stands(before, lambda rows: rows.pick(np.isin(rows.thing, things)))


def touched_people(snapshot: Snapshot, reading: int, known: Known, some: Rows) -> tuple[Rows, Rows]:
    """Return the entries, before and after, of the persons whom ``some`` changed entries (or a merging) touch.

    Subjects are persons: before as the published merging has them, after as they are known now. Head counts without
    names come along as things.
    """
    changed = [one for one in {*known.before, *known.after} if known.before.get(one) != known.after.get(one)]
    start = np.union1d(some.subject[some.subject != 0].astype(np.int64), np.array(changed, dtype=np.int64))
    subjects = _circles(start, known)
    nobody = np.unique(some.thing[some.subject == 0].astype(np.int64))
    columns = snapshot.columns[reading]
    before = joined([columns.of_people(subjects), columns.of_things(nobody)])

    def mine(rows: Rows) -> Rows:
        return rows.pick(np.where(rows.subject == 0, np.isin(rows.thing, nobody), np.isin(rows.subject, subjects)))

    after = known.stands(before, mine)
    return (
        before.but(subject=resolved(before.subject, known.before)),
        after.but(subject=resolved(after.subject, known.after)),
    )


def _circles(start: Ints, known: Known) -> Ints:
    """Return the pseudonyms with all those merged with them, before or after: no person is cut in two."""
    if not known.before and not known.after:
        return start
    ties: dict[int, set[int]] = {}
    for told in (known.before, known.after):
        for one, into in told.items():
            ties.setdefault(one, set()).add(into)
            ties.setdefault(into, set()).add(one)
    found, todo = set(), [int(one) for one in start]
    while todo:
        one = todo.pop()
        if one not in found:
            found.add(one)
            todo += ties.get(one, ())
    return np.array(sorted(found), dtype=np.int64)

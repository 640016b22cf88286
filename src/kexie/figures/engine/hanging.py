"""From one tree to another: which number each unit gets, and whose common ancestors change.

Units whose parent is another one are cut off, with all that hangs below them: such a piece is one ``label``, what was
cut from nothing is another. Within a piece nothing changes: two units of the same piece meet where they met, under its
new number. Only a thing or person at places of several pieces has to be counted again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from kexie.figures.engine.columns import NUMBER, Columns
from kexie.figures.engine.rows import THING_BITS, Rows, joined, ordered
from kexie.figures.engine.trees import NONE, Ints, Numbering

AT_ONCE: Final = 1 << 21
"""Entries looked at in one go."""


@dataclass(frozen=True, slots=True, eq=False)
class Rehanging:
    """``shift``: number in the old tree → in the new one; ``piece``: unit → its piece, where any unit was cut off."""

    shift: Ints
    piece: Ints | None
    cut: int

    @property
    def orderly(self) -> bool:
        """Tell whether all units keep their order: none was moved, or only as the last or the first of its place."""
        return bool((np.diff(self.shift) > 0).all())

    @property
    def nothing(self) -> bool:
        """Tell whether both trees are one and the same, so far as the old one reaches."""
        return self.piece is None and bool((self.shift == np.arange(len(self.shift))).all())


def rehung(old: Numbering, new: Numbering) -> Rehanging:
    """Compare two trees; every unit of the old one must be in the new one too, as units are never deleted."""
    units = np.flatnonzero(old.place != NONE)
    shift = np.zeros(old.size, dtype=np.int64)
    shift[old.place[units]] = new.place[units]
    up = old.up.astype(np.int64)
    above = np.where(up == NONE, NONE, shift[np.maximum(up, 0)])
    cut = new.up[shift] != above
    if not cut.any():
        return Rehanging(shift, None, 0)
    own = np.arange(old.size)
    top = np.where(cut | (up == NONE), own, up)
    while True:
        higher = top[top]
        if np.array_equal(higher, top):
            break
        top = higher
    piece = np.full(len(old.place), NONE, dtype=np.int64)
    piece[units] = np.where(cut[top], top, NONE)[old.place[units]]
    return Rehanging(shift, piece, int(cut.sum()))


def torn(columns: Columns, pieces: list[Ints], merged: Ints, *, people: bool) -> Rows:
    """Return every entry of the persons and things at places of several pieces; persons only if ``people`` count.

    ``merged``: pseudonyms that no place in the columns holds together; they always belong to it.
    """
    if not pieces:
        return columns.of_people(np.zeros(0, dtype=np.int64))
    piece = np.unique(np.stack(pieces), axis=1, return_inverse=True)[1].reshape(-1)
    found = [*_of_columns(columns, piece, people=people), _of_news(columns, piece, people=people)]
    subjects = np.unique(np.concatenate([one for one, _thing in found]))
    things = np.unique(np.concatenate([thing for _one, thing in found]))
    some = subjects[subjects != 0]
    if people:
        return joined([columns.of_people(np.union1d(some, merged)), columns.of_things(things)])
    named = columns.of_people(some)
    return joined([named.pick(np.isin(named.thing, things)), columns.of_things(things)])


def _of_columns(columns: Columns, piece: Ints, *, people: bool) -> Iterator[tuple[Ints, Ints]]:
    """Yield whose neighbouring entries lie in different pieces: (pseudonyms, things). Also of those undone since."""
    starts = columns.starts.astype(np.int64)
    what, number = columns.files["what"], columns.files["number"]
    for low in range(0, columns.base, AT_ONCE):
        mine = piece[columns.files["unit"][low : low + AT_ONCE + 1]]
        at = np.flatnonzero(mine[1:] != mine[:-1]) + low
        nth = np.searchsorted(starts, at, side="right") - 1
        at, nth = (one[starts[nth + 1] > at + 1] for one in (at, nth))
        subject = columns.people[nth].astype(np.int64)
        same = (what[at] == what[at + 1]) & (number[at] == number[at + 1])
        thing = (what[at].astype(np.int64) << THING_BITS) | (number[at].astype(np.int64) & NUMBER)
        yield _torn(subject, thing, same, people=people)


def _of_news(columns: Columns, piece: Ints, *, people: bool) -> tuple[Ints, Ints]:
    added = columns.news.added
    subjects, things = (np.unique(one.astype(np.int64)) for one in (added.subject, added.thing[added.subject == 0]))
    rows = ordered(joined([columns.of_people(subjects[subjects != 0]), columns.of_things(things)]))
    mine, subject, thing = piece[rows.unit], rows.subject.astype(np.int64), rows.thing.astype(np.int64)
    at = np.flatnonzero((mine[1:] != mine[:-1]) & (subject[1:] == subject[:-1]))
    return _torn(subject[at], thing[at], thing[at] == thing[at + 1], people=people)


def _torn(subject: Ints, thing: Ints, same: Ints, *, people: bool) -> tuple[Ints, Ints]:
    person = (subject != 0) if people else np.zeros(len(subject), dtype=bool)
    which = person | same
    return subject[which], thing[which & ~person]

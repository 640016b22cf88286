"""Entries as columns: whole numbers only, words as codes, so that millions are handled at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from kexie.figures.engine.trees import Ints
from kexie.kit.bounds import Bound

BOUNDS: Final = tuple(bound.value for bound in Bound)
ORIGINS: Final = ("live", "migrated", "made_up")
NUMBERED: Final = re.compile(r"([^:\x00]+):(0|[1-9]\d{0,13})")
"""How most things are called: what they are, and their number."""
THING_BITS: Final = 48
ALL: Final = "\x00"
"""Kind 0 is every kind; no record's kind is written so."""
Column = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Live entries of one reading. ``subject`` 0: nobody named. Days are ordinals; words are codes of a ``Words``."""

    subject: Column
    thing: Column
    unit: Column
    amount: Column
    day: Column
    known: Column
    kind: Column
    goals: Column
    tags: Column
    bound: Column
    origin: Column

    def __len__(self) -> int:
        """Return how many entries there are."""
        return len(self.unit)

    def pick(self, which: Column | slice) -> Self:
        """Return some of the entries, by mask, indices or slice."""
        return type(self)(*(getattr(self, name)[which] for name in COLUMNS))

    def but(self, **changed: Column) -> Self:
        """Return the entries with some columns replaced."""
        return type(self)(*(changed.get(name, getattr(self, name)) for name in COLUMNS))


COLUMNS: Final = tuple(one.name for one in fields(Rows))
SAME: Final = ("subject", "thing", "unit", "amount", "day", "kind", "goals", "tags", "bound", "origin")
"""What a reversal takes over from the entry it takes off."""


def joined(parts: Sequence[Rows]) -> Rows:
    """Return the entries of several lots as one."""
    return Rows(*(np.concatenate([getattr(part, name) for part in parts]) for name in COLUMNS))


def empty() -> Rows:
    """Return no entries."""
    return Rows(*(np.zeros(0, dtype=np.int64) for _name in COLUMNS))


def remaining(rows: Rows, undone: Rows) -> Rows:
    """Return the entries that stand once some were taken off; each undone one takes off one that says the same."""
    if not len(undone):
        return rows
    return rows.pick(standing(rows, undone))


def standing(rows: Rows, undone: Rows) -> NDArray[np.bool_]:
    """Tell which entries stand once some were taken off; of several that say the same one stands for all.

    Those that were there first are taken off first: what was withdrawn and then said again is known from the second
    time on.
    """
    touched = np.isin(rows.thing, undone.thing)
    if not touched.any():
        return ~touched
    some = rows.pick(touched)
    both = [np.concatenate([getattr(some, name), getattr(undone, name)]).astype(np.int64) for name in SAME]
    sign = np.concatenate([np.ones(len(some), dtype=np.int64), -np.ones(len(undone), dtype=np.int64)])
    order = np.lexsort([-sign, *both[::-1]])
    new = np.ones(len(order), dtype=bool)
    new[1:] = np.logical_or.reduce([column[order][1:] != column[order][:-1] for column in both])
    begins = np.flatnonzero(new)
    left, gone = (np.add.reduceat(told[order], begins) for told in (sign, (sign < 0).astype(np.int64)))
    kept = order[(begins + gone)[left > 0]]
    found = ~touched
    found[np.flatnonzero(touched)[kept]] = True
    return found


def ordered(rows: Rows) -> Rows:
    """Return the entries in the order of the columns: by subject, thing and unit."""
    return rows.pick(np.lexsort((rows.unit, rows.thing, rows.subject)))


def resolved(subjects: Column, people: dict[int, int]) -> Column:
    """Return the persons that pseudonyms stand for; ``people`` names those who do not stand for themselves."""
    if not people or not len(subjects):
        return subjects
    names = np.array(sorted(people), dtype=np.int64)
    persons = np.array([people[int(name)] for name in names], dtype=np.int64)
    nth = np.minimum(np.searchsorted(names, subjects), len(names) - 1)
    return np.where(names[nth] == subjects, persons[nth], subjects)


@dataclass(slots=True)
class Words:
    """Codes of words, in the order in which they came: kinds, goals and tags as they stand in the ledger, things."""

    kinds: dict[str, int] = field(default_factory=lambda: {ALL: 0})
    goals: dict[str, int] = field(default_factory=lambda: {"": 0})
    tags: dict[str, int] = field(default_factory=lambda: {"": 0})
    things: dict[str, int] = field(default_factory=lambda: {"": 0})

    def copy(self) -> Words:
        """Return a copy that can learn more words without telling this one."""
        return Words(dict(self.kinds), dict(self.goals), dict(self.tags), dict(self.things))

    def thing(self, text: str) -> int:
        """Return the code of a thing; things called ``what:number`` need no word of their own."""
        found = NUMBERED.fullmatch(text)
        if found is None:
            return code(self.things, f"\x00{text}")
        return (code(self.things, found[1]) << THING_BITS) | int(found[2])

    def as_json(self) -> dict[str, list[str]]:
        """Return the words in the order of their codes."""
        return {name: list(getattr(self, name)) for name in ("kinds", "goals", "tags", "things")}

    @classmethod
    def read(cls, told: dict[str, list[str]]) -> Words:
        """Return the words of a document that ``as_json`` wrote."""
        return cls(**{name: {word: n for n, word in enumerate(words)} for name, words in told.items()})


def code(words: dict[str, int], word: str) -> int:
    """Return the code of a word, giving it the next one if it is new."""
    return words.setdefault(word, len(words))


def above(goal: str) -> list[str]:
    """Return a goal's code and those above it: ``1.2.3`` lies below ``1.2`` and ``1``."""
    return [*(goal[:n] for n, sign in enumerate(goal) if sign == "." and n), goal]


@dataclass(frozen=True, slots=True, eq=False)
class Goals:
    """Which goals each text of goals is credited to, those above included; a goal's number counts from 1."""

    nodes: dict[str, int]
    begin: Ints
    member: Ints

    @classmethod
    def of(cls, texts: Iterable[str], nodes: dict[str, int] | None = None) -> Goals:
        """Read the texts of a ``Words``; ``nodes`` already known keep their numbers."""
        known = dict(nodes or {})
        begin, member = [0], []
        for text in texts:
            found = dict.fromkeys(node for goal in text.split(";") if goal for node in above(goal))
            member += [known.setdefault(node, len(known) + 1) for node in found]
            begin.append(len(member))
        return cls(known, np.array(begin, dtype=np.int64), np.array(member, dtype=np.int64))

    def spread(self, texts: Column) -> tuple[Ints, Ints]:
        """Return for rows with such texts (row, goal) pairs, a row without a goal none."""
        texts = texts.astype(np.int64)
        count = self.begin[texts + 1] - self.begin[texts]
        of = np.repeat(np.arange(len(texts)), count)
        nth = np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
        return of, self.member[self.begin[texts][of] + nth]

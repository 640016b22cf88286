"""One period of a question, in the numbers and codes of what is published."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kexie.figures.engine.rows import Column, Rows
from kexie.figures.engine.trees import Numbering
from kexie.figures.question import Question
from kexie.kit.periods import Period
from kexie.records.units.rules import TreeOn


@dataclass(frozen=True, slots=True, eq=False)
class Filter:
    """Which words of the columns satisfy a question's conditions, by code; ``None``: every one."""

    first: int
    last: int
    kinds: NDArray[np.bool_] | None
    goals: NDArray[np.bool_] | None
    tags: NDArray[np.bool_] | None

    @property
    def everything(self) -> bool:
        """Tell whether all that happened between its days satisfies it."""
        return self.kinds is None and self.goals is None and self.tags is None

    def of(self, rows: Rows) -> Rows:
        """Return the entries that satisfy it."""
        return rows.pick(self.mask({name: getattr(rows, name) for name in ("day", "kind", "goals", "tags")}))

    def mask(self, columns: Mapping[str, Column]) -> NDArray[np.bool_]:
        """Tell which rows of some columns satisfy it."""
        chosen: NDArray[np.bool_] = (columns["day"] >= self.first) & (columns["day"] <= self.last)
        for name, good in self.words():
            chosen &= good[columns[name]]
        return chosen

    def words(self) -> list[tuple[str, NDArray[np.bool_]]]:
        """Return the columns that must hold one of some words, and which ones by code."""
        named = (("kind", self.kinds), ("goals", self.goals), ("tags", self.tags))
        return [(name, good) for name, good in named if good is not None]


@dataclass(slots=True)
class Asked:
    """One period of a question, seen from a published state."""

    question: Question
    period: Period
    reading: int
    people: bool
    filter: Filter
    tree: Numbering
    published: int | None
    """The number of the tree among the published ones; ``None``: it is not published."""
    tree_on: TreeOn

    @property
    def by(self) -> tuple[bool, bool]:
        """Return whether it is broken down by kind, and by goal."""
        return "kind" in self.question.by, "goal" in self.question.by


def which(words: dict[str, int], wanted: Sequence[str], good: Callable[[str], bool]) -> NDArray[np.bool_] | None:
    """Return which words (by code) are good; ``None``: nothing is wanted, and every word will do."""
    return np.array([good(word) for word in words], dtype=bool) if wanted else None

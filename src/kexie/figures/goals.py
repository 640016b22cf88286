"""Figures of many goals at once: questions that differ only in their goal are counted together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from kexie.figures.answer import Figure, answer
from kexie.figures.question import Question
from kexie.kit.bounds import Bound
from kexie.records.access.models import Account


@dataclass(slots=True)
class Goals:
    """What one reader asks on one page; ``prepare`` first, then ``figure`` each."""

    reader: Account | None
    _told: dict[Question, dict[str, Figure]] = field(default_factory=dict)
    _single: dict[Question, Figure] = field(default_factory=dict)

    def prepare(self, asked: Iterable[Question]) -> None:
        """Count the questions for one goal each together, where several differ in nothing but the goal."""
        many = Counter(_whole(question) for question in set(asked) if len(question.where.goals) == 1)
        for whole, times in many.items():
            if times > 1 and whole not in self._told:
                rows = answer(whole, reader=self.reader).rows
                self._told[whole] = {row.goal: row for row in rows}

    def figure(self, asked: Question) -> Figure:
        """Return the figure that a question asks for; the same as ``answer(…).total``."""
        told = self._told.get(_whole(asked)) if len(asked.where.goals) == 1 else None
        if told is not None:
            goal = asked.where.goals[0]
            zero = Figure(asked.unit, asked.period, 0, Bound.EXACT, 0, tree_on=asked.tree_day(asked.period))
            return replace(told[goal], goal="") if goal in told else zero
        if asked not in self._single:
            self._single[asked] = answer(asked, reader=self.reader).total
        return self._single[asked]


def _whole(asked: Question) -> Question:
    """Return the question by goal that holds this one."""
    return replace(asked, by=("goal",), where=replace(asked.where, goals=()))

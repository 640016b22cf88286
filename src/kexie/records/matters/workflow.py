"""What a workflow is: stages, the steps between them, who may take each and what it needs. Data, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Final

from django.utils.functional import Promise

from kexie.kit.terms import Span, Term

Words = str | Promise


class Part(StrEnum):
    """The part somebody has in a matter. It comes from a post in a unit concerned, or from being the sender."""

    ISSUER = "issuer"
    LEAD = "lead"
    ASSIST = "assist"
    CHECKER = "checker"
    SENDER = "sender"


CLOSERS: Final = ((Part.CHECKER,), (Part.SENDER,))
"""Who may end a matter as closed: a checker, or whoever asked for it. The rules of closing hold for both."""


class Need(StrEnum):
    """What a step must be given, beside what its end demands (``rules.CLOSING``)."""

    REASON = "reason"
    RESULT = "result"
    DUE = "due"
    LEAD = "lead"
    ANSWER = "answer"
    MEASURES = "measures"
    COUNTERSIGNED = "countersigned"


class End(StrEnum):
    """How a stage stands to the end: on the way, closed (办结: the rules of closing held), or ended without it."""

    OPEN = "open"
    CLOSED = "closed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a matter stands. ``waits`` says whose move it is; ``clock`` how long they usually have for it.

    ``aside``: off the usual way, shown only while a matter stands there.
    """

    slug: str
    title: Words
    waits: Part | None = None
    clock: Term | None = None
    end: End = End.OPEN
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A move from one of ``sources`` to ``target``; ``by``: the parts that may take it."""

    slug: str
    title: Words
    sources: tuple[str, ...]
    target: str
    by: tuple[Part, ...]
    needs: frozenset[Need] = frozenset()
    marks: str = ""
    """The state that a matter gets by this step (see ``Workflow.states``); empty: it keeps its own."""
    after_clock: bool = False
    """Only once the time of the stage has passed: until then the move is somebody else's alone."""
    renews: Term | None = None
    """The term that begins anew with this step, unless the matter is late already: late stays late."""


class Holds(StrEnum):
    """What a typed detail holds."""

    TEXT = "text"
    CHOICE = "choice"
    DAY = "day"
    WHOLE = "whole"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Detail:
    """A typed detail of a kind of matter: no column is made for it. ``choices`` are (slug, words)."""

    slug: str
    title: Words
    holds: Holds = Holds.TEXT
    required: bool = False
    choices: tuple[tuple[str, Words], ...] = ()


@dataclass(frozen=True)
class Workflow:
    """A kind of matter (事项种类). The first stage is where it begins.

    ``term``: the usual time until it is due, counted from the opening; empty: the opener names a day or leaves it open.
    ``remind``: how many workdays before the due day it is near; ``escalate``: how many workdays after it the unit above
    sees it in its own inbox. ``voice``: what people said themselves, which no appraisal may read.
    """

    slug: str
    title: Words
    sentence: Words
    stages: tuple[Stage, ...]
    steps: tuple[Step, ...]
    details: tuple[Detail, ...] = ()
    states: tuple[tuple[str, Words], ...] = ()
    term: Term | None = None
    remind: int = 3
    escalate: int = 5
    voice: bool = False
    schemes: dict[str, dict[str, Term]] = field(default_factory=dict)
    """Ready settings of terms: name of the scheme → grade → term (such as “13710”)."""

    @cached_property
    def by_stage(self) -> dict[str, Stage]:
        """Return the stages by slug."""
        return {stage.slug: stage for stage in self.stages}

    @cached_property
    def by_step(self) -> dict[str, Step]:
        """Return the steps by slug."""
        return {step.slug: step for step in self.steps}

    @property
    def first(self) -> Stage:
        """Return the stage in which a matter begins."""
        return self.stages[0]

    def steps_from(self, stage: str) -> list[Step]:
        """Return the steps that lead on from a stage."""
        return [step for step in self.steps if stage in step.sources]

    def faults(self) -> list[str]:
        """Return what is wrong with the definition itself, one sentence each: for the test of every workflow."""
        found = []
        for step in self.steps:
            found += [
                f"{step.slug}: no stage {one}" for one in (*step.sources, step.target) if one not in self.by_stage
            ]
            if not step.by:
                found.append(f"{step.slug}: nobody may take it")
            if self.by_stage.get(step.target, self.first).end is End.CLOSED and step.by not in CLOSERS:
                found.append(f"{step.slug}: only a checker closes, or the sender")
        reached, todo = {self.first.slug}, [self.first.slug]
        while todo:
            for step in self.steps_from(todo.pop()):
                if step.target not in reached:
                    reached.add(step.target)
                    todo.append(step.target)
        found += [f"{stage.slug}: never reached" for stage in self.stages if stage.slug not in reached]
        stuck = [stage for stage in self.stages if stage.end is End.OPEN and not self.steps_from(stage.slug)]
        return found + [f"{stage.slug}: no way on" for stage in stuck]


def workdays(number: int) -> Term:
    """Return a term of workdays."""
    return Term(number, Span.WORKDAY)


def days(number: int) -> Term:
    """Return a term of days."""
    return Term(number, Span.DAY)


def months(number: int) -> Term:
    """Return a term of months."""
    return Term(number, Span.MONTH)

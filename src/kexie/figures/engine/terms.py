"""Terms of matters out of the columns: which were closed in time, and whose term ran out, as known on any day.

Neither is posted: the first is some of the lines of closing, the second the lines of opening that no closing in time
takes off, each on its due day. What the oracle says of them in SQL (``derived``) is said here of whole numbers.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np

from kexie.figures.engine.asked import Asked, Filter
from kexie.figures.engine.columns import NUMBER
from kexie.figures.engine.ledger import reading_of
from kexie.figures.engine.memory import remembered
from kexie.figures.engine.rows import Rows
from kexie.figures.engine.trees import NONE, Ints, Unfit
from kexie.figures.indicators import MATTERS_CLOSED, MATTERS_IN_TIME, MATTERS_OPENED, MATTERS_OVERDUE
from kexie.figures.indicators.base import Indicator
from kexie.figures.question import Question

if TYPE_CHECKING:
    from kexie.figures.engine.view import View

DUE: Final = ";due="
LENGTH: Final = len("2018-05-31")
ALWAYS: Final = (date.min.toordinal(), date.max.toordinal())
OF: Final = {MATTERS_IN_TIME.slug: MATTERS_CLOSED, MATTERS_OVERDUE.slug: MATTERS_OPENED}
"""Of whose lines each is made."""


def read_for(indicator: Indicator) -> Indicator:
    """Return the indicator whose lines are read: itself, or the one whose lines it is made of."""
    return OF.get(indicator.slug, indicator)


def rows(view: View, asked: Asked) -> Rows:
    """Return the entries that a question on terms counts, each on the day on which it counts."""
    made = _in_time(view, asked) if asked.question.indicator.slug == MATTERS_IN_TIME.slug else _overdue(view, asked)
    return made.pick((made.day >= asked.filter.first) & (made.day <= asked.filter.last))


def matters(view: View, question: Question, seen: Collection[int] | None) -> tuple[Ints, Ints]:
    """Return the numbers of the matters behind a question's total and their days (ordinals), the newest day first.

    ``seen``: only those credited to one of these units. ``Unfit``: only the oracle can tell.
    """
    asked = view.asked(question, question.period)
    found = view.rows(asked)
    (top,), at = asked.tree.numbers(np.array([question.unit.pk])), asked.tree.numbers(found.unit)
    if top == NONE or (at == NONE).any():
        raise Unfit
    inside = (at >= top) & (at <= asked.tree.last[top])
    if seen is not None:
        inside &= np.isin(found.unit, np.array(sorted(seen), dtype=np.int64))
    numbers, first = np.unique(found.thing[inside] & NUMBER, return_index=True)
    days = found.day[inside][first]
    order = np.argsort(-days, kind="stable")
    return numbers[order], days[order]


def _in_time(view: View, asked: Asked) -> Rows:
    def compute() -> Rows:
        closed = view.entries(_always(asked, asked.filter))
        due = _due(view)[closed.tags]
        return closed.pick((closed.day <= due) | (due == NONE))

    return remembered(_key(view, asked), compute)


def _overdue(view: View, asked: Asked) -> Rows:
    def compute() -> Rows:
        days = _due(view)
        opened = view.entries(_always(asked, asked.filter))
        due = days[opened.tags]
        late = (due != NONE) & (due < asked.question.as_of.toordinal())
        opened, due = opened.pick(late), due[late]
        reading = reading_of(MATTERS_CLOSED.measure, MATTERS_CLOSED.roles)
        if reading is None:
            raise Unfit
        closed = view.entries(replace(_always(asked, Filter(*ALWAYS, None, None, None)), reading=reading))
        in_time = closed.thing[closed.day <= days[closed.tags]]
        left = ~np.isin(opened.thing, in_time)
        return opened.pick(left).but(day=due[left])

    return remembered(_key(view, asked), compute)


def _always(asked: Asked, good: Filter) -> Asked:
    """Return a question with other conditions, over all days."""
    first, last = ALWAYS
    return replace(asked, filter=replace(good, first=first, last=last))


def _key(view: View, asked: Asked) -> tuple[object, ...]:
    question = asked.question
    return ("terms", view.snapshot.folder, view.until, question.indicator.slug, question.where, question.as_of)


def _due(view: View) -> Ints:
    """Return the due day (ordinal) that each word of tags bears, by code; ``NONE`` where it bears none."""

    def compute() -> Ints:
        return np.array([_day(word) for word in view.tail.words.tags], dtype=np.int64)

    return remembered(("due days", view.snapshot.folder, view.until), compute)


def _day(tags: str) -> int:
    at = tags.find(DUE)
    return NONE if at < 0 else date.fromisoformat(tags[at + len(DUE) :][:LENGTH]).toordinal()

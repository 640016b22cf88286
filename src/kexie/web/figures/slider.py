"""The as-of slider: the days on which what is known of a figure changed, and the one that is looked at."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from kexie.figures.knowledge import days_of
from kexie.figures.question import Question
from kexie.kit.clock import DAY_MIN, today
from kexie.kit.spans import ONE_DAY


@dataclass(frozen=True, slots=True)
class Slider:
    """``days``: every stop, today last; ``at``: which one holds; ``before``, ``after``: addresses, empty at the ends.

    ``changed``: the day of the last change that is still in the answer, ``None`` before the first.
    """

    days: tuple[date, ...]
    at: int
    before: str
    before_day: date | None
    after: str
    after_day: date | None
    changed: date | None

    @property
    def last(self) -> int:
        """Return the number of the last stop."""
        return len(self.days) - 1

    @property
    def written(self) -> str:
        """Return the days as the script reads them."""
        return " ".join(day.isoformat() for day in self.days)


def slider(question: Question, address: Callable[[date], str]) -> Slider:
    """Return the slider of a question; ``address`` gives the page as of another day."""
    changes = days_of(question)
    stops = tuple(sorted({*changes, today()}))
    nth = bisect_right(changes, question.as_of)
    # what holds now came with the last change by this day; before it stood what came with the one before that
    earlier = changes[nth - 2] if nth > 1 else changes[0] - ONE_DAY if nth and changes[0] > DAY_MIN else None
    later = changes[nth] if nth < len(changes) else None
    return Slider(
        days=stops,
        at=max(bisect_right(stops, question.as_of) - 1, 0),
        before=address(earlier) if earlier else "",
        before_day=earlier,
        after=address(later) if later else "",
        after_day=later,
        changed=changes[nth - 1] if nth else None,
    )

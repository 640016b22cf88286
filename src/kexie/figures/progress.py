"""How far a target is reached (进度): value against target, time elapsed (序时), and the rule that gives the word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.figures.answer import Figure
from kexie.figures.goals import Goals
from kexie.figures.indicators import INDICATORS
from kexie.figures.question import Question, Where
from kexie.kit.bounds import Bound
from kexie.kit.periods import Period
from kexie.records.access.models import Account
from kexie.records.plans.models import Target
from kexie.records.plans.queries import credited, layout_on


class State(StrEnum):
    """What is said of a target on a day."""

    REACHED = "reached"
    ON_TIME = "on_time"
    SLOW = "slow"
    FAST = "fast"
    EXCEEDED = "exceeded"
    MISSED = "missed"
    OPEN = "open"
    AHEAD = "ahead"


WORDS: Final[dict[State, str | Promise]] = {
    State.REACHED: gettext_lazy("达成"),
    State.ON_TIME: gettext_lazy("如期"),
    State.SLOW: gettext_lazy("偏慢"),
    State.FAST: gettext_lazy("偏快"),
    State.EXCEEDED: gettext_lazy("超出"),
    State.MISSED: gettext_lazy("未达成"),
    State.OPEN: gettext_lazy("未定"),
    State.AHEAD: gettext_lazy("未开始"),
}
GOOD: Final = frozenset({State.REACHED, State.ON_TIME})


@dataclass(frozen=True, slots=True)
class Progress:
    """A target on a day. ``figure`` is None before its period begins; ``elapsed`` is 0 … 1 of its days.

    ``question`` opens the figure; ``rule`` says in words how ``state`` came about, with the numbers in it.
    """

    target: Target
    question: Question
    figure: Figure | None
    elapsed: Fraction
    state: State
    rule: str

    @property
    def value(self) -> int:
        """Return the number to be reached."""
        return self.target.value or 0

    @property
    def rate(self) -> int | None:
        """Return how many whole percent are reached, rounded down, so that 100 is said only of what is reached."""
        if self.figure is None or self.figure.value is None or not self.value:
            return None
        return int(100 * self.figure.value // self.value)

    @property
    def word(self) -> str:
        """Return the state in a word."""
        return str(WORDS[self.state])


def elapsed(period: Period, day: date) -> Fraction:
    """Return the part of a period's days that has passed at the end of a day: 0 before it, 1 from its last day on."""
    if day < period.first:
        return Fraction(0)
    return Fraction((min(day, period.last) - period.first).days + 1, period.days)


def reaches(value: int | Fraction, bound: Bound, mark: Fraction) -> bool | None:
    """Tell whether the true number is at least ``mark``; ``None``: what was stated does not say.

    "At least 1000" is at least 1000 and may be more, so it never proves that a higher mark is missed; "nearly 300" lies
    below 300 and never proves a lower one reached. 约 is compared as it was written.
    """
    if bound is Bound.AT_LEAST:
        return True if value >= mark else None
    if bound is Bound.UNDER:
        return False if value <= mark else None
    return value >= mark


def exceeds(value: int | Fraction, bound: Bound, mark: Fraction) -> bool | None:
    """Tell whether the true number is more than ``mark``; ``None``: what was stated does not say."""
    if bound is Bound.AT_LEAST:
        return True if value > mark else None
    if bound is Bound.UNDER:
        return False if value <= mark else None
    return value > mark


def state_of(value: int | Decimal, bound: Bound, target: int, part: Fraction, *, most: bool) -> State:
    """Return the state of a target of which ``part`` of the time has passed.

    At least: reached once the value is no less than the target; before the end on time if it is no less than target ×
    time elapsed, slow otherwise; at the end missed. At most: exceeded once it is more; before the end on time if it is
    no more than target × time elapsed, fast otherwise; at the end reached. Open where a bound cannot say.
    """
    compare = exceeds if most else reaches
    exact = Fraction(value)
    whole, due = compare(exact, bound, Fraction(target)), compare(exact, bound, target * part)
    if whole:
        return State.EXCEEDED if most else State.REACHED
    told = whole if part == 1 else due
    if told is None:
        return State.OPEN
    if part == 1:
        return State.REACHED if most else State.MISSED
    return State.ON_TIME if told is not most else (State.FAST if most else State.SLOW)


def question_of(target: Target, day: date, as_of: date) -> Question:
    """Return what is asked for a target on a day: the days of its period up to that one, as known on ``as_of``."""
    period = Period(target.span_from, max(min(target.span_to, day), target.span_from))
    layout = layout_on(target.span_to, as_of) if target.goal else None
    goal = layout.find(target.goal) if layout is not None else None
    goals = credited(goal) if goal is not None else tuple(filter(None, (target.goal,)))
    where = Where(kinds=(target.kind,) if target.kind else (), goals=goals)
    return Question(INDICATORS[target.indicator], target.unit, period, where=where, as_of=as_of)


def progress(target: Target, *, day: date, as_of: date, reader: Account | None, goals: Goals | None = None) -> Progress:
    """Return how far a target is on a day, as known on ``as_of``, under the reader's rights.

    The caller has checked that the reader may see the unit's figures. ``goals`` holds what is counted already.
    """
    asked = question_of(target, day, as_of)
    part = elapsed(Period(target.span_from, target.span_to), day)
    if not part:
        return Progress(target, asked, None, part, State.AHEAD, _("期间还没有开始。"))
    figure = (goals or Goals(reader)).figure(asked)
    most = target.direction == Target.Direction.MOST
    state = state_of(int(figure.value or 0), figure.bound, target.value or 0, part, most=most)
    return Progress(target, asked, figure, part, state, rule_of(state, target, part, most=most))


def progress_of_all(
    targets: Sequence[Target], *, day: date, as_of: date, reader: Account | None, goals: Goals | None = None
) -> list[Progress]:
    """Return how far each target is; those that differ only in their goal are counted together."""
    together = goals or Goals(reader)
    together.prepare(question_of(target, day, as_of) for target in targets)
    return [progress(target, day=day, as_of=as_of, reader=reader, goals=together) for target in targets]


def percent(part: Fraction) -> str:
    """Return a part in percent with one decimal, rounded down: 41.3%."""
    tenths = int(part * 1000)
    return f"{tenths // 10}.{tenths % 10}%"


def rule_of(state: State, target: Target, part: Fraction, *, most: bool) -> str:
    """Return in a sentence which comparison gave the state."""
    said = {"target": target.value, "time": percent(part), "due": _one_decimal((target.value or 0) * part)}
    rules = {
        State.REACHED: _("不超过任务数 %(target)s，期间已满，为达成。")
        if most
        else _("已不少于任务数 %(target)s，为达成。"),
        State.ON_TIME: _("不超过任务数 × 序时（%(target)s × %(time)s = %(due)s），为如期。")
        if most
        else _("不少于任务数 × 序时（%(target)s × %(time)s = %(due)s），为如期。"),
        State.SLOW: _("少于任务数 × 序时（%(target)s × %(time)s = %(due)s），为偏慢。"),
        State.FAST: _("多于任务数 × 序时（%(target)s × %(time)s = %(due)s），为偏快。"),
        State.EXCEEDED: _("多于任务数 %(target)s，为超出。"),
        State.MISSED: _("期间已满，少于任务数 %(target)s，为未达成。"),
        State.OPEN: _("数带余、近或按少于 5 人保密，与 %(target)s（序时 %(due)s）相比不能断定，为未定。"),
    }
    return rules[state] % said


def _one_decimal(value: Fraction) -> str:
    tenths = int(value * 10)
    return str(tenths // 10) if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"

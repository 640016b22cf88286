"""The verdict: is what the rules ask of a branch in a period held, due, late, or not asked for? Pure, no database.

Whether something is asked for a period is our reading of "generally": the branch, and what the meeting needs (a
committee, a group), must have stood on at least half of the period's days and on its last day. So a branch that is
new in mid-month, or merged away in mid-quarter, is not reminded of what it could hardly hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from kexie.kit.clock import DAY_MAX
from kexie.kit.spans import ONE_DAY, Period
from kexie.records.branches.rules import COMMITTEE_FROM, Needs, Rule


class State(StrEnum):
    """What can be said of one kind of meeting in one period. Late is a reminder, never a violation."""

    HELD = "held"
    DUE = "due"
    LATE = "late"
    NOT_DUE = "not_due"


class Why(StrEnum):
    """Why nothing is asked for."""

    ASKED = ""
    NOT_SET = "not_set"
    NOT_OPEN = "not_open"
    PART_OF_IT = "part_of_it"
    TEMPORARY = "temporary"
    NO_MEMBERS = "no_members"
    FEW_MEMBERS = "few_members"
    NO_COMMITTEE = "no_committee"
    NO_GROUPS = "no_groups"


class Span(NamedTuple):
    """Days from ``first`` to ``last``, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Facts:
    """What is so of a branch: the days on which it stood, and its dated members, committee and groups.

    ``full``: the number of full members from each day on, in order of the days; ``None``: nobody has listed them.
    ``groups``: the number of each group with its days; a group may have stood twice.
    """

    open: tuple[Span, ...] = ()
    full: tuple[tuple[date, int], ...] | None = None
    committee: tuple[Span, ...] = ()
    groups: tuple[tuple[int, Span], ...] = ()
    temporary: bool = False


class Held(NamedTuple):
    """A meeting that was held: its kind, its day, and of which group (``None``: of the whole branch)."""

    kind: str
    on: date
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said, with its rule and dates: ``on`` the days on which it was held, ``missing`` the groups without.

    ``asked`` is False for what was held without being asked for: it is shown and counts in no rate.
    """

    state: State
    rule: Rule
    period: Period | None
    asked: bool
    why: Why = Why.ASKED
    on: tuple[date, ...] = ()
    missing: tuple[int, ...] = ()


def verdict(facts: Facts, rule: Rule, period: Period, held: Iterable[Held], today: date) -> Verdict:
    """Return what is so of one kind of meeting of one branch in one period, as seen on ``today``."""
    mine = sorted({one for one in held if one.kind == rule.slug and one.on in period}, key=lambda one: one.on)
    on = tuple(dict.fromkeys(one.on for one in mine))
    why = reason(facts, rule, period)
    if why is not Why.ASKED:
        return Verdict(State.HELD if mine else State.NOT_DUE, rule, period, asked=False, why=why, on=on)
    missing = _missing(facts, rule, period, mine)
    if mine and not missing:
        return Verdict(State.HELD, rule, period, asked=True, on=on)
    state = State.DUE if today <= period.last else State.LATE
    return Verdict(state, rule, period, asked=True, on=on, missing=missing)


def reason(facts: Facts, rule: Rule, period: Period) -> Why:
    """Return why a kind of meeting is not asked for in a period; ``Why.ASKED``: it is."""
    if rule.every is None:
        return Why.NOT_SET
    if not stood(facts.open, period):
        return Why.PART_OF_IT if _days(facts.open, period) else Why.NOT_OPEN
    if facts.temporary and not rule.temporary:
        return Why.TEMPORARY
    return _lacking(facts, rule, period)


def _lacking(facts: Facts, rule: Rule, period: Period) -> Why:
    """Return what a branch lacks for a meeting: members, a committee, groups."""
    if facts.full is not None and not stood(_met(facts.open, having(facts.full, 1)), period):
        return Why.NO_MEMBERS
    if rule.needs is Needs.COMMITTEE:
        large = facts.open if facts.full is None else _met(facts.open, having(facts.full, COMMITTEE_FROM))
        if not stood(large, period):
            return Why.FEW_MEMBERS
        return Why.ASKED if stood(_met(large, facts.committee), period) else Why.NO_COMMITTEE
    if rule.needs is Needs.GROUPS and not standing_groups(facts, period):
        return Why.NO_GROUPS
    return Why.ASKED


def standing_groups(facts: Facts, period: Period) -> tuple[int, ...]:
    """Return the groups of which a meeting is asked for in a period, in the order of their numbers."""
    numbers = sorted({group for group, _span in facts.groups})
    spans = {number: [span for group, span in facts.groups if group == number] for number in numbers}
    return tuple(number for number in numbers if stood(_met(facts.open, spans[number]), period))


def _missing(facts: Facts, rule: Rule, period: Period, mine: Sequence[Held]) -> tuple[int, ...]:
    if rule.needs is not Needs.GROUPS or any(one.group is None for one in mine):
        return ()
    met = {one.group for one in mine}
    return tuple(group for group in standing_groups(facts, period) if group not in met)


def stood(spans: Iterable[Span], period: Period) -> bool:
    """Tell whether spans cover at least half of a period's days, and its last one."""
    listed = list(spans)
    ends = any(span.first <= period.last <= span.last for span in listed)
    return ends and 2 * _days(listed, period) >= period.days


def having(changes: Sequence[tuple[date, int]], least: int) -> list[Span]:
    """Return the spans on which a number that changes from day to day is at least ``least``."""
    after = [day for day, _number in changes[1:]]
    ends = [*(day - ONE_DAY for day in after), *([DAY_MAX] if changes else [])]
    return [Span(day, last) for (day, number), last in zip(changes, ends, strict=True) if number >= least]


def _met(some: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """Return the days that lie in both."""
    theirs = list(others)
    both = [Span(max(a.first, b.first), min(a.last, b.last)) for a in some for b in theirs]
    return [span for span in both if span.first <= span.last]


def _days(spans: Iterable[Span], period: Period) -> int:
    """Return how many days of a period the spans cover; a day that two cover counts once."""
    days, after = 0, period.first
    for span in sorted(spans):
        first, last = max(span.first, after), min(span.last, period.last)
        if first <= last:
            days += (last - first).days + 1
            after = last + ONE_DAY if last < DAY_MAX else last
    return days

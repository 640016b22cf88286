"""The verdicts of a year as bits: bit *n* speaks of the *n*-th period of a rule. Pure; held against ``rhythm.verdict``.

Where 150 000 branches are looked at, almost all of them have one of a few histories, so what is asked of a history is
worked out once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Final

from kexie.kit.clock import DAY_MAX, DAY_MIN
from kexie.kit.spans import Period, year_of
from kexie.records.branches.rhythm import Facts, Held, Span, State, Why, reason, verdict
from kexie.records.branches.rules import COMMITTEE_FROM, RULES, Needs, Rule, rules_with

MOST: Final = 12


@lru_cache(maxsize=256)
def periods(kind: str, year: int, class_every: str = "") -> tuple[Period, ...]:
    """Return the periods of a kind in a year, in the order of the bits."""
    return tuple(rules_with(class_every)[kind].periods(year))


def clipped(facts: Facts, year: int) -> Facts:
    """Return what of a history a year's verdicts depend on: many histories become one."""
    whole = year_of(year)
    full = None if facts.full is None else _steps(facts.full, whole)
    return replace(
        facts,
        open=_clip(facts.open, whole),
        full=full,
        committee=_clip(facts.committee, whole),
        groups=tuple((group, span) for group, each in facts.groups for span in _clip((each,), whole)),
    )


def _clip(spans: Iterable[Span], whole: Period) -> tuple[Span, ...]:
    found = [Span(max(span.first, whole.first), min(span.last, whole.last)) for span in spans]
    return tuple(sorted({span for span in found if span.first <= span.last}))


def _steps(full: Sequence[tuple[date, int]], whole: Period) -> tuple[tuple[date, int], ...]:
    """Return a number's changes within a year, and only as finely as the rules look: none, some, enough."""
    steps: list[tuple[date, int]] = []
    for day, number in full:
        seen = COMMITTEE_FROM if number >= COMMITTEE_FROM else min(number, 1)
        if day > whole.last:
            break
        if day <= whole.first:
            steps = [(DAY_MIN, seen)]
        elif not steps or steps[-1][1] != seen:
            steps.append((day, seen))
    return tuple(steps)


@lru_cache(maxsize=20_000)
def asked_mask(facts: Facts, kind: str, year: int, class_every: str = "") -> int:
    """Return the periods in which a kind is asked for; ``facts`` as ``clipped`` gives them."""
    rule = rules_with(class_every)[kind]
    return sum(
        1 << n for n, one in enumerate(periods(kind, year, class_every)) if reason(facts, rule, one) is Why.ASKED
    )


def held_mask(facts: Facts, kind: str, year: int, held: Sequence[Held], class_every: str = "") -> int:
    """Return the periods in which a kind counts as held; where no number is set, its months."""
    rule = rules_with(class_every)[kind]
    if rule.every is None:
        return _months(held, kind, year)
    if rule.needs is Needs.GROUPS and facts.groups:
        return _by_verdict(facts, rule, held, periods(kind, year, class_every))
    step = MOST // len(periods(kind, year, class_every))
    found = 0
    for one in held:
        if one.kind == kind and one.on.year == year:
            found |= 1 << ((one.on.month - 1) // step)
    return found


def _by_verdict(facts: Facts, rule: Rule, held: Sequence[Held], each: Iterable[Period]) -> int:
    states = (verdict(facts, rule, one, held, DAY_MAX).state for one in each)
    return sum(1 << n for n, state in enumerate(states) if state is State.HELD)


def _months(held: Iterable[Held], kind: str, year: int) -> int:
    found = 0
    for one in held:
        if one.kind == kind and one.on.year == year:
            found |= 1 << (one.on.month - 1)
    return found


def ended_mask(kind: str, year: int, today: date, class_every: str = "") -> int:
    """Return the periods of a year that are over on a day."""
    return sum(1 << n for n, one in enumerate(periods(kind, year, class_every)) if one.last < today)


def begun_mask(kind: str, year: int, today: date, class_every: str = "") -> int:
    """Return the periods of a year that have begun by a day."""
    return sum(1 << n for n, one in enumerate(periods(kind, year, class_every)) if one.first <= today)


def state_of(asked: int, held: int, ended: int, n: int) -> State:
    """Return the state of the *n*-th period."""
    bit = 1 << n
    if held & bit:
        return State.HELD
    if not asked & bit:
        return State.NOT_DUE
    return State.LATE if ended & bit else State.DUE


def lines(facts: Facts, year: int, held: Sequence[Held], class_every: str = "") -> list[tuple[str, int, int]]:
    """Return kind, asked and held of a branch in a year, for every kind."""
    short = clipped(facts, year)
    mine = [one for one in held if one.on.year == year]
    return [
        (kind, asked_mask(short, kind, year, class_every), held_mask(short, kind, year, mine, class_every))
        for kind in RULES
    ]

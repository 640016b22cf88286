"""What the rules ask of a branch in a period, case by case, and what holds over any history."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.kit.clock import DAY_MAX, DAY_MIN
from kexie.kit.periods import parse_period
from kexie.records.branches.rhythm import Facts, Held, Span, State, Verdict, Why, having, reason, stood, verdict
from kexie.records.branches.rules import RULES, Needs, rules_with

TODAY = date(2018, 5, 31)
ALWAYS = (Span(DAY_MIN, DAY_MAX),)


def days(text: str) -> tuple[Span, ...]:
    """Read spans such as ``2018-01-10.. 2019``; an open end lasts."""
    found = []
    for piece in text.split():
        first, _dots, last = piece.partition("..")
        begin = date.fromisoformat(first) if first else DAY_MIN
        found.append(Span(begin, date.fromisoformat(last) if last else DAY_MAX))
    return tuple(found)


def numbers(text: str) -> tuple[tuple[date, int], ...]:
    """Read numbers such as ``9 2018-04-20:6``: nine from always on, six from that day on."""
    pairs = [piece.rpartition(":") for piece in text.split()]
    return tuple((date.fromisoformat(day) if day else DAY_MIN, int(number)) for day, _colon, number in pairs)


USUAL = Facts(ALWAYS, numbers("12"), ALWAYS, ((1, ALWAYS[0]), (2, ALWAYS[0])))
BASE = {
    "usual": USUAL,
    "small": replace(USUAL, full=numbers("5"), committee=(), groups=()),
    "plain": replace(USUAL, groups=()),
    "unlisted": replace(USUAL, full=None),
    "bare": Facts(ALWAYS),
    "temporary": replace(USUAL, temporary=True),
}
KIND = {
    "大会": "branch_assembly",
    "支委": "branch_committee",
    "小组": "branch_group",
    "党课": "branch_class",
    "党日": "branch_day",
    "生活": "branch_life",
    "评议": "branch_review",
}


def facts_of(text: str) -> Facts:
    """Read facts such as ``usual open=2018-04-02..``."""
    name, *parts = text.split(",")
    told: dict[str, Any] = {}
    for part in parts:
        key, _equals, value = part.partition("=")
        told[key] = numbers(value) if key == "full" else days(value)
    if "group2" in told:
        told["groups"] = ((1, ALWAYS[0]), *((2, span) for span in told.pop("group2")))
    return replace(BASE[name], **told)


def meeting(text: str) -> Held:
    """Read a meeting such as ``大会 2018-03-05`` or ``小组1 2018-03-05`` of the first group."""
    word, day = text.split()
    group = int(word[2:]) if word[2:] else None
    return Held(KIND[word[:2]], date.fromisoformat(day), group)


def seen(facts: str, kind: str, period: str, held: str, today: date = TODAY, class_every: str = "") -> Verdict:
    meetings = [meeting(one) for one in held.split(";") if one]
    rule = rules_with(class_every)[KIND[kind]]
    return verdict(facts_of(facts), rule, parse_period(period, today), meetings, today)


CASES = """
# facts | kind | period | held | verdict
# 党员大会: once a quarter
usual | 大会 | 2018Q1 | 大会 2018-01-01 | held
usual | 大会 | 2018Q1 | 大会 2018-03-31 | held
usual | 大会 | 2018Q1 | 大会 2017-12-31 | late
usual | 大会 | 2018Q1 | 大会 2018-04-01 | late
usual | 大会 | 2018Q1 | | late
usual | 大会 | 2018Q2 | | due
usual | 大会 | 2018Q2 | 大会 2018-05-31 | held
usual | 大会 | 2018Q3 | | due
usual | 大会 | 2018Q1 | 党课 2018-03-05 | late
usual | 大会 | 2018Q1 | 大会 2018-01-09;大会 2018-02-09 | held
small | 大会 | 2018Q1 | | late
bare | 大会 | 2018Q1 | | late
temporary | 大会 | 2018Q1 | | late
# 支委会: once a month, where there is a committee
usual | 支委 | 2018-04 | 支委 2018-04-30 | held
usual | 支委 | 2018-04 | 支委 2018-05-01 | late
usual | 支委 | 2018-05 | | due
usual | 支委 | 2018-06 | | due
small | 支委 | 2018-04 | | not_due few_members
small | 支委 | 2018-04 | 支委 2018-04-09 | held few_members
small,committee=.. | 支委 | 2018-04 | | not_due few_members
usual,full=7 | 支委 | 2018-04 | | late
usual,full=6 | 支委 | 2018-04 | | not_due few_members
usual,committee=2018-04-02.. | 支委 | 2018-04 | | late
usual,committee=2018-04-20.. | 支委 | 2018-04 | | not_due no_committee
usual,committee=2018-01-01..2018-04-29 | 支委 | 2018-04 | | not_due no_committee
usual,committee=2016-01-01..2018-04-10 2018-04-11.. | 支委 | 2018-04 | | late
usual,full=9 2018-04-20:6 | 支委 | 2018-04 | | not_due few_members
usual,full=6 2018-04-16:7 | 支委 | 2018-04 | | late
usual,full=6 2018-04-17:7 | 支委 | 2018-04 | | not_due few_members
unlisted | 支委 | 2018-04 | | late
bare | 支委 | 2018-04 | | not_due no_committee
usual | 支委 | 2018-04 | 大会 2018-04-09 | late
# 党小组会: once a month, each group
usual | 小组 | 2018-04 | 小组1 2018-04-03;小组2 2018-04-04 | held
usual | 小组 | 2018-04 | 小组1 2018-04-03 | late missing 2
usual | 小组 | 2018-05 | 小组2 2018-05-03 | due missing 1
usual | 小组 | 2018-04 | 小组 2018-04-03 | held
usual | 小组 | 2018-04 | 小组1 2018-04-03;小组1 2018-04-20 | late missing 2
usual | 小组 | 2018-04 | 小组1 2018-04-03;小组2 2018-05-04 | late missing 2
plain | 小组 | 2018-04 | | not_due no_groups
plain | 小组 | 2018-04 | 小组 2018-04-03 | held no_groups
usual,group2=2018-04-20.. | 小组 | 2018-04 | 小组1 2018-04-03 | held
usual,group2=..2018-04-20 | 小组 | 2018-04 | 小组1 2018-04-03 | held
usual,group2=2018-04-10.. | 小组 | 2018-04 | 小组1 2018-04-03 | late missing 2
# 党课: as set
usual | 党课 | 2018Q1 | | not_due not_set
usual | 党课 | 2018Q1 | 党课 2018-03-05 | held not_set
usual | 党课/quarter | 2018Q1 | | late
usual | 党课/quarter | 2018Q1 | 大会 2018-03-05 | late
usual | 党课/quarter | 2018Q1 | 大会 2018-03-05;党课 2018-03-05 | held
usual | 党课/month | 2018-05 | | due
usual | 党课/half | 2018H1 | 党课 2018-02-05 | held
usual | 党课/year | 2018 | | due
# 主题党日: once a month
usual | 党日 | 2018-02 | 党日 2018-02-28 | held
small | 党日 | 2018-02 | | late
temporary | 党日 | 2018-02 | | late
bare | 党日 | 2018-05 | | due
# 组织生活会 and 民主评议: once a year
usual | 生活 | 2017 | 生活 2017-12-29 | held
usual | 生活 | 2017 | | late
usual | 生活 | 2018 | | due
usual | 生活 | 2018 | 生活 2018-01-20 | held
usual | 评议 | 2017 | 生活 2017-12-29 | late
usual | 评议 | 2017 | 生活 2017-12-29;评议 2017-12-29 | held
temporary | 生活 | 2017 | | late
temporary | 评议 | 2017 | | not_due temporary
temporary | 评议 | 2017 | 评议 2017-12-29 | held temporary
# new, closed, merged in mid-period
usual,open=2018-04-16.. | 党日 | 2018-04 | | late
usual,open=2018-04-17.. | 党日 | 2018-04 | | not_due part_of_it
usual,open=2018-04-17.. | 党日 | 2018-04 | 党日 2018-04-20 | held part_of_it
usual,open=2018-04-17.. | 党日 | 2018-03 | | not_due not_open
usual,open=2018-02-15.. | 大会 | 2018Q1 | | late
usual,open=2018-02-16.. | 大会 | 2018Q1 | | not_due part_of_it
usual,open=2018-07-02.. | 生活 | 2018 | | due
usual,open=2018-07-03.. | 生活 | 2018 | | not_due part_of_it
usual,open=..2018-05-15 | 大会 | 2018Q2 | | not_due part_of_it
usual,open=..2018-05-15 | 大会 | 2018Q2 | 大会 2018-04-15 | held part_of_it
usual,open=..2018-03-31 | 大会 | 2018Q1 | | late
usual,open=..2018-03-30 | 大会 | 2018Q1 | | not_due part_of_it
usual,open=..2018-03-31 | 大会 | 2018Q2 | | not_due not_open
usual,open=..2018-01-10 2018-02-01.. | 大会 | 2018Q1 | | late
usual,full=0 | 大会 | 2018Q1 | | not_due no_members
usual,full=3 2018-03-20:0 | 大会 | 2018Q1 | | not_due no_members
"""
TABLE = [line for line in CASES.splitlines() if line and not line.startswith("#")]


def said(found: Verdict) -> str:
    """Return a verdict as the table writes it."""
    missing = f"missing {' '.join(map(str, found.missing))}" if found.missing else ""
    return " ".join(word for word in (found.state.value, found.why.value, missing) if word)


def test_the_table_of_cases() -> None:
    assert len(TABLE) >= 60
    wrong = []
    for line in TABLE:
        facts, kind, period, held, expected = (part.strip() for part in line.split("|"))
        kind, _slash, every = kind.partition("/")
        found = said(seen(facts, kind, period, held, class_every=every))
        if found != expected:
            wrong.append(f"{line} -> {found}")
    assert wrong == []


def test_a_verdict_says_its_rule_its_article_and_its_dates() -> None:
    found = seen("usual", "大会", "2018Q1", "大会 2018-01-09;大会 2018-02-09")
    assert (found.rule.article, found.on) == ("支部工作条例（试行）第十一条", (date(2018, 1, 9), date(2018, 2, 9)))
    assert found.period == parse_period("2018Q1", TODAY)
    assert found.asked
    assert not seen("small", "支委", "2018-04", "支委 2018-04-09").asked


@pytest.mark.parametrize(("day", "state"), [(date(2018, 3, 31), State.DUE), (date(2018, 4, 1), State.LATE)])
def test_what_is_not_held_turns_late_the_day_after_its_period(day: date, state: State) -> None:
    assert seen("usual", "大会", "2018Q1", "", today=day).state is state


def test_the_periods_of_a_year_are_the_rules_own() -> None:
    numbers_of = {slug: len(rule.periods(2018)) for slug, rule in RULES.items()}
    assert list(numbers_of.values()) == [4, 12, 12, 0, 12, 1, 1]


DAYS = st.dates(date(2017, 6, 1), date(2019, 6, 30))
SPANS = st.builds(lambda a, b: Span(min(a, b), max(a, b)), DAYS, DAYS)
HISTORY = st.builds(
    Facts,
    st.lists(SPANS, max_size=3).map(tuple),
    st.none()
    | st.lists(st.tuples(DAYS, st.integers(0, 12)), max_size=5, unique_by=lambda one: one[0]).map(
        lambda pairs: tuple(sorted(pairs))
    ),
    st.lists(SPANS, max_size=2).map(tuple),
    st.lists(st.tuples(st.integers(1, 3), SPANS), max_size=4).map(tuple),
    st.booleans(),
)
HELD = st.lists(
    st.builds(Held, st.sampled_from(list(RULES)), DAYS, st.none() | st.integers(1, 3)),
    max_size=12,
)
RULE = st.sampled_from(list(rules_with("quarter").values()))


@given(HISTORY, HELD, RULE, DAYS)
def test_over_any_history_every_period_has_one_verdict_with_its_reason(
    facts: Facts, held: list[Held], rule: Any, today: date
) -> None:
    for period in rule.periods(2018):
        found = verdict(facts, rule, period, held, today)
        assert (found.why is Why.ASKED) is found.asked
        assert all(day in period for day in found.on)
        assert found.state is not State.HELD or found.on
        assert found.state is not State.LATE or (found.asked and period.last < today)
        assert found.state is not State.DUE or (found.asked and today <= period.last)
        assert found.state is not State.NOT_DUE or not (found.asked or found.on)
        assert not found.missing or rule.needs is Needs.GROUPS


@given(HISTORY, HELD, RULE, DAYS, st.builds(Held, st.sampled_from(list(RULES)), DAYS))
def test_another_meeting_never_makes_what_was_held_late(
    facts: Facts, held: list[Held], rule: Any, today: date, more: Held
) -> None:
    for period in rule.periods(2018):
        if verdict(facts, rule, period, held, today).state is State.HELD:
            assert verdict(facts, rule, period, [*held, more], today).state is State.HELD
        changed = verdict(facts, rule, period, [*held, more], today)
        if (more.kind, more.on in period) != (rule.slug, True):
            assert changed == verdict(facts, rule, period, held, today)


@given(HISTORY, HELD, RULE, DAYS, st.randoms())
def test_neither_order_nor_repetition_matters(
    facts: Facts, held: list[Held], rule: Any, today: date, random: Any
) -> None:
    shuffled = [*held, *held]
    random.shuffle(shuffled)
    turned = replace(facts, open=facts.open[::-1], committee=facts.committee[::-1], groups=facts.groups[::-1])
    for period in rule.periods(2018):
        assert verdict(facts, rule, period, held, today) == verdict(turned, rule, period, shuffled, today)


@given(HISTORY, RULE)
def test_what_is_asked_does_not_depend_on_what_was_before_or_comes_after(facts: Facts, rule: Any) -> None:
    for period in rule.periods(2018):
        clipped = [Span(max(s.first, period.first), min(s.last, period.last)) for s in facts.open]
        inside = tuple(span for span in clipped if span.first <= span.last)
        assert reason(replace(facts, open=inside), rule, period) is reason(facts, rule, period)


@given(st.lists(SPANS, max_size=4), st.sampled_from(["2018-02", "2018Q1", "2018"]))
def test_standing_half_the_days_and_the_last_is_counted_day_by_day(spans: list[Span], text: str) -> None:
    period = parse_period(text, TODAY)
    covered = [
        any(span.first <= day <= span.last for span in spans)
        for day in (period.first + timedelta(days=n) for n in range(period.days))
    ]
    assert stood(spans, period) is (covered[-1] and 2 * sum(covered) >= period.days)


@given(st.lists(st.tuples(DAYS, st.integers(0, 9)), max_size=6, unique_by=lambda one: one[0]), DAYS)
def test_a_number_that_changes_is_read_day_by_day(changes: list[tuple[date, int]], day: date) -> None:
    ordered = sorted(changes)
    number = next((value for begin, value in reversed(ordered) if begin <= day), 0)
    assert any(span.first <= day <= span.last for span in having(ordered, 7)) is (number >= 7)

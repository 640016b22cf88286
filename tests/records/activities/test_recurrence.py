"""Rules by which an activity comes again, by example and as properties of any rule."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.kit.refusal import Refused
from kexie.kit.workdays import announced, is_workday, workday_before, workday_from
from kexie.records.activities.recurrence import MOST, Rule, fault, plan, slots, words

weekly = st.builds(
    Rule,
    unit=st.just("week"),
    every=st.integers(1, 24),
    weekdays=st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    workdays=st.booleans(),
)
dated = st.builds(Rule, unit=st.just("month"), every=st.integers(1, 24), day=st.integers(1, 31), workdays=st.booleans())
counted = st.builds(
    Rule,
    unit=st.just("month"),
    every=st.integers(1, 24),
    weekdays=st.integers(0, 6).map(lambda day: (day,)),
    nth=st.sampled_from([1, 2, 3, 4, 5, -1]),
    workdays=st.booleans(),
)
rules = weekly | dated | counted
days = st.dates(date(1, 1, 1), date(2300, 1, 1))


@given(rules, days, st.integers(1, MOST))
def test_slots_rise_come_after_the_day_and_are_as_many_as_asked(rule: Rule, first: date, number: int) -> None:
    found = plan(rule, first, number)
    asked = [slot for slot, _day in found]
    assert len(found) == number
    assert asked == sorted(set(asked))
    assert asked[0] > first
    assert all(day == slot if not rule.workdays else day >= slot for slot, day in found)


@given(rules, days, st.integers(1, 20), st.integers(1, 20))
def test_planning_some_and_some_more_is_planning_them_at_once(rule: Rule, first: date, one: int, two: int) -> None:
    first = next(slots(rule, first))
    whole = plan(rule, first, one + two)
    begun = plan(rule, first, one)
    assert begun + plan(rule, begun[-1][0], two) == whole


@given(weekly, days)
def test_weeks_keep_their_weekdays_and_their_distance(rule: Rule, first: date) -> None:
    found = list(islice(slots(rule, first), 30))
    assert {day.weekday() for day in found} <= set(rule.weekdays)
    monday = first - timedelta(days=min(first.weekday(), first.toordinal() - 1))
    assert all(((day - monday).days // 7) % rule.every == 0 for day in found)


@given(counted, days)
def test_the_nth_weekday_is_the_nth(rule: Rule, first: date) -> None:
    for day in islice(slots(rule, first), 12):
        assert day.weekday() == rule.weekdays[0]
        if rule.nth == -1:
            assert (day + timedelta(days=7)).month != day.month
        else:
            assert (day.day - 1) // 7 + 1 == rule.nth


@pytest.mark.parametrize(
    ("rule", "first", "wanted"),
    [
        (Rule("week", 1, (0,)), date(2018, 5, 1), ["05-07", "05-14", "05-21"]),
        (Rule("week", 2, (1, 3)), date(2018, 5, 1), ["05-01", "05-03", "05-15"]),
        (Rule("month", 1, day=31), date(2018, 1, 31), ["01-31", "02-28", "03-31"]),
        (Rule("month", 3, day=1), date(2018, 1, 2), ["04-01", "07-01", "10-01"]),
        (Rule("month", 1, (4,), nth=1), date(2018, 5, 5), ["06-01", "07-06", "08-03"]),
        (Rule("month", 1, (2,), nth=5), date(2018, 5, 1), ["05-30", "08-29", "10-31"]),
        (Rule("month", 1, (4,), nth=-1), date(2018, 5, 1), ["05-25", "06-29", "07-27"]),
        (Rule("month", 1, day=1, workdays=True), date(2018, 5, 1), ["05-02", "06-01", "07-02"]),
    ],
)
def test_rules_by_example(rule: Rule, first: date, wanted: list[str]) -> None:
    assert [f"{day:%m-%d}" for _slot, day in plan(rule, first - timedelta(days=1), 3)] == wanted
    assert Rule.of_json(rule.as_json()) == rule
    assert words(rule)


@pytest.mark.parametrize(
    "rule",
    [
        Rule("week"), Rule("week", 0, (1,)), Rule("week", 25, (1,)), Rule("week", 1, (7,)), Rule("year", 1, (1,)),
        Rule("month"), Rule("month", day=32), Rule("month", nth=2), Rule("month", weekdays=(1, 2), nth=2),
        Rule("month", weekdays=(1,), nth=6),
    ],
)  # fmt: skip
def test_a_rule_that_gives_no_days_says_why(rule: Rule) -> None:
    assert fault(rule)
    with pytest.raises(Refused):
        plan(rule, date(2018, 5, 1), 3)


@pytest.mark.parametrize("number", [0, -1, MOST + 1])
def test_not_more_at_once_than_anybody_can_look_over(number: int) -> None:
    with pytest.raises(Refused, match="一次最多"):
        plan(Rule("week", 1, (0,)), date(2018, 5, 1), number)


def test_workdays_follow_the_yearly_notice_and_weekdays_where_there_is_none_yet() -> None:
    assert not is_workday(date(2018, 5, 1))
    assert is_workday(date(2018, 4, 28))  # a Saturday worked for the holiday
    assert workday_from(date(2018, 4, 29)) == date(2018, 5, 2)
    assert workday_before(date(2018, 5, 2)) == date(2018, 4, 28)
    assert announced(date(2018, 5, 1))
    assert not announced(date(2099, 5, 1))
    assert workday_from(date(2099, 5, 2)) == date(2099, 5, 4)  # a Saturday

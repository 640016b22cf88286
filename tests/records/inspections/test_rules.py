"""Terms, stages, who keeps out, coverage, votes: computed, without a database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.kit.refusal import Refused
from kexie.kit.terms import Span, Term
from kexie.records.inspections import rules
from kexie.records.inspections.rules import Held, Terms

DAYS = st.dates(date(2018, 1, 1), date(2026, 12, 31))
UNITS = st.integers(1, 9)


def test_the_usual_terms_run_from_the_feedback() -> None:
    """Plan one month, report on progress two months after the feedback; the re-look counts from the final report."""
    told = rules.deadlines(Terms(), {"fed_back": date(2018, 12, 31)})
    assert told["plan"] == date(2019, 1, 31)
    assert told["progress"] == date(2019, 2, 28)
    assert "relooked" not in told
    assert rules.deadlines(Terms(), {"final": date(2018, 6, 1)}) == {"relooked": date(2019, 6, 1)}


def test_what_was_reached_is_not_due_any_more_and_workdays_skip_the_holiday() -> None:
    """Five workdays after the one before the spring festival of 2018: 22, 23, 24 (a Saturday worked), 26, 27."""
    terms = rules.terms_of({"feedback": "5个工作日", "plan": "30天"})
    assert rules.deadlines(terms, {"reported": date(2018, 2, 14)}) == {"fed_back": date(2018, 2, 27)}
    both = rules.deadlines(terms, {"fed_back": date(2018, 3, 1), "plan": date(2018, 3, 2)})
    assert set(both) == {"progress", "final"}


@given(st.integers(1, 365), st.sampled_from(list(Span)))
def test_a_term_reads_as_it_is_kept(number: int, span: Span) -> None:
    assert rules.read_term(rules.written(Term(number, span))) == Term(number, span)


@pytest.mark.parametrize("text", ["", "0天", "一个月", "1年", "-3天", "3", "9999天", "1个月1天"])
def test_what_is_no_term_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="不是时限"):
        rules.read_term(text)


@pytest.mark.parametrize("text", ["1个月", "1月", "1M", "１ 个月", " 1m "])
def test_a_month_is_read_as_people_write_it(text: str) -> None:
    assert rules.read_term(text) == Term(1, Span.MONTH)


def test_no_stage_is_left_out() -> None:
    """From each there is one way on, and only with a day that has come and is not before the last step."""
    day = date(2018, 5, 7)
    for stage in rules.STAGES:
        allowed = [one for one in rules.STAGES if rules.step_fault(stage, one, on=day, last=day, today=day) is None]
        assert allowed == ([rules.next_stage(stage)] if rules.next_stage(stage) else [])
    assert rules.step_fault("planned", "noticed", on=day + timedelta(days=1), last=None, today=day)
    assert rules.step_fault("noticed", "on_site", on=day - timedelta(days=1), last=day, today=day)


@given(DAYS, DAYS, st.integers(0, 10), st.booleans())
def test_whoever_held_a_post_there_lately_keeps_out(since: date, on: date, years: int, inside: bool) -> None:
    """A post that ended longer ago than the rule, lies elsewhere or has not begun keeps nobody out."""
    until = since + timedelta(days=100)
    found = rules.must_recuse([Held(inside, since, until)], on=on, years=years)
    assert found == (inside and since <= on and (until.year + years, until.month, until.day) >= _parts(on))


def _parts(day: date) -> tuple[int, int, int]:
    return day.year, day.month, day.day


@given(st.sets(UNITS), st.lists(st.tuples(UNITS, DAYS)), st.sets(UNITS))
def test_a_unit_covers_once_and_only_in_scope(scope: set[int], told: list[tuple[int, date]], planned: set[int]) -> None:
    """Covered and left are the whole scope; the first day is the earliest; nobody unplanned is planned."""
    found = rules.coverage(sorted(scope), told, planned)
    assert found.covered + len(found.left) == len(scope)
    assert set(found.first) == {unit for unit, _day in told} & scope
    assert all(day == min(d for u, d in told if u == unit) for unit, day in found.first.items())
    assert set(found.unplanned) == scope - set(found.first) - planned


def test_the_planner_takes_the_never_inspected_first_then_the_longest_ago() -> None:
    last = {2: date(2015, 1, 1), 3: date(2012, 1, 1)}
    assert rules.next_up([2, 3, 4, 1], last) == [1, 4, 3, 2]


@given(st.integers(0, 300), DAYS, DAYS)
def test_the_pace_leaves_none_when_the_term_ends(left: int, today: date, until: date) -> None:
    each = rules.pace(left, today=today, until=until)
    halves = max(1, -(-max((until - today).days + 1, 1) // 183))
    assert each * halves >= left
    assert each == 0 or (each - 1) * halves < left


def test_a_name_is_found_even_where_it_is_spaced_out() -> None:
    assert rules.names_in("示 例0001 同志主持", ["示例0001", "示例0002", "李"]) == ["示例0001"]


@pytest.mark.parametrize(
    ("expected", "present", "votes", "recused", "faults"),
    [
        (9, 7, (5, 1, 1), 0, 0),
        (9, 7, (5, 1, 0), 1, 0),
        (9, 7, (6, 1, 0), 1, 1),
        (9, 10, (5, 0, 0), 0, 1),
        (9, 4, (4, 0, 0), 0, 1),
        (8, 4, (4, 0, 0), 0, 0),
        (9, -1, (0, 0, 0), 0, 2),
    ],
)
def test_a_vote_adds_up(expected: int, present: int, votes: tuple[int, int, int], recused: int, faults: int) -> None:
    assert len(rules.vote_faults(expected=expected, present=present, votes=votes, recused=recused)) == faults


def test_more_than_half_of_those_who_should_attend_carry_it() -> None:
    assert [rules.passed(expected=8, in_favour=n) for n in (4, 5)] == [False, True]

"""Quorum and votes as the rules count them; when a branch elects."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.records.branches.terms import Coming, Term, coming, election_fault
from kexie.records.branches.votes import Body, Outcome, ballot_faults, outcome, quorum

TABLE = [
    # who decides, should attend, came, in favour, what became of it
    (Body.ASSEMBLY, 10, 5, 5, Outcome.FAILED),  # more than half of those who should attend, not of those who came
    (Body.ASSEMBLY, 10, 6, 6, Outcome.PASSED),
    (Body.ASSEMBLY, 10, 4, 4, Outcome.NO_QUORUM),
    (Body.ASSEMBLY, 11, 6, 6, Outcome.PASSED),
    (Body.ASSEMBLY, 11, 5, 5, Outcome.NO_QUORUM),
    (Body.COMMITTEE, 5, 3, 3, Outcome.PASSED),
    (Body.COMMITTEE, 5, 2, 2, Outcome.NO_QUORUM),
    (Body.COMMITTEE, 3, 2, 1, Outcome.FAILED),
    (Body.ELECTION, 10, 8, 5, Outcome.PASSED),  # more than half of those present
    (Body.ELECTION, 10, 8, 4, Outcome.FAILED),
    (Body.ELECTION, 10, 7, 7, Outcome.NO_QUORUM),
    (Body.ELECTION, 11, 8, 8, Outcome.NO_QUORUM),  # 4/5 of 11 are 8.8
    (Body.ELECTION, 11, 9, 9, Outcome.PASSED),
    (Body.ASSEMBLY, 0, 0, 0, Outcome.NO_QUORUM),
]


@pytest.mark.parametrize(("body", "should", "came", "in_favour", "expected"), TABLE)
def test_a_vote_becomes_what_the_rules_make_of_it(
    body: Body, should: int, came: int, in_favour: int, expected: Outcome
) -> None:
    assert outcome(body, should, came, in_favour) is expected


@given(st.sampled_from(list(Body)), st.integers(1, 200), st.integers(0, 200))
def test_a_quorum_is_met_from_its_number_on(body: Body, should: int, came: int) -> None:
    found = quorum(body, should, came)
    share = {Body.ELECTION: 5 * came >= 4 * should, Body.OTHER: came >= 1}.get(body, 2 * came >= should)
    assert found.met is share


def test_there_are_no_more_ballots_than_voters_present() -> None:
    assert ballot_faults(10, 8, 5, 2, 1) == []
    assert "多于到会有表决权的 8 人" in ballot_faults(10, 8, 5, 3, 1)[0]
    assert "多于应到的 7 人" in ballot_faults(7, 8, 5, 2, 1)[0]
    assert "负数" in ballot_faults(7, 7, -1, 2, 1)[0]


TERM = Term(date(2016, 3, 1), 3)


def test_a_term_ends_the_day_before_it_began_years_ago() -> None:
    assert TERM.end == date(2019, 2, 28)
    assert Term(date(2016, 2, 29), 5).end == date(2021, 2, 27)


@pytest.mark.parametrize(
    ("term", "on", "expected"),
    [
        (TERM, "2018-08-27", Coming.FAR),
        (TERM, "2018-08-28", Coming.NEAR),
        (TERM, "2019-02-28", Coming.NEAR),
        (TERM, "2019-03-01", Coming.OVER),
        (Term(TERM.since, 3, date(2019, 8, 31)), "2019-03-01", Coming.EXTENDED),
        (Term(TERM.since, 3, date(2019, 8, 31)), "2019-09-01", Coming.OVER),
    ],
)
def test_the_end_of_a_term_is_said_ahead_and_never_a_violation(term: Term, on: str, expected: Coming) -> None:
    assert coming(term, date.fromisoformat(on)) is expected


@pytest.mark.parametrize(
    ("on", "approval", "words"),
    [
        ("2019-02-28", "", None),
        ("2019-03-01", "", None),
        ("2018-09-01", "", None),
        ("2018-08-01", "", "批准"),
        ("2018-08-01", "示例机关党委〔2018〕3号", None),
        ("2019-03-02", "", "批准"),
        ("2020-02-28", "示例机关党委〔2019〕3号", None),
        ("2020-03-01", "示例机关党委〔2019〕3号", "一年"),
        ("2018-02-27", "示例机关党委〔2018〕1号", "一年"),
    ],
)
def test_an_election_early_or_late_needs_an_approval_and_lies_within_a_year(
    on: str, approval: str, words: str | None
) -> None:
    found = election_fault(TERM, date.fromisoformat(on), approval=approval)
    assert (found is None) if words is None else (words in str(found))


def test_a_first_election_needs_none() -> None:
    assert election_fault(None, date(2018, 1, 1), approval="") is None

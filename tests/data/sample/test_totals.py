"""The sample comes to what the source says, known when it says so."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from kexie.data import sample

if TYPE_CHECKING:
    from tests.data.sample.conftest import Row, Written

SPRING = ("2018-01-01", "2018-05-31")


def study(written: Written, as_of: str, period: tuple[str, str] = SPRING) -> list[Row]:
    """Return the study sessions of the whole system."""
    return written.held(unit=sample.ROOT, kind="study", period=period, as_of=as_of)


def sessions(rows: list[Row]) -> int:
    """Return how many sessions rows stand for, lumps counted in."""
    return sum(int(row["count"] or 1) for row in rows)


def test_over_a_thousand_sessions_and_26_000_person_times_known_by_the_end_of_may(written: Written) -> None:
    """1000余场, 26000余人次: both at least so many, for lumps and rough head counts are among them."""
    rows = study(written, "2018-05-31")
    assert 1000 <= sessions(rows) < 1100
    assert 26_000 <= sum(map(written.person_times, rows)) < 27_000
    lumps = [row for row in rows if row["count"]]
    assert lumps
    assert all(row["bound"] == "at_least" and int(row["count"]) > 1 for row in lumps)
    assert {row["bound"] for row in rows} == {"exact", "at_least", ""}


def test_what_was_known_grows(written: Written) -> None:
    """As of 31 March says less than as of 31 May; a little came to be known in June only."""
    known = [study(written, day) for day in ("2018-02-28", "2018-03-31", "2018-04-30", "2018-05-31", "2018-06-30")]
    for fewer, more in pairwise(known):
        assert sessions(fewer) < sessions(more)
        assert sum(map(written.person_times, fewer)) < sum(map(written.person_times, more))
    assert sessions(known[-1]) == 1040
    assert sessions(known[1]) < 600


def test_march_itself_was_not_fully_known_at_its_end(written: Written) -> None:
    """Else as-of would only cut the period."""
    march = ("2018-03-01", "2018-03-31")
    assert 0 < sessions(study(written, "2018-03-31", march)) < sessions(study(written, "2018-05-31", march))


def test_each_month_holds_more_than_the_one_before(written: Written) -> None:
    """Monthly growth, by the month in which sessions took place."""
    months = [(f"2018-{month:02d}-01", f"2018-{month:02d}-31") for month in range(1, 6)]
    counts = [sessions(study(written, "2018-12-31", month)) for month in months]
    assert counts == sorted(set(counts))
    assert sum(counts) == 1040


def test_a_lump_lies_inside_one_month(written: Written) -> None:
    """So that it belongs to exactly one month's figure."""
    for row in written.activities:
        if row["count"]:
            assert row["starts_on"][:7] == row["ends_on"][:7]


def test_a_tenth_of_the_sessions_carries_a_roster_and_persons_are_far_fewer_than_person_times(written: Written) -> None:
    """26 000 人次 is not 26 000 people."""
    rows = study(written, "2018-12-31")
    rostered = [row for row in rows if row["code"] in written.roster]
    assert 0.08 < len(rostered) / sessions(rows) < 0.12
    persons = {line["person"] for row in rows for line in written.present(row)}
    assert 300 < len(persons) < sum(len(written.present(row)) for row in rows) / 2


def test_the_study_group_met_more_than_twenty_times_since_the_congress(written: Written) -> None:
    """Some of it in 2017; outside experts by role only."""
    rows = written.held(
        unit=sample.STUDY_GROUP,
        kind="study",
        period=("2017-10-24", "2018-05-31"),
        as_of="2018-05-31",
    )
    assert len(rows) == 23
    assert {row["starts_on"][:4] for row in rows} == {"2017", "2018"}
    speakers = {row["speakers"] for row in rows} - {""}
    assert speakers
    assert all(speaker.startswith("示例专家（") for speaker in speakers)


@pytest.mark.parametrize("fact", [fact for fact in sample.FACTS if fact.indicator], ids=lambda fact: fact.slug)
def test_every_recorded_fact_is_in_the_files(written: Written, fact: sample.Fact) -> None:
    """Each statement that the report makes a figure of comes to what it should, by brute force."""
    kind = dict(condition.split("=") for condition in fact.where)["kind"]
    first, _, last = fact.period.partition("..")
    rows = written.held(unit=fact.unit, kind=kind, period=(first, last or first), as_of=fact.as_of)
    if fact.titles:
        assert {row["title"] for row in rows} >= set(fact.titles)
        rows = [row for row in rows if row["title"] in fact.titles]
    if fact.series:
        rows = [row for row in rows if row["series"] == fact.series]
    values = {
        "activities": sessions(rows),
        "attendances": sum(map(written.person_times, rows)),
        "attendees": len({line["person"] for row in rows for line in written.present(row)}),
    }
    assert values[fact.indicator] >= fact.least > 0
    if fact.bound == "exact":
        assert not any(row["count"] for row in rows)


def test_a_fact_is_a_figure_or_says_which_noun_is_missing() -> None:
    """Nothing is passed over in silence; only the layout is neither, for it is shipped as a catalogue."""
    assert [fact.slug for fact in sample.FACTS if fact.recorded and not fact.indicator] == ["layout"]
    assert not any(fact.indicator for fact in sample.FACTS if fact.missing)
    assert len({fact.slug for fact in sample.FACTS}) == len(sample.FACTS)

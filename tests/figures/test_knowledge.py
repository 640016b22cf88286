"""The finer points of what is known when, one by one: each is easily lost among random histories."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from kexie.records.access.models import Account
from kexie.records.activities import actions
from kexie.records.activities.models import Activity, Attendance
from kexie.records.ledger.actions import merge_persons, part_persons
from kexie.records.structure.actions import close
from kexie.records.units.models import Unit
from tests.building import figure, held, plant, present, someone, value
from tests.figures.days import at

Planted = dict[str, Unit]


@pytest.fixture
def clock(early: Account) -> Iterator[None]:
    with at(date(2018, 1, 20)):
        yield


@pytest.fixture
def planted(clock: None, early: Account) -> Planted:
    return plant(early, root="", p1="root", p2="root")


def known(indicator: str, unit: Unit, *days: date) -> list[int | Decimal | None]:
    return [value(indicator, unit, as_of=day.isoformat())[0] for day in days]


def test_a_cancellation_takes_effect_on_the_day_it_is_known(planted: Planted, early: Account) -> None:
    one = held(early, planted["p1"], date(2018, 1, 9), headcount=7)
    with at(date(2018, 2, 5)):
        actions.cancel(one, reason="误登", by=early, version=1)
    days = [date(2018, 1, 19), date(2018, 1, 20), date(2018, 2, 4), date(2018, 2, 5)]
    assert known("activities", planted["root"], *days) == [0, 1, 1, 0]
    assert known("attendances", planted["root"], *days) == [0, 7, 7, 0]


def test_a_correction_replaces_the_number_on_the_day_it_is_known(planted: Planted, early: Account) -> None:
    one = held(early, planted["p1"], date(2018, 1, 9), headcount=7, co_hosts=(planted["p2"],))
    with at(date(2018, 2, 5)):
        draft = actions.Draft(
            one.code, "visit", "走访", planted["p1"], one.starts_on, one.ends_on, "held", headcount=9, bound="about"
        )
        actions.change(one, draft, by=early, version=1)
    assert known("attendances", planted["root"], date(2018, 2, 4), date(2018, 2, 5)) == [7, 9]
    assert known("attendances", planted["p2"], date(2018, 2, 4), date(2018, 2, 5)) == [7, 0]
    assert value("activities", planted["root"], where=["kind=visit"], as_of="2018-02-04") == (0, "exact")
    assert value("attendances", planted["root"], where=["kind=visit"], as_of="2018-02-05") == (9, "about")


def test_persons_merged_in_a_chain_and_parted_again(planted: Planted, early: Account) -> None:
    people = [someone(f"x{n}", early) for n in range(3)]
    one, two, three = (person.pseudonym for person in people)
    present(early, held(early, planted["p1"], date(2018, 1, 9)), *people)
    for day, pair in ((date(2018, 2, 1), (one, two)), (date(2018, 3, 1), (two, three))):
        with at(day):
            merge_persons(pseudonym=pair[0], into=pair[1], by=early)
    with at(date(2018, 4, 1)):
        part_persons(pseudonym=one, by=early)
    days = [date(2018, 1, 31), date(2018, 2, 1), date(2018, 3, 1), date(2018, 4, 1)]
    assert known("attendees", planted["root"], *days) == [3, 2, 1, 2]


@pytest.mark.parametrize(
    ("headcount", "bound", "said"),
    [
        (None, "exact", "exact"),
        (2, "exact", "exact"),
        (3, "exact", "at_least"),
        (2, "at_least", "at_least"),
        (2, "about", "at_least"),
        (3, "under", "at_least"),
    ],
)
def test_persons_are_at_least_where_heads_have_no_names(
    planted: Planted, early: Account, headcount: int | None, bound: str, said: str
) -> None:
    people = [someone(f"x{n}", early, planted["p2"]) for n in range(2)]
    present(early, held(early, planted["p1"], date(2018, 1, 9), headcount=headcount, bound=bound), *people)
    assert value("attendees", planted["root"]) == (2, said)
    assert value("participants", planted["root"]) == (2, "exact")


def test_a_head_count_of_nobody_is_a_number_and_hides_nobody(planted: Planted, early: Account) -> None:
    held(early, planted["p1"], date(2018, 1, 9), headcount=0)
    assert value("attendances", planted["root"]) == (0, "exact")
    assert value("attendees", planted["root"]) == (0, "exact")


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        (["exact", "exact"], "exact"),
        (["exact", "at_least"], "at_least"),
        (["under", "under"], "under"),
        (["at_least", "under"], "about"),
        (["exact", "about"], "about"),
    ],
)
def test_bounds_of_a_sum(planted: Planted, early: Account, bounds: list[str], said: str) -> None:
    for bound in bounds:
        held(early, planted["p1"], date(2018, 1, 9), headcount=10, count=3, bound=bound)
    assert value("activities", planted["root"]) == (6, said)
    assert value("attendances", planted["root"]) == (20, said)


def test_struck_from_the_roster_the_rest_grows(planted: Planted, early: Account) -> None:
    people = [someone(f"x{n}", early, planted["p2"]) for n in range(2)]
    one = held(early, planted["p1"], date(2018, 1, 9), headcount=2)
    present(early, one, *people)
    assert value("attendees", planted["root"]) == (2, "exact")
    with at(date(2018, 2, 5)):
        again = Activity.objects.knowing("test").get(pk=one.pk)
        actions.strike(again, Attendance.objects.knowing("test").filter(activity=one)[0].pk, by=early)
    assert value("attendances", planted["root"], as_of="2018-02-05") == (2, "exact")
    assert value("attendees", planted["root"], as_of="2018-02-05") == (1, "at_least")
    assert known("participants", planted["p2"], date(2018, 2, 4), date(2018, 2, 5)) == [2, 1]


def test_a_closed_units_row_is_not_brought_back_by_what_is_learnt_later(planted: Planted, early: Account) -> None:
    close(unit=planted["p2"], on=date(2017, 12, 1), by=early)
    with at(date(2018, 2, 5)):
        held(early, planted["p2"], date(2018, 1, 9))

    def rows(as_of: str) -> list[str]:
        return [row.unit.code for row in figure("activities", planted["root"], by=["children"], as_of=as_of).rows]

    assert rows("2018-02-04") == ["p1"]
    assert rows("2018-02-05") == ["p1", "p2"]

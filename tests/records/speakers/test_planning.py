"""The planner: never books anybody twice, reaches empty regions first, spreads the load; and how near the optimum."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from kexie.records.speakers.planning import AWAY, BUSY, FULL, UNFIT, Able, Wish, obstacle, propose, worth
from kexie.records.speakers.slots import Slot, booked_twice
from tests.records.speakers.gap import table, written
from tests.records.speakers.planned import START, case

FIELD, ZH = frozenset({"农业"}), frozenset({"zh"})


def wish(key: int, region: int = 1, hour: float = 0, day: int = 0) -> Wish:
    begins = START + timedelta(days=day, hours=hour)
    return Wish(key, region, "农业", "zh", Slot(begins, begins + timedelta(hours=2), region), begins.date())


def able(key: int, **more: object) -> Able:
    return replace(Able(key, FIELD, ZH), **more)  # type: ignore[arg-type]


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.integers(0, 14), st.integers(0, 5), st.integers(2, 5))
def test_nobody_is_booked_twice_or_beyond_what_they_said(seed: int, wishes: int, speakers: int, regions: int) -> None:
    asked, pool, reached = case(seed, wishes, speakers, regions)
    plan = propose(asked, pool, reached)
    by_key, of = {one.key: one for one in asked}, {one.key: one for one in pool}
    assert len({key for key, _speaker in plan.placed}) == len(plan.placed)
    assert {key for key, _ in plan.placed} | {key for key, _ in plan.left} == set(by_key)
    for speaker in pool:
        mine = [by_key[key] for key, who in plan.placed if who == speaker.key]
        assert not booked_twice([*(one.slot for one in mine), *speaker.taken])
        assert all(obstacle(one, of[speaker.key]) is None for one in mine)
        for month in {one.month for one in mine}:
            assert sum(one.month == month for one in mine) <= speaker.most
    assert propose(asked, pool, reached) == plan


def test_why_somebody_cannot_take_a_lecture() -> None:
    one = wish(1)
    for who, why in (
        (able(1), None),
        (able(1, fields=frozenset({"医学"})), UNFIT),
        (able(1, languages=frozenset({"en"})), UNFIT),
        (able(1, regions=frozenset({2})), UNFIT),
        (able(1, regions=frozenset({1})), None),
        (able(1, away=((one.day, one.day),)), AWAY),
        (able(1, away=((date(2018, 1, 1), date(2018, 1, 2)),)), None),
        (able(1, taken=(one.slot,)), BUSY),
        (able(1, most=1, given={(2018, 5): 1}), FULL),
        (able(1, most=1, given={(2018, 4): 1}), None),
    ):
        assert obstacle(one, who) == why, who


def test_a_region_that_had_none_goes_before_one_that_had() -> None:
    same_time = [wish(1, region=1), wish(2, region=2)]
    plan = propose(same_time, [able(1)], reached=[1])
    assert plan.placed == ((2, 1),)
    assert plan.left == ((1, BUSY),)


def test_load_is_spread_and_home_goes_before_away() -> None:
    four = [wish(n, day=n) for n in range(4)]
    plan = propose(four, [able(1), able(2)])
    assert sorted(who for _wish, who in plan.placed) == [1, 1, 2, 2]
    assert propose([wish(1, region=2)], [able(1, home=1), able(2, home=2)]).placed == ((1, 2),)
    assert propose([wish(1)], [able(1, had=3), able(2)]).placed == ((1, 2),)


def test_one_more_is_placed_by_giving_another_to_somebody_else() -> None:
    """Only 1 speaks English; 2 can take the Chinese lecture that 1 would have been nearer to."""
    english = replace(wish(2, hour=1), language="en")
    both = able(1, languages=frozenset({"zh", "en"}), home=1)
    plan = propose([wish(1), english], [both, able(2, home=9)])
    assert dict(plan.placed) == {1: 2, 2: 1}


def test_the_worth_of_a_plan_is_what_the_page_says_it_weighs() -> None:
    wishes, ables = {1: wish(1), 2: wish(2, day=1)}, {1: able(1, home=1), 2: able(2)}
    same, spread = {1: 1, 2: 1}, {1: 1, 2: 2}
    assert worth(same, wishes, ables, frozenset()) == 2_000 + 2 * 1_000 - 10 * 4
    assert worth(spread, wishes, ables, frozenset({1})) == 2 * 1_000 - 30 - 10 * 2


def test_the_gap_to_the_optimum_in_the_documentation_is_what_the_solver_says() -> None:
    """The rows of small cases are worked out again; ``scripts/planner_gap.py`` writes them."""
    rows = table(most=14)
    assert rows
    assert all(row in written() for row in rows)

"""How far a target is: compared in whole numbers, with time elapsed, and never more said than a bound allows."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.figures.progress import GOOD, State, elapsed, exceeds, percent, progress, reaches, state_of
from kexie.figures.weights import weigh
from kexie.kit.bounds import Bound
from kexie.kit.periods import year_of
from kexie.records.access.models import Account
from kexie.records.plans.actions import Issue, Wanted, issue, set_targets
from kexie.records.plans.models import Target
from kexie.records.plans.queries import targets_on
from kexie.records.plans.rules import Aim, NewGoal
from kexie.records.units.models import Unit
from tests.building import cast, figure, held, present, someone

Tree = dict[str, Unit]
NUMBERS = st.integers(0, 10**6)
PARTS = st.fractions(0, 1, max_denominator=366)
MAY = date(2018, 5, 31)


def truths(value: int, bound: Bound) -> list[int]:
    """Return true numbers that a stated one may stand for (近 300 lies below 300)."""
    if bound is Bound.AT_LEAST:
        return [value, value + 1, value + 10**7]
    if bound is Bound.UNDER:
        return [0, max(value - 1, 0)] if value else []
    return [value]


@given(value=NUMBERS, mark=st.fractions(0, 10**6, max_denominator=400), bound=st.sampled_from(Bound))
def test_a_comparison_says_yes_or_no_only_if_every_true_number_does(value: int, mark: Fraction, bound: Bound) -> None:
    said = truths(value, bound)
    for compare, plainly in ((reaches, [one >= mark for one in said]), (exceeds, [one > mark for one in said])):
        told = compare(value, bound, mark)
        if told is not None:
            assert all(one is told for one in plainly)


@given(value=NUMBERS, target=NUMBERS, part=PARTS, bound=st.sampled_from(Bound), most=st.booleans())
def test_every_state_means_what_its_rule_says(
    value: int, target: int, part: Fraction, bound: Bound, most: bool
) -> None:
    state = state_of(value, bound, target, part, most=most)
    for true in truths(value, bound):
        if state is State.REACHED:
            assert true <= target if most else true >= target
        elif state in {State.MISSED, State.SLOW}:
            assert not most
            assert true < target * part
        elif state in {State.EXCEEDED, State.FAST}:
            assert most
            assert true > target * part
        elif state is State.ON_TIME:
            assert true <= target * part if most else true >= target * part
    assert (state in {State.MISSED, State.SLOW, State.EXCEEDED, State.FAST, State.OPEN}) == (state not in GOOD)


def test_at_least_a_thousand_proves_a_thousand_and_never_disproves_more() -> None:
    half = Fraction(1, 2)
    assert state_of(1000, Bound.AT_LEAST, 1000, half, most=False) is State.REACHED
    assert state_of(1000, Bound.AT_LEAST, 1800, half, most=False) is State.ON_TIME
    assert state_of(1000, Bound.AT_LEAST, 2400, half, most=False) is State.OPEN
    assert state_of(1000, Bound.EXACT, 2400, half, most=False) is State.SLOW
    assert state_of(1000, Bound.AT_LEAST, 2400, Fraction(1), most=False) is State.OPEN
    assert state_of(1000, Bound.AT_LEAST, 900, half, most=True) is State.EXCEEDED
    assert state_of(300, Bound.UNDER, 300, Fraction(1), most=True) is State.REACHED


@given(day=st.dates(date(2017, 1, 1), date(2020, 1, 1)))
def test_time_elapsed_is_counted_in_days_at_the_end_of_the_day(day: date) -> None:
    part = elapsed(year_of(2018), day)
    assert 0 <= part <= 1
    assert (part == 0) == (day < date(2018, 1, 1))
    assert (part == 1) == (day >= date(2018, 12, 31))
    assert elapsed(year_of(2018), day + timedelta(days=1)) >= part


def test_at_the_end_of_may_a_year_is_151_days_of_365() -> None:
    assert elapsed(year_of(2018), MAY) == Fraction(151, 365)
    assert percent(Fraction(151, 365)) == "41.3%"
    assert percent(Fraction(1)) == "100.0%"


@pytest.fixture
def targets(owner: Account, tree: Tree) -> list[Target]:
    """Set a year's target for all, one for a goal, one for a kind, and put three activities in three goals."""
    issue(Issue("own", 2018, (NewGoal("a", "甲"), NewGoal("a.x", "子"), NewGoal("b", "乙", was=("old",)))), by=owner)
    root = tree["root"].pk
    aim = Aim("activities", root, date(2018, 1, 1), date(2018, 12, 31))
    goals = [Wanted(aim._replace(goal=goal), 4) for goal in ("a", "b")]
    set_targets([Wanted(aim, 7), *goals, Wanted(aim._replace(kind="visit"), 4)], by=owner)
    held(owner, tree["c1"], date(2018, 2, 1), goals=("a.x", "b"))
    held(owner, tree["c2"], date(2018, 3, 1), goals=("a", "a.x", "old"))
    held(owner, tree["c3"], date(2018, 7, 1), goals=("b",), kind="visit")
    return targets_on(tree["root"], MAY)


def test_a_target_counts_its_goal_its_kind_and_its_days_up_to_the_one_looked_from(
    owner: Account, targets: list[Target]
) -> None:
    told = {}
    for target in targets:
        one = progress(target, day=MAY, as_of=date(2030, 1, 1), reader=owner)
        assert one.figure is not None
        told[target.goal or target.kind] = (one.figure.value, one.rate, one.state)
    assert told == {
        "": (2, 28, State.SLOW),
        "a": (2, 50, State.ON_TIME),
        "b": (2, 50, State.ON_TIME),
        "visit": (0, 0, State.SLOW),
    }


def test_before_its_period_nothing_is_counted(owner: Account, targets: list[Target]) -> None:
    one = progress(targets[0], day=date(2017, 12, 31), as_of=date(2030, 1, 1), reader=owner)
    assert (one.figure, one.rate, one.state) == (None, None, State.AHEAD)


def test_several_goals_of_one_record_count_it_in_each_and_once_in_all(
    owner: Account, tree: Tree, targets: list[Target]
) -> None:
    root = tree["root"]
    rows = {row.goal: row.value for row in figure("activities", root, by=["goal"]).rows}
    assert rows == {"a": 2, "a.x": 2, "b": 2, "old": 1}
    union = figure("activities", root, where=["goal=a", "goal=b", "goal=old"]).total.value
    assert union == 3
    assert union < sum(rows[code] or 0 for code in ("a", "b", "old"))
    assert rows["a"] == 2, "a record of a goal and of one below it counts once in the upper one"


def test_a_number_that_is_withheld_proves_nothing_in_between(owner: Account, tree: Tree) -> None:
    person = someone("x", owner)
    one = held(owner, tree["c3"], date(2018, 2, 1))
    present(owner, one, person)
    aim = Aim("attendees", tree["c3"].pk, date(2018, 1, 1), date(2018, 12, 31))
    set_targets([Wanted(aim, 6)], by=owner)
    [target] = targets_on(tree["c3"], MAY)
    outsider = cast("clerk", tree["c1"], "outsider")
    told = progress(target, day=MAY, as_of=date(2030, 1, 1), reader=outsider)
    assert told.figure is not None
    assert told.figure.masked
    assert told.state is State.OPEN
    assert "1" not in told.rule.replace("41.3", "")


def test_weights_are_equal_or_last_years_or_the_units_below(owner: Account, tree: Tree, targets: list[Target]) -> None:
    held(owner, tree["c1"], date(2017, 5, 1), count=5)
    held(owner, tree["c3"], date(2017, 5, 1))
    units = [tree["p1"], tree["p2"]]
    target = next(one for one in targets if not one.goal and not one.kind)
    assert list(weigh("equal", target, units, reader=owner).values()) == [1, 1]
    assert list(weigh("last-year", target, units, reader=owner).values()) == [5, 1]
    assert list(weigh("units", target, units, reader=owner).values()) == [4, 2]

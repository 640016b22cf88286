"""Targets on stated numbers and formulas: what grows with time is held against time, a level against the target."""

from __future__ import annotations

from datetime import date

import pytest

from kexie.figures.progress import Progress, State, progress
from kexie.kit.periods import parse_period
from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.plans.actions import Split, Wanted, plan_split, set_targets
from kexie.records.plans.models import Target
from kexie.records.plans.rules import Aim
from kexie.records.units.models import Unit
from kexie.records.values.actions import Said, define, state
from kexie.records.values.definitions import Element, Row
from tests.building import held
from tests.opened import everything

Tree = dict[str, Unit]
YEAR = (date(2018, 1, 1), date(2018, 12, 31))
FAR = date(2030, 1, 1)


@pytest.fixture
def defined(owner: Account, tree: Tree) -> Tree:
    """Define a monthly sum, a stock, an average, and a formula over what the house counts; state a little of each."""
    stock = Element("members", "会员", 0, "month", "last", "sum", "12m")
    define(
        [Element("talks", "报告", 0, "month"), stock, Element("rate", "比率", 1, "month", "last", "average", "12m")],
        by=owner,
    )
    define([Row("per", "每场人次", "attendances", "activities", decimals=1)], by=owner)
    january = parse_period("2018-01", FAR)
    told = [Said("talks", tree["c1"], january, amount=10), Said("members", tree["c1"], january, amount=90)]
    state([*told, Said("rate", tree["c1"], january, amount=955)], by=owner)
    held(owner, tree["c1"], date(2018, 1, 9), headcount=25)
    return tree


def on(day: date, by: Account, unit: Unit, slug: str, value: int, direction: str = "least") -> Progress:
    """Set a target and return how far it is on a day."""
    set_targets([Wanted(Aim(slug, unit.pk, *YEAR), value, direction)], by=by)
    target = Target.objects.filter(indicator=slug, unit=unit).latest("position")
    return progress(target, day=day, as_of=FAR, reader=by)


@pytest.mark.parametrize(
    ("slug", "value", "direction", "state_then", "state_at_end"),
    [
        ("talks", 60, "least", State.ON_TIME, State.MISSED),  # 10 ≥ 60 × 59/365
        ("talks", 90, "least", State.SLOW, State.MISSED),
        ("talks", 10, "least", State.REACHED, State.REACHED),
        ("members", 100, "least", State.OPEN, State.MISSED),  # a stock does not grow with the days
        ("members", 90, "least", State.REACHED, State.REACHED),
        ("members", 90, "most", State.ON_TIME, State.REACHED),
        ("members", 89, "most", State.EXCEEDED, State.EXCEEDED),
        ("rate", 96, "least", State.OPEN, State.MISSED),  # 95.5
        ("rate", 95, "least", State.REACHED, State.REACHED),
        ("per", 25, "least", State.REACHED, State.REACHED),
        ("per", 26, "least", State.OPEN, State.MISSED),
    ],
)
def test_a_level_is_settled_at_the_end_and_what_adds_up_by_the_days(
    owner: Account, defined: Tree, slug: str, value: int, direction: str, state_then: State, state_at_end: State
) -> None:
    then = on(date(2018, 2, 28), owner, defined["root"], slug, value, direction)
    end = on(date(2018, 12, 31), owner, defined["root"], slug, value, direction)
    assert (then.state, end.state) == (state_then, state_at_end)
    assert then.rule
    assert str(value) in end.rule


def test_what_is_not_reported_is_open_and_never_nothing(owner: Account, defined: Tree) -> None:
    found = on(date(2018, 2, 28), owner, defined["p2"], "talks", 5)
    assert (found.state, found.rate) == (State.OPEN, None)
    assert found.figure is not None
    assert found.figure.value is None


@pytest.mark.parametrize(("goal", "kind"), [("six", ""), ("", "study")])
def test_stated_numbers_have_no_goal_and_no_kind(owner: Account, defined: Tree, goal: str, kind: str) -> None:
    before = everything()
    with pytest.raises(Refused, match="不分目标和种类"):
        set_targets([Wanted(Aim("talks", defined["root"].pk, *YEAR, goal, kind), 5)], by=owner)
    assert everything() == before


def test_an_indicator_that_there_is_not_is_refused(owner: Account, defined: Tree) -> None:
    for slug in ("none", "a\0b"):
        with pytest.raises(Refused, match="没有名为"):
            set_targets([Wanted(Aim(slug, defined["root"].pk, *YEAR), 5)], by=owner)


def test_only_what_adds_up_over_units_is_split(owner: Account, defined: Tree) -> None:
    units = {defined["p1"].pk: 1, defined["p2"].pk: 3}
    for slug in ("talks", "members"):
        target = on(date(2018, 2, 28), owner, defined["root"], slug, 8).target
        assert plan_split(target, Split(units, {})) == {defined["p1"].pk: 2, defined["p2"].pk: 6}
    for slug in ("rate", "per"):
        target = on(date(2018, 2, 28), owner, defined["root"], slug, 8).target
        with pytest.raises(Refused, match="不能相加"):
            plan_split(target, Split(units, {}))

"""Targets: the latest known holds, what is given from above is changed from above, and every split adds up."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kexie.figures.indicators import INDICATORS as COUNTING
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access.models import Account
from kexie.records.plans.actions import Issue, Split, Wanted, allocate, issue, set_targets
from kexie.records.plans.models import Target
from kexie.records.plans.queries import receivers, shares_of, standing, targets_on
from kexie.records.plans.rules import INDICATORS, Aim, NewGoal
from kexie.records.structure.actions import close, move
from kexie.records.units.models import Unit
from tests.building import cast, plant
from tests.figures.days import at
from tests.opened import everything

Tree = dict[str, Unit]
YEAR = (date(2018, 1, 1), date(2018, 12, 31))
MAY = date(2018, 5, 31)


def aim(unit: Unit, kind: str = "") -> Aim:
    return Aim("activities", unit.pk, *YEAR, kind=kind)


def the(unit: Unit) -> Target:
    return standing([unit.pk])[aim(unit)]


def given_sum(target: Target) -> int:
    return sum(one.value or 0 for one in shares_of(target))


def test_targets_are_set_for_the_indicators_there_are() -> None:
    assert list(INDICATORS) == list(COUNTING)
    assert {slug: str(title) for slug, title in INDICATORS.items()} == {
        s: str(one.title) for s, one in COUNTING.items()
    }


def test_the_latest_known_target_holds_and_earlier_days_keep_theirs(owner: Account, tree: Tree) -> None:
    root = tree["root"]
    today_of = date(2030, 1, 1)
    with at(today_of):
        assert set_targets([Wanted(aim(root), 100, note="工作要点")], by=owner) == 1
        assert set_targets([Wanted(aim(root), 100, note="工作要点")], by=owner) == 0
    with at(date(2030, 2, 1)):
        set_targets([Wanted(aim(root), 120)], by=owner)
        assert the(root).value == 120
        assert [one.value for one in targets_on(root, MAY, today_of)] == [100]
        set_targets([Wanted(aim(root), None)], by=owner)
        assert targets_on(root, MAY) == []
        assert set_targets([Wanted(aim(root), None)], by=owner) == 0
    assert Target.objects.count() == 3


def test_a_target_speaks_of_the_days_of_its_period_only(owner: Account, tree: Tree) -> None:
    root = tree["root"]
    spring = aim(root)._replace(span_from=date(2018, 3, 1), span_to=date(2018, 5, 31))
    set_targets([Wanted(spring, 5), Wanted(aim(root), 20)], by=owner)
    assert [one.value for one in targets_on(root, MAY)] == [20, 5]
    assert [one.value for one in targets_on(root, date(2018, 6, 1))] == [20]


@pytest.mark.parametrize(
    ("indicator", "goal", "why"),
    [("nothing", "", "没有名为"), ("activities", "no.such", "没有编号为")],
)
def test_what_no_layout_or_indicator_knows_is_refused(
    owner: Account, tree: Tree, indicator: str, goal: str, why: str
) -> None:
    issue(Issue("own", 2018, (NewGoal("main", "主线"),)), by=owner)
    before = everything()
    with pytest.raises(Refused, match=why):
        set_targets([Wanted(aim(tree["root"])._replace(indicator=indicator, goal=goal), 1)], by=owner)
    with pytest.raises(Refused, match="任务数"):
        set_targets([Wanted(aim(tree["root"]), -1)], by=owner)
    with pytest.raises(Refused, match="方向"):
        set_targets([Wanted(aim(tree["root"]), 1, "sideways")], by=owner)
    assert everything() == before


def test_a_share_given_from_above_is_changed_from_above(owner: Account, tree: Tree) -> None:
    above, below = cast("chair", tree["root"]), cast("chair", tree["p1"], "below")
    set_targets([Wanted(aim(tree["root"]), 10)], by=above)
    allocate(the(tree["root"]), Split({tree["p1"].pk: 1, tree["p2"].pk: 1}), by=above)
    with pytest.raises(Forbidden, match="下达"):
        set_targets([Wanted(aim(tree["p1"]), 1)], by=below)
    assert set_targets([Wanted(aim(tree["p1"], kind="visit"), 1)], by=below) == 1
    assert set_targets([Wanted(aim(tree["p1"]), 6)], by=above) == 1
    assert the(tree["p1"]).fixed
    with pytest.raises(Forbidden):
        set_targets([Wanted(aim(tree["p2"], kind="visit"), 1)], by=below)


def test_with_a_target_that_is_withdrawn_go_its_shares_but_for_those_that_are_set_beside(
    owner: Account, tree: Tree
) -> None:
    below = cast("chair", tree["p2"], "below")
    set_targets([Wanted(aim(tree["root"]), 10)], by=owner)
    allocate(the(tree["root"]), Split({tree["p1"].pk: 1, tree["p2"].pk: 1}), by=owner)
    allocate(the(tree["p1"]), Split({tree["city"].pk: 1}), by=owner)
    assert set_targets([Wanted(aim(tree["p2"]), 5), Wanted(aim(tree["root"]), None)], by=owner)
    held = standing(unit.pk for unit in tree.values())
    assert [(one.unit.code, one.value, one.given_by) for one in held.values()] == [("p2", 5, None)]
    assert set_targets([Wanted(aim(tree["p2"]), 6)], by=below) == 1  # nobody above it stands in the way any more


def test_a_target_is_only_split_over_units_right_below_that_are_open(owner: Account, tree: Tree) -> None:
    set_targets([Wanted(aim(tree["root"]), 10)], by=owner)
    target = the(tree["root"])
    assert [unit.code for unit in receivers(target)] == ["p1", "p2"]
    before = everything()
    with pytest.raises(Refused, match="不直属"):
        allocate(target, Split({tree["c1"].pk: 1}), by=owner)
    with pytest.raises(Refused, match="没有可以分解"):
        allocate(target, Split({}), by=owner)
    assert everything() == before
    move(unit=tree["c3"], parent=tree["root"], on=date(2018, 9, 1), by=owner)
    close(unit=tree["p2"], on=date(2018, 10, 1), by=owner)
    assert [unit.code for unit in receivers(target)] == ["c3", "p1"]


def test_splitting_twice_the_same_way_writes_nothing(owner: Account, tree: Tree) -> None:
    set_targets([Wanted(aim(tree["root"]), 11)], by=owner)
    split = Split({tree["p1"].pk: 2, tree["p2"].pk: 1})
    assert allocate(the(tree["root"]), split, by=owner) == {tree["p1"].pk: 7, tree["p2"].pk: 4}
    before = everything()
    allocate(the(tree["root"]), split, by=owner)
    assert everything() == before


def test_who_is_left_out_of_a_new_split_gives_its_share_and_all_below_back(owner: Account, tree: Tree) -> None:
    set_targets([Wanted(aim(tree["root"]), 12)], by=owner)
    allocate(the(tree["root"]), Split({tree["p1"].pk: 1, tree["p2"].pk: 1}), by=owner)
    allocate(the(tree["p1"]), Split({tree["city"].pk: 1}), by=owner)
    allocate(the(tree["city"]), Split({tree["c1"].pk: 1}), by=owner)
    allocate(the(tree["root"]), Split({tree["p2"].pk: 1}), by=owner)
    held = standing(unit.pk for unit in tree.values())
    assert {one.unit.code: one.value for one in held.values()} == {"root": 12, "p2": 12}


WEIGHT = st.integers(0, 20)


@settings(max_examples=25)
@given(
    total=st.integers(0, 500), again=st.integers(0, 500), first=st.lists(WEIGHT, min_size=4, max_size=4),
    below=st.lists(WEIGHT, min_size=3, max_size=3), second=st.lists(WEIGHT, min_size=4, max_size=4),
    fixed=st.integers(0, 500),
)  # fmt: skip
def test_however_often_it_is_split_again_every_level_adds_up(
    owner: Account, total: int, again: int, first: list[int], below: list[int], second: list[int], fixed: int
) -> None:
    parents = {f"n{place}": "top" for place in range(4)} | {f"m{place}": "n0" for place in range(3)}
    if not Unit.objects.filter(code="top").exists():
        plant(owner, top="", **parents)
    units = {unit.code: unit for unit in Unit.objects.all()}
    top = units["top"]
    set_targets([Wanted(aim(top), total)], by=owner)
    tops = [units[f"n{place}"].pk for place in range(4)]
    allocate(the(top), Split(dict(zip(tops, first, strict=True))), by=owner)
    allocate(the(units["n0"]), Split({units[f"m{n}"].pk: weight for n, weight in enumerate(below)}), by=owner)
    set_targets([Wanted(aim(top), again)], by=owner)
    split = Split(dict(zip(tops, second, strict=True)), {tops[1]: min(fixed, again)})
    found = allocate(the(top), split, by=owner)
    assert sum(found.values()) == again == given_sum(the(top))
    assert found[tops[1]] == min(fixed, again)
    assert given_sum(the(units["n0"])) == found[tops[0]] == the(units["n0"]).value

"""The life of an activity: planned, announced, held, recorded, checked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from kexie.kit.clock import today
from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.activities import actions, life, stages
from kexie.records.activities.models import Activity
from kexie.records.activities.queries import draft_of
from kexie.records.activities.stages import Stage, stage
from kexie.records.ledger.models import Entry
from kexie.records.units.models import Unit
from tests.building import cast, held, present, someone, value
from tests.opened import everything

Tree = dict[str, Unit]
SOON = today() + timedelta(days=10)


def fresh(activity: Activity) -> Activity:
    return Activity.objects.knowing("test").select_related("unit").get(pk=activity.pk)


def planned(by: Account, unit: Unit, on: date = SOON, **more: Any) -> Activity:
    return held(by, unit, on, status="planned", **more)


def hold(activity: Activity, by: Account, **more: Any) -> Activity:
    one = fresh(activity)
    draft = replace(draft_of(one), status="held", starts_on=today(), ends_on=today(), **more)
    return actions.change(one, draft, by=by, version=one.version)


def test_an_activity_goes_its_way_and_only_held_ones_count(clerk: Account, tree: Tree) -> None:
    other = cast("clerk", tree["p1"], "other")
    one = planned(clerk, tree["c1"], code="A1")
    assert stage(one) is Stage.PLANNED
    life.announce(one, by=clerk, version=one.version)
    assert stage(fresh(one)) is Stage.ANNOUNCED
    assert Entry.objects.count() == 0
    one = hold(one, clerk)
    assert stage(one) is Stage.HELD
    year = str(today().year)
    assert value("activities", tree["root"], year) == (1, "exact")
    with pytest.raises(Refused, match="还没有人数"):
        life.finish(one, by=clerk, version=one.version)
    present(clerk, one, someone("x1", clerk, tree["c1"]))
    one = fresh(one)
    assert stage(one) is Stage.HELD
    life.finish(one, by=clerk, version=one.version)
    one = fresh(one)
    assert stage(one) is Stage.RECORDED
    with pytest.raises(Refused, match="另一个人"):
        life.check(one, by=clerk, version=one.version)
    life.check(one, by=other, version=one.version)
    one = fresh(one)
    assert (stage(one), one.checked_by) == (Stage.CHECKED, other.pk)


def test_a_head_count_says_all_and_a_change_takes_the_check_off(clerk: Account, chair: Account, tree: Tree) -> None:
    one = held(clerk, tree["c1"], headcount=20)
    assert stage(one) is Stage.RECORDED
    life.check(one, by=chair, version=one.version)
    one = fresh(one)
    one = actions.change(one, replace(draft_of(one), headcount=21), by=clerk, version=one.version)
    assert stage(one) is Stage.RECORDED
    life.check(one, by=chair, version=one.version)
    present(clerk, one, someone("x1", clerk, tree["c1"]))
    assert stage(fresh(one)) is Stage.RECORDED
    life.check(fresh(one), by=chair, version=fresh(one).version)
    one = fresh(one)
    actions.change(one, draft_of(one), by=clerk, version=one.version)
    assert stage(fresh(one)) is Stage.CHECKED  # nothing was changed


def test_what_was_sent_back_is_mended_by_whoever_wrote_it(clerk: Account, chair: Account, tree: Tree) -> None:
    one = held(clerk, tree["c1"], headcount=20)
    with pytest.raises(Refused, match="写明"):
        life.send_back(one, reason=" ", by=chair, version=one.version)
    life.send_back(one, reason="人数与签到表不符", by=chair, version=one.version)
    assert stage(fresh(one)) is Stage.HELD
    assert value("attendances", tree["c1"]) == (20, "exact")
    life.finish(fresh(one), by=clerk, version=fresh(one).version)
    assert stage(fresh(one)) is Stage.RECORDED


def test_many_are_checked_at_once_or_none(clerk: Account, chair: Account, tree: Tree) -> None:
    done = [held(clerk, tree["c1"], headcount=n) for n in (1, 2, 3)]
    assert life.check_many([fresh(one) for one in done], by=chair) == 3
    assert life.check_many([fresh(one) for one in done], by=chair) == 0
    good, bare = held(clerk, tree["c1"], headcount=4), held(clerk, tree["c1"])
    before = everything()
    with pytest.raises(Refused, match="不能这样做"):
        life.check_many([fresh(good), fresh(bare)], by=chair)
    assert everything() == before


def test_what_is_over_is_not_announced_and_what_was_cancelled_goes_nowhere(clerk: Account, tree: Tree) -> None:
    past = planned(clerk, tree["c1"], date(2018, 3, 1))
    with pytest.raises(Refused, match="日期已过"):
        life.announce(past, by=clerk, version=past.version)
    soon = planned(clerk, tree["c1"])
    actions.cancel(soon, reason="停电", by=clerk, version=soon.version)
    soon = fresh(soon)
    with pytest.raises(Refused, match="已取消"):
        life.announce(soon, by=clerk, version=soon.version)
    assert stage(soon) is Stage.CANCELLED


def test_somebody_else_was_faster(clerk: Account, tree: Tree) -> None:
    soon = planned(clerk, tree["c1"])
    life.announce(soon, by=clerk, version=soon.version)
    before = everything()
    with pytest.raises(Refused, match="刚被别人改过"):
        life.announce(soon, by=clerk, version=soon.version)
    assert everything() == before


@pytest.mark.parametrize("who", ["stranger", "member", "auditor", "elsewhere"])
def test_nobody_without_the_right_moves_it(
    who: str, request: pytest.FixtureRequest, owner: Account, tree: Tree
) -> None:
    account = cast("clerk", tree["c3"], "elsewhere") if who == "elsewhere" else request.getfixturevalue(who)
    soon, done = planned(owner, tree["c1"]), held(owner, tree["c1"], headcount=3)
    before = everything()
    for deed in (
        lambda: life.announce(soon, by=account, version=1),
        lambda: life.finish(done, by=account, version=1),
        lambda: life.check(done, by=account, version=1),
        lambda: life.check_many([done], by=account),
        lambda: life.send_back(done, reason="x", by=account, version=1),
    ):
        with pytest.raises(Refused):
            deed()
    assert everything() == before


def test_the_filter_and_the_stage_of_a_record_agree(clerk: Account, chair: Account, owner: Account, tree: Tree) -> None:
    soon = planned(clerk, tree["c1"])
    told = planned(clerk, tree["c1"])
    life.announce(told, by=clerk, version=1)
    bare, done, checked = (
        held(clerk, tree["c1"]),
        held(clerk, tree["c1"], headcount=1),
        held(clerk, tree["c1"], headcount=2),
    )
    life.check(checked, by=chair, version=1)
    gone = held(clerk, tree["c1"])
    actions.cancel(gone, reason="x", by=clerk, version=1)
    everyone = Activity.objects.knowing("test")
    found = {one: {a.pk for a in everyone.filter(stages.at(one))} for one in Stage}
    assert sum(len(ids) for ids in found.values()) == 6
    for activity in everyone:
        assert activity.pk in found[stage(activity)]
    assert found[Stage.PLANNED] == {soon.pk}
    assert found[Stage.HELD] == {bare.pk}
    assert found[Stage.RECORDED] == {done.pk}
    assert {a.pk for a in everyone.filter(stages.unrecorded(today()))} == {bare.pk}
    silent = planned(clerk, tree["c1"], date(2018, 1, 1))
    assert {a.pk for a in everyone.filter(stages.silent(today()))} == {silent.pk}

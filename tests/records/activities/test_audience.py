"""Who is expected: memberships and posts of the day."""

from __future__ import annotations

from datetime import date

import pytest

from kexie.kit.refusal import Refused
from kexie.records.access.models import Account, Post
from kexie.records.activities.audience import Audience, expected, prefill, set_audience
from kexie.records.activities.models import Activity, Attendance
from kexie.records.people.models import Person
from kexie.records.structure.actions import join
from kexie.records.units.models import Unit
from tests.building import cast, held, present, someone
from tests.opened import everything

Tree = dict[str, Unit]
DAY = date(2030, 5, 3)


def called(clerk: Account, unit: Unit, audience: Audience, on: date = DAY) -> Activity:
    one = held(clerk, unit, on, status="planned")
    set_audience(one, audience, by=clerk, version=one.version)
    return Activity.objects.knowing("test").select_related("unit").get(pk=one.pk)


def names(activity: Activity) -> list[str]:
    people = {p.pseudonym: p.code for p in Person.objects.knowing("test")}
    return [people[one.subject] for one in expected(activity)]


def test_members_of_the_day_not_of_today(owner: Account, tree: Tree) -> None:
    early, late = someone("early", owner, tree["c1"]), someone("late", owner, tree["c1"], since=date(2030, 6, 1))
    join(subject=early.pseudonym, unit=tree["c2"], since=date(2030, 6, 1), by=owner)
    assert names(called(owner, tree["c1"], Audience())) == ["early"]
    assert names(called(owner, tree["c1"], Audience(), date(2030, 7, 1))) == ["late"]
    assert names(called(owner, tree["city"], Audience(), date(2030, 7, 1))) == ["late", "early"]
    assert names(called(owner, tree["city"], Audience(below=False), date(2030, 7, 1))) == []
    assert late.code == "late"


def test_units_levels_posts_and_groups_narrow_it(owner: Account, tree: Tree) -> None:
    for code, unit, group in (("a", "c1", "主席;女科技工作者"), ("b", "c2", "女科技工作者们"), ("c", "p1", "主席")):
        person = someone(code, owner, tree[unit])
        Person.objects.knowing("test").filter(pk=person.pk).update(audience=group)
    chair = cast("chair", tree["c2"], "chair2")
    Post.objects.filter(person=chair.person).update(until=date(2030, 12, 31))
    assert names(called(owner, tree["p1"], Audience())) == ["c", "a", "b"]
    assert names(called(owner, tree["p1"], Audience(level="county"))) == ["a", "b"]
    assert names(called(owner, tree["p1"], Audience(group="女科技工作者"))) == ["a"]
    assert names(called(owner, tree["p1"], Audience(units=("c2",)))) == ["b"]
    assert names(called(owner, tree["p1"], Audience(role="chair"))) == ["chair2"]
    assert names(called(owner, tree["p1"], Audience(role="chair"), date(2031, 1, 1))) == []


def test_the_roster_is_filled_once_and_what_stands_there_stays(owner: Account, tree: Tree) -> None:
    one = called(owner, tree["c1"], Audience())
    there = someone("there", owner, tree["c1"])
    present(owner, one, there)
    someone("new", owner, tree["c1"])
    one.refresh_from_db()
    assert prefill(one, by=owner).accepted == 1
    one.refresh_from_db()
    before = everything()
    assert prefill(one, by=owner).accepted == 0
    assert everything() == before
    rows = Attendance.objects.knowing("test").filter(activity=one)
    assert {row.subject: row.status for row in rows}[there.pseudonym] == "present"
    assert rows.count() == 2


def test_nobody_calls_together_whom_they_may_not_read(owner: Account, clerk: Account, tree: Tree) -> None:
    someone("x3", owner, tree["c3"])
    mine = held(clerk, tree["c1"], DAY, status="planned")
    theirs = called(owner, tree["c3"], Audience())
    before = everything()
    for audience, why in (
        (Audience(units=("c3",)), "看不到"),
        (Audience(units=("nowhere",)), "没有编号"),
        (Audience(level="galaxy"), "层级"),
        (Audience(role="king"), "任职"),
    ):
        with pytest.raises(Refused, match=why):
            set_audience(mine, audience, by=clerk, version=mine.version)
    with pytest.raises(Refused, match="还没有定"):
        prefill(mine, by=clerk)
    with pytest.raises(Refused):
        prefill(theirs, by=clerk)
    assert everything() == before


def test_a_rule_that_names_nobody_says_so(owner: Account, tree: Tree) -> None:
    with pytest.raises(Refused, match="一个人也没有"):
        prefill(called(owner, tree["c1"], Audience(group="x")), by=owner)

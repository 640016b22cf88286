"""Planned activities have a number of their own, and never stand in that of held ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kexie.figures.question import ask
from kexie.figures.records import records
from kexie.kit.clock import today
from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.activities import actions, life
from kexie.records.activities.models import Activity
from kexie.records.activities.queries import draft_of, planned_in
from kexie.records.ledger.models import Entry
from kexie.records.units.models import Unit
from kexie.records.units.rules import TreeOn
from tests.building import figure, held, value

Tree = dict[str, Unit]


def test_planned_and_held_never_mix(owner: Account, tree: Tree) -> None:
    joint = held(owner, tree["c1"], date(2030, 5, 3), status="planned", co_hosts=(tree["c3"],), series="百场")
    held(owner, tree["c2"], date(2030, 6, 1), status="planned", kind="lecture", goals=("nine.wheels.popsci",))
    held(owner, tree["c1"], date(2018, 3, 1))
    assert Entry.objects.count() == 1
    assert value("activities_planned", tree["root"], "2030") == (2, "exact")
    assert value("activities_planned", tree["c3"], "2030") == (1, "exact")
    assert value("activities", tree["root"], "2030") == (0, "exact")
    assert value("activities_planned", tree["root"], "2018") == (0, "exact")
    assert value("activities_planned", tree["root"], "2030", where=["series=百场"]) == (1, "exact")
    rows = figure("activities_planned", tree["root"], "2030", by=["kind", "month"]).rows
    assert sorted((row.kind, str(row.period)) for row in rows if row.value) == [
        ("lecture", "2030-06"),
        ("study", "2030-05"),
    ]
    goals = figure("activities_planned", tree["root"], "2030", by=["goal"]).rows
    assert {row.goal: row.value for row in goals if row.goal} == {
        "nine": 1,
        "nine.wheels": 1,
        "nine.wheels.popsci": 1,
    }
    one = Activity.objects.knowing("test").select_related("unit").get(pk=joint.pk)
    life.announce(one, by=owner, version=one.version)
    assert value("activities_planned", tree["root"], "2030") == (2, "exact")
    one = Activity.objects.knowing("test").select_related("unit").get(pk=joint.pk)
    actions.change(one, replace(draft_of(one), status="held"), by=owner, version=one.version)
    assert value("activities_planned", tree["root"], "2030") == (1, "exact")
    assert value("activities", tree["root"], "2030") == (1, "exact")


def test_the_records_behind_are_the_plans_that_the_reader_may_see(clerk: Account, owner: Account, tree: Tree) -> None:
    held(owner, tree["c1"], date(2030, 5, 3), status="planned")
    held(owner, tree["c3"], date(2030, 5, 3), status="planned")
    asked = ask("activities_planned", unit="root", period="2030", reader=clerk)
    found = records(asked, reader=clerk)
    assert ([one.unit for one in found.records], found.count, found.hidden) == (["c1"], 2, 1)


def test_plans_are_told_as_they_stand_today_only(owner: Account, tree: Tree) -> None:
    with pytest.raises(Refused, match="只按现在所知"):
        ask("activities_planned", unit="root", period="2030", reader=owner, as_of="2018-05-31")
    assert figure("activities_planned", tree["root"], "2030").passport.path == "records"


def test_the_list_counts_planned_activities_as_the_figure_does(owner: Account, tree: Tree) -> None:
    first, last = date(2030, 1, 1), date(2030, 12, 31)
    on = TreeOn(last, today())
    held(owner, tree["c1"], date(2030, 5, 3), status="planned", co_hosts=(tree["c3"],))
    held(owner, tree["c2"], date(2030, 6, 1), status="planned", kind="lecture")
    held(owner, tree["c2"], date(2031, 6, 1), status="planned")
    for name in ("root", "c1", "c2", "c3"):
        told = planned_in(tree[name].pk, on, first, last)
        assert (told, "exact") == value("activities_planned", tree[name], "2030")
    assert planned_in(tree["root"].pk, on, first, last, ["lecture"]) == 1
    held(owner, tree["c2"], date(2030, 7, 1), status="planned", count=12, bound="at_least")
    assert planned_in(tree["root"].pk, on, first, last) is None

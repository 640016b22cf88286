"""Layouts by year: the first holds for always, a later year's takes over when it begins, nothing is overwritten."""

from __future__ import annotations

from datetime import date

import pytest

from kexie.data import layouts
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access.models import Account
from kexie.records.history.models import HistoryEvent
from kexie.records.plans.actions import Issue, goals_of, issue, put_in_force
from kexie.records.plans.models import Goal, PlanVersion
from kexie.records.plans.queries import Layout, credited, layout_on
from kexie.records.plans.rules import NewGoal
from kexie.records.units.models import Unit
from tests.building import cast, held, value
from tests.figures.days import at
from tests.opened import everything

GOALS = (NewGoal("main", "主线"), NewGoal("six", "六项"), NewGoal("six.a", "甲"), NewGoal("six.b", "乙"))


def on(day: date, known: date | None = None) -> Layout:
    found = layout_on(day, known)
    assert found is not None
    return found


def test_the_shipped_layout_is_put_in_force_once(owner: Account) -> None:
    assert put_in_force(by=owner) == 1
    assert put_in_force(by=owner) == 0
    layout = on(date(2018, 5, 31))
    shipped = layouts.layout("1-9-6-1")
    assert [(goal.code, goal.name_zh, goal.parent, goal.part) for goal in layout.goals] == [
        (goal.code, goal.name_zh, goal.parent, goal.part) for goal in shipped.goals
    ]
    assert layout.version.source == shipped.source
    assert len(layout.leaves()) == 17


def test_an_upgrade_leaves_alone_what_the_association_has_issued_for_that_year(owner: Account) -> None:
    issue(Issue("1-9-6-1", 2018, GOALS, "自己的布局"), by=owner)
    assert put_in_force(by=owner) == 0
    assert [goal.code for goal in on(date(2018, 6, 1)).goals] == ["main", "six", "six.a", "six.b"]


def test_the_first_version_holds_for_always_and_was_always_known(owner: Account) -> None:
    put_in_force(by=owner)
    assert on(date(1999, 1, 1), date(1999, 1, 1)).version.number == 1
    assert on(date(2031, 1, 1)).version.number == 1


def test_a_version_is_in_force_until_that_of_a_later_year_begins(owner: Account) -> None:
    issue(Issue("own", 2018, GOALS), by=owner)
    issue(Issue("own", 2020, (NewGoal("main", "新主线"),)), by=owner)
    issue(Issue("own", 2018, (*GOALS, NewGoal("base", "实事"))), by=owner)
    assert [goal.code for goal in on(date(2018, 1, 1)).goals] == ["main", "six", "six.a", "six.b", "base"]
    assert on(date(2019, 12, 31)).version.year == 2018
    assert on(date(2020, 1, 1)).goals[0].name_zh == "新主线"
    assert on(date(2017, 12, 31)).version.number == 1
    assert Goal.objects.count() == 4 + 1 + 5


def test_a_layout_of_another_year_rules_that_year_only_whichever_was_issued_first(owner: Account) -> None:
    put_in_force(by=owner)  # that of 2018, which holds for always
    issue(Issue("1-9-6-1", 2017, GOALS), by=owner)
    issue(Issue("1-9-6-1", 2019, GOALS), by=owner)
    issue(Issue("own", 2020, GOALS), by=owner)
    years = {day: on(day).version.year for day in (date(year, 6, 1) for year in range(2016, 2022))}
    assert [years[date(year, 6, 1)] for year in range(2016, 2022)] == [2018, 2017, 2018, 2019, 2020, 2020]


def test_the_same_goals_again_are_no_new_version(owner: Account) -> None:
    assert issue(Issue("own", 2018, GOALS), by=owner) is not None
    before = everything()
    assert issue(Issue("own", 2018, GOALS), by=owner) is None
    assert everything() == before
    version = issue(Issue("own", 2019, GOALS), by=owner)
    assert version is not None
    assert goals_of(version) == list(GOALS)


def test_as_of_a_day_the_version_known_then_holds(owner: Account) -> None:
    with at(date(2030, 1, 2)):
        issue(Issue("own", 2029, GOALS), by=owner)
    with at(date(2030, 3, 1)):
        issue(Issue("own", 2030, (NewGoal("main", "改名的主线"),)), by=owner)
    assert on(date(2030, 6, 1), date(2030, 2, 28)).goals[0].name_zh == "主线"
    assert on(date(2030, 6, 1), date(2030, 3, 1)).goals[0].name_zh == "改名的主线"


def test_a_goal_that_moved_keeps_the_records_of_its_former_code(owner: Account, tree: dict[str, Unit]) -> None:
    issue(Issue("own", 2018, GOALS), by=owner)
    held(owner, tree["c1"], date(2018, 2, 1), goals=("six.a",))
    held(owner, tree["c1"], date(2019, 2, 1), goals=("main.a",))
    held(owner, tree["c1"], date(2019, 2, 2), goals=("main.a", "six.a"))
    issue(Issue("own", 2019, (NewGoal("main", "主线"), NewGoal("main.a", "甲", was=("six.a",)))), by=owner)
    goal = on(date(2019, 5, 1)).find("six.a")
    assert goal is not None
    assert goal.code == "main.a"
    where = [f"goal={code}" for code in credited(goal)]
    assert value("activities", tree["root"], "2018..2019", where=where) == (3, "exact")


@pytest.mark.parametrize(
    ("goals", "why"),
    [
        ((), "要有 1 到"),
        ((NewGoal("a.b", "乙"),), "上级目标"),
        ((NewGoal("a", "甲"), NewGoal("a", "乙")), "写了两次"),
        ((NewGoal("a..b", "甲"),), "写得不对"),
        ((NewGoal("a;b", "甲"),), "写得不对"),
        ((NewGoal("a", "甲"), NewGoal("b", "乙", was=("a",))), "还在这一版里用着"),
        ((NewGoal("a.a.a.a.a.a.a", "甲"),), "级"),
    ],
)
def test_goals_that_cannot_stand_are_refused_in_words(owner: Account, goals: tuple[NewGoal, ...], why: str) -> None:
    before = everything()
    with pytest.raises(Refused, match=why):
        issue(Issue("own", 2018, goals), by=owner)
    assert everything() == before


def test_only_who_holds_the_right_in_every_root_issues_a_layout(owner: Account, tree: dict[str, Unit]) -> None:
    before = everything()
    with pytest.raises(Forbidden):
        issue(Issue("own", 2018, GOALS), by=cast("chair", tree["p1"]))
    assert {k: v for k, v in everything().items() if "plan" in k or "goal" in k} == {
        k: v for k, v in before.items() if "plan" in k or "goal" in k
    }
    assert issue(Issue("own", 2018, GOALS), by=cast("chair", tree["root"], "head")) is not None
    assert HistoryEvent.objects.filter(noun="plan", deed="issue").count() == 1
    assert PlanVersion.objects.count() == 1

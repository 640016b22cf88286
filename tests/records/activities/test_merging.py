"""One activity entered by two hosts: found, made one, and taken apart again without a trace in the figures."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kexie.kit.refusal import Forbidden, Refused
from kexie.kit.sheets.reading import read_table
from kexie.records.access.models import Account
from kexie.records.activities.actions import Draft, change, strike
from kexie.records.activities.merging import doubles, merge_activities, unmerge
from kexie.records.activities.models import Activity, Attendance
from kexie.records.imports.base import bring
from kexie.records.imports.lists import LISTS
from kexie.records.ledger.actions import merge_persons
from kexie.records.ledger.persons import same_persons
from kexie.records.units.models import Unit
from tests.building import cast, held, present, someone, value

DAY = date(2018, 3, 1)
YEAR = {"first": date(2018, 1, 1), "last": date(2018, 12, 31)}
INDICATORS = ("activities", "attendances", "attendees", "participations", "participants")
Planted = dict[str, Unit]


def pairs(owner: Account) -> set[frozenset[str]]:
    return {frozenset({pair.one.code, pair.other.code}) for pair in doubles(owner, **YEAR)}


def figures(tree: Planted) -> dict[tuple[str, str], Any]:
    return {(slug, code): value(slug, unit) for slug in INDICATORS for code, unit in tree.items()}


@pytest.fixture
def entered_twice(owner: Account, tree: Planted) -> tuple[Activity, Activity]:
    """Two hosts' records of one training: three people on the one roster, two on the other, one on both."""
    a, b, c, d = (someone(code, owner, tree["c1"]) for code in "abcd")
    one = held(owner, tree["c1"], DAY, title="青年 培训（一）", code="ONE")
    other = held(
        owner, tree["c3"], DAY, title="青年培训(一)", code="OTHER", co_hosts=(tree["p1"],), headcount=10, bound="about"
    )
    present(owner, one, a, b)
    present(owner, other, b, c, d)
    return one, other


def test_probable_doubles_have_one_title_and_day_and_share_place_or_people(
    owner: Account, tree: Planted, entered_twice: tuple[Activity, Activity]
) -> None:
    held(owner, tree["p2"], DAY, title="青年培训（一）", code="ALONE")
    held(owner, tree["c1"], date(2018, 3, 2), title="青年培训（一）", code="NEXT", place="南京")
    for code, unit in (("X", "c1"), ("Y", "c2"), ("Z", "c2")):
        held(owner, tree[unit], DAY, title="座谈", code=code, place="南京 会堂" if code != "Y" else "南京会堂")
    assert pairs(owner) == {frozenset({"ONE", "OTHER"}), frozenset({"X", "Y"}), frozenset({"X", "Z"})}
    assert [pair.people for pair in doubles(owner, **YEAR) if pair.one.code == "ONE"] == [1]
    assert doubles(cast("clerk", tree["c1"], "local"), **YEAR) == []


def test_merged_they_count_once_and_parted_as_before(
    owner: Account, tree: Planted, entered_twice: tuple[Activity, Activity]
) -> None:
    one, other = entered_twice
    before = figures(tree)
    merge_activities(keep=one, other=other, by=owner)
    assert value("activities", tree["root"]) == (1, "exact")
    assert [value("activities", tree[code])[0] for code in ("c1", "c3", "p1", "p2")] == [1, 1, 1, 1]
    assert value("attendances", tree["root"]) == (10, "about")
    assert value("attendees", tree["c3"]) == (4, "at_least")
    assert value("participations", tree["c1"]) == (4, "exact")
    assert pairs(owner) == set()
    unmerge(other=other, by=owner)
    assert figures(tree) == before
    assert pairs(owner) == {frozenset({"ONE", "OTHER"})}
    merge_activities(keep=other, other=one, by=owner)
    assert value("activities", tree["root"]) == (1, "exact")


def test_present_on_either_roster_is_present_until_parted(owner: Account, tree: Planted) -> None:
    person = someone("a", owner, tree["c1"])
    one, other = held(owner, tree["c1"], DAY), held(owner, tree["c3"], DAY)
    present(owner, one, person)
    present(owner, other, person)
    rows = Attendance.objects.knowing("test").filter(activity=one)
    rows.update(status="excused")
    before = figures(tree)
    merge_activities(keep=one, other=other, by=owner)
    assert [row.status for row in rows.all()] == ["present"]
    unmerge(other=other, by=owner)
    assert [row.status for row in rows.all()] == ["excused"]
    assert before["participants", "c1"] == (1, "exact")


@pytest.mark.parametrize(
    "more",
    [{"on": date(2018, 3, 2)}, {"count": 3}, {"status": "planned"}, {"status": "cancelled"}],
)
def test_what_cannot_be_one_is_refused(owner: Account, tree: Planted, more: dict[str, Any]) -> None:
    one, other = held(owner, tree["c1"], DAY), held(owner, tree["c3"], **({"on": DAY} | more))
    for pair in ((one, other), (other, one), (one, one)):
        with pytest.raises(Refused):
            merge_activities(keep=pair[0], other=pair[1], by=owner)


def test_a_roster_longer_than_an_exact_head_count_is_refused(owner: Account, tree: Planted) -> None:
    a, b = (someone(code, owner, tree["c1"]) for code in "ab")
    one, other = held(owner, tree["c1"], DAY, headcount=1), held(owner, tree["c3"], DAY)
    present(owner, one, a)
    present(owner, other, b)
    before = figures(tree)
    with pytest.raises(Refused, match="2"):
        merge_activities(keep=one, other=other, by=owner)
    assert figures(tree) == before


def test_both_hosts_must_be_in_reach(owner: Account, tree: Planted, entered_twice: tuple[Activity, Activity]) -> None:
    one, other = entered_twice
    with pytest.raises(Forbidden):
        merge_activities(keep=one, other=other, by=cast("clerk", tree["c1"], "local"))
    merge_activities(keep=one, other=other, by=cast("clerk", tree["root"], "central"))
    with pytest.raises(Forbidden):
        unmerge(other=other, by=cast("clerk", tree["c3"], "far"))


def test_what_stands_in_another_record_is_not_changed(
    owner: Account, tree: Planted, entered_twice: tuple[Activity, Activity]
) -> None:
    one, other = entered_twice
    merge_activities(keep=one, other=other, by=owner)
    other = Activity.objects.knowing("test").get(pk=other.pk)
    draft = Draft("OTHER", "study", "新", tree["c3"], DAY, DAY, "held")
    row = Attendance.objects.knowing("test").filter(activity=other)[0]
    for deed in (
        lambda: change(other, draft, by=owner, version=other.version),
        lambda: present(owner, other, someone("e", owner, tree["c1"])),
        lambda: strike(other, row.pk, by=owner),
        lambda: merge_activities(keep=other, other=one, by=owner),
    ):
        with pytest.raises(Refused, match="ONE"):
            deed()
    with pytest.raises(Refused):
        unmerge(other=one, by=owner)


def test_the_hosts_own_lists_again_change_nothing(owner: Account, tree: Planted) -> None:
    """Each host brings its list and roster again, knowing nothing of the merging."""
    for code in "ab":
        someone(code, owner, tree["c1"])
    activities = "code,kind,title,unit,starts_on,headcount\nA,study,学习,c1,2018-03-01,\nB,study,学习,c3,2018-03-01,5\n"
    roster = "activity,person\nA,a\nB,b\n"

    def again(listing: str, text: str) -> tuple[int, int, int]:
        outcome = bring(LISTS[listing], read_table(text.encode(), "x.csv"), by=owner)
        return outcome.accepted, outcome.unchanged, outcome.rejected

    assert (again("activities", activities), again("attendance", roster)) == ((2, 0, 0), (2, 0, 0))
    found = Activity.objects.knowing("test")
    merge_activities(keep=found.get(code="A"), other=found.get(code="B"), by=owner)
    before = figures(tree)
    assert (again("activities", activities), again("attendance", roster)) == ((0, 2, 0), (0, 2, 0))
    assert figures(tree) == before
    assert again("activities", activities.replace("c3,2018-03-01,5", "c3,2018-03-01,6")) == (0, 1, 1)
    someone("c", owner, tree["c1"])
    assert again("attendance", roster + "B,c\n") == (1, 2, 0)
    assert value("attendees", tree["c1"]) == (3, "at_least")


def test_one_name_in_one_branch_of_the_tree_is_a_question(owner: Account, tree: Planted) -> None:
    people = {
        code: someone(code, owner, tree[unit]) for code, unit in (("a", "c1"), ("b", "city"), ("c", "c3"), ("d", "c1"))
    }
    for code, name in (("a", "示例 甲"), ("b", "示例甲"), ("c", "示例甲"), ("d", "示例乙")):
        people[code].name = name
        people[code].save()
    assert [(one.code, other.code) for one, other in same_persons(owner)] == [("a", "b")]
    assert same_persons(cast("clerk", tree["c1"], "local")) == []
    merge_persons(pseudonym=people["a"].pseudonym, into=people["b"].pseudonym, by=owner)
    assert same_persons(owner) == []

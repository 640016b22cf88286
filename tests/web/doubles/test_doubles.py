"""Doubles on the site: shown side by side, joined by who may, kept apart for good, and every one of these undone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kexie.kit.sheets import read_table
from kexie.records.access.models import Account
from kexie.records.activities.models import Activity, Attendance
from kexie.records.imports.attendance import ATTENDANCE
from kexie.records.imports.base import bring
from kexie.records.ledger.apart import ACTIVITY, apart
from kexie.records.ledger.models import Apart
from kexie.records.structure.actions import join
from kexie.records.units.models import Unit
from tests.building import cast, held, present, someone, value
from tests.opened import everything
from tests.web.visiting import queries, visit, words

Tree = dict[str, Unit]
LIST = "/activities/doubles/?period=2018"


@pytest.fixture
def keeper(tree: Tree) -> Account:
    """Seat the clerk of the city, who records for both counties."""
    return cast("clerk", tree["city"], "keeper")


@pytest.fixture
def pair(owner: Account, tree: Tree) -> tuple[Activity, Activity]:
    """Let two counties enter one meeting, each with its own roster."""
    given: dict[str, Any] = {"title": "一起办的会", "place": "市科技馆"}
    one, other = held(owner, tree["c1"], **given), held(owner, tree["c2"], **given)
    present(owner, one, someone("x1", owner, tree["c1"]))
    present(owner, other, someone("x2", owner, tree["c2"]))
    return one, other


def test_a_pair_is_listed_and_stands_side_by_side(keeper: Account, pair: tuple[Activity, Activity]) -> None:
    client, (one, other) = visit(keeper), pair
    text = words(client, LIST)
    assert "可能重复的1对" in text.replace(" ", "")
    assert "同一地点" in text
    before = everything()
    beside = words(client, f"/activities/doubles/beside/?one={one.code}&other={other.code}")
    assert everything() == before
    assert "市科技馆市科技馆相同" in beside
    assert "示例city活动21" in beside
    assert f"同一项，保留 {one.code}" in beside


def test_merging_lets_the_count_drop_and_undoing_brings_it_back(
    keeper: Account, tree: Tree, pair: tuple[Activity, Activity]
) -> None:
    client, (one, other) = visit(keeper), pair
    assert value("activities", tree["city"])[0] == 2
    given = {"one": one.code, "other": other.code, "deed": "keep_other"}
    page = client.post("/activities/doubles/decide/", given, follow=True).content.decode()
    assert "只计一次" in page
    assert value("activities", tree["city"])[0] == 1
    assert value("activities", tree["c1"])[0] == value("activities", tree["c2"])[0] == 1
    listed = words(client, "/activities/?period=2018")
    assert listed.count("一起办的会") == 1
    assert f"{one.code}（示例c1）并入 {other.code}" in words(client, LIST)
    assert "已并入另一条" in words(client, f"/activities/{one.code}/")
    assert "已并入另一条" not in words(client, f"/activities/{other.code}/")
    client.post("/activities/doubles/undo/", {"other": one.code})
    assert value("activities", tree["city"])[0] == 2
    assert words(client, "/activities/?period=2018").count("一起办的会") == 2


def test_who_may_not_record_for_both_hosts_decides_nothing(
    clerk: Account, auditor: Account, stranger: Account, pair: tuple[Activity, Activity]
) -> None:
    one, other = pair
    for account in (clerk, auditor, stranger):
        client = visit(account)
        before = everything()
        for deed in ("keep_one", "keep_other", "apart", "again"):
            given = {"one": one.code, "other": other.code, "deed": deed}
            assert client.post("/activities/doubles/decide/", given).status_code in {403, 404}
        assert client.post("/activities/doubles/undo/", {"other": other.code}).status_code in {400, 403, 404}
        assert everything() == before
    assert "才能并到一起" in words(visit(auditor), f"/activities/doubles/beside/?one={one.code}&other={other.code}")


def test_a_pair_kept_apart_is_not_asked_about_again(keeper: Account, pair: tuple[Activity, Activity]) -> None:
    client, (one, other) = visit(keeper), pair
    given = {"one": other.code, "other": one.code}
    client.post("/activities/doubles/decide/", given | {"deed": "apart"})
    client.post("/activities/doubles/decide/", given | {"deed": "apart"})
    assert list(apart(ACTIVITY)) == [(min(one.pk, other.pk), max(one.pk, other.pk))]
    text = words(client, LIST)
    assert "没有像是重复的活动" in text
    assert "说过不是同一项的" in text
    client.post("/activities/doubles/decide/", given | {"deed": "again"})
    assert not Apart.objects.exists()
    assert "等人认一认" in words(client, LIST)
    assert client.post("/activities/doubles/decide/", given | {"deed": "again"}).status_code == 400


def test_more_pairs_ask_no_more_questions(keeper: Account, owner: Account, tree: Tree) -> None:
    def meet(number: int) -> None:
        for code in ("c1", "c2"):
            held(owner, tree[code], date(2018, 4, number), title=f"同名会 {number}", place="馆")

    meet(1)
    client = visit(keeper)
    one = queries(client, LIST)
    meet(2)
    meet(3)
    assert queries(client, LIST) == one


def test_the_roster_of_a_merged_record_lands_on_the_one_that_stands(
    keeper: Account, tree: Tree, pair: tuple[Activity, Activity]
) -> None:
    one, other = pair
    visit(keeper).post("/activities/doubles/decide/", {"one": one.code, "other": other.code, "deed": "keep_one"})
    county = cast("clerk", tree["c2"], "c2-clerk")
    table = read_table(f"activity,person,status\n{other.code},x1,present\n".encode(), "roster.csv")
    outcome = bring(ATTENDANCE, table, by=county)
    assert not outcome.problems
    assert outcome.unchanged == 1
    table = read_table(f"activity,person,status\n{other.code},x1,excused\n".encode(), "roster.csv")
    assert not bring(ATTENDANCE, table, by=county).problems
    rows = Attendance.objects.knowing("test").filter(activity=one)
    assert {row.status for row in rows} == {"present", "excused"}
    far = cast("clerk", tree["c3"], "far-clerk")
    before = everything()
    assert bring(ATTENDANCE, table, by=far).problems
    assert everything() == before


def test_persons_are_joined_parted_and_kept_apart(keeper: Account, owner: Account, tree: Tree) -> None:
    one, other = someone("p-1", owner, tree["c1"]), someone("p-2", owner, tree["c1"])
    for person in (one, other):
        person.name = "示例同名"
        person.save()
    activity = held(owner, tree["c1"])
    present(owner, activity, one, other)
    client = visit(keeper)
    assert "同一个人，保留 p-1" in words(client, "/settings/people/doubles/")
    given = {"one": "p-1", "other": "p-2"}
    client.post("/settings/people/doubles/decide/", given | {"deed": "keep_one"})
    assert value("attendees", tree["c1"])[0] == 1
    assert "p-2 并入 p-1" in words(client, "/settings/people/doubles/")
    client.post("/settings/people/doubles/decide/", {"one": "p-2", "other": "p-1", "deed": "part"})
    assert value("attendees", tree["c1"])[0] == 2
    client.post("/settings/people/doubles/decide/", given | {"deed": "apart"})
    text = words(client, "/settings/people/doubles/")
    assert "没有像是重复的人员" in text
    client.post("/settings/people/doubles/decide/", given | {"deed": "again"})
    assert "同一个人，保留 p-1" in words(client, "/settings/people/doubles/")


def test_persons_are_decided_on_by_who_manages_both(
    member: Account, auditor: Account, stranger: Account, owner: Account, tree: Tree
) -> None:
    someone("p-1", owner, tree["c1"])
    person = someone("p-2", owner)
    join(subject=person.pseudonym, unit=tree["c3"], since=date(2018, 1, 1), by=owner)
    other = cast("clerk", tree["c3"], "other-clerk")
    for account in (member, auditor, stranger, other):
        client = visit(account)
        before = everything()
        for deed in ("keep_one", "keep_other", "apart", "again", "part"):
            given = {"one": "p-1", "other": "p-2", "deed": deed}
            assert client.post("/settings/people/doubles/decide/", given).status_code in {403, 404}
        assert everything() == before

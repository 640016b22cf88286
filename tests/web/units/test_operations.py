"""Surgery on the tree by pages: what is shown first is what then happens, and it can be taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client

from kexie.figures.engine.impact import impact
from kexie.records.access.models import Account, Post
from kexie.records.structure.actions import move
from kexie.records.structure.groups import group
from kexie.records.units.models import Edge, GroupMembership, Unit
from kexie.records.units.queries import is_open
from kexie.records.units.queries import tree as whole_tree
from kexie.records.units.rules import TreeOn
from tests.building import cast, figure, held, present, someone, value
from tests.figures.days import at
from tests.opened import everything
from tests.web.visiting import visit, words

Tree = dict[str, Unit]
ON = "2018-06-01"


def look(client: Client, address: str, given: dict[str, Any]) -> str:
    """Press the first button and return the page."""
    answer = client.post(address, given)
    assert answer.status_code == 200, answer.content.decode()
    return unescape(answer.content.decode())


def do(client: Client, address: str, given: dict[str, Any]) -> str:
    """Press the first button, then the one under what it showed; return the words of the page it leads to."""
    found = re.search(r'name="looked" value="(\w+)"', look(client, address, given))
    assert found is not None
    answer = client.post(address, given | {"confirm": "1", "looked": found[1]}, follow=True)
    assert answer.redirect_chain, answer.content.decode()
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode())))


def numbers(page: str) -> tuple[int, int]:
    """Return how many figures and rights the page says would change."""
    text = re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", page))
    found = re.search(r"会变的数字(\d+)个会变的权限(\d+)项", text)
    assert found is not None, text
    return int(found[1]), int(found[2])


@pytest.fixture(autouse=True)
def later(db: None) -> Iterator[time_machine.Traveller]:
    """Stand in September 2018, when the middle of the year has passed."""
    with at(date(2018, 9, 1)) as traveller:
        yield traveller


@pytest.fixture
def busy(owner: Account, tree: Tree) -> Tree:
    """Let counties do something before and after the day of the changes, with somebody known by name."""
    one = someone("n1", owner, tree["c1"])
    for month, code in ((3, "c1"), (7, "c1"), (8, "c3")):
        activity = held(owner, tree[code], date(2018, month, 2), headcount=30)
        present(owner, activity, one)
    return tree


def test_a_move_shows_each_figure_and_right_and_then_does_that(owner: Account, busy: Tree) -> None:
    cast("clerk", busy["p2"], "p2-clerk")
    client, before = visit(owner), everything()
    page = look(client, "/units/c1/move/", {"parent": "示例p2", "on": ON, "line": "main"})
    assert everything() == before
    expected = impact(lambda: move(unit=busy["c1"], parent=busy["p2"], on=date(2018, 6, 1), by=owner),
                      on=date(2018, 6, 1), reader=owner)  # fmt: skip
    assert numbers(page) == (len(expected.figures), len(expected.rights))
    assert len(expected.figures) > 10
    assert "p2-clerk" in page
    told = {(one.unit, one.indicator.slug, str(one.period)): (one.before.value, one.after.value)
            for one in expected.figures}  # fmt: skip
    assert told["p2", "attendances", "2018"] == (30, 90)
    said = do(client, "/units/c1/move/", {"parent": "示例p2", "on": ON, "line": "main"})
    assert "自 2018-06-01 起改挂在“示例p2”之下。" in said
    for (code, slug, period), (_old, new) in told.items():
        assert value(slug, Unit.objects.get(code=code), period)[0] == new
    assert whole_tree(TreeOn(date(2018, 5, 31), date.max)).parent[busy["c1"].pk] == busy["city"].pk


def test_moving_back_on_the_same_day_brings_the_numbers_back(owner: Account, busy: Tree) -> None:
    client = visit(owner)
    was = value("attendances", busy["city"])
    do(client, "/units/c1/move/", {"parent": "p2", "on": ON})
    assert value("attendances", busy["city"]) != was
    do(client, "/units/c1/move/", {"parent": "city", "on": ON})
    assert value("attendances", busy["city"]) == was


def test_after_a_change_of_past_days_the_restatements_are_named(owner: Account, busy: Tree) -> None:
    client = visit(owner)
    do(client, "/units/c2/move/", {"parent": "p2", "on": "2018-09-05"})
    client.post("/units/c1/move/", {"parent": "p2", "on": ON})
    page = look(client, "/units/c1/move/", {"parent": "p2", "on": ON})
    mark = re.search(r'name="looked" value="(\w+)"', page)
    assert mark is not None
    given = {"parent": "p2", "on": ON, "confirm": "1", "looked": mark[1]}
    answer = client.post("/units/c1/move/", given, follow=True).content.decode()
    assert "/figures/restated/?unit=city&amp;period=2018-01-01..2018-09-01&amp;since=2018-08-31" in answer
    assert "/figures/restated/?unit=p2&amp;" in answer


def test_only_what_was_looked_at_is_done(owner: Account, busy: Tree) -> None:
    client = visit(owner)
    found = re.search(r'looked" value="(\w+)"', look(client, "/units/c1/move/", {"parent": "p2", "on": ON}))
    assert found is not None
    edges = Edge.objects.count()
    for given in ({"parent": "p1", "on": ON}, {"parent": "p2", "on": "2018-07-01"}):
        answer = client.post("/units/c1/move/", given | {"confirm": "1", "looked": found[1]})
        assert "请再看一遍" in answer.content.decode()
    move(unit=busy["c3"], parent=busy["p1"], on=date(2018, 8, 1), by=owner)
    answer = client.post("/units/c1/move/", {"parent": "p2", "on": ON, "confirm": "1", "looked": found[1]})
    assert "请再看一遍" in answer.content.decode()
    assert Edge.objects.count() == edges + 1


def test_a_circle_is_refused_in_the_form(owner: Account, busy: Tree) -> None:
    client, before = visit(owner), everything()
    answer = client.post("/units/p1/move/", {"parent": "c1", "on": ON})
    assert answer.status_code == 400
    assert "不能反过来挂" in answer.content.decode()
    assert everything() == before


def test_a_merged_unit_is_reopened_and_moved_back(owner: Account, busy: Tree) -> None:
    client, was = visit(owner), value("attendances", busy["city"])
    page = look(client, "/units/c1/merge/", {"into": "c3", "on": ON})
    assert numbers(page)[0] > 0
    assert "重新开着" in page
    do(client, "/units/c1/merge/", {"into": "c3", "on": ON})
    assert value("attendances", busy["c3"])[0] == 90
    assert not is_open(busy["c1"], TreeOn(date(2018, 6, 1), date.max))
    assert "重新开着" in words(client, "/units/c1/")
    do(client, "/units/c1/reopen/", {"on": ON})
    do(client, "/units/c1/move/", {"parent": "city", "on": ON})
    assert is_open(busy["c1"], TreeOn(date(2018, 6, 1), date.max))
    assert value("attendances", busy["city"]) == was


def test_closing_says_what_is_still_open_below(owner: Account, busy: Tree) -> None:
    client = visit(owner)
    before = everything()
    page = look(client, "/units/city/close/", {"on": ON})
    assert "示例c1、示例c2" in page
    assert numbers(page) == (0, 0)
    assert everything() == before
    do(client, "/units/city/close/", {"on": ON})
    assert not is_open(busy["city"], TreeOn(date(2018, 6, 1), date.max))
    assert is_open(busy["city"], TreeOn(date(2018, 5, 31), date.max))


def test_a_split_lets_children_people_and_posts_go_where_the_form_says(owner: Account, busy: Tree) -> None:
    one, two = cast("clerk", busy["city"], "one"), cast("clerk", busy["city"], "two")
    someone("home", owner, busy["city"])
    goes, stays = (Post.objects.get(person=account.person, unit=busy["city"]) for account in (one, two))
    given = {"on": ON, "parts": "1", "code1": "new", "name1": "示例新市", "people1": "home",
             f"child{busy['c1'].pk}": "1", f"child{busy['c2'].pk}": "", f"post{goes.pk}": "1"}  # fmt: skip
    client = visit(owner)
    page = look(client, "/units/city/split/", given)
    assert numbers(page)[0] > 0
    assert "one" in page
    do(client, "/units/city/split/", given)
    new = Unit.objects.get(code="new")
    hung = whole_tree(TreeOn(date(2018, 6, 1), date.max)).parent
    assert (hung[busy["c1"].pk], hung[busy["c2"].pk]) == (new.pk, busy["city"].pk)
    goes.refresh_from_db()
    stays.refresh_from_db()
    assert goes.until == date(2018, 5, 31)
    assert stays.until == date.max
    assert Post.objects.filter(person=one.person, unit=new, since=date(2018, 6, 1)).exists()
    assert "示例新市" in words(client, "/units/p1/")


def test_a_split_names_everything_that_cannot_be(owner: Account, busy: Tree) -> None:
    client, before = visit(owner), everything()
    given = {"on": ON, "parts": "2", "code1": "c3", "name1": "甲", "code2": "x", "name2": "乙", "people2": "nobody"}
    answer = client.post("/units/city/split/", given)
    assert answer.status_code == 400
    assert "nobody" in answer.content.decode()
    given |= {"people2": ""}
    assert "已经用过" in client.post("/units/city/split/", given).content.decode()
    assert everything() == before


def test_regrouping_lists_the_rows_that_change_and_nothing_of_units(owner: Account, busy: Tree) -> None:
    for code, member in (("p1", "east"), ("p2", "west")):
        group(unit=busy[code], of_set="region", member=member, by=owner)
    client = visit(owner)
    page = look(client, "/units/p1/group/", {"of_set": "region", "member": "west", "on": ON})
    figures, rights = numbers(page)
    assert (figures > 0, rights) == (True, 0)
    assert "region：east" in page
    expected = impact(
        lambda: group(unit=busy["p1"], of_set="region", member="west", by=owner, since=date(2018, 6, 1)),
        on=date(2018, 6, 1),
        reader=owner,
    )
    told = {(one.member, one.indicator.slug, str(one.period)): (one.before.value, one.after.value)
            for one in expected.figures}  # fmt: skip
    assert len(told) == figures
    assert told["east", "attendances", "2018"] == (60, 0)
    assert told["west", "attendances", "2018"] == (30, 90)
    assert ("east", "attendances", "2018-03") not in told
    do(client, "/units/p1/group/", {"of_set": "region", "member": "west", "on": ON})
    rows = figure("attendances", busy["root"], "2018", by=["group:region"]).rows
    assert {row.group: row.value for row in rows} == {"west": told["west", "attendances", "2018"][1]}
    assert GroupMembership.objects.filter(unit=busy["p1"]).count() == 2
    assert "west" in words(client, "/units/p1/")
    assert "east" in words(client, "/units/p1/?on=2018-05-31")
    assert "示例p1" in words(client, "/units/groups/region/")


def test_a_move_also_tells_the_rows_by_groups(owner: Account, busy: Tree) -> None:
    for code, member in (("p1", "east"), ("p2", "west")):
        group(unit=busy[code], of_set="region", member=member, by=owner)
    found = impact(lambda: move(unit=busy["c1"], parent=busy["p2"], on=date(2018, 6, 1), by=owner),
                   on=date(2018, 6, 1), reader=owner)  # fmt: skip
    rows = {(one.member, one.indicator.slug): one.after.value for one in found.figures
            if one.of_set and str(one.period) == "2018"}  # fmt: skip
    assert rows["west", "attendances"] == 90
    assert rows["east", "attendances"] == 0

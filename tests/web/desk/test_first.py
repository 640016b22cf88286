"""The first hour: steps that know from the records whether they are done, and a list that can be put away."""

from __future__ import annotations

import pytest

from kexie.records.access.models import Account
from kexie.records.units.models import Unit
from kexie.web.desk.first import first_hour
from tests.building import cast, held, plant, someone
from tests.opened import everything
from tests.web.visiting import visit, words

Tree = dict[str, Unit]


def done() -> list[str]:
    return [step.slug for step in first_hour().steps if step.done]


def test_each_step_is_done_when_the_records_say_so(owner: Account) -> None:
    client = visit(owner)
    assert done() == []
    tree = plant(owner, root="", c1="root")
    assert done() == ["tree"]
    assert "还没有登记过活动" in words(client, "/")
    someone("S1", owner, tree["c1"])
    assert done() == ["tree", "people"]  # who works alone needs no posts; they are offered, not asked
    assert "导入任职" in words(client, "/")
    cast("clerk", tree["c1"])
    assert "导入任职" not in words(client, "/")
    client.post("/first-hour/", {"step": "figure"})
    assert done() == ["tree", "people"]  # there is nothing to count yet
    held(owner, tree["c1"])
    assert done() == ["tree", "people", "activity", "figure"]
    assert client.post("/first-hour/", {"step": "report"})["Location"] == "/reports/"
    assert first_hour().next is None
    assert "头几步" not in words(client, "/")


def test_once_records_come_in_the_steps_take_one_line(owner: Account, tree: Tree) -> None:
    held(owner, tree["c1"])
    text = words(visit(owner), "/")
    assert "下一步：登记人员" in text
    assert "写第一份文稿" not in text
    assert "等我办的" in text


def test_what_leaves_a_record_is_not_done_by_saying_so(owner: Account) -> None:
    client = visit(owner)
    client.post("/first-hour/", {"step": "tree"})
    client.post("/first-hour/", {"step": "nonsense"})
    assert done() == []


def test_the_next_step_is_the_one_that_stands_out(owner: Account) -> None:
    text = visit(owner).get("/").content.decode()
    assert text.count('aria-current="step"') == 1
    assert "5 步里走了 0 步" in text
    plant(owner, root="")
    assert "5 步里走了 1 步" in words(visit(owner), "/")


def test_the_list_can_be_put_away_and_opened_again(owner: Account, tree: Tree) -> None:
    client = visit(owner)
    assert "头几步" in words(client, "/")
    client.post("/first-hour/", {"step": "away"})
    assert "头几步已收起" in words(client, "/")
    assert "头几步" not in words(client, "/")
    assert "头几步" in words(client, "/first-hour/")
    assert "头一个小时" in words(client, "/settings/")


@pytest.mark.parametrize("who", ["chair", "clerk", "member", "stranger"])
def test_it_is_the_owners_alone(request: pytest.FixtureRequest, tree: Tree, who: str) -> None:
    client = visit(request.getfixturevalue(who))
    before = everything()
    status = 403 if who == "stranger" else 404
    assert client.get("/first-hour/").status_code == status
    assert client.post("/first-hour/", {"step": "away"}).status_code == status
    assert "头几步" not in words(client, "/")
    assert everything() == before

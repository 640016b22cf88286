"""Undoing an import as pages: the look, the deed, what stands in the way."""

from __future__ import annotations

from kexie.records.access.models import Account
from kexie.records.activities.models import Activity
from kexie.records.units.models import Unit
from tests.building import cast, present, someone, value
from tests.opened import everything
from tests.web.imports.test_imports import GOOD, brought
from tests.web.visiting import visit, words

Tree = dict[str, Unit]


def test_an_import_is_looked_at_and_taken_back(clerk: Account, tree: Tree) -> None:
    client = visit(clerk)
    address = brought(client, GOOD)
    client.post(address, {"deed": "all"})
    page = words(client, address)
    assert "登记活动 1 项" in page
    assert "五月.csv" in page
    before = everything()
    assert "会收回试算过了" in words(client, address + "undo/")
    assert everything() == before
    assert client.post(address + "undo/").status_code == 302
    assert value("attendances", tree["root"]) == (0, "exact")
    assert "已撤销" in words(client, address)
    assert "已撤销" in words(client, "/imports/")


def test_what_stands_on_it_is_said(clerk: Account, owner: Account, tree: Tree) -> None:
    client = visit(clerk)
    address = brought(client, GOOD)
    client.post(address, {"deed": "all"})
    activity = Activity.objects.knowing("test").get(code="B1")
    present(clerk, activity, someone("S1", owner, tree["c1"]))
    page = words(client, address + "undo/")
    assert "现在不能撤销" in page
    assert "活动 B1 之后又被改过" in page
    before = everything()
    assert client.post(address + "undo/").status_code == 400
    assert everything() == before


def test_an_owner_sees_everybodys_and_another_clerk_only_the_own(clerk: Account, owner: Account, tree: Tree) -> None:
    client = visit(clerk)
    address = brought(client, GOOD)
    client.post(address, {"deed": "all"})
    assert "clerk" in words(visit(owner), "/imports/")
    assert "登记活动 1 项" in words(visit(owner), address)
    other = visit(cast("clerk", tree["c3"], "other"))
    assert "五月.csv" not in words(other, "/imports/")
    for path in (address, address + "undo/"):
        assert other.get(path).status_code == 404
    assert other.post(address + "undo/").status_code == 404

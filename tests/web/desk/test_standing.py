from __future__ import annotations

from django.test import Client

from kexie.records.access.models import Account
from kexie.records.units.models import Unit
from tests.building import held
from tests.web.visiting import visit, words

Tree = dict[str, Unit]


def test_made_up_records_are_said_on_every_page_and_at_the_door(
    client: Client, owner: Account, clerk: Account, tree: Tree
) -> None:
    assert "虚构" not in words(client, "/sign-in/")
    held(owner, tree["c1"], origin="made_up")
    for address in ("/", "/help/", "/figures/", "/reports/", "/search/?q=x", "/account/"):
        assert "示例·数据虚构" in words(visit(clerk), address), address
    assert "示例·数据虚构" in words(client, "/sign-in/")


def test_the_foot_says_how_far_the_book_is_written(clerk: Account) -> None:
    text = words(visit(clerk), "/help/")
    assert "台账位" in text
    assert "尚未封存" in text


def test_strangers_and_visitors_are_told_nothing_of_the_book(client: Client, stranger: Account, tree: Tree) -> None:
    assert "台账位" not in words(client, "/help/")
    assert "台账位" not in words(visit(stranger), "/help/")


def test_who_reads_is_said_by_unit_and_role(chair: Account, owner: Account, stranger: Account) -> None:
    assert "示例root　负责人" in visit(chair).get("/help/").content.decode()
    assert "系统负责人" in words(visit(owner), "/help/")
    assert "stranger" in words(visit(stranger), "/help/")

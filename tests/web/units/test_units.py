from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kexie.records.access.models import Account
from kexie.records.structure.actions import close, move
from kexie.records.units.models import Unit
from tests.building import held, plant
from tests.opened import everything
from tests.web.visiting import visit, words

Tree = dict[str, Unit]


@pytest.mark.parametrize("address", ["/units/", "/units/c1/", "/units/societies/", "/units/divisions/"])
def test_a_stranger_sees_no_tree(stranger: Account, tree: Tree, address: str) -> None:
    text = words(visit(stranger), address, 403)
    assert "您还没有任职" in text
    assert "示例c1" not in text


def test_the_tree_is_walked_by_links_one_level_a_page(member: Account) -> None:
    client = visit(member)
    front = client.get("/units/").content.decode()
    assert '/units/p1/"' in front
    assert '/units/c1/"' not in front
    assert '/units/city/"' in client.get("/units/p1/").content.decode()


def test_a_unit_of_another_tree_reads_as_if_it_did_not_exist(member: Account, owner: Account) -> None:
    plant(owner, far="")
    client = visit(member)
    assert client.get("/units/far/").status_code == client.get("/units/nowhere/").status_code == 404
    assert "示例far" not in words(client, "/units/?q=far")


def test_units_of_one_name_are_told_apart_by_their_place(member: Account, tree: Tree) -> None:
    Unit.objects.filter(code__in=["c1", "c3"]).update(name="鼓楼区示例科协")
    text = words(visit(member), "/units/?q=鼓楼")
    assert "找到 2 个" in text
    assert "示例p1／示例city" in text
    assert "示例p2" in text


def test_the_page_stands_as_on_the_day_that_is_asked_for(auditor: Account, owner: Account, tree: Tree) -> None:
    move(unit=tree["c1"], parent=tree["p2"], on=date(2018, 6, 1), by=owner)
    close(unit=tree["c2"], on=date(2018, 6, 1), by=owner)
    client = visit(auditor)
    before, after = words(client, "/units/city/?on=2018-05-31"), words(client, "/units/city/?on=2018-06-01")
    assert "示例c1" in before
    assert "示例c1" not in after
    assert "这一天不存在" in words(client, "/units/c2/?on=2018-06-01")
    assert "这一天不存在" not in words(client, "/units/c2/?on=2018-05-31")
    moved = words(client, "/units/c1/")
    assert "2018-06-01 起" in moved
    assert "不是日期" in words(client, "/units/c1/?on=昨天吧", 400)


def test_names_of_posts_are_for_who_reads_people(member: Account, clerk: Account, tree: Tree) -> None:
    assert "示例clerk" in words(visit(clerk), "/units/c1/")
    seen = words(visit(member), "/units/c1/")
    assert "示例clerk" not in seen
    assert "经办" in seen


def test_headlines_open_their_figures(member: Account, owner: Account, tree: Tree) -> None:
    held(owner, tree["c1"], date(2018, 3, 1), headcount=300)
    page = visit(member).get("/units/root/?period=2018").content.decode()
    assert "/figures/activities/?unit=root&amp;period=2018&amp;where=kind%3Dstudy" in page


def test_rights_are_explained_with_the_posts_they_come_from(clerk: Account) -> None:
    text = words(visit(clerk), "/units/c1/?why=1")
    assert "在“示例c1”任“经办”" in text
    assert "您的任职都够不着" in text


def test_more_children_ask_no_more_questions(member: Account, owner: Account, tree: Tree) -> None:
    client = visit(member)

    def asked() -> int:
        client.get("/units/c1/")  # what is remembered until the tree changes is asked for here
        with CaptureQueriesContext(connection) as questions:
            client.get("/units/c1/")
        return len(questions)

    plant(owner, d1="c1")
    one = asked()
    plant(owner, d2="c1", d3="c1", d4="c1")
    assert asked() == one


def test_renaming_is_the_owners(owner: Account, chair: Account, tree: Tree) -> None:
    given = {"name": "  新名  称 ", "kind": "association", "level": "county"}
    assert visit(chair).post("/units/c1/change/", given).status_code == 404
    visit(owner).post("/units/c1/change/", given)
    assert Unit.objects.get(code="c1").name == "新名 称"
    assert visit(owner).post("/units/c1/change/", given | {"name": ""}).status_code == 400


def test_a_new_unit_stands_below_and_its_code_is_its_own(owner: Account, tree: Tree) -> None:
    client = visit(owner)
    given = {"code": "n/1", "name": "新单位", "kind": "branch", "level": "", "opened_on": "2018-01-01"}
    assert client.post("/units/c1/new/", given)["Location"] == "/units/n/1/"
    assert "新单位" in words(client, "/units/c1/")
    assert client.post("/units/c1/new/", given).status_code == 400
    assert Unit.objects.filter(name="新单位").count() == 1


@pytest.mark.parametrize("deed", ["change", "move", "merge", "split", "close", "reopen", "group", "new"])
def test_nobody_without_the_right_changes_the_tree(
    clerk: Account, member: Account, stranger: Account, tree: Tree, deed: str
) -> None:
    given = {"name": "x", "kind": "branch", "code": "x", "parent": "p2", "on": "2018-06-01", "opened_on": "2018-01-01"}
    for account, status in ((clerk, 404), (member, 404), (stranger, 403)):
        client = visit(account)
        before = everything()
        assert client.get(f"/units/c1/{deed}/").status_code == status
        assert client.post(f"/units/c1/{deed}/", given | {"confirm": "1"}).status_code == status
        assert everything() == before


def test_the_catalogue_of_societies_says_how_many_are_not_confirmed(member: Account) -> None:
    text = words(visit(member), "/units/societies/")
    assert "210 个里名称已核实的" in text
    assert "没有列" in text


def test_a_division_is_shown_with_its_path(member: Account) -> None:
    text = words(visit(member), "/units/divisions/?q=鼓楼区")
    assert "江苏省／南京市／鼓楼区" in text
    assert "找到 4 个" in text


def test_a_house_without_units_says_what_to_bring_first(owner: Account) -> None:
    assert "还没有单位" in words(visit(owner), "/units/")

"""The association's own settings as pages: kept, refused, and heard on every other page."""

from __future__ import annotations

import pytest
from django.test import Client

from kexie.records.access.models import Account
from kexie.records.structure.association import chosen, describe
from kexie.records.units.models import Unit
from tests.opened import everything
from tests.web.visiting import visit, words

Tree = dict[str, Unit]


def test_an_owner_sets_them_and_reads_them_back(owner: Account, tree: Tree) -> None:
    client = visit(owner)
    given = chosen() | {"name": "示例协会", "zone": "Asia/Urumqi", "retention_rosters": "5"}
    assert client.post("/settings/association/", given).status_code == 302
    page = client.get("/settings/association/").content.decode()
    assert 'value="Asia/Urumqi"' in page
    assert "现在的时区：Asia/Urumqi" in page
    assert "C13" in page


def test_a_colour_that_does_not_read_is_refused_at_its_field_and_what_was_typed_stays(
    owner: Account, tree: Tree
) -> None:
    client = visit(owner)
    before = everything()
    answer = client.post(
        "/settings/association/", chosen() | {"accent": "#ffcc00", "light_late": "#ff0000", "name": "新名"}
    )
    assert answer.status_code == 400
    assert "#ff0000 在浅底上" in answer.content.decode()
    assert "对比不足 4.5" in answer.content.decode()
    assert 'value="#ffcc00"' in answer.content.decode()
    assert 'value="新名"' in answer.content.decode()
    assert everything() == before


def test_the_colour_is_a_stylesheet_of_its_own_and_only_where_one_was_chosen(owner: Account, client: Client) -> None:
    assert client.get("/look.css").status_code == 404
    assert "look.css" not in client.get("/sign-in/").content.decode()
    describe(by=owner, accent="#1c4f87", light_late="#7a1f5c")
    assert "/look.css?v=" in client.get("/sign-in/").content.decode()
    answer = client.get("/look.css")
    assert answer["Content-Type"].startswith("text/css")
    assert "{--seal:#1c4f87;--late:#7a1f5c}" in answer.content.decode()


@pytest.mark.parametrize("who", ["chair", "clerk", "auditor", "member"])
def test_nobody_else_comes_in(request: pytest.FixtureRequest, tree: Tree, who: str) -> None:
    client = visit(request.getfixturevalue(who))
    before = everything()
    assert client.get("/settings/association/").status_code == 404
    assert client.post("/settings/association/", {"name": "x"}).status_code == 404
    assert everything() == before


def test_its_own_words_are_said_in_both_languages_and_no_name_changes(owner: Account, tree: Tree) -> None:
    Unit.objects.filter(code="p1").update(name="示例单位联合会")
    describe(by=owner, term_unit="机构", term_unit_en="body")
    client = visit(owner)
    page = words(client, "/settings/posts/?unit=p1")
    assert "机构（编号或全称）" in page
    assert "示例单位联合会" in page
    client.get("/preferences/?lang=en&next=/")
    assert "Body" in words(client, "/settings/posts/?unit=p1")


def test_without_own_words_the_house_speaks_its_own_again(owner: Account, tree: Tree) -> None:
    describe(by=owner, term_unit="机构")
    describe(by=owner, term_unit="")
    assert "单位（编号或全称）" in words(visit(owner), "/settings/posts/")

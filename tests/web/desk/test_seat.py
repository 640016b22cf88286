from __future__ import annotations

import pytest
from django.test import Client

from kexie.records.access.models import Account, Post
from kexie.records.units.models import Unit
from tests.building import cast
from tests.web.visiting import visit, words

Tree = dict[str, Unit]


@pytest.fixture
def both(tree: Tree) -> Account:
    """Seat one person in two units."""
    account = cast("clerk", tree["c1"], "two")
    assert account.person is not None
    Post.objects.create(person=account.person, unit=tree["c3"], role="chair")
    return account


def test_one_post_needs_no_switch(clerk: Account) -> None:
    page = visit(clerk).get("/").content.decode()
    assert "示例c1　经办" in page
    assert "who-menu" not in page


def test_the_chosen_post_is_where_pages_open(both: Account) -> None:
    client = visit(both)
    assert "unit=c1&amp;" in client.get("/").content.decode()
    other = Post.objects.get(person=both.person, unit__code="c3")
    assert client.post("/seat/", {"post": other.pk, "next": "/"})["Location"] == "/"
    page = client.get("/").content.decode()
    assert "unit=c3&amp;" in page
    assert "unit=c1&amp;" not in page


def test_the_choice_decides_no_right(both: Account, tree: Tree) -> None:
    client = visit(both)
    other = Post.objects.get(person=both.person, unit__code="c3")
    client.post("/seat/", {"post": other.pk})
    assert "您都可见" in words(client, "/figures/activities/?unit=c1")


def test_nobody_sits_down_in_another_s_seat(clerk: Account, chair: Account) -> None:
    client = visit(clerk)
    client.post("/seat/", {"post": Post.objects.get(person=chair.person).pk})
    client.post("/seat/", {"post": "x"})
    assert "unit=c1&amp;" in client.get("/").content.decode()


def test_a_post_that_ended_is_no_seat(clerk: Account, tree: Tree) -> None:
    Post.objects.filter(person=clerk.person).update(until="2018-01-01")
    assert "您还没有任职" in words(visit(clerk), "/")


def test_coming_back_leads_to_our_own_pages_only(both: Account) -> None:
    assert visit(both).post("/seat/", {"post": "1", "next": "https://elsewhere.example/"})["Location"] == "/"


def test_before_signing_in_there_is_nothing_to_choose(client: Client, db: None) -> None:
    assert client.post("/seat/", {"post": "1"})["Location"].startswith("/sign-in/")

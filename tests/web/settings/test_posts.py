from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from kexie.records.access.models import Account, Post
from kexie.records.people.models import Person
from kexie.records.units.models import Unit
from tests.building import cast, someone
from tests.opened import everything
from tests.web.visiting import visit, words

Tree = dict[str, Unit]


@pytest.fixture
def person(owner: Account, tree: Tree) -> Person:
    return someone("x1", owner, tree["c1"])


def grant(**more: str) -> dict[str, str]:
    return {"person": "x1", "unit": "c1", "role": "clerk", "line": "main", "since": "2018-01-01", "until": ""} | more


def test_the_chair_gives_a_post_and_ends_it(chair: Account, clerk: Account, person: Person) -> None:
    client = visit(chair)
    assert client.post("/settings/posts/", grant()).status_code == 302
    post = Post.objects.get(person=person)
    assert (post.role, post.since, post.until) == ("clerk", date(2018, 1, 1), date.max)
    assert "示例x1" in words(client, "/settings/posts/?unit=c1")
    ending = f'href="/settings/posts/{post.pk}/end/"'
    assert ending in client.get("/settings/posts/?unit=c1").content.decode()
    looked = visit(clerk).get("/settings/posts/?unit=c1")
    assert looked.status_code == 200
    assert ending not in looked.content.decode()  # a clerk reads posts and ends none: no link that would be refused
    client.post(f"/settings/posts/{post.pk}/end/", {"on": "2018-06-01"})
    post.refresh_from_db()
    assert post.until == date(2018, 6, 1)
    assert "示例x1" not in words(client, "/settings/posts/?unit=c1")
    assert "已结束" in words(client, "/settings/posts/?unit=c1&ended=on")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"role": "owner"}, ""),
        ({"person": "nobody"}, "没有编号为“nobody”的人员"),
        ({"unit": "nowhere"}, "没有“nowhere”这个单位"),
        ({"until": "2017-12-31"}, "“止”早于“起”"),
        ({"since": "31.02.2018"}, ""),
    ],
)
def test_what_cannot_be_given_is_said(chair: Account, person: Person, wrong: dict[str, str], sentence: str) -> None:
    client = visit(chair)
    before = everything()
    answer = client.post("/settings/posts/", grant(**wrong))
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert everything() == before


def test_only_an_owner_makes_and_ends_owners(owner: Account, chair: Account, person: Person) -> None:
    visit(owner).post("/settings/posts/", grant(role="owner", unit="root"))
    post = Post.objects.get(person=person)
    assert post.role == "owner"
    assert visit(chair).post(f"/settings/posts/{post.pk}/end/", {"on": "2018-06-01"}).status_code == 400
    post.refresh_from_db()
    assert post.until == date.max


def test_a_clerk_reads_posts_and_gives_none(clerk: Account, person: Person) -> None:
    client = visit(clerk)
    post = Post.objects.get(person__code="clerk")
    before = everything()
    assert "授予任职" not in words(client, "/settings/posts/")
    assert client.post("/settings/posts/", grant()).status_code == 400
    assert client.post(f"/settings/posts/{post.pk}/end/", {"on": "2018-06-01"}).status_code == 404
    assert everything() == before


def test_members_and_strangers_see_no_posts(member: Account, stranger: Account) -> None:
    for account, status in ((member, 404), (stranger, 403)):
        client = visit(account)
        assert client.get("/settings/posts/").status_code == status
        assert client.get("/settings/sign-ins/").status_code == status


def test_a_sign_in_is_opened_with_a_password_told_once(chair: Account, person: Person) -> None:
    client = visit(chair)
    answer = client.post("/settings/people/x1/sign-in/", {"deed": "open", "username": "x1"})
    found = re.search(r"<code>([a-z2-9-]{19})</code>", answer.content.decode())
    assert found is not None
    assert answer["Cache-Control"] == "private, no-store"
    assert Client().login(request=answer.wsgi_request, username="x1", password=found[1])
    assert found[1] not in client.get("/settings/people/x1/sign-in/").content.decode()
    renewed = client.post("/settings/people/x1/sign-in/", {"deed": "renew"}).content.decode()
    assert found[1] not in renewed
    assert not Account.objects.get(username="x1").check_password(found[1])
    client.post("/settings/people/x1/sign-in/", {"deed": "close"})
    assert not Account.objects.get(username="x1").is_active


def test_a_name_taken_by_another_is_refused(chair: Account, person: Person) -> None:
    answer = visit(chair).post("/settings/people/x1/sign-in/", {"deed": "open", "username": "chair"})
    assert "已经有人用" in answer.content.decode()
    assert not Account.objects.filter(person=person).exists()


def test_nobody_comes_by_rights_they_could_not_grant(owner: Account, tree: Tree) -> None:
    """The county's chair may not set the password of somebody at home there who also holds a post above."""
    county = cast("chair", tree["c1"], "county-chair")
    both = someone("both", owner, tree["c1"])
    Post.objects.create(person=both, unit=tree["p1"], role="clerk")
    client = visit(county)
    assert client.post("/settings/people/both/sign-in/", {"deed": "open", "username": "both"}).status_code == 404
    assert not Account.objects.filter(person=both).exists()
    Post.objects.filter(person=both).update(until=date(2018, 1, 1))
    assert client.post("/settings/people/both/sign-in/", {"deed": "open", "username": "both"}).status_code == 200


def test_an_owners_sign_in_is_the_owners_affair(chair: Account, owner: Account, tree: Tree) -> None:
    boss = someone("boss", owner, tree["root"])
    Account.objects.create(username="boss", person=boss, is_owner=True)
    assert visit(chair).post("/settings/people/boss/sign-in/", {"deed": "renew"}).status_code == 404
    assert visit(owner).post("/settings/people/boss/sign-in/", {"deed": "renew"}).status_code == 200


def test_nobody_shuts_themselves_out(owner: Account, tree: Tree) -> None:
    person = someone("me", owner, tree["root"])
    Account.objects.filter(pk=owner.pk).update(person=person)
    owner.refresh_from_db()
    answer = visit(owner).post("/settings/people/me/sign-in/", {"deed": "close"}, follow=True)
    assert "不能停用自己" in answer.content.decode()
    assert Account.objects.get(pk=owner.pk).is_active

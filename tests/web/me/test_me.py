"""One's own data: seen, corrected on request, taken along and erased by whoever it is about, with or without a post."""

from __future__ import annotations

import json
from datetime import date

import pytest

from kexie.records.access.models import Account
from kexie.records.history.looks import PERSON, ROSTER, look
from kexie.records.people.models import CorrectionRequest, Person
from kexie.records.structure.actions import join
from kexie.records.units.models import Unit
from tests.building import cast, held, present, someone, value
from tests.opened import everything
from tests.web.visiting import visit, words

Tree = dict[str, Unit]


@pytest.fixture
def plain(owner: Account, tree: Tree) -> Account:
    """Return somebody at home in county c1 who signs in, attended once, and holds no post."""
    account = cast("plain", None)
    assert account.person is not None
    join(subject=account.person.pseudonym, unit=tree["c1"], since=date(2018, 1, 1), by=owner)
    activity = held(owner, tree["p2"], date(2018, 3, 1), title="我去过的会")
    present(owner, activity, account.person, someone("other", owner, tree["c1"]))
    return account


def test_nobody_needs_a_post_to_see_their_own_data(plain: Account) -> None:
    client = visit(plain)
    text = words(client, "/me/")
    assert "示例plain" in text
    assert "示例c1" in text
    assert "我去过的会" in text
    assert "示例other" not in text
    assert "我的资料" in words(client, "/units/", 403)


def test_the_export_holds_what_the_page_shows_and_nothing_of_others(plain: Account) -> None:
    answer = visit(plain).get("/me/export/")
    told = json.loads(answer.content)
    assert told["name"] == "示例plain"
    assert [row["title"] for row in told["attended"]] == ["我去过的会"]
    assert told["homes"][0]["unit"] == "c1"
    assert "other" not in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"


def test_an_account_without_a_person_reads_that_there_is_nothing(owner: Account) -> None:
    client = visit(owner)
    assert "没有对应的人员" in words(client, "/me/")
    assert json.loads(client.get("/me/export/").content) == {"sign_in": "owner"}
    assert client.get("/me/erase/").status_code == 404


def test_nobody_signed_out_comes_in(db: None, client: object) -> None:
    for address in ("/me/", "/me/export/", "/me/erase/", "/me/ask/"):
        assert client.get(address).status_code == 302  # type: ignore[attr-defined]


def test_a_correction_is_asked_for_decided_and_told(plain: Account, clerk: Account, member: Account) -> None:
    asking, deciding = visit(plain), visit(clerk)
    asking.post("/me/ask/", {"text": "姓名应当是示例平"})
    request = CorrectionRequest.objects.get()
    assert "姓名应当是示例平" in words(deciding, "/settings/people/requests/")
    assert visit(member).get("/settings/people/requests/").status_code == 404
    for account in (member, plain):
        client, before = visit(account), everything()
        answer = client.post(f"/settings/people/requests/{request.pk}/", {"deed": "done"})
        assert answer.status_code in {403, 404}
        assert everything() == before
    assert deciding.post(f"/settings/people/requests/{request.pk}/", {"deed": "declined"}).status_code == 400
    deciding.post(f"/settings/people/requests/{request.pk}/", {"deed": "done", "answer": "已改"})
    text = words(asking, "/me/")
    assert "已更正" in text
    assert "已改" in text
    assert deciding.post(f"/settings/people/requests/{request.pk}/", {"deed": "done"}).status_code == 400


def test_only_so_many_requests_wait(plain: Account) -> None:
    client = visit(plain)
    for number in range(6):
        client.post("/me/ask/", {"text": f"第 {number} 条"})
    assert CorrectionRequest.objects.count() == 5
    assert client.post("/me/ask/", {"text": "  "}).status_code == 400


def test_erasing_oneself_signs_out_and_leaves_every_figure(plain: Account, tree: Tree) -> None:
    client, was = visit(plain), value("attendees", tree["p2"])
    assert client.post("/me/erase/", {"code": "wrong"}).status_code == 400
    assert Person.objects.knowing("test").filter(code="plain").exists()
    client.post("/me/ask/", {"text": "要删的话"})
    answer = client.post("/me/erase/", {"code": "plain"})
    assert answer["Location"] == "/sign-in/"
    assert client.get("/me/").status_code == 302
    assert not Person.objects.knowing("test").filter(code="plain").exists()
    assert not CorrectionRequest.objects.exists()
    assert value("attendees", tree["p2"]) == was


def test_the_last_owner_cannot_erase_themselves(owner: Account) -> None:
    owner.person = someone("boss", owner)
    owner.save()
    answer = visit(owner).post("/me/erase/", {"code": "boss"})
    assert answer.status_code == 400
    assert "唯一的系统负责人" in answer.content.decode()
    assert Person.objects.knowing("test").filter(code="boss").exists()


def test_who_looked_is_shown_by_account_and_post_never_by_name(plain: Account, clerk: Account, tree: Tree) -> None:
    assert plain.person is not None
    look(PERSON, plain.person.pk, by=clerk.pk, unit=tree["c1"].pk, subject=plain.person.pseudonym)
    activity = plain.person.pk  # a number that is no roster of theirs
    look(ROSTER, activity + 10_000, by=clerk.pk, unit=tree["c1"].pk, names=3)
    text = words(visit(plain), "/me/")
    assert "一个人的资料 clerk 示例c1 经办" in text
    assert "示例clerk" not in text
    assert "活动名册" not in text.split("谁看过")[1].split("不对？")[0]


def test_opening_somebodys_page_leaves_one_line_a_day(plain: Account, clerk: Account) -> None:
    client = visit(clerk)
    client.get("/settings/people/plain/")
    client.get("/settings/people/plain/")
    text = words(visit(plain), "/me/")
    assert text.count("一个人的资料") == 1
    client.get("/settings/people/plain/export/")
    assert "导出一个人的资料" in words(visit(plain), "/me/")

from __future__ import annotations

import json
from datetime import date

import pytest

from kexie.records.access.models import Account, Post
from kexie.records.history.models import HistoryEvent
from kexie.records.people.models import Person
from kexie.records.people.queries import home_on, homes
from kexie.records.structure import persons
from kexie.records.units.models import Unit
from tests.building import cast, held, present, someone, value
from tests.opened import everything
from tests.web.visiting import visit, words

Tree = dict[str, Unit]


@pytest.fixture
def person(owner: Account, tree: Tree) -> Person:
    return someone("x1", owner, tree["c1"])


def test_the_list_holds_the_people_of_a_unit_and_below(
    clerk: Account, owner: Account, tree: Tree, person: Person
) -> None:
    someone("far", owner, tree["c3"])
    text = words(visit(clerk), "/settings/people/")
    assert "示例x1" in text
    assert "示例far" not in text
    assert "没有“看人员名单”的权限" in words(visit(clerk), "/settings/people/?unit=c3", 400)
    assert "没有符合的人" in words(visit(clerk), "/settings/people/?q=zzz")


def test_one_person_is_entered_at_home(clerk: Account, tree: Tree) -> None:
    client = visit(clerk)
    given = {"code": "n1", "name": "示例n1", "unit": "示例c1", "since": "2018-01-01", "audience": "女科技工作者"}
    assert client.post("/settings/people/new/", given)["Location"] == "/settings/people/n1/"
    made = Person.objects.knowing("test").get(code="n1")
    told = homes([made.pseudonym])[made.pseudonym]
    assert home_on(told, date(2018, 1, 1)) == tree["c1"].pk
    assert home_on(told, date(2017, 12, 31)) is None
    again = client.post("/settings/people/new/", given)
    assert "已经用过" in again.content.decode()
    far = client.post("/settings/people/new/", given | {"code": "n2", "unit": "c3"})
    assert "没有“登记人员”的权限" in far.content.decode()
    assert not Person.objects.knowing("test").filter(code="n2").exists()


def test_a_person_elsewhere_reads_as_if_not_there(clerk: Account, owner: Account, tree: Tree) -> None:
    someone("far", owner, tree["c3"])
    client = visit(clerk)
    for deed in ("", "export/", "correct/", "home/", "erase/", "sign-in/"):
        assert client.get(f"/settings/people/far/{deed}").status_code == 404
        assert client.get(f"/settings/people/nobody/{deed}").status_code == 404


def test_a_reader_of_people_changes_nobody(chair: Account, person: Person) -> None:
    client = visit(chair)
    assert client.get("/settings/people/x1/").status_code == 200
    before = everything()  # that somebody looked is written down, once a day
    for deed, given in (
        ("correct", {"name": "别名"}),
        ("home", {"unit": "c2"}),
        ("erase", {"code": "x1"}),
        ("export", {}),
    ):
        assert client.post(f"/settings/people/x1/{deed}/", given).status_code == 404, deed
    assert client.get("/settings/people/new/").status_code == 404
    assert everything() == before


def test_names_are_corrected_and_homes_change_from_a_day_on(clerk: Account, owner: Account, tree: Tree) -> None:
    boss = cast("clerk", tree["city"], "boss")
    person = someone("x1", owner, tree["c1"])
    client = visit(boss)
    client.post("/settings/people/x1/correct/", {"name": "示例改名", "audience": ""})
    client.post("/settings/people/x1/home/", {"unit": "c2", "since": "2018-06-01"})
    person.refresh_from_db()
    told = homes([person.pseudonym])[person.pseudonym]
    assert person.name == "示例改名"
    assert home_on(told, date(2018, 5, 31)) == tree["c1"].pk
    assert home_on(told, date(2018, 6, 1)) == tree["c2"].pk
    assert visit(clerk).post("/settings/people/x1/home/", {"unit": "c1"}).status_code == 404


def test_what_is_held_goes_out_as_json_and_holds_no_attendance(
    clerk: Account, owner: Account, tree: Tree, person: Person
) -> None:
    present(owner, held(owner, tree["c1"], title="内部学习"), person)
    answer = visit(clerk).get("/settings/people/x1/export/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert json.loads(answer.content)["homes"] == [{"unit": "c1", "since": None, "until": None}]
    assert "内部学习" not in answer.content.decode()


def test_everyone_opens_exports_and_erases_their_own_page(member: Account) -> None:
    client = visit(member)
    assert "系统里存着什么" in words(client, "/settings/people/member/")
    assert client.get("/settings/people/member/export/").status_code == 200
    assert client.get("/settings/people/").status_code == 404
    client.post("/settings/people/member/erase/", {"code": "member"})
    assert not Person.objects.knowing("test").filter(code="member").exists()
    assert not Account.objects.get(pk=member.pk).is_active


def test_erasing_wants_the_code_again_and_leaves_every_figure(
    clerk: Account, owner: Account, tree: Tree, person: Person
) -> None:
    present(owner, held(owner, tree["c1"]), person)
    client = visit(clerk)
    assert client.post("/settings/people/x1/erase/", {"code": "x2"}).status_code == 400
    assert Person.objects.knowing("test").filter(code="x1").exists()
    client.post("/settings/people/x1/erase/", {"code": "x1"})
    assert not Person.objects.knowing("test").filter(code="x1").exists()
    assert value("attendees", tree["c1"]) == (1, "exact")


def test_a_stranger_sees_nobody_not_even_by_address(stranger: Account, person: Person) -> None:
    client = visit(stranger)
    before = everything()
    for address in ("/settings/", "/settings/people/", "/settings/people/x1/", "/settings/people/x1/erase/"):
        assert client.get(address).status_code == 403
    client.post("/settings/people/x1/erase/", {"code": "x1"})
    assert everything() == before


def test_entering_a_person_is_in_the_history_without_the_name(clerk: Account, tree: Tree) -> None:
    persons.enrol(code="n1", name="示例秘密", unit=tree["c1"], since=date(2018, 1, 1), by=clerk)
    events = HistoryEvent.objects.order_by("-number")[:2]
    assert {event.deed for event in events} == {"register", "join"}
    assert all("示例秘密" not in str(event.__dict__) for event in events)


def test_a_post_elsewhere_is_counted_but_a_count_is_no_name(
    clerk: Account, owner: Account, tree: Tree, person: Person
) -> None:
    Post.objects.create(person=person, unit=tree["c3"], role="member")
    assert "1 个任职" in words(visit(clerk), "/settings/people/?q=x1")

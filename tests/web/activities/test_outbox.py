"""The outbox on the site, and one's own address."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest
import time_machine
from django.core import mail
from django.utils.translation import gettext_lazy
from pytest_django import Settings

from kexie.cli.reminding import Rounds
from kexie.kit.clock import zone
from kexie.records.access.models import Account
from kexie.records.activities.actions import Row, keep_roster
from kexie.records.activities.models import Activity
from kexie.records.branches import members
from kexie.records.notices.channels import CHANNELS
from kexie.records.notices.mail import Email
from kexie.records.notices.models import Contact, Notice, Reminder
from kexie.records.units.models import Unit
from tests.building import cast, held, make_owner, plant, someone
from tests.opened import everything
from tests.records.branches.conftest import open_branches, people_of
from tests.web.visiting import queries, visit, words

WEDNESDAY = date(2026, 3, 4)
Tree = dict[str, Unit]


@pytest.fixture
def house(db: None) -> Iterator[tuple[Account, Tree]]:
    """Stand on a Tuesday morning, the workday before the activity."""
    with time_machine.travel(datetime(2026, 3, 3, 10, tzinfo=zone()), tick=False):
        owner = make_owner()
        yield owner, plant(owner, root="", c1="root", c3="root")


def announced(owner: Account, unit: Unit, code: str, number: int) -> Activity:
    one = held(owner, unit, WEDNESDAY, status="planned", code=code, title=f"学习{code}")
    people = [someone(f"{code}x{n}", owner, unit) for n in range(number)]
    keep_roster(one, [Row(person.pseudonym, "expected") for person in people], by=owner)
    for person in people[1:]:
        Contact.objects.create(person=person, channel="email", address=f"{person.code}@example.org")
    found = Activity.objects.knowing("test").get(pk=one.pk)
    visit(owner).post(f"/activities/{code}/announce/", {"version": found.version})
    return found


def test_a_clerk_looks_it_over_and_the_worker_sends_it(house: tuple[Account, Tree], settings: Settings) -> None:
    owner, tree = house
    clerk = cast("clerk", tree["c1"])
    announced(owner, tree["c1"], "A1", 3)
    announced(owner, tree["c3"], "A3", 2)
    client = visit(clerk)
    assert "什么也不会发出" in words(client, "/activities/outbox/")
    client.post("/activities/outbox/")
    text = words(client, "/activities/outbox/")
    assert "学习A1" in text
    assert "学习A3" not in text
    assert "没有地址 1" in text
    client.post("/activities/A1/reminders/", {"deed": "release"})
    assert not Rounds().step()  # no mail server
    settings.MAIL_READY = True
    rounds = Rounds()
    assert rounds.step()
    assert not rounds.step()  # not again at once
    assert sorted(address for one in mail.outbox for address in one.to) == ["A1x1@example.org", "A1x2@example.org"]
    assert "已告知 2" in words(client, "/activities/outbox/")


def test_nobody_else_releases_or_sends(house: tuple[Account, Tree]) -> None:
    owner, tree = house
    announced(owner, tree["c1"], "A1", 2)
    visit(owner).post("/activities/outbox/")
    others = [cast("clerk", tree["c3"], "other"), cast("member", tree["c1"]), cast("auditor", tree["root"])]
    clients = [visit(who) for who in others]
    before = everything()
    for client in clients:
        for deed in ("release", "hold_back", "again"):
            assert client.post("/activities/A1/reminders/", {"deed": deed}).status_code == 404
        assert client.post("/activities/outbox/send/").status_code == 404
    assert everything() == before
    assert visit(others[1]).get("/activities/outbox/").status_code == 400
    assert visit(owner).post("/activities/A1/reminders/", {"deed": "shout"}).status_code == 400
    assert set(Reminder.objects.knowing("test").values_list("state", flat=True)) == {"waiting"}


def test_sending_without_a_mail_server_says_so(house: tuple[Account, Tree]) -> None:
    owner, tree = house
    announced(owner, tree["c1"], "A1", 2)
    answer = visit(owner).post("/activities/outbox/send/", follow=True).content.decode()
    assert "KEXIE_MAIL" in answer
    assert mail.outbox == []


class Pigeon(Email):
    """Another way, set up; it takes any address."""

    slug = "pigeon"
    title = gettext_lazy("信鸽")

    def ready(self) -> bool:
        return True

    def read(self, address: str) -> str:
        return address


def test_a_way_that_was_added_has_its_own_field_on_the_page(
    house: tuple[Account, Tree], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = visit(cast("member", house[1]["c1"]))
    assert "信鸽" not in client.get("/activities/contact/").content.decode()
    monkeypatch.setitem(CHANNELS, "pigeon", Pigeon())
    assert "信鸽" in client.get("/activities/contact/").content.decode()
    assert client.post("/activities/contact/", {"email": "nobody", "pigeon": "loft 3"}).status_code == 400
    assert not Contact.objects.exists()
    client.post("/activities/contact/", {"email": "me@example.org", "pigeon": "loft 3"})
    assert sorted(Contact.objects.values_list("channel", "address")) == [
        ("email", "me@example.org"),
        ("pigeon", "loft 3"),
    ]


def test_ones_own_address(house: tuple[Account, Tree]) -> None:
    _owner, tree = house
    member = cast("member", tree["c1"])
    client = visit(member)
    client.post("/activities/contact/", {"email": "me@example.org"})
    assert 'value="me@example.org"' in client.get("/activities/contact/").content.decode()
    assert client.post("/activities/contact/", {"email": "nobody"}).status_code == 400
    client.post("/activities/contact/", {"email": ""})
    assert not Contact.objects.exists()


def test_more_reminders_ask_no_more_questions(house: tuple[Account, Tree]) -> None:
    owner, tree = house
    announced(owner, tree["c1"], "A1", 1)
    client = visit(owner)
    client.post("/activities/outbox/")
    one = queries(client, "/activities/outbox/")
    announced(owner, tree["c1"], "A2", 3)
    announced(owner, tree["c3"], "A3", 3)
    client.post("/activities/outbox/")
    assert queries(client, "/activities/outbox/") == one


def test_a_party_clerk_looks_over_what_branches_are_reminded_of_and_nobody_else(house: tuple[Account, Tree]) -> None:
    owner, tree = house
    branch = open_branches(owner, b1="c1")["b1"]
    (person, *_others) = people_of(owner, branch, 3)
    members.seat(branch, person, "secretary", since=date(2018, 1, 1), by=owner)
    party, other = cast("party", tree["c1"]), cast("party", tree["c3"], "elsewhere")
    with time_machine.travel(datetime(2026, 3, 24, 10, tzinfo=zone()), tick=False):
        visit(party).post("/activities/outbox/")
        text = words(visit(party), "/activities/outbox/")
        assert "到期未排的组织生活" in text
        assert "主题党日在 2026-03-31 前一般要开一次" in text
        before = everything()
        assert "示例支部b1" not in words(visit(other), "/activities/outbox/")
        refused = visit(other).post("/activities/outbox/of/branch_due/b1/", {"deed": "release"})
        assert refused.status_code == 400
        assert visit(cast("", None)).get("/activities/outbox/").status_code == 403
        assert everything()["records_notice"] == before["records_notice"]
        visit(party).post("/activities/outbox/of/branch_due/b1/", {"deed": "release"})
    assert set(Notice.objects.knowing("test").values_list("state", flat=True)) == {"released"}

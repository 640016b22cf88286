"""The room of branches: who opens what, a meeting recorded on a page, and what the pages do not show."""

from __future__ import annotations

import io

import docx
import pytest
from django.test import Client
from django.urls import reverse

from kexie.kit.clock import today
from kexie.records.access.models import Account
from kexie.records.branches.meetings import Came, NewMeeting, record_meeting
from kexie.records.branches.models import Branch, BranchMeeting, Minutes
from kexie.records.history.models import Look
from kexie.records.people.models import Person
from kexie.records.units.models import Unit
from tests.building import cast
from tests.opened import everything
from tests.records.branches.conftest import open_branches, people_of

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def branches(owner: Account, tree: dict[str, Unit]) -> dict[str, Branch]:
    return open_branches(owner, b1="c1", b2="c1", b3="c3")


@pytest.fixture
def people(owner: Account, branches: dict[str, Branch]) -> list[Person]:
    return people_of(owner, branches["b1"], 5, 1)


@pytest.fixture
def party(branches: dict[str, Branch], tree: dict[str, Unit]) -> Account:
    return cast("party", tree["c1"])


def read(client: Client, who: Account, address: str, status: int = 200) -> str:
    client.force_login(who, backend=BACKEND)
    found = client.get(address)
    assert found.status_code == status, address
    return found.content.decode()


def at(name: str, *args: object) -> str:
    return reverse(f"branches:{name}", args=args)


def test_every_page_opens_for_those_who_keep_the_branch(
    client: Client, party: Account, branches: dict[str, Branch], people: list[Person], owner: Account
) -> None:
    made = record_meeting(NewMeeting("branch_assembly", today(), (Came(branches["b1"]),)), by=owner)
    query = f"?unit=c1&year={today().year}"
    for address in (
        *(at(name) + query for name in ("index", "matrix", "open", "elections", "mine")),
        at("open") + query + "&late=1&kind=branch_day",
        *(at("matrix") + query + f"&kind={kind}" for kind in ("branch_class", "branch_group", "branch_life")),
        *(at(name, "b1") for name in ("one", "meet", "set_up", "term", "people", "leaders")),
        at("minutes", made.code),
    ):
        read(client, party, address)
    assert "3 个支部" not in read(client, party, at("index") + "?unit=root")
    assert "2 个支部" in read(client, party, at("index") + "?unit=root")
    for kind in ("", "branch_life"):  # the box says what is listed
        assert f'<option value="{kind}" selected>' in read(client, party, at("open") + f"?unit=root&kind={kind}")


def test_a_meeting_recorded_on_its_page_changes_the_figure_and_shows_names_to_its_keepers_only(
    client: Client,
    party: Account,
    chair: Account,
    stranger: Account,
    branches: dict[str, Branch],
    people: list[Person],
) -> None:
    given = {
        "kind": "branch_assembly", "on": today().isoformat(), "place": "会议室", "joint": "b2 8 7 8 7",
        f"away_{people[4].pseudonym}": "出差", "chair": str(people[0].pseudonym), "recorder": str(people[1].pseudonym),
        "agenda": "计划", "decisions": "建台账；组织委员；年底", "votes": "计划；7；0；1",
    }  # fmt: skip
    client.force_login(party, backend=BACKEND)
    bad = client.post(at("meet", "b1"), given | {"votes": "计划；70；0；1"})
    assert bad.status_code == 400
    assert "多于到会有表决权" in bad.content.decode()
    assert not BranchMeeting.objects.knowing("a test").exists()
    answer = client.post(at("meet", "b1"), given, follow=True)
    assert "已登记" in answer.content.decode()
    assert "示例b1-4（出差）" in answer.content.decode()
    made = Minutes.objects.knowing("a test").get().activity
    assert made.headcount == 5 + 7
    shown = read(client, chair, at("minutes", made.code))
    assert "建台账" in shown
    assert "示例b1-" not in shown
    printed = {}
    for who in (party, chair):
        client.force_login(who, backend=BACKEND)
        told = client.get(at("paper", made.code, ".docx")).content
        printed[who.pk] = "\n".join(line.text for line in docx.Document(io.BytesIO(told)).paragraphs)
        assert "计划：应到 13，实到 11" in printed[who.pk]
    assert ["示例b1-4（出差）" in printed[who.pk] for who in (party, chair)] == [True, False]
    assert "示例b1-" not in printed[chair.pk]
    read(client, stranger, at("paper", made.code, ".pdf"), 403)
    whole = read(client, chair, at("one", "b1"))
    assert "已开" in whole
    assert "示例b1-" not in whole


def test_membership_opens_to_its_keepers_alone_and_every_look_is_written_down(  # noqa: PLR0917 - the cast
    client: Client, party: Account, chair: Account, clerk: Account, auditor: Account, stranger: Account,
    branches: dict[str, Branch], people: list[Person], owner: Account,
) -> None:  # fmt: skip
    made = record_meeting(NewMeeting("branch_day", today(), (Came(branches["b3"], should=3, came=3),)), by=owner)
    before = everything()
    for who in (chair, clerk, auditor):
        for address in (at("people", "b1"), at("leaders", "b1"), at("meet", "b1"), at("set_up", "b1")):
            read(client, who, address, 404)
        client.force_login(who, backend=BACKEND)
        assert client.post(at("plan", "b1"), {"month": f"{today():%Y-%m}"}).status_code == 404
    for address in (at("people", "b3"), at("one", "b3"), at("minutes", made.code)):
        read(client, party, address, 404)
    read(client, stranger, at("people", "b1"), 403)
    after = everything()
    untouched = {name for name in after if name not in {"records_account", "records_rhythm", "records_rhythmmark"}}
    assert {name for name in untouched if before[name] != after[name]} == set()
    assert "示例b1-0" in read(client, party, at("people", "b1"))
    assert Look.objects.filter(noun="party", by=party.pk, names=6).count() == 1


def test_people_join_take_seats_and_leave_on_their_page(
    client: Client, party: Account, branches: dict[str, Branch], people: list[Person]
) -> None:
    client.force_login(party, backend=BACKEND)
    day = today().isoformat()
    for given, words in (
        ({"deed": "group", "group-name": "一组", "group-since": day}, "已记下"),
        ({"deed": "seat", "seat-person": "b1-0", "seat-role": "secretary", "seat-since": day}, "已记下"),
        ({"deed": "join", "join-person": "party", "join-since": day, "join-standing": "full"}, "已记下"),
    ):
        assert words in client.post(at("people", "b1"), given, follow=True).content.decode()
    twice = client.post(
        at("people", "b1"), {"deed": "join", "join-person": "b1-0", "join-since": day, "join-standing": "full"}
    )
    assert twice.status_code == 400
    assert "已经在本支部" in twice.content.decode()
    row = branches["b1"].branchmembers.knowing("a test").get(subject=people[5].pseudonym)
    told = client.post(at("change", "b1", row.pk), {"what": "full", "on": day}, follow=True)
    assert "已记下" in told.content.decode()
    assert client.post(at("term", "b1"), {"on": day}, follow=True).status_code == 200

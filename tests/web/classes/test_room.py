"""The pages of training classes: from setting one up to the certificate that anybody may check; others are refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from kexie.kit.clock import today
from kexie.records.access.models import Account
from kexie.records.classes.models import Certificate, Enrolment, TrainingClass
from kexie.records.units.models import Unit
from kexie.web.classes import certificates
from tests.building import cast, value
from tests.figures.days import at
from tests.opened import everything
from tests.records.classes.building import begun, folk, fresh, hold, row_of
from tests.web.visiting import queries, visit, words

Tree = dict[str, Unit]


@pytest.fixture
def host(tree: Tree) -> Account:
    return cast("clerk", tree["root"], "host")


def test_from_the_first_click_to_the_figure_that_changes(
    owner: Account, host: Account, clerk: Account, stranger: Account, tree: Tree, client: Client
) -> None:
    (person, _second) = folk(owner, tree["c1"], "S1", "S2")
    day = today().isoformat()
    top, county = visit(host), visit(clerk)
    typed = {
        "title": "县级科协主席班", "unit": "root", "modules": f"{day} 09:00-11:30 科研诚信；示例专家；3学时",
        "quotas": "p1 1", "closes_on": day, "share": "80", "every": "on",
    }  # fmt: skip
    assert top.post("/activities/classes/new/", typed | {"quotas": "p1"}).status_code == 400
    assert top.post("/activities/classes/new/", typed).status_code == 302
    assert top.post("/activities/classes/new/", typed).status_code == 302  # pressed twice, kept once
    training = TrainingClass.objects.knowing("test").select_related("activity").get()
    home = f"/activities/classes/{training.activity.code}/"
    assert "县级科协主席班" in words(county, "/activities/classes/")
    assert county.post(f"{home}enrol/", {"unit": "c1", "people": "S1\nS2"}).status_code == 302
    assert "示例S1" in words(county, home)
    assert county.post(f"{home}enrol/", {"unit": "c1", "people": "nobody"}).status_code == 400
    second = Enrolment.objects.knowing("test").get(state="waiting")
    assert county.post(f"{home}people/{second.pk}/leave/").status_code == 302
    row = row_of(training, person)
    module = training.modules.get()
    assert county.post(f"{home}modules/{module.pk}/", {f"status-{row.pk}": "present"}).status_code == 404
    assert top.post(f"{home}modules/{module.pk}/", {"all": "1"}).status_code == 302
    assert "还没有记为已举办" in words(top, f"{home}completion/")
    hold(training, host)
    assert "结业" in words(top, f"{home}completion/")
    assert top.post(f"{home}completion/", {"version": fresh(training).version}).status_code == 302
    assert value("completions", tree["root"], day[:4])[0] == 1
    asked = f"/figures/completions/?unit=root&period={day[:4]}"
    assert "县级科协主席班" in words(top, asked)
    code = Certificate.objects.knowing("test").get().code
    paper = words(client, f"/activities/classes/check/?code={code}")
    assert "现在有效" in paper
    assert "示例S1" in paper
    assert "S1 " not in paper.replace("示例S1", "")  # what is printed, no code of a person
    assert "没有这个编号" in words(client, "/activities/classes/check/?code=ABCD-EFGH-2345", 404)
    assert "示例S1" in words(county, f"/activities/classes/certificates/{code}/")
    assert visit(stranger).get(f"/activities/classes/certificates/{code}/").status_code == 404
    mine = visit(Account.objects.create(username="S1", person=person))
    assert "看结业证" in words(mine, "/activities/classes/mine/")
    assert mine.post(f"{home}feedback/", {"content": "good"}).status_code == 302
    assert mine.post(f"{home}feedback/", {"content": "good"}).status_code == 400


def test_strangers_and_neighbours_are_refused_and_nothing_changes(
    owner: Account, host: Account, stranger: Account, auditor: Account, member: Account, tree: Tree
) -> None:
    (person,) = folk(owner, tree["c1"], "S1")
    training = begun(host, tree["root"], {tree["p1"]: 5}, closes_on=today(), modules=f"{today()} 科研诚信；3学时")
    visit(host).post("/activities/classes/PX/enrol/", {"unit": "c1", "people": "S1"})
    row = row_of(training, person)
    neighbour = cast("clerk", tree["c3"], "neighbour")
    assert "示例S1" not in words(visit(auditor), "/activities/classes/PX/")
    clients = [visit(who) for who in (stranger, neighbour, member, auditor)]
    before = everything()
    for client in clients:
        for path in ("edit/", "completion/", f"modules/{training.modules.get().pk}/", f"people/{row.pk}/leave/",
                     f"people/{row.pk}/substitute/", "feedback/"):  # fmt: skip
            assert client.get(f"/activities/classes/PX/{path}").status_code in (403, 404), path
            assert client.post(f"/activities/classes/PX/{path}", {"person": "S1"}).status_code in (403, 404)
        assert client.post("/activities/classes/PX/enrol/", {"unit": "c1", "people": "S1"}).status_code in (
            400,
            403,
            404,
        )
    assert everything() == before


def test_a_list_and_a_class_ask_as_often_for_three_as_for_one(owner: Account, host: Account, tree: Tree) -> None:
    folk(owner, tree["c1"], "S1", "S2", "S3")
    given: dict[str, Any] = {"closes_on": today(), "modules": f"{today()} 09:00-10:00 科研诚信；3学时"}
    begun(host, tree["root"], {tree["p1"]: 5}, **given)
    client = visit(host)
    client.post("/activities/classes/PX/enrol/", {"unit": "c1", "people": "S1"})
    one = queries(client, "/activities/classes/"), queries(client, "/activities/classes/PX/")
    client.post("/activities/classes/PX/enrol/", {"unit": "c1", "people": "S2\nS3"})
    begun(host, tree["root"], {tree["p1"]: 5}, "PY", **given)
    assert (queries(client, "/activities/classes/"), queries(client, "/activities/classes/PX/")) == one


def test_the_check_page_is_not_for_guessing(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certificates, "LIMIT", certificates.Limit())
    address = "/activities/classes/check/?code=AAAA"
    with at(today()):  # within one minute, however slow the machine
        told = [client.get(address).status_code for _time in range(certificates.MOST + 1)]
    assert told == [404] * certificates.MOST + [429]
    assert client.get("/activities/classes/check/").status_code == 200

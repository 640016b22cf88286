"""The door of the settings, rights explained, the log, the association, the catalogues."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kexie.records.access.models import Account
from kexie.records.access.rights import ROLES, TITLES
from kexie.records.units.models import Association, Unit
from tests.building import cast, held, someone
from tests.opened import everything
from tests.web.visiting import visit, words

Tree = dict[str, Unit]


def test_each_sees_the_doors_that_their_posts_open(
    owner: Account, chair: Account, clerk: Account, member: Account, auditor: Account, tree: Tree
) -> None:
    doors = {
        owner: {"people", "posts", "sign-ins", "log", "rights", "catalogues", "association"},
        chair: {"people", "posts", "sign-ins", "log", "rights", "catalogues"},
        clerk: {"people", "posts", "rights", "catalogues"},
        auditor: {"log", "rights", "catalogues"},
        member: {"rights", "catalogues"},
    }
    for account, opened in doors.items():
        client = visit(account)
        page = client.get("/settings/").content.decode()
        for name in doors[owner]:
            status = client.get(f"/settings/{name}/").status_code
            assert (f'href="/settings/{name}/"' in page) == (name in opened), (account, name)
            assert status == (200 if name in opened else 404), (account, name)


@pytest.mark.parametrize("name", ["", "rights/", "log/", "association/", "catalogues/"])
def test_a_stranger_finds_every_door_shut(stranger: Account, tree: Tree, name: str) -> None:
    assert "您还没有任职" in words(visit(stranger), f"/settings/{name}", 403)


def test_rights_are_laid_open_role_by_role_and_ones_own_are_named(clerk: Account) -> None:
    text = words(visit(clerk), "/settings/rights/")
    for title in (*TITLES.values(), *(role.title for role in ROLES.values())):
        assert str(title) in text
    assert "示例c1" in text


def test_the_log_says_what_was_done_and_never_whom_it_was_about(auditor: Account, owner: Account, tree: Tree) -> None:
    someone("secret", owner, tree["c1"])
    held(owner, tree["c1"], title="内部学习")
    text = words(visit(auditor), "/settings/log/")
    assert "登记所在单位" in text
    assert "内部学习" in text
    assert "secret" not in text
    assert "没有符合" in words(visit(auditor), "/settings/log/?account=nobody")
    assert "内部学习" not in words(visit(auditor), "/settings/log/?noun=unit")


def test_the_log_of_a_unit_out_of_reach_stays_shut(owner: Account, tree: Tree) -> None:
    held(owner, tree["c1"], title="内部学习")
    client = visit(cast("auditor", tree["p2"], "p2-auditor"))
    assert "内部学习" not in words(client, "/settings/log/")
    assert "没有“看操作记录”的权限" in words(client, "/settings/log/?unit=c1", 400)


def test_a_longer_log_asks_no_more_questions(auditor: Account, owner: Account, tree: Tree) -> None:
    client = visit(auditor)

    def asked() -> int:
        client.get("/settings/log/")
        with CaptureQueriesContext(connection) as questions:
            client.get("/settings/log/")
        return len(questions)

    held(owner, tree["c1"])
    one = asked()
    for code in ("c1", "c2", "c3"):
        held(owner, tree[code])
    assert asked() == one


def test_the_association_is_described_by_its_owner_and_pages_open_with_its_period(
    owner: Account, chair: Account, tree: Tree
) -> None:
    client = visit(owner)
    client.post("/settings/association/", {"name": "示例协会", "opening_period": "2018"})
    assert Association.objects.values("name", "opening_period").get() == {"name": "示例协会", "opening_period": "2018"}
    assert 'value="2018"' in client.get("/activities/").content.decode()
    wrong = client.post("/settings/association/", {"name": "示例协会", "opening_period": "去年的前年"})
    assert wrong.status_code == 400
    assert 'value="去年的前年"' in wrong.content.decode()
    other = visit(chair)
    before = everything()
    assert other.post("/settings/association/", {"name": "x"}).status_code == 404
    assert everything() == before
    assert "改动协会设置" in words(client, "/settings/log/")


def test_the_catalogues_name_what_is_counted_and_how(member: Account) -> None:
    text = words(visit(member), "/settings/catalogues/")
    assert "activities@1#" in text
    assert "nine.wheels.popsci" in text

"""The pages of study: from founding a body to the figure that changes; whoever may not is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kexie.kit.clock import today
from kexie.records.access.models import Account
from kexie.records.topics.models import StudySession, Topic
from kexie.records.units.models import Unit
from tests.building import cast, value
from tests.opened import everything
from tests.web.visiting import queries, visit, words

Tree = dict[str, Unit]


@pytest.fixture
def local(tree: Tree) -> Account:
    return cast("clerk", tree["p1"], "local")


def test_from_the_first_click_to_the_figure_that_changes(local: Account, chair: Account, tree: Tree) -> None:
    client = visit(local)
    year = today().year
    assert client.post("/activities/study/", {"unit": "p1", "name": "党组中心组"}).status_code == 302
    given = {"year": year, "titles": "科技创新\n学风作风"}
    assert client.post("/activities/study/p1/topics/", given).status_code == 302
    assert "还没学" in words(client, "/activities/study/p1/")
    first = Topic.objects.knowing("test").get(title="科技创新")
    typed = {
        "title": "第一次集体学习", "on": today().isoformat(), "topics": [first.pk], "leader": "党组书记",
        "experts": "示例专家（经济学）", "observers": "root；宣传部门负责人",
    }  # fmt: skip
    assert client.post("/activities/study/p1/new/", typed | {"observers": "root"}).status_code == 400
    assert client.post("/activities/study/p1/new/", typed | {"observers": "c1；谁"}).status_code == 400
    assert client.post("/activities/study/p1/new/", typed).status_code == 302
    assert client.post("/activities/study/p1/new/", typed).status_code == 302  # pressed twice, kept once
    session = StudySession.objects.knowing("test").select_related("activity").get()
    home = f"/activities/study/sessions/{session.activity.code}/"
    told = words(client, home)
    for word in ("科技创新", "党组书记", "示例专家（经济学）", "宣传部门负责人"):
        assert word in told
    assert value("body_studies", tree["p1"], str(year))[0] == 1
    since = (today() - timedelta(days=400)).isoformat()
    assert f"自 {since} 以来1次" in words(client, f"/activities/study/p1/?since={since}").replace("以来 1", "以来1")
    assert "第一次集体学习" in words(client, f"/figures/body_studies/?unit=p1&period={year}")
    assert "第一次集体学习" in words(client, f"/figures/topics_studied/?unit=p1&period={year}")
    assert "看不" not in words(client, "/activities/study/p1/?since=xx")
    assert client.post(f"{home}edit/", {"version": 1, "leader": "副书记", "topics": []}).status_code == 302
    assert value("topics_studied", tree["p1"], str(year))[0] == 0
    assert client.post(f"{home}edit/", {"version": 1, "leader": "别人"}).status_code == 400


def test_whoever_may_not_is_refused_and_nothing_changes(
    local: Account, stranger: Account, clerk: Account, auditor: Account, tree: Tree
) -> None:
    visit(local).post("/activities/study/", {"unit": "p1", "name": "党组中心组"})
    clients = [visit(one) for one in (stranger, clerk, auditor)]
    before = everything()
    for client in clients:
        for path in ("topics/", "new/"):
            assert client.get(f"/activities/study/p1/{path}").status_code in (403, 404)
            assert client.post(f"/activities/study/p1/{path}", {"year": 2018, "titles": "x"}).status_code in (403, 404)
        assert client.post("/activities/study/", {"unit": "p1", "name": "x"}).status_code in (400, 403)
    assert everything() == before


def test_a_body_asks_as_often_for_three_sessions_as_for_one(local: Account, tree: Tree) -> None:
    client = visit(local)
    client.post("/activities/study/", {"unit": "p1", "name": "党组中心组"})
    typed = {"on": today().isoformat(), "leader": "党组书记", "experts": "示例专家"}
    client.post("/activities/study/p1/new/", typed | {"title": "甲"})
    one = queries(client, "/activities/study/p1/")
    for title in "乙丙":
        client.post("/activities/study/p1/new/", typed | {"title": title})
    assert queries(client, "/activities/study/p1/") == one

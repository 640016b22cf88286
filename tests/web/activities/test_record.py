from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from kexie.records.access.models import Account
from kexie.records.activities.models import Activity
from kexie.records.structure.actions import close
from kexie.records.units.models import Unit
from tests.building import cast, held, value
from tests.opened import everything
from tests.web.visiting import visit, words

Tree = dict[str, Unit]


def given(**more: object) -> dict[str, Any]:
    """Return a form filled in, as a browser sends it."""
    begin = {
        "title": "专题学习",
        "kind": "study",
        "unit": "c1",
        "starts_on": "2018-05-03",
        "code": "c1-X",
        "count": "1",
    }
    return begin | more


def only() -> Activity:
    return Activity.objects.knowing("test").get()


@pytest.fixture(autouse=True)
def first_of_june() -> Any:
    with time_machine.travel("2018-06-01T09:00:00+08:00", tick=False):
        yield


def begun(client: Client) -> str:
    return client.get("/activities/new/").content.decode()


def test_the_form_begins_with_what_is_known(clerk: Account) -> None:
    client = visit(clerk)
    page = begun(client)
    assert 'value="c1"' in page
    assert 'value="2018-06-01"' in page
    assert re.search(r'name="code" value="c1-201806-\w{4}"', page)
    client.post("/activities/new/", given(kind="visit"))
    assert '<option value="visit" selected>' in begun(client)


def test_one_form_one_activity_counted_at_once(clerk: Account, tree: Tree) -> None:
    client = visit(clerk)
    answer = client.post(
        "/activities/new/",
        given(
            headcount="300余",
            goals=["nine.wheels.popsci"],
            speakers="专家（经济学）\n专家（化学）",
            co_hosts="c2\n示例c3",
        ),
    )
    assert answer["Location"] == "/activities/c1-X/"
    made = only()
    assert (made.status, made.headcount, made.bound, made.goals) == ("held", 300, "at_least", ";nine.wheels.popsci;")
    assert {host.unit.code for host in made.hosts.all()} == {"c1", "c2", "c3"}
    assert [one.text for one in made.speakers.order_by("order")] == ["专家（经济学）", "专家（化学）"]
    for unit in ("c1", "c2", "c3", "root"):
        assert value("attendances", tree[unit]) == (300, "at_least")


def test_a_form_sent_twice_records_once(clerk: Account) -> None:
    client = visit(clerk)
    for _press in range(2):
        client.post("/activities/new/", given())
    assert only().title == "专题学习"
    assert client.post("/activities/new/", given(title="另一项")).status_code == 400


def test_a_day_to_come_is_planned_and_cannot_have_been_held(clerk: Account) -> None:
    client = visit(clerk)
    client.post("/activities/new/", given(starts_on="2018-06-08"))
    assert only().status == "planned"
    wrong = client.post("/activities/new/", given(starts_on="2018-06-08", status="held", code="c1-Y"))
    assert "日期还没有到" in wrong.content.decode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "请填写"),
        ({"starts_on": "2018-02-31"}, "没有 31 日"),
        ({"headcount": "二十几"}, "不是数"),
        ({"headcount": "9" * 18}, "人数太大"),
        ({"unit": "c3"}, "没有“登记活动与名册”的权限"),
        ({"unit": "示例c"}, "是不是"),
        ({"co_hosts": "nowhere"}, "没有“nowhere”这个单位"),
        ({"ends_on": "2018-05-01"}, "结束日期早于开始日期"),
        ({"code": "a b"}, "不能有空格"),
        ({"title": "a\x00b"}, ""),
        ({"goals": ["no.such"]}, ""),
        ({"count": "0"}, ""),
        ({"kind": "party"}, ""),
    ],
)
def test_what_is_wrong_is_said_and_everything_typed_stays(clerk: Account, wrong: dict[str, Any], sentence: str) -> None:
    client = visit(clerk)
    before = everything()
    answer = client.post("/activities/new/", given(place="南京<报告厅>", **wrong))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert sentence in page
    assert "没有存上" in page
    assert "南京&lt;报告厅&gt;" in page
    assert everything() == before


def test_a_unit_that_was_not_open_that_day_cannot_have_hosted(clerk: Account, owner: Account, tree: Tree) -> None:
    close(unit=tree["c1"], on=date(2018, 5, 1), by=owner)
    answer = visit(clerk).post("/activities/new/", given())
    assert "尚未成立或已撤销" in answer.content.decode()


def test_the_second_clerk_sees_both_versions_and_decides(clerk: Account, tree: Tree) -> None:
    activity = held(clerk, tree["c1"], code="A1", title="原名", headcount=10)
    first, second = visit(clerk), visit(cast("clerk", tree["city"], "city-clerk"))
    typed = given(title="原名", starts_on="2018-03-01", status="held", version=activity.version)
    assert first.post("/activities/A1/edit/", typed | {"headcount": "320"}).status_code == 302
    clash = second.post("/activities/A1/edit/", typed | {"headcount": "300", "place": "南京"})
    page = clash.content.decode()
    assert clash.status_code == 409
    assert "刚被别人改过" in page
    assert "320" in page
    assert 'value="300"' in page
    assert "南京" in page
    assert only().headcount == 320
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    again = second.post("/activities/A1/edit/", typed | {"headcount": "300", "place": "南京", "version": version[1]})
    assert again.status_code == 302
    assert (only().headcount, only().place) == (300, "南京")


def test_changing_keeps_what_the_form_does_not_show(owner: Account, clerk: Account, tree: Tree) -> None:
    held(owner, tree["c1"], code="A1", goals=("other.layout",), origin="made_up", series="系列甲")
    client = visit(clerk)
    page = client.get("/activities/A1/edit/").content.decode()
    assert 'value="other.layout" checked' in page
    client.post(
        "/activities/A1/edit/",
        given(starts_on="2018-03-01", status="held", goals=["other.layout"], series="系列甲", version=1),
    )
    changed = only()
    assert (changed.code, changed.origin, changed.goals, changed.series) == (
        "A1",
        "made_up",
        ";other.layout;",
        "系列甲",
    )


def test_members_and_strangers_record_nothing(member: Account, stranger: Account, tree: Tree) -> None:
    for account, status in ((member, 404), (stranger, 403)):
        client = visit(account)
        before = everything()
        assert client.get("/activities/new/").status_code == status
        assert client.post("/activities/new/", given()).status_code == status
        assert everything() == before


def test_the_suggestions_of_a_box_are_units_one_may_record_for(clerk: Account) -> None:
    text = words(visit(clerk), "/activities/new/")
    assert "示例c1" in text
    assert "示例c3" not in text

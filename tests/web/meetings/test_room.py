"""Meetings and monthly lists on pages: from the call to an outcome that comes again; whoever may not is refused."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kexie.kit.clock import today
from kexie.records.access.models import Account
from kexie.records.matters.models import Matter
from kexie.records.meetings.models import Meeting, MeetingSeries, MonthList
from kexie.records.units.models import Unit
from tests.building import cast, held
from tests.opened import everything
from tests.web.visiting import queries, visit, words

Tree = dict[str, Unit]


@pytest.fixture
def office(tree: Tree) -> Account:
    """Seat the clerk at the top who runs the meeting."""
    return cast("clerk", tree["root"], "office")


def only() -> Meeting:
    return Meeting.objects.knowing("test").get()


def called(office: Account, units: str = "c1\nc2") -> Meeting:
    """Begin a series and call this month's meeting, on pages, for today."""
    top = visit(office)
    typed = {"unit": "root", "name": "工作调度会", "day": "5", "window": "5"}
    assert top.post("/meetings/series/new/", typed).status_code == 302
    series = MeetingSeries.objects.knowing("test").get()
    given = {"month": today().isoformat(), "on": today().isoformat(), "units": units, "place": "三楼"}
    assert top.post(f"/meetings/series/{series.pk}/call/", given).status_code == 302
    return only()


def came(tree: Tree, **more: str) -> dict[str, str]:
    """Return the form of a meeting to which everybody came."""
    return (
        {f"came_{tree[code].pk}": "present" for code in ("root", "c1", "c2")}
        | {
            "chaired": "主席",
            "recorded": "综合处",
            "headcount": "12",
        }
        | more
    )


def test_from_the_call_to_the_outcome_that_somebody_has_to_do(office: Account, clerk: Account, tree: Tree) -> None:
    """Proposed from below, fixed, held, decided in lines, minutes sent and amended."""
    meeting = called(office)
    top, county = visit(office), visit(clerk)
    page = f"/meetings/{meeting.code}/"
    assert "工作调度会" in words(county, "/meetings/")
    assert county.post(f"{page}propose/", {"unit": "c1", "text": "请求调整预算"}).status_code == 302
    assert "请求调整预算" in words(top, page)
    assert top.post(f"{page}agenda/", {"version": only().version}).status_code == 302
    assert top.post(f"{page}hold/", came(tree, version=str(only().version))).status_code == 302
    lines = "c1 3个工作日内 报名册\n没有的 本月底前 交\n只有一句"
    answer = top.post(f"{page}outcomes/", {"version": only().version, "text": lines})
    said = answer.content.decode()
    assert answer.status_code == 400
    assert all(part in said for part in ("第 2 行：没有“没有的”", "第 3 行：", "c1 3个工作日内 报名册"))
    assert not Matter.objects.knowing("test").exists()
    lines = "c1、示例c2 3个工作日内 报名册\nc2 报方案"
    given = {"version": only().version, "text": lines, "grade": "13710/hard"}
    assert top.post(f"{page}outcomes/", given).status_code == 302
    made = list(Matter.objects.knowing("test").order_by("pk"))
    assert [(one.title, one.lead.code) for one in made] == [("报名册", "c1"), ("报方案", "c2")]
    assert [row.unit.code for row in made[0].concerned.filter(role="assist")] == ["c2"]
    assert "报名册" in words(county, "/matters/")
    assert "工作调度会" in words(county, f"/matters/{made[0].code}/")
    assert top.post(f"{page}minutes/", {"version": only().version, "text": "会议听取了汇报"}).status_code == 302
    assert "会议听取了汇报" not in words(county, page)
    assert top.post(f"{page}minutes/send/", {"version": only().version}).status_code == 302
    assert county.post(f"{page}minutes/amend/", {"unit": "c1", "text": "补上单位名"}).status_code == 302
    asked = only().amendments.get()
    assert "补上单位名" in words(top, f"{page}minutes/amend/{asked.pk}/")
    typed = {"take": "yes", "text": "会议听取了c1的汇报"}
    assert top.post(f"{page}minutes/amend/{asked.pk}/", typed).status_code == 302
    assert "会议听取了c1的汇报" in words(county, page)
    for address in (f"{page}wall/", f"/matters/{made[0].code}/print/"):
        assert "报名册" in words(county, address)
    for address in (f"{page}agenda/file.docx", f"{page}brief/file.docx", f"/matters/{made[0].code}/print/file.docx"):
        assert top.get(address).content[:2] == b"PK", address


def test_lists_ask_as_much_for_three_units_as_for_one(office: Account, tree: Tree) -> None:
    """A meeting with one unit called and with more; the wall too."""
    meeting = called(office, "c1")
    page, client = f"/meetings/{meeting.code}/", visit(office)
    addresses = (page, f"{page}wall/", "/meetings/", "/meetings/lists/")
    one = [queries(client, address) for address in addresses]
    for code in ("c2", "c3"):
        meeting.called.create(unit=tree[code])
    assert [queries(client, address) for address in addresses] == one


def test_a_monthly_list_is_split_mended_and_sent(office: Account, clerk: Account, tree: Tree) -> None:
    """Pasted text and a sheet are split into the boxes and nothing is kept; what is sent stands for those above."""
    held(office, tree["c1"], today(), title="主题讲座")
    month = f"{today().year}-{today().month:02d}"
    county, page = visit(clerk), f"/meetings/lists/c1/{month}/"
    assert "主题讲座" in words(county, page)
    before = everything()
    pasted = "本月完成：\n1. 甲\n2. 乙\n下月计划：\n（一）丙\n（二）丁"
    said = county.post(page, {"deed": "split", "text": pasted}).content.decode()
    assert "甲\n乙\n主题讲座" in said
    assert "丙\n丁" in said
    sheet = SimpleUploadedFile("清单.csv", "本月完成,下月计划\n①戊②己,庚\n".encode())
    assert "戊\n己\n主题讲座" in county.post(page, {"deed": "split", "file": sheet}).content.decode()
    assert (
        "表头里没有"
        in county.post(page, {"deed": "split", "file": SimpleUploadedFile("x.csv", b"a,b\n1,2\n")}).content.decode()
    )
    assert everything() == before
    lines = {"version": "0", "done": "主题讲座（改过）\n甲\n乙", "following": "丙\n丁"}
    answer = county.post(page, lines | {"deed": "send"})
    assert answer.status_code == 400
    assert "下月计划”只有 2 条" in answer.content.decode()
    kept = MonthList.objects.knowing("test").get()
    assert county.post(page, lines | {"deed": "send", "few": "on", "version": kept.version}).status_code == 302
    assert "已报送" in words(visit(office), f"/meetings/lists/?unit=c1&month={month}-01")
    assert visit(office).get(f"/meetings/lists/root/{month}/summary.docx").content[:2] == b"PK"
    assert county.post(f"{page}back/").status_code == 302
    assert county.get("/meetings/lists/c1/2018-13/").status_code == 404


@pytest.mark.parametrize("who", ["stranger", "member"])
def test_who_reads_no_matters_finds_no_meeting(
    who: str, request: pytest.FixtureRequest, office: Account, tree: Tree
) -> None:
    """Every page and every deed is refused, and nothing has changed."""
    meeting = called(office)
    client = visit(request.getfixturevalue(who))
    series = MeetingSeries.objects.knowing("test").get()
    before = everything()
    paths = ("", "propose/", "agenda/", "hold/", "outcomes/", "minutes/", "minutes/send/", "minutes/amend/", "wall/")
    for path in (*(f"{meeting.code}/{path}" for path in paths), f"series/{series.pk}/call/", "lists/root/2018-05/"):
        assert client.get(f"/meetings/{path}").status_code in {403, 404, 405}, path
        assert client.post(f"/meetings/{path}", {"version": 1}).status_code in {403, 404, 405}, path
    for page in ("/meetings/", "/matters/"):
        shown = client.get(page).content.decode()
        assert not re.search(r'href="(?:/meetings/lists|/matters/units)/', shown)  # no link that would be refused
    typed = {"unit": "root", "name": "另一个", "day": "5", "window": "5"}
    assert client.post("/meetings/series/new/", typed).status_code in {400, 403, 404}
    assert everything() == before


def test_an_auditor_reads_and_changes_nothing(office: Account, auditor: Account, tree: Tree) -> None:
    """What an auditor does next: open the meeting, the wall, the papers."""
    meeting = called(office)
    client, page = visit(auditor), f"/meetings/{meeting.code}/"
    before = everything()
    assert 'href="/matters/units/"' in client.get("/matters/").content.decode()
    assert "定下议程" not in words(client, page)
    assert client.get(f"{page}agenda/file.md").status_code == 200
    for path in ("agenda/", "hold/", "outcomes/", "minutes/", "propose/"):
        given = came(tree, version="1", text="c1 3日前 做", unit="c1")
        assert client.post(f"{page}{path}", given).status_code in {400, 403, 404}, path
    ended = client.post(f"/meetings/series/{meeting.series_id}/end/")
    assert ended.status_code in {403, 404}
    assert everything() == before


def test_who_came_is_said_for_each_and_what_was_typed_stays(office: Account, tree: Tree) -> None:
    """A unit that was absent without a reason; the note of another is still there."""
    meeting = called(office)
    page = f"/meetings/{meeting.code}/hold/"
    given = came(tree, version=str(meeting.version)) | {
        f"came_{tree['c1'].pk}": "absent",
        f"note_{tree['c2'].pk}": "分管领导",
    }
    answer = visit(office).post(page, given)
    assert answer.status_code == 400
    assert "“示例c1”没有到会，请写明原因" in answer.content.decode()
    assert "分管领导" in answer.content.decode()
    assert only().activity.status == "planned"
    assert only().activity.starts_on - today() == timedelta(0)

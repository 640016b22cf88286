"""The life of an activity on the site: next steps, checking, copies, plans ahead, programme, who is expected."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import quote

from django.core.files.uploadedfile import SimpleUploadedFile

from kexie.kit.clock import today
from kexie.kit.sheets import read_table
from kexie.records.access.models import Account
from kexie.records.activities.models import Activity, Attendance, Item, Sitting
from kexie.records.activities.stages import Stage, stage
from kexie.records.units.models import Unit
from tests.building import cast, held, present, someone
from tests.opened import everything
from tests.web.visiting import queries, visit, words

Tree = dict[str, Unit]
SOON = today() + timedelta(days=10)


def get(code: str = "A1") -> Activity:
    return Activity.objects.knowing("test").select_related("unit").get(code=code)


def test_the_next_step_stands_on_the_page_and_leads_on(clerk: Account, chair: Account, tree: Tree) -> None:
    held(clerk, tree["c1"], SOON, code="A1", status="planned")
    mine, theirs = visit(clerk), visit(chair)
    mine.post("/activities/A1/announce/", {"version": get().version})
    assert stage(get()) is Stage.ANNOUNCED
    assert "已通知" in words(mine, "/activities/A1/")
    day = today().isoformat()
    form = {"title": "学习", "kind": "study", "unit": "c1", "starts_on": day, "status": "held", "count": "1"}
    mine.post("/activities/A1/edit/", form | {"version": get().version})
    assert "还缺人数" in words(mine, "/activities/A1/")
    present(clerk, get(), someone("x1", clerk, tree["c1"]))
    mine.post("/activities/A1/finish/", {"version": get().version})
    assert "您登记的，要由另一个人复核" in words(mine, "/activities/A1/")
    assert "复核" in words(theirs, "/activities/A1/")
    theirs.post("/activities/A1/check/", {"version": get().version})
    assert stage(get()) is Stage.CHECKED
    assert "chair 于" in words(theirs, "/activities/A1/")
    theirs.post("/activities/A1/send-back/", {"reason": "名册缺一人", "version": get().version})
    assert stage(get()) is Stage.HELD
    assert "名册缺一人" in words(mine, "/activities/A1/")


def test_a_step_from_an_old_page_or_by_the_wrong_person_changes_nothing(
    clerk: Account, auditor: Account, member: Account, tree: Tree
) -> None:
    held(clerk, tree["c1"], code="A1", headcount=3)
    before = everything()
    for deed in ("announce", "finish", "check", "send-back", "clone", "ahead", "programme", "expected", "prefill"):
        for account in (auditor, member, cast("clerk", tree["c3"], f"other-{deed}")):
            answer = visit(account).post(f"/activities/A1/{deed}/", {"version": "1", "reason": "x"})
            assert answer.status_code == 404, (deed, account.username)
    sessions = {"records_account", "records_person", "records_post"}
    assert {k: v for k, v in everything().items() if k not in sessions} == {
        k: v for k, v in before.items() if k not in sessions
    }
    assert "刚被别人改过" in visit(clerk).post("/activities/A1/finish/", {"version": "9"}, follow=True).content.decode()


def test_silences_are_lists_of_their_own(clerk: Account, tree: Tree) -> None:
    held(clerk, tree["c1"], date(2018, 3, 1), status="planned", title="没有下文的")
    held(clerk, tree["c1"], date(2018, 3, 1), title="没有人数的")
    held(clerk, tree["c1"], date(2018, 3, 1), title="齐全的", headcount=3)
    client = visit(clerk)
    silent, unrecorded = (words(client, f"/activities/?status={name}") for name in ("silent", "unrecorded"))
    assert "没有下文的" in silent
    assert "没有人数的" not in silent
    assert "没有人数的" in unrecorded
    assert "齐全的" not in unrecorded
    home = words(client, "/")
    assert "1 项活动等您登记" in home
    assert "1 项没登记完" in home


def test_filters_know_goal_series_and_audience(clerk: Account, tree: Tree) -> None:
    held(clerk, tree["c1"], title="有目标", goals=("nine.wheels.popsci",), headcount=1)
    held(clerk, tree["c1"], title="有系列", series="百场报告", headcount=1)
    client = visit(clerk)
    here = "/activities/?period=2018&unit=c1"
    assert "有目标" in words(client, f"{here}&goal=nine.wheels")
    assert "有系列" not in words(client, f"{here}&goal=nine.wheels")
    assert "有系列" in words(client, f"{here}&series={quote('百场')}")
    assert "没有符合这些条件" in words(client, f"{here}&group=x")
    for wrong in ("goal=nowhere", "status=nonsense", "kind=x"):
        assert client.get(f"{here}&{wrong}").status_code == 400


def test_records_are_ticked_and_checked_together(clerk: Account, chair: Account, tree: Tree) -> None:
    done = [held(clerk, tree["c1"], code=f"A{n}", headcount=n) for n in (1, 2)]
    client = visit(chair)
    page = client.get("/activities/?status=recorded&period=2018").content.decode()
    assert page.count('name="pick"') == 2
    client.post("/activities/check/", {"pick": [one.pk for one in done], "next": "/activities/"})
    assert {stage(get(f"A{n}")) for n in (1, 2)} == {Stage.CHECKED}
    held(clerk, tree["c1"], code="A3", headcount=3)
    visit(clerk).post("/activities/check/", {"pick": [get("A3").pk], "next": "//evil.example"})
    assert stage(get("A3")) is Stage.RECORDED


def test_a_copy_is_made_from_the_page(clerk: Account, tree: Tree) -> None:
    held(clerk, tree["c1"], code="A1", place="会堂", headcount=9)
    client = visit(clerk)
    given = {"title": "又一次", "on": SOON.isoformat(), "parts": ["place"], "code": "B1"}
    assert client.post("/activities/A1/clone/", given).status_code == 302
    assert (get("B1").place, get("B1").status, get("B1").headcount) == ("会堂", "planned", None)
    again = client.post("/activities/A1/clone/", given)
    assert again.status_code == 400
    assert "已经用过" in again.content.decode()
    assert client.post("/activities/A1/clone/", {**given, "on": "明天"}).status_code == 400


def test_days_are_looked_at_before_they_are_planned(clerk: Account, tree: Tree) -> None:
    held(clerk, tree["c1"], date(2030, 1, 7), code="A1", status="planned")
    client = visit(clerk)
    rule = {"unit": "week", "every": "2", "weekdays": ["0"], "nth": "1", "number": "3", "version": "1"}
    look = client.post("/activities/A1/ahead/", {**rule, "look": "1"}).content.decode()
    assert "2030-01-21" in look
    assert Activity.objects.knowing("test").count() == 1
    client.post("/activities/A1/ahead/", {**rule, "keep": "1"})
    assert Activity.objects.knowing("test").count() == 4
    assert "每 2 周的星期一" in words(client, "/activities/A1/")
    assert client.post("/activities/A1/ahead/", {**rule, "weekdays": [], "keep": "1"}).status_code == 400


def test_one_is_changed_or_those_that_follow(clerk: Account, tree: Tree) -> None:
    held(clerk, tree["c1"], date(2030, 1, 7), code="A1", status="planned", title="例会")
    client = visit(clerk)
    rule = {"unit": "week", "every": "1", "weekdays": ["0"], "nth": "1", "number": "2", "version": "1", "keep": "1"}
    client.post("/activities/A1/ahead/", rule)
    form = {
        "title": "新例会",
        "kind": "study",
        "unit": "c1",
        "starts_on": "2030-01-08",
        "status": "planned",
        "count": "1",
    }
    assert "以后的 2 项" in words(client, "/activities/A1/edit/")
    client.post("/activities/A1/edit/", form | {"version": get().version, "following": "on"})
    rows = list(Activity.objects.knowing("test").order_by("starts_on").values_list("title", "starts_on"))
    assert rows == [("新例会", date(2030, 1, 8)), ("新例会", date(2030, 1, 15)), ("新例会", date(2030, 1, 22))]
    client.post("/activities/A1/cancel/", {"reason": "改线上", "version": get().version, "following": "on"})
    assert set(Activity.objects.knowing("test").values_list("status", flat=True)) == {"cancelled"}


def test_programme_and_days_are_typed_and_shown(clerk: Account, tree: Tree) -> None:
    held(clerk, tree["c1"], date(2018, 5, 3), code="A1")
    client = visit(clerk)
    given = {
        "slots": "2018-05-03 09:00-11:00 会堂\n2018-05-04 二楼",
        "parts": "09:00-09:40 开幕；主持人",
        "version": "1",
    }
    client.post("/activities/A1/programme/", given)
    assert (Sitting.objects.count(), Item.objects.count(), get().ends_on) == (2, 1, date(2018, 5, 4))
    text = words(client, "/activities/A1/")
    assert "09:00—11:00" in text
    assert "几天几地仍是一场" in text
    wrong = client.post("/activities/A1/programme/", {**given, "slots": "下周三", "version": get().version})
    assert wrong.status_code == 400
    assert "第 1 行“下周三”" in wrong.content.decode()
    assert "09:00-09:40 开幕；主持人" in wrong.content.decode()


def test_the_roster_fills_from_the_rule_and_everybody_came(clerk: Account, owner: Account, tree: Tree) -> None:
    for n in range(3):
        someone(f"x{n}", owner, tree["c1"])
    held(clerk, tree["c1"], SOON, code="A1", status="planned")
    client = visit(clerk)
    client.post("/activities/A1/expected/", {"below": "on", "version": "1"})
    assert "照范围填名册" in words(client, "/activities/A1/roster/")
    client.post("/activities/A1/prefill/")
    rows = Attendance.objects.knowing("test")
    assert set(rows.values_list("status", flat=True)) == {"expected"}
    first = rows.order_by("pk").first()
    assert first is not None
    client.post("/activities/A1/roster/", {f"status-{first.pk}": "excused", f"was-{first.pk}": "expected", "all": "1"})
    assert sorted(rows.values_list("status", flat=True)) == ["excused", "present", "present"]
    refused = client.post("/activities/A1/expected/", {"units": "c3", "version": get().version})
    assert refused.status_code == 400


def test_the_sheet_to_sign_in_on_comes_back_as_a_roster(
    clerk: Account, auditor: Account, owner: Account, tree: Tree
) -> None:
    one = held(clerk, tree["c1"], code="A1", title="=1+1 学习")
    person = someone("x1", owner, tree["c1"])
    client = visit(clerk)
    client.post("/activities/A1/roster/", {"add": "1", "people": "x1", "status": "expected"})
    assert "示例x1" in words(client, "/activities/A1/sheet/")
    assert visit(auditor).get("/activities/A1/sheet/").status_code == 404
    body = client.get("/activities/A1/sheet/?as=xlsx").content
    table = read_table(body, "a.xlsx")
    assert [row.cells["人员编号"] for row in table.rows] == ["x1"]
    assert [row.cells["状态"] for row in table.rows] == ["应到"]
    csv = "人员编号,姓名,单位名称,签名,状态\nx1,示例x1,示例c1,,实到\n".encode()
    client.post("/activities/A1/roster/", {"add": "1", "status": "present", "file": SimpleUploadedFile("a.csv", csv)})
    row = Attendance.objects.knowing("test").get(activity=one)
    assert (row.subject, row.status) == (person.pseudonym, "present")


def test_more_of_everything_asks_no_more_questions(clerk: Account, chair: Account, tree: Tree) -> None:
    def counts() -> list[int]:
        client = visit(chair)
        addresses = (
            "/activities/?status=recorded&period=2018&unit=root",
            "/activities/calendar/?on=2018-03-01&unit=root",
            "/activities/calendar/?view=week&on=2018-03-01&unit=root",
        )
        return [queries(client, address) for address in addresses]

    held(clerk, tree["c1"], date(2018, 3, 1), ends_on=date(2018, 3, 2), headcount=9)
    counts()
    first = counts()
    for n in range(2):
        held(clerk, tree["c1"], date(2018, 3, 1 + n), ends_on=date(2018, 3, 5), headcount=9)
    assert counts() == first


def test_planned_stand_beside_held_and_open(clerk: Account, tree: Tree) -> None:
    held(clerk, tree["c1"], date(2030, 3, 1), status="planned")
    held(clerk, tree["c1"], date(2018, 3, 1), headcount=9)
    client = visit(clerk)
    page = client.get("/activities/?period=2030&unit=c1").content.decode()
    assert "/figures/activities_planned/?unit=c1&amp;period=2030" in page
    text = words(client, "/figures/activities_planned/?unit=c1&period=2030")
    assert "计划的活动" in text

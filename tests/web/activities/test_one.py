from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kexie.records.access.models import Account
from kexie.records.activities import actions
from kexie.records.activities.models import Activity, ActivityFile, Attendance
from kexie.records.units.models import Unit
from tests.building import cast, held, present, someone
from tests.web.visiting import visit, words

Tree = dict[str, Unit]


def test_the_page_says_who_came_and_what_that_counts_for(clerk: Account, owner: Account, tree: Tree) -> None:
    activity = held(owner, tree["c1"], code="A1", headcount=120, bound="at_least", goals=("nine.wheels.popsci",))
    present(owner, activity, someone("x1", owner, tree["c1"]), someone("x2", owner, tree["c1"]))
    text = words(visit(clerk), "/activities/A1/")
    assert "参加120余人次" in text.replace(" ", "")
    assert "名册 2，名册之外 118" in text
    assert "+120余" in text
    assert "科普" in text
    page = visit(clerk).get("/activities/A1/").content.decode()
    assert "/figures/attendees/?unit=c1&amp;period=2018" in page


def test_names_stay_with_who_may_read_rosters(auditor: Account, clerk: Account, owner: Account, tree: Tree) -> None:
    activity = held(owner, tree["c1"], code="A1")
    present(owner, activity, someone("x1", owner, tree["c1"]))
    assert "示例x1" in words(visit(clerk), "/activities/A1/")
    audited = words(visit(auditor), "/activities/A1/")
    assert "示例x1" not in audited
    assert "名册 1 行：实到 1" in audited
    assert "看活动名册" in audited


def test_elsewhere_it_reads_as_if_it_did_not_exist(owner: Account, tree: Tree) -> None:
    held(owner, tree["c1"], code="A1", title="内部学习")
    other = visit(cast("clerk", tree["c3"], "other"))
    there = other.get("/activities/A1/")
    nowhere = other.get("/activities/nothing/")
    assert there.status_code == nowhere.status_code == 404
    assert "内部学习" not in there.content.decode()


def test_an_erased_person_stays_a_line_without_a_name(clerk: Account, owner: Account, tree: Tree) -> None:
    activity = held(owner, tree["c1"], code="A1")
    person = someone("x1", owner, tree["c1"])
    present(owner, activity, person)
    person.delete()
    assert "个人信息已删除" in words(visit(clerk), "/activities/A1/")


def test_a_record_behind_a_figure_leads_to_its_activity(clerk: Account, owner: Account, tree: Tree) -> None:
    activity = held(owner, tree["c1"], code="A/1")
    present(owner, activity, someone("x1", owner, tree["c1"]))
    line = Attendance.objects.knowing("test").get()
    client = visit(clerk)
    for source, number in (("activity", activity.pk), ("attendance", line.pk)):
        assert client.get(f"/activities/of/{source}/{number}/")["Location"] == "/activities/A/1/"
    assert client.get("/activities/A/1/").status_code == 200
    assert client.get("/activities/of/values/1/").status_code == 404
    other = visit(cast("clerk", tree["c3"], "other"))
    assert other.get(f"/activities/of/activity/{activity.pk}/").status_code == 404


def test_planned_becomes_held_with_its_head_count(clerk: Account, tree: Tree) -> None:
    activity = held(clerk, tree["c1"], code="A1", status="planned")
    client = visit(clerk)
    assert "还没有登记结果" in words(client, "/activities/A1/")
    client.post("/activities/A1/hold/", {"headcount": "300余", "version": activity.version})
    found = Activity.objects.knowing("test").get()
    assert (found.status, found.headcount, found.bound) == ("held", 300, "at_least")
    wrong = client.post("/activities/A1/hold/", {"headcount": "二十几", "version": found.version})
    assert wrong.status_code == 400
    assert "二十几" in wrong.content.decode()


def test_cancelling_wants_a_reason_and_takes_it_out_of_the_count(clerk: Account, tree: Tree) -> None:
    activity = held(clerk, tree["c1"], code="A1", headcount=5)
    client = visit(clerk)
    assert client.post("/activities/A1/cancel/", {"reason": " ", "version": 1}).status_code == 400
    client.post("/activities/A1/cancel/", {"reason": "场地停电", "version": activity.version})
    text = words(client, "/activities/A1/")
    assert "已取消" in text
    assert "场地停电" in text
    assert "这一项现在不计" in text


def test_minutes_of_two_clerks_both_survive(clerk: Account, owner: Account, tree: Tree) -> None:
    activity = held(clerk, tree["c1"], code="A1")
    actions.take_minutes(activity, "先写的", by=owner, version=1)
    answer = visit(clerk).post("/activities/A1/minutes/", {"minutes": "后写的", "version": 1})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "先写的" in page
    assert "后写的" in page
    assert 'name="version" value="2"' in page
    assert Activity.objects.knowing("test").get().minutes == "先写的"


def test_files_come_back_as_they_were_and_are_never_shown_in_the_browser(
    clerk: Account, member: Account, tree: Tree
) -> None:
    held(clerk, tree["c1"], code="A1")
    client = visit(clerk)
    client.post("/activities/A1/files/", {"file": SimpleUploadedFile("议程<1>.html", b"<script>1</script>")})
    kept = ActivityFile.objects.get()
    answer = client.get(f"/activities/A1/files/{kept.pk}/")
    assert answer.content == b"<script>1</script>"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert visit(member).get(f"/activities/A1/files/{kept.pk}/").status_code == 404
    assert client.post("/activities/A1/files/", {"file": SimpleUploadedFile("空.txt", b"")}).status_code == 400
    assert client.get("/activities/A1/files/999/").status_code == 404


def test_deeds_are_for_the_leading_hosts_clerk(auditor: Account, owner: Account, tree: Tree) -> None:
    held(owner, tree["c1"], code="A1", co_hosts=(tree["c3"],), headcount=7)
    joined = cast("clerk", tree["c3"], "joined")
    for account in (auditor, joined):
        client = visit(account)
        assert client.get("/activities/A1/").status_code == 200
        for deed, given in (
            ("hold", {"headcount": "9", "version": 1}),
            ("cancel", {"reason": "x", "version": 1}),
            ("minutes", {"minutes": "x", "version": 1}),
            ("edit", {"title": "x", "version": 1}),
            ("roster", {"add": "1", "people": "x", "status": "present"}),
            ("files", {}),
        ):
            assert client.post(f"/activities/A1/{deed}/", given).status_code == 404, deed
    found = Activity.objects.knowing("test").get()
    assert (found.status, found.headcount, found.minutes, found.version) == ("held", 7, "", 1)


def test_a_longer_roster_asks_no_more_questions(clerk: Account, owner: Account, tree: Tree) -> None:
    activity = held(owner, tree["c1"], date(2018, 3, 1), code="A1")
    present(owner, activity, someone("x0", owner, tree["c1"]))
    client = visit(clerk)

    def asked() -> int:
        client.get("/activities/A1/")  # what is remembered until the book changes is asked for here
        with CaptureQueriesContext(connection) as questions:
            client.get("/activities/A1/")
        return len(questions)

    one = asked()
    present(owner, activity, *(someone(f"x{n}", owner, tree["c1"]) for n in range(1, 4)))
    assert asked() == one

from __future__ import annotations

from datetime import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kexie.records.access.models import Account
from kexie.records.activities.models import Activity, Attendance, Sitting
from kexie.records.people.models import Person
from kexie.records.units.models import Unit
from tests.building import held, present, someone, value
from tests.opened import everything
from tests.web.visiting import visit, words

Tree = dict[str, Unit]
ROSTER = "/activities/A1/roster/"


@pytest.fixture
def activity(owner: Account, tree: Tree) -> Activity:
    return held(owner, tree["c1"], code="A1")


@pytest.fixture
def people(owner: Account, tree: Tree) -> list[Person]:
    return [someone(f"x{n}", owner, tree["c1"]) for n in range(3)]


def lines() -> dict[str, str]:
    names = dict(Person.objects.knowing("test").values_list("pseudonym", "code"))
    return {names[row.subject]: row.status for row in Attendance.objects.knowing("test")}


def add(text: str = "", status: str = "present", **more: object) -> dict[str, object]:
    return {"add": "1", "people": text, "status": status, **more}


def test_codes_and_names_are_pasted_a_line_each(
    clerk: Account, activity: Activity, people: list[Person], tree: Tree
) -> None:
    answer = visit(clerk).post(ROSTER, add("x0\n示例x1\nx2 示例x2\n\n"))
    assert answer["Location"] == ROSTER
    assert lines() == {"x0": "present", "x1": "present", "x2": "present"}
    assert value("attendees", tree["c1"]) == (3, "exact")


def test_one_unknown_line_keeps_all_out_and_is_named(clerk: Account, activity: Activity, people: list[Person]) -> None:
    answer = visit(clerk).post(ROSTER, add("x0\n不认识的人"))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "不认识的人" in page
    assert "没有编号或姓名为" in page
    assert lines() == {}


def test_a_name_that_two_have_wants_a_code_and_others_people_are_not_told(
    clerk: Account, activity: Activity, owner: Account, tree: Tree, people: list[Person]
) -> None:
    Person.objects.knowing("test").filter(code__in=["x0", "x1"]).update(name="同名")
    assert "请写编号：x0、x1" in visit(clerk).post(ROSTER, add("同名")).content.decode()
    someone("far", owner, tree["c3"])
    assert "没有编号或姓名为" in visit(clerk).post(ROSTER, add("示例far")).content.decode()


def test_a_tick_changes_that_line_only_and_not_what_somebody_else_ticked(
    clerk: Account, activity: Activity, owner: Account, people: list[Person]
) -> None:
    client = visit(clerk)
    client.post(ROSTER, add("x0\nx1", "expected"))
    rows = {row.subject: row.pk for row in Attendance.objects.knowing("test")}
    zero, one = rows[people[0].pseudonym], rows[people[1].pseudonym]
    shown = {
        f"status-{zero}": "expected",
        f"was-{zero}": "expected",
        f"status-{one}": "expected",
        f"was-{one}": "expected",
    }
    present(owner, activity, people[1])  # another clerk at the other door
    client.post(ROSTER, shown | {f"status-{zero}": "present"})
    assert lines() == {"x0": "present", "x1": "present"}
    client.post(ROSTER, {f"status-{zero}": "nonsense", f"was-{zero}": "present", "status-99999": "excused"})
    assert lines()["x0"] == "present"


def test_one_is_taken_off_and_the_figure_follows(
    clerk: Account, activity: Activity, people: list[Person], tree: Tree
) -> None:
    client = visit(clerk)
    client.post(ROSTER, add("x0\nx1"))
    line = Attendance.objects.knowing("test").get(subject=people[0].pseudonym)
    client.post(ROSTER, {"strike": line.pk})
    assert lines() == {"x1": "present"}
    assert value("attendances", tree["c1"]) == (1, "exact")
    assert "可能已被移除" in client.post(ROSTER, {"strike": line.pk}, follow=True).content.decode()


def test_a_spreadsheet_of_codes_is_enough(clerk: Account, activity: Activity, people: list[Person]) -> None:
    sheet = SimpleUploadedFile("名册.csv", "人员编号,状态\nx0,实到\nx1,请假\n".encode())
    assert visit(clerk).post(ROSTER, add(file=sheet)).status_code == 302
    assert lines() == {"x0": "present", "x1": "excused"}


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("空.csv", b"", "空的"),
        ("名册.csv", "人员编号\nnobody\n".encode(), "“人员编号”：没有编号为“nobody”的人员"),
        ("名册.csv", "人员编号,活动编号\nx0,OTHER\n".encode(), "是另一项活动"),
        ("名册.csv", "人员编号,工号\nx0,1\n".encode(), "没有“工号”这一列"),
        ("名册.xlsx", b"PK\x03\x04broken", "名册.xlsx"),
    ],
)
def test_a_bad_spreadsheet_keeps_nothing_also_of_what_was_typed(
    clerk: Account, activity: Activity, people: list[Person], name: str, content: bytes, sentence: str
) -> None:
    client = visit(clerk)
    before = everything()
    sheet = SimpleUploadedFile(name, content)
    answer = client.post(ROSTER, add("x1", file=sheet))
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert everything() == before


def test_a_roster_longer_than_its_exact_head_count_is_refused(
    clerk: Account, owner: Account, tree: Tree, people: list[Person]
) -> None:
    held(owner, tree["c1"], code="A1", headcount=1)
    answer = visit(clerk).post(ROSTER, add("x0\nx1"))
    assert "多于登记的 1 人" in answer.content.decode()
    assert lines() == {}


def test_who_may_not_keep_it_does_not_see_it(member: Account, activity: Activity, people: list[Person]) -> None:
    client = visit(member)
    assert client.get(ROSTER).status_code == 404
    assert client.post(ROSTER, add("x0")).status_code == 404
    assert lines() == {}


def test_whoever_stands_on_another_roster_at_that_hour_is_shown_and_no_more_is_said(
    clerk: Account, owner: Account, tree: Tree, activity: Activity, people: list[Person]
) -> None:
    theirs = held(owner, tree["c3"], title="别处的会", kind="meeting")
    for one, begins, ends in ((activity, time(9), time(11)), (theirs, time(10), time(12))):
        Sitting.objects.create(activity=one, on=one.starts_on, begins=begins, ends=ends)
    present(owner, activity, *people[:2])
    present(owner, theirs, people[0], people[2])
    page = words(visit(clerk), ROSTER)
    assert page.count("同一时间也在名册上") == 1
    assert "示例x0 x0 示例c1 同一时间也在名册上" in page
    assert "别处的会" not in page
    assert "同一时间也在名册上：别处的会" in words(visit(owner), ROSTER)
    assert "同一时间" not in words(visit(clerk), "/activities/A1/")


def test_an_empty_roster_says_how_to_begin(clerk: Account, activity: Activity) -> None:
    assert "名册还是空的" in words(visit(clerk), ROSTER)

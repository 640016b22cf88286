from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from kexie.figures.engine import paths
from kexie.kit.workdays import is_workday
from kexie.records.access.models import Account
from kexie.records.units.models import Association, Unit
from kexie.web.desk.agenda import WORKDAYS, workdays
from tests.building import held
from tests.opened import everything
from tests.web.visiting import heading, queries, visit, words

Tree = dict[str, Unit]


@pytest.fixture(autouse=True)
def first_of_june() -> Iterator[None]:
    """Let it be Friday, 1 June 2018."""
    with time_machine.travel("2018-06-01T09:00:00+08:00", tick=False):
        yield


def planned(by: Account, unit: Unit, on: date, title: str = "计划的学习") -> None:
    held(by, unit, on, status="planned", title=title)


def test_before_signing_in_the_way_leads_to_the_door(client: Client, db: None) -> None:
    assert client.get("/")["Location"].startswith("/sign-in/")


def test_a_stranger_reads_that_there_is_no_post_and_nothing_else(stranger: Account, owner: Account, tree: Tree) -> None:
    held(owner, tree["c1"], title="内部学习")
    client = visit(stranger)
    before = everything()
    text = words(client, "/")
    assert "您还没有任职" in text
    assert "示例root" not in text
    assert "内部学习" not in text
    assert everything() == before


def test_an_empty_house_shows_its_owner_the_first_steps(owner: Account) -> None:
    text = words(visit(owner), "/")
    assert "从这里开始" in text
    for step in ("导入组织树", "登记人员", "记第一项活动", "看第一个数", "写第一份文稿"):
        assert step in text


def test_what_took_place_and_is_still_only_planned_waits_for_the_clerk(
    clerk: Account, owner: Account, tree: Tree
) -> None:
    planned(owner, tree["c1"], date(2018, 5, 31), "昨天的学习")
    planned(owner, tree["c1"], date(2018, 6, 4), "下周的学习")
    assert heading(visit(clerk)) == "1项活动等您登记"
    text = words(visit(clerk), "/")
    assert "昨天的学习" in text
    assert "十个工作日内 1 项" in text
    assert "下周的学习" in text


def test_what_was_held_and_nobody_counted_waits_too(clerk: Account, owner: Account, tree: Tree) -> None:
    held(owner, tree["c1"], date(2018, 5, 1), title="没有人数")
    held(owner, tree["c1"], date(2018, 5, 2), title="有人数", headcount=0)
    assert heading(visit(clerk)) == "1项没登记完"


def test_nothing_waits_for_somebody_who_may_not_write_it_up(
    chair: Account, member: Account, owner: Account, tree: Tree
) -> None:
    planned(owner, tree["c1"], date(2018, 5, 31), "昨天的学习")
    assert heading(visit(chair)) == heading(visit(member)) == "今天没有等您办的事"
    assert "昨天的学习" not in words(visit(member), "/")


def test_another_county_s_work_is_nobody_else_s(clerk: Account, owner: Account, tree: Tree) -> None:
    planned(owner, tree["c3"], date(2018, 5, 31), "别县昨天的学习")
    planned(owner, tree["c3"], date(2018, 6, 4), "别县下周的学习")
    assert heading(visit(clerk)) == "今天没有等您办的事"
    assert "别县" not in words(visit(clerk), "/")


def test_the_headlines_are_of_one_s_own_unit_and_open_their_passports(
    clerk: Account, owner: Account, tree: Tree
) -> None:
    held(owner, tree["c1"], date(2018, 5, 1), headcount=30, bound="at_least")
    held(owner, tree["c3"], date(2018, 5, 1), headcount=500)
    page = visit(clerk).get("/").content.decode()
    assert "30<i>余</i><small>人次</small>" in page
    assert "530" not in page
    assert "/figures/attendances/?unit=c1&amp;period=2018&amp;where=kind%3Dstudy&amp;as_of=2018-06-01" in page


def test_a_large_book_of_which_nothing_is_published_holds_no_page(
    clerk: Account, owner: Account, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The numbers say that they are being prepared; who opens one has it counted."""
    held(owner, tree["c1"], date(2018, 5, 1), headcount=77)
    assert "整理中" not in words(visit(clerk), "/")
    monkeypatch.setattr(paths, "LARGE", 0)
    for path in ("/", "/activities/?period=2018", "/units/c1/"):
        page = visit(clerk).get(path).content.decode()
        assert "整理中" in page, path
        assert ">77<i" not in page, path
        assert "/figures/attendances/?unit=c1&amp;period=2018" in page, path
    assert "77" in words(visit(clerk), "/figures/attendances/?unit=c1&period=2018")


def test_the_period_is_the_association_s(clerk: Account, owner: Account, tree: Tree) -> None:
    held(owner, tree["c1"], date(2018, 5, 1))
    Association.objects.create(pk=1, name="示例协会", opening_period="2017")
    assert "period=2017&amp;" in visit(clerk).get("/").content.decode()


def test_looking_back_leaves_out_what_was_written_down_later(clerk: Account, owner: Account, tree: Tree) -> None:
    held(owner, tree["c1"], date(2018, 5, 1), headcount=77)
    assert ">77<" in visit(clerk).get("/").content.decode()
    then = visit(clerk).get("/?as_of=2018-05-31").content.decode()
    assert ">77<" not in then
    assert "2018年5月31日" in then


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2018-06-02"])
def test_no_day_is_too_far(clerk: Account, day: str) -> None:
    assert visit(clerk).get(f"/?as_of={day}").status_code == 200


def test_no_period_is_too_long(clerk: Account) -> None:
    assert queries(visit(clerk), "/?period=0001-01-01..9999-12-31") < 200


def test_what_was_done_since_yesterday_is_told_once_for_many(chair: Account, owner: Account, tree: Tree) -> None:
    held(owner, tree["c1"], title="昨天记的")
    text = words(visit(chair), "/")
    assert "登记活动 昨天记的" in text
    assert "新设单位，共 7 项" in text
    with time_machine.travel("2018-06-03T09:00:00+08:00", tick=False):
        assert "昨天以来没有变化" in words(visit(chair), "/")


def test_somebody_without_the_log_is_told_of_activities_only(clerk: Account, owner: Account, tree: Tree) -> None:
    held(owner, tree["c1"], title="本县记的")
    text = words(visit(clerk), "/")
    assert "登记活动 本县记的" in text
    assert "新设单位" not in text


def test_three_rows_ask_no_more_than_one(clerk: Account, owner: Account, tree: Tree) -> None:
    client = visit(clerk)

    def fill() -> None:
        planned(owner, tree["c1"], date(2018, 5, 30))
        planned(owner, tree["c1"], date(2018, 6, 5))
        held(owner, tree["c1"], date(2018, 5, 1))

    fill()
    asked = queries(client, "/")
    fill()
    fill()
    assert queries(client, "/") == asked


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_the_ruler_has_ten_workdays_in_a_row(day: date) -> None:
    days = workdays(day)
    assert len(days) == WORKDAYS
    assert days == sorted(set(days))
    assert all(is_workday(one) for one in days)
    between = [days[0] + timedelta(days=n) for n in range((days[-1] - days[0]).days)]
    assert [one for one in between if is_workday(one)] == days[:-1]
    assert [one for one in (day + timedelta(days=n) for n in range((days[0] - day).days)) if is_workday(one)] == []


def test_a_holiday_is_no_workday_and_the_saturday_worked_for_it_is_one() -> None:
    """The notice for 2018: off from 1 to 7 October, worked on 29 and 30 September."""
    days = workdays(date(2018, 9, 29))
    assert [one.isoformat()[5:] for one in days[:4]] == ["09-29", "09-30", "10-08", "10-09"]


@pytest.mark.parametrize(("day", "said"), [(date(2018, 9, 1), False), (date(2099, 9, 1), True)])
def test_home_says_when_the_holidays_are_not_announced_yet(
    client: Client, chair: Account, day: date, said: bool
) -> None:
    with time_machine.travel(day, tick=False):
        client.force_login(chair)
        page = client.get("/").content.decode()
    assert ("放假安排还没有公布" in page) is said

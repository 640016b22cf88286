from __future__ import annotations

import re
from datetime import date
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from kexie.figures.answer import answer
from kexie.figures.indicators import INDICATORS
from kexie.figures.question import ask
from kexie.records.access.models import Account
from kexie.records.structure.actions import move
from kexie.records.units.models import Unit
from tests.building import cast, held, plant, present, someone
from tests.opened import everything
from tests.web.visiting import heading, queries, visit, words

Tree = dict[str, Unit]
DAY = date(2018, 3, 1)


@pytest.fixture
def story(owner: Account, tree: Tree) -> Tree:
    """Let c1 and c3 hold studies, and c1 and c2 a training together."""
    held(owner, tree["c1"], DAY, title="本县学习", headcount=30, bound="at_least")
    held(owner, tree["c3"], DAY, title="别县学习", headcount=50)
    held(owner, tree["c1"], date(2018, 5, 2), kind="training", title="联合培训", headcount=300, co_hosts=(tree["c2"],))
    return tree


def figure_links(page: str) -> list[tuple[str, str]]:
    """Return the address and the digits of every number that opens a figure."""
    found = re.findall(r'<a class="fig" href="(/figures/[^"]*)">(.*?)</a>', page, re.DOTALL)
    return [(unescape(href), re.sub(r"<[^>]+>|\s|\xa0", "", said)) for href, said in found]


def test_signed_out_one_is_led_to_the_door(client: Client, db: None) -> None:
    assert client.get("/figures/activities/")["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("address", ["/figures/", "/figures/activities/?unit=root", "/figures/activities/table.csv"])
def test_a_stranger_is_refused_and_nothing_changes(stranger: Account, story: Tree, address: str) -> None:
    client = visit(stranger)
    before = everything()
    text = words(client, address, 403)
    assert "您还没有任职" in text
    assert "示例root" not in text
    assert everything() == before


def test_the_answer_is_the_number_with_its_bound_and_its_day(chair: Account, story: Tree) -> None:
    client = visit(chair)
    assert heading(client, "/figures/attendances/?unit=root&period=2018") == "示例root的活动有多少人次参加"
    text = words(client, "/figures/attendances/?unit=root&period=2018&as_of=2030-01-01")
    assert "380余人次" in text
    assert "300余人次" in text
    assert "至少 380" in text
    assert "2030-01-01 所知" in text


def test_as_of_a_day_before_it_was_written_down_there_is_nothing(chair: Account, story: Tree) -> None:
    text = words(visit(chair), "/figures/activities/?unit=root&period=2018&as_of=2018-12-31")
    assert "没有记录：数是 0" in text


def test_every_number_of_the_page_opens_to_itself(chair: Account, owner: Account, story: Tree) -> None:
    client = visit(chair)
    for by in ("children", "children&by=month", "month", "kind", "kind&by=month", "units:county", "quarter"):
        page = client.get(f"/figures/attendances/?unit=root&period=2018&by={by}").content.decode()
        links = figure_links(page)
        assert links, by
        for href, said in links:
            there = client.get(href)
            assert there.status_code == 200, href
            parts = urlsplit(href)
            told = parse_qs(parts.query)
            question = ask(
                parts.path.split("/")[2],
                unit=told["unit"][0],
                period=told["period"][0],
                reader=owner,
                where=told.get("where", []),
                as_of=told["as_of"][0],
            )
            total = answer(question, reader=owner).total
            digits = re.sub(r"\D", "", said)
            assert digits == str(total.value) or (total.bound == "at_least" and str(total.value).startswith(digits[0]))


def test_units_in_which_nothing_happened_stand_below_the_table(chair: Account, owner: Account, tree: Tree) -> None:
    held(owner, tree["c1"], DAY)
    text = words(visit(chair), "/figures/activities/?unit=root&period=2018")
    assert "另有 1 个单位是 0示例p2" in text


def test_a_committee_s_figure_is_asked_along_the_party_line(chair: Account, owner: Account, story: Tree) -> None:
    move(unit=story["c3"], parent=story["p1"], on=date(2018, 1, 1), by=owner, line="party")
    asked = "/figures/activities/?unit=p1&period=2018&by=children&line=party"
    page = visit(owner).get(asked).content.decode()
    assert ("1", "c3", "party") in {
        (digits, parts.get("unit", [""])[0], parts.get("line", [""])[0])
        for href, digits in figure_links(page)
        for parts in [parse_qs(urlsplit(href).query)]
    }
    assert '<option value="party" selected>党组织隶属</option>' in page
    assert "按党组织隶属" in words(visit(owner), asked)
    assert "没有按“党组织隶属”看" in words(visit(chair), asked, 400)
    assert "按哪条线" not in words(visit(chair), "/figures/activities/?unit=p1&period=2018")  # nothing that is refused


def test_a_joint_activity_is_one_in_the_whole_and_one_in_each(chair: Account, story: Tree) -> None:
    page = visit(chair).get("/figures/activities/?unit=city&period=2018&where=kind%3Dtraining").content.decode()
    assert [said for _href, said in figure_links(page)][:3] == ["1", "1", "1"]
    assert "合计只算一次" in page


def test_the_clerk_sees_the_number_the_own_records_and_how_many_are_hidden(clerk: Account, story: Tree) -> None:
    text = words(visit(clerk), "/figures/activities/?unit=root&period=2018")
    assert "共 3 条记录。您可见 2 条，另有 1 条不显示：属其他单位" in text
    assert "在“示例c1”任“经办”，含“看数字背后的记录”" in text
    assert "本县学习" in text
    assert "别县学习" not in text


def test_a_member_sees_the_number_and_no_record(member: Account, story: Tree) -> None:
    text = words(visit(member), "/figures/activities/?unit=root&period=2018")
    assert "您可见 0 条，另有 3 条不显示：您的任职不含“看数字背后的记录”" in text
    assert "本县学习" not in text


def test_few_people_are_not_told_to_who_may_not_see_them(
    member: Account, chair: Account, owner: Account, tree: Tree
) -> None:
    activity = held(owner, tree["c1"], DAY)
    present(owner, activity, someone("a", owner), someone("b", owner))
    page = visit(member).get("/figures/attendees/?unit=root&period=2018").content.decode()
    assert "&lt;5<small>人</small>" in page
    assert not re.search(r">2<small>人|正好 2|共 2 条", page)
    assert "2<small>人</small>" in visit(chair).get("/figures/attendees/?unit=root&period=2018").content.decode()


def test_persons_stand_under_labels_never_under_names(chair: Account, owner: Account, tree: Tree) -> None:
    activity = held(owner, tree["c1"], DAY)
    present(owner, activity, someone("a", owner))
    text = words(visit(chair), "/figures/attendees/?unit=root&period=2018")
    assert re.search(r"人员 [0-9a-f]{6}", text)
    assert "示例a " not in text


def test_all_that_is_wrong_is_said_at_once_and_what_was_typed_stays(clerk: Account) -> None:
    answered = visit(clerk).get("/figures/activities/?unit=nope&period=2018-13&as_of=2018-02-31")
    page = answered.content.decode()
    assert answered.status_code == 400
    for typed in ('value="nope"', 'value="2018-13"', 'value="2018-02-31"'):
        assert typed in page
    assert page.count('aria-invalid="true"') == 3
    for said in ("没有编号为“nope”的单位", "没有 13 月", "没有 31 日"):
        assert said in page


@pytest.mark.parametrize(
    "query",
    [
        *("by=nothing", "by=children&by=units:county", "where=kind", "where=colour%3Dred"),
        *("tree=never", "unit=%00", "period=%FF"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_in_a_sentence(clerk: Account, query: str) -> None:
    assert "没有去数" in words(visit(clerk), f"/figures/activities/?{query}", 400)
    assert visit(clerk).get(f"/figures/activities/table.csv?{query}").status_code == 400


def test_a_period_of_all_time_is_answered_once_and_not_month_by_month(clerk: Account, story: Tree) -> None:
    always = "/figures/activities/?unit=root&period=0001-01-01..9999-12-31"
    assert "3场" in words(visit(clerk), always)
    assert queries(visit(clerk), always) < 150
    assert "期间太长" in words(visit(clerk), f"{always}&by=month", 400)


def test_a_unit_of_another_tree_reads_as_if_it_did_not_exist(clerk: Account, owner: Account) -> None:
    plant(owner, elsewhere="")
    there = visit(clerk).get("/figures/activities/?unit=elsewhere").content.decode()
    nowhere = visit(clerk).get("/figures/activities/?unit=nowhere_").content.decode()
    assert "没有编号为“elsewhere”的单位" in there
    assert "没有编号为“nowhere_”的单位" in nowhere


def test_a_unit_may_be_typed_by_its_name_unless_several_bear_it(clerk: Account, owner: Account, tree: Tree) -> None:
    assert heading(visit(clerk), "/figures/activities/?unit=示例c3") == "示例c3办了多少场活动"
    Unit.objects.filter(code__in=["c2", "c3"]).update(name="鼓楼区示例科协")
    text = words(visit(clerk), "/figures/activities/?unit=鼓楼区示例科协", 400)
    assert "c2（示例p1／示例city）" in text
    assert "c3（示例p2）" in text


def test_no_such_figure_reads_as_no_such_page(clerk: Account) -> None:
    assert visit(clerk).get("/figures/loyalty/").status_code == 404


def test_the_form_leads_to_an_address_that_can_be_handed_on(clerk: Account) -> None:
    sent = "indicator=attendances&unit=c1&period=2018&kind=study&by=children%2Bmonth&as_of=&where=goal%3Dnine"
    address = visit(clerk).get(f"/figures/?{sent}")["Location"]
    assert address == (
        "/figures/attendances/?unit=c1&period=2018&by=children&by=month&where=kind%3Dstudy&where=goal%3Dnine"
    )
    assert visit(clerk).get(address).status_code == 200


def test_the_form_leads_nowhere_else(clerk: Account) -> None:
    assert visit(clerk).get("/figures/?indicator=//elsewhere.example/..")["Location"].startswith("/figures/%2F%2F")


def test_the_list_shows_each_figure_as_a_question_with_one_s_own_number(clerk: Account, story: Tree) -> None:
    client = visit(clerk)
    page = client.get("/figures/").content.decode()
    links = figure_links(page)
    assert len([href for href, _said in links if "where" not in href]) == len(INDICATORS)
    assert all("unit=c1&" in href for href, _said in links)
    assert "示例c1办了多少场活动" in page


def test_fifty_records_stand_on_a_page(chair: Account, owner: Account, tree: Tree) -> None:
    for _number in range(52):
        held(owner, tree["c1"], DAY)
    client = visit(chair)
    first = client.get("/figures/activities/?unit=root&period=2018").content.decode()
    assert "第 1—50 条，共 52 条" in first
    assert "start=50#records" in first
    second = words(client, "/figures/activities/?unit=root&period=2018&start=50")
    assert "第 51—52 条，共 52 条" in second
    assert "第 51—52 条" in words(client, "/figures/activities/?unit=root&period=2018&start=9000")
    assert "第 1—50 条" in words(client, "/figures/activities/?unit=root&period=2018&start=-1")


def test_three_rows_ask_no_more_than_one(chair: Account, owner: Account, tree: Tree) -> None:
    client = visit(chair)

    def fill(county: str) -> None:
        activity = held(owner, tree[county], DAY)
        present(owner, activity, someone(f"in {county}", owner, tree[county]), unit=tree[county])

    address = "/figures/attendances/?unit=root&period=2018Q1&by=units:county&by=month"
    fill("c1")
    asked = queries(client, address)
    fill("c2")
    fill("c3")
    assert queries(client, address) == asked


def test_the_auditor_opens_everything_and_changes_nothing(auditor: Account, story: Tree) -> None:
    client = visit(auditor)
    before = everything()
    assert "共 3 条记录，您都可见" in words(client, "/figures/activities/?unit=root&period=2018")
    assert everything() == before


def test_the_province_s_clerk_sees_what_lies_below(story: Tree) -> None:
    clerk = cast("clerk", story["p2"], "province")
    text = words(visit(clerk), "/figures/activities/?unit=root&period=2018")
    assert "别县学习" in text
    assert "本县学习" not in text

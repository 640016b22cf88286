from __future__ import annotations

import json
import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from django.test import Client

from kexie.cli import parser
from kexie.cli.figure import run
from kexie.figures.indicators import INDICATORS
from kexie.kit.clock import today
from kexie.kit.periods import parse_period
from kexie.records.access.models import Account
from kexie.records.ledger.closings import close
from kexie.records.plans.actions import Wanted, set_targets
from kexie.records.plans.rules import Aim
from kexie.records.units.models import Unit
from kexie.records.values.actions import Said, define, state
from kexie.records.values.definitions import Element
from kexie.web.kit.numbers import shown
from tests.building import held, plant
from tests.opened import everything, without_walls
from tests.web.visiting import queries, visit, words

Tree = dict[str, Unit]
COUNTED = ("activities", "attendances", "attendees", "participations", "participants")
STATED = ("talks", "rate", "per", "more")
WAYS = ("", "children", "units:county", "month", "quarter", "year", "group:region")
CROSSED = (("children", "month"), ("group:region", "quarter"), ("units:county", "quarter"))
OF_RECORDS = (("kind",), ("goal",), ("kind", "month"), ("children", "kind"), ("goal", "kind"), ("children", "goal"))
NARROWED = (("--where", "kind=study"), ("--where", "goal=nine"), ("--tree", "today"), ("--as-of", "2018-04-01"))


def questions() -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Return many questions: indicator, break-downs, further words of the command line."""
    ways = [tuple(filter(None, (way,))) for way in WAYS] + list(CROSSED)
    found = [(slug, way, ()) for slug in (*COUNTED, *STATED) for way in ways]
    found += [(slug, way, ()) for slug in COUNTED for way in OF_RECORDS]
    found += [(slug, ("children", "month"), ()) for slug in INDICATORS if slug not in COUNTED]
    return found + [(slug, ("children", "month"), more) for slug in COUNTED for more in NARROWED]


def on_the_command_line(words: list[str], out: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Return what the command line answers, as its users get it."""
    out.readouterr()
    assert run(parser("figure").parse_args(["figure", *words, "--json"])) == 0
    answer: dict[str, Any] = json.loads(out.readouterr().out, parse_float=Decimal)
    return answer


def printed(row: dict[str, Any]) -> str:
    """Return how the page must print what the command line says."""
    if row.get("masked"):
        return f"<{row['value']}"
    if row["value"] is None:
        return "／无此项" if row["missing"] == "none" else "未报"
    return str(shown(row["value"], row["bound"]))


def bare(html: str) -> str:
    """Return the words of a cell."""
    return unescape(re.sub(r"<[^>]+>|\s|\xa0", "", html))


def test_the_page_says_what_the_command_line_says(
    chair: Account, told: Tree, capsys: pytest.CaptureFixture[str]
) -> None:
    client = visit(chair)
    for slug, by, more in questions():
        typed = ["--unit", "root", "--period", "2018", "--as", "chair", *more]
        rows = on_the_command_line([slug, *typed, *(word for way in by for word in ("--by", way))], capsys)["rows"]
        total = on_the_command_line([slug, *typed], capsys)["rows"][0]
        asked = [("unit", "root"), ("period", "2018"), *(("by", way) for way in by)]
        asked += [(more[0][2:].replace("-", "_"), more[1])] if more else []
        answered = client.get(f"/figures/{slug}/?{urlencode(asked)}")
        assert answered.status_code == 200, (slug, by, more)
        page = answered.content.decode()
        head = re.search(r'<p class="answer[^"]*">(.*?)<span>', page, re.DOTALL)
        assert head is not None
        assert bare(head[1]).startswith(bare(printed(total))), (slug, by, more)
        table = (re.search(r'<table class="tbl tbl-tight explore-tbl.*?</table>', page, re.DOTALL) or [""])[0]
        if any(way.startswith("group:") for way in by):  # a group's number has no address of its own
            assert all(bare(printed(row)) in bare(table) for row in rows), (slug, by)
        elif by:
            compare(rows, table, more)


def compare(rows: list[dict[str, Any]], table: str, more: tuple[str, ...]) -> None:
    """Hold each number of the table that opens against the row of the command line of which it is."""
    links = re.findall(r'<a class="fig" href="(/figures/[^"]*)">(.*?)</a>', table, re.DOTALL)
    found = {key_at(unescape(href), more): bare(said) for href, said in links}
    for row in rows:
        said = found.get(key_of(row))
        if said is None:
            assert quiet(row) or row.get("goal") == "", row
        else:
            assert said == bare(printed(row)), row


def grid(client: Client, address: str) -> list[list[str]]:
    """Return the cells of the table of a page."""
    page = client.get(address).content.decode()
    table = re.search(r'<table class="tbl tbl-tight explore-tbl.*?</table>', page, re.DOTALL)
    assert table is not None, address
    rows = re.findall(r"<tr.*?</tr>", table[0], re.DOTALL)
    return [[bare(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)] for row in rows]


def quiet(row: dict[str, Any]) -> bool:
    """Tell whether a row's unit may stand below the table: nothing counted, nobody named, nobody asked."""
    covered = row["coverage"]
    return row["value"] == 0 or (row["value"] is None and (covered is None or not covered["expected"]))


def key_of(row: dict[str, Any]) -> tuple[str, ...]:
    """Return what a row of the command line is of."""
    return row["unit"], row["period"], row.get("kind", ""), row.get("goal", "")


def key_at(href: str, more: tuple[str, ...]) -> tuple[str, ...]:
    """Return what an address on the page is of."""
    asked = parse_qs(urlsplit(href).query)
    where = dict(word.split("=", 1) for word in asked.get("where", []))
    if more and more[0] == "--where":
        where.pop(more[1].partition("=")[0], None)
    return asked["unit"][0], asked["period"][0], where.get("kind", ""), where.get("goal", "")


def test_what_is_missing_is_never_a_zero(chair: Account, told: Tree) -> None:
    client = visit(chair)
    address = "/figures/talks/?unit=root&period=2018-03&by=units:county"
    assert "应报 3 个单位，已报 2 个" in words(client, address)
    assert grid(client, address)[1:] == [
        ["合计", "0", "2/3"],
        ["示例c1", "0", "1/1"],
        ["示例c2", "／无此项", "1/1"],
        ["示例c3", "未报", "0/1"],
    ]
    silent = words(client, "/figures/talks/?unit=c3&period=2018-03")
    assert "应报的单位都还没有报" in silent
    assert "不是零" in silent
    assert "没有这样一个数" in words(client, "/figures/talks/?unit=c2&period=2018-03")
    assert "没有单位被要求填报它" in words(client, "/figures/rate/?unit=c2&period=2018")
    assert "另有 1 个单位不要求填报示例c2" in words(client, "/figures/rate/?unit=p1&period=2018&by=units:county")


def test_kinds_and_goals_are_refused_for_stated_numbers_on_the_page(chair: Account, told: Tree) -> None:
    for more in ("by=kind", "by=goal", "where=kind%3Dstudy"):
        assert "填报的数" in words(visit(chair), f"/figures/talks/?unit=root&period=2018&{more}", 400)


def test_a_year_before_stands_beside_with_the_difference(chair: Account, told: Tree) -> None:
    client = visit(chair)
    by_month = grid(client, "/figures/attendances/?unit=root&period=2018-01..2018-03&by=month&compare=last-year")
    assert by_month[0][-2:] == ["去年同期", "相差"]
    assert by_month[-1] == ["2018年3月", "80余", "11", "约+69"]
    by_kind = grid(client, "/figures/activities/?unit=root&period=2018&by=kind&compare=last-year")
    assert by_kind[2:] == [["学习", "2", "1", "+1"], ["培训", "1", "0", "+1"]]


def test_another_unit_or_a_group_stands_beside(chair: Account, told: Tree) -> None:
    client = visit(chair)
    beside = grid(client, "/figures/activities/?unit=p1&period=2018&by=kind&compare=unit:p2")
    assert beside[:2] == [["种类", "场", "示例p2", "相差"], ["合计", "2", "1", "+1"]]
    address = f"/figures/activities/?unit=root&period=2018&by=kind&compare={quote('group:region=east')}"
    assert grid(client, address)[1] == ["合计", "3", "2", "+1"]


@pytest.mark.parametrize("word", ["never", "unit:nowhere", "group:region=south", "group:none=x", "unit:"])
def test_what_cannot_be_compared_is_said(chair: Account, told: Tree, word: str) -> None:
    assert "没有去数" in words(
        visit(chair), f"/figures/activities/?unit=root&period=2018&by=kind&compare={quote(word)}", 400
    )


def test_units_are_not_compared_with_a_unit(chair: Account, told: Tree) -> None:
    assert "各行已经是单位" in words(visit(chair), "/figures/activities/?unit=root&period=2018&compare=unit:p2", 400)


def test_a_unit_of_another_tree_cannot_be_put_beside(clerk: Account, owner: Account, told: Tree) -> None:
    plant(owner, elsewhere="")
    address = "/figures/activities/?unit=root&period=2018&by=kind&compare=unit:"
    there, nowhere = (words(visit(clerk), address + code, 400) for code in ("elsewhere", "nowhere_"))
    assert there.replace("elsewhere", "?") == nowhere.replace("nowhere_", "?")


def test_targets_stand_beside_the_units_they_were_set_for(chair: Account, told: Tree) -> None:
    aims = [Aim("activities", told[code].pk, date(2018, 1, 1), date(2018, 12, 31)) for code in ("root", "p1")]
    set_targets([Wanted(aims[0], 4), Wanted(aims[1], 2)], by=chair)
    found = grid(visit(chair), "/figures/activities/?unit=root&period=2018&compare=target")
    assert [row[2:] for row in found[1:]] == [["4", "75%未达成"], ["2", "100%达成"], ["", ""]]


def test_the_slider_stops_where_something_became_known(chair: Account, owner: Account, told: Tree) -> None:
    page = visit(chair).get("/figures/activities/?unit=root&period=2018").content.decode()
    days = re.search(r'data-days="([^"]*)"', page)
    assert days is not None
    assert days[1].split() == [today().isoformat()]
    before = re.search(r'<a href="([^"]*)" rel="prev"', page)
    assert before is not None
    yesterday = today() - timedelta(days=1)
    assert f"as_of={yesterday.isoformat()}" in before[1]
    earlier = visit(chair).get(unescape(before[1])).content.decode()
    assert "没有记录：数是 0" in earlier
    assert f"as_of={today().isoformat()}" in re.search(r'<a href="([^"]*)" rel="next"', earlier)[1]  # type: ignore[index]


def test_a_number_mended_after_its_month_was_closed_says_so(chair: Account, owner: Account, told: Tree) -> None:
    closing = close(month=date(2018, 3, 1), by=owner)
    with without_walls():
        type(closing).objects.update(known_on=today() - timedelta(days=1))
    text = words(visit(chair), "/figures/activities/?unit=root&period=2018-03&by=units:county")
    assert "结账后有更正" in text
    assert "更 这个月结账之后，数有更正" in text
    assert "结账之后" not in words(visit(chair), "/figures/activities/?unit=root&period=2018-04")


ADDRESSES = [
    "/figures/talks/?unit=root&period=2018",
    "/figures/talks/table.csv?unit=root&period=2018",
    "/figures/talks/table.xlsx?unit=root&period=2018",
    "/figures/activities/chart.png?unit=root&period=2018",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_stranger_gets_nothing_and_nothing_changes(stranger: Account, told: Tree, address: str) -> None:
    client = visit(stranger)
    before = everything()
    assert "您还没有任职" in words(client, address, 403)
    assert everything() == before


@pytest.mark.parametrize("address", ADDRESSES)
def test_reading_changes_nothing(chair: Account, told: Tree, address: str) -> None:
    client = visit(chair)
    before = everything()
    assert client.get(address).status_code == 200
    assert everything() == before


def test_few_people_hide_what_is_computed_from_them(
    member: Account, chair: Account, owner: Account, told: Tree
) -> None:
    address = "/figures/per/?unit=root&period=2017-03&by=children"
    held(owner, told["c3"], date(2017, 3, 2), headcount=3)
    few = "/figures/per/?unit=p2&period=2017-03"
    assert "由不到 5 人的数算出" in words(visit(member), few)
    assert "由不到 5 人的数算出" not in words(visit(chair), few)
    assert "不显示" in words(visit(member), address)


def test_the_index_lists_every_indicator_with_where_it_was_last_stated(chair: Account, told: Tree) -> None:
    page = visit(chair).get("/figures/").content.decode()
    for slug in STATED:
        assert f'href="/figures/{slug}/?' in page
    assert re.search(r"/figures/talks/\?unit=city&amp;period=2018-03&amp;", page)


def test_many_rows_stand_on_pages(chair: Account, owner: Account, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kexie.web.figures.pages.ROWS", 2)
    for code in ("c1", "c2", "c3"):
        held(owner, tree[code], date(2018, 3, 1))
    address = "/figures/activities/?unit=root&period=2018&by=units:county"
    assert "第 1—2 条，共 3 条" in words(visit(chair), address)
    assert "第 3—3 条，共 3 条" in words(visit(chair), f"{address}&page=2")


def test_three_rows_of_stated_numbers_ask_no_more_than_one(chair: Account, owner: Account, tree: Tree) -> None:
    client = visit(chair)
    define([Element("talks", "科普报告", 0, "quarter")], by=owner)
    address = "/figures/talks/?unit=root&period=2018Q1&by=units:county&by=quarter"

    def fill(*codes: str) -> None:
        said = [Said("talks", tree[code], parse_period("2018Q1", today()), amount=4) for code in codes]
        state(said, by=owner)

    fill("c1")
    asked = queries(client, address)
    fill("c2", "c3")
    assert queries(client, address) == asked


def english(client: Client, address: str) -> str:
    """Return the words of a page in English."""
    client.get("/preferences/?lang=en&next=/help/")
    return words(client, address)


def test_every_word_of_the_page_is_english_for_who_reads_english(chair: Account, told: Tree) -> None:
    for slug in ("talks", "per"):
        text = english(visit(chair), f"/figures/{slug}/?unit=root&period=2018&by=children&by=month&compare=last-year")
        for word in ("科普报告（次）", "每场人次", "报告加活动", "比率", "中文", "智", "示例"):
            text = text.replace(word, "")
        assert re.findall(r"[\u4e00-\u9fff]+", text) == []

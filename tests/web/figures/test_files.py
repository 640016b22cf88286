"""What is taken away from a figure says where it comes from, in the words of the same question."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from kexie.figures.answer import answer
from kexie.figures.question import ask
from kexie.figures.source import source_line
from kexie.kit.clock import today
from kexie.kit.periods import parse_period
from kexie.records.access.models import Account
from kexie.records.units.models import Unit
from kexie.records.values.actions import Said, state
from tests.web.visiting import visit

Tree = dict[str, Unit]
PNG = b"\x89PNG\r\n\x1a\n"


def sheets(account: Account, address: str) -> dict[str, list[list[Any]]]:
    """Return the sheets of a workbook that was taken away."""
    answered = visit(account).get(address)
    assert answered.status_code == 200
    assert answered["Content-Disposition"].startswith("attachment; ")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answered.content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_a_workbook_holds_the_table_and_a_passport_for_every_cell(chair: Account, told: Tree) -> None:
    found = sheets(chair, "/figures/talks/table.xlsx?unit=root&period=2018-03&by=units:county&compare=last-year")
    assert list(found) == ["表", "来历"]
    assert [row[:3] for row in found["表"][2:7]] == [
        ["单位", "合计", "已报 / 应报"],
        ["合计", 0.0, "2 / 3"],
        ["示例c1", 0.0, "1 / 1"],
        ["示例c2", "无此项", "1 / 1"],
        ["示例c3", "未报", "0 / 1"],
    ]
    question = ask("talks", unit="root", period="2018-03", reader=chair)
    assert source_line(answer(question, reader=chair)) in {row[0] for row in found["表"]}
    said = {row[0]: row[1] for row in found["来历"]}
    assert said["口径"].startswith("科普报告")
    assert "未报的 1 个" in str(said["不含"])
    assert [row[0] for row in found["来历"][-4:]] == ["合计", "示例c1", "示例c2", "示例c3"]
    assert all(str(row[-1]).startswith("http://testserver/figures/talks/?unit=") for row in found["来历"][-4:])


def test_bounds_go_into_the_workbook_as_the_number_and_its_word(chair: Account, told: Tree) -> None:
    found = sheets(chair, "/figures/attendances/table.xlsx?unit=root&period=2018&by=children&by=quarter")
    assert found["表"][3][0] == "合计"
    assert 87.0 in found["表"][3]  # the number itself; 余 is its format
    assert any(row[2:4] == ["80余", "at_least"] for row in found["来历"])


def test_a_printed_total_stands_beside_what_adds_up_on_page_and_in_files(
    chair: Account, owner: Account, told: Tree
) -> None:
    for unit, amount in (("c1", 1000), ("c3", 100)):
        state([Said("rate", told[unit], parse_period("2018", today()), "control", amount=amount)], by=owner)
    asked = "unit=root&period=2018&by=units:county"
    page = visit(chair).get(f"/figures/rate/?{asked}").content.decode()
    assert re.findall(r">([\d.]+（相差 [^<]*）)<", page) == ["10.00（相差 -2.34）", "1.00（相差 0.75）"]
    found = sheets(chair, f"/figures/rate/table.xlsx?{asked}")["表"]
    at = found[2].index("印出的总计")
    assert [row[at : at + 2] for row in found[3:7]] == [["", ""], [10.0, -2.34], ["", ""], [1.0, 0.75]]
    lines = visit(chair).get(f"/figures/rate/table.csv?{asked}").content.decode("utf-8-sig").splitlines()
    assert [(row["印出的总计"], row["相差"]) for row in csv.DictReader(lines)][1] == ("10.00", "-2.34")


def test_a_whole_number_with_places_shows_them_all(chair: Account, told: Tree) -> None:
    answered = visit(chair).get("/figures/rate/table.xlsx?unit=root&period=2018&by=units:county")
    with zipfile.ZipFile(io.BytesIO(answered.content)) as book:
        forms = re.findall(r'formatCode="([^"]*)"', book.read("xl/styles.xml").decode())
    assert "#,##0.00" in forms
    assert not [form for form in forms if ".#" in form]  # 5.00 would read as "5."


@pytest.mark.parametrize("picture", ["time", "rows", ""])
def test_a_picture_is_an_image(chair: Account, told: Tree, picture: str) -> None:
    answered = visit(chair).get(f"/figures/activities/chart.png?unit=root&period=2018&by=kind&picture={picture}")
    assert answered["Content-Type"] == "image/png"
    assert answered.content.startswith(PNG)


def test_where_nothing_can_be_drawn_it_is_said(chair: Account, told: Tree) -> None:
    answered = visit(chair).get("/figures/talks/chart.png?unit=c3&period=2018-03&by=month")
    assert answered.status_code == 400
    assert "没有可画的图" in answered.content.decode()


def test_the_source_line_says_everything_that_was_asked(chair: Account, told: Tree) -> None:
    more: dict[str, Any] = {
        "where": ["kind=study", "goal=nine", "series=甲"],
        "as_of": "2018-04-01",
        "tree": "2018-01-02",
    }
    question = ask("attendees", unit="root", period="2018-03", reader=chair, **more)
    line = source_line(answer(question, reader=chair))
    for said in (
        "口径：参加过本单位及下级单位所办活动的人数",
        "期间：2018年3月（2018-03-01 至 2018-03-31）",
        "范围：示例root和它以下 6 个单位",
        "种类：学习，目标：",
        "系列：甲",
        "截至：2018-04-01 所知",
        "组织树：2018-01-02 的隶属关系",
        "不含：2018-04-01 之后才登记或更正的；计划中、已取消和已撤销的",
        "口径版本：attendees@1#",
        "台账位：",
    ):
        assert said in line
    assert "虚构" not in line

"""A draft's text becomes a document: headings as people number them, marks as numbers, tables and charts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.issues import actions
from kexie.records.issues.actions import Words
from kexie.records.issues.models import Report
from kexie.records.units.models import Unit
from kexie.reports.document import Chart, Heading, Listing, Live, Paragraph, Table
from kexie.reports.draft import check_piece, compose
from kexie.reports.marks import Line, lines, mark, placed
from tests.building import held

Tree = dict[str, Unit]


def piece(form: str = "number", by: str = "", **more: Any) -> dict[str, Any]:
    asked = {"indicator": "activities", "unit": "", "period": "", "where": [], "caption": ""}
    return {"form": form, "by": by, **asked, **more}


@pytest.fixture
def report(chair: Account, owner: Account, tree: Tree) -> Report:
    held(owner, tree["c1"], date(2018, 3, 1), headcount=1030, bound="at_least")
    held(owner, tree["c3"], date(2018, 4, 1), headcount=50, kind="training")
    return actions.begin(unit=tree["root"], title="示例报告", period="2018-03..2018-04", by=chair)


def written(report: Report, by: Account, text: str, *pieces: dict[str, Any]) -> Report:
    for one in pieces:
        report, _number = actions.add_piece(report, one, seen=report.version, by=by)
    words = Words(report.title, report.period, text, None)
    return actions.save(report, words, seen=report.version, by=by)


@pytest.mark.parametrize(
    ("line", "kind", "level", "text"),
    [
        ("一、总体情况", "head", 1, "总体情况"),
        ("十二、 别的", "head", 1, "别的"),
        ("（一）学习", "head", 2, "学习"),
        ("(一)学习", "head", 2, "学习"),
        ("1.数量", "head", 3, "数量"),
        ("1．数量", "head", 3, "数量"),
        ("（1）县级", "head", 4, "县级"),
        ("1.5万人参加", "words", 0, "1.5万人参加"),
        ("一、开展了学习。", "words", 0, "一、开展了学习。"),
        ("一、" + "长" * 60, "words", 0, "一、" + "长" * 60),
        ("- 一项", "item", 0, "一项"),
        ("——又一项", "item", 0, "又一项"),
        ("一、共【数1】", "words", 0, "一、共【数1】"),
        ("  今年以来，", "words", 0, "今年以来，"),
    ],
)
def test_lines_are_read_as_people_write_them(line: str, kind: str, level: int, text: str) -> None:
    assert list(lines(line)) == [Line(kind, text, level)]


def test_marks_become_numbers_tables_and_charts(chair: Account, report: Report) -> None:
    text = "一、总体\n共办【数1】，培训【数2】。\n【表3】\n【图4】\n- 一项\n- 又一项"
    pieces = (
        piece(),
        piece(where=["kind=training"]),
        piece("table", "month"),
        piece("bars", "children", caption="各"),
    )
    made = compose(written(report, chair, text, *pieces), chair)
    assert made.faults == []
    kinds = [type(block) for block in made.document.blocks]
    assert kinds == [Heading, Paragraph, Table, Chart, Listing]
    said = [live.said for live in made.document.notes]
    assert said == ["2场", "1场"]
    table, chart = made.document.blocks[2:4]
    assert isinstance(table, Table)
    assert isinstance(chart, Chart)
    assert [row[0] for row in table.rows] == ["合计", "2018年3月", "2018年4月"]
    assert [cell.said for row in table.rows for cell in row[1:] if isinstance(cell, Live)] == ["2", "1", "1"]
    assert (chart.caption, chart.labels) == ("各", ("示例p1", "示例p2"))
    assert table.caption == "活动，分月份"


def test_whatever_does_not_stand_is_said_and_left_as_it_was_typed(chair: Account, report: Report) -> None:
    text = "共【数9】。\n【表1】\n【图7】"
    made = compose(written(report, chair, text, piece()), chair)
    assert [fault[:9] for fault in made.faults] == ["正文里的【数9】没", "正文里的【表1】没", "正文里的【图7】没"]
    assert made.document.blocks[0] == Paragraph(("共", "【数9】", "。"))
    assert compose(report, chair).faults == ["正文还是空的。"]


def test_a_piece_that_cannot_be_counted_is_refused_before_it_is_kept(chair: Account, report: Report) -> None:
    assert check_piece(piece(), report, chair).said == "2场"
    for wrong in (
        piece(indicator="nope"), piece(unit="nope"), piece(period="soon"), piece(where=["kind=x"]),
        piece("table"), piece("bars", "mood"),
    ):  # fmt: skip
        with pytest.raises(Refused):
            check_piece(wrong, report, chair)


def test_a_report_as_of_an_earlier_day_says_what_was_known_then(chair: Account, report: Report) -> None:
    kept = written(report, chair, "共【数1】。", piece())
    assert compose(kept, chair, as_of=date(2018, 12, 31)).document.notes[0].said == "0场"


def test_made_up_records_mark_the_document(chair: Account, owner: Account, tree: Tree, report: Report) -> None:
    kept = written(report, chair, "共【数1】。", piece())
    assert not compose(kept, chair).document.made_up
    held(owner, tree["c1"], date(2018, 3, 2), origin="made_up")
    assert compose(kept, chair).document.made_up


@given(st.text(alphabet="一、（）1.-—【】数表图23 \n甲。", max_size=80))
def test_no_text_breaks_the_reading_and_no_word_is_lost(text: str) -> None:
    read = list(lines(text))
    assert all(line.text for line in read)
    assert sum(line.text.count("甲") for line in read) == text.count("甲")


@given(st.text(alphabet="甲。 \n", max_size=30), st.integers(min_value=0, max_value=9), st.booleans())
def test_a_mark_is_put_in_once_and_nothing_else_changes(text: str, after: int, alone: bool) -> None:
    said = mark("number", 1)
    made = placed(text, said, alone=alone, after=after)
    assert made.count(said) == 1
    assert "".join(made.replace(said, "").split()) == "".join(text.split())


def test_a_mark_goes_before_the_full_stop_and_a_table_below_its_line() -> None:
    assert placed("甲。\n乙。", "【数1】", alone=False, after=1) == "甲【数1】。\n乙。"
    assert placed("甲。\n乙。", "【表1】", alone=True, after=1) == "甲。\n【表1】\n乙。"
    assert placed("", "【数1】", alone=False, after=0) == "【数1】"

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kexie.kit.bounds import Bound, Bounded
from kexie.kit.columns import AnyColumn, Column, bounded_column, choice, code_column, day_column, parse_name
from kexie.kit.intake import Outcome, problem_lines, read_rows, say_outcome
from kexie.kit.refusal import Refused
from kexie.kit.sheets import MEND, Problem, read_table, write_errors, write_template
from tests.kit.bad_files import KINDS, BadFile, csv_bytes, xlsx_bytes

STATUS = {"planned": "计划", "held": "已举行"}
COLUMNS: Sequence[AnyColumn] = (
    code_column("code", "代码", required=True, example="S-001"),
    Column("title", "名称", parse_name, required=True, aliases=("标题",), help="活动的全名"),
    day_column("starts_on", "开始日期", example="2018-05-03"),
    bounded_column("headcount", "人数", default=Bounded(0)),
    Column("status", "状态", choice(STATUS), default="held", choices=STATUS),
)
HEADERS = [column.name for column in COLUMNS]
GOOD = ["S-001", "示例学习会", "2018-05-03", "1000余", "已举行"]
BAD_FILES = [kind(HEADERS, GOOD) for kind in KINDS]


def test_a_good_row_becomes_values() -> None:
    good, bad = read_rows(read_table(csv_bytes([HEADERS, GOOD]), "a.csv"), COLUMNS)
    assert not bad
    assert good[0].number == 2
    assert good[0].values["headcount"] == Bounded(1000, Bound.AT_LEAST)
    assert good[0].values["status"] == "held"


def test_headers_are_known_in_chinese_in_any_order_and_absent_columns_take_their_default() -> None:
    good, _ = read_rows(read_table(csv_bytes([["标题", "代码"], ["会", "A"]]), "a.csv"), COLUMNS)
    assert good[0].values == {
        "code": "A", "title": "会", "starts_on": None, "headcount": Bounded(0), "status": "held",
    }  # fmt: skip


def test_every_problem_of_a_row_is_named_and_good_rows_are_kept() -> None:
    rows = [HEADERS, GOOD, ["a b", "", "2018-02-31", "-5", "??"], ["B", "会", "", "", ""]]
    good, bad = read_rows(read_table(csv_bytes(rows), "a.csv"), COLUMNS)
    assert [row.number for row in good] == [2, 4]
    assert [(problem.row, problem.column) for problem in bad] == [(3, header) for header in HEADERS]
    (line,) = problem_lines(bad)
    assert line.startswith("第 3 行：")
    assert "没有 31 日" in line


def test_unknown_twice_named_and_missing_columns_are_all_told_with_the_nearest_name() -> None:
    with pytest.raises(Refused) as refusal:
        read_rows(read_table(b"titel,starts_on,\xe5\xbc\x80\xe5\xa7\x8b\xe6\x97\xa5\xe6\x9c\x9f\r\n", "a.csv"), COLUMNS)
    unknown, twice, code, title = refusal.value.lines
    assert "titel" in unknown
    assert "title" in unknown
    assert "同一列" in twice
    assert "code" in code
    assert "title" in title


def test_a_code_that_the_spreadsheet_took_for_a_date_is_refused() -> None:
    rows: list[list[object]] = [["code", "title"], [date(2018, 1, 2), "会"]]
    _, bad = read_rows(read_table(xlsx_bytes(rows, default_date_format="yyyy-mm-dd"), "a.xlsx"), COLUMNS)
    assert "变成了日期" in bad[0].why


@pytest.mark.parametrize("bad", BAD_FILES, ids=lambda bad: bad.kind)
def test_every_kind_of_bad_file_is_answered_in_a_few_short_lines(bad: BadFile) -> None:
    if bad.whole:
        with pytest.raises(Refused) as refusal:
            read_rows(read_table(bad.data, f"units{bad.suffix}"), COLUMNS)
        lines = refusal.value.lines
    else:
        good, problems = read_rows(read_table(bad.data, f"units{bad.suffix}"), COLUMNS)
        assert not good
        lines = tuple(problem_lines(problems))
        assert all(line.startswith(f"第 {number} 行") for number, line in enumerate(lines, 2))
    assert any(bad.says in line for line in lines)
    assert all("\n" not in line and len(line) < 400 for line in lines)


def test_the_first_twenty_rejected_rows_are_told_and_the_rest_counted() -> None:
    problems = [Problem(row, "code", "x", "不行。") for row in range(2, 52)]
    lines = problem_lines(problems)
    assert len(lines) == 21
    assert lines[0] == "第 2 行：“code”：不行。"
    assert "30" in lines[-1]


def test_the_outcome_is_one_line_and_one_document() -> None:
    outcome = Outcome(read=4, accepted=1, unchanged=2, rejected=1, problems=(Problem(3, "code", "x", "不行"),))
    assert say_outcome(outcome) == "读入 4 行：接受 1，未变 2，退回 1"
    assert outcome.as_json()["problems"] == [{"row": 3, "column": "code", "value": "x", "why": "不行"}]


def test_rejected_rows_come_back_as_the_same_spreadsheet_and_go_in_again_once_mended(tmp_path: Path) -> None:
    out = tmp_path / "errors.xlsx"
    rows = [HEADERS, GOOD, ["=1+1", "+会 @甲", "2018-02-31", "-5", "held"], ["B", "会", "", "", ""]]
    table = read_table(csv_bytes(rows), "a.csv")
    _, bad = read_rows(table, COLUMNS)
    assert write_errors(table, bad, out) == 1
    again = read_table(out)
    assert again.headers == tuple(HEADERS)
    assert [list(row.cells.values()) for row in again.rows] == [rows[2]]
    assert not again.rows[0].troubles
    _, still_bad = read_rows(again, COLUMNS)
    assert [problem.column for problem in still_bad] == [problem.column for problem in bad]
    assert MEND not in again.headers


def test_a_problem_named_in_english_finds_its_chinese_column(tmp_path: Path) -> None:
    table = read_table(csv_bytes([["代码", "标题"], ["A", "会"]]), "a.csv")
    write_errors(table, [Problem(2, "title", "会", "请改")], tmp_path / "errors.xlsx", COLUMNS)
    with ZipFile(tmp_path / "errors.xlsx") as archive:
        assert b'ref="B2"' in archive.read("xl/comments1.xml")
        assert "标题：请改" in archive.read("xl/worksheets/sheet1.xml").decode()


printable = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cf", "Cn", "Co"]), max_size=30)


@given(st.lists(st.tuples(printable, printable), min_size=1, max_size=5))
@settings(max_examples=25, deadline=None)
def test_what_was_typed_comes_back_unchanged(rows: list[tuple[str, str]]) -> None:
    table = read_table(csv_bytes([["code", "title"], *rows]), "a.csv")
    problems = [Problem(row.number, "code", "", "请改") for row in table.rows]
    with TemporaryDirectory() as folder:
        out = Path(folder) / "errors.xlsx"
        write_errors(table, problems, out)
        assert [row.cells for row in read_table(out).rows] == [row.cells for row in table.rows]


@pytest.mark.parametrize("bad", [bad for bad in BAD_FILES if not bad.whole], ids=lambda bad: bad.kind)
def test_the_rows_of_every_bad_file_can_be_handed_back(bad: BadFile, tmp_path: Path) -> None:
    table = read_table(bad.data, f"units{bad.suffix}")
    _, problems = read_rows(table, COLUMNS)
    assert write_errors(table, problems, tmp_path / "errors.xlsx") == len(table.rows)
    assert read_table(tmp_path / "errors.xlsx").rows


@pytest.mark.parametrize("place", ["errors.csv", "missing/errors.xlsx", "folder.xlsx"])
def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path, place: str) -> None:
    (tmp_path / "folder.xlsx").mkdir()
    with pytest.raises(Refused):
        write_errors(read_table(csv_bytes([HEADERS, GOOD]), "a.csv"), [], tmp_path / place)
    assert [path.name for path in tmp_path.iterdir()] == ["folder.xlsx"]


@pytest.mark.parametrize(("lang", "head"), [("zh", "代码"), ("en", "code")])
def test_a_template_is_empty_and_takes_rows(tmp_path: Path, lang: str, head: str) -> None:
    out = tmp_path / "template.xlsx"
    write_template(COLUMNS, out, lang)
    table = read_table(out)
    assert table.headers[0] == head
    assert not table.notes
    assert read_rows(table, COLUMNS) == ([], [])

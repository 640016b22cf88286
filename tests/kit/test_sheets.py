import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from kexie.kit.refusal import Refused
from kexie.kit.sheets import MEND, ORIGINAL_ROW, Table, read_table
from kexie.kit.sheets.harmless import FORMULA, harmless, meant
from tests.kit.bad_files import csv_bytes, repacked, xlsx_bytes

HEAD = ["code", "name"]


def texts(table: Table) -> list[list[str]]:
    return [list(row.cells.values()) for row in table.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_whatever_the_office_saved_it_as(encoding: str, delimiter: str) -> None:
    table = read_table(csv_bytes([HEAD, ["示例1", "江苏，示例；科协"]], encoding, delimiter), "units.csv")
    assert table.headers == ("code", "name")
    assert texts(table) == [["示例1", "江苏，示例；科协"]]
    assert table.source_kind == "csv"


def test_a_byte_order_mark_belongs_to_no_column_name() -> None:
    assert read_table(b"\xef\xbb\xbfcode,name\r\n1,2\r\n", "u.csv").headers == ("code", "name")


def test_rare_name_characters_in_gb18030_are_kept() -> None:
    assert texts(read_table(csv_bytes([HEAD, ["1", "示例喆堃珺璟𠮷"]], "gb18030"), "p.csv")) == [
        ["1", "示例喆堃珺璟𠮷"]
    ]


@pytest.mark.parametrize("text", ["约300", "一", "女"])
def test_a_lone_chinese_character_in_gb18030_is_not_taken_for_a_foreign_letter(text: str) -> None:
    assert texts(read_table(csv_bytes([HEAD, ["1", text]], "gb18030"), "v.csv")) == [["1", text]]


@pytest.mark.parametrize("text", ["Müller", "北京–Łódź", "一·二"])
def test_foreign_letters_in_utf8_are_kept(text: str) -> None:
    assert texts(read_table(csv_bytes([HEAD, ["1", text]]), "v.csv")) == [["1", text]]


def test_a_row_of_thousands_of_cells_is_refused() -> None:
    with pytest.raises(Refused, match="第 2 行有 100001 格"):
        read_table(b"code,name\r\n" + b"," * 100_000, "a.csv")


cells = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cf", "Cn", "Co"], exclude_characters="\ufffd"),
    max_size=20,
)


@given(st.lists(st.tuples(cells, cells), max_size=8))
@settings(max_examples=40, deadline=None)
def test_csv_and_workbook_of_the_same_rows_read_the_same(rows: list[tuple[str, str]]) -> None:
    typed = [HEAD, *rows]
    from_csv = read_table(csv_bytes(typed, "utf-8-sig"), "a.csv")  # without a mark, a lone ġ may be GB18030, too
    from_xlsx = read_table(xlsx_bytes(typed), "a.xlsx")
    assert texts(from_csv) == texts(from_xlsx)
    assert [row.number for row in from_csv.rows] == [row.number for row in from_xlsx.rows]
    assert not any(row.troubles for row in from_csv.rows + from_xlsx.rows)


@given(st.text() | st.text(alphabet="=+-@'\t\r7a", max_size=4))
def test_no_cell_begins_a_formula_and_each_is_read_as_it_was_meant(text: str) -> None:
    assert not harmless(text).startswith(FORMULA) or re.fullmatch(r"-[0-9]+(\.[0-9]+)?", text)
    assert harmless(text).endswith(text)
    assert meant(harmless(text)) == text


def test_a_number_below_nothing_stays_a_number() -> None:
    assert [harmless(text) for text in ("-2.34", "-2+3", "+5", "-")] == ["-2.34", "'-2+3", "'+5", "'-"]


def test_rows_keep_the_number_that_the_spreadsheet_shows_and_blank_ones_are_left_out() -> None:
    data = '\r\ncode,name\r\n\r\n1,甲\r\n , \r\n2,"乙\n二"\r\n,\r\n'.encode()
    assert [row.number for row in read_table(data, "a.csv").rows] == [4, 6]
    rows = [[], HEAD, [], ["1", "甲"], [" ", "\u3000"], ["2", "乙"]]
    assert [row.number for row in read_table(xlsx_bytes(rows), "a.xlsx").rows] == [4, 6]


def test_numbers_dates_and_truth_values_come_as_the_spreadsheet_shows_them() -> None:
    rows: list[list[object]] = [["a", "b", "c", "d", "e"], [3, 0.1 + 0.2, 2_147_483_649, date(2018, 5, 3), True]]
    table = read_table(xlsx_bytes(rows, default_date_format="yyyy-mm-dd"), "a.xlsx")
    assert texts(table) == [["3", "0.3", "2147483649", "2018-05-03", "TRUE"]]
    assert table.rows[0].dated == frozenset({"d"})


def test_a_number_shown_as_per_cent_is_named_and_its_neighbours_are_read() -> None:
    def fill(book: Workbook, sheet: Worksheet) -> None:
        sheet.write_number(1, 0, 0.12, book.add_format({"num_format": "0%"}))
        sheet.write_number(1, 1, 0.125, book.add_format({"num_format": '0.0"%"'}))
        sheet.write_string(1, 2, "0.5", book.add_format({"num_format": "#,##0.0%"}))

    (row,) = read_table(xlsx_bytes([["a", "b", "c"]], fill), "a.xlsx").rows
    assert [trouble.column for trouble in row.troubles] == ["a"]
    assert "A2" in row.troubles[0].why
    assert (row.cells["b"], row.cells["c"]) == ("0.125", "0.5")


def test_fifteen_digits_are_kept_and_sixteen_are_lost() -> None:
    table = read_table(xlsx_bytes([HEAD, [999_999_999_999_999, "x"], [1_000_000_000_000_001, "y"]]), "a.xlsx")
    assert table.rows[0].cells["code"] == "999999999999999"
    assert not table.rows[0].troubles
    (trouble,) = table.rows[1].troubles
    assert "A3" in trouble.why


def test_hidden_rows_are_read() -> None:
    def hide(_book: Workbook, sheet: Worksheet) -> None:
        sheet.set_row(1, None, None, {"hidden": True})

    data = xlsx_bytes([HEAD, ["1", "甲"], ["2", "乙"]], hide)
    assert len(read_table(data, "a.xlsx").rows) == 2


def test_the_first_sheet_with_data_is_read_and_the_others_are_named() -> None:
    def more(book: Workbook, sheet: Worksheet) -> None:
        book.add_worksheet("空")
        book.add_worksheet("另一张").write_string(0, 0, "code")

    table = read_table(xlsx_bytes([HEAD, ["1", "甲"]], more), "a.xlsx")
    assert texts(table) == [["1", "甲"]]
    (note,) = table.notes
    assert "另一张" in note
    assert "空" not in note


def test_formats_down_to_the_last_row_do_not_count_as_content() -> None:
    def colour(book: Workbook, sheet: Worksheet) -> None:
        style = book.add_format({"bg_color": "#ff0000"})
        sheet.write_blank(1_048_575, 16_383, None, style)

    assert len(read_table(xlsx_bytes([HEAD, ["1", "甲"]], colour), "a.xlsx").rows) == 1


def test_rules_and_lists_of_a_sheet_are_no_formulas() -> None:
    def rule(book: Workbook, sheet: Worksheet) -> None:
        sheet.data_validation(1, 0, 9, 0, {"validate": "list", "source": "=$B$1:$B$9"})
        sheet.conditional_format(1, 0, 9, 0, {"type": "formula", "criteria": "=$A1>5"})

    assert not any(row.troubles for row in read_table(xlsx_bytes([HEAD, ["1", "甲"]], rule), "a.xlsx").rows)


def test_formulas_that_cannot_be_placed_refuse_the_whole_file() -> None:
    data = xlsx_bytes([HEAD, ["x", "y"]], lambda _book, sheet: sheet.write_formula(1, 0, "=1+1", None, "2"))

    def displace(parts: dict[str, bytes]) -> None:
        name = "xl/worksheets/sheet1.xml"
        parts[name] = parts[name].replace(b'<c r="A2"', b"<c")

    spoiled = repacked(data, displace)
    with pytest.raises(Refused, match="粘贴为数值"):
        read_table(spoiled, "a.xlsx")


def test_a_column_without_a_name_may_be_empty_but_not_hold_anything() -> None:
    table = read_table(b"code,,name\r\n1,,a\r\n2,x,b\r\n", "a.csv")
    assert table.headers == ("code", "name")
    assert not table.rows[0].troubles
    (trouble,) = table.rows[1].troubles
    assert "B 列没有列名" in trouble.why


def test_the_columns_of_a_returned_file_are_not_read_again() -> None:
    table = read_table(csv_bytes([[*HEAD, MEND, ORIGINAL_ROW], ["1", "a", "改", "7"], ["", "", "说明", ""]]), "a.csv")
    assert table.headers == ("code", "name")
    assert texts(table) == [["1", "a"]]


def test_a_long_cell_is_told_short_and_the_rows_around_it_are_read() -> None:
    table = read_table(csv_bytes([HEAD, ["1", "长" * 3_500_000], ["2", "乙"]]), "a.csv")
    (trouble,) = table.rows[0].troubles
    assert len(trouble.value) <= 60
    assert "3500000" in trouble.why
    assert texts(table)[1] == ["2", "乙"]


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda folder: folder, "是文件夹"),
        (lambda folder: folder / "没有.csv", "没有这个文件"),
        (lambda folder: folder / "a.csv" / "b.csv", "没有这个文件"),
        (lambda folder: f"{folder}/a\x00b.csv", "没有这个文件|读不了"),
        (lambda _folder: "/dev/null", "不是普通文件"),
        (lambda folder: folder / ("长" * 400), "没有这个文件|读不了"),
    ],
)
def test_what_is_no_file_is_refused(tmp_path: Path, make: Callable[[Path], Path | str], says: str) -> None:
    (tmp_path / "a.csv").write_bytes(b"code\r\n1\r\n")
    with pytest.raises(Refused, match=says) as refusal:
        read_table(make(tmp_path))
    (line,) = refusal.value.lines
    assert "\n" not in line


def test_a_header_is_refused_with_one_line_a_fault() -> None:
    with pytest.raises(Refused) as refusal:
        read_table(b"code,code,name,name,level\r\n", "a.csv")
    assert len(refusal.value.lines) == 2


@given(st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_no_bytes_break_the_reader(data: bytes) -> None:
    for prefix in (b"", b"PK\x03\x04", b"\xff\xfe", b"code,name\r\n"):
        try:
            table = read_table(prefix + data, "a.csv")
        except Refused as refusal:
            lines = refusal.lines
        else:
            lines = table.headers
        assert all("\n" not in line for line in lines)


GOOD = xlsx_bytes([HEAD, ["1", "甲"], [2, "乙"]])


@given(st.integers(min_value=0, max_value=len(GOOD) - 1), st.integers(min_value=0, max_value=255))
@settings(max_examples=150, deadline=None)
def test_no_damaged_byte_of_a_workbook_breaks_the_reader(place: int, byte: int) -> None:
    spoiled = GOOD[:place] + bytes([byte]) + GOOD[place + 1 :]
    try:
        table = read_table(spoiled, "a.xlsx")
    except Refused:
        return
    assert isinstance(table, Table)

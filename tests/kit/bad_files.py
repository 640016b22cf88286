"""Every kind of bad spreadsheet, built for any headers: one function a kind, used by the tests of every import.

``headers`` are those of a good file and ``row`` is one good row for them, so that only the named fault is wrong.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import xlsxwriter

Texts = Sequence[str]


@dataclass(frozen=True)
class BadFile:
    """A file and a piece of the sentence that must be said about it; ``whole`` = refused before any row is read."""

    kind: str
    suffix: str
    data: bytes
    says: str
    whole: bool = True


def csv_bytes(rows: Sequence[Texts], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode(encoding)


def xlsx_bytes(rows: Sequence[Sequence[object]], change: Callable[..., None] | None = None, **options: object) -> bytes:
    """Return a workbook of these rows; ``change(book, sheet)`` spoils it."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, **options})
    sheet = book.add_worksheet()
    for number, cells in enumerate(rows):
        for place, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(number, place, cell)
            else:
                sheet.write(number, place, cell)
    if change:
        change(book, sheet)
    book.close()
    return out.getvalue()


def repacked(data: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """Return a zip with its parts changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def empty(headers: Texts, row: Texts) -> BadFile:
    return BadFile("empty", ".csv", b"", "文件是空的")


def empty_workbook(headers: Texts, row: Texts) -> BadFile:
    return BadFile("empty workbook", ".xlsx", xlsx_bytes([]), "表是空的")


def blank_lines_only(headers: Texts, row: Texts) -> BadFile:
    return BadFile("blank lines", ".csv", b",,,\r\n , ,\r\n", "表是空的")


def unknown_column(headers: Texts, row: Texts) -> BadFile:
    return BadFile("unknown column", ".csv", csv_bytes([[*headers, "zzz9"], [*row, "x"]]), "没有“zzz9”这一列")


def no_header(headers: Texts, row: Texts) -> BadFile:
    """Begin with data: the first row is taken for headers, none of which is known."""
    return BadFile("no header", ".csv", csv_bytes([["zq1", "zq2"], ["zq3", "zq4"]]), "没有“zq1”这一列")


def duplicate_column(headers: Texts, row: Texts) -> BadFile:
    data = csv_bytes([[*headers, headers[0]], [*row, row[0]]])
    return BadFile("duplicate column", ".csv", data, "出现两次")


def neither_encoding(headers: Texts, row: Texts) -> BadFile:
    data = csv_bytes([headers, row]) + b"\xff\xff\xff\r\n"
    return BadFile("neither UTF-8 nor GB18030", ".csv", data, "既不是 UTF-8 也不是 GB18030")


def damaged_utf8(headers: Texts, row: Texts) -> BadFile:
    text = "示例科学技术协会".encode()
    data = csv_bytes([headers, row]) + b",".join([text[:-1] + b"\xe4", text, text]) + b"\r\n"
    return BadFile("damaged UTF-8", ".csv", data, "既不是 UTF-8 也不是 GB18030")


def big5(headers: Texts, row: Texts) -> BadFile:
    data = csv_bytes([headers, row]) + csv_bytes([["臺灣繁體編碼的檔案", "學術會議與訓練班"]], "big5")
    return BadFile("Big5", ".csv", data, "既不是 UTF-8 也不是 GB18030")


def utf16_without_mark(headers: Texts, row: Texts) -> BadFile:
    return BadFile("UTF-16 without mark", ".csv", csv_bytes([headers, row], "utf-16-le"), "UTF-16")


def open_quote(headers: Texts, row: Texts) -> BadFile:
    return BadFile("open quote", ".csv", csv_bytes([headers]) + b'"never closed,1\r\n2,3\r\n', "引号没有配对")


def nul(headers: Texts, row: Texts) -> BadFile:
    return BadFile("NUL", ".csv", csv_bytes([headers, [row[0] + "\x00", *row[1:]]]), "U+0000", whole=False)


def nul_in_workbook(headers: Texts, row: Texts) -> BadFile:
    data = xlsx_bytes([headers, [row[0] + "\x00", *row[1:]]])
    return BadFile("NUL in a workbook", ".xlsx", data, "U+0000", whole=False)


def huge_cell(headers: Texts, row: Texts) -> BadFile:
    data = csv_bytes([headers, ["长" * 3_500_000, *row[1:]]])
    return BadFile("10 MB cell", ".csv", data, "太长", whole=False)


def ragged_short(headers: Texts, row: Texts) -> BadFile:
    return BadFile("short row", ".csv", csv_bytes([headers, row[:-1]]), "请补齐分隔符", whole=False)


def ragged_long(headers: Texts, row: Texts) -> BadFile:
    return BadFile("long row", ".csv", csv_bytes([headers, [*row, "多"]]), "没有列名", whole=False)


def too_large(headers: Texts, row: Texts) -> BadFile:
    return BadFile("over 50 MB", ".csv", csv_bytes([headers, row]) + b"\r\n" * (26 * 2**20), "最多 50 MB")


def formula(headers: Texts, row: Texts) -> BadFile:
    data = xlsx_bytes([headers, row], lambda _book, sheet: sheet.write_formula(1, 0, '="a"&"b"', None, row[0]))
    return BadFile("formula", ".xlsx", data, "A2 格是公式", whole=False)


def error_cell(headers: Texts, row: Texts) -> BadFile:
    def spoil(parts: dict[str, bytes]) -> None:
        name = "xl/worksheets/sheet1.xml"
        start = parts[name].index(b'<c r="A2"')
        end = parts[name].index(b"</c>", start) + 4
        parts[name] = parts[name][:start] + b'<c r="A2" t="e"><v>#REF!</v></c>' + parts[name][end:]

    return BadFile("error cell", ".xlsx", repacked(xlsx_bytes([headers, row]), spoil), "A2 格是错误值", whole=False)


def merged_cells(headers: Texts, row: Texts) -> BadFile:
    data = xlsx_bytes([headers, row, row], lambda _book, sheet: sheet.merge_range(1, 0, 2, 0, row[0]))
    return BadFile("merged cells", ".xlsx", data, "合并单元格 A2:A3", whole=False)


def merged_title(headers: Texts, row: Texts) -> BadFile:
    wide = max(len(headers), 2)
    data = xlsx_bytes([[], headers, row], lambda _book, sheet: sheet.merge_range(0, 0, 0, wide - 1, "一览表"))
    return BadFile("merged title", ".xlsx", data, "有合并单元格")


def lost_digits(headers: Texts, row: Texts) -> BadFile:
    data = xlsx_bytes([headers, [110108199003071234, *row[1:]]])
    return BadFile("18 digits as a number", ".xlsx", data, "后几位已丢失", whole=False)


def lost_digits_in_text(headers: Texts, row: Texts) -> BadFile:
    """Hold a code that a spreadsheet program turned into 1.10108E+17."""
    data = csv_bytes([headers, ["1.10108E+17", *row[1:]]])
    return BadFile("scientific notation", ".csv", data, "科学计数法", whole=False)


def old_workbook(headers: Texts, row: Texts) -> BadFile:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000) + "Workbook".encode("utf-16-le") + bytes(500)
    return BadFile("old .xls", ".xlsx", data, "旧版 Excel/WPS 格式")


def locked_workbook(headers: Texts, row: Texts) -> BadFile:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000) + "EncryptedPackage".encode("utf-16-le") + bytes(500)
    return BadFile("password", ".xlsx", data, "加了密码")


def html_as_workbook(headers: Texts, row: Texts) -> BadFile:
    return BadFile("HTML", ".xls", "<html><table><tr><td>代码</td></tr></table></html>".encode(), "网页（HTML）")


def xml_as_workbook(headers: Texts, row: Texts) -> BadFile:
    data = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
    return BadFile("XML", ".xls", data, "XML 文件")


def pdf_as_workbook(headers: Texts, row: Texts) -> BadFile:
    return BadFile("PDF", ".xlsx", b"%PDF-1.7\n" + bytes(10), "不是表格文件")


def text_as_workbook(headers: Texts, row: Texts) -> BadFile:
    return BadFile("text named .xlsx", ".xlsx", csv_bytes([headers, row]), "不是真正的 Excel 文件")


def zip_as_workbook(headers: Texts, row: Texts) -> BadFile:
    return BadFile("zip", ".xlsx", _zip({"a.csv": csv_bytes([headers, row])}), "是压缩包")


def word_as_workbook(headers: Texts, row: Texts) -> BadFile:
    return BadFile("Word", ".xlsx", _zip({"word/document.xml": b"<w/>"}), "是 Word 文档")


def ods_as_workbook(headers: Texts, row: Texts) -> BadFile:
    data = _zip({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<o/>"})
    return BadFile("OpenDocument", ".xlsx", data, "OpenDocument")


def damaged_workbook(headers: Texts, row: Texts) -> BadFile:
    data = xlsx_bytes([headers, row])
    return BadFile("cut off workbook", ".xlsx", data[: len(data) // 2], "已损坏")


def broken_sheet(headers: Texts, row: Texts) -> BadFile:
    def spoil(parts: dict[str, bytes]) -> None:
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"][:-30]

    return BadFile("broken XML", ".xlsx", repacked(xlsx_bytes([headers, row]), spoil), "已损坏")


def entity_bomb(headers: Texts, row: Texts) -> BadFile:
    def spoil(parts: dict[str, bytes]) -> None:
        bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"<workbook", bomb + b"<workbook", 1)

    return BadFile("entity bomb", ".xlsx", repacked(xlsx_bytes([headers, row]), spoil), "已损坏")


def zip_bomb(headers: Texts, row: Texts) -> BadFile:
    def spoil(parts: dict[str, bytes]) -> None:
        parts["xl/sharedStrings.xml"] = bytes(60 * 2**20)

    return BadFile("zip bomb", ".xlsx", repacked(xlsx_bytes([headers, row]), spoil), "解压后过大")


def far_cell(headers: Texts, row: Texts) -> BadFile:
    data = xlsx_bytes([headers, row], lambda _book, sheet: sheet.write_string(1_048_575, 16_383, "x"))
    return BadFile("cell at the far corner", ".xlsx", data, "XFD1048576")


def _zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


KINDS: tuple[Callable[[Texts, Texts], BadFile], ...] = (
    empty, empty_workbook, blank_lines_only, unknown_column, no_header, duplicate_column, neither_encoding,
    damaged_utf8, big5, utf16_without_mark, open_quote, nul, nul_in_workbook, huge_cell, ragged_short, ragged_long,
    too_large, formula, error_cell, merged_cells, merged_title, lost_digits, lost_digits_in_text, old_workbook,
    locked_workbook, html_as_workbook, xml_as_workbook, pdf_as_workbook, text_as_workbook, zip_as_workbook,
    word_as_workbook, ods_as_workbook, damaged_workbook, broken_sheet, entity_bomb, zip_bomb, far_cell,
)  # fmt: skip
"""All of them; the first column must hold codes."""

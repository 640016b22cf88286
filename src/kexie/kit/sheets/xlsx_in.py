"""Reading .xlsx: values through calamine; formulas, error cells and merged cells are found first and named."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from kexie.kit.refusal import Refused
from kexie.kit.sheets.grid import Grid
from kexie.kit.sheets.model import address
from kexie.kit.sheets.workbook import damaged, first_sheet

Cell = int | float | str | bool | time | date | datetime | timedelta
Flaws = dict[int, dict[int, str]]

MAX_AREA: Final = 10_000_000
"""Most cells that the used rectangle of a sheet may span."""
MAX_MERGED: Final = 100_000
"""Most cells inside merged ranges that are named one by one."""
KEPT_DIGITS: Final = 10**15
"""Spreadsheets keep fifteen digits of a number: from here on the last ones are already wrong."""
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s/>]")
_CELL: Final = rb"<(?:\w+:)?c\s([^<>]*)"
_FORMULA_CELL: Final = re.compile(_CELL + rb">\s*<(?:\w+:)?f[\s/>]")
_ERROR_CELL: Final = re.compile(rb"<(?:\w+:)?c\s([^<>]*\bt=[\"']e[\"'][^<>]*)")
_FILLED_CELL: Final = re.compile(_CELL + rb">\s*<(?:\w+:)?(?:v|is|f)[\s>]")
_STYLE: Final = re.compile(rb"(?:^|\s)s=[\"'](\d{1,6})[\"']")
_NO_NUMBER: Final = re.compile(rb"(?:^|\s)t=[\"'](?!n[\"'])")
_ADDRESS: Final = re.compile(rb"(?:^|\s)r=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_COLUMNS: Final = re.compile(rb"\sr=[\"']([A-Z]{1,3})\d")
_ROWS: Final = re.compile(rb"<(?:\w+:)?row\s[^<>]*?\br=[\"'](\d{1,7})[\"']")


def xlsx_grid(data: bytes, name: str) -> Grid:
    """Return the grid of the first sheet with data. Raises ``Refused`` for a workbook that is damaged or too wide."""
    sheet = first_sheet(data, name)
    body = _body(sheet.xml)
    _check_area(body, name)
    flaws: Flaws = defaultdict(dict)
    _formulas(body, name, flaws)
    _errors(body, flaws)
    _percents(body, sheet.percents, flaws)
    try:
        opened = CalamineWorkbook.from_filelike(io.BytesIO(sheet.workbook)).get_sheet_by_name(sheet.name)
        values = opened.to_python(skip_empty_area=False)
        merged = _merges(opened, name, flaws)
    except CalamineError:
        raise damaged(name) from None
    dated: dict[int, set[int]] = defaultdict(set)
    rows = _rows(values, flaws, dated)
    return Grid(name, "xlsx", rows, flaws=flaws, dated=dated, merged=merged, notes=sheet.notes)


def _body(xml: bytes) -> bytes:
    """Return the part of a sheet that holds cells; rules and drawings below it have formulas of their own."""
    start = re.search(rb"<(?:\w+:)?sheetData[\s>/]", xml)
    end = re.search(rb"</(?:\w+:)?sheetData>", xml)
    return xml[start.start() if start else 0 : end.start() if end else len(xml)]


def _column(word: bytes) -> int:
    index = 0
    for letter in word:
        index = index * 26 + letter - 64
    return index - 1


def _cell(attributes: bytes) -> tuple[int, int] | None:
    found = _ADDRESS.search(attributes)
    return (int(found[2]), _column(found[1])) if found else None


def _check_area(body: bytes, name: str) -> None:
    """Refuse a sheet whose cells lie so far apart that the rectangle around them would not fit in memory."""
    columns = max((_column(word) + 1 for word in set(_COLUMNS.findall(body))), default=1)
    rows = max(map(int, _ROWS.findall(body)), default=1)
    if columns * rows <= MAX_AREA:
        return
    # Formatted blanks may reach the sheet's end: only filled cells count.
    cells = [cell for cell in map(_cell, _FILLED_CELL.findall(body)) if cell]
    columns, rows = max((column for _row, column in cells), default=0) + 1, max((row for row, _ in cells), default=1)
    if columns * rows > MAX_AREA:
        raise Refused(
            _("%(file)s：内容散布到 %(cell)s，范围过大；请删去远处的零散单元格，重新另存。")
            % {"file": name, "cell": address(rows, columns - 1)},
        )


def _formulas(body: bytes, name: str, flaws: Flaws) -> None:
    if not _FORMULA.search(body):
        return
    cells = [_cell(attributes) for attributes in _FORMULA_CELL.findall(body)]
    if None in cells or len(cells) != len(_FORMULA.findall(body)):
        raise Refused(_("%(file)s：有公式；请全选、复制，再“粘贴为数值”，然后导入。") % {"file": name})
    for row, column in filter(None, cells):
        flaws[row][column] = _("%(cell)s 格是公式，结果可能已过时；请复制后“粘贴为数值”。") % {
            "cell": address(row, column)
        }


def _errors(body: bytes, flaws: Flaws) -> None:
    for row, column in filter(None, map(_cell, _ERROR_CELL.findall(body))):
        flaws[row].setdefault(
            column,
            _("%(cell)s 格是错误值（#REF!、#N/A 之类）；请改成真实的内容。") % {"cell": address(row, column)},
        )


def _percents(body: bytes, styles: frozenset[int], flaws: Flaws) -> None:
    """Name numbers that are shown as per cent: the file holds 0.12 where somebody typed and reads 12%."""
    if not styles:
        return
    why = _("%(cell)s 格是百分数格式，存的是显示的百分之一；请把整列改成“常规”格式，12.5%% 写成 12.5。")
    for attributes in _FILLED_CELL.findall(body):
        style, cell = _STYLE.search(attributes), _cell(attributes)
        if style and cell and int(style[1]) in styles and not _NO_NUMBER.search(attributes):
            flaws[cell[0]].setdefault(cell[1], why % {"cell": address(*cell)})


def _merges(sheet: CalamineSheet, name: str, flaws: Flaws) -> frozenset[int]:
    """Mark every cell of a merged range and return the numbers of the rows that hold one."""
    merged: set[int] = set()
    last_row = sheet.end[0] if sheet.end else 0
    last_column = sheet.end[1] if sheet.end else 0
    marked = 0
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        told = {"file": name, "range": f"{address(top + 1, left)}:{address(bottom + 1, right)}"}
        marked += (min(bottom, last_row) - top + 1) * (min(right, last_column) - left + 1)
        if marked > MAX_MERGED:
            raise Refused(_("%(file)s：合并单元格太多（如 %(range)s）；请全选后取消合并，每一行都填上内容。") % told)
        why = _("合并单元格 %(range)s；请取消合并，每一行都填上内容。") % told
        for row in range(top, min(bottom, last_row) + 1):
            merged.add(row + 1)
            for column in range(left, min(right, last_column) + 1):
                flaws[row + 1].setdefault(column, why)
    return frozenset(merged)


def _rows(values: list[list[Cell]], flaws: Flaws, dated: dict[int, set[int]]) -> Iterator[tuple[int, list[str]]]:
    for number, cells in enumerate(values, 1):
        texts: list[str] = []
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                texts.append(cell)
                continue
            if isinstance(cell, date):
                dated[number].add(column)
            elif isinstance(cell, float | int) and abs(cell) >= KEPT_DIGITS:
                flaws[number].setdefault(column, _lost(number, column))
            texts.append(written(cell))
        yield number, texts


def _lost(row: int, column: int) -> str:
    told = {"cell": address(row, column)}
    return _("%(cell)s 格的长号码存成了数字，后几位已丢失；请把整列设为文本后重新输入。") % told


def written(cell: Cell) -> str:
    """Return a cell's value as the spreadsheet shows it: 3.0 as 3, fifteen digits at most, days as 2018-05-03."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime):
        return cell.isoformat(" ") if cell.time() != time.min else cell.date().isoformat()
    if isinstance(cell, float):
        if cell.is_integer():
            return str(int(cell))
        return f"{Decimal(f'{cell:.15g}'):f}" if cell - cell == 0 else str(cell)
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)

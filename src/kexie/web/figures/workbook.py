"""The break-down as a workbook: the table as it stands on the page, and a sheet of passports for every cell."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from kexie.figures.answer import Figure
from kexie.figures.engine.stated import Number
from kexie.figures.source import source_of
from kexie.kit.bounds import Bound
from kexie.records.values.operators import MOST_DECIMALS
from kexie.web.figures.breakdown import Breakdown, Line, Place, cells
from kexie.web.figures.compare import Beside
from kexie.web.figures.grid import dimensions, labels, named
from kexie.web.figures.words import coverage_said, said
from kexie.web.figuring import bound_of

DIGITS: Final = 15
"""What a spreadsheet holds of a number; a longer one is written as text."""
FORMATS: Final = {Bound.EXACT: "", Bound.AT_LEAST: "余", Bound.ABOUT: "约", Bound.UNDER: "近"}


def workbook(found: Breakdown, beside: Beside | None, site: str) -> bytes:
    """Return the workbook: first the table (numbers as numbers, 余 and 约 in their format), then the passports."""
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    looks = _looks(book)
    _table(book, looks, found, beside)
    _passports(book, looks, found, site)
    book.close()
    return out.getvalue()


def _looks(book: Workbook) -> dict[str, Any]:
    looks = {"head": book.add_format({"bold": True, "bottom": 1}), "text": book.add_format({"num_format": "@"})}
    looks["wrap"] = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    looks["title"] = book.add_format({"bold": True, "font_size": 14})
    for bound, word in FORMATS.items():
        for places in range(MOST_DECIMALS + 1):
            plain = "#,##0" + (f".{'0' * places}" if places else "")
            shape = f'{plain}"{word}"' if bound is Bound.AT_LEAST else f'"{word}"{plain}' if word else plain
            looks[_look(bound, places)] = book.add_format({"num_format": shape, "align": "right"})
    looks["mark"] = book.add_format({"align": "right", "font_color": "#5f6a79"})
    return looks


def _look(bound: Bound, places: int) -> str:
    return f"{bound.value}-{places}"


def _table(book: Workbook, looks: dict[str, Any], found: Breakdown, beside: Beside | None) -> None:
    sheet = book.add_worksheet(_("表"))
    source = source_of(found.answer)
    sheet.write_string(
        0, 0, f"{found.question.unit.name}　{found.question.indicator.title}　{source.period}", looks["title"]
    )
    heads = dimensions(found)
    unit = str(found.question.indicator.unit)
    last = _("合计") + (f"（{unit}）" if unit else "")
    columns = [*heads[:1], *labels(found), last, *([_("已报 / 应报")] if found.stated else [])]
    columns += [_("印出的总计"), _("相差")] if found.printed else []
    columns += [beside.name] if beside is not None and beside.figures else []
    for at, word in enumerate(columns):
        sheet.write_string(2, at, word, looks["head"])
    for at, line in enumerate((found.top, *found.lines), 3):
        _row(sheet, looks, at, found, line, beside)
    foot = 4 + 1 + len(found.lines)
    sheet.write_string(foot, 0, source.line(), looks["text"])
    sheet.freeze_panes(3, 1)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, len(columns), 12)


def _row(sheet: Worksheet, looks: dict[str, Any], at: int, found: Breakdown, line: Line, beside: Beside | None) -> None:
    sheet.write_string(at, 0, named(line), looks["text"])
    place = 1
    for cell in (*line.cells, line.whole):
        _number(sheet, looks, at, place, cell)
        place += 1
    if found.stated:
        sheet.write_string(at, place, coverage_said(line.whole), looks["mark"])
        place += 1
    if found.printed:
        control = line.whole.control
        for further, told in enumerate((control.value, control.difference) if control is not None else ()):
            if told is not None:
                _write(sheet, looks, at, place + further, told)
        place += 2
    if beside is not None and beside.figures:
        _number(sheet, looks, at, place, beside.figures.get(line.place.key()))


def _number(sheet: Worksheet, looks: dict[str, Any], row: int, column: int, figure: Figure | None) -> None:
    """Write a number as a number in the format of its bound; what is missing or withheld as its word."""
    if figure is None:
        sheet.write_string(row, column, _("无此项"), looks["mark"])
    elif figure.value is None or figure.masked:
        sheet.write_string(row, column, said(figure), looks["mark"])
    else:
        _write(sheet, looks, row, column, figure.value, figure.bound)


def _write(
    sheet: Worksheet, looks: dict[str, Any], row: int, column: int, value: Number, bound: Bound = Bound.EXACT
) -> None:
    """Write a number with just the places that it has, so that no point stands behind a whole one."""
    told = Decimal(value).as_tuple()
    if len(told.digits) > DIGITS or not isinstance(told.exponent, int):
        sheet.write_string(row, column, str(value), looks["mark"])
    else:
        sheet.write_number(row, column, value, looks[_look(bound, min(max(-told.exponent, 0), MOST_DECIMALS))])


def _passports(book: Workbook, looks: dict[str, Any], found: Breakdown, site: str) -> None:
    sheet = book.add_worksheet(_("来历"))
    for at, (word, told) in enumerate(source_of(found.answer).parts()):
        sheet.write_string(at, 0, word, looks["head"])
        sheet.write_string(at, 1, told, looks["wrap"])
    begin = len(source_of(found.answer).parts()) + 1
    heads = (
        _("哪一格"),
        _("期间"),
        _("数"),
        _("余约近"),
        _("记录数"),
        _("已报 / 应报"),
        _("按哪天的组织树"),
        _("地址"),
    )
    for place, word in enumerate(heads):
        sheet.write_string(begin, place, word, looks["head"])
    across = _("列")
    for row, (line, column, figure) in enumerate(cells(found), begin + 1):
        asked = found.cell_question(line, column)
        cell = (
            named(line) + (f"　{across}：{_column(found, column)}" if column else ""),
            str(figure.period),
            said(figure),
            "" if bound_of(figure) == "exact" else bound_of(figure),
            "" if figure.masked else str(figure.records),
            coverage_said(figure),
            figure.tree_on.isoformat(),
            f"{site}{asked.address()}" if asked else "",
        )
        for place, word in enumerate(cell):
            sheet.write_string(row, place, word, looks["text"])
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 60)
    sheet.set_column(2, len(heads), 14)


def _column(found: Breakdown, column: Place) -> str:
    return dict(zip((one.key() for one in found.columns), labels(found), strict=True))[column.key()]

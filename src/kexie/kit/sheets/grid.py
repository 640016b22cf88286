"""From a grid of texts to a table: which row is the header, which columns count, what is wrong with single cells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from kexie.kit.refusal import Refused
from kexie.kit.sheets.model import ADDED, MAX_CELL, Problem, Row, Table, letters
from kexie.kit.text import clipped, odd_character, one_line, trimmed

MAX_COLUMNS: Final = 200
_KEPT: Final = 32_000


@dataclass(slots=True)
class Grid:
    """What a reader found: rows as (row number, texts), and by row number what is wrong with a zero-based column.

    ``strict_width`` says that a row shorter than the header is a fault (CSV); ``merged`` holds the rows that share
    a merged cell.
    """

    name: str
    kind: str
    rows: Iterable[tuple[int, list[str]]]
    strict_width: bool = False
    flaws: dict[int, dict[int, str]] = field(default_factory=dict)
    dated: dict[int, set[int]] = field(default_factory=dict)
    merged: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()


def table_of(grid: Grid) -> Table:
    """Return the table of a grid: the first row that is not blank is the header, blank rows below are left out.

    Raises ``Refused`` when there is no header, or it holds a blank over data, a merged cell, a formula or a name twice.
    """
    rows = iter(grid.rows)
    head_number, head = next(((number, cells) for number, cells in rows if any(map(trimmed, cells))), (0, []))
    if not head_number:
        raise Refused(_("%(file)s：表是空的，没有表头。请在第一行写列名。") % {"file": grid.name})
    headers = _headers(grid, head_number, head)
    kept: list[Row] = []
    for number, cells in rows:
        row = _row(grid, number, cells, headers)
        if row is not None:
            kept.append(row)
    named = tuple(header for header in headers if header and header not in ADDED)
    return Table(grid.name, named, kept, grid.kind, grid.notes)


def _headers(grid: Grid, number: int, cells: list[str]) -> list[str]:
    where = {"file": grid.name, "row": number}
    if number in grid.merged:
        raise Refused(
            _("%(file)s：第 %(row)s 行（表头）有合并单元格；请删去标题行、取消合并，让第一行就是列名。") % where,
        )
    if grid.flaws.get(number):
        column = letters(min(grid.flaws[number]))
        raise Refused(
            _("%(file)s：表头 %(column)s%(row)s 格不是普通文字；请改成列名。") % {**where, "column": column},
        )
    headers = [one_line(cell) for cell in cells]
    while headers and not headers[-1]:
        headers.pop()
    if len(headers) > MAX_COLUMNS:
        raise Refused(
            _("%(file)s：表头有 %(count)s 列，最多 %(max)s 列；请检查文件。")
            % {**where, "count": len(headers), "max": MAX_COLUMNS},
        )
    lines = []
    for place, header in enumerate(headers):
        shown = {**where, "header": clipped(header), "column": letters(place)}
        if header and header in headers[:place]:
            lines.append(_("%(file)s：列名“%(header)s”出现两次；请删去一列或改名。") % shown)
        if odd := odd_character(header):
            lines.append(
                _("%(file)s：表头 %(column)s%(row)s 格有不可见字符 %(odd)s；请重新输入列名。") % {**shown, "odd": odd}
            )
    if lines:
        raise Refused(lines)
    return headers


def _row(grid: Grid, number: int, cells: list[str], headers: list[str]) -> Row | None:
    """Return the row, or None for a blank one in which nothing is wrong."""
    texts = [trimmed(cell) if cell else "" for cell in cells]
    flaws = grid.flaws.get(number)
    if not flaws and not any(texts):
        return None
    troubles: list[Problem] = []
    read: dict[str, str] = {}
    for place, header in enumerate(headers):
        text = texts[place] if place < len(texts) else ""
        if header in ADDED:
            continue
        why = (flaws or {}).get(place) or (_cell_fault(text) if text else None)
        if not header:
            if text:
                troubles.append(_headless(number, place, text))
            continue
        read[header] = text if len(text) <= _KEPT else text[:_KEPT]
        if why:
            troubles.append(Problem(number, header, clipped(text), why))
    troubles += [
        _headless(number, place, text) for place, text in enumerate(texts[len(headers) :], len(headers)) if text
    ]
    if grid.strict_width and len(texts) < len(headers):
        why = _("只有 %(count)s 格，表头有 %(wanted)s 格；请补齐分隔符（空着的格也要留位）。")
        troubles.append(Problem(number, "", "", why % {"count": len(texts), "wanted": len(headers)}))
    if not troubles and not any(read.values()):
        return None
    dated = grid.dated.get(number, ())
    named = frozenset(headers[place] for place in dated if place < len(headers)) if dated else frozenset[str]()
    return Row(number, read, tuple(troubles), named)


def _cell_fault(text: str) -> str | None:
    if len(text) > MAX_CELL:
        return _("太长（%(length)s 字），一格最多 %(max)s 字；请缩短。") % {"length": len(text), "max": MAX_CELL}
    if odd := odd_character(text):
        return _("有不可见或损坏的字符 %(odd)s；请重新输入这一格。") % {"odd": odd}
    return None


def _headless(number: int, place: int, text: str) -> Problem:
    why = _("%(column)s 列没有列名，却有内容“%(text)s”；请在表头补上列名，或清空这一格。")
    column = letters(place)
    return Problem(number, "", clipped(text), why % {"column": column, "text": clipped(text, 20)})

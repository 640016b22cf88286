"""Spreadsheets handed out: rejected rows with what to mend, and empty ones in which codes keep their digits."""

from __future__ import annotations

import os
import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kexie.kit.columns import AnyColumn, folded, headers_of, known_headers
from kexie.kit.refusal import Refused
from kexie.kit.sheets.model import ASIDE, MEND, ORIGINAL_ROW, Problem, Row, Table, letters
from kexie.kit.text import clipped, reader_language, visible_length

MAX_CELL_TEXT: Final = 32_767
"""Longest text of a cell in an .xlsx."""
_MAX_COMMENTS: Final = 2_000
_FILLED_IN: Final = 10_000
_LONGEST_INLINE: Final = 255


def write_errors(table: Table, problems: Iterable[Problem], out: Path, columns: Sequence[AnyColumn] = ()) -> int:
    """Write the rejected rows as the same spreadsheet with two more columns: how to mend, and the original row.

    Headers, order and texts stay as they were typed, all as text (``=1+1`` stays a text); bad cells are coloured and
    carry the reason as a comment. The file can be mended and handed in again as it is. Problems may name a column by
    its header or, when ``columns`` are given, by its English name. Returns the number of rows.

    Raises ``Refused`` when the file does not end in .xlsx or cannot be written.
    """
    by_row: dict[int, list[Problem]] = defaultdict(list)
    headed = _headed(table, columns)
    for problem in problems:
        by_row[problem.row].append(replace(problem, column=headed.get(problem.column, problem.column)))
    rejected = [row for row in table.rows if row.number in by_row]
    with _Draft(out) as draft:
        book = Workbook(str(draft), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        plain = book.add_format({"num_format": "@"})
        bad = book.add_format({"num_format": "@", "bg_color": "#F6D5D5", "border": 1, "border_color": "#B3261E"})
        mend = book.add_format({"num_format": "@", "text_wrap": True, "italic": True})
        sheet = book.add_worksheet()
        headers = [*table.headers, MEND, ORIGINAL_ROW]
        _heads(sheet, headers, plain, book.add_format({"num_format": "@", "bold": True}))
        sheet.set_column(len(table.headers), len(table.headers), 60, mend)
        comments = 0
        for line, row in enumerate(rejected, 1):
            found = by_row[row.number]
            reasons = _reasons(found)
            for place, header in enumerate(table.headers):
                _text(sheet, line, place, row.cells[header], bad if header in reasons else plain)
                if header in reasons and comments < _MAX_COMMENTS:
                    comments += 1
                    sheet.write_comment(line, place, reasons[header][:MAX_CELL_TEXT])
            _text(sheet, line, len(table.headers), _mending(row, found), mend)
            _text(sheet, line, len(table.headers) + 1, str(row.number), plain)
        book.close()
    return len(rejected)


def write_template(
    columns: Sequence[AnyColumn], out: Path, lang: str | None = None, above: Sequence[Mapping[str, str]] = ()
) -> None:
    """Write an empty spreadsheet for these columns: text columns, notes on the headers, drop-down lists, an example.

    Headers are in the reader's language (``lang`` "zh" or "en" decides otherwise); required ones are bold and marked in
    their note. The example stands on a second sheet, which is not read back; ``above`` are rows of it, by name of the
    column, before the columns' own one, where that alone would mislead. Raises ``Refused`` as ``write_errors``.
    """
    lang = lang or reader_language()
    headers = headers_of(columns, lang)
    with _Draft(out) as draft:
        book = Workbook(str(draft), {"strings_to_formulas": False, "strings_to_urls": False})
        plain = book.add_format({"num_format": "@"})
        bold = book.add_format({"num_format": "@", "bold": True, "bg_color": "#E8EDF3"})
        light = book.add_format({"num_format": "@", "bg_color": "#F4F6F8"})
        sheet = book.add_worksheet(_("填写"))
        _heads(sheet, headers, plain, light)
        example = book.add_worksheet(ASIDE[0])
        _heads(example, headers, plain, light)
        lists = book.add_worksheet(ASIDE[1])
        for place, column in enumerate(columns):
            if column.required:
                sheet.write_string(0, place, headers[place], bold)
            sheet.write_comment(0, place, _note(column, lang))
            for line, row in enumerate((*above, {}), 1):
                _text(example, line, place, _shown(column, row.get(column.name, column.example), lang), plain)
            if column.choices:
                _offer(sheet, lists, place, column.choices, lang)
        book.close()


def _headed(table: Table, columns: Sequence[AnyColumn]) -> dict[str, str]:
    """Return ``{English name: header of this table}``."""
    known = known_headers(columns)
    return {known[folded(header)].name: header for header in table.headers if folded(header) in known}


def _heads(sheet: Worksheet, headers: Sequence[str], plain: Format, head: Format) -> None:
    for place, header in enumerate(headers):
        sheet.set_column(place, place, min(max(visible_length(header) + 4, 14), 40), plain)
    for place, header in enumerate(headers):
        _text(sheet, 0, place, header, head)
    sheet.freeze_panes(1, 0)


def _text(sheet: Worksheet, line: int, place: int, text: str, style: Format) -> None:
    """Write a text as a text, whatever it begins with: a cell ``=…`` must never be run by the reader's program."""
    if text:
        sheet.write_string(line, place, text[:MAX_CELL_TEXT], style)
    else:
        sheet.write_blank(line, place, None, style)


def _reasons(problems: Iterable[Problem]) -> dict[str, str]:
    reasons: dict[str, str] = {}
    for problem in problems:
        reasons[problem.column] = "\n".join(filter(None, (reasons.get(problem.column), problem.why)))
    return reasons


def _mending(row: Row, problems: Iterable[Problem]) -> str:
    return "\n".join(
        f"{clipped(problem.column)}：{problem.why}" if problem.column in row.cells else problem.why
        for problem in problems
    )


def _shown(column: AnyColumn, example: str, lang: str) -> str:
    """Return an example as the drop-down list offers it: the word of a slug, but in English the slug."""
    return example if lang == "en" else str((column.choices or {}).get(example, example))


def _note(column: AnyColumn, lang: str) -> str:
    need = _("必填") if column.required else _("可不填")
    lines = [f"{column.zh}（{column.name}）：{need}", str(column.help)]
    if column.example:
        lines.append(_("例：%(example)s") % {"example": _shown(column, column.example, lang)})
    if column.choices:
        lines += [f"{slug} = {word}" for slug, word in column.choices.items()]
    return "\n".join(line for line in lines if line)


def _offer(sheet: Worksheet, lists: Worksheet, place: int, choices: Mapping[str, str], lang: str) -> None:
    words = list(choices) if lang == "en" else [str(word) for word in choices.values()]
    for line, word in enumerate(words):
        lists.write_string(line, place, word)
    source: list[str] | str = words
    if len(",".join(words)) > _LONGEST_INLINE or any("," in word for word in words):
        column = letters(place)
        source = f"='{ASIDE[1]}'!${column}$1:${column}${len(words)}"
    sheet.data_validation(1, place, _FILLED_IN, place, {"validate": "list", "source": source, "ignore_blank": True})


class _Draft:
    """A file that takes its name only once it is whole; a failure leaves what was there before."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.draft = out.with_name(f".{out.name}.{secrets.token_hex(4)}")

    def __enter__(self) -> Path:
        shown = {"file": clipped(str(self.out), 200)}
        if self.out.suffix.lower() != ".xlsx":
            raise Refused(_("%(file)s：输出文件须以 .xlsx 结尾。") % shown)
        if self.out.is_dir() or not self.out.parent.is_dir() or not os.access(self.out.parent, os.W_OK):
            raise Refused(_("%(file)s：写不到这里；请换一个已有的、可写的文件夹。") % shown)
        return self.draft

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if kind is None:
            self.draft.replace(self.out)
        else:
            self.draft.unlink(missing_ok=True)

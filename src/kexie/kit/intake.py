"""From a table to values: every row is read whole, and every problem of a row is named at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from kexie.kit.columns import AnyColumn, folded, known_headers, parse_code
from kexie.kit.refusal import Refused
from kexie.kit.sheets.model import Problem, Row, Table, listed
from kexie.kit.text import clipped

SHOWN: Final = 20
"""How many rejected rows are told one by one."""


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """One row that could be read: its number in the spreadsheet and the value of every column by its English name.

    ``dated``: the columns whose cell was a true spreadsheet date, by their English names.
    """

    number: int
    values: dict[str, Any]
    dated: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did: rows read = accepted + unchanged + rejected; problems of the rejected ones; notes."""

    read: int = 0
    accepted: int = 0
    unchanged: int = 0
    rejected: int = 0
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """Return the outcome as plain values for ``--json``."""
        problems = [{"row": p.row, "column": p.column, "value": p.value, "why": p.why} for p in self.problems]
        counts = {"read": self.read, "accepted": self.accepted, "unchanged": self.unchanged, "rejected": self.rejected}
        return {**counts, "problems": problems, "notes": list(self.notes)}


def match_headers(table: Table, columns: Sequence[AnyColumn]) -> dict[str, AnyColumn]:
    """Return ``{header of the table: column}``.

    Headers may be the English name, the Chinese one or an alias, in any order. Raises ``Refused`` with one line for
    each unknown header (with the nearest known one), column named twice, and required column that is missing.
    """
    known = known_headers(columns)
    matched: dict[str, AnyColumn] = {}
    lines: list[str] = []
    headed: dict[str, str] = {}
    for header in table.headers:
        column = known.get(folded(header))
        if column is None:
            lines.append(_unknown(table, header, columns, known))
        elif column.name in headed:
            lines.append(
                _("%(file)s：“%(one)s”和“%(two)s”是同一列（%(name)s）；请删去一列。")
                % {"file": table.name, "one": headed[column.name], "two": clipped(header), "name": column.name},
            )
        else:
            matched[header] = column
            headed[column.name] = header
    lines += [
        _("%(file)s：缺少列“%(name)s”（%(zh)s）；请在表头加上这一列。")
        % {"file": table.name, "name": column.name, "zh": column.zh}
        for column in columns
        if column.required and column.name not in headed
    ]
    if lines:
        raise Refused(lines)
    return matched


def _unknown(table: Table, header: str, columns: Sequence[AnyColumn], known: dict[str, AnyColumn]) -> str:
    near = difflib.get_close_matches(folded(header)[:80], list(known), n=1, cutoff=0.6)
    if near:
        return _("%(file)s：没有“%(header)s”这一列；是不是“%(near)s”（%(zh)s）？") % {
            "file": table.name,
            "header": clipped(header),
            "near": known[near[0]].name,
            "zh": known[near[0]].zh,
        }
    return _("%(file)s：没有“%(header)s”这一列；可用的列：%(columns)s。请改名或删去。") % {
        "file": table.name,
        "header": clipped(header),
        "columns": listed([column.name for column in columns], 20),
    }


def read_rows(table: Table, columns: Sequence[AnyColumn]) -> tuple[list[ParsedRow], list[Problem]]:
    """Return the rows that could be read and every problem of the others, in the order of the table.

    A row with one problem is not among the good ones. Raises ``Refused`` when the headers do not fit
    (``match_headers``).
    """
    matched = match_headers(table, columns)
    defaults = {column.name: column.default for column in columns}
    good: list[ParsedRow] = []
    bad: list[Problem] = []
    for row in table.rows:
        values, problems = _read_row(row, matched, defaults)
        if problems:
            bad += problems
        else:
            dated = frozenset(matched[header].name for header in row.dated if header in matched)
            good.append(ParsedRow(row.number, values, dated))
    return good, bad


def _read_row(
    row: Row,
    matched: dict[str, AnyColumn],
    defaults: dict[str, Any],
) -> tuple[dict[str, Any], list[Problem]]:
    problems = list(row.troubles)
    told = {problem.column for problem in problems}
    values = dict(defaults)
    for header, column in matched.items():
        text = row.cells[header]
        if header in told:
            continue
        if not text:
            if column.required:
                problems.append(Problem(row.number, header, "", _("不能空着；请填写。")))
            continue
        if header in row.dated and column.parse is parse_code:
            why = _("这一格被表格软件变成了日期；请把整列设为文本后重新输入代码。")
            problems.append(Problem(row.number, header, clipped(text), why))
            continue
        try:
            values[column.name] = column.parse(text)
        except Refused as refusal:
            problems += [Problem(row.number, header, clipped(text), why) for why in refusal.lines]
    return values, problems


def problem_lines(problems: Iterable[Problem], limit: int = SHOWN) -> list[str]:
    """Return one line a rejected row, the first ``limit`` of them, then how many more there are."""
    rows: dict[int, list[Problem]] = {}
    for problem in problems:
        rows.setdefault(problem.row, []).append(problem)
    lines = [_row_line(number, rows[number]) for number in sorted(rows)[:limit]]
    if len(rows) > limit:
        lines.append(_("……还有 %(count)s 行有问题") % {"count": len(rows) - limit})
    return lines


def _row_line(number: int, problems: list[Problem]) -> str:
    told = "；".join(
        _("“%(column)s”：%(why)s") % {"column": clipped(problem.column), "why": problem.why.rstrip("。")}
        if problem.column
        else problem.why.rstrip("。")
        for problem in problems
    )
    return _("第 %(row)s 行：%(told)s。") % {"row": number, "told": told}


def say_outcome(outcome: Outcome) -> str:
    """Return the line "read … accepted … unchanged … rejected" in the reader's language."""
    return _("读入 %(read)s 行：接受 %(accepted)s，未变 %(unchanged)s，退回 %(rejected)s") % {
        "read": outcome.read,
        "accepted": outcome.accepted,
        "unchanged": outcome.unchanged,
        "rejected": outcome.rejected,
    }

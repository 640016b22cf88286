"""The break-down as a CSV that travels alone: every row says where its number comes from."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from kexie.figures.answer import Figure
from kexie.web.figures.breakdown import Breakdown, cells
from kexie.web.figures.words import goal_name, kind_name

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings that a spreadsheet takes for a formula; an apostrophe before them keeps them text."""


def harmless(text: str) -> str:
    """Return a cell that no spreadsheet runs as a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def sheet(found: Breakdown, site: str) -> bytes:
    """Return the table as UTF-8 with the mark that Excel wants; ``site`` stands before the addresses."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    of_what = [_("单位编号"), _("单位"), _("种类"), _("目标"), _("期间"), _("首日"), _("末日")]
    writer.writerow([*of_what, _("数"), _("余约近"), _("记录数"), _("计量"), _("来历"), _("地址")])
    for row in _rows(found, site):
        writer.writerow([harmless(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _rows(found: Breakdown, site: str) -> Iterator[list[str]]:
    question = found.question
    source = _source(found)
    for line, period, figure in cells(found):
        asked = found.cell_question(line, period)
        yield [
            line.unit.code,
            line.unit.name,
            kind_name(line.kind) if line.kind else "",
            goal_name(line.goal) if line.goal else "",
            str(period),
            period.first.isoformat(),
            period.last.isoformat(),
            *_value(figure),
            str(question.indicator.unit),
            source,
            f"{site}{asked.address()}" if asked else "",
        ]


def _value(figure: Figure) -> tuple[str, str, str]:
    if figure.masked:
        return f"<{figure.value}", "", ""
    if figure.value is None:
        return _("无此项"), "", ""
    return str(figure.value), figure.bound.value, str(figure.records)


def _source(found: Breakdown) -> str:
    question, passport = found.question, found.answer.passport
    said = {
        "sentence": question.indicator.sentence,
        "where": _("、").join(question.where.words()) or _("各类活动"),
        "as_of": passport.as_of.isoformat(),
        "version": passport.version,
        "position": passport.position,
    }
    line = _("%(sentence)s条件：%(where)s。截至 %(as_of)s 所知；口径 %(version)s，台账位 %(position)s。") % said
    return line + (_("示例·数据虚构。") if passport.made_up else "")

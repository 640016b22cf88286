"""The break-down as a CSV that travels alone: every row says where its number comes from."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from kexie.figures.answer import Figure
from kexie.figures.source import source_line
from kexie.kit.sheets.harmless import harmless
from kexie.web.figures.breakdown import Breakdown, cells
from kexie.web.figures.words import NONE, goal_name, kind_name


def sheet(found: Breakdown, site: str) -> bytes:
    """Return the table as UTF-8 with the mark that Excel wants; ``site`` stands before the addresses."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    of_what = [_("单位编号"), _("单位"), _("组"), _("种类"), _("目标"), _("期间"), _("首日"), _("末日")]
    counted = [_("数"), _("余约近"), _("记录数"), _("已报/应报"), _("印出的总计"), _("相差"), _("计量")]
    counted += [_("截至"), _("口径版本")]
    writer.writerow([*of_what, *counted, _("来历"), _("地址")])
    for row in _rows(found, site):
        writer.writerow([harmless(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _rows(found: Breakdown, site: str) -> Iterator[list[str]]:
    question = found.question
    source = source_line(found.answer)
    version, as_of = found.answer.passport.version, found.answer.passport.as_of.isoformat()
    for line, column, figure in cells(found):
        asked = found.cell_question(line, column)
        of = [line.place, column] if column else [line.place]
        kind = next((place.kind for place in of if place.kind), "")
        goal = next((place.goal for place in of if place.goal), "")
        unit = line.place.unit or question.unit
        yield [
            unit.code,
            unit.name,
            line.place.group,
            kind_name(kind),
            goal_name(goal),
            str(figure.period),
            figure.period.first.isoformat(),
            figure.period.last.isoformat(),
            *_value(figure),
            *_printed(figure),
            str(question.indicator.unit),
            as_of,
            version,
            source,
            f"{site}{asked.address()}" if asked else "",
        ]


def _printed(figure: Figure) -> tuple[str, str]:
    control = figure.control
    if control is None:
        return "", ""
    return str(control.value), "" if control.difference is None else str(control.difference)


def _value(figure: Figure) -> tuple[str, str, str, str]:
    covered = figure.coverage
    told = f"{covered.reported}/{covered.expected}" if covered is not None else ""
    if figure.masked:
        return f"<{figure.value}" if figure.value is not None else _("不显示"), "", "", ""
    if figure.value is None:
        return _("无此项") if figure.missing == NONE else _("未报"), "", "", told
    return str(figure.value), figure.bound.value, str(figure.records), told

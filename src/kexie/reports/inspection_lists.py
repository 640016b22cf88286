"""The four lists of findings: by problem, by duty, by measure, by effect (问题、责任、任务、成效清单)."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import docx as library
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from xlsxwriter import Workbook

from kexie.kit.clock import DAY_MAX
from kexie.reports.notes import sample_mark
from kexie.reports.word_base import CAPTION, KAI, TITLE, face, lay_out, ruled

LISTS: Final[dict[str, str | Promise]] = {
    "problems": gettext_lazy("问题清单"),
    "duties": gettext_lazy("责任清单"),
    "tasks": gettext_lazy("任务清单"),
    "results": gettext_lazy("成效清单"),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of a finding in words; ``due`` ``DAY_MAX``: none is set."""

    text: str
    unit: str
    person: str
    due: date
    done_on: date | None
    result: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding in words, as its reader may see it."""

    title: str
    address: str
    unit: str
    basis: str
    severity: str
    cause: str
    state: str
    due: date
    closed_on: date | None
    result: str
    evidence: int
    person: str = ""
    checker: str = ""
    measures: Sequence[Measure] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Listing:
    """A list ready to be shown or printed. ``rows``: the cells, and the address of the finding they tell of."""

    kind: str
    title: str
    byline: str
    head: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], str], ...]
    made_up: bool = False


def heads() -> Mapping[str, tuple[str, ...]]:
    """Return the heads of each list, the thing that a row is about first."""
    return {
        "problems": (_("问题"), _("单位"), _("依据"), _("程度"), _("根源"), _("状态"), _("时限")),
        "duties": (_("责任单位"), _("责任人"), _("问题"), _("措施"), _("时限")),
        "tasks": (_("措施"), _("问题"), _("责任单位"), _("责任人"), _("时限"), _("进展")),
        "results": (_("问题"), _("单位"), _("整改结果"), _("佐证"), _("销号"), _("验收人"), _("状态")),
    }


def listing(kind: str, findings: Iterable[Finding], *, title: str, byline: str, made_up: bool) -> Listing:
    """Return one of the four lists; what nobody has written stands as 未填, never as an empty cell."""
    told = list(findings)
    make = {"problems": _problems, "duties": _duties, "tasks": _tasks, "results": _results}[kind]
    rows = tuple((tuple(cell or _("未填") for cell in cells), address) for cells, address in make(told))
    return Listing(kind, title, byline, heads()[kind], rows, made_up)


Rows = list[tuple[tuple[str, ...], str]]


def _day(day: date | None) -> str:
    return "" if day in {None, DAY_MAX} else str(day)


def _problems(told: list[Finding]) -> Rows:
    return [((f.title, f.unit, f.basis, f.severity, f.cause, f.state, _day(f.due)), f.address) for f in told]


def _duties(told: list[Finding]) -> Rows:
    """List by who answers, unit by unit and person by person; a finding without a measure yet by its unit."""
    rows: Rows = []
    for f in told:
        if not f.measures:
            rows.append(((f.unit, f.person, f.title, "", _day(f.due)), f.address))
        rows += [((m.unit, m.person, f.title, m.text, _day(m.due)), f.address) for m in f.measures]
    return sorted(rows, key=lambda row: row[0][:2])


def _tasks(told: list[Finding]) -> Rows:
    def progress(one: Measure) -> str:
        if one.done_on is None:
            return _("正在推进")
        return _("%(day)s 完成：%(result)s") % {"day": one.done_on, "result": one.result}

    return [
        ((m.text, f.title, m.unit, m.person, _day(m.due), progress(m)), f.address) for f in told for m in f.measures
    ]


def _results(told: list[Finding]) -> Rows:
    def shown(number: int) -> str:
        return _("%(n)s 份") % {"n": number}

    return [
        ((f.title, f.unit, f.result, shown(f.evidence), _day(f.closed_on), f.checker, f.state), f.address)
        for f in told
        if f.result or f.closed_on is not None
    ]


def docx(told: Listing) -> bytes:
    """Return a list as .docx, A4 across, the head on every page."""
    file = library.Document()
    lay_out(file, sample_mark() if told.made_up else "")
    section = file.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    section.top_margin = section.bottom_margin = section.left_margin
    file.add_paragraph(told.title, style=TITLE)
    under = file.add_paragraph(style=CAPTION)
    under.alignment = WD_ALIGN_PARAGRAPH.CENTER
    face(under.add_run(told.byline), KAI, Pt(14))
    made = file.add_table(rows=0, cols=len(told.head))
    for place, row in enumerate((told.head, *(cells for cells, _address in told.rows))):
        cells = made.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            line = cell.paragraphs[0]
            line.style = file.styles[CAPTION]
            line.alignment = WD_ALIGN_PARAGRAPH.LEFT
            line.add_run(text).bold = place == 0
    ruled(made)
    file.core_properties.title, file.core_properties.author, file.core_properties.comments = told.title, "", ""
    kept = io.BytesIO()
    file.save(kept)
    return kept.getvalue()


def xlsx(told: Listing) -> bytes:
    """Return a list as a workbook, every cell as text, so that nothing in it is read as a formula."""
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        page = book.add_worksheet()
        page.set_landscape()
        page.set_paper(9)  # A4
        page.repeat_rows(2)
        wrapped = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        bold = book.add_format({"bold": True, "bottom": 1})
        page.write_string(0, 0, told.title, book.add_format({"bold": True, "font_size": 14}))
        page.write_string(1, 0, f"{told.byline}　{sample_mark()}" if told.made_up else told.byline)
        for place, head in enumerate(told.head):
            page.set_column(place, place, 36 if place == 0 else 20, wrapped)
            page.write_string(2, place, head, bold)
        for number, (cells, _address) in enumerate(told.rows, 3):
            for place, text in enumerate(cells):
                page.write_string(number, place, text, wrapped)
        page.freeze_panes(3, 1)
    return out.getvalue()


FORMATS: Final = {".docx": docx, ".xlsx": xlsx}


def public_draft(unit: str, round_name: str, findings: Sequence[Finding]) -> tuple[str, str]:
    """Return title and text of a first draft for the public: what was found and what became of it, no names."""
    closed = sum(one.closed_on is not None for one in findings)
    said = {"unit": unit, "round": round_name, "n": len(findings), "closed": closed}
    lines = [_("%(round)s对%(unit)s反馈问题 %(n)s 项，已整改销号 %(closed)s 项。") % said]
    for number, one in enumerate(findings, 1):
        state = one.state or _("正在整改")
        lines.append(_("%(n)s. %(title)s：%(state)s。") % {"n": number, "title": one.title, "state": state})
    return _("%(unit)s巡察整改情况") % said, "\n\n".join(lines)

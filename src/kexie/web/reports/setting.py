"""A document set for the site: its blocks in sections, each number marked, its passport beside its section."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kexie.figures.answer import Figure
from kexie.kit.periods import month_of
from kexie.reports.document import Document, Heading, Link, Listing, Live, Paragraph, Part
from kexie.reports.document import Table as DocumentTable
from kexie.web.figures import words
from kexie.web.figuring import bound_of
from kexie.web.kit.numbers import lang, shown
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.templatetags import kit

_MONTH: Final = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Piece:
    """One block, ready: a paragraph, a list or a table; ``caption`` only of a table."""

    kind: str
    text: SafeString | str = ""
    items: tuple[SafeString, ...] = ()
    table: Table | None = None
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """The passport of one number, in the margin."""

    number: int
    value: SafeString
    sentence: str
    scope: str


@dataclass(slots=True)
class Section:
    """A heading with what stands under it and the passports of its numbers."""

    heading: str
    pieces: list[Piece] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def sections(document: Document) -> list[Section]:
    """Return the document in sections; what stands before the first heading is a section without one."""
    found: list[Section] = []
    for block in document.blocks:
        if isinstance(block, Heading):
            found.append(Section(block.text))
            continue
        if not found:
            found.append(Section(""))
        found[-1].pieces.append(_piece(block))
        found[-1].notes += [_note(live) for live in _lives(block)]
    return found


def _lives(block: Paragraph | Listing | DocumentTable) -> list[Live]:
    paragraphs = block.items if isinstance(block, Listing) else (block,) if isinstance(block, Paragraph) else ()
    return [part for one in paragraphs for part in one.parts if isinstance(part, Live) and part.note]


def _piece(block: Paragraph | Listing | DocumentTable) -> Piece:
    if isinstance(block, Paragraph):
        return Piece("paragraph", text=_line(block))
    if isinstance(block, Listing):
        return Piece("list", items=tuple(_line(item) for item in block.items))
    cols = [Col(name, n=place > 0) for place, name in enumerate(block.head)]
    rows = [Row([_cell(part) for part in row], "" if place else "total") for place, row in enumerate(block.rows)]
    return Piece("table", table=Table(block.caption, cols, rows, folds=False), caption=block.caption)


def _line(paragraph: Paragraph) -> SafeString:
    return format_html_join("", "{}", ((_part(part),) for part in paragraph.parts))


def _part(part: Part) -> SafeString | str:
    if isinstance(part, Link):
        return format_html('<a href="{}">{}</a>', part.address, part.said)
    if not isinstance(part, Live):
        return part
    if not part.note:
        return format_html('<a class="live" href="{}">{}</a>', part.address, part.said)
    named = {"n": part.note}
    return format_html(
        '<a class="live" href="#n{}">{}</a><sup class="fn"><a href="#n{}" id="t{}" aria-label="{}">{}</a></sup>',
        part.note, part.said, part.note, part.note, _("数字来历 %(n)s") % named, part.note,
    )  # fmt: skip


def _cell(part: Part) -> object:
    """Set a number of a table; its first column may be a month written as on the command line."""
    if isinstance(part, Live):
        total: Figure = part.answer.total
        return kit.fig(total.value, part.address, bound=bound_of(total))
    return part.said if isinstance(part, Link) else _named(part)


def _named(text: str) -> str:
    found = _MONTH.fullmatch(text)
    return month_of(int(found[1]), int(found[2])).describe(lang()) if found else text


def _note(live: Live) -> Note:
    question, told = live.answer.question, live.answer
    said = {
        "unit": question.unit.name,
        "period": question.period.describe(lang()),
        "day": told.passport.as_of.isoformat(),
        "n": shown(told.total.records),
    }
    scope = _("%(unit)s　%(period)s　截至 %(day)s　%(n)s 条记录") % said
    number = kit.fig(told.total.value, live.address, bound=bound_of(told.total), unit=str(question.indicator.unit))
    what = words.what(question)
    return Note(live.note, number, f"{what}{_('：')}{question.indicator.sentence}", scope)

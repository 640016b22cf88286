"""A document set for the site: its blocks in sections, each number marked, its passport beside its section."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kexie.reports import charts
from kexie.reports.document import Block, Chart, Document, Heading, Link, Listing, Live, Paragraph, Part, parts_of
from kexie.reports.source import Source
from kexie.web.kit.markup import format_html, format_html_join
from kexie.web.kit.numbers import shown
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.templatetags import kit


@dataclass(frozen=True, slots=True)
class Piece:
    """One block, ready: a heading below the first level, paragraph, list, table or chart."""

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
        if isinstance(block, Heading) and block.level == 1:
            found.append(Section(block.full))
            continue
        if not found:
            found.append(Section(""))
        found[-1].pieces.append(_piece(block))
        found[-1].notes += [_note(live, live.source) for live in _noted(block) if live.source is not None]
    return found


def _noted(block: Block) -> list[Live]:
    return [part for part in parts_of(block) if isinstance(part, Live) and part.note]


def _piece(block: Block) -> Piece:
    if isinstance(block, Heading):
        return Piece(f"head{block.level}", text=block.full)
    if isinstance(block, Paragraph):
        return Piece("paragraph", text=_line(block))
    if isinstance(block, Listing):
        return Piece("list", items=tuple(_line(item) for item in block.items))
    if isinstance(block, Chart):
        drawn = mark_safe(charts.svg(block, "inherit", "currentColor"))  # noqa: S308 - our own drawing, its words escaped
        return Piece("chart", text=drawn, caption=block.caption)
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
    """Set a cell: words as they are, a number as one that opens."""
    if isinstance(part, Live):
        return kit.fig(part.value, part.address, bound=part.bound, missing=part.missing)
    return part.said if isinstance(part, Link) else part


def _note(live: Live, source: Source) -> Note:
    said = {
        "unit": source.unit_name,
        "period": source.span(),
        "day": source.as_of,
        "n": shown(source.records),
    }
    scope = _("%(unit)s　%(period)s　截至 %(day)s　%(n)s 条记录") % said
    number = kit.fig(live.value, live.address, bound=live.bound, unit=source.word, missing=live.missing)
    return Note(live.note, number, f"{source.what}{_('：')}{source.sentence}", scope)

"""A draft made into a document: its text read, each mark replaced by the number, table or chart that it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.figures.indicators import HOUSE, formula
from kexie.figures.indicators.base import Indicator
from kexie.kit.clock import today
from kexie.kit.periods import parse_period
from kexie.kit.refusal import Refused
from kexie.kit.text import joined
from kexie.records.access.models import Account
from kexie.records.activities.kinds import KINDS
from kexie.records.issues.models import Report
from kexie.records.units.models import Unit
from kexie.reports.document import Document, Listing, Live, Paragraph, Part, Table
from kexie.reports.marks import MARK, lines, mark
from kexie.reports.wording import day_words, spoken
from kexie.reports.writing import Writer

Piece = Mapping[str, Any]
BY: Final[Mapping[str, str | Promise]] = {
    "month": gettext_lazy("月份"),
    "quarter": gettext_lazy("季度"),
    "year": gettext_lazy("年份"),
    "kind": gettext_lazy("种类"),
    "children": gettext_lazy("直接下级"),
}
"""How a table or a chart may be broken down."""


@dataclass(slots=True)
class Composed:
    """A draft as a document, and a sentence for each thing that does not stand yet."""

    document: Document
    faults: list[str] = field(default_factory=list)


def compose(report: Report, reader: Account | None, *, as_of: date | None = None) -> Composed:
    """Return a draft as a document: its numbers as known on ``as_of``, the draft's own day, or today."""
    known = as_of or report.as_of or today()
    span = parse_period(report.period, today())
    document = Document(
        name=report.code,
        title=report.title,
        byline=_("%(unit)s　数字截至%(day)s所知") % {"unit": report.unit.name, "day": day_words(known)},
        unit=report.unit.code,
        period=str(span),
        as_of=known,
        made_up=False,
    )
    return _Composer(report, Writer(document, reader)).whole()


class _Composer:
    """Puts one document together."""

    def __init__(self, report: Report, writer: Writer) -> None:
        self.pieces: dict[int, Piece] = {one["n"]: one for one in report.pieces}
        self.text = report.text
        self.writer = writer
        self.made = Composed(writer.document)

    def whole(self) -> Composed:
        items: list[Paragraph] = []
        document = self.writer.document
        for line in lines(self.text):
            if line.kind == "item":
                items.append(Paragraph(self._parts(line.text)))
                continue
            if items:
                document.blocks.append(Listing(tuple(items)))
                items = []
            if line.kind == "head":
                document.head(line.text, line.level)
            elif line.kind == "piece":
                self._piece(line.piece, line.text)
            else:
                document.blocks.append(Paragraph(self._parts(line.text)))
        if items:
            document.blocks.append(Listing(tuple(items)))
        if not document.blocks:
            self.made.faults.append(_("正文还是空的。"))
        document.made_up = any(live.source is not None and live.source.made_up for live in document.lives())
        return self.made

    def _parts(self, text: str) -> tuple[Part, ...]:
        parts: list[Part] = []
        begun = 0
        for found in MARK.finditer(text):
            if found.start() > begun:
                parts.append(text[begun : found.start()])
            parts.append(self._number(int(found[2]), found[0]))
            begun = found.end()
        if begun < len(text):
            parts.append(text[begun:])
        return tuple(parts)

    def _number(self, number: int, said: str) -> Part:
        piece = self.pieces.get(number)
        if piece is None or mark(piece["form"], number) != said or piece["form"] != "number":
            self.made.faults.append(_("正文里的%(mark)s没有对应的数；请插入，或删去这个记号。") % {"mark": said})
            return said
        try:
            return self.writer.live(piece["indicator"], **_asked(piece))
        except Refused as refusal:
            self.made.faults += [f"{said}{_('：')}{line}" for line in refusal.lines]
            return said

    def _piece(self, number: int, said: str) -> None:
        piece = self.pieces.get(number)
        if piece is None or mark(piece["form"], number) != said:
            self.made.faults.append(_("正文里的%(mark)s没有对应的表或图；请插入，或删去这个记号。") % {"mark": said})
            self.writer.document.blocks.append(Paragraph((said,)))
            return
        try:
            self._drawn(piece)
        except Refused as refusal:
            self.made.faults += [f"{said}{_('：')}{line}" for line in refusal.lines]
            self.writer.document.blocks.append(Paragraph((said,)))

    def _drawn(self, piece: Piece) -> None:
        asked = _asked(piece)
        rows = self.writer.rows([piece["indicator"]], piece["by"], **asked)
        source = rows[0][1][0].source
        if source is None:
            return
        names = _names([code for code, _cells in rows[1:]], piece["by"])
        caption = piece["caption"] or caption_of(piece, source.title)
        if piece["form"] == "table":
            listed: list[tuple[Part, ...]] = [
                (names.get(code, code) if code else _("合计"), *cells) for code, cells in rows
            ]
            head = (str(BY[piece["by"]]), f"{source.title}（{source.word}）")
            self.writer.document.blocks.append(Table(caption, head, tuple(listed), (source,)))
        else:
            self.writer.chart(caption, piece["form"], rows, _short(names, piece["by"]))


def _asked(piece: Piece) -> dict[str, Any]:
    return {"unit": piece["unit"], "period": piece["period"], "where": list(piece["where"])}


def check_piece(piece: Piece, report: Report, reader: Account | None) -> Live:
    """Return the number that a piece comes to now (of a table or chart: its total); raise ``Refused`` where it cannot.

    ``by`` must be one of ``BY`` for a table or chart, and none for a number.
    """
    if piece["form"] != "number" and piece["by"] not in BY:
        raise Refused(_("请选表或图按什么分列。"))
    known = report.as_of or today()
    blank = Document("", "", "", report.unit.code, str(parse_period(report.period, today())), known, made_up=False)
    writer = Writer(blank, reader)
    if piece["form"] != "number":
        writer.ask(piece["indicator"], by=[piece["by"]], **_asked(piece))
    return writer.live(piece["indicator"], **_asked(piece))


def caption_of(piece: Piece, title: str) -> str:
    """Return the caption of a table or chart that nobody has given one."""
    kinds = [word.removeprefix("kind=") for word in piece["where"] if word.startswith("kind=")]
    named = joined(str(KINDS[kind].title) for kind in kinds if kind in KINDS)
    what = f"{named}{title}" if named else title
    return _("%(what)s，分%(by)s") % {"what": what, "by": BY[piece["by"]]}


def _names(codes: list[str], by: str) -> dict[str, str]:
    if by in ("month", "quarter", "year"):
        return {code: parse_period(code, today()).describe(spoken()) for code in codes}
    if by == "kind":
        return {slug: str(kind.title) for slug, kind in KINDS.items()}
    return dict(Unit.objects.filter(code__in=codes).values_list("code", "name"))


def _short(names: dict[str, str], by: str) -> dict[str, str]:
    """Return names short enough to stand under a bar."""
    if by == "month" and spoken() == "zh" and len({name[:4] for name in names.values()}) == 1:
        return {code: name.partition("年")[2] or name for code, name in names.items()}
    return names


def offered(known: date) -> dict[str, Indicator]:
    """Return the indicators that may be inserted: those that the house counts, and those defined by then."""
    return {**HOUSE, **{one.slug: one for one in formula.listed(known)}}

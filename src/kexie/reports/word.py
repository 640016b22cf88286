"""A document as Word, laid out after GB/T 9704-2012. The faces it names are not free: they come with fallbacks."""

from __future__ import annotations

import io
from datetime import UTC, datetime, time

import docx as library
from django.utils.translation import gettext as _
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as WordParagraph

from kexie.reports import charts
from kexie.reports.copies import Copy, Printing
from kexie.reports.document import Block, Chart, Document, Heading, Listing, Live, Paragraph, Part, Table
from kexie.reports.notes import annexed, note_line, sample_mark, source_line, sources_of
from kexie.reports.picture import png
from kexie.reports.word_base import (
    BODY,
    CAPTION,
    HEADS,
    KAI,
    TITLE,
    bookmark,
    face,
    lay_out,
    link,
    ruled,
)

CHART_WIDTH = Mm(150)
JOINED = "\N{WORD JOINER}"
"""Binds the mark of a source to the number before it, or a line might begin with [6]. Word's own no-width non-break
(U+200D) does not bind in LibreOffice."""


def docx(document: Document, how: Printing) -> bytes:
    """Return the document as .docx; the same document gives the same words, fields and links."""
    return _Writer(document, how).whole()


class _Writer:
    """Writes one document into one file."""

    def __init__(self, document: Document, how: Printing) -> None:
        self.told = document
        self.how = how
        self.file = library.Document()
        self.reviewed = how.copy is Copy.REVIEWER
        # the library looks a style's name up anew for every paragraph, which takes most of the time of a long file
        self.styles = {name: self.file.styles[name].style_id for name in (TITLE, BODY, CAPTION, *HEADS)}

    def whole(self) -> bytes:
        told, made = self.told, self.file
        lay_out(made, sample_mark() if told.made_up else "")
        self._properties()
        title = self._line(TITLE)
        title.add_run(told.title)
        under = self._line(CAPTION)
        under.alignment = WD_ALIGN_PARAGRAPH.CENTER
        face(under.add_run(told.byline), KAI, Pt(14))
        made.add_paragraph()
        for block in told.blocks:
            self._block(block)
        if told.stamp:
            foot = self._line(CAPTION)
            foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            face(foot.add_run(told.stamp), KAI, Pt(12))
        if self.reviewed and sources_of(told):
            self._annex()
        kept = io.BytesIO()
        made.save(kept)
        return kept.getvalue()

    def _line(self, style: str, text: str = "") -> WordParagraph:
        """Add a paragraph in one of our styles."""
        line = self.file.add_paragraph(text)
        line._p.style = self.styles[style]  # noqa: SLF001 - see above
        return line

    def _properties(self) -> None:
        held = self.file.core_properties
        held.title, held.author, held.comments = self.told.title, "", ""
        held.created = held.modified = datetime.combine(self.told.as_of, time(), UTC)

    def _block(self, block: Block) -> None:
        if isinstance(block, Heading):
            self._line(HEADS[block.level - 1], block.full)
        elif isinstance(block, Paragraph):
            self._parts(self._line(BODY), block.parts)
        elif isinstance(block, Listing):
            for item in block.items:
                self._parts(self._line(BODY), item.parts)
        elif isinstance(block, Chart):
            self._chart(block)
        else:
            self._table(block)

    def _parts(self, into: WordParagraph, parts: tuple[Part, ...]) -> None:
        for part in parts:
            if isinstance(part, str):
                into.add_run(part)
            elif not self.reviewed:
                into.add_run(part.said)
            else:
                link(into, part.said, self.how.site + part.address)
                if isinstance(part, Live) and part.note:
                    link(into, f"{JOINED}[{part.note}]", anchor=f"n{part.note}", raised=True)

    def _table(self, block: Table) -> None:
        self._line(CAPTION, block.caption).paragraph_format.keep_with_next = True
        made = self.file.add_table(rows=0, cols=len(block.head))
        for place, row in enumerate((block.head, *block.rows)):
            cells = made.add_row().cells
            for column, part in enumerate(row):
                line = cells[column].paragraphs[0]
                line._p.style = self.styles[CAPTION]  # noqa: SLF001 - see above
                line.alignment = WD_ALIGN_PARAGRAPH.RIGHT if column else WD_ALIGN_PARAGRAPH.LEFT
                self._parts(line, (part,))
                for run in line.runs:
                    run.bold = place <= 1
        ruled(made)
        self._line(CAPTION)

    def _chart(self, block: Chart) -> None:
        held = self._line(CAPTION)
        held.alignment = WD_ALIGN_PARAGRAPH.CENTER
        held.paragraph_format.keep_with_next = True
        drawn = held.add_run().add_picture(io.BytesIO(png(charts.svg(block), charts.WIDTH)), width=CHART_WIDTH)
        told = drawn._inline.docPr  # noqa: SLF001 - python-docx has no word for a picture's description
        told.set("descr", charts.alternative(block))
        under = self._line(CAPTION, block.caption)
        under.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def _annex(self) -> None:
        head = self._line(HEADS[0], _("数字的来历"))
        head.paragraph_format.page_break_before = True
        for live in self.told.notes:
            line = self._line(CAPTION)
            bookmark(line, f"n{live.note}", live.note)
            line.add_run(f"[{live.note}] {note_line(live)} ")
            link(line, _("打开"), self.how.site + live.address)
        for of, source in annexed(self.told):
            line = self._line(CAPTION, f"{of}{_('：')}{source_line(source)} ")
            link(line, _("打开"), self.how.site + source.address)

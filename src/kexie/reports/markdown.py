"""A document as Markdown: each number is a link to its note, each note a link to its passport on the site."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from kexie.reports.copies import Copy, Printing
from kexie.reports.document import Block, Chart, Document, Heading, Listing, Live, Paragraph, Part, Table
from kexie.reports.notes import annexed, note_line, sample_line, source_line, sources_of


def markdown(document: Document, how: Printing) -> str:
    """Return the document."""
    lines = [f"# {_plain(document.title)}", "", document.byline, ""]
    if document.made_up:
        lines += [f"> {sample_line()}", ""]
    for block in document.blocks:
        lines += [*_block(block, how), ""]
    if document.stamp:
        lines += [document.stamp, ""]
    if how.copy is not Copy.CLEAN and sources_of(document):
        lines += [f"## {_('数字的来历')}", ""]
        lines += [
            f'{live.note}. <a id="n{live.note}"></a>{_plain(note_line(live))} [{_("打开")}]({how.site}{live.address})'
            for live in document.notes
        ]
        lines += [
            f"- {_plain(of)}{_('：')}{_plain(source_line(source))} [{_('打开')}]({how.site}{source.address})"
            for of, source in annexed(document)
        ]
    return "\n".join(lines).rstrip("\n") + "\n"


def _block(block: Block, how: Printing) -> list[str]:
    if isinstance(block, Heading):
        return [f"{'#' * (block.level + 1)} {_plain(block.full)}"]
    if isinstance(block, Paragraph):
        return [_line(block, how)]
    if isinstance(block, Listing):
        return [f"- {_line(item, how)}" for item in block.items]
    if isinstance(block, Chart):  # Markdown has no charts: the numbers stand as a table
        rows = tuple((label, live) for label, live in zip(block.labels, block.values, strict=True))
        return _table(Table(block.caption, ("", block.word), rows), how)
    return _table(block, how)


def _plain(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>#|])", r"\\\1", text)


def _part(part: Part, how: Printing) -> str:
    if isinstance(part, str):
        return _plain(part)
    if how.copy is Copy.CLEAN:
        return _plain(part.said)
    noted = isinstance(part, Live) and part.note
    return f"[{_plain(part.said)}]({f'#n{noted}' if noted else how.site + part.address})"


def _line(paragraph: Paragraph, how: Printing) -> str:
    return "".join(_part(part, how) for part in paragraph.parts)


def _table(table: Table, how: Printing) -> list[str]:
    head = f"| {' | '.join(_plain(word) for word in table.head)} |"
    rule = "|---|" + "---:|" * (len(table.head) - 1)
    rows = [f"| {' | '.join(_part(cell, how) for cell in row)} |" for row in table.rows]
    return [f"**{_plain(table.caption)}**", "", head, rule, *rows]

"""A document as Markdown: each number is a link to its note, each note a link to its passport on the site."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from kexie.reports.document import Document, Heading, Link, Listing, Live, Paragraph, Part, Table
from kexie.reports.notes import note_line, sample_line


def markdown(document: Document, site: str = "") -> str:
    """Return the document; ``site`` stands before the addresses of records and passports."""
    lines = [f"# {_plain(document.title)}", "", document.byline, ""]
    if document.made_up:
        lines += [f"> {sample_line()}", ""]
    for block in document.blocks:
        if isinstance(block, Heading):
            lines += [f"## {_plain(block.text)}", ""]
        elif isinstance(block, Paragraph):
            lines += [_line(block, site), ""]
        elif isinstance(block, Listing):
            lines += [*(f"- {_line(item, site)}" for item in block.items), ""]
        else:
            lines += [*_table(block, site), ""]
    lines += [f"## {_('数字的来历')}", ""]
    lines += [
        f'{live.note}. <a id="n{live.note}"></a>{_plain(note_line(live))} [{_("打开")}]({site}{live.address})'
        for live in document.notes
    ]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>#|])", r"\\\1", text)


def _part(part: Part, site: str) -> str:
    if isinstance(part, Live):
        return f"[{_plain(part.said)}]({f'#n{part.note}' if part.note else site + part.address})"
    if isinstance(part, Link):
        return f"[{_plain(part.said)}]({site}{part.address})"
    return _plain(part)


def _line(paragraph: Paragraph, site: str) -> str:
    return "".join(_part(part, site) for part in paragraph.parts)


def _table(table: Table, site: str) -> list[str]:
    head = f"| {' | '.join(_plain(word) for word in table.head)} |"
    rule = "|---|" + "---:|" * (len(table.head) - 1)
    rows = [f"| {' | '.join(_part(cell, site) for cell in row)} |" for row in table.rows]
    return [f"**{_plain(table.caption)}**", "", head, rule, *rows]

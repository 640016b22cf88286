"""The sentences that go with a document: a number's passport in one line, and that a sample is made up."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from kexie.reports.document import Chart, Document, Live, Table
from kexie.reports.source import Source


def note_line(live: Live) -> str:
    """Return a number's passport in one line: what was counted, where, when, as known when, from how many records."""
    return _("%(said)s：") % {"said": live.said} + (source_line(live.source) if live.source is not None else "")


def source_line(source: Source) -> str:
    """Return rule, scope, period, day of knowledge and records of a number, in words made from its own question."""
    said = {
        "what": source.what,
        "sentence": source.sentence,
        "unit": source.unit_name,
        "period": source.span(),
        "as_of": source.as_of,
        "records": source.records,
        "version": source.passport["version"],
        "position": source.passport["position"],
    }
    line = _(
        "%(what)s，%(sentence)s%(unit)s，%(period)s，截至 %(as_of)s 所知；%(records)s 条记录；"
        "口径 %(version)s，台账位 %(position)s。"
    )
    return line % said + (_("含示例虚构数据。") if source.made_up else "")


def annexed(document: Document) -> Iterator[tuple[str, Source]]:
    """Yield what the reviewer's annex lists beside the numbered notes: each column of a table, and each chart."""
    for block in document.blocks:
        if isinstance(block, Table):
            for word, source in zip(block.head[1:], block.sources, strict=False):
                yield _("表“%(caption)s”的%(column)s") % {"caption": block.caption, "column": word}, source
        elif isinstance(block, Chart):
            for source in block.sources:
                yield _("图“%(caption)s”") % {"caption": block.caption}, source


def sources_of(document: Document) -> list[Source]:
    """Return where everything in the document comes from: its noted numbers, its tables and its charts."""
    noted = [live.source for live in document.notes if live.source is not None]
    return [*noted, *(source for _of, source in annexed(document))]


def sample_line() -> str:
    """Return what every sheet with made-up data says."""
    return _("示例·数据虚构：单位、人员与分列的数字均为编排，非真实统计。")


def sample_mark() -> str:
    """Return the short form of it, which stands at the head of every page."""
    return _("示例·数据虚构")

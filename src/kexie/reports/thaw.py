"""Reading a frozen document back: what ``Document.as_json`` wrote becomes the same document, and nothing is counted."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kexie.kit.refusal import Refused
from kexie.reports.document import Block, Chart, Document, Heading, Link, Listing, Live, Paragraph, Part, Table
from kexie.reports.source import Source


def thaw(text: str) -> Document:
    """Return the document that a ``.json`` holds; raise ``Refused`` for anything else."""
    try:
        told = json.loads(text, parse_float=Decimal)
        return _document(told)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise Refused(_("这不是由本系统写出的文稿（.json）；请选下载时的原文件。")) from error


def _document(told: dict[str, Any]) -> Document:
    sources = {one["figure"]: Source.from_json(one) for one in told["figures"]}
    document = Document(
        name=told["report"],
        title=told["title"],
        byline=told["byline"],
        unit=told["unit"],
        period=told["period"],
        as_of=date.fromisoformat(told["as_of"]),
        made_up=bool(told["made_up"]),
    )
    document.blocks = [_block(block, sources) for block in told["blocks"]]
    document.notes = [live for live in document.lives() if live.note]
    return document


def _part(told: Any, sources: dict[int, Source]) -> Part:  # noqa: ANN401 - plain JSON
    if isinstance(told, str):
        return told
    if "value" not in told:
        return Link(told["text"], told["address"])
    return _live(told, sources)


def _live(told: dict[str, Any], sources: dict[int, Source]) -> Live:
    number = told["figure"]
    return Live(
        told["text"],
        told["value"],
        told["bound"],
        told["address"],
        number,
        sources.get(number),
        told.get("missing", ""),
    )


def _block(told: dict[str, Any], sources: dict[int, Source]) -> Block:
    if "heading" in told:
        return Heading(told["heading"], told["level"], told["number"])
    if "paragraph" in told:
        return Paragraph(tuple(_part(part, sources) for part in told["paragraph"]))
    if "list" in told:
        return Listing(tuple(Paragraph(tuple(_part(part, sources) for part in item)) for item in told["list"]))
    if "chart" in told:
        drawn = told["chart"]
        values = tuple(_live(one, sources) for one in drawn["values"])
        origin = tuple(Source.from_json(one) for one in drawn["sources"])
        return Chart(drawn["caption"], drawn["form"], drawn["word"], tuple(drawn["labels"]), values, origin)
    table = told["table"]
    rows = tuple(tuple(_part(part, sources) for part in row) for row in table["rows"])
    origin = tuple(Source.from_json(one) for one in table["sources"])
    return Table(table["caption"], tuple(table["head"]), rows, origin)

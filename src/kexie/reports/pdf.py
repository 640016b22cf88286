"""A document as PDF, set by typst after GB/T 9704-2012 with the fonts that lie beside this file."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any, Final

import typst
from django.conf import settings
from django.utils.translation import gettext as _

from kexie.kit.refusal import Refused
from kexie.reports import charts
from kexie.reports.copies import Copy, Printing
from kexie.reports.document import Block, Chart, Document, Heading, Listing, Live, Paragraph, Part
from kexie.reports.notes import annexed, note_line, sample_mark, source_line
from kexie.reports.wording import spoken

LAYOUT: Final = Path(__file__).with_name("layout.typ").read_bytes()
FONTS: Final = Path(__file__).with_name("fonts")
STANDARD: Final[typst.PDFStandard] = "a-2a"
"""PDF/A-2a: tagged for readers, every font embedded, to be read in thirty years."""
_ONE_AT_A_TIME: Final = threading.Lock()
_made: dict[str, typst.Compiler] = {}


def pdf(document: Document, how: Printing) -> bytes:
    """Return the document as PDF/A; the same document gives the same bytes."""
    printed = set_in(LAYOUT, {"document": json.dumps(plain(document, how), ensure_ascii=False)})
    assert isinstance(printed, bytes)  # noqa: S101 - one file, however many pages
    return printed


def pages(document: Document, how: Printing, ppi: float = 72) -> list[bytes]:
    """Return each page as PNG, for looking at."""
    told = {"document": json.dumps(plain(document, how), ensure_ascii=False)}
    drawn = set_in(LAYOUT, told, form="png", ppi=ppi)
    return drawn if isinstance(drawn, list) else [drawn]


def set_in(layout: bytes, told: dict[str, str], *, form: Any = "pdf", ppi: float | None = None) -> bytes | list[bytes]:  # noqa: ANN401 - typst's own words
    """Set a layout with what it is told; raise ``Refused`` where it cannot be set."""
    with _ONE_AT_A_TIME:  # a compiler keeps its fonts and its last document: it is made once and used in turn
        try:
            standards = [STANDARD] if form == "pdf" else []
            made = _compiler().compile(
                layout, format=form, ppi=ppi, sys_inputs=told, pdf_standards=standards, timestamp=0
            )
        except typst.TypstError as error:
            raise Refused(_("排不出这份文稿：%(why)s") % {"why": error.message}) from error
    assert made is not None  # noqa: S101 - no output file was named
    return made


def _compiler() -> typst.Compiler:
    own = [str(settings.FONTS_ROOT)] if Path(settings.FONTS_ROOT).is_dir() else []
    named = ":".join(own)
    if named not in _made:
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS), *own])
        _made[named] = typst.Compiler(root=str(FONTS), font_paths=fonts, ignore_system_fonts=True)
    return _made[named]


def plain(document: Document, how: Printing) -> dict[str, Any]:
    """Return the document as the layout reads it."""
    reviewed = how.copy is Copy.REVIEWER
    day = document.as_of
    return {
        "title": document.title,
        "byline": document.byline,
        "lang": spoken(),
        "day": [day.year, day.month, day.day],
        "mark": sample_mark() if document.made_up else "",
        "stamp": document.stamp,
        "blocks": [_block(block, how) for block in document.blocks],
        "annex": list(_annex(document, how)) if reviewed else [],
        "annex-title": _("数字的来历"),
    }


def _annex(document: Document, how: Printing) -> list[dict[str, Any]]:
    found = [_source(live.note, note_line(live), how.site + live.address) for live in document.notes]
    more = [_source(0, f"{of}{_('：')}{source_line(one)}", how.site + one.address) for of, one in annexed(document)]
    return [*found, *more]


def _source(note: int, text: str, href: str) -> dict[str, Any]:
    return {"note": note, "text": text, "href": href, "open": _("打开")}


def _part(part: Part, how: Printing) -> Any:  # noqa: ANN401 - plain JSON
    if isinstance(part, str):
        return part
    if how.copy is Copy.CLEAN:
        return part.said
    href = how.site + part.address if how.site else ""
    return {"text": part.said, "href": href, "note": part.note if isinstance(part, Live) else 0}


def _block(block: Block, how: Printing) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"kind": "heading", "level": block.level, "text": block.full}
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "parts": [_part(part, how) for part in block.parts]}
    if isinstance(block, Listing):
        return {"kind": "list", "items": [[_part(part, how) for part in item.parts] for item in block.items]}
    if isinstance(block, Chart):
        alt = charts.alternative(block)
        return {"kind": "chart", "caption": block.caption, "svg": charts.svg(block), "alt": alt}
    rows = [[_part(part, how) for part in row] for row in block.rows]
    return {"kind": "table", "caption": block.caption, "head": list(block.head), "rows": rows}

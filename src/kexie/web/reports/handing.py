"""Handing a document out as a file: its formats, their names and types."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.refusal import Forbidden
from kexie.reports.catalogue import FORMATS, TYPES
from kexie.reports.copies import Copy, Printing
from kexie.reports.document import Document

PAPERS: Final = (
    (".docx", "clean", gettext_lazy("Word 清稿")),
    (".pdf", "clean", gettext_lazy("PDF 清稿")),
    (".docx", "reviewer", gettext_lazy("Word 审阅稿")),
    (".pdf", "reviewer", gettext_lazy("PDF 审阅稿")),
)
"""What the head of a report offers: the clean copy for sending on, the reviewer's with every number's source."""
WORDS: Final = {".html": gettext_lazy("网页文件"), ".md": "Markdown", ".json": "JSON"}


def handed(request: HttpRequest, document: Document, ending: str, named: str) -> HttpResponse:
    """Return a document as a file; its numbers lead back to this site. An ending that is none reads as not there."""
    if ending not in FORMATS:
        raise Forbidden(_("没有这种文稿或格式。"))
    copy = Copy.CLEAN if request.GET.get("copy") == Copy.CLEAN else Copy.REVIEWER
    printed = FORMATS[ending](document, Printing(f"{request.scheme}://{request.get_host()}", copy))
    return as_file(printed, TYPES[ending], f"{named}{ending}")


def as_file(content: bytes, of_type: str, named: str) -> HttpResponse:
    """Return bytes as a file to keep."""
    answer = HttpResponse(content, content_type=of_type)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(named, safe='')}"
    return answer


def offered(path: str, asked: str = "") -> dict[str, list[tuple[object, str]]]:
    """Return the files that a page offers: papers at its head, the other formats at its foot."""
    tail = f"&{asked}" if asked else ""
    return {
        "papers": [(words, f"{path}{ending}?copy={copy}{tail}") for ending, copy, words in PAPERS],
        "files": [(words, f"{path}{ending}{f'?{asked}' if asked else ''}") for ending, words in WORDS.items()],
    }

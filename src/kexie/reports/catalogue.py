"""The reports that can be written, one line each, and the formats they are printed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from kexie.kit.exact import dumps
from kexie.reports import work_report
from kexie.reports.copies import Printing
from kexie.reports.document import Document
from kexie.reports.html import html
from kexie.reports.markdown import markdown
from kexie.reports.pdf import pdf
from kexie.reports.word import docx

REPORTS: Final[dict[str, Callable[..., Document]]] = {
    work_report.NAME: work_report.build,
}


def json(document: Document) -> str:
    """Return the document as JSON: the same question as of the same day gives the same bytes."""
    return dumps(document.as_json(), indent=2) + "\n"


FORMATS: Final[dict[str, Callable[[Document, Printing], bytes]]] = {
    ".docx": docx,
    ".pdf": pdf,
    ".html": lambda document, how: html(document, how).encode(),
    ".md": lambda document, how: markdown(document, how).encode(),
    ".json": lambda document, _how: json(document).encode(),
}
"""By ending; what is printed is whole, as bytes."""

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TEXT: Final = "; charset=utf-8"
TYPES: Final = {
    ".docx": WORD,
    ".pdf": "application/pdf",
    ".html": f"text/html{_TEXT}",
    ".md": f"text/markdown{_TEXT}",
    ".json": f"application/json{_TEXT}",
}

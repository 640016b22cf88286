"""The reports that can be written, one line each, and the formats they are printed in."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Final

from kexie.reports import work_report
from kexie.reports.document import Document
from kexie.reports.html import html
from kexie.reports.markdown import markdown

REPORTS: Final[dict[str, Callable[..., Document]]] = {
    work_report.NAME: work_report.build,
}


def _json(document: Document, _site: str = "") -> str:
    return json.dumps(document.as_json(), ensure_ascii=False, indent=2) + "\n"


FORMATS: Final[dict[str, Callable[[Document, str], str]]] = {
    ".md": markdown,
    ".html": html,
    ".json": _json,
}

"""Files that come in and go out: none too large is read into memory, none is shown as if it were a page of ours."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils.translation import gettext as _

from kexie.kit.refusal import Refused
from kexie.kit.sheets import MAX_BYTES
from kexie.records.files.actions import LIMIT

SAVED: Final = "application/octet-stream"
NAMED: Final = 60
"""Letters of a file's name that a sentence repeats."""


def too_large(given: UploadedFile[bytes]) -> str:
    """Return the sentence for a file beyond what is kept (50 MB), before it is read; empty: it may come in."""
    if (given.size or 0) <= LIMIT:
        return ""
    return _("文件“%(name)s”超过 50 MB；请压缩或分开上传。") % {"name": str(given.name)[:NAMED]}


def content_of(given: UploadedFile[bytes]) -> bytes:
    """Return the bytes of a file to be kept; raise ``Refused`` for one that is too large, before it is read."""
    wrong = too_large(given)
    if wrong:
        raise Refused(wrong)
    return bytes(given.read())


def sheet_of(given: UploadedFile[bytes]) -> bytes:
    """Return the bytes of a spreadsheet to be read; raise ``Refused`` for one that is too large, before it is."""
    if (given.size or 0) > MAX_BYTES:
        raise Refused(_("文件“%(name)s”超过 50 MB；请分开上传。") % {"name": str(given.name)[:NAMED]})
    return bytes(given.read())


def handed(name: str, content: bytes) -> HttpResponse:
    """Hand out a file to be saved, never shown: what is in it is not ours."""
    answer = HttpResponse(content, content_type=SAVED)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return sealed(answer)


def sealed(answer: HttpResponse) -> HttpResponse:
    """Let what is not ours do nothing in the browser and stay in no memory between."""
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer

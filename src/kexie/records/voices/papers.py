"""What may come with a voice: pictures and documents, told by their content. Nothing of them is ever run or shown."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from kexie.kit.refusal import Refused

MOST: Final = 3
TOGETHER: Final = 10 * 1024 * 1024
UNPACKED: Final = 100 * 1024 * 1024
ENTRIES: Final = 2_000
_HEADS: Final = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}
_OFFICE: Final = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}


class Paper(NamedTuple):
    """A file as it came: what it called itself, and its bytes."""

    name: str
    content: bytes


def endings(papers: Sequence[Paper]) -> list[str]:
    """Return by which ending each file is kept; raise ``Refused`` with a sentence for each that is not taken."""
    wrong = []
    if len(papers) > MOST:
        wrong.append(_("一次最多附 %(n)s 个文件。") % {"n": MOST})
    if sum(len(one.content) for one in papers) > TOGETHER:
        wrong.append(_("附件合计不能超过 10 MB；请压缩图片或只附要紧的几页。"))
    if wrong:
        raise Refused(wrong)
    found = [_ending(one.content) for one in papers]
    wrong = [
        _("“%(name)s”收不了：只收 PDF、PNG、JPG、docx、xlsx，按内容认，不按名字。") % {"name": one.name[:40]}
        for one, ending in zip(papers, found, strict=True)
        if not ending
    ]
    if wrong:
        raise Refused(wrong)
    return found


def _ending(content: bytes) -> str:
    for head, ending in _HEADS.items():
        if content.startswith(head):
            return ending
    return _office(content) if content.startswith(b"PK\x03\x04") else ""


def _office(content: bytes) -> str:
    """Return the ending of an office document; empty for any other archive, for macros, and for one that would burst.

    Only the list of contents is read, nothing is unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            listed = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return ""
    names = {one.filename for one in listed}
    if len(listed) > ENTRIES or sum(one.file_size for one in listed) > UNPACKED:
        return ""
    if any(name.lower().endswith(("vbaproject.bin", ".exe", ".js", ".html")) for name in names):
        return ""
    return next((ending for inner, ending in _OFFICE.items() if inner in names), "")

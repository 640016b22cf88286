"""An office's own .docx, taken apart safely: no bomb, no macro, nothing that reaches out of the file.

What is written in double braces is found across the runs into which Word parts a line; nothing is ever executed.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any, Final

from django.utils.translation import gettext as _
from docx.opc.oxml import parse_xml, serialize_part_xml

from kexie.kit.refusal import Refused

LARGEST: Final = 10 * 2**20
UNPACKED: Final = 100 * 2**20
PARTS: Final = 2000
FIELDS: Final = 500
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FIELD: Final = re.compile(r"\{\{\s*(.*?)\s*\}\}")
_TEXTS: Final = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_LOGIC: Final = re.compile(r"\{%|\{#")
_LIVELY: Final = re.compile(r"vbaProject|activeX|embeddings/|oleObject", re.IGNORECASE)


def unpacked(content: bytes) -> dict[str, bytes]:
    """Return the parts of a .docx; raise ``Refused`` for what is none, is too large, or holds more than text."""
    if len(content) > LARGEST:
        raise Refused(_("模板超过 10 MB；请去掉里面的大图。"))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            listed = packed.infolist()
            if len(listed) > PARTS or sum(one.file_size for one in listed) > UNPACKED:
                raise Refused(_("模板解开后太大，像是压缩炸弹；没有收。"))
            parts = {one.filename: _read(packed, one) for one in listed if not one.is_dir()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise Refused(_("这不是完好的 Word 文件（.docx）；请用 Word 另存一份。")) from error
    if "word/document.xml" not in parts or "[Content_Types].xml" not in parts:
        raise Refused(_("这不是 Word 文件（.docx）；请用 Word 另存一份。"))
    _check(parts)
    return parts


def _read(packed: zipfile.ZipFile, one: zipfile.ZipInfo) -> bytes:
    with packed.open(one) as part:
        content = part.read(one.file_size + 1)
    if len(content) != one.file_size:  # a part that is longer than it says
        raise zipfile.BadZipFile
    return content


def _check(parts: dict[str, bytes]) -> None:
    if any(_LIVELY.search(name) for name in parts) or b"macroEnabled" in parts["[Content_Types].xml"]:
        raise Refused(_("模板里有宏或嵌入的对象；请用 Word 另存为不带宏的 .docx。"))
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")) and (b"<!DOCTYPE" in content or b"<!ENTITY" in content):
            raise Refused(_("模板里有不该有的定义（DTD）；请用 Word 另存一份。"))
        if name.endswith(".rels"):
            for link in _parsed(content):
                outside = link.get("TargetMode") == "External"
                if outside and not str(link.get("Type", "")).endswith("/hyperlink"):
                    raise Refused(_("模板引用了文件以外的内容（模板、图片或对象）；请改为嵌入，或去掉。"))


def _parsed(content: bytes) -> Any:  # noqa: ANN401 - an element of the file
    try:
        return parse_xml(content)  # type: ignore[arg-type] # bytes are what it is given everywhere; it resolves no entities
    except SyntaxError as error:
        raise Refused(_("这不是完好的 Word 文件（.docx）；请用 Word 另存一份。")) from error


def fields(parts: dict[str, bytes]) -> list[str]:
    """Return what is written in double braces, in order, each once; raise ``Refused`` for more than fields."""
    found: dict[str, None] = {}
    for _name, root in _roots(parts):
        for line in root.iter(f"{_W}p"):
            text = "".join(one.text or "" for one in line.iter(f"{_W}t"))
            if _LOGIC.search(text):
                raise Refused(_("模板里只能写 {{ … }}；不能有 {%% 或 {#。见“%(text)s”。") % {"text": text.strip()[:40]})
            found |= dict.fromkeys(one[1] for one in _FIELD.finditer(text))
    if len(found) > FIELDS:
        raise Refused(_("模板里的字段太多；最多 %(most)s 个。") % {"most": FIELDS})
    return list(found)


def filled(parts: dict[str, bytes], said: Callable[[str], str]) -> bytes:
    """Return the .docx with every field replaced by what ``said`` says of it, in the face of its first sign."""
    made = dict(parts)
    for name, root in _roots(parts):
        for line in root.iter(f"{_W}p"):
            _fill(list(line.iter(f"{_W}t")), said)
        made[name] = serialize_part_xml(root)
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in made.items():
            packed.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return kept.getvalue()


def _roots(parts: dict[str, bytes]) -> Iterator[tuple[str, Any]]:
    for name, content in parts.items():
        if _TEXTS.fullmatch(name):
            yield name, _parsed(content)


def _fill(runs: list[Any], said: Callable[[str], str]) -> None:
    whole = "".join(one.text or "" for one in runs)
    for found in reversed(list(_FIELD.finditer(whole))):
        begun, place = 0, found.start()
        text = said(found[1])
        for one in runs:
            had = one.text or ""
            start, end = max(found.start() - begun, 0), min(found.end() - begun, len(had))
            if start < end:
                one.text = had[:start] + (text if begun + start == place else "") + had[end:]
                one.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            begun += len(had)

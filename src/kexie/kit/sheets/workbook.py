"""Opening an .xlsx safely: it is a zip of XML, so its size, its entries and its formulas are looked at first."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

from django.utils.translation import gettext as _

from kexie.kit.refusal import Refused
from kexie.kit.sheets.model import ASIDE, listed
from kexie.kit.text import clipped

MAX_UNPACKED: Final = 300 * 1024 * 1024
"""Largest sum of the parts of a workbook once unpacked, in bytes."""
_MAX_RATIO: Final = 250
_RATIO_FROM: Final = 20 * 1024 * 1024
_MAX_PARTS: Final = 2_000
_SPOKEN: Final = re.compile(r'"[^"]*"|\\.')
"""What a number format only writes beside the number."""
_BUILT_IN: Final = frozenset({"9", "10"})
"""The formats 0% and 0.00%, which every spreadsheet has without writing them down."""
_DATA: Final = re.compile(rb"<(?:\w+:)?(?:v|is|f)[\s>]")
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_MAIN: Final = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_STRICT_RELATION: Final = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The one sheet that is read: its name, its XML, a workbook with nothing but it, and what to tell the reader."""

    name: str
    xml: bytes
    workbook: bytes
    notes: tuple[str, ...]
    percents: frozenset[int] = frozenset()
    """The styles by which a number is shown as per cent: 12% of a number that is 0.12."""


def first_sheet(data: bytes, name: str) -> Sheet:
    """Return the first visible sheet with data. Raises ``Refused`` for what is not a sound, modest .xlsx.

    The workbook handed on is packed anew from the parts unpacked here, so that no later reader meets a part whose
    declared size lies.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_entries(archive, name)
            return _choose(archive, name)
    except (
        zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError, ValueError, OSError,
        ET.ParseError,
    ):  # fmt: skip
        raise damaged(name) from None


def damaged(name: str) -> Refused:
    """Return the refusal of a workbook that cannot be opened."""
    return Refused(_("%(file)s：Excel 文件已损坏，打不开；请重新另存为 .xlsx。") % {"file": name})


def _check_entries(archive: zipfile.ZipFile, name: str) -> None:
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    where = {"file": name}
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused(_("%(file)s：文件加了密码；请去掉密码再导入。") % where)
    unpacked = sum(entry.file_size for entry in entries)
    swollen = any(
        entry.file_size > _RATIO_FROM and entry.file_size > _MAX_RATIO * max(entry.compress_size, 1)
        for entry in entries
    )
    if unpacked > MAX_UNPACKED or swollen or len(entries) > _MAX_PARTS:
        raise Refused(
            _("%(file)s：解压后过大（%(size)s MB），不予打开；请只留需要的行和列，重新另存。")
            % {**where, "size": unpacked // 2**20},
        )
    if len(names) != len(entries):
        raise damaged(name)
    if "xl/workbook.xml" not in names:
        raise Refused(_not_a_workbook(names) % where)


def _not_a_workbook(names: set[str]) -> str:
    if "xl/workbook.bin" in names:
        return _("%(file)s：是 .xlsb 二进制工作簿；请另存为 .xlsx。")
    if "mimetype" in names and "content.xml" in names:
        return _("%(file)s：是 OpenDocument 文件（.ods）；请另存为 .xlsx。")
    if any(entry.startswith("word/") for entry in names):
        return _("%(file)s：是 Word 文档，不是表格；请把表格复制到 Excel，另存为 .xlsx。")
    if any(entry.startswith("ppt/") for entry in names):
        return _("%(file)s：是演示文稿，不是表格；请另存为 .xlsx。")
    return _("%(file)s：是压缩包，不是表格；请解压后导入里面的 .xlsx 或 .csv。")


def _tree(archive: zipfile.ZipFile, part: str) -> ET.Element:
    xml = archive.read(part)
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise ValueError(part)
    return ET.fromstring(xml)  # noqa: S314 - without a DOCTYPE there are no entities to expand


def _choose(archive: zipfile.ZipFile, name: str) -> Sheet:
    workbook = _tree(archive, "xl/workbook.xml")
    targets = {
        relation.get("Id"): relation.get("Target", "") for relation in _tree(archive, "xl/_rels/workbook.xml.rels")
    }
    chosen: tuple[str, str, bytes] | None = None
    others: list[str] = []
    for sheet in [*workbook.iter(f"{_MAIN}sheet"), *workbook.iter(f"{_STRICT_MAIN}sheet")]:
        title = sheet.get("name", "")
        target = targets.get(sheet.get(_RELATION) or sheet.get(_STRICT_RELATION), "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        if sheet.get("state", "visible") != "visible" or title in ASIDE or "worksheets/" not in part:
            continue
        xml = archive.read(part)
        if not _DATA.search(xml):
            continue
        if chosen is None:
            chosen = (title, part, xml)
        else:
            others.append(title)
    if chosen is None:
        raise Refused(_("%(file)s：表是空的，没有表头。请在第一行写列名。") % {"file": name})
    title, part, xml = chosen
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise damaged(name)
    notes = _notes(name, title, others)
    return Sheet(title, xml, _packed(archive, part, xml), notes, _percents(archive))


def _percents(archive: zipfile.ZipFile) -> frozenset[int]:
    if "xl/styles.xml" not in archive.namelist():
        return frozenset()
    styles = _tree(archive, "xl/styles.xml")
    own = [*styles.iter(f"{_MAIN}numFmt"), *styles.iter(f"{_STRICT_MAIN}numFmt")]
    shown = {one.get("numFmtId") for one in own if "%" in _SPOKEN.sub("", one.get("formatCode", ""))} | _BUILT_IN
    used = [form for name in (_MAIN, _STRICT_MAIN) for group in styles.iter(f"{name}cellXfs") for form in group]
    return frozenset(place for place, form in enumerate(used) if form.get("numFmtId") in shown)


def _notes(name: str, title: str, others: list[str]) -> tuple[str, ...]:
    if not others:
        return ()
    told = {"file": name, "sheet": clipped(title), "others": listed([clipped(other, 20) for other in others])}
    return (_("%(file)s：只读了第一个有数据的工作表“%(sheet)s”；没有读：%(others)s。") % told,)


def _packed(archive: zipfile.ZipFile, part: str, xml: bytes) -> bytes:
    """Return a workbook of the chosen sheet and the parts that name and format it, stored without compression."""
    packed = io.BytesIO()
    wanted = {"[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"}
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as bare:
        for entry in archive.namelist():
            if entry in wanted or entry.lower() in {"xl/sharedstrings.xml", "xl/styles.xml"}:
                bare.writestr(entry, archive.read(entry))
        bare.writestr(part, xml)
    return packed.getvalue()

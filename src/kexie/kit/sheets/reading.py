"""One door for every file that is imported: it is known by its bytes, not by its name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from kexie.kit.bulk import uncollected
from kexie.kit.refusal import Refused
from kexie.kit.sheets.csv_in import csv_grid
from kexie.kit.sheets.grid import table_of
from kexie.kit.sheets.model import MAX_BYTES, Table
from kexie.kit.sheets.xlsx_in import xlsx_grid
from kexie.kit.text import clipped

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_WORD: Final = "WordDocument".encode("utf-16-le")
_OTHER: Final = (
    b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"{\\rtf", b"\x7fELF",
    b"MZ\x90",
)  # fmt: skip
_HTML: Final = re.compile(
    rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|table|head|meta|style)\b", re.IGNORECASE | re.DOTALL
)
_XML: Final = re.compile(rb"\s*<\?xml\b")
_WORKBOOK_ENDINGS: Final = (".xlsx", ".xlsm", ".xls", ".et")


@uncollected()
def read_table(source: Path | str | bytes, name: str = "") -> Table:
    """Read a .csv or .xlsx, given as a path or as its bytes, into a table; ``name`` is what messages call it.

    What is wrong with single cells is kept with its row (``Row.troubles``). Raises ``Refused``, one clear line each,
    for what cannot be read as a whole: missing, empty, a folder, over 50 MB, another format, another encoding, no
    header, a header twice. A file of 100 000 rows takes a few seconds.
    """
    shown = clipped(name or (_("文件") if isinstance(source, bytes) else Path(source).name or str(source)))
    data = source if isinstance(source, bytes) else _bytes_of(Path(source), clipped(str(source), 200))
    if len(data) > MAX_BYTES:
        raise _too_large(shown, len(data))
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        raise Refused(_("%(file)s：文件是空的。") % {"file": shown})
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return table_of(xlsx_grid(data, shown))
    _refuse_other_formats(data, shown)
    if shown.lower().endswith(_WORKBOOK_ENDINGS):
        raise Refused(
            _("%(file)s：不是真正的 Excel 文件；请用表格软件另存为 .xlsx，或以 .csv 结尾。") % {"file": shown}
        )
    return table_of(csv_grid(data, shown))


def _bytes_of(path: Path, shown: str) -> bytes:
    where = {"file": shown}
    try:
        if path.is_dir():
            raise Refused(_("%(file)s：是文件夹，不是文件；请指明里面的哪个文件。") % where)
        if not path.exists():
            raise Refused(_("%(file)s：没有这个文件；请检查路径和文件名。") % where)
        if not path.is_file():
            raise Refused(_("%(file)s：不是普通文件。") % where)
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise _too_large(shown, size)
        return path.read_bytes()
    except (OSError, ValueError):
        raise Refused(_("%(file)s：读不了；请检查路径和读取权限。") % where) from None


def _too_large(shown: str, size: int) -> Refused:
    return Refused(
        _("%(file)s：文件有 %(size)s MB，最多 %(max)s MB；请分成几个文件。")
        % {"file": shown, "size": -(-size // 2**20), "max": MAX_BYTES // 2**20},
    )


def _refuse_other_formats(data: bytes, shown: str) -> None:
    where = {"file": shown}
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise Refused(_("%(file)s：文件加了密码；请去掉密码再导入。") % where)
        if _WORD in data:
            raise Refused(_("%(file)s：是 Word 文档，不是表格；请把表格复制到 Excel，另存为 .xlsx。") % where)
        raise Refused(_("%(file)s：是旧版 Excel/WPS 格式（.xls、.et）；请另存为 .xlsx。") % where)
    if _HTML.match(data[:4096].removeprefix(b"\xef\xbb\xbf")):
        raise Refused(_("%(file)s：是网页（HTML）改名成的表格；请用表格软件打开，另存为 .xlsx。") % where)
    if _XML.match(data[:4096].removeprefix(b"\xef\xbb\xbf")):
        raise Refused(_("%(file)s：是 XML 文件（旧式 XML 表格也是）；请用表格软件打开，另存为 .xlsx。") % where)
    if data.startswith(_OTHER):
        raise Refused(_("%(file)s：不是表格文件；请导入 .xlsx 或 .csv。") % where)

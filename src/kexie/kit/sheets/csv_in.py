"""Reading .csv: UTF-8 with or without mark, GB18030, UTF-16 with mark; commas, semicolons or tabs.

An apostrophe that keeps a text from being a formula (see ``harmless``) is no part of it.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from kexie.kit.refusal import Refused
from kexie.kit.sheets.grid import Grid
from kexie.kit.sheets.harmless import meant
from kexie.kit.sheets.model import MAX_BYTES

_SAMPLE: Final = 100_000
_SUSPECT: Final = 10
_MAX_CELLS: Final = 5_000
_NEITHER_LATIN_NOR_CHINESE: Final = re.compile(r"[\x00-\x7f\u0100-\u07ff]*")
_FOREIGN: Final = re.compile(r"[^\x00-\x7f]")
# The module's own limit (131 072) would end the file at the first long cell; ours is said per cell, later.
csv.field_size_limit(MAX_BYTES)


def csv_grid(data: bytes, name: str) -> Grid:
    """Return the grid of a CSV file. Raises ``Refused`` for an unknown encoding or quotes that do not close."""
    text = decoded(data, name)
    return Grid(name=name, kind="csv", rows=_rows(text, _delimiter(text), name), strict_width=True)


def decoded(data: bytes, name: str) -> str:
    """Return the text of a file in UTF-8 or GB18030, or in UTF-16 with its mark; ``Refused`` otherwise."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise _unreadable(name, data, error.start) from None
    if data.count(0) * 5 > len(data):
        raise Refused(
            _("%(file)s：像是没有标记的 UTF-16 文本或二进制文件；请另存为“CSV UTF-8”。") % {"file": name},
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        position = error.start
    else:
        return _lone_hanzi(data, text)
    # Damaged UTF-8 often passes as GB18030 and comes out as nonsense: it is told apart by how much of it is sound.
    replaced = data[:_SAMPLE].decode("utf-8", "replace")
    damaged = replaced.count("\ufffd")
    if data.startswith(codecs.BOM_UTF8) or damaged * 4 < len(_FOREIGN.findall(replaced)) - damaged:
        raise _unreadable(name, data, position)
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise _unreadable(name, data, error.start) from None
    if not _usual(text[:_SAMPLE]):
        raise _unreadable(name, data, position)
    return text


def _lone_hanzi(data: bytes, text: str) -> str:
    """Return the text, read anew if it is GB18030 that passed as UTF-8: a lone 约 comes out as an Armenian letter."""
    if text.isascii() or data.startswith(codecs.BOM_UTF8) or not _NEITHER_LATIN_NOR_CHINESE.fullmatch(text):
        return text
    try:
        again = data.decode("gb18030")
    except UnicodeDecodeError:
        return text
    return again if all(_everyday(character) for character in _FOREIGN.findall(again)) else text


def _usual(text: str) -> bool:
    """Return whether most foreign characters are everyday Chinese: Big5 read as GB18030 gives mostly rare ones."""
    foreign = _FOREIGN.findall(text)
    everyday = sum(1 for character in foreign if _everyday(character))
    rare = len(foreign) - everyday
    return rare < _SUSPECT or rare <= everyday


def _everyday(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _unreadable(name: str, data: bytes, position: int) -> Refused:
    line = data.count(b"\n", 0, position) + 1
    return Refused(
        _("%(file)s：第 %(line)s 行的文字既不是 UTF-8 也不是 GB18030；请用表格软件另存为“CSV UTF-8”。")
        % {"file": name, "line": line},
    )


def _delimiter(text: str) -> str:
    """Return the separator that stands most often in the first line that is not blank, outside quotes."""
    head = next((line for line in io.StringIO(text) if line.strip()), "")[:_SAMPLE]
    bare = re.sub(r'"[^"]*"', "", head)
    return max((",", ";", "\t"), key=bare.count)


def _rows(text: str, delimiter: str, name: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise Refused(
                _("%(file)s：第 %(row)s 行的引号没有配对；请检查这一行的英文双引号（格内的引号要写两个）。")
                % {"file": name, "row": number},
            ) from None
        if len(cells) > _MAX_CELLS:
            raise Refused(
                _("%(file)s：第 %(row)s 行有 %(count)s 格；请检查分隔符和引号。")
                % {"file": name, "row": number, "count": len(cells)},
            )
        yield number, [meant(cell) for cell in cells]

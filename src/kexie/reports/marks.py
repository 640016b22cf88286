"""The text of a draft: how people number headings by hand is how it is read, and 【数1】 stands for a number.

A short line that begins 一、 （一） 1. or （1） is a heading (its number is set anew), one that begins with a dash an
item of a list, 【表1】 or 【图1】 on a line of its own a table or a chart; every other line is a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_HAN: Final = "[一二三四五六七八九十百]+"
_HEADS: Final = (
    re.compile(rf"\s*{_HAN}、\s*(\S.*)"),
    re.compile(rf"\s*[（(]{_HAN}[）)]\s*(\S.*)"),
    re.compile(r"\s*\d{1,2}(?:．|\.(?!\d)|、)\s*(\S.*)"),
    re.compile(r"\s*[（(]\d{1,2}[）)]\s*(\S.*)"),
)
_LONGEST_HEAD: Final = 40
_ENDS: Final = "。；;！？!?，,"
_ITEM: Final = re.compile(r"\s*(?:[-–—•·]\s+|[—–]+)(\S.*)")
MARK: Final = re.compile(r"【(数|表|图)(\d{1,4})】")
_ALONE: Final = re.compile(r"\s*【(表|图)(\d{1,4})】\s*")


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it is read: ``kind`` is head, item, piece or words; ``level`` of a heading; ``piece`` by number."""

    kind: str
    text: str = ""
    level: int = 0
    piece: int = 0


def lines(text: str) -> Iterator[Line]:
    """Yield the lines of a draft's text; empty ones part nothing and are left out."""
    for line in text.splitlines():
        if not line.strip():
            continue
        alone = _ALONE.fullmatch(line)
        if alone:
            yield Line("piece", line.strip(), piece=int(alone[2]))
            continue
        yield _head(line) or _item(line) or Line("words", line.strip())


def _head(line: str) -> Line | None:
    for level, pattern in enumerate(_HEADS, start=1):
        found = pattern.fullmatch(line)
        if found and len(line.strip()) <= _LONGEST_HEAD and line.strip()[-1] not in _ENDS and not MARK.search(line):
            return Line("head", found[1].strip(), level)
    return None


def _item(line: str) -> Line | None:
    found = _ITEM.fullmatch(line)
    return Line("item", found[1].strip()) if found else None


def mark(form: str, number: int) -> str:
    """Return the mark of a piece: 【数1】, 【表2】 or 【图3】."""
    return f"【{'数' if form == 'number' else '表' if form == 'table' else '图'}{number}】"


def placed(text: str, said: str, *, alone: bool, after: int) -> str:
    """Return the text with a mark put at the end of line ``after`` (counted from 1; 0: the last that has words).

    ``alone``: on a line of its own below it.
    """
    rows = text.rstrip().splitlines() or [""]
    place = min(after, len(rows)) - 1 if after else len(rows) - 1
    if alone:
        rows.insert(place + 1, said)
    else:
        row = rows[place].rstrip()
        end = row[-1] if row and row[-1] in "。；！？" else ""
        rows[place] = f"{row[: len(row) - len(end)]}{said}{end}"
    return "\n".join(rows).lstrip("\n")

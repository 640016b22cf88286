"""A spreadsheet once it has been read: headers, rows of text, and what was wrong with single cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from kexie.kit.text import joined

MAX_BYTES: Final = 50 * 1024 * 1024
"""Largest file that is read, in bytes."""
MAX_CELL: Final = 10_000
"""Longest text of one cell, in characters."""
MEND: Final = "怎么改 / how to mend"
ORIGINAL_ROW: Final = "原行号 / row"
ADDED: Final = frozenset({MEND, ORIGINAL_ROW})
"""Columns that ``write_errors`` adds; a file handed in again may keep them, they are not read."""
ASIDE: Final = ("示例 example", "选项 choices")
"""Sheets of a template that hold no data to be read."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one row: row number as the spreadsheet shows it, column as headed, value clipped, why."""

    row: int
    column: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not blank: trimmed texts by header, with what the reader itself found wrong.

    ``dated`` names the columns whose cell was a true spreadsheet date, not text.
    """

    number: int
    cells: dict[str, str]
    troubles: tuple[Problem, ...] = ()
    dated: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet. ``source_kind`` is ``"csv"`` or ``"xlsx"``; ``notes`` are sentences the reader should be told."""

    name: str
    headers: tuple[str, ...]
    rows: list[Row]
    source_kind: str = "csv"
    notes: tuple[str, ...] = field(default=())


def letters(index: int) -> str:
    """Return the column letters of a zero-based index: 0 → A, 26 → AA."""
    said = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        said = chr(65 + rest) + said
    return said


def address(row: int, index: int) -> str:
    """Return a cell's address from its row number and zero-based column: (3, 1) → B3."""
    return f"{letters(index)}{row}"


def listed(names: Sequence[str], limit: int = 8) -> str:
    """Return names as a Chinese list, at most ``limit`` of them."""
    return joined(names[:limit]) + ("…" if len(names) > limit else "")

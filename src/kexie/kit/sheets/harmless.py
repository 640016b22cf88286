"""Cells of a CSV that a spreadsheet would run as a formula, kept text by an apostrophe; and read again."""

from __future__ import annotations

import re
from typing import Final

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings that a spreadsheet takes for a formula; an apostrophe before them keeps them text."""
_NUMBER: Final = re.compile(r"-\d+(?:\.\d+)?", re.ASCII)
"""A number below nothing, which a spreadsheet takes for what it is: with an apostrophe nobody could add it up."""
_MARK: Final = "'"
_MARKED: Final = (*FORMULA, _MARK)


def harmless(text: str) -> str:
    """Return a cell of a CSV that no spreadsheet runs as a formula; ``meant`` returns the text again."""
    marked = (text.startswith(FORMULA) and not _NUMBER.fullmatch(text)) or (
        text[:1] == _MARK and text[1:].startswith(_MARKED)
    )
    return f"{_MARK}{text}" if marked else text


def meant(cell: str) -> str:
    """Return the text that a cell of a CSV stands for: without the apostrophe that keeps it from being a formula."""
    return cell[1:] if cell[:1] == _MARK and cell[1:].startswith(_MARKED) else cell

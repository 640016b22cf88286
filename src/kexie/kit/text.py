"""Text as people type it: full-width digits, invisible characters, long cells that must not flood a message."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from django.utils.translation import get_language

CLIP: Final = 60
"""Longest piece of a bad cell that a message ever shows, in characters."""

_HALF_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_TRIMMED: Final = "\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
_MISLEADING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffd")
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})


def reader_language() -> str:
    """Return ``"en"`` for a reader of English and ``"zh"`` for everybody else."""
    return "en" if (get_language() or "zh").startswith("en") else "zh"


def joined(words: Iterable[object]) -> str:
    """Return words as a list in the reader's language: ``甲、乙``, in English ``a, b``."""
    return (", " if reader_language() == "en" else "、").join(map(str, words))


def counted_as(word: str, value: object) -> str:
    """Return the word of what is counted as it stands behind a number: in English one session, two sessions."""
    if value != 1 or reader_language() != "en":
        return word
    if word == "people":
        return "person"
    if word.endswith(("ches", "xes")):
        return word[:-2]
    return f"{word[:-3]}y" if word.endswith("ies") else word.removesuffix("s")


def whole(text: str, digits: int = 18) -> int | None:
    """Return the number that at most so many plain digits write, else ``None``: to Python ``²`` is a digit as well."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None


def half_width(text: str) -> str:
    """Return the text with full-width letters, digits, signs and spaces (Ａ１，　) made half-width."""
    return text if text.isascii() else text.translate(_HALF_WIDTH)


def trimmed(text: str) -> str:
    """Return the text in NFC without white space, full-width spaces or zero-width marks at either end."""
    if text.isascii():
        return text.strip()
    stripped = unicodedata.normalize("NFC", text)
    while stripped != (shorter := stripped.strip().strip(_TRIMMED)):
        stripped = shorter
    return stripped


def one_line(text: str) -> str:
    """Return trimmed text in which every run of white space, line breaks too, is one space."""
    return " ".join(trimmed(text).split())


def odd_character(text: str, *, strict: bool = False) -> str | None:
    """Return the name (``U+0000``) of the first character that no text should hold, or None.

    Such are control characters other than tab and line break, marks that reverse the reading direction, and the sign
    of text already damaged (U+FFFD). ``strict``, for codes, also refuses everything invisible or unassigned: two codes
    that look alike would differ by it.
    """
    if text.isascii() and text.isprintable():
        return None
    for character in text:
        category = unicodedata.category(character)
        if strict:
            odd = category in _INVISIBLE or character == "\ufffd"
        else:
            odd = character in _MISLEADING or (category in {"Cc", "Cs"} and character not in "\n\r\t")
        if odd:
            return f"U+{ord(character):04X}"
    return None


def clipped(text: str, limit: int = CLIP) -> str:
    """Return the text on one printable line of at most ``limit`` characters, ending in … when cut."""
    head = text[: limit + 1]
    shown = "".join(character if character.isprintable() else "\u00b7" for character in head)
    return shown if len(text) <= limit else shown[: limit - 1] + "…"


def visible_length(text: str) -> int:
    """Return the width in half-width columns: a Chinese character takes two, a combining mark none."""
    return len(text) if text.isascii() else _visible(text)


@lru_cache(maxsize=4096)
def _visible(text: str) -> int:
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Cc", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1

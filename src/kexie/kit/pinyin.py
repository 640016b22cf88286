"""First letters of pinyin, so that 江苏省科协 is found by ``jsskx``: what people type who know a name by ear.

The 3 755 everyday characters of GB 2312 (level 1) stand in the order of their pinyin, so a character's place tells its
first letter; rarer ones, and characters read in several ways, have no or one reading here. Good enough to find by,
never used to sort or to tell names apart.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

_FIRST: Final = (
    (0xB0A1, "a"), (0xB0C5, "b"), (0xB2C1, "c"), (0xB4EE, "d"), (0xB6EA, "e"), (0xB7A2, "f"), (0xB8C1, "g"),
    (0xB9FE, "h"), (0xBBF7, "j"), (0xBFA6, "k"), (0xC0AC, "l"), (0xC2E8, "m"), (0xC4C3, "n"), (0xC5B6, "o"),
    (0xC5BE, "p"), (0xC6DA, "q"), (0xC8BB, "r"), (0xC8F6, "s"), (0xCBFA, "t"), (0xCDDA, "w"), (0xCEF4, "x"),
    (0xD1B9, "y"), (0xD4D1, "z"),
)  # fmt: skip
"""The code at which each letter begins in level 1 of GB 2312."""
_CODES: Final = tuple(code for code, _letter in _FIRST)
_END: Final = 0xD7FA
LONGEST: Final = 200


def initials(name: str) -> str:
    """Return a name's first letters in lower case; letters and digits stand for themselves, the rest is left out."""
    return "".join(map(_letter, name))[:LONGEST]


def _letter(sign: str) -> str:
    if sign.isascii():
        return sign.lower() if sign.isalnum() else ""
    try:
        pair = sign.encode("gb2312")
    except UnicodeEncodeError:
        return ""
    code = int.from_bytes(pair, "big")
    return _FIRST[bisect_right(_CODES, code) - 1][1] if _CODES[0] <= code < _END else ""

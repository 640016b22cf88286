"""Colours as people write them, and how well one reads on another (WCAG 2.2, success criterion 1.4.3)."""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext as _

from kexie.kit.refusal import Refused
from kexie.kit.text import clipped, half_width, trimmed

ENOUGH: Final = 4.5
"""The least contrast of text on its ground (WCAG 2.2 AA)."""
_HEX: Final = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})")
_STEPS: Final = 100


def parse_colour(text: str) -> str:
    """Read ``#b3301a``, ``B3301A`` or ``#b31``; return it as ``#rrggbb``; raise ``Refused`` for anything else."""
    found = _HEX.fullmatch(half_width(trimmed(text)).lower())
    if found is None:
        raise Refused(_("“%(text)s”不是颜色；请写六位十六进制，例如 #b3301a。") % {"text": clipped(text)})
    digits = found[1] if len(found[1]) > 3 else "".join(one * 2 for one in found[1])  # noqa: PLR2004 - the short form
    return f"#{digits}"


def parts(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue (0–255) of ``#rrggbb``."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0 (black) to 1 (white), as WCAG defines it."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - the numbers of sRGB
        for part in (value / 255 for value in parts(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 (the same) to 21 (black on white)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def reads_on(colour: str, grounds: tuple[str, ...]) -> bool:
    """Tell whether text in a colour reads on every one of some grounds."""
    return all(contrast(colour, ground) >= ENOUGH for ground in grounds)


def towards(colour: str, other: str, grounds: tuple[str, ...]) -> str:
    """Return the colour, mixed with another only as far as it takes to read on every ground."""
    mixed = colour
    for step in range(_STEPS + 1):
        share = step / _STEPS
        pairs = zip(parts(colour), parts(other), strict=True)
        mixed = "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
        if reads_on(mixed, grounds):
            break
    return mixed

"""A plot of growth, as a picture of lines: both axes logarithmic, readable on a light and on a dark page."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

WIDTH, HEIGHT = 820, 420
LEFT, RIGHT, TOP, BOTTOM = 64, 300, 34, 46
INKS: Final = (("#0b5a6f", "#7cc7d8"), ("#a8322d", "#f0928d"), ("#7a5b00", "#e0bd5a"), ("#4b5aa8", "#a9b5f2"),
               ("#3a6b35", "#9bd094"), ("#7d3a7a", "#dd9fd9"))  # fmt: skip
"""For each line its colour on a light and on a dark page, each 4.5 : 1 or more against it."""
DASHES: Final = ("", "7 4", "2 4", "10 4 2 4", "", "7 4")
APART: Final = 15
"""Points of picture between two names at the end of their lines."""
Points = Sequence[tuple[float, float]]


def plot(title: str, across: str, lines: Mapping[str, Points]) -> str:
    """Return the picture (SVG) of named lines through points (x, y), all of them above 0."""
    every = [point for points in lines.values() for point in points]
    columns = _decades([x for x, _y in every])
    rows = _decades([y for _x, y in every])

    def at(x: float, y: float) -> tuple[float, float]:
        over = (math.log10(x) - columns[0]) / max(1, columns[-1] - columns[0])
        above = (math.log10(y) - rows[0]) / max(1, rows[-1] - rows[0])
        return LEFT + over * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - above * (HEIGHT - TOP - BOTTOM)

    parts = [_head(title), _text(LEFT, 18, title, "t")]
    parts.append(_text(WIDTH - RIGHT, HEIGHT - 8, across, "e"))
    for power in columns:
        x, _y = at(10.0**power, 10.0 ** rows[0])
        parts += [f'<path class="g" d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}"/>', _text(x, HEIGHT - 26, _said(power), "m")]
    for power in rows:
        _x, y = at(10.0 ** columns[0], 10.0**power)
        parts += [f'<path class="g" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>', _text(LEFT - 6, y + 4, _said(power), "e")]
    names = sorted((at(*points[-1])[1], nth, name) for nth, (name, points) in enumerate(lines.items()))
    below = float(TOP - APART)
    for nth, points in enumerate(lines.values()):
        parts += _line(nth, [at(x, y) for x, y in points])
    for y, nth, name in names:
        below = max(y + 4, below + APART)
        parts.append(_text(WIDTH - RIGHT + 10, below, name, f"c{nth}"))
    return "\n".join([*parts, "</svg>", ""])


def _line(nth: int, points: Points) -> list[str]:
    drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dash = f' stroke-dasharray="{DASHES[nth]}"' if DASHES[nth] else ""
    dots = [f'<circle class="d{nth}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in points]
    return [f'<polyline class="l{nth}"{dash} points="{drawn}"/>', *dots]


def _head(title: str) -> str:
    light, dark = ("".join(_inks(scheme)) for scheme in (0, 1))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
        f"<title>{escape(title)}</title><style>"
        "text{font:12px system-ui,sans-serif}.t{font-weight:600;font-size:14px}"
        ".e{text-anchor:end}.m{text-anchor:middle}"
        f"polyline{{fill:none;stroke-width:2}}text{{fill:#222}}.g{{stroke:#ddd}}{light}"
        f"@media(prefers-color-scheme:dark){{text{{fill:#ddd}}.g{{stroke:#444}}{dark}}}</style>"
    )


def _inks(scheme: int) -> list[str]:
    return [f"text.c{nth},.d{nth}{{fill:{ink[scheme]}}}.l{nth}{{stroke:{ink[scheme]}}}" for nth, ink in enumerate(INKS)]


def _decades(values: Sequence[float]) -> list[int]:
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return list(range(low, max(high, low + 1) + 1))


def _said(power: int) -> str:
    return f"{10**power:,}" if power >= 0 else f"{10.0**power:g}"


def _text(x: float, y: float, words: str, which: str = "") -> str:
    named = f' class="{which}"' if which else ""
    return f'<text{named} x="{x:.1f}" y="{y:.1f}">{escape(words)}</text>'

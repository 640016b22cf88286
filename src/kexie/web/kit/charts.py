"""Small drawings as SVG: geometry only, in attributes, so that a strict policy on styles holds. Colours are classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

Number = int | float | Decimal

SPARK_WIDTH: Final = 120
SPARK_HEIGHT: Final = 24
_FLOOR: Final = 22.0
_CEILING: Final = 3.0


@dataclass(frozen=True, slots=True)
class Spark:
    """Points of a sparkline: ``line`` and ``area`` as SVG points, ``end`` the last dot."""

    line: str
    area: str
    end: tuple[float, float]


def spark(values: Sequence[Number | None]) -> Spark | None:
    """Draw values left to right over a baseline of 0; gaps (None) are left out, fewer than two points draw nothing."""
    known = [(at, float(value)) for at, value in enumerate(values) if value is not None]
    if len(known) < 2:  # noqa: PLR2004 - a line has two ends
        return None
    top = max(value for _, value in known) or 1.0
    last = max(len(values) - 1, 1)
    points = [
        (round(at * SPARK_WIDTH / last, 1), round(_FLOOR - max(value, 0) / top * (_FLOOR - _CEILING), 1))
        for at, value in known
    ]
    line = " ".join(f"{x},{y}" for x, y in points)
    area = f"{points[0][0]},{SPARK_HEIGHT} {line} {points[-1][0]},{SPARK_HEIGHT}"
    return Spark(line, area, points[-1])


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its place, the printed number, the word under it. ``height`` is 0 where nothing is known."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar chart of 400 × 222: bars from 0, gridlines (y, text), a dashed target (y, text) or None."""

    bars: tuple[Bar, ...]
    grid: tuple[tuple[float, str], ...]
    target: tuple[float, str] | None


_LEFT: Final = 34.0
_RIGHT: Final = 400.0
_GUTTER: Final = 56.0
_BASE: Final = 202.0
_TOP: Final = 18.0


def _step(top: float) -> float:
    """Return a round step (1, 2 or 5 times a power of ten) that parts the axis into at most five."""
    scale = 1.0
    while True:
        for step in (1, 2, 5):
            if top / (step * scale) <= 4:  # noqa: PLR2004 - five lines with the base
                return step * scale
        scale *= 10


def bars(rows: Sequence[tuple[str, Number | None, str]], target: tuple[Number, str] | None = None) -> Bars | None:
    """Draw rows of (label, value, printed value); None where no value is known. ``target`` is (value, words)."""
    known = [float(value) for _, value, _ in rows if value is not None]
    if not known:
        return None
    top = max([*known, float(target[0]) if target else 0.0, 1.0])
    step = _step(top)
    ceiling = step * -(-top // step)
    right = _RIGHT - _GUTTER if target else _RIGHT  # the target's words stand beside the bars, not on them
    slot = (right - _LEFT) / len(rows)
    width = min(slot * 0.55, 40.0)

    def height(value: float) -> float:
        return round(value / ceiling * (_BASE - _TOP), 1)

    drawn = []
    for at, (label, value, text) in enumerate(rows):
        middle = round(_LEFT + slot * (at + 0.5), 1)
        tall = height(max(float(value), 0.0)) if value is not None else 0.0
        drawn.append(
            Bar(round(middle - width / 2, 1), round(_BASE - tall, 1), round(width, 1), tall, middle, text, label)
        )
    lines = int(ceiling / step)
    grid = tuple((round(_BASE - height(step * n), 1), f"{step * n:g}") for n in range(1, lines + 1))
    mark = (round(_BASE - height(float(target[0])), 1), target[1]) if target else None
    return Bars(tuple(drawn), grid, mark)

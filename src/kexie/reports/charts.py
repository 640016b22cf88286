"""Charts of documents as SVG: bars from zero or a line, every value printed, nothing told by colour alone."""

from __future__ import annotations

from html import escape
from typing import Final

from kexie.kit.text import counted_as
from kexie.reports.document import Chart, Live

WIDTH: Final = 620
HEIGHT: Final = 260
LEFT: Final = 16
TOP: Final = 30
BOTTOM: Final = 34
INK: Final = "#15283f"
SHORT: Final = 9
"""Signs of a label that stay on one line below a bar."""


def svg(chart: Chart, fonts: str = "Kexie Sans", ink: str = INK) -> str:
    """Return the chart as a whole SVG of ``WIDTH`` × ``HEIGHT``; the numbers stand in it as text."""
    plain = [float(live.value or 0) for live in chart.values]
    most = max([*plain, 0]) or 1.0
    step = (WIDTH - 2 * LEFT) / max(1, len(plain))
    base = HEIGHT - BOTTOM
    middles = [LEFT + step * (place + 0.5) for place in range(len(plain))]
    tops = [base - (base - TOP) * value / most for value in plain]
    drawn = _line(middles, tops, ink) if chart.form == "line" else _bars(middles, tops, step, base)
    size = 13 if len(plain) <= 12 else 10  # noqa: PLR2004 - a year's months still stand beside each other
    words = "".join(
        _text(middle, top - 8, _value(live), size) + _text(middle, base + 18, label[:SHORT], size)
        for middle, top, live, label in zip(middles, tops, chart.values, chart.labels, strict=True)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" aria-label="{escape(alternative(chart))}" font-family="{fonts}" fill="{ink}">'
        f"{drawn}"
        f'<path d="M{LEFT} {base}H{WIDTH - LEFT}" stroke="{ink}" stroke-width="1.2"/>{words}</svg>'
    )


def alternative(chart: Chart) -> str:
    """Return the chart in words, for whoever does not see it."""
    said = "；".join(f"{label} {live.said}" for label, live in zip(chart.labels, chart.values, strict=True))
    return f"{chart.caption}：{said}"


def _value(live: Live) -> str:
    return (
        live.said.removesuffix(counted_as(live.source.word, live.value)).strip()
        if live.source is not None
        else live.said
    )


def _bars(middles: list[float], tops: list[float], step: float, base: int) -> str:
    wide = min(step * 0.56, 64)
    return "".join(
        f'<rect x="{middle - wide / 2:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{base - top:.1f}"/>'
        for middle, top in zip(middles, tops, strict=True)
    )


def _line(middles: list[float], tops: list[float], ink: str) -> str:
    points = " ".join(f"{middle:.1f},{top:.1f}" for middle, top in zip(middles, tops, strict=True))
    dots = "".join(
        f'<circle cx="{middle:.1f}" cy="{top:.1f}" r="3.5"/>' for middle, top in zip(middles, tops, strict=True)
    )
    return f'<polyline points="{points}" fill="none" stroke="{ink}" stroke-width="2"/>{dots}'


def _text(middle: float, y: float, text: str, size: int) -> str:
    return f'<text x="{middle:.1f}" y="{y:.1f}" text-anchor="middle" font-size="{size}">{escape(text)}</text>'

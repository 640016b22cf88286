"""A drawing as plain shapes, written as SVG either with classes (on a page) or with colours (in an image).

A page's colours are classes, because a strict policy on styles forbids them in the drawing and a reader may choose a
dark scheme; an image that travels alone carries the light colours of the same tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from kexie.kit.text import visible_length
from kexie.web.kit.markup import format_html
from kexie.web.kit.stylesheet import SOURCES

_TOKEN: Final = re.compile(r"(--[a-z0-9-]+):\s*(#[0-9a-f]{6})")
PAINT: Final[Mapping[str, str]] = {
    "b1": "fill=var(--bar)",
    "b2": "fill=var(--bar-2)",
    "ax": "stroke=var(--rule-2) stroke-width=1",
    "gr": "stroke=var(--rule) stroke-width=1",
    "tgt": "stroke=var(--seal) stroke-width=1.5 stroke-dasharray=4,3",
    "tgt-t": "fill=var(--seal)",
    "num": "fill=var(--ink)",
    "lb": "fill=var(--ink-2)",
    "nm": "",
    "hd": "fill=var(--ink-2)",
    "na": "fill=none stroke=var(--rule-2) stroke-dasharray=2,2",
    "un": "fill=none stroke=var(--near) stroke-width=1.5",
    "na-t": "fill=var(--ink-3)",
    "un-t": "fill=var(--near)",
    **{f"r{step}": f"fill=var(--r{step})" for step in range(1, 6)},
    **{f"r{step}-t": f"fill=var(--rt{step})" for step in range(1, 6)},
    "ln1": "stroke=var(--bar) stroke-width=2 fill=none",
    "ln2": "stroke=var(--seal) stroke-width=2 fill=none stroke-dasharray=7,3",
    "ln3": "stroke=var(--done) stroke-width=2 fill=none stroke-dasharray=2,3",
    "ln4": "stroke=var(--near) stroke-width=2 fill=none stroke-dasharray=10,3,2,3",
    "ln5": "stroke=var(--ink) stroke-width=1.5 fill=none",
    "ln6": "stroke=var(--bar-2) stroke-width=2 fill=none stroke-dasharray=4,2",
    **{f"pt{step}": f"fill=var({token})" for step, token in enumerate(
        ("--bar", "--seal", "--done", "--near", "--ink", "--bar-2"), 1)},
}  # fmt: skip
"""What each class is painted with in an image; the page's stylesheet says the same of the class."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape: its tag, its class, its attributes, and for a text what it says."""

    tag: str
    look: str
    at: str
    """Its attributes as they are written: numbers, and words of this file."""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """Shapes that are one value: what they say to those who cannot see them, and where the value opens."""

    shapes: tuple[Shape, ...]
    title: str = ""
    href: str = ""


@dataclass(slots=True)
class Scene:
    """A drawing of a width and height (in px at full size); ``label`` says its numbers in words."""

    width: float
    height: float
    label: str = ""
    marks: list[Mark] = field(default_factory=list)

    def add(self, *shapes: Shape, title: str = "", href: str = "") -> None:
        """Add shapes that belong together."""
        self.marks.append(Mark(shapes, title, href))

    def page(self) -> SafeString:
        """Return it as SVG for a page: classes, links and titles."""
        body = "".join(_linked(mark) for mark in self.marks)
        return format_html(
            '<svg class="pic" viewBox="0 0 {} {}" role="group" aria-label="{}">{}</svg>',
            _number(self.width), _number(self.height), self.label, mark_safe(body),  # noqa: S308 - escaped shape by shape
        )  # fmt: skip

    def image(self) -> str:
        """Return it as SVG that stands alone: colours in place of classes, no links."""
        body = "".join(_written(shape, painted=True) for mark in self.marks for shape in mark.shapes)
        size = f'width="{_number(self.width)}" height="{_number(self.height)}"'
        box = f'viewBox="0 0 {_number(self.width)} {_number(self.height)}"'
        return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box} {_FONT}>{body}</svg>'


_FONT: Final = 'font-family="Kexie Sans, Kexie Serif" font-size="12"'


def _linked(mark: Mark) -> str:
    body = "".join(_written(shape) for shape in mark.shapes)
    title = f"<title>{escape(mark.title)}</title>" if mark.title else ""
    if mark.href:
        return f'<a href="{escape(mark.href)}">{title}{body}</a>'
    return f"<g>{title}{body}</g>" if title else body


def _written(shape: Shape, *, painted: bool = False) -> str:
    look = _painted(shape.look) if painted else f'class="{shape.look}"'
    if shape.tag == "text":
        return f"<text {look} {shape.at}>{escape(shape.text)}</text>"
    return f"<{shape.tag} {look} {shape.at}/>"


def _painted(look: str) -> str:
    found = []
    for part in PAINT[look].split():
        name, _equals, value = part.partition("=")
        found.append(f'{name}="{token(value[4:-1]) if value.startswith("var(") else value}"')
    return " ".join(found)


def token(name: str) -> str:
    """Return the light value of a colour token, ``#rrggbb``."""
    return _tokens()[name]


@lru_cache(maxsize=1)
def _tokens() -> dict[str, str]:
    text = (SOURCES / "tokens.css").read_text(encoding="utf-8")
    light = text.partition("prefers-color-scheme")[0]
    return dict(_TOKEN.findall(light))


def _number(value: float) -> str:
    return f"{round(value, 1):g}"


def rect(look: str, x: float, y: float, width: float, height: float) -> Shape:
    """Return a rectangle."""
    return Shape("rect", look, f'x="{_number(x)}" y="{_number(y)}" width="{_number(width)}" height="{_number(height)}"')


def line(look: str, x1: float, y1: float, x2: float, y2: float) -> Shape:
    """Return a straight line."""
    return Shape("line", look, f'x1="{_number(x1)}" y1="{_number(y1)}" x2="{_number(x2)}" y2="{_number(y2)}"')


def polyline(look: str, points: Iterable[tuple[float, float]]) -> Shape:
    """Return a line through points."""
    return Shape("polyline", look, f'points="{" ".join(f"{_number(x)},{_number(y)}" for x, y in points)}"')


def dot(look: str, x: float, y: float, radius: float = 3) -> Shape:
    """Return a filled dot."""
    return Shape("circle", look, f'cx="{_number(x)}" cy="{_number(y)}" r="{_number(radius)}"')


def text(look: str, x: float, y: float, said: str, anchor: str = "start", size: float = 12) -> Shape:
    """Return words: ``anchor`` start, middle or end at ``x``; ``y`` is their base line."""
    at = f'x="{_number(x)}" y="{_number(y)}"'
    at += f' text-anchor="{anchor}"' if anchor != "start" else ""
    at += f' font-size="{_number(size)}"' if size != 12 else ""  # noqa: PLR2004 - the drawing's own size
    return Shape("text", look, at, said)


def width_of(said: str, size: float = 12) -> float:
    """Return about how wide words are: a Chinese character is as wide as it is high, a digit a good half."""
    return visible_length(said) * size * 0.53


def step_of(top: float) -> float:
    """Return a round step (1, 2 or 5 times a power of ten) that parts an axis into at most four."""
    scale = 10.0**-6
    while True:
        for step in (1, 2, 5):
            if top / (step * scale) <= 4:  # noqa: PLR2004 - five lines with the base
                return step * scale
        scale *= 10

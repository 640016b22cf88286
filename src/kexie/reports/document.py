"""A report (文稿) as one structured document, from which every format is printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kexie.figures.answer import Answer


@dataclass(frozen=True, slots=True)
class Live:
    """A number in the text: how it is said, and the answer it comes from. ``note`` > 0: its passport is printed."""

    said: str
    answer: Answer
    note: int = 0

    @property
    def address(self) -> str:
        """Return where the site opens the number."""
        return self.answer.question.address()


@dataclass(frozen=True, slots=True)
class Link:
    """A record that the text names, and where the site shows it."""

    said: str
    address: str


Part = str | Live | Link


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the first level, numbered 一、二、三 by its own text."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of words, numbers and links."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of short paragraphs."""

    items: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first row is the total; the first cell of a row is words, the others numbers."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Part, ...], ...]


Block = Heading | Paragraph | Listing | Table


@dataclass(slots=True)
class Document:
    """A report: title, what it speaks of, its blocks, and the numbers whose passports it prints."""

    name: str
    title: str
    byline: str
    unit: str
    period: str
    as_of: date
    made_up: bool
    blocks: list[Block] = field(default_factory=list)
    notes: list[Live] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the document as plain values: the same question as of the same day gives the same bytes."""
        return {
            "report": self.name,
            "title": self.title,
            "byline": self.byline,
            "unit": self.unit,
            "period": self.period,
            "as_of": self.as_of.isoformat(),
            "made_up": self.made_up,
            "blocks": [_block(block) for block in self.blocks],
            "figures": [_figure(live) for live in self.notes],
        }


def _part(part: Part) -> Any:  # noqa: ANN401 - plain JSON
    if isinstance(part, str):
        return part
    if isinstance(part, Link):
        return {"text": part.said, "address": part.address}
    total = part.answer.total
    told = {"figure": part.note, "text": part.said, "address": part.address}
    return told | {"value": total.value, "bound": total.bound.value}


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"heading": block.text}
    if isinstance(block, Paragraph):
        return {"paragraph": [_part(part) for part in block.parts]}
    if isinstance(block, Listing):
        return {"list": [[_part(part) for part in item.parts] for item in block.items]}
    rows = [[_part(part) for part in row] for row in block.rows]
    return {"table": {"caption": block.caption, "head": list(block.head), "rows": rows}}


def _figure(live: Live) -> dict[str, Any]:
    question = live.answer.question
    asked = {"unit": question.unit.code, "period": str(question.period), "where": question.where.words()}
    told = {
        "figure": live.note,
        "text": live.said,
        "definition": str(question.indicator.sentence),
        "address": live.address,
    }
    return told | asked | live.answer.as_json()

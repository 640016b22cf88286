"""A report (文稿) as one structured document, from which every format is printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from kexie.figures.answer import Answer
from kexie.reports.source import Source
from kexie.reports.wording import numbered

FEW: Final = "few"
"""The bound of a number that is withheld because it speaks of few people: less than its value."""


@dataclass(frozen=True, slots=True)
class Live:
    """A number in the text: how it is said, its value, and where it opens. ``note`` > 0: its passport is printed."""

    said: str
    value: int | Decimal | None
    bound: str
    address: str
    note: int = 0
    source: Source | None = None
    missing: str = ""

    @classmethod
    def of(cls, said: str, answer: Answer, note: int = 0) -> Live:
        """Return the total of an answer as a number for a document."""
        total = answer.total
        bound = FEW if total.masked else total.bound.value
        return cls(said, total.value, bound, answer.question.address(), note, Source.of(answer), total.missing)


@dataclass(frozen=True, slots=True)
class Link:
    """A record that the text names, and where the site shows it."""

    said: str
    address: str


Part = str | Live | Link


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a level (1 … 4); ``number`` is what stands before it: 一、（一）1.（1）."""

    text: str
    level: int = 1
    number: str = ""

    @property
    def full(self) -> str:
        """Return the heading with its number."""
        return self.number + self.text


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
    """A table whose first row is the total; the first cell of a row is words, the others numbers.

    ``sources``: where each column of numbers comes from, as a whole.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Part, ...], ...]
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """Numbers drawn as ``bars`` or as a ``line``, one for each label; ``word`` is what they count."""

    caption: str
    form: str
    word: str
    labels: tuple[str, ...]
    values: tuple[Live, ...]
    sources: tuple[Source, ...] = ()


Block = Heading | Paragraph | Listing | Table | Chart


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
    stamp: str = ""
    """What stands at the foot of an issued document: when, and its fingerprint. No part of its JSON."""

    def head(self, text: str, level: int = 1) -> None:
        """Add a heading with the number that follows the last one of its level under the same heading above."""
        number = 1
        for block in reversed(self.blocks):
            if isinstance(block, Heading) and block.level <= level:
                number += block.level == level
                if block.level < level:
                    break
        self.blocks.append(Heading(text, level, numbered(level, number)))

    def lives(self) -> Iterator[Live]:
        """Yield every number of the document, in its order."""
        for block in self.blocks:
            for part in parts_of(block):
                if isinstance(part, Live):
                    yield part

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


def parts_of(block: Block) -> Iterator[Part]:
    """Yield the words, numbers and links of a block."""
    if isinstance(block, Paragraph):
        yield from block.parts
    elif isinstance(block, Listing):
        for item in block.items:
            yield from item.parts
    elif isinstance(block, Table):
        for row in block.rows:
            yield from row
    elif isinstance(block, Chart):
        yield from block.values


def _part(part: Part) -> Any:  # noqa: ANN401 - plain JSON
    if isinstance(part, str):
        return part
    if isinstance(part, Link):
        return {"text": part.said, "address": part.address}
    told = {"figure": part.note, "text": part.said, "address": part.address, "value": part.value, "bound": part.bound}
    return told | ({"missing": part.missing} if part.missing else {})


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"heading": block.text, "level": block.level, "number": block.number}
    if isinstance(block, Paragraph):
        return {"paragraph": [_part(part) for part in block.parts]}
    if isinstance(block, Listing):
        return {"list": [[_part(part) for part in item.parts] for item in block.items]}
    sources = [source.as_json() for source in block.sources]
    if isinstance(block, Chart):
        drawn = {"caption": block.caption, "form": block.form, "word": block.word, "labels": list(block.labels)}
        return {"chart": drawn | {"values": [_part(live) for live in block.values], "sources": sources}}
    rows = [[_part(part) for part in row] for row in block.rows]
    return {"table": {"caption": block.caption, "head": list(block.head), "rows": rows, "sources": sources}}


def _figure(live: Live) -> dict[str, Any]:
    told = live.source.as_json() if live.source is not None else {}
    return {"figure": live.note, "text": live.said} | told

"""Reading the documentation: pages, fenced blocks, headings and links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Block:
    """A fenced block: the words after the fence, its lines, and where it starts."""

    info: str
    lines: tuple[str, ...]
    line: int


def pages() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def blocks(text: str) -> Iterator[Block]:
    info, begun = "", 0
    kept: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("```") and not begun:
            info, begun, kept = line[3:].strip(), number, []
        elif line.startswith("```"):
            yield Block(info, tuple(kept), begun)
            begun = 0
        elif begun:
            kept.append(line)


def prose(text: str) -> str:
    """Return a page without fenced blocks and code spans."""
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))


def anchors(text: str) -> set[str]:
    """Return the anchors of a page's headings, as repository hosts make them."""
    headings = re.findall(
        r"^#+\s+(.*)$", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE
    )
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links(text: str) -> list[str]:
    return re.findall(r"\]\(([^)\s]+)\)", prose(text))

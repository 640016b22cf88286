"""Splitting pasted text into its numbered items (1. 、（一） ① …): pure, loses nothing but numbers and blank space."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from kexie.kit.text import whole

_HAN: Final = "零一二三四五六七八九"
_CIRCLED: Final = {chr(0x2460 + n): n + 1 for n in range(20)}
_MARK: Final = re.compile(
    r"(?P<paren>[（(][ \t]*(?P<paren_n>\d{1,2})[ \t]*[）)])[、.．]?"
    r"|(?P<han_paren>[（(][ \t]*(?P<han_paren_n>[一二三四五六七八九十]{1,3})[ \t]*[）)])[、.．]?"
    r"|(?P<circled>[\u2460-\u2473])[、.．]?"
    r"|(?P<han>(?P<han_n>[一二三四五六七八九十]{1,3})[、.．])"
    r"|(?P<ordinal>第(?P<ordinal_n>[一二三四五六七八九十]{1,3})[，、,：:])"
    r"|(?P<being>(?P<being_n>[一二三四五六七八九十]{1,3})是)"
    r"|(?P<half>(?P<half_n>\d{1,2})[)）])"
    r"|(?P<plain>(?P<plain_n>\d{1,2})(?:[、．]|\.(?!\d)))"
)
_BULLET: Final = re.compile(r"^\s*[-–—•·●■◆▪*]\s+")
_BEFORE: Final = "；;。，,：:、 \t\n\u3000"
"""What may stand before a number inside a line, so that a number in the middle of a word is none."""
_HEAD: Final = re.compile(r"^[^\n]{0,30}[：:]$")


@dataclass(frozen=True, slots=True)
class _Found:
    """A number that stands where an item may begin."""

    start: int
    end: int
    kind: str
    number: int
    first: bool
    """Whether it stands first on its line."""


def split(text: str) -> list[str]:
    """Return the items of a text, each on one line without its number; the text itself where it has none.

    The first number that begins a line sets the kind; an item begins at the next number of that kind, so numbers of
    another kind stay inside their item. Without numbers every line is an item. A line that ends in ：before the first
    number is a heading and left out.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    marks = list(_marks(plain))
    begins = _begins(marks)
    if not begins:
        return [line for line in (_tidy(_BULLET.sub("", one)) for one in plain.split("\n")) if line]
    before = [line for line in plain[: begins[0].start].split("\n") if line.strip()]
    items = [_tidy(line) for line in before if not _HEAD.match(line.strip())]
    ends = [one.start for one in begins[1:]] + [len(plain)]
    items += [_tidy(plain[one.end : end]) for one, end in zip(begins, ends, strict=True)]
    return [item for item in items if item]


def _marks(text: str) -> list[_Found]:
    found = []
    for mark in _MARK.finditer(text):
        line = text.rfind("\n", 0, mark.start()) + 1
        first = not text[line : mark.start()].strip()
        if not first and not mark["circled"] and text[mark.start() - 1] not in _BEFORE:
            continue
        kind = mark.lastgroup or ""
        kind = next(name for name in _KINDS if mark.group(name))
        number = _CIRCLED.get(mark.group("circled") or "", 0) or _number(mark.group(f"{kind}_n"))
        found.append(_Found(mark.start(), mark.end(), kind, number, first))
    return found


_KINDS: Final = ("paren", "han_paren", "circled", "han", "ordinal", "being", "half", "plain")


def _number(text: str) -> int:
    plain = whole(text)
    if plain is not None:
        return plain
    tens, _ten, ones = text.rpartition("十")
    if not _ten:
        return _HAN.find(text) if len(text) == 1 else 0
    return (_HAN.find(tens) if tens else 1) * 10 + (_HAN.find(ones) if ones else 0)


def _begins(marks: list[_Found]) -> list[_Found]:
    """Return the numbers at which items begin: of one kind, each the one after the last, or beginning anew."""
    start = next((one for one in marks if one.first and one.number == 1), None)
    if start is None:
        return []
    taken = [start]
    for one in marks:
        if one.start <= taken[-1].start or one.kind != start.kind:
            continue
        if one.number == taken[-1].number + 1 or (one.first and one.number == 1):
            taken.append(one)
    return taken


def _tidy(text: str) -> str:
    """Return an item on one line: lines that were broken are joined, the sign that parted it from the next is gone."""
    joined = ""
    for line in text.split("\n"):
        piece = " ".join(line.split())
        gap = " " if joined and piece and joined[-1].isascii() and piece[0].isascii() else ""
        joined += gap + piece
    return joined.strip().rstrip("；;")


_DONE: Final = re.compile(r"(本月|当月|上月)?(重点)?(工作)?(已)?完成(情况|工作|事项)?|本月(重点)?工作(情况)?")
_NEXT: Final = re.compile(r"下(个)?月(重点)?(工作)?(计划|安排|打算|事项)?|(工作)?计划|下一?步(工作)?(计划|安排|打算)?")
_TITLE: Final = re.compile(
    r"^\s*(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[）)])?\s*(.*?)\s*[：:]?\s*$"
)


def split_sides(text: str) -> tuple[list[str], list[str]]:
    """Return what was done and what comes next: a heading line stands over each; without headings all was done."""
    sides: dict[str, list[str]] = {"done": [], "next": []}
    side = "done"
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        title = _TITLE.match(line)
        words = title[1] if title else ""
        if words and _DONE.fullmatch(words):
            side = "done"
        elif words and _NEXT.fullmatch(words):
            side = "next"
        else:
            sides[side].append(line)
    return split("\n".join(sides["done"])), split("\n".join(sides["next"]))

"""Texts as pairs of neighbouring letters: no words need be cut, and every piece of a text is found by its pairs."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_RUN: Final = re.compile(r"[^\W_]+")


def runs(text: str) -> list[str]:
    """Return the unbroken runs of letters and digits of a text, in one width (NFKC) and lower case."""
    return _RUN.findall(unicodedata.normalize("NFKC", text).lower())


def pairs(text: str) -> set[str]:
    """Return the pairs of neighbouring letters of a text; a run of one letter stands for itself."""
    return {run[at : at + 2] for run in runs(text) for at in range(max(1, len(run) - 1))}


def likeness(one: set[str], other: set[str]) -> float:
    """Return how much of the shorter text's pairs the other has, from 0 (nothing) to 1 (all of it)."""
    least = min(len(one), len(other))
    return len(one & other) / least if least else 0.0


def tokens(text: str) -> set[str]:
    """Return what a text is found by: its pairs, and the last letter of each run, each written in hexadecimal.

    Six digits a letter, so that no database has an opinion on where a word of ours begins or which letters it knows.
    """
    found: set[str] = set()
    for run in runs(text):
        found.update(hexed(run[at : at + 2]) for at in range(len(run) - 1))
        found.add(hexed(run[-1]))
    return found


def terms(text: str) -> list[tuple[str, bool]]:
    """Return what a text holds that bears all words of a question: tokens, and whether one is only a beginning."""
    asked: dict[tuple[str, bool], None] = {}
    for run in runs(text):
        if len(run) == 1:
            asked[hexed(run), True] = None
        asked.update(((hexed(run[at : at + 2]), False), None) for at in range(len(run) - 1))
    return list(asked)


def holds(text: str, question: str) -> bool:
    """Tell whether a text holds every run of letters of a question, each unbroken."""
    mine = runs(text)
    return all(any(wanted in run for run in mine) for wanted in runs(question))


def hexed(letters: str) -> str:
    """Return letters as six hexadecimal digits each."""
    return "".join(f"{ord(letter):06x}" for letter in letters)

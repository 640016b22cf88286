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

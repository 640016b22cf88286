"""Strategy layouts (工作布局): trees of goals whose dotted codes make a subtree a prefix.

Only ``1-9-6-1`` is shipped: one main line, three times three ways of working, six projects, and practical deeds.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Goal:
    """One node of a layout; ``parent`` is empty at the top, ``part`` is the digit of the layout's name it is in."""

    code: str
    name_zh: str
    name_en: str
    parent: str
    part: str


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout with its year, version, source and goals (parents before children)."""

    code: str
    name_zh: str
    name_en: str
    year: int
    version: int
    source: str
    goals: tuple[Goal, ...]


def names() -> tuple[str, ...]:
    """Return the names of the shipped layouts."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.json")))


def layout(name: str) -> Layout:
    """Return a shipped layout; KeyError where there is none of that name."""
    if name not in names():
        raise KeyError(name)
    stored = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    goals = tuple(Goal(**goal) for goal in stored.pop("goals"))
    return Layout(goals=goals, **stored)


def load(name: str) -> list[Goal]:
    """Return the goals of a shipped layout, parents before children; KeyError where there is none of that name."""
    return list(layout(name).goals)


def is_under(code: str, ancestor: str) -> bool:
    """Return whether a goal is ``ancestor`` itself or lies below it: the dots make a subtree a prefix."""
    return code == ancestor or code.startswith(ancestor + ".")

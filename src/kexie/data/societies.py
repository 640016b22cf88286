"""National societies (全国学会) whose names are confirmed, in their five groups.

Each name was found in two independent public sources: a directory of early 2018, which gives the group, and a second
one (an award list, a list of links, or running text). What is not confirmed twice is left out, so the list is shorter
than the 210 that exist: a page says "N of 210". These are real bodies: the sample's invented events never stand under
them.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).with_name("societies.csv")
TOTAL: Final = 210
"""National societies there are in all (published, 2018)."""
GROUPS: Final = {
    "science": "理科",
    "engineering": "工科",
    "agriculture": "农科",
    "medicine": "医科",
    "interdisciplinary": "交叉学科",
}


@dataclass(frozen=True, slots=True)
class Society:
    """A national society: its name, the slug of its group, and the kinds of the two sources that confirm the name."""

    name: str
    group: str
    first: str
    second: str


@cache
def load() -> tuple[Society, ...]:
    """Return the confirmed societies, group by group."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return tuple(Society(**row) for row in csv.DictReader(lines))

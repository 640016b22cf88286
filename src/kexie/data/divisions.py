"""The administrative divisions of China (province, prefecture, county), as of 2023-06-30.

A name is unique only with its path: there are several 鼓楼区. Say ``path_name(code)`` to a person, never the name
alone. The file is made by ``scripts/catalogues/divisions.py``; its source and licence are in ``NOTICE.md`` beside it.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).with_name("divisions.csv")
LEVELS: Final = {2: "province", 4: "prefecture", 6: "county"}
"""Level by the length of the code, in the slugs that units use too."""


@dataclass(frozen=True, slots=True)
class Division:
    """One division; ``path`` holds the names from the province down to itself.

    ``flag`` is empty for a real division, ``zone`` for a development zone or the like that only the statistical code
    book counts, ``whole`` for the one row that stands for a prefecture without counties.
    """

    code: str
    name: str
    level: str
    parent: str
    path: tuple[str, ...]
    flag: str


@cache
def load() -> dict[str, Division]:
    """Return every division by its code, parents before children."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith("#"))
        found: dict[str, Division] = {}
        for row in rows:
            code, name, parent = row["code"], row["name"], row["parent"]
            path = (*found[parent].path, name) if parent else (name,)
            found[code] = Division(code, name, LEVELS[len(code)], parent, path, row["flag"])
    return found


@cache
def _by_parent() -> dict[str, tuple[Division, ...]]:
    found: dict[str, list[Division]] = {}
    for division in load().values():
        found.setdefault(division.parent, []).append(division)
    return {parent: tuple(members) for parent, members in found.items()}


def get(code: str) -> Division:
    """Return the division with this code (2, 4 or 6 digits); KeyError where there is none."""
    return load()[code]


def provinces() -> tuple[Division, ...]:
    """Return the 31 provinces, by code."""
    return _by_parent()[""]


def children(code: str, *, flagged: bool = False) -> tuple[Division, ...]:
    """Return the divisions directly below ``code``; with ``flagged`` also zones and whole-prefecture rows."""
    return tuple(child for child in _by_parent().get(code, ()) if flagged or not child.flag)


def path_name(code: str, separator: str = " / ") -> str:
    """Return the name that is unique: 江苏省 / 南京市 / 鼓楼区. KeyError where there is no such code."""
    return separator.join(get(code).path)

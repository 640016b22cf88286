"""The kept rhythm of a year as columns in memory: for each kind, what was asked of every branch and what it had held.

What is remembered goes by the stamp of the year's last writing. For an earlier day of knowledge only the branches of
which anything was learnt since are worked out anew; the bits of all others were the same then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
from django.db import connection

from kexie.kit.clock import DAY_MIN, today
from kexie.records.branches.kept import Kept, kept, marked
from kexie.records.branches.knowing import Lines, as_known, changed_since
from kexie.records.branches.models import Branch
from kexie.records.branches.rules import RULES

Ints = npt.NDArray[np.int64]
Bits = npt.NDArray[np.int16]
WHY: Final = "counted for whoever may see figures of the units above"


@dataclass(frozen=True, slots=True, eq=False)
class Roll:
    """Every branch, in the order of its number: its unit, and whether that unit is made up; each roll is itself."""

    branches: Ints
    units: Ints
    made_up: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Board:
    """A year of every branch: by kind, the bits of what was asked and held, in the order of the roll."""

    roll: Roll
    rules: str
    asked: dict[str, Bits]
    held: dict[str, Bits]


def board(year: int, known: date) -> Board:
    """Return a year's bits as known when a day ended; what is known today if it is today or later."""
    mark = marked(year)
    asked = DAY_MIN if known >= today() else known
    return _board(str(connection.settings_dict["NAME"]), year, mark.stamp, mark.rules, asked)


@lru_cache(maxsize=12)
def _board(database: str, year: int, stamp: int, rules: str, known: date) -> Board:
    """Return the bits that the house keeps, or (``known`` a day that is past) those of that day."""
    if known == DAY_MIN:
        roll = _roll(database, stamp)
        bits = kept(year, stamp)
        planes = {kind: _plane(roll, bits, kind) for kind in RULES}
        return Board(roll, rules, {k: one[0] for k, one in planes.items()}, {k: one[1] for k, one in planes.items()})
    now = _board(database, year, stamp, rules, DAY_MIN)
    other = changed_since(known, date(year, 1, 1), date(year, 12, 31))
    return _with(now, as_known(other, year, known, rules)) if other else now


@lru_cache(maxsize=4)
def _roll(database: str, stamp: int) -> Roll:  # noqa: ARG001 - what it is remembered by
    rows = Branch.objects.knowing(WHY).order_by("pk").values_list("pk", "unit_id", "unit__origin")
    told = list(rows)
    numbers = np.array([(branch, unit) for branch, unit, _origin in told], np.int64).reshape(-1, 2)
    return Roll(numbers[:, 0], numbers[:, 1], np.array([origin == "made_up" for _b, _u, origin in told], np.bool_))


def _plane(roll: Roll, bits: Kept, kind: str) -> tuple[Bits, Bits]:
    found = np.zeros((2, len(roll.branches)), np.int16)
    found[:, np.searchsorted(roll.branches, bits.branches)] = bits.of(kind)
    return found[0], found[1]


def _with(now: Board, other: Lines) -> Board:
    """Return a board on which some branches' bits are other ones."""
    asked, held = ({kind: bits.copy() for kind, bits in one.items()} for one in (now.asked, now.held))
    places = np.searchsorted(now.roll.branches, np.array(sorted(other), np.int64)).tolist()
    for branch, place in zip(sorted(other), places, strict=True):
        for kind, wanted, met in other[branch]:
            asked[kind][place], held[kind][place] = wanted, met
    return Board(now.roll, now.rules, asked, held)

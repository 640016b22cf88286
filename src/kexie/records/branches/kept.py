"""The kept rhythm of a year in memory: three numbers for each branch, read once for each writing of the year."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from django.db import connection

from kexie.records.book.columns import Ints, columns
from kexie.records.branches.facts import WHY
from kexie.records.branches.models import Rhythm, RhythmMark
from kexie.records.branches.packed import unpacked
from kexie.records.branches.upkeep import catch_up


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """What was asked of branches in a year and what they held, in the order of their numbers (see ``packed``).

    Of a branch that is not among them nothing was asked, and it held nothing.
    """

    branches: Ints
    asked: Ints
    held: Ints

    def of(self, kind: str) -> tuple[Ints, Ints]:
        """Return what was asked and held of one kind, as bits."""
        return unpacked(self.asked, kind), unpacked(self.held, kind)


def marked(year: int) -> RhythmMark:
    """Bring a year up to date; return its mark."""
    catch_up(year)
    return RhythmMark.objects.get(year=year)


def kept(year: int, stamp: int) -> Kept:
    """Return a year's bits as they are since the writing with this stamp, which is the last."""
    return _kept(str(connection.settings_dict["NAME"]), year, stamp)


@lru_cache(maxsize=4)
def _kept(database: str, year: int, stamp: int) -> Kept:  # noqa: ARG001 - what it is remembered by
    told = columns(Rhythm.objects.knowing(WHY).filter(year=year), "branch_id", "asked", "held")
    order = np.argsort(told[0])
    return Kept(*(one[order] for one in told))

"""A year of a branch in whole numbers: the bits of every kind beside each other, each kind's at a place of its own.

So a branch and year is one row: 150 000 rows are stored and read where there were 660 000.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from itertools import accumulate
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

from kexie.records.branches.masks import MOST
from kexie.records.branches.rules import COMMITTEE_FROM, RULES

Bits = TypeVar("Bits", int, npt.NDArray[np.int64])

WIDTHS: Final = {kind: MOST if rule.every is None else len(rule.periods(2018)) for kind, rule in RULES.items()}
"""How many bits a kind takes, whichever the year; where no number is set, as many as may be."""
PLACES: Final = dict(zip(WIDTHS, accumulate(WIDTHS.values(), initial=0), strict=False))
LAID_OUT: Final = sha256(repr((list(WIDTHS.items()), list(RULES.values()), COMMITTEE_FROM)).encode()).hexdigest()[:16]
"""Another word when a rule changes in the code: what was kept under another one is worked out anew."""


def packed(bits: Mapping[str, Bits]) -> Bits:
    """Return the bits of several kinds, by kind, as one number (or an array of numbers)."""
    first, *others = (one << PLACES[kind] for kind, one in bits.items())
    for one in others:
        first = first | one
    return first


def unpacked(number: Bits, kind: str) -> Bits:
    """Return the bits of one kind."""
    return number >> PLACES[kind] & ((1 << WIDTHS[kind]) - 1)


def not_held(wanted: Mapping[str, int]) -> str:
    """Return SQL of the condition that a row of ``Rhythm`` has a period that is asked, wanted here, and not held."""
    return f"(records_rhythm.asked & ~records_rhythm.held & {packed(wanted)}) <> 0"

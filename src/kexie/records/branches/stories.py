"""What is told of many, as columns: few different stories, and of each one which of them is its own. Pure."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import numpy as np

from kexie.records.book.columns import Ints


class Stories(NamedTuple):
    """``told``: every story that occurs, as its lines; ``of``: for each place, where its story stands among them."""

    of: Ints
    told: list[tuple[int, ...]]


def stories(size: int, places: Ints, lines: Ints) -> Stories:
    """Return the story of each of ``size`` places: the lines told of it, in the order in which they stand."""
    of = np.zeros(size, np.int64)
    once = np.bincount(places, minlength=size)[places] == 1 if len(places) else np.zeros(0, np.bool_)
    different, which = np.unique(lines[once], return_inverse=True)
    of[places[once]] = which + 1
    told: list[tuple[int, ...]] = [(), *((line,) for line in different.tolist())]
    several: dict[int, list[int]] = defaultdict(list)
    for place, line in zip(places[~once].tolist(), lines[~once].tolist(), strict=True):
        several[place].append(line)
    known: dict[tuple[int, ...], int] = {}
    for place, story in several.items():
        of[place] = known.setdefault(tuple(story), len(told) + len(known))
    return Stories(of, told + list(known))


def crossed(*each: Ints) -> tuple[Ints, Ints]:
    """Return for each place the number of what it comes to in all columns together, and one place of each number."""
    which = np.zeros(len(each[0]), np.int64)
    for one in each:
        _different, which = np.unique(which * (int(one.max(initial=0)) + 1) + one, return_inverse=True)
    _numbers, first = np.unique(which, return_index=True)
    return which, first


def places_of(numbers: Ints, wanted: Ints) -> Ints:
    """Return where in a list each of some numbers stands; -1: nowhere."""
    if not len(numbers):
        return np.full(len(wanted), -1)
    order = np.argsort(numbers)
    found = order[np.minimum(np.searchsorted(numbers, wanted, sorter=order), len(numbers) - 1)]
    return np.where(numbers[found] == wanted, found, -1)

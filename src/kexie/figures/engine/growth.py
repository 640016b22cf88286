"""A tree that grew: new units below others move nobody, so what is published is given new numbers, not counted anew.

Between the numbers of the old units new ones come to stand; their order and what lies below whom stay. So every place
of the cells and points gets its new number, in the same order and with the same sums. Whatever else happens to a tree
(a move, a merger) changes what lies below whom, and is counted anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from kexie.figures.engine.calendar import Calendar
from kexie.figures.engine.cells import Plane, narrow_place
from kexie.figures.engine.planes import PERSONS
from kexie.figures.engine.points import Points
from kexie.figures.engine.store import Snapshot
from kexie.figures.engine.trees import NONE, Ints, Numbering


def shift(old: Numbering, new: Numbering) -> Ints | None:
    """Return for each number of a tree the one in a tree that only grew; ``None``: it did not only grow."""
    units = np.flatnonzero(old.place != NONE)
    if not len(units) or len(new.place) < len(old.place):
        return None
    found = np.full(old.size, NONE, dtype=np.int64)
    found[old.place[units]] = new.place[units]
    up = old.up.astype(np.int64)
    above = np.where(up == NONE, NONE, found[np.maximum(up, 0)])
    same = (found != NONE).all() and (np.diff(found) > 0).all() and np.array_equal(new.up[found], above)
    return found if same else None


def grown(snapshot: Snapshot, trees: Sequence[Numbering]) -> Snapshot | None:
    """Return what is published with the numbers of trees that only grew; ``None``: one of them did not, or none did."""
    if any(number >= len(trees) for number in snapshot.trees):
        return None
    found = {number: shift(old, trees[number]) for number, old in snapshot.trees.items()}
    shifts = {number: one for number, one in found.items() if one is not None}
    size = trees[0].size
    if len(shifts) < len(found) or size == snapshot.trees[0].size:
        return None
    moved = {id(one): _renumbered(snapshot, name, one, shifts, size) for name, one in _planes(snapshot)}
    return replace(
        snapshot,
        trees={number: trees[number] for number in snapshot.trees},
        planes={key: moved[id(one)] for key, one in snapshot.planes.items()},
        newer={key: moved[id(one)] for key, one in snapshot.newer.items()},
        points=_pointed(snapshot.points, shifts),
        moved=_pointed(snapshot.moved, shifts),
    )


def _planes(snapshot: Snapshot) -> list[tuple[str, Plane]]:
    every = [*snapshot.planes.items(), *snapshot.newer.items()]
    return [(name, plane) for (_reading, name), plane in every]


def _renumbered(snapshot: Snapshot, name: str, plane: Plane, shifts: Mapping[int, Ints], size: int) -> Plane:
    told = snapshot.manifest
    trees = (_people_trees if name in PERSONS else _thing_trees)(snapshot.calendar)
    of = trees[plane.slices // (told.kinds * told.width)]
    at = np.zeros(len(plane.at), dtype=narrow_place(size))
    cuts = np.flatnonzero(np.diff(of)) + 1
    for low, high in zip([0, *cuts.tolist()], [*cuts.tolist(), len(of)], strict=True):
        if low < high:
            there = slice(int(plane.begin[low]), int(plane.begin[high]))
            at[there] = shifts[int(of[low])][plane.at[there]]
    return replace(plane, at=at)


def _thing_trees(calendar: Calendar) -> Ints:
    found = np.zeros(len(calendar.things), dtype=np.int64)
    for (_month, tree), nth in calendar.things.items():
        found[nth] = tree
    return found


def _people_trees(calendar: Calendar) -> Ints:
    found = np.zeros(len(calendar.people), dtype=np.int64)
    for (_span, month), nth in calendar.people.items():
        found[nth] = calendar.trees[month]
    return found


def _pointed(points: Mapping[int, Mapping[int, Points]], shifts: Mapping[int, Ints]) -> dict[int, dict[int, Points]]:
    return {
        reading: {
            number: Points(one.keys | {"at": shifts[number][one.keys["at"]]}, one.weights) if len(one) else one
            for number, one in mine.items()
        }
        for reading, mine in points.items()
    }

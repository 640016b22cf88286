"""Reading: the counts of units out of planes, of many periods, kinds and goals at one look at each plane."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

import numpy as np

from kexie.figures.engine.asked import Asked
from kexie.figures.engine.oracle import Cell, Count
from kexie.figures.engine.planes import AMOUNTS, PERSONS
from kexie.figures.engine.trees import NONE, Ints, Numbering, Unfit
from kexie.kit.bounds import Bound, combine_counts

MANY: Final = 1000
"""A question about more units than this adds up whole slices instead of looking for each."""
ROOM: Final = 1 << 20
"""So many numbers are read at once."""


class Vector(Protocol):
    """Numbers at places of slices, however they are laid out (see ``Plane``)."""

    def below(self, slices: Ints, low: Ints, high: Ints) -> Ints:
        """Return the sums of slices over the numbers ``low … high - 1``: a row a slice, pair by pair in it."""
        ...

    def spread(self, slices: Ints, dense: Ints) -> None:
        """Add what slices put at each number of a unit to a vector over all of them."""
        ...


class Part(NamedTuple):
    """Planes that are added, or taken off (``sign``): those published with their slices, or some of their own.

    ``kept``: slices of the calendar that add up; ``None``: the planes were counted for the question, a slice a kind
    and goal.
    """

    sign: int
    planes: Mapping[str, Vector]
    kept: Sequence[int] | None


@dataclass(frozen=True, slots=True)
class Room:
    """How slices are numbered: (slice of the calendar × ``kinds`` + kind) × ``width`` + goal in what is published.

    Of those ``known_kinds`` and ``known_goals`` have a number; ``own`` is the width of what a question counts itself.
    """

    kinds: int
    width: int
    known_kinds: int
    known_goals: int
    own: int


class Wanted(NamedTuple):
    """A kind and a goal of the answer, '' for all, and by which numbers they are counted."""

    kind: str
    goal: str
    kinds: Sequence[int]
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """One period: what is asked, and the parts that add up to it."""

    asked: Asked
    parts: Sequence[Part]


def read(looks: Sequence[Look], wanted: Sequence[Wanted], tops: Sequence[int], room: Room) -> list[dict[Cell, Count]]:
    """Return for each period (of one question) the counts of units. ``Unfit`` for a unit that a tree does not know."""
    found: list[dict[Cell, Count]] = [{} for _look in looks]
    units = np.array(tops, dtype=np.int64)
    trees = {id(look.asked.tree): look.asked.tree for look in looks}
    below = {key: _below(tree, units) for key, tree in trees.items()}
    step = max(1, ROOM // max(1, len(looks) * len(tops)))
    for begin in range(0, len(wanted), step):
        some = wanted[begin : begin + step]
        values = _values(looks, some, below, room)
        for nth, one in enumerate(some):
            cells = [Cell(top, one.kind, one.goal) for top in tops]
            for period, (look, into) in enumerate(zip(looks, found, strict=True)):
                row = nth * len(looks) + period
                _put(into, cells, {name: value[row] for name, value in values.items()}, people=look.asked.people)
    return found


def every(look: Look, name: str, wanted: Wanted, room: Room) -> Ints:
    """Return one plane's value below every unit, by the units' numbers."""
    tree = look.asked.tree
    dense = np.zeros(tree.size + 1, dtype=np.int64)
    for sign, plane, slices in _jobs(look, name, wanted, room):
        _spread(plane, sign, slices, dense[1:])
    running = np.cumsum(dense)
    return np.asarray(running[tree.last.astype(np.int64) + 1] - running[:-1])


def _below(tree: Numbering, units: Ints) -> tuple[Ints, Ints]:
    at = tree.numbers(units)
    if (at == NONE).any():
        raise Unfit
    return at, tree.last[at].astype(np.int64) + 1


def _values(
    looks: Sequence[Look], wanted: Sequence[Wanted], below: Mapping[int, tuple[Ints, Ints]], room: Room
) -> dict[str, Ints]:
    """Return by plane a row for each kind and goal and period (in that order), in it a value for each unit."""
    found: dict[str, Ints] = {}
    same: dict[tuple[int, ...], Ints] = {}
    for name in PERSONS if looks[0].asked.people else AMOUNTS:
        planes = tuple(id(part.planes.get(name)) for look in looks for part in look.parts)
        if planes not in same:
            same[planes] = _value(looks, name, wanted, below, room)
        found[name] = same[planes]
    return found


def _value(
    looks: Sequence[Look], name: str, wanted: Sequence[Wanted], below: Mapping[int, tuple[Ints, Ints]], room: Room
) -> Ints:
    units = len(next(iter(below.values()))[0])
    value = np.zeros((len(wanted) * len(looks), units), dtype=np.int64)
    jobs: dict[tuple[int, int, int], tuple[Vector, list[int], list[int]]] = {}
    for nth, one in enumerate(wanted):
        for period, look in enumerate(looks):
            row, tree = nth * len(looks) + period, look.asked.tree
            dense = np.zeros(tree.size + 1, dtype=np.int64) if units > MANY else None
            for sign, plane, slices in _jobs(look, name, one, room):
                if dense is not None:
                    _spread(plane, sign, slices, dense[1:])
                    continue
                _plane, rows, mine = jobs.setdefault((id(plane), id(tree), sign), (plane, [], []))
                rows += [row] * len(slices)
                mine += slices
            if dense is not None:
                running = np.cumsum(dense)
                low, high = below[id(tree)]
                value[row] = running[high] - running[low]
    for (_which, tree_of, sign), (plane, rows, mine) in jobs.items():
        told = plane.below(np.array(mine, dtype=np.int64), *below[tree_of])
        np.add.at(value, rows, sign * told)
    return value


def _spread(plane: Vector, sign: int, slices: Sequence[int], dense: Ints) -> None:
    if sign > 0:
        plane.spread(np.array(slices, dtype=np.int64), dense)
        return
    less = np.zeros_like(dense)
    plane.spread(np.array(slices, dtype=np.int64), less)
    dense -= less


def _jobs(look: Look, name: str, wanted: Wanted, room: Room) -> Iterator[tuple[int, Vector, list[int]]]:
    """Yield the planes of a name with their signs, and the slices of each that add up to a kind and a goal."""
    by_kind, by_goal = look.asked.by
    for sign, planes, kept in look.parts:
        plane = planes.get(name)
        if plane is None:
            continue
        if kept is None:
            yield (
                sign,
                plane,
                [kind * room.own + (wanted.number if by_goal else 0) for kind in (wanted.kinds if by_kind else (0,))],
            )
        elif wanted.number <= room.known_goals:
            words = [kind * room.width + wanted.number for kind in wanted.kinds if kind < room.known_kinds]
            yield sign, plane, [one * room.kinds * room.width + word for one in kept for word in words]


def _put(into: dict[Cell, Count], cells: Sequence[Cell], values: Mapping[str, Ints], *, people: bool) -> None:
    there = np.flatnonzero(values["persons"] + values["unnamed"] if people else values["records"])
    mine = [cells[nth] for nth in there.tolist()]
    told = {id(value): value[there].tolist() for value in values.values()}
    columns = [told[id(values[name])] for name in (PERSONS if people else AMOUNTS)]
    if people:
        for cell, persons, migrated, made_up, some, unnamed in zip(mine, *columns, strict=True):
            bound = Bound.AT_LEAST if some else Bound.EXACT
            into[cell] = Count(persons, bound, persons, migrated, made_up, unnamed)
        return
    for cell, value, records, at_least, about, under, migrated, made_up in zip(mine, *columns, strict=True):
        bound = Bound.EXACT
        if at_least or about or under:
            bound = combine_counts(at_least=at_least, about=about, under=under)
        into[cell] = Count(value, bound, records, migrated, made_up)

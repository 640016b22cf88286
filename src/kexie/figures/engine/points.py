"""Points: what things put at places of the tree, day by day; whatever amounts are asked for is a sum of some of them.

A point says: of what happened on ``day``, with this kind, these goals and tags, so much more counts below unit ``at``
from ``known`` on. A thing with one host is one point; a joint one has further points that take it off again where
its hosts meet (see ``cells.steps``). Equal points are added up, so an activity's attendances are one point. Points
stand month by month in the order of ``known``: what was not known yet on a day is one range of each month.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from kexie.figures.engine.calendar import Calendar
from kexie.figures.engine.cells import SIGNED, order_of, steps
from kexie.figures.engine.columns import narrow
from kexie.figures.engine.rows import BOUNDS, ORIGINS, Column, Rows
from kexie.figures.engine.trees import NONE, Ints, Numbering, Unfit

KEYS: Final = ("month", "known", "day", "at", "kind", "goals", "tags")
THINGS: Final = ("value", "records", "at_least", "about", "under", "migrated", "made_up")
NAMELESS: Final = ("some", "unnamed")
"""Head counts without names: those that make the number of persons at least so many, and all of them."""
NAMED: Final = ("persons", "persons_migrated", "persons_made_up")
"""Entries that name a person, each as often as it stands there: ``repeats`` takes off who is named again."""
LARGEST: Final = 2.0**62


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Points of one tree. ``keys``: what ``KEYS`` names; ``weights``: what is put there, by plane; zero if left out."""

    keys: dict[str, Column]
    weights: dict[str, Column]
    bounds: list[int] = field(default_factory=list)
    """Where each month begins, once that was asked for."""

    def __len__(self) -> int:
        """Return how many points there are."""
        return len(self.keys["at"])

    def pick(self, which: Column | slice) -> Self:
        """Return some of the points."""
        return type(self)(
            {name: np.asarray(one[which]) for name, one in self.keys.items()},
            {name: np.asarray(one[which]) for name, one in self.weights.items()},
        )

    def known(self, months: Sequence[int], as_of: int) -> list[tuple[int, int, int]]:
        """Return for each month where its points begin, where those begin that were known later, and where it ends."""
        if not self.bounds:
            column = self.keys["month"]
            last = int(column[-1]) if len(column) else NONE
            self.bounds.extend(np.searchsorted(column, np.arange(last + 2)).tolist())
        when = self.keys["known"]
        limit = when.dtype.type(min(as_of, int(np.iinfo(when.dtype).max)))
        found = []
        for month in months:
            low, high = self.bounds[month : month + 2] if month + 1 < len(self.bounds) else (len(self), len(self))
            after = high
            if low < high and when[high - 1] > limit:
                after = low + int(when[low:high].searchsorted(limit, side="right"))
            found.append((low, after, high))
        return found

    def arrays(self) -> dict[str, Column]:
        """Return the columns as they are written, each in as few bytes as its numbers need."""
        found = {f"key.{word}": _narrowed(column) for word, column in self.keys.items()}
        written: dict[str, Column] = {}
        for word, column in self.weights.items():  # weights that say the same are written once
            twin = next((other for other, one in written.items() if np.array_equal(one, column)), None)
            if twin is None:
                written[word] = found[f"weight.{word}"] = _narrowed(column)
            else:
                found[f"weight.{word}.as.{twin}"] = np.zeros(0, dtype=np.int8)
        return found

    @classmethod
    def of(cls, arrays: Mapping[str, Column]) -> Self:
        """Read what ``arrays`` told."""
        found: dict[str, dict[str, Column]] = {"key": {}, "weight": {}}
        for name, column in arrays.items():
            part, _dot, word = name.partition(".")
            word, _as, twin = word.partition(".as.")
            found[part][word] = found[part][twin] if twin else column
        return cls(found["key"], found["weight"]) if found["key"] else cls.none()

    @classmethod
    def none(cls) -> Self:
        """Return no points."""
        return cls({name: np.zeros(0, dtype=np.int64) for name in KEYS}, {})


def _narrowed(column: Column) -> Column:
    """Return a column in as few bytes as its numbers need."""
    least, most = int(column.min(initial=0)), int(column.max(initial=0))
    if least >= 0:
        return column.astype(narrow(most))
    return column.astype(next(one for one in SIGNED if np.iinfo(one).min <= least and most <= np.iinfo(one).max))


def added(parts: Iterable[Points]) -> Points:
    """Return the sum of points, in their order, equal ones added up."""
    given = [part for part in parts if len(part)]
    if not given:
        return Points.none()
    keys = [np.concatenate([part.keys[name] for part in given]).astype(np.int64) for name in KEYS]
    order, first = order_of(*keys)
    begins = np.flatnonzero(first)
    weights: dict[str, Column] = {}
    for name in dict.fromkeys(name for part in given for name in part.weights):
        whole = [part.weights.get(name, np.zeros(len(part), dtype=np.int64)).astype(np.int64) for part in given]
        weights[name] = np.add.reduceat(np.concatenate(whole)[order], begins)
    there = np.zeros(len(begins), dtype=bool)
    for weight in weights.values():
        there |= weight != 0
    place = order[begins[there]]
    found = {name: one[place] for name, one in zip(KEYS, keys, strict=True)}
    return Points(found, {name: weight[there] for name, weight in weights.items() if weight.any()})


def weights_of(rows: Rows, times: Column | None = None) -> dict[str, Ints]:
    """Return what each entry weighs in each plane, so many ``times``. ``Unfit`` beyond 64 bits."""
    many = np.ones(len(rows), dtype=np.int64) if times is None else times.astype(np.int64)
    if (np.abs(rows.amount.astype(np.float64)) * many).sum() >= LARGEST:
        raise Unfit
    amount, bound, origin = (column.astype(np.int64) for column in (rows.amount, rows.bound, rows.origin))
    nobody = (rows.subject == 0).astype(np.int64)
    found = {"value": amount, "records": np.ones_like(amount)}
    found |= {name: bound == BOUNDS.index(name) for name in ("at_least", "about", "under")}
    found |= {name: origin == ORIGINS.index(name) for name in ORIGINS[1:]}
    found |= {"some": nobody & ((amount > 0) | (bound != 0)), "unnamed": nobody, "persons": 1 - nobody}
    found |= {f"persons_{name}": (1 - nobody) & (origin == ORIGINS.index(name)) for name in ORIGINS[1:]}
    return {name: weight * many for name, weight in found.items() if weight.any()}


def placed(rows: Rows, month: Ints, tree: Numbering, weights: Mapping[str, Column]) -> Points:
    """Return the points of entries by themselves, each at its own unit. ``Unfit`` for a unit the tree does not know."""
    at = tree.numbers(rows.unit)
    if (at == NONE).any():
        raise Unfit
    keys = {"month": month, "known": rows.known, "day": rows.day, "at": at}
    keys |= {name: getattr(rows, name) for name in ("kind", "goals", "tags")}
    return added([Points(keys, dict(weights))])


def joint(rows: Rows) -> Rows:
    """Return the entries of things with several entries, of entries in the order of subject and thing."""
    same = (rows.subject[1:] == rows.subject[:-1]) & (rows.thing[1:] == rows.thing[:-1])
    several = np.zeros(len(rows), dtype=bool)
    several[1:] = same
    several[:-1] |= same
    return rows.pick(several)


def meetings(rows: Rows, month: Ints, tree: Numbering) -> Points:
    """Return the points that take joint things off where their hosts meet; ``rows`` hold whole things."""
    at = tree.numbers(rows.unit)
    if (at == NONE).any():
        raise Unfit
    groups = ("subject", "thing", "day", "kind", "goals", "tags")
    order = np.lexsort((rows.known, at, *(getattr(rows, name) for name in groups[::-1])))
    rows, at, month = rows.pick(order), at[order], month[order]
    columns = [getattr(rows, name) for name in groups]
    new = np.ones(len(at), dtype=bool)
    new[1:] = (at[1:] != at[:-1]) | np.logical_or.reduce([one[1:] != one[:-1] for one in columns])
    first = np.flatnonzero(new)
    once = rows.pick(first)
    points = steps([one[first] for one in columns], at[first], once.known.astype(np.int64), tree)
    count = len(first)  # the first points are the entries themselves, which are counted elsewhere
    of, where, sign = points.of[count:], points.at[count:], points.sign[count:].astype(np.int64)
    again = np.flatnonzero(~new)  # told twice of one unit: taken off where it stands
    of = np.concatenate([first[of], again])
    where, sign = np.concatenate([where, at[again]]), np.concatenate([sign, np.full(len(again), -1)])
    mine = rows.pick(of)
    weights = {name: weight * sign for name, weight in weights_of(mine).items() if name not in NAMED}
    keys = {"month": month[of], "known": mine.known, "day": mine.day, "at": where}
    keys |= {name: getattr(mine, name) for name in ("kind", "goals", "tags")}
    return added([Points(keys, weights)])


def months_under(calendar: Calendar, tree: int) -> NDArray[np.bool_]:
    """Return which months are counted under a tree; one more item, for a day of no kept month, is false."""
    return np.append(calendar.thing_slices(tree) != NONE, False)


def alone(rows: Rows, calendar: Calendar, trees: Sequence[Numbering], times: Column | None = None) -> dict[int, Points]:
    """Return the points of entries by themselves, each so many ``times``, by tree."""
    month = calendar.place(rows.day)
    weights = weights_of(rows, times)
    found = {}
    for number in sorted(set(calendar.trees)):
        mine = months_under(calendar, number)[month]
        some = {name: weight[mine] for name, weight in weights.items()}
        found[number] = placed(rows.pick(mine), month[mine], trees[number], some)
    return found


def total(*signed: tuple[int, Mapping[int, Points]]) -> dict[int, Points]:
    """Return the sum of points by tree, each times its sign."""
    found: dict[int, list[Points]] = {}
    for sign, points in signed:
        for number, mine in points.items():
            weights = {name: weight.astype(np.int64) * sign for name, weight in mine.weights.items()}
            found.setdefault(number, []).append(Points(mine.keys, weights))
    return {number: added(parts) for number, parts in found.items()}

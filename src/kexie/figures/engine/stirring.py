"""What a change of structure stirs: trees and rows by groups before and after it, and which units differ in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from kexie.kit.clock import today
from kexie.records.people.models import Membership
from kexie.records.units.groups import members, sets
from kexie.records.units.kinds import LINES
from kexie.records.units.queries import Tree, open_units, tree
from kexie.records.units.rules import TreeOn


class Row(NamedTuple):
    """A row of a figure by groups: what a member of a partition did below a root."""

    top: int
    of_set: str
    member: str


Seeds = dict[Row, tuple[int, ...]]
"""The units whose subtrees a row joins."""


@dataclass(frozen=True, slots=True)
class Trees:
    """The trees of some last days (for figures) with the rows by groups and who is open; those by which rights reach.

    ``at``: along each line, the main one first.
    """

    at: dict[date, tuple[Tree, ...]]
    lines: dict[str, Tree]
    rows: dict[date, Seeds]
    alive: dict[date, frozenset[int]]


def trees_of(days: Iterable[date], day: date) -> Trees:
    """Return the trees of some last days, and those by which rights reach on a day."""
    known, named = today(), sets()
    lines = {line.slug: tree(TreeOn(day, max(day, known), line.slug)) for line in LINES}
    at = {last: tuple(tree(TreeOn(last, known, line)) for line in lines) for last in days}
    rows = {last: _seeds(every[0], TreeOn(last, known), named) for last, every in at.items()}
    return Trees(at, lines, rows, {last: open_units(TreeOn(last, known)) for last in days})


class _Of(NamedTuple):
    """What is stirred on a day.

    ``tops``: units whose subtree differs on the main line; ``more``: those above (or at) anything that changed at all;
    ``inside``: what lies elsewhere, is open or closed now, or has other people at home.
    """

    tops: set[int]
    more: set[int]
    inside: set[int]


@dataclass(slots=True)
class Stirred:
    """What a change stirs on each of some last days; most days have the same trees, which are compared once."""

    before: Trees
    after: Trees
    rehomed: set[int]
    known: dict[tuple[int, ...], _Of] = field(default_factory=dict)

    def of(self, last: date) -> _Of:
        """Return what is stirred on a day."""
        both = [(one.at[last], one.alive[last]) for one in (self.before, self.after)]
        key = tuple(id(part) for trees, alive in both for part in (*trees, alive))
        if key not in self.known:
            (old, was), (new, now) = both
            changed = (was ^ now) | self.rehomed
            for one, other in zip(old, new, strict=True):
                changed |= _rehung(one, other)
            trees = (*old, *new)
            more = {step for unit in changed for whole in trees if unit in whole.parent for step in whole.path(unit)}
            inside = {one for unit in changed for whole in trees if unit in whole.parent for one in whole.below(unit)}
            self.known[key] = _Of(affected(old[0], new[0]), more, inside)
        return self.known[key]


def rehomed(begun: int) -> set[int]:
    """Return the units that people named since a position were ever at home in."""
    moved = Membership.objects.filter(position__gt=begun).values("subject")
    told = Membership.objects.filter(subject__in=moved, unit__isnull=False)
    return set(told.order_by().values_list("unit_id", flat=True).distinct())


def _seeds(whole: Tree, on: TreeOn, named: Iterable[str]) -> Seeds:
    found: dict[Row, list[int]] = {}
    for of_set in named:
        for member, units in members(of_set, on).items():
            for unit in units:
                if unit in whole.parent:
                    found.setdefault(Row(whole.path(unit)[0], of_set, member), []).append(unit)
    return {row: tuple(units) for row, units in found.items()}


def regrouped(before: Trees, after: Trees, last: date, moved: set[int]) -> list[Row]:
    """Return the rows by groups that something else lies in: other units stand there, or theirs moved."""
    old, new = before.rows[last], after.rows[last]
    return sorted(
        row
        for row in old.keys() | new.keys()
        if old.get(row, ()) != new.get(row, ()) or not moved.isdisjoint(new.get(row, ()))
    )


def _rehung(before: Tree, after: Tree) -> set[int]:
    """Return the units that hang elsewhere, or only in one of the trees."""
    both = before.parent.keys() | after.parent.keys()
    return {unit for unit in both if before.parent.get(unit, 0) != after.parent.get(unit, 0)}  # 0: not in it at all


def affected(before: Tree, after: Tree) -> set[int]:
    """Return the units whose subtrees differ: those above something that hangs elsewhere, and what is new."""
    found: set[int] = set()
    for unit in _rehung(before, after):
        found.update(before.path(unit)[:-1], after.path(unit)[:-1])
        if unit not in before.parent or unit not in after.parent:
            found.add(unit)
    return found

"""The part of the tree that leads to a unit: its ancestors, itself, and the first of what hangs below."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from kexie.records.units.models import Unit
from kexie.records.units.queries import tree
from kexie.records.units.rules import TreeOn

SHOWN: Final = 40
"""How many units below are listed in the tree; the page lists all of them."""


@dataclass(slots=True)
class Node:
    """A unit in the tree: how many hang directly below it, whether it is the page's own, whether it is closed."""

    unit: Unit
    below: int
    current: bool = False
    gone: bool = False
    children: list[Node] = field(default_factory=list)
    more: int = 0


def branch(unit: Unit, on: TreeOn, alive: set[int]) -> Node:
    """Return the branch from the root down to the unit's children."""
    whole = tree(on)
    path = whole.path(unit.pk)
    children = whole.children.get(unit.pk, [])
    standing = [one for one in children if one in alive]
    gone = [one for one in children if one not in alive]
    shown = [*standing, *gone][:SHOWN]
    named = Unit.objects.in_bulk([*path, *shown])

    def node(one: int) -> Node:
        below = sum(1 for child in whole.children.get(one, []) if child in alive)
        return Node(named[one], below, current=one == unit.pk, gone=one not in alive)

    own = node(unit.pk)
    own.children = [node(one) for one in shown]
    own.more = len(children) - len(shown)
    top = own
    for above in reversed(path[:-1]):
        parent = node(above)
        parent.children = [top]
        top = parent
    return top

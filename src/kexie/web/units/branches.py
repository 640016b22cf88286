"""The tree as it is walked: only branches that are open are fetched, so its size does not matter.

Every twig is a link: without scripts it leads to the same page with one branch more (or less) open, with scripts the
branch is fetched and put in place (``static/kexie/tree.js``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from kexie.kit.clock import today
from kexie.records.units.models import Unit
from kexie.records.units.queries import Tree, counted_below, open_units, tree
from kexie.records.units.rules import TreeOn
from kexie.web.desk.seat import seated
from kexie.web.reader import unit_of
from kexie.web.units.days import tree_on_of

SHOWN: Final = 40
"""How many units below one are listed in the tree at a time; its own page lists all of them."""
OPEN: Final = 60
"""How many branches an address may name as open."""


@dataclass(slots=True)
class Node:
    """A unit in the tree: how many hang below it, whether it is the page's own or closed, and its open branch."""

    unit: Unit
    below: int
    gone: bool = False
    current: bool = False
    opened: bool = False
    twig: str = ""
    fetch: str = ""
    children: list[Node] = field(default_factory=list)
    more: int = 0
    more_fetch: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """What a tree is drawn for: the page it stands on, the open branches, the day, the unit that the page is about.

    ``path``: the units from the root to that unit; of those above it only the way down is shown.
    """

    page: str
    on: TreeOn
    whole: Tree
    alive: frozenset[int]
    below: Mapping[int, int]
    opened: frozenset[str] = frozenset()
    path: tuple[int, ...] = ()

    @classmethod
    def of(cls, page: str, on: TreeOn, opened: frozenset[str] = frozenset(), path: tuple[int, ...] = ()) -> View:
        """Return a view of the tree of a day, which is looked up once."""
        return cls(page, on, tree(on), open_units(on), counted_below(on), opened, path)

    def children(self, unit: int) -> list[int]:
        """Return what hangs directly below a unit, the closed ones last."""
        return sorted(self.whole.children.get(unit, []), key=lambda child: child not in self.alive)

    def query(self, **changed: str) -> str:
        """Return the query that keeps the day."""
        asked = {"on": self.on.day.isoformat()} if self.on.day != today() else {}
        return urlencode(asked | changed)

    def toggled(self, code: str) -> str:
        """Return the address of the page with this branch open, or closed if it is open."""
        asked = [("on", self.on.day.isoformat())] if self.on.day != today() else []
        asked += [("open", one) for one in sorted(self.opened ^ {code})]
        return f"{self.page}?{urlencode(asked)}#tree" if asked else f"{self.page}#tree"


def opened_in(request: HttpRequest) -> frozenset[str]:
    """Return the codes of the branches that an address names as open."""
    return frozenset(code for code in request.GET.getlist("open")[:OPEN] if code and "\0" not in code)


def forest(tops: Sequence[int], view: View) -> list[Node]:
    """Return the tree below some units: what lies on the path or is named as open is opened, the rest are twigs."""
    wanted = set(Unit.objects.filter(code__in=view.opened).values_list("pk", flat=True)) if view.opened else set()
    grown = [_grown(top, view, wanted) for top in tops]
    named = Unit.objects.in_bulk({one.number for seed in grown for one in seed.all()})
    return [_node(seed, view, named) for seed in grown]


@dataclass(slots=True)
class _Seed:
    """A unit in the tree before its row is fetched."""

    number: int
    opened: bool = False
    children: list[_Seed] = field(default_factory=list)
    more: int = 0

    def all(self) -> Iterable[_Seed]:
        yield self
        for child in self.children:
            yield from child.all()


def _grown(number: int, view: View, wanted: set[int], depth: int = 0) -> _Seed:
    above = number in view.path[:-1]
    seed = _Seed(number, opened=above or number in wanted or (bool(view.path) and number == view.path[-1]))
    if not seed.opened or depth > _DEEPEST:
        return seed
    children = view.children(number)
    step = view.path[view.path.index(number) + 1] if above else None
    shown = [step] if step is not None and number not in wanted else children[:SHOWN]
    if step is not None and step not in shown:
        shown = [step, *shown[:-1]]
    seed.children = [_grown(child, view, wanted, depth + 1) for child in shown]
    seed.more = len(children) - len(shown)
    return seed


_DEEPEST: Final = 40
"""Deeper trees are walked from a unit's own page."""


def _node(seed: _Seed, view: View, named: dict[int, Unit]) -> Node:
    unit = named[seed.number]
    node = Node(
        unit=unit,
        below=view.below.get(seed.number, 0),
        gone=seed.number not in view.alive,
        current=bool(view.path) and seed.number == view.path[-1],
        opened=seed.opened,
        more=seed.more,
    )
    if view.whole.children.get(seed.number) and not (seed.opened and seed.number in view.path):
        node.twig = view.toggled(unit.code)
        node.fetch = f"{reverse('units:branch')}?{view.query(of=unit.code)}"
    if seed.more and seed.number not in view.path[:-1]:
        node.more_fetch = f"{reverse('units:branch')}?{view.query(of=unit.code, after=str(len(seed.children)))}"
    node.children = [_node(child, view, named) for child in seed.children]
    return node


@seated
@require_GET
def fragment(request: HttpRequest) -> HttpResponse:
    """Answer with the next lot of units below one, as list items to be put in place."""
    unit = unit_of(request, request.GET.get("of", ""))
    on = tree_on_of(request)
    after = request.GET.get("after", "")
    begin = int(after) if after.isascii() and after.isdigit() and len(after) < 7 else 0  # noqa: PLR2004
    view = View.of(reverse("units:index"), on)
    children = view.children(unit.pk)
    lot = children[begin : begin + SHOWN]
    rest = max(0, len(children) - begin - len(lot))
    told = {
        "nodes": forest(lot, view),
        "of": unit,
        "more": rest,
        "more_fetch": f"{reverse('units:branch')}?{view.query(of=unit.code, after=str(begin + len(lot)))}"
        if rest
        else "",
        "query": f"?{view.query()}" if view.query() else "",
    }
    return render(request, "units/twigs.html", told)

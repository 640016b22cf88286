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
from django.urls import reverse
from django.views.decorators.http import require_GET

from kexie.kit.clock import today
from kexie.records.units.models import Unit
from kexie.records.units.queries import Tree, counted_below, open_units, tree
from kexie.records.units.rules import TreeOn
from kexie.web.desk.seat import seated
from kexie.web.kit.markup import format_html
from kexie.web.reader import Named, names_of, unit_of
from kexie.web.units.days import tree_on_of
from kexie.web.units.twigs import Node, Twigs

SHOWN: Final = 40
"""How many units below one are listed in the tree at a time; its own page lists all of them."""
OPEN: Final = 60
"""How many branches an address may name as open."""


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
    kept: tuple[tuple[str, str], ...] = ()
    """What each of its addresses keeps: the day, if it is not today."""
    branch: str = ""
    """Where branches are fetched."""

    @classmethod
    def of(cls, page: str, on: TreeOn, opened: frozenset[str] = frozenset(), path: tuple[int, ...] = ()) -> View:
        """Return a view of the tree of a day, which is looked up once."""
        kept = () if on.day == today() else (("on", on.day.isoformat()),)
        told = tree(on), open_units(on), counted_below(on)
        return cls(page, on, *told, opened, path, kept, reverse("units:branch"))

    def children(self, unit: int) -> list[int]:
        """Return what hangs directly below a unit, the closed ones last."""
        return sorted(self.whole.children.get(unit, []), key=lambda child: child not in self.alive)

    def query(self, **changed: str) -> str:
        """Return the query that keeps the day."""
        return urlencode([*self.kept, *changed.items()])

    def fetch(self, **asked: str) -> str:
        """Return where a branch, or more of one, is fetched."""
        return f"{self.branch}?{self.query(**asked)}"

    def toggled(self, code: str) -> str:
        """Return the address of the page with this branch open, or closed if it is open."""
        asked = [*self.kept, *(("open", one) for one in sorted(self.opened ^ {code}))]
        return f"{self.page}?{urlencode(asked)}#tree" if asked else f"{self.page}#tree"


def opened_in(request: HttpRequest) -> frozenset[str]:
    """Return the codes of the branches that an address names as open."""
    return frozenset(code for code in request.GET.getlist("open")[:OPEN] if code and "\0" not in code)


def forest(tops: Sequence[int], view: View) -> list[Node]:
    """Return the tree below some units: what lies on the path or is named as open is opened, the rest are twigs."""
    wanted = set(Unit.objects.filter(code__in=view.opened).values_list("pk", flat=True)) if view.opened else set()
    grown = [_grown(top, view, wanted) for top in tops]
    named = names_of(one.number for seed in grown for one in seed.all())
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


def _node(seed: _Seed, view: View, named: Mapping[int, Named]) -> Node:
    code, name = named[seed.number]
    node = Node(
        code,
        name,
        below=view.below.get(seed.number, 0),
        gone=seed.number not in view.alive,
        current=bool(view.path) and seed.number == view.path[-1],
        opened=seed.opened,
        more=seed.more,
    )
    if view.whole.children.get(seed.number) and not (seed.opened and seed.number in view.path):
        node.twig = view.toggled(code)
        node.fetch = view.fetch(of=code)
    if seed.more and seed.number not in view.path[:-1]:
        node.more_fetch = view.fetch(of=code, after=str(len(seed.children)))
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
    twigs = Twigs(f"?{view.query()}" if view.kept else "")
    said = twigs.written(forest(lot, view))
    if rest:
        said += twigs.rest(unit.code, rest, view.fetch(of=unit.code, after=str(begin + len(lot))))
    return HttpResponse(format_html("<ul>{}</ul>", said))

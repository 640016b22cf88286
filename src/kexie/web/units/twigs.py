"""The twigs of a tree as they stand on a page. Written in Python: a page has many, one within the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kexie.web.kit.links import addresses
from kexie.web.kit.markup import escaped
from kexie.web.kit.numbers import shown


@dataclass(slots=True)
class Node:
    """A unit in the tree: how many hang below it, whether it is the page's own or closed, and its open branch."""

    code: str
    name: str
    below: int
    gone: bool = False
    current: bool = False
    opened: bool = False
    twig: str = ""
    fetch: str = ""
    children: list[Node] = field(default_factory=list)
    more: int = 0
    more_fetch: str = ""


class Twigs:
    """Writes units as list items; ``query`` keeps the day in the addresses of their pages."""

    def __init__(self, query: str = "") -> None:
        """Look up once what every twig needs."""
        self._query = escaped(query)
        self._page = addresses("units:one")

    def written(self, nodes: Sequence[Node]) -> SafeString:
        """Return units with their open branches, each a link to its page and one that opens or closes its branch."""
        return SafeString("".join(part for node in nodes for part in self._parts(node)))

    def rest(self, code: str, more: int, fetch: str) -> SafeString:
        """Return the last item of a branch that is not shown whole: it leads to the unit's own list."""
        address = f"{escaped(self._page(code))}{self._query}#below"
        fetched = f' data-more="{escaped(fetch)}"' if fetch else ""
        said = _("还有 %(more)s 个") % {"more": shown(more)}
        return SafeString(f'<li class="rest"><a href="{address}"{fetched}>{escaped(said)}</a></li>')

    def _parts(self, node: Node) -> Iterator[str]:
        yield '<li class="gone">' if node.gone else "<li>"
        yield '<span class="twig">' if node.twig else '<span class="twig leaf">'
        current = ' aria-current="page"' if node.current else ""
        yield f'<a href="{escaped(self._page(node.code))}{self._query}"{current}>{escaped(node.name)}</a>'
        if node.twig:
            yield f'<a class="twist" href="{escaped(node.twig)}" data-fetch="{escaped(node.fetch)}"'
            said = _("%(name)s 的下级") % {"name": node.name}
            yield f' aria-expanded="{"true" if node.opened else "false"}" aria-label="{escaped(said)}"></a>'
        if node.below:
            yield f'<span class="below">{escaped(shown(node.below))}</span>'
        if node.gone:
            yield f'<span class="note">{escaped(_("已撤销"))}</span>'
        yield "</span>\n"
        if node.children or node.more:
            yield "<ul>"
            for child in node.children:
                yield from self._parts(child)
            if node.more:
                yield self.rest(node.code, node.more, node.more_fetch)
            yield "</ul>"
        yield "</li>"

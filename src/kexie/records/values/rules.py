"""What a formula may name where, which indicators lead back to themselves, and how far one may reach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.translation import gettext as _

from kexie.kit.text import clipped
from kexie.records.values.definitions import RESERVED, Definition, Element, Row
from kexie.records.values.grammar import parse
from kexie.records.values.syntax import RATES, Apply, Modified, Node, Ref, codes, walk

MOST_DEEP: Final = 200
"""Steps inside each other that one evaluation may take, through every indicator that is named."""
MOST_NAMED: Final = 2_000
"""Places at which an evaluation may read a number, each indicator written out: twice in each of twenty is a million."""


def names(row: Row) -> dict[str, bool]:
    """Return the codes that an indicator's formulas name."""
    return codes(parse(row.numerator)) | codes(parse(row.denominator))


def closure(code: str, known: Mapping[str, Definition]) -> dict[str, Definition]:
    """Return every definition that a code rests on, itself first; what is not defined is left out."""
    found: dict[str, Definition] = {}
    todo = [code]
    while todo:
        one = known.get(todo.pop())
        if one is None or one.code in found:
            continue
        found[one.code] = one
        if isinstance(one, Row):
            todo += names(one)
    return found


def circle(code: str, known: Mapping[str, Definition]) -> list[str]:
    """Return a path from a code back to itself, or nothing."""
    todo = [[code]]
    seen: set[str] = set()
    while todo:
        path = todo.pop()
        one = known.get(path[-1])
        if not isinstance(one, Row):
            continue
        for name in names(one):
            if name == code:
                return [*path, name]
            if name not in seen:
                seen.add(name)
                todo.append([*path, name])
    return []


def too_heavy(codes_of: Iterable[str], known: Mapping[str, Definition]) -> set[str]:
    """Return which codes reach too deep or too wide through what they name; nothing may lead back to itself."""
    found: dict[str, tuple[int, int]] = {}
    todo = list(codes_of)
    while todo:  # by hand: a chain of indicators may be longer than calls go inside each other
        one = known.get(todo[-1])
        waiting = [name for name in names(one) if name not in found] if isinstance(one, Row) else []
        if waiting:
            todo += waiting
            continue
        parts = (
            [_weight(parse(text), found) for text in (one.numerator, one.denominator)] if isinstance(one, Row) else []
        )
        found[todo.pop()] = 1 + max((deep for deep, _named in parts), default=0), sum(n for _deep, n in parts) or 1
    return {code for code, (deep, named) in found.items() if deep > MOST_DEEP or named > MOST_NAMED}


def _weight(node: Node, found: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
    """Return how deep an expression goes, and at how many places it reads a number."""
    if isinstance(node, Ref):
        deep, named = found[node.code]
        return deep + 1, named
    inner = node.arguments if isinstance(node, Apply) else (node.body,) if isinstance(node, Modified) else ()
    parts = [_weight(one, found) for one in inner]
    return 1 + max((deep for deep, _named in parts), default=0), sum(named for _deep, named in parts)


def wrong_codes(node: Node, known: Mapping[str, Definition]) -> str:
    """Return the sentence that says which code stands where its sort cannot, or nothing."""
    for one in walk(node):
        if isinstance(one, Ref) and one.row and not isinstance(known.get(one.code), Row):
            return _("N{%(code)s} 须是用公式定义的指标。") % {"code": clipped(one.code)}
        if isinstance(one, Apply) and one.name in RATES:
            target = one.arguments[0]
            if not isinstance(target, Ref) or not isinstance(known.get(target.code), Element):
                return _("%(name)s(…) 里须是一个数据元素的编号。") % {"name": one.name}
        inner = one.arguments[0] if isinstance(one, Apply) and one.name == "each" else None
        counted = _counted(inner, known) if inner is not None else ""
        if isinstance(one, Modified) and one.name in {"time", "units", "since", "until"}:
            counted = counted or _counted(one.body, known)
        if counted:
            said = _("“%(code)s”是按台账计数的指标，不能放进 each()、.time()、.units()、.since() 或 .until()。")
            return said % {"code": counted}
    return ""


def _counted(node: Node, known: Mapping[str, Definition]) -> str:
    """Return a counting indicator that an expression rests on, or nothing."""
    for code in codes(node):
        for one in (
            code,
            *(name for row in closure(code, known).values() if isinstance(row, Row) for name in names(row)),
        ):
            if one in RESERVED:
                return one
    return ""

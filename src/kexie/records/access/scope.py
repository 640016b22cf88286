"""How far somebody's rights reach: one rule, answered as a filter here and as yes or no in the door."""

from __future__ import annotations

from datetime import date
from functools import lru_cache, reduce
from operator import or_

from django.db import connection
from django.db.models import Q

from kexie.kit.clock import today
from kexie.kit.looking import asked_once
from kexie.records.access.models import Account, Post
from kexie.records.access.rights import PUBLISHED, ROLES, SHARED, Right
from kexie.records.units.kinds import AGGREGATE, LINES, MAIN
from kexie.records.units.models import Unit
from kexie.records.units.queries import below_ids, outside_of, structure_mark, tree, within
from kexie.records.units.rules import TreeOn


def posts_with(actor: Account | None, right: Right) -> list[Post]:
    """Return the actor's posts of today that carry a right; none for nobody, the inactive and strangers."""
    return [post for post in posts_of(actor) if right in ROLES[post.role].rights]


def posts_of(actor: Account | None) -> tuple[Post, ...]:
    """Return the actor's posts of today; none for nobody, the inactive and strangers."""
    if actor is None or not actor.is_active or actor.person_id is None:
        return ()
    return _held(actor.person_id, today())


@asked_once
def _held(person: int, day: date) -> tuple[Post, ...]:
    # as plain SQL, and one question: it is asked for every page, and to make it from the models takes longer
    of_unit = {f"unit__{one.column}": one.attname for one in Unit._meta.concrete_fields}  # noqa: SLF001 - Django's own
    columns = ", ".join(f'unit.{name.removeprefix("unit__")} AS "{name}"' for name in of_unit)
    sql = (
        f"SELECT post.*, {columns} FROM records_post post JOIN records_unit unit ON unit.id = post.unit_id "
        "WHERE post.person_id = %s AND post.since <= %s AND post.until >= %s ORDER BY post.id"
    )
    held = [post for post in Post.objects.raw(sql, [person, day, day]) if post.role in ROLES]
    for post in held:
        post.unit = Unit.from_db(connection.alias, list(of_unit.values()), [getattr(post, name) for name in of_unit])
    return tuple(held)


def tops(actor: Account | None, right: Right) -> dict[str, set[int]]:
    """Return, by line, the units from which a right reaches down; a shared right begins at their roots."""
    found: dict[str, set[int]] = {}
    for post in posts_with(actor, right):
        top = post.unit_id
        if right in SHARED:
            path = tree(TreeOn.now(post.line)).path(top)
            top = path[0] if path else top
        found.setdefault(post.line, set()).add(top)
    if found and right in PUBLISHED:
        found.setdefault(MAIN, set()).update(published())
    return found


def published() -> set[int]:
    """Return the roots of published tables: what stands in print is open to everyone who holds a post."""
    return _published(TreeOn.now(), structure_mark(), str(connection.settings_dict["NAME"]))


@lru_cache(maxsize=4)
def _published(on: TreeOn, mark: int, database: str) -> set[int]:  # noqa: ARG001 - what it is remembered by
    return set(Unit.objects.filter(kind=AGGREGATE, pk__in=tree(on).roots()).values_list("pk", flat=True))


def has_all(actor: Account | None) -> bool:
    """Tell whether the actor is an active owner, whose rights reach everywhere."""
    return actor is not None and actor.is_active and actor.is_owner


def reach(actor: Account | None, right: Right, path: str = "unit") -> Q:
    """Return the rows that a right reaches, as a filter on the unit at ``path``. Nobody's reach is empty."""
    if has_all(actor):
        return Q()
    lines = [within(path, units, TreeOn.now(line)) for line, units in tops(actor, right).items()]
    if not lines:
        return Q(pk__in=[])
    return reduce(or_, lines)  # not begun with the empty one: "or nothing" would join every row that there is


def beyond(actor: Account | None, right: Right) -> frozenset[int] | None:
    """Return the units that a right does not reach, where those are the fewer ones; ``None``: it reaches less."""
    inside = reached(actor, right)
    if inside is None:
        return frozenset()
    return outside_of(inside)


def reached(actor: Account | None, right: Right) -> frozenset[int] | None:
    """Return the ids of all units that a right reaches, for checks of many rows; ``None``: every unit."""
    if has_all(actor):
        return None
    parts = [below_ids(units, TreeOn.now(line)) for line, units in tops(actor, right).items()]
    return parts[0] if len(parts) == 1 else _joined(frozenset(parts))


@lru_cache(maxsize=16)
def _joined(parts: frozenset[frozenset[int]]) -> frozenset[int]:
    return frozenset[int]().union(*parts)


def lines_of(actor: Account | None, right: Right) -> list[str]:
    """Return the lines down which a right reaches from any post, in the order in which lines are shown."""
    told = {term.slug for term in LINES} if has_all(actor) else {MAIN, *tops(actor, right)}
    return [term.slug for term in LINES if term.slug in told]


def reaches_along(line: str, actor: Account | None, right: Right, unit: int) -> bool:
    """Tell whether a right reaches one unit down this line: then it reaches what hangs below it on the line, too."""
    if has_all(actor):
        return True
    return not tops(actor, right).get(line, set()).isdisjoint(tree(TreeOn.now(line)).path(unit))


def reaches(actor: Account | None, right: Right, unit: int) -> bool:
    """Tell whether a right reaches one unit."""
    if has_all(actor):
        return True
    return any(not units.isdisjoint(tree(TreeOn.now(line)).path(unit)) for line, units in tops(actor, right).items())


def reaches_all_below(actor: Account | None, right: Right, unit: int) -> bool:
    """Tell whether a right reaches a unit and all that is below it today on the main line: it comes down from above."""
    if has_all(actor):
        return True
    return not tops(actor, right).get(MAIN, set()).isdisjoint(tree(TreeOn.now()).path(unit))

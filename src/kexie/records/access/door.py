"""The one door to records: fetching is checking. What one may not see reads the same as what does not exist."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kexie.kit.looking import asked_once
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access.models import Account
from kexie.records.access.rights import ROLES, SHARED, TITLES, Right
from kexie.records.access.scope import beyond, has_all, posts_with, reach, reaches
from kexie.records.book.guarded import Guarded
from kexie.records.units.models import Unit
from kexie.records.units.queries import tree
from kexie.records.units.rules import TreeOn

G = TypeVar("G", bound=Guarded)


def seen(actor: Account | None, right: Right, model: type[G], among: Collection[int] | None = None) -> QuerySet[G]:
    """Return the rows of a guarded model that the actor's right reaches; ``among``: of some rows, by their ids.

    To name these here is quicker than to narrow the answer down: only they are looked up, not all that one may see.
    """
    every = model.objects.knowing("the door applies the reader's scope")
    opened = every if among is None else every.filter(pk__in=among)
    if not has_all(actor) and not _nothing_beyond(actor, right, model):
        # a row with several hosts is one row: looked up by its key, not joined to each of them and told apart again
        within = Q(pk__in=opened.filter(reach(actor, right, model.SCOPE)).values("pk"))
        named = model.named(actor) if posts_with(actor, right) else []
        opened = opened.filter(within | Q(pk__in=named)) if named else every.filter(within)
    return opened.filter(model.veil(actor))


def _nothing_beyond(actor: Account | None, right: Right, model: type[Guarded]) -> bool:
    """Tell whether no row of a model touches a unit that the right does not reach: then no filter is needed."""
    outside = beyond(actor, right) if model.PLACED else None
    if not outside:
        return outside is not None
    return not _named_anywhere(*_naming(model), outside)


@lru_cache(maxsize=64)
def _naming(model: type[Guarded]) -> tuple[str, str]:
    """Return the table and the column in which the units stand that rows of a model belong to."""
    *way, last = model.SCOPE.split("__")
    at: Any = model
    for step in way:
        at = at._meta.get_field(step).related_model  # noqa: SLF001 - Django's own name
    return str(at._meta.db_table), str(at._meta.get_field(last).column)  # noqa: SLF001 - the same


@asked_once
def _named_anywhere(table: str, column: str, units: frozenset[int]) -> bool:
    """Tell whether any row of a table names one of some units: the same for all models that belong to them by it."""
    listed, quoted = ",".join(str(one) for one in sorted(units)), connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {quoted(table)} WHERE {quoted(column)} IN ({listed}))")
        return bool(cursor.fetchone()[0])


def units(actor: Account | None, right: Right = Right.UNIT_READ) -> QuerySet[Unit]:
    """Return the units that a right reaches."""
    return Unit.objects.filter(reach(actor, right, "pk"), withdrawn=False)


def may(actor: Account | None, right: Right, unit: Unit | int) -> bool:
    """Tell whether the actor's right reaches a unit."""
    return reaches(actor, right, unit if isinstance(unit, int) else unit.pk)


def may_anywhere(actor: Account | None, right: Right) -> bool:
    """Tell whether the actor holds a right in any unit at all: what a menu may offer."""
    return has_all(actor) or bool(posts_with(actor, right))


def demand(actor: Account | None, right: Right, unit: Unit) -> None:
    """Raise ``Forbidden`` with one sentence unless the actor's right reaches the unit."""
    if not may(actor, right, unit):
        said = {"unit": unit.name, "right": TITLES[right]}
        raise Forbidden(_("您在“%(unit)s”没有“%(right)s”的权限；请向该单位负责人申请。") % said)


def demand_owner(actor: Account | None) -> None:
    """Raise ``Forbidden`` unless the actor is an owner of this deployment."""
    if not has_all(actor):
        raise Forbidden(_("只有系统负责人可以这样做。"))


def _stored(text: str) -> str:
    """Return a text as it could be stored: PostgreSQL cannot even look for NUL; nothing bears the sign put there."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


def named(actor: Account | None, name: str, right: Right = Right.UNIT_READ) -> QuerySet[Unit]:
    """Return the units of a name that a right reaches: names repeat."""
    return units(actor, right).filter(name=_stored(name))


def found_unit(actor: Account | None, code: str, right: Right = Right.UNIT_READ) -> Unit | None:
    """Return the unit of a code if the right reaches it, else ``None``."""
    found = _coded(_stored(code))
    return found if found is not None and may(actor, right, found) else None


@asked_once
def _coded(code: str) -> Unit | None:
    return next(iter(Unit.objects.raw("SELECT * FROM records_unit WHERE code = %s", [code])), None)


def unit(actor: Account | None, code: str, right: Right = Right.UNIT_READ) -> Unit:
    """Return the unit of a code if the right reaches it; raise ``Refused`` as if it did not exist otherwise."""
    found = found_unit(actor, code, right)
    if found is None:
        raise Refused(_("没有编号为“%(code)s”的单位；请核对编号，或先导入单位。") % {"code": code[:60]})
    return found


def get(actor: Account | None, right: Right, model: type[G], **wanted: object) -> G:
    """Return the one row wanted, if the right reaches it; raise ``Forbidden`` as if it did not exist otherwise."""
    found = seen(actor, right, model).filter(**wanted).first()
    if found is None:
        raise Forbidden(_("没有这条记录，或您无权查看。"))
    return found


def why(actor: Account | None, right: Right, unit: Unit) -> list[str]:
    """Return the chain that lets (or does not let) the actor do this in a unit: post by post, in sentences."""
    if has_all(actor):
        return [str(_("系统负责人拥有全部权限。"))]
    chain = []
    for post in posts_with(actor, right):
        said = {"unit": post.unit.name, "role": ROLES[post.role].title, "right": TITLES[right], "asked": unit.name}
        top = tree(TreeOn.now(post.line)).path(post.unit_id)[:1] if right in SHARED else [post.unit_id]
        if set(top) & set(tree(TreeOn.now(post.line)).path(unit.pk)):
            chain.append(_("在“%(unit)s”任“%(role)s”，含“%(right)s”，及于“%(asked)s”。") % said)
        else:
            chain.append(_("在“%(unit)s”任“%(role)s”，含“%(right)s”，但不及于“%(asked)s”。") % said)
    if not chain:
        return [_("没有任何在任岗位含“%(right)s”。") % {"right": TITLES[right]}]
    return chain

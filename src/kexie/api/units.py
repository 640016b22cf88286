"""Units (组织)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from ninja import Query, Router

from kexie.api.house import REFUSALS, Lot, account, lot_of
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.units.models import Unit
from kexie.records.units.queries import tree, within

router = Router(tags=["units"])


class Wanted(Lot):
    """Which units."""

    below: str = ""
    q: str = ""


def shown(units: Sequence[Unit]) -> list[dict[str, Any]]:
    """Return units as they hang in today's tree."""
    parents = {one.pk: tree().parent.get(one.pk) or 0 for one in units}
    codes = dict(Unit.objects.filter(pk__in=set(parents.values())).values_list("pk", "code"))
    return [
        {
            "code": one.code,
            "name": one.name,
            "kind": one.kind,
            "level": one.level,
            "parent": codes.get(parents[one.pk]),
        }
        for one in units
    ]


@router.get("", response={200: dict[str, Any], **REFUSALS}, operation_id="units")
def index(request: HttpRequest, wanted: Query[Wanted]) -> dict[str, Any]:
    """List the units that one may see: ``below`` a unit (itself too), with ``q`` in the name or as the code."""
    who = account(request)
    rows = door.units(who, Right.UNIT_READ)
    if wanted.below:
        rows = rows.filter(within("pk", [door.unit(who, wanted.below).pk]))
    if wanted.q:
        text = wanted.q.replace("\0", "")
        rows = rows.filter(Q(name__icontains=text) | Q(code=text))
    return lot_of(rows, wanted, shown)


@router.get("/{path:code}", response={200: dict[str, Any], **REFUSALS}, operation_id="unit")
def one(request: HttpRequest, code: str) -> dict[str, Any]:
    """Return one unit."""
    return shown([door.unit(account(request), code)])[0]

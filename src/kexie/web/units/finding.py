"""Finding the unit that somebody typed: by its code, by its name, or by what a list of suggestions left in the box."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from kexie.kit.refusal import Refused
from kexie.kit.text import clipped, joined
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import TITLES, Right
from kexie.records.units.models import Unit
from kexie.web.reader import spots_of

NEAR: Final = 5
"""How many likely units a refusal names."""
OFFERED: Final = 120
"""How many units a box offers by itself."""


def find_unit(text: str, who: Account, right: Right) -> Unit:
    """Return the unit that a text names; raise ``Refused`` naming near ones where there is none or more than one."""
    typed = text.strip()
    within = door.units(who, Right.UNIT_READ)
    for code in dict.fromkeys([typed, typed.split(maxsplit=1)[0] if typed else ""]):
        found = within.filter(code=code).first()
        if found is not None:
            return _allowed(found, who, right)
    named = list(within.filter(name=typed).order_by("code")[: NEAR + 1])
    if len(named) > 1:
        said = {"name": clipped(typed), "near": _listed(named)}
        raise Refused(_("叫“%(name)s”的单位不止一个，请写编号：%(near)s。") % said)
    if named:
        return _allowed(named[0], who, right)
    near = (
        list(within.filter(Q(name__icontains=typed) | Q(code__istartswith=typed)).order_by("code")[:NEAR])
        if typed
        else []
    )
    if near:
        raise Refused(_("没有“%(name)s”这个单位；是不是：%(near)s？") % {"name": clipped(typed), "near": _listed(near)})
    raise Refused(_("没有“%(name)s”这个单位；请写单位编号或全称。") % {"name": clipped(typed)})


def find_units(text: str, who: Account, right: Right = Right.UNIT_READ) -> tuple[Unit, ...]:
    """Return the units of a list parted by ; or line ends; raise ``Refused`` with a sentence for each unknown one."""
    found: dict[int, Unit] = {}
    lines: list[str] = []
    for piece in re.split(r"[;；\n]", text):
        if not piece.strip():
            continue
        try:
            unit = find_unit(piece, who, right)
        except Refused as refusal:
            lines += refusal.lines
        else:
            found[unit.pk] = unit
    if lines:
        raise Refused(lines)
    return tuple(found.values())


def offered(who: Account, right: Right) -> list[tuple[str, str]]:
    """Return code and name of the first units that a right reaches, for the suggestions of a box."""
    return list(door.units(who, right).order_by("code").values_list("code", "name")[:OFFERED])


def _allowed(unit: Unit, who: Account, right: Right) -> Unit:
    if door.may(who, right, unit):
        return unit
    raise Refused(_("您在“%(unit)s”没有“%(right)s”的权限。") % {"unit": unit.name, "right": TITLES[right]})


def _listed(units: Sequence[Unit]) -> str:
    spots = spots_of(unit.pk for unit in units)
    return joined(f"{unit.code} {unit.name}（{spots[unit.pk].place}）" for unit in units)

"""Keeping a question under a name, and dropping it."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.kit.refusal import Forbidden, Refused
from kexie.kit.text import one_line
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.history.actions import Deed, write
from kexie.records.units.models import Unit
from kexie.records.views.models import SavedList, SavedView
from kexie.records.views.queries import visible

MOST: Final = 50
"""How many views somebody may keep."""
MOST_ON_HOME: Final = 3
LONGEST_NAME: Final = 60
LONGEST_QUERY: Final = 1000
WHY: Final = "somebody's own views"


def save(
    *, name: str, indicator: str, asked: str, by: Account, unit: Unit | None = None, on_home: bool = False
) -> SavedView:
    """Keep a question under a name; the same name again replaces what it held. The caller has read the question.

    With a ``unit`` it is shared with that unit, for which one must hold the right to see its figures. Raises
    ``Refused`` for a name that is empty or too long, for too many, and ``Forbidden`` without the right.
    """
    said = one_line(name).strip()
    _check(said, asked)
    if unit is not None:
        door.demand(by, Right.FIGURE_READ, unit)
    with transaction.atomic():
        mine = SavedView.objects.knowing(WHY).select_for_update().filter(owner=by)
        held = mine.filter(name=said).first()
        if held is None and mine.count() >= MOST:
            raise Refused(_("最多存 %(n)s 个视图；请先删去不用的。") % {"n": MOST})
        if on_home and mine.filter(on_home=True).exclude(name=said).count() >= MOST_ON_HOME:
            raise Refused(_("今日最多放 %(n)s 个视图；请先从今日撤下一个。") % {"n": MOST_ON_HOME})
        view = held or SavedView(owner=by, name=said)
        view.indicator, view.asked, view.unit, view.on_home = indicator, asked, unit, on_home
        view.save()
        deed = "replace" if held else "save"
        body = {"name": said, "asked": view.address, "on_home": on_home}
        write([Deed(deed, "view", str(view.pk), unit=unit.pk if unit else None, body=body)], by=by.pk)
    return view


def _check(name: str, asked: str) -> None:
    if not name or "\0" in name:
        raise Refused(_("请给视图起个名字。"))
    if len(name) > LONGEST_NAME:
        raise Refused(_("视图的名字最多 %(n)s 个字；请写短些。") % {"n": LONGEST_NAME})
    if len(asked) > LONGEST_QUERY:
        raise Refused(_("这个问法太长，存不下；请减少条件。"))


def drop(*, view: int, by: Account) -> None:
    """Drop a view: one's own, or as the head of a unit one that is shared with it. ``Forbidden`` otherwise."""
    with transaction.atomic():
        found = visible(by).filter(pk=view).first()
        if found is None:
            raise Forbidden(_("没有这个视图。"))
        if found.owner_id != by.pk and not (found.unit and door.may(by, Right.POST_GRANT, found.unit)):
            raise Forbidden(_("只有存它的人，或者单位负责人，能删这个视图。"))
        write([Deed("drop", "view", str(found.pk), unit=found.unit_id, body={"name": found.name})], by=by.pk)
        found.delete()


def save_list(*, room: str, name: str, asked: str, by: Account) -> SavedList:
    """Keep a filtered list of a room under a name, for oneself; the same name again replaces what it held."""
    said = one_line(name).strip()
    _check(said, asked)
    with transaction.atomic():
        mine = SavedList.objects.select_for_update().filter(owner=by, room=room)
        held = mine.filter(name=said).first()
        if held is None and mine.count() >= MOST:
            raise Refused(_("最多存 %(n)s 个视图；请先删去不用的。") % {"n": MOST})
        kept = held or SavedList(owner=by, room=room, name=said)
        kept.asked = asked
        kept.save()
        body = {"name": said, "room": room, "asked": asked}
        write([Deed("replace" if held else "save", "list", str(kept.pk), body=body)], by=by.pk)
    return kept


def drop_list(*, number: int, by: Account) -> None:
    """Drop a list of one's own; ``Forbidden`` as if there were none otherwise."""
    with transaction.atomic():
        found = SavedList.objects.filter(pk=number, owner=by).first()
        if found is None:
            raise Forbidden(_("没有这个视图。"))
        write([Deed("drop", "list", str(found.pk), body={"name": found.name, "room": found.room})], by=by.pk)
        found.delete()

"""Monthly lists (月度清单): filled from matters and activities, kept by the unit, sent up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.kit.clock import now
from kexie.kit.days import month_length
from kexie.kit.refusal import Refused
from kexie.kit.text import one_line, whole
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities.models import Activity
from kexie.records.book.actions import lock
from kexie.records.history.actions import Deed, write
from kexie.records.matters.models import Matter
from kexie.records.meetings.models import MonthItem, MonthList
from kexie.records.meetings.rules import item_faults, list_faults, month_after
from kexie.records.units.models import Unit

OFFERED: Final = 20
"""How many lines a list fills itself with, a side; the unit strikes what is not worth a line."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list: its words, and the record that it came from."""

    text: str
    source: str = ""


def _last(month: date) -> date:
    return month.replace(day=month_length(month.year, month.month))


def filled(unit: Unit, month: date, *, by: Account) -> tuple[list[Line], list[Line]]:
    """Return what the records say that a unit did in a month and means to do in the next, as far as ``by`` sees them.

    Done: matters that it closed, and activities that it held. Next: matters due by the end of the next month that are
    still open, and activities planned for it. Nothing is kept by asking.
    """
    first, following = month.replace(day=1), month_after(month)
    matters = door.seen(by, Right.MATTER_READ, Matter).filter(lead=unit)
    held = door.seen(by, Right.RECORD_READ, Activity).filter(unit=unit)
    closed = matters.filter(closed_on__range=(first, _last(first))).order_by("closed_on", "pk")
    done = [Line(one.title, f"matter:{one.pk}") for one in closed[:OFFERED]]
    done += [_activity(one) for one in held.filter(starts_on__range=(first, _last(first)), status="held").order_by(
        "starts_on", "pk"
    )[:OFFERED]]  # fmt: skip
    open_ = matters.filter(end="open", due__lte=_last(following)).order_by("due", "pk")
    plans = [
        Line(_("%(title)s（%(day)s前）") % {"title": one.title, "day": _day(one.due)}, f"matter:{one.pk}")
        for one in open_[:OFFERED]
    ]
    ahead = held.filter(starts_on__range=(following, _last(following)), status="planned").order_by("starts_on", "pk")
    plans += [_activity(one) for one in ahead[:OFFERED]]
    return done, plans


def _activity(one: Activity) -> Line:
    return Line(_("%(title)s（%(day)s）") % {"title": one.title, "day": _day(one.starts_on)}, f"activity:{one.pk}")


def _day(day: date) -> str:
    return _("%(month)s月%(day)s日") % {"month": day.month, "day": day.day}


def keep_list(
    unit: Unit,
    month: date,
    done: Sequence[Line],
    following: Sequence[Line],
    *,
    by: Account,
    version: int,
    origin: str = "live",
) -> MonthList:
    """Keep a unit's list of a month as it is given; ``version`` 0: there was none yet when the person looked."""
    door.demand(by, Right.MATTER_WORK, unit)
    first = month.replace(day=1)
    sides = {MonthItem.Side.DONE: _cleaned(done), MonthItem.Side.NEXT: _cleaned(following)}
    wrong = [fault for lines in sides.values() for fault in item_faults([line.text for line in lines])]
    if wrong:
        raise Refused(wrong)
    with transaction.atomic():
        lock()
        rows = MonthList.objects.knowing("one list a unit and a month")
        kept = rows.filter(unit=unit, month=first).first()
        if (kept.version if kept is not None else 0) != version:
            raise Refused(_("这份清单刚被别人改过；您的改动没有保存，请核对后再存。"))
        if kept is not None and kept.sent_at is not None:
            raise Refused(_("这份清单已经报送；要改请先撤回。"))
        if kept is None:
            kept = MonthList(unit=unit, month=first, version=0, origin=origin)
        kept.version += 1
        kept.save()
        kept.items.all().delete()
        MonthItem.objects.bulk_create(
            MonthItem(list=kept, side=side, order=order, text=line.text, source=_source(line, by))
            for side, lines in sides.items()
            for order, line in enumerate(lines, start=1)
        )
        body = {side.value: [line.text for line in lines] for side, lines in sides.items()}
        write([Deed("keep", "month_list", str(kept.pk), unit=unit.pk, body=body)], by=by.pk)
    return kept


def _cleaned(lines: Sequence[Line]) -> list[Line]:
    found: dict[str, Line] = {}
    for line in lines:
        text = one_line(line.text)
        if text:
            found.setdefault(text, Line(text, line.source))
    return list(found.values())


def _source(line: Line, by: Account) -> str:
    """Return a line's record if it is one that the keeper may see, else nothing: what comes in is not believed."""
    noun, _colon, written = line.source.partition(":")
    number = whole(written)
    if number is None:
        return ""
    if noun == "matter" and door.seen(by, Right.MATTER_READ, Matter).filter(pk=number).exists():
        return line.source
    if noun == "activity" and door.seen(by, Right.RECORD_READ, Activity).filter(pk=number).exists():
        return line.source
    return ""


def send_list(kept: MonthList, *, few: bool, by: Account, version: int) -> MonthList:
    """Send a list up: three to nine lines a side, or fewer where somebody says that there was no more."""
    current = _fresh(kept, by=by, version=version)
    with transaction.atomic():
        lock()
        sides: dict[str, list[str]] = {"done": [], "next": []}
        for item in current.items.all():
            sides[item.side].append(item.text)
        wrong = list_faults(sides["done"], sides["next"], few=few)
        if wrong:
            raise Refused(wrong)
        rows = MonthList.objects.knowing("sending what was checked").filter(
            pk=current.pk, version=version, sent_at=None
        )
        if not rows.update(sent_at=now(), version=version + 1):
            raise Refused(_("这份清单已经报送，或刚被别人改过。"))
        write([Deed("send", "month_list", str(current.pk), unit=current.unit_id)], by=by.pk)
    return door.get(by, Right.MATTER_READ, MonthList, pk=current.pk)


def take_list_back(kept: MonthList, *, by: Account, version: int) -> MonthList:
    """Take a sent list back to mend it; that it was sent stays in the history."""
    current = _fresh(kept, by=by, version=version)
    with transaction.atomic():
        lock()
        rows = MonthList.objects.knowing("taking back what was checked").filter(
            pk=current.pk, version=version, sent_at__isnull=False
        )
        if not rows.update(sent_at=None, version=version + 1):
            raise Refused(_("这份清单没有报送，或刚被别人改过。"))
        write([Deed("take_back", "month_list", str(current.pk), unit=current.unit_id)], by=by.pk)
    return door.get(by, Right.MATTER_READ, MonthList, pk=current.pk)


def _fresh(kept: MonthList, *, by: Account, version: int) -> MonthList:
    current = door.get(by, Right.MATTER_READ, MonthList, pk=kept.pk)
    door.demand(by, Right.MATTER_WORK, current.unit)
    if current.version != version:
        raise Refused(_("这份清单刚被别人改过；请核对后再做。"))
    return current


def usual_month(on: date) -> date:
    """Return the month whose list is at hand on a day: until the 10th the one before, then its own."""
    return (on.replace(day=1) - timedelta(days=1)).replace(day=1) if on.day <= 10 else on.replace(day=1)  # noqa: PLR2004

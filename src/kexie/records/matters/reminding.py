"""Reminders before the due day (临期提醒): told once for each due day to those whose move it is, in workdays' time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Max

from kexie.kit.clock import now, today
from kexie.records.book.actions import lock
from kexie.records.matters.models import Matter, Reader, StepTaken, Told
from kexie.records.matters.parts import concerned_accounts
from kexie.records.matters.queries import near_from
from kexie.records.matters.workflow import End, Part

STEP: Final = "remind"
AHEAD: Final = 45
"""Days within which a matter can be near at all."""
AT_ONCE: Final = 500
WHY: Final = "reminding those whose move it is"


def remind(on: date | None = None) -> int:
    """Tell whose move it is that a matter nears its due day; return how many matters that were.

    Each due day is told of once, however often this runs; more time granted brings a new day, and one more reminder.
    Nobody is told on the days after: what is overdue stands in the inbox.
    """
    day = on or today()
    told = 0
    rows = Matter.objects.knowing(WHY).filter(end=End.OPEN, due__range=(day, day + timedelta(days=AHEAD)))
    numbers = [
        one.pk for one in rows.exclude(waits__in=["", Part.SENDER]).order_by("due", "pk") if near_from(one) <= day
    ]
    for start in range(0, len(numbers), AT_ONCE):
        with transaction.atomic():
            lock()
            told += sum(_remind(one) for one in _still(numbers[start : start + AT_ONCE]))
    return told


def _still(numbers: list[int]) -> list[Matter]:
    """Return those that are open and were not reminded of their due day, read under the lock."""
    found = Matter.objects.knowing(WHY).filter(pk__in=numbers, end=End.OPEN).order_by("due", "pk")
    before = StepTaken.objects.filter(matter__in=numbers, step=STEP).values_list("matter", "body")
    reminded = {(matter, body.get("due")) for matter, body in before}
    return [one for one in found if (one.pk, one.due.isoformat()) not in reminded]


def _remind(matter: Matter) -> bool:
    last = StepTaken.objects.filter(matter=matter).aggregate(last=Max("number"))["last"] or 0
    step = StepTaken.objects.create(
        matter=matter, number=last + 1, step=STEP, source=matter.stage, target=matter.stage, at=now(), by=0, who=0,
        body={"due": matter.due.isoformat()},
    )  # fmt: skip
    named = [matter.person] if matter.person is not None else []
    accounts = concerned_accounts([matter.waits_unit_id or matter.lead_id], named)
    if matter.confidential:
        known = Reader.objects.filter(matter=matter).values_list("person__account", flat=True)
        accounts &= {account for account in known if account is not None}
    Told.objects.bulk_create([Told(step=step, account_id=account) for account in sorted(accounts)])
    return True

"""Rosters keep names for as long as the association has set, and then only numbers.

What stays is the pseudonym that the book counts by, so that a person counted once stays counted once: no figure
changes. Whoever wants that gone as well erases the person (PIPL article 47).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.kit.days import add_months
from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.activities.models import Activity, Attendance
from kexie.records.history.actions import Deed, write
from kexie.records.structure.association import chosen

YEAR = 12
WHY = "the term that the association has set"


@dataclass(frozen=True, slots=True)
class Term:
    """What the term comes to on a day: meetings that ended before ``before`` show no names any more."""

    years: int
    before: date
    rosters: int
    lines: int


def _due(before: date) -> QuerySet[Activity]:
    rows = Attendance.objects.knowing(WHY).filter(activity=OuterRef("pk"))
    held = Activity.objects.knowing(WHY).filter(names_gone_on__isnull=True, ends_on__lt=before)
    return held.filter(Exists(rows)).order_by("pk")


def look(day: date | None = None) -> Term | None:
    """Return how many rosters, and lines of them, are due to lose their names on a day; ``None``: no term is set."""
    years = chosen()["retention_rosters"]
    if not years:
        return None
    before = add_months(day or today(), -YEAR * int(years))
    found = _due(before)
    lines = Attendance.objects.knowing(WHY).filter(activity__in=found.values("pk"))
    return Term(int(years), before, found.count(), lines.count())


def let_go(*, by: Account) -> Term:
    """Take the names off the rosters that are due; owners only, and only once a term is set."""
    door.demand_owner(by)
    with transaction.atomic():
        term = look()
        if term is None:
            raise Refused(_("还没有定名册留存年限；请先在设置里写“名册留名多少年”。"))
        found = list(_due(term.before).values_list("pk", "unit_id"))
        for start in range(0, len(found), 500):
            part = [pk for pk, _unit in found[start : start + 500]]
            rows = Activity.objects.knowing(WHY).filter(pk__in=part)
            rows.update(names_gone_on=today(), version=F("version") + 1)
        write([Deed("retain", "activity", str(pk), unit=unit) for pk, unit in found], by=by.pk)
    return term

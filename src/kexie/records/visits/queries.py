"""Questions about visits: those in view, and the lines from which something must still follow."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities.models import Activity
from kexie.records.visits.models import Visit, VisitNote

STANDING = (Activity.Status.PLANNED, Activity.Status.HELD)


def seen(actor: Account | None) -> QuerySet[Visit]:
    """Return the visits in view, the newest first; cancelled and merged ones are not among them."""
    found = door.seen(actor, Right.RECORD_READ, Visit).filter(activity__status__in=STANDING)
    return found.select_related("activity", "activity__unit", "place").order_by("-activity__starts_on", "-pk")


def owing() -> Q:
    """Return the lines that need a matter or a word why not: promises, and what may be passed on of the heard."""
    open_still = Q(matter=None, settled="")
    return open_still & (Q(kind=VisitNote.Kind.PROMISED) | Q(visit__consent=Visit.Consent.GIVEN))


def to_follow_up(actor: Account | None) -> QuerySet[VisitNote]:
    """Return the lines in view from which something must still follow, the nearest term first."""
    found = VisitNote.objects.filter(owing(), visit__in=seen(actor).order_by().values("pk"))
    return found.select_related("visit__activity__unit", "unit").order_by("due", "pk")


def undescribed(actor: Account | None) -> QuerySet[Activity]:
    """Return the visits held of which nothing beside the activity is written down yet."""
    found = door.seen(actor, Right.RECORD_READ, Activity).filter(kind="visit", status=Activity.Status.HELD, count=1)
    return found.filter(visit=None).select_related("unit").order_by("-starts_on", "-pk")

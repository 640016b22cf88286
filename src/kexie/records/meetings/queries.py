"""Questions about meetings: who may see them, what came out of them, what was not done and comes again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q, QuerySet

from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.matters.models import Matter
from kexie.records.meetings.models import Amendment, Called, Meeting, MeetingSeries, MonthList
from kexie.records.meetings.rules import Stage, stage

OPEN = Count("amendments", filter=Q(amendments__state=Amendment.State.ASKED), distinct=True)


def source_of(meeting: Meeting) -> str:
    """Return what the matters of a meeting say they came out of."""
    return f"meeting:{meeting.pk}"


def seen(actor: Account | None) -> QuerySet[Meeting]:
    """Return the meetings to which a unit in the actor's reach is called, the latest first."""
    found = door.seen(actor, Right.MATTER_READ, Meeting).annotate(asked=OPEN)
    return found.select_related("activity", "unit", "series").order_by("-activity__starts_on", "-pk")


def series_of(actor: Account | None) -> QuerySet[MeetingSeries]:
    """Return the series in the actor's reach that still run."""
    return door.seen(actor, Right.MATTER_READ, MeetingSeries).filter(ended=False).select_related("unit")


def stage_of(meeting: Meeting, on: date | None = None) -> Stage:
    """Return the stage of a meeting on a day."""
    asked = getattr(meeting, "asked", None)
    if asked is None:
        asked = meeting.amendments.filter(state=Amendment.State.ASKED).count()
    return stage(
        status=meeting.activity.status,
        agenda=meeting.agenda_at is not None,
        amend_until=meeting.amend_until,
        asked=asked,
        on=on,
    )


def outcomes(actor: Account | None, meetings: Iterable[Meeting]) -> QuerySet[Matter]:
    """Return the matters that came out of meetings, as far as the actor sees them, in the order in which they came."""
    wanted = [source_of(one) for one in meetings]
    seen_ = door.seen(actor, Right.MATTER_READ, Matter).filter(source__in=wanted)
    return seen_.select_related("lead", "unit").order_by("pk")


def earlier(meeting: Meeting) -> list[Meeting]:
    """Return the meetings of the same series before a meeting, the latest first."""
    rows = Meeting.objects.knowing("a series carries its own outcomes over").filter(series=meeting.series_id)
    return list(rows.filter(month__lt=meeting.month).exclude(pk=meeting.pk).order_by("-month"))


def carried(actor: Account | None, meeting: Meeting) -> list[tuple[Matter, int]]:
    """Return the outcomes of earlier meetings of the series that are still open, the oldest first.

    With each how often it was carried over: the meetings since the one that decided it, with this one.
    """
    before = earlier(meeting)
    place = {source_of(one): number for number, one in enumerate(before, start=1)}
    found = outcomes(actor, before).filter(end="open")
    return sorted(((one, place[one.source]) for one in found), key=lambda pair: (-pair[1], pair[0].due, pair[0].pk))


def counted(meeting: Meeting) -> dict[str, int]:
    """Return how many units were called, and how many came, were excused, stayed away."""
    rows = dict(meeting.called.order_by().values_list("came").annotate(n=Count("pk")))
    return {"called": sum(rows.values())} | {state.value: rows.get(state.value, 0) for state in Called.Came}


def lists_of(actor: Account | None) -> QuerySet[MonthList]:
    """Return the monthly lists in the actor's reach."""
    return door.seen(actor, Right.MATTER_READ, MonthList).select_related("unit")

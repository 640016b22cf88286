"""Questions about study: the bodies that somebody may see, topics of a year, sessions, what was not studied yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities.models import Activity
from kexie.records.topics.models import LeadingBody, StudySession, Topic
from kexie.records.topics.rules import Held, first_studied, not_yet


def bodies(by: Account) -> QuerySet[LeadingBody]:
    """Return the leading bodies of units in reach: their own, and those below."""
    return door.seen(by, Right.RECORD_READ, LeadingBody).select_related("unit").order_by("unit__code")


def body(by: Account, code: str) -> LeadingBody:
    """Return the leading body of a unit; raise ``Forbidden`` as if there were none where it is out of reach."""
    found = door.get(by, Right.RECORD_READ, LeadingBody, unit__code=code)
    return bodies(by).get(pk=found.pk)


def sessions(by: Account, body: LeadingBody) -> QuerySet[StudySession]:
    """Return the sessions of a body, the newest first."""
    rows = door.seen(by, Right.RECORD_READ, StudySession).filter(body=body).exclude(activity__status="merged")
    return rows.select_related("activity__unit", "body__unit").order_by("-activity__starts_on", "-pk")


def session(by: Account, code: str) -> StudySession:
    """Return the session of an activity's code; raise ``Forbidden`` as if there were none where it is out of reach."""
    found = door.get(by, Right.RECORD_READ, StudySession, activity__code=code)
    rows = door.seen(by, Right.RECORD_READ, StudySession).select_related("activity__unit", "body__unit")
    return rows.get(pk=found.pk)


@dataclass(frozen=True, slots=True)
class Year:
    """The topics of a year: each with the day on which it was first studied, ``None``: not yet."""

    year: int
    topics: list[tuple[Topic, date | None]]
    open: list[Topic]


def year_of(body: LeadingBody, year: int, day: date) -> Year:
    """Return the topics of a body's year as they stand on a day; the caller has checked the reach."""
    rows = Topic.objects.knowing("topics of a body that the reader may see")
    topics = list(rows.filter(body=body, year=year).order_by("order", "pk"))
    held = held_of(body)
    first = first_studied(one for one in held if one.on <= day)
    rest = set(not_yet([one.pk for one in topics], held, day))
    return Year(year, [(one, first.get(one.pk)) for one in topics], [one for one in topics if one.pk in rest])


def held_of(body: LeadingBody) -> list[Held]:
    """Return the sessions of a body that were held, with their topics."""
    rows = StudySession.objects.knowing("days and topics of a body that the reader may see")
    rows = rows.filter(body=body, activity__status=Activity.Status.HELD).select_related("activity")
    return [
        Held(one.activity.starts_on, tuple(studied.topic_id for studied in one.studied.all()))
        for one in rows.prefetch_related("studied")
    ]


def years(body: LeadingBody) -> list[int]:
    """Return the years that a body has topics for, the newest first."""
    rows = Topic.objects.knowing("years of a body that the reader may see").filter(body=body)
    return sorted(set(rows.values_list("year", flat=True)), reverse=True)

"""Questions about activities that need no reader's scope because they are asked by the one they are about."""

from __future__ import annotations

from collections.abc import Sequence

from kexie.records.access.models import Account
from kexie.records.activities.actions import Draft
from kexie.records.activities.models import Activity, Attendance
from kexie.records.activities.rules import unpacked
from kexie.records.people.models import Person


def own_attendance(by: Account) -> Sequence[Attendance]:
    """Return on which rosters the asking person stands, newest first; nobody can ask for another person's.

    What one person attended is shown to that person, and per meeting to its organiser (DOMAIN §4, C10): there is no
    argument for whose attendance is meant, so no page, export or command can gather somebody else's.
    """
    person = Person.objects.knowing("whoever asks reads their own").filter(pk=by.person_id or 0).first()
    if person is None or not by.is_active:
        return []
    rows = Attendance.objects.knowing("whoever asks reads their own").filter(subject=person.pseudonym)
    rows = rows.filter(activity__names_gone_on__isnull=True)
    return list(rows.select_related("activity", "activity__unit", "unit").order_by("-on", "-pk"))


def draft_of(activity: Activity) -> Draft:
    """Return what an activity says now as a draft, to change one thing and leave the rest."""
    hosts = sorted(activity.hosts.select_related("unit"), key=lambda host: (host.role != "lead", host.pk))
    spoken = sorted(activity.speakers.all(), key=lambda speaker: speaker.order)
    return Draft(
        code=activity.code,
        kind=activity.kind,
        title=activity.title,
        unit=activity.unit,
        starts_on=activity.starts_on,
        ends_on=activity.ends_on,
        status=activity.status,
        co_hosts=tuple(host.unit for host in hosts if host.role != "lead"),
        headcount=activity.headcount,
        bound=activity.bound,
        count=activity.count,
        goals=tuple(unpacked(activity.goals)),
        place=activity.place,
        speakers=tuple(speaker.text for speaker in spoken),
        series=activity.series,
        reason=activity.reason,
        origin=activity.origin,
    )

"""Questions about activities: those that a unit hosts, and those about the one who asks (they need no scope)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django.db import connection
from django.db.models import Count, F, Max, QuerySet, Window
from django.db.models.functions import RowNumber

from kexie.kit.clock import DAY_MIN
from kexie.kit.looking import asked_once
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.access.scope import reaches_all_below
from kexie.records.activities.actions import Draft
from kexie.records.activities.models import Activity, Attendance, Host
from kexie.records.activities.rules import unpacked
from kexie.records.people.models import Person
from kexie.records.units.queries import below_ids, outside_of, within
from kexie.records.units.rules import TreeOn


def hosted(found: QuerySet[Activity], unit: int, on: TreeOn | None = None) -> QuerySet[Activity]:
    """Narrow activities to those that a unit, or one below it in a tree (today's), hosts.

    Where nothing is hosted beyond them (the whole association), nothing is narrowed: to look at the hosts of a million
    activities only to keep them all takes a second.
    """
    inside = below_ids([unit], on)
    outside = outside_of(inside)
    if outside is not None and not (outside and Host.objects.filter(unit__in=outside).exists()):
        return found
    few = _few_hosted(inside) if outside is None else None
    if few is not None:
        return found.filter(pk__among=few)
    return found.filter(pk__in=Host.objects.filter(within("unit", [unit], on)).values("activity"))


FEW: Final = 500
"""So many activities of a county or a branch are looked up once a page, not anew by each of its questions."""


@asked_once
def _few_hosted(units: frozenset[int]) -> frozenset[int] | None:
    """Return the numbers of all activities that some units host; ``None``: they are more than a few."""
    hostings = Host.objects.filter(unit__among=units).values_list("activity_id", flat=True)
    found = list(hostings[: FEW + 1])
    return frozenset(found) if len(found) <= FEW else None


def first_of_each(begun: QuerySet[Activity], days: Sequence[date], most: int) -> list[int]:
    """Return the numbers of the first activities of each day.

    Where nothing is narrowed by units, each day is asked for its first ones by the index, all days in one question: to
    number the tens of thousands that begin in a month of a large association took a third of the page.
    """
    some = begun.filter(starts_on=DAY_MIN).order_by("pk").values_list("pk", flat=True)[:most]
    sql, params = some.query.sql_with_params()
    if "(SELECT" in sql:
        nth = Window(RowNumber(), partition_by=F("starts_on"), order_by=F("pk").asc())  # as the index has them
        return list(begun.annotate(nth=nth).filter(nth__lte=most).values_list("pk", flat=True))
    if not days:
        return []
    told, given = _each_day(sql, list(params), days)
    with connection.cursor() as cursor:
        cursor.execute(told, given)
        return [number for (number,) in cursor.fetchall()]


def hosted_and_seen(actor: Account, right: Right, unit: int) -> QuerySet[Activity]:
    """Return the activities that a unit, or one below it today, hosts, as far as a right reaches them.

    Where the right reaches the unit and all below it, whatever is hosted there is reached: it is not looked for twice.
    """
    if reaches_all_below(actor, right, unit):
        return hosted(Activity.objects.knowing("hosted within the actor's reach"), unit)
    return hosted(door.seen(actor, right, Activity), unit)


def _each_day(sql: str, params: list[Any], days: Sequence[date]) -> tuple[str, list[Any]]:
    """Return a question about the day that stands as the first of all days among its parameters, asked of some days."""
    at = next(nth for nth, param in enumerate(params) if param in {DAY_MIN, DAY_MIN.isoformat()})
    if connection.vendor == "sqlite":
        given = [day if nth == at else param for day in days for nth, param in enumerate(params)]
        return " UNION ALL ".join(f"SELECT * FROM ({sql}) day{nth}" for nth in range(len(days))), given
    pieces = sql.split("%s")  # one plan for all days, where as many questions in one would be planned each
    of_day = "%s".join(pieces[: at + 1]) + "asked.day" + "%s".join(pieces[at + 1 :])
    told = f"SELECT found.* FROM unnest(%s::date[]) AS asked(day) CROSS JOIN LATERAL ({of_day}) found"
    return told, [list(days), *params[:at], *params[at + 1 :]]


def planned_in(unit: int, on: TreeOn, first: date, last: date, kinds: Sequence[str] = ()) -> int | None:
    """Return how many activities are planned by a unit, and those below it in a tree, to begin in a span of days.

    ``None``: one of them stands for several, whose number may be bounded: then the figure is to be asked.
    """
    planned = Activity.objects.knowing("a number, which every figure of the unit may tell")
    planned = planned.filter(status=Activity.Status.PLANNED, starts_on__range=(first, last))
    if kinds:
        planned = planned.filter(kind__in=kinds)
    told = hosted(planned, unit, on).aggregate(n=Count("*"), most=Max("count"))
    return None if (told["most"] or 1) > 1 else int(told["n"])


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

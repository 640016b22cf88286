"""Who stands on two rosters at one hour, of a class or of any activity: shown to its organiser, judged by nobody.

What the other is called is only said to whoever may read that roster, too (DOMAIN §4); else it is "another activity".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities.models import Activity, Attendance, Sitting
from kexie.records.classes.models import Enrolment, Module, TrainingClass
from kexie.records.classes.queries import LIVE
from kexie.records.classes.rules import Hour, at_once

WHY = "the organiser of one roster is told of another at that hour, by name only where they may read it"


@dataclass(frozen=True, slots=True)
class Twice:
    """Somebody on two rosters at one hour: the module here, and what else there was; no judgement."""

    subject: int
    module: Module
    other: str


def clashes(by: Account, training: TrainingClass) -> list[Twice]:
    """Return who of a class stands on another roster at the same hour, for its organiser."""
    rows = Enrolment.objects.knowing(WHY).filter(training=training, state="placed")
    modules = list(training.modules.order_by("on", "begins", "order"))
    others = _others(by, training.activity_id, set(rows.values_list("subject", flat=True)), {row.on for row in modules})
    found = [
        Twice(subject, module, title)
        for subject, hour, title in others
        for module in modules
        if at_once(Hour(module.on, module.begins, module.ends), hour)
    ]
    return sorted(found, key=lambda twice: (twice.module.on, twice.module.order, twice.subject, twice.other))


def besides(by: Account, activity: Activity, lines: Iterable[Attendance]) -> dict[int, list[str]]:
    """Return by line of an activity's roster what else its person is on a roster of at that hour, for its organiser.

    Whoever is excused is not there, and an activity or another whose hours nobody wrote down says nothing.
    """
    coming = [line for line in lines if line.status != Attendance.Status.EXCUSED]
    sittings = Sitting.objects.filter(activity=activity, on__in={line.on for line in coming}, begins__isnull=False)
    hours = [Hour(on, begins, ends) for on, begins, ends in sittings.values_list("on", "begins", "ends")]
    if not hours:
        return {}
    found: dict[tuple[int, date], set[str]] = {}
    others = _others(by, activity.pk, {line.subject for line in coming}, {hour.on for hour in hours})
    for subject, other, title in others:
        if any(at_once(hour, other) for hour in hours):
            found.setdefault((subject, other.on), set()).add(title)
    told = {line.pk: found.get((line.subject, line.on)) for line in coming}
    return {pk: sorted(titles) for pk, titles in told.items() if titles}


def _others(by: Account, activity: int, subjects: set[int], days: set[date]) -> list[tuple[int, Hour, str]]:
    return [*_in_classes(by, activity, subjects, days), *_at_activities(by, activity, subjects, days)]


def _named(by: Account, titles: Mapping[int, tuple[str, int]]) -> dict[int, str]:
    other = _("另一项活动")
    return {pk: title if door.may(by, Right.ROSTER_READ, unit) else other for pk, (title, unit) in titles.items()}


def _in_classes(by: Account, activity: int, subjects: set[int], days: set[date]) -> list[tuple[int, Hour, str]]:
    rows = Enrolment.objects.knowing(WHY).filter(subject__in=subjects, state="placed")
    rows = rows.exclude(training__activity=activity).filter(
        training__activity__status__in=LIVE, training__modules__on__in=days
    )
    columns = ("subject", "training__modules__on", "training__modules__begins", "training__modules__ends")
    told = list(
        rows.values_list(*columns, "training__activity", "training__activity__title", "training__activity__unit")
    )
    names = _named(by, {row[4]: (row[5], row[6]) for row in told})
    return [(row[0], Hour(row[1], row[2], row[3]), names[row[4]]) for row in told if row[1] in days]


def _at_activities(by: Account, activity: int, subjects: set[int], days: set[date]) -> list[tuple[int, Hour, str]]:
    rows = Attendance.objects.knowing(WHY).filter(subject__in=subjects, on__in=days).exclude(status="excused")
    rows = rows.exclude(activity=activity).filter(
        activity__status__in=LIVE, activity__training=None, activity__names_gone_on=None
    )
    told = list(rows.values_list("subject", "activity", "on", "activity__title", "activity__unit"))
    names = _named(by, {row[1]: (row[3], row[4]) for row in told})
    hours: dict[tuple[int, object], list[Hour]] = {}
    sittings = Sitting.objects.filter(activity__in=names, on__in=days)
    for one, on, begins, ends in sittings.values_list("activity", "on", "begins", "ends"):
        hours.setdefault((one, on), []).append(Hour(on, begins, ends))
    return [(row[0], hour, names[row[1]]) for row in told for hour in hours.get((row[1], row[2]), [])]

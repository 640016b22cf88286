"""Taking back what an import made: activities are cancelled or put as they were, lines leave their rosters."""

from __future__ import annotations

from ast import literal_eval
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F

from kexie.records.access.models import Account
from kexie.records.activities import rules
from kexie.records.activities.actions import Draft, change_many, post, refuse_merged
from kexie.records.activities.models import Activity, Attendance
from kexie.records.activities.rules import RosterRow
from kexie.records.book.actions import lock
from kexie.records.history.actions import Deed, write
from kexie.records.ledger.actions import restate
from kexie.records.units.models import Unit

WHY = "taking back what an import made"
PART = 2_000


def cancel_many(activities: Sequence[int], *, reason: str, by: Account) -> None:
    """Cancel activities with a reason, in one set-based step; the caller has checked the rights."""
    with transaction.atomic():
        lock()
        refuse_merged(activities)
        for start in range(0, len(activities), PART):
            rows = Activity.objects.knowing(WHY).filter(pk__in=activities[start : start + PART])
            told = list(rows.values_list("pk", "unit_id", "status"))
            rows.update(status=Activity.Status.CANCELLED, reason=reason[:200], version=F("version") + 1)
            write(
                [
                    Deed("cancel", "activity", str(pk), unit=unit, body={"before": before, "reason": reason[:200]})
                    for pk, unit, before in told
                ],
                by=by.pk,
            )
        post(activities, by=by.pk)


def put_back(before: Mapping[int, Mapping[str, str]], *, by: Account) -> None:
    """Change activities back to what they said; ``before`` holds, by number, the columns as the history keeps them."""
    listed = sorted(before)
    for start in range(0, len(listed), PART):
        part = listed[start : start + PART]
        found = Activity.objects.knowing(WHY).filter(pk__in=part).select_related("unit")
        pairs = [(one, _earlier(one, before[one.pk])) for one in found.prefetch_related("hosts__unit", "speakers")]
        change_many(pairs, by=by)


def _earlier(one: Activity, before: Mapping[str, str]) -> Draft:
    """Return what an activity said, as a draft."""
    hosts = sorted(one.hosts.all(), key=lambda host: (host.role != "lead", host.pk))
    draft = Draft(
        code=one.code, kind=one.kind, title=one.title, unit=one.unit, starts_on=one.starts_on, ends_on=one.ends_on,
        status=one.status, co_hosts=tuple(host.unit for host in hosts if host.role == "co"), headcount=one.headcount,
        bound=one.bound, count=one.count, goals=tuple(rules.unpacked(one.goals)), place=one.place,
        speakers=tuple(one.text for one in sorted(one.speakers.all(), key=lambda speaker: speaker.order)),
        series=one.series, reason=one.reason, origin=one.origin,
    )  # fmt: skip
    told: dict[str, Any] = {}
    for name, text in before.items():
        if name == "hosts":
            units = Unit.objects.in_bulk([unit for unit, _role in literal_eval(text)])
            told["co_hosts"] = tuple(units[unit] for unit, role in literal_eval(text) if role == "co")
        else:
            told[name] = _value(name, text)
    return replace(draft, **told)


def _value(name: str, text: str) -> object:
    """Return a column's value from the words that the history keeps."""
    if name == "unit":
        return Unit.objects.get(pk=int(text))
    if name in ("starts_on", "ends_on"):
        return date.fromisoformat(text)
    if name in ("count", "headcount"):
        return None if text == "None" else int(text)
    if name == "goals":
        return tuple(rules.unpacked(text))
    if name == "speakers":
        return tuple(text.split(";")) if text else ()
    return text


def take_back_rosters(kept: Mapping[int, Sequence[Mapping[str, Any]]], *, by: Account) -> int:
    """Take off the lines that were added to rosters and put changed ones as they were; return how many.

    ``kept`` holds, by activity, what the history keeps of each time its roster was kept: ``lines`` (first and last
    number of the added ones) and ``were`` (number, status and unit of the changed ones before).
    """
    touched = sorted(kept)
    count = 0
    with transaction.atomic():
        lock()
        refuse_merged(touched)
        for activity in touched:
            rows = Attendance.objects.knowing(WHY).filter(activity=activity)
            for told in reversed(kept[activity]):
                first, last = told.get("lines", (1, 0))
                added = rows.filter(pk__range=(first, last))
                lines = [RosterRow._make(row) for row in added.values_list(*RosterRow._fields)]
                restate({rules.roster_source(row): [] for row in lines}, by=by.pk)
                count += len(lines)
                added.delete()
                for number, status, unit in told.get("were", ()):
                    count += rows.filter(pk=number).update(status=status, unit=unit)
        ours = Activity.objects.knowing(WHY).filter(pk__in=touched)
        ours.update(version=F("version") + 1, checked_at=None, checked_by=None)
        units = dict(Activity.objects.knowing(WHY).filter(pk__in=touched).values_list("pk", "unit_id"))
        write([Deed("unroster", "activity", str(pk), unit=units[pk]) for pk in touched], by=by.pk)
        post(touched, by=by.pk)
    return count

"""What activities credit: the lines that the ledger must say for an activity and its roster. Pure, no database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from kexie.records.activities.models import Activity, Attendance
from kexie.records.ledger.actions import Line, Source
from kexie.records.ledger.measures import ACTIVITIES, ATTENDANCE


@dataclass(frozen=True, slots=True)
class Hosting:
    """A host: the unit's number and whether it leads (``lead``) or joins (``co``)."""

    unit: int
    role: str


def packed(codes: Iterable[str]) -> str:
    """Return codes as they stand in a column: ``;a;b;`` sorted and once each, empty for none."""
    listed = sorted({code for code in codes if code})
    return f";{';'.join(listed)};" if listed else ""


def unpacked(text: str) -> list[str]:
    """Return the codes of a column."""
    return [code for code in text.split(";") if code]


def remainder(headcount: int | None, bound: str, named: int) -> tuple[int, str] | None:
    """Return what a head count adds to ``named`` people present, with its bound; ``None``: nothing to add.

    A head count and a roster of one activity never add: entries = named rows + one remainder, never below 0. A
    remainder of 0 is kept where the count is not exact (it may be more), or where nobody is named (0 is a number).
    """
    if headcount is None:
        return None
    rest = max(headcount - named, 0)
    if rest == 0 and named > 0 and bound == "exact":
        return None
    return rest, bound


def fault(headcount: int | None, bound: str, named: int, count: int) -> str | None:
    """Return why a head count, a lump and a roster cannot stand together, in a sentence; ``None``: they can."""
    if count > 1 and named:
        return _("合并登记（%(count)s 场）的活动不能带名册；请逐场登记后再录名册。") % {"count": count}
    if headcount is None or named <= headcount:
        return None
    if bound == "exact":
        said = {"named": named, "heads": headcount}
        return _("名册实到 %(named)s 人，多于登记的 %(heads)s 人；请更正人数或名册。") % said
    if bound == "under":
        said = {"named": named, "heads": headcount}
        return _("名册实到 %(named)s 人，多于“近 %(heads)s 人”；请更正人数或名册。") % said
    return None


def tags(activity: Activity) -> str:
    """Return the tags that figures may ask for."""
    return _series(activity.series)


@lru_cache(maxsize=256)
def _series(name: str) -> str:
    return packed([f"series={name.replace(';', ',')}"] if name else [])


def lines(activity: Activity, hosts: Sequence[Hosting], named: int) -> list[Line]:
    """Return the lines of an activity itself: its sessions, and its head count without the named."""
    if activity.status != Activity.Status.HELD:
        return []
    found = []
    rest = remainder(activity.headcount, activity.bound, named)
    for host in hosts:
        bound = activity.bound if activity.count > 1 else "exact"
        found.append(_line(activity, host, ACTIVITIES.slug, f"activity:{activity.pk}", activity.count, bound))
        if rest is not None:
            found.append(_line(activity, host, ATTENDANCE.slug, f"headcount:{activity.pk}", *rest))
    return found


def _line(activity: Activity, host: Hosting, measure: str, thing: str, amount: int, bound: str) -> Line:
    return Line(
        measure=measure,
        unit=host.unit,
        role=host.role,
        thing=thing,
        amount=amount,
        bound=bound,
        span_from=activity.starts_on,
        span_to=activity.ends_on,
        kind=activity.kind,
        goals=activity.goals,
        tags=tags(activity),
        origin=activity.origin,
    )


class RosterRow(NamedTuple):
    """A line of a roster as plain values; ``pk`` 0: not kept yet."""

    pk: int
    activity_id: int
    subject: int
    unit_id: int | None
    status: str
    on: date


def roster_lines(activity: Activity, hosts: Sequence[Hosting], row: RosterRow) -> list[Line]:
    """Return the lines of one person present: one for each host, and one for the unit they came for."""
    if activity.status != Activity.Status.HELD or row.status != Attendance.Status.PRESENT:
        return []
    said: dict[str, Any] = {
        "measure": ATTENDANCE.slug,
        "thing": f"attendance:{row.pk}",
        "amount": 1,
        "subject": row.subject,
        "span_from": row.on,
        "span_to": row.on,
        "kind": activity.kind,
        "goals": activity.goals,
        "tags": tags(activity),
        "origin": activity.origin,
    }
    found = [Line(unit=host.unit, role=host.role, **said) for host in hosts]
    if row.unit_id is not None:
        found.append(Line(unit=row.unit_id, role="home", **said))
    return found


def source(activity: Activity) -> Source:
    """Return under which source an activity posts."""
    return Source("activity", activity.pk)


def roster_source(row: Attendance | RosterRow) -> Source:
    """Return under which source a line of a roster posts."""
    return Source("attendance", row.pk)

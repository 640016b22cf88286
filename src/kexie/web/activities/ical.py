"""Activities as an iCalendar file (RFC 5545) that any calendar programme reads.

The UID of an activity never changes, SEQUENCE rises with every change of its record, a cancelled one stays with
STATUS:CANCELLED so that it is struck out there too. Times are local, with the VTIMEZONE of the association's zone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone

from kexie.kit.clock import now, zone
from kexie.records.activities.models import Activity, Sitting
from kexie.records.activities.stages import TITLES, Stage, stage
from kexie.web.activities.words import kind_title

HOUR: Final = timedelta(hours=1)
"""How long a sitting lasts of which only the beginning is said."""
_STATUS: Final = {Stage.PLANNED: "TENTATIVE", Stage.CANCELLED: "CANCELLED"}


def calendar(name: str, activities: Iterable[Activity], site: str) -> bytes:
    """Return a calendar: one event a day and place, all-day where no time is said; ``site`` stands before addresses.

    An activity of several days and places is several events of one UID stem: the activity stays one.
    """
    made = Calendar()
    made.add("prodid", "-//Kexie//kexie activities//ZH")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", zone().key)
    made.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    listed = list(activities)
    if listed:
        first, last = min(one.starts_on for one in listed), max(one.ends_on for one in listed)
        made.add_component(Timezone.from_tzinfo(zone(), first_date=first, last_date=last + timedelta(days=366)))
    for event in (event for one in listed for event in _events(one, site)):
        made.add_component(event)
    return bytes(made.to_ical())


def _events(one: Activity, site: str) -> list[Event]:
    sittings = sorted(one.sittings.all(), key=lambda sitting: (sitting.on, sitting.begins or time.min, sitting.pk))
    if not sittings:
        return [_event(one, site, "", one.starts_on, one.ends_on, None)]
    return [
        _event(one, site, f"-{nth}" if nth else "", sitting.on, sitting.on, sitting)
        for nth, sitting in enumerate(sittings)
    ]


def _event(one: Activity, site: str, part: str, first: date, last: date, sitting: Sitting | None) -> Event:
    event = Event()
    event.add("uid", f"activity-{one.pk}{part}@{urlsplit(settings.SITE_URL).hostname or 'kexie'}")
    event.add("dtstamp", now())
    event.add("sequence", one.version - 1)
    at = stage(one)
    event.add("summary", one.title)
    event.add("status", _STATUS.get(at, "CONFIRMED"))
    if sitting is not None and sitting.begins is not None:
        begins = datetime.combine(first, sitting.begins, tzinfo=zone())
        event.add("dtstart", begins)
        event.add("dtend", datetime.combine(first, sitting.ends, tzinfo=zone()) if sitting.ends else begins + HOUR)
    else:
        event.add("dtstart", first)
        event.add("dtend", last + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    place = (sitting.place if sitting else "") or one.place
    if place:
        event.add("location", place)
    event.add("url", f"{site}/activities/{one.code}/")
    event.add("categories", [kind_title(one.kind)])
    event.add("description", _described(one, at))
    return event


def _described(one: Activity, at: Stage) -> str:
    said = [f"{TITLES[at]}　{kind_title(one.kind)}　{one.unit.name}"]
    if one.series:
        said.append(_("系列：%(series)s") % {"series": one.series})
    if at is Stage.CANCELLED and one.reason:
        said.append(_("取消原因：%(reason)s") % {"reason": one.reason})
    if one.origin == "made_up":
        said.append(_("示例·数据虚构"))
    return "\n".join(said)


def tag(activities: Sequence[Activity], name: str) -> str:
    """Return what changes when anything in a feed changes, so that an unchanged one is not sent again."""
    told = [name, *(f"{one.pk}.{one.version}" for one in activities)]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:32]

"""What stands on somebody's desk: activities to write up, what is planned for the next workdays, what changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from kexie.kit.clock import day_of, zone
from kexie.kit.spans import ONE_DAY
from kexie.kit.workdays import announced, workday_from
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.access.scope import reach
from kexie.records.activities import stages
from kexie.records.activities.models import Activity
from kexie.records.activities.queries import first_of_each, hosted_and_seen
from kexie.records.history.models import HistoryEvent
from kexie.records.units.models import Unit
from kexie.records.units.queries import within
from kexie.web.desk.addresses import address
from kexie.web.history import NOUNS, deed_of
from kexie.web.kit.numbers import shown

SHOWN: Final = 6
WORKDAYS: Final = 10
PIPS: Final = 3
"""More shapes than these do not fit over a day: then one shape and the number."""


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do: its state in shape and words, what it is, by when it happened, and the deed with its address."""

    state: str
    words: str
    activity: Activity
    href: str
    deed: str
    deed_href: str


@dataclass(frozen=True, slots=True)
class Todos:
    """The first of the things to do, and how many there are of each sort."""

    listed: list[Todo]
    unwritten: int
    uncounted: int

    @property
    def count(self) -> int:
        """Return how many there are in all."""
        return self.unwritten + self.uncounted

    @property
    def said(self) -> list[str]:
        """Return the counts as phrases: the title of the page."""
        if not self.count:
            return [_("今天没有等您办的事")]
        told = []
        if self.unwritten:
            said = ngettext("%(n)s 项活动等您登记", "%(n)s 项活动等您登记", self.unwritten)
            told.append(said % {"n": self.unwritten})
        if self.uncounted:
            told.append(ngettext("%(n)s 项没登记完", "%(n)s 项没登记完", self.uncounted) % {"n": self.uncounted})
        return told


def todos(reader: Account, unit: Unit, day: date) -> Todos:
    """Return what the reader should write up: planned and over by now; held and not written down in full."""
    if not door.may_anywhere(reader, Right.ACTIVITY_RECORD):
        return Todos([], 0, 0)
    mine = hosted_and_seen(reader, Right.ACTIVITY_RECORD, unit.pk).select_related("unit")
    planned = mine.filter(stages.silent(day))
    held = mine.filter(stages.unrecorded(day))
    first, unwritten = _counted(planned.order_by("starts_on", "pk"), SHOWN)
    then, uncounted = _counted(held.order_by("starts_on", "pk"), SHOWN - len(first))
    return Todos([*map(_unwritten, first), *map(_uncounted, then)], unwritten, uncounted)


def _counted(found: QuerySet[Activity], most: int) -> tuple[list[Activity], int]:
    """Return the first few, and how many there are: they are counted only where there are more than are shown."""
    some = list(found[: most + 1])
    return some[:most], len(some) if len(some) <= most else found.count()


def _unwritten(one: Activity) -> Todo:
    href = address("activities:one", one.code)
    return Todo("near", _("待登记"), one, href, _("登记"), address("activities:hold", one.code) or href)


def _uncounted(one: Activity) -> Todo:
    href = address("activities:one", one.code)
    return Todo("un", _("没登记完"), one, href, _("登完"), f"{href}#next")


@dataclass(frozen=True, slots=True)
class Workday:
    """A day of the ruler with the activities planned on it (and on the days off behind it)."""

    day: date
    weekday: str
    today: bool
    week: bool
    count: int

    @property
    def pips(self) -> range:
        """Return a range as long as the shapes to draw."""
        return range(self.count if self.count <= PIPS else 1)

    @property
    def many(self) -> bool:
        """Tell whether the number must stand beside the shape."""
        return self.count > PIPS


@dataclass(frozen=True, slots=True)
class Ahead:
    """The next ten workdays, and the first activities planned in them.

    ``announced``: the holidays of these days are known; else Monday to Friday are taken, and the page says so.
    """

    days: list[Workday]
    listed: list[Activity]
    count: int
    announced: bool


def ahead(reader: Account, unit: Unit, day: date) -> Ahead:
    """Return what is planned in the next ten workdays, as far as the reader sees records."""
    days = workdays(day)
    last = workday_from(days[-1] + ONE_DAY) - ONE_DAY
    seen = hosted_and_seen(reader, Right.RECORD_READ, unit.pk).filter(starts_on__range=(day, last))
    planned = seen.filter(status=Activity.Status.PLANNED)
    by_day = dict(planned.order_by().values_list("starts_on").annotate(n=Count("*")))
    listed = _first(planned, sorted(by_day)[: SHOWN - 2], SHOWN - 2)
    names = (_("一"), _("二"), _("三"), _("四"), _("五"), _("六"), pgettext("weekday", "日"))
    ruler = []
    for place, one in enumerate(days):
        until = days[place + 1] if place + 1 < len(days) else last + ONE_DAY
        since = day if place == 0 else one
        count = sum(number for on, number in by_day.items() if since <= on < until)
        week = place > 0 and one.isocalendar().week != days[place - 1].isocalendar().week
        ruler.append(Workday(one, names[one.weekday()], one == day, week, count))
    return Ahead(ruler, listed, sum(by_day.values()), announced(last))


def _first(planned: QuerySet[Activity], days: list[date], most: int) -> list[Activity]:
    """Return the first activities of some days, by the index: on one day of a large association begin hundreds."""
    numbers = first_of_each(planned.filter(starts_on__in=days), days, most) if days else []
    opened = Activity.objects.knowing("found among those that the reader sees").filter(pk__in=numbers)
    return list(opened.select_related("unit").order_by("starts_on", "pk")[:most]) if numbers else []


def workdays(day: date) -> list[date]:
    """Return ten workdays, from ``day`` on: holidays left out, the weekend days worked in their place taken in."""
    found = [workday_from(day)]
    while len(found) < WORKDAYS:
        found.append(workday_from(found[-1] + ONE_DAY))
    return found


@dataclass(frozen=True, slots=True)
class Change:
    """One change: when, what was done in words, and the activity it was done to if the reader may open it."""

    when: str
    deed: str
    title: str
    href: str


def changes(reader: Account, unit: Unit, day: date) -> list[Change]:
    """Return what changed in the unit and below it since yesterday, newest first; many rows of one deed are one line.

    Who may read the log sees every deed; everybody else those on activities that they may open.
    """
    since = datetime.combine(day - timedelta(days=1), time.min, tzinfo=zone())
    until = datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone())
    logged = reach(reader, Right.LOG_READ)
    opened = Q(noun="activity") & reach(reader, Right.RECORD_READ)
    told = HistoryEvent.objects.filter(logged | opened, within("unit", [unit.pk]), at__gte=since, at__lt=until)
    grouped = told.values("at", "deed", "noun").annotate(n=Count("number"), last=Max("number"), thing=Max("thing"))
    groups = list(grouped.order_by("-last")[:SHOWN])
    single = {int(one["thing"]) for one in groups if one["noun"] == "activity" and one["n"] == 1}
    seen = {one.pk: one for one in door.seen(reader, Right.RECORD_READ, Activity, single)}
    return [_line(one, seen, day) for one in groups]


def _line(group: Mapping[str, Any], seen: dict[int, Activity], day: date) -> Change:
    local = group["at"].astimezone(zone())
    when = f"{local:%H:%M}" if day_of(group["at"]) == day else _("昨天")
    names = group["deed"] in {"record", "change", "cancel"}
    noun = NOUNS.get(group["noun"], group["noun"]) if names else ""
    deed = deed_of(group["noun"], group["deed"])
    if noun:
        deed = _("%(deed)s%(noun)s") % {"deed": deed, "noun": noun}
    if group["n"] > 1:
        return Change(when, _("%(deed)s，共 %(n)s 项") % {"deed": deed, "n": shown(group["n"])}, "", "")
    activity = seen.get(int(group["thing"])) if group["noun"] == "activity" else None
    if activity is None:
        return Change(when, deed, "", "")
    return Change(when, deed, activity.title, address("activities:one", activity.code))

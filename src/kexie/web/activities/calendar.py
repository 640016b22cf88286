"""The calendar of activities: a month or a week of all units that the reader sees, filtered as the list is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any, Final, Self
from urllib.parse import urlencode

from django.db.models import Count, F, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kexie.kit.clock import today
from kexie.kit.days import parse_day
from kexie.kit.refusal import Refused
from kexie.kit.workdays import announced, is_workday
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.activities.models import Activity, Sitting
from kexie.records.activities.queries import first_of_each, hosted_and_seen
from kexie.records.activities.stages import TITLES, Stage, stage
from kexie.records.units.models import Unit
from kexie.web.activities import calendar_html
from kexie.web.activities.filters import NAMES, Filters, chosen, given, unit_in
from kexie.web.activities.words import SHAPES, kind_title
from kexie.web.desk.seat import seat_of, seated
from kexie.web.reader import actor

WEEK: Final = 7
FEW, MANY = 4, 40
"""How many activities a day shows before it counts the rest: in a month, in a week."""
LONG: Final = 200
"""So many activities over several days are drawn on the days after their first."""
FIRST, LAST = date(1950, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class Shown:
    """An activity on one day of a calendar; ``nth`` day of it, ``of`` how many it has (1: only this one)."""

    activity: Activity
    shape: str
    state: str
    kind: str
    unit: str
    begins: str
    nth: int = 1
    of: int = 1


@dataclass(slots=True)
class Day:
    """A day of a calendar, with what stands on it and how many more there are."""

    day: date
    inside: bool
    today: bool
    work: bool
    shown: list[Shown] = field(default_factory=list)
    rest: int = 0
    all_href: str = ""
    new_href: str = ""

    @property
    def empty(self) -> bool:
        """Tell whether nothing stands on it."""
        return not self.shown and not self.rest


@seated
def calendar(request: HttpRequest) -> HttpResponse:
    """Show a month or a week; the address says which, so that it can be shared, printed and gone back to."""
    who = actor(request)
    view = "week" if request.GET.get("view") == "week" else "month"
    form = Filters(given(request))
    on = _on(request)
    first, last, grid = _frame(view, on)
    told: dict[str, Any] = {"form": form, "view": view, "on": on, "first": first, "last": last}
    told |= {
        "query": _query(request),
        "readable": door.may_anywhere(who, Right.RECORD_READ),
        **_turns(view, first, last),
    }
    told["may_record"] = door.may_anywhere(who, Right.ACTIVITY_RECORD)
    told["year_known"] = announced(first) and announced(last)
    unit = unit_in(form, request) if form.is_valid() else seat_of(request).unit
    told["unit"] = unit
    if not form.is_valid() or unit is None:
        return render(request, "activities/calendar.html", told, status=400 if form.errors else 200)
    found = chosen(hosted_and_seen(who, Right.RECORD_READ, unit.pk), form.cleaned_data, today())
    found = found.exclude(status=Activity.Status.MERGED)
    counts = Counts.of(found.filter(starts_on__range=(grid[0], grid[-1])))
    most = FEW if view == "month" else MANY
    listed = _days(found, counts, grid, (first, last), most, told["query"], may=told["may_record"])
    told["weeks"] = calendar_html.written([listed[at : at + WEEK] for at in range(0, len(listed), WEEK)])
    told["counts"] = counts.by_state(first, last)
    told["weekdays"] = [_("一"), _("二"), _("三"), _("四"), _("五"), _("六"), pgettext("weekday", "日")]
    return render(request, "activities/calendar.html", told)


def _on(request: HttpRequest) -> date:
    """Return the day that the calendar opens on: of the address, else today; nonsense is today."""
    text = request.GET.get("on", "").strip()
    try:
        day = parse_day(f"{text}-01" if text.count("-") == 1 else text) if text else today()
    except Refused:
        day = today()
    return min(max(day, FIRST), LAST)


def _frame(view: str, on: date) -> tuple[date, date, list[date]]:
    """Return first and last day meant, and the days drawn: whole weeks from Monday."""
    first = on - timedelta(days=on.weekday()) if view == "week" else on.replace(day=1)
    last = first + timedelta(days=WEEK - 1) if view == "week" else _month_end(first)
    begin = first - timedelta(days=first.weekday())
    end = last + timedelta(days=WEEK - 1 - last.weekday())
    return first, last, [begin + timedelta(days=n) for n in range((end - begin).days + 1)]


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _turns(view: str, first: date, last: date) -> dict[str, str]:
    before, after = first - timedelta(days=1), last + timedelta(days=1)
    return {"before": before.isoformat(), "after": after.isoformat(), "now": today().isoformat(), "turn": view}


def _query(request: HttpRequest) -> str:
    """Return the filters of the address, to be carried from page to page."""
    kept = QueryDict(mutable=True)
    for name in NAMES:
        if request.GET.get(name):
            kept[name] = request.GET[name]
    return kept.urlencode()


@dataclass(frozen=True, slots=True)
class Counts:
    """How many activities begin on each day in each state: asked once for the days and for the head of the page."""

    counted: dict[tuple[date, str], int]

    @classmethod
    def of(cls, found: QuerySet[Activity]) -> Self:
        """Count some activities."""
        rows = found.order_by().values_list("starts_on", "status").annotate(n=Count("*"))
        return cls({(day, status): number for day, status, number in rows})

    def on(self, day: date) -> int:
        """Return how many begin on a day."""
        return sum(number for (begins, _status), number in self.counted.items() if begins == day)

    def by_state(self, first: date, last: date) -> dict[str, int]:
        """Return how many are planned, held and cancelled: three numbers, never one."""
        found = dict.fromkeys(("planned", "held", "cancelled"), 0)
        for (day, status), number in self.counted.items():
            if first <= day <= last and status in found:
                found[status] += number
        return found


def _days(
    found: QuerySet[Activity], counts: Counts, grid: Sequence[date], inside: tuple[date, date], most: int, query: str,
    *, may: bool,
) -> list[Day]:  # fmt: skip
    """Return the days of a calendar with what stands on them: a handful of questions however much that is."""
    days = {day: Day(day, inside[0] <= day <= inside[1], day == today(), is_workday(day)) for day in grid}
    span = (grid[0], grid[-1])
    begun = found.filter(starts_on__range=span)
    numbers = first_of_each(begun, [day for day in grid if counts.on(day)], most)
    opened = Activity.objects.knowing("what the reader was let in to, drawn")
    drawn = list(opened.filter(pk__in=numbers).order_by("starts_on", "pk"))
    longer = found.filter(ends_on__gt=F("starts_on"), starts_on__lte=span[1], ends_on__gte=span[0])
    later = list(longer.order_by("ends_on", "pk")[:LONG])
    about = _About.of([*drawn, *later])
    for one in drawn:
        days[one.starts_on].shown.append(_shown(one, one.starts_on, about))
    for one in sorted(later, key=lambda one: (one.starts_on, one.pk)):
        for day in _later(one, about):
            if day in days:
                days[day].shown.insert(0, _shown(one, day, about))
    for day, cell in days.items():
        cell.rest = counts.on(day) - sum(one.nth == 1 for one in cell.shown)
        alone = urlencode({"period": day.isoformat()})
        cell.all_href = f"{reverse('activities:index')}?{alone}" + (f"&{query}" if query else "")
        if may and day >= today():
            cell.new_href = f"{reverse('activities:new')}?{urlencode({'starts_on': day.isoformat()})}"
    return list(days.values())


@dataclass(frozen=True, slots=True)
class _About:
    """What is said of drawn activities beside their own rows: names of units, sittings (day, when it begins)."""

    units: dict[int, str]
    sittings: dict[int, list[tuple[date, time | None]]]

    @classmethod
    def of(cls, drawn: Sequence[Activity]) -> Self:
        units = Unit.objects.filter(pk__in={one.unit_id for one in drawn}).values_list("pk", "name")
        found: dict[int, list[tuple[date, time | None]]] = {}
        rows = Sitting.objects.filter(activity__in=drawn).order_by("on", "begins")
        for activity, on, begins in rows.values_list("activity_id", "on", "begins"):
            found.setdefault(activity, []).append((on, begins))
        return cls(dict(units), found)


def _later(one: Activity, about: _About) -> list[date]:
    """Return the days after the first on which an activity goes on: its sittings, else every day of it."""
    if one.count > 1:
        return []  # some sessions somewhen in these days: nobody said which
    sittings = sorted({on for on, _begins in about.sittings.get(one.pk, ())})
    if sittings:
        return [day for day in sittings if day > one.starts_on]
    return [one.starts_on + timedelta(days=n) for n in range(1, min((one.ends_on - one.starts_on).days, 60) + 1)]


def _shown(one: Activity, day: date, about: _About) -> Shown:
    first = min((begins for on, begins in about.sittings.get(one.pk, ()) if on == day and begins), default=None)
    later = _later(one, about)
    nth = later.index(day) + 2 if day in later else 1
    at: Stage = stage(one)
    begins = f"{first:%H:%M}" if first else ""
    kind, unit = kind_title(one.kind), about.units[one.unit_id]
    return Shown(one, SHAPES[at], str(TITLES[at]), kind, unit, begins, nth, len(later) + 1)

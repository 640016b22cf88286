"""From which days a name in a formula is read: the asked period, moved, since the year's beginning, or cut."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _

from kexie.kit.clock import DAY_MAX, DAY_MIN
from kexie.kit.days import MONTHS, add_months, month_length
from kexie.kit.refusal import Refused
from kexie.kit.spans import ONE_DAY, Kind, Period, calendar_span
from kexie.records.values.syntax import Modified

Window = tuple[Period, ...]
_MONTHS_OF: Final = {Kind.MONTH: 1, Kind.QUARTER: 3, Kind.HALF: 6, Kind.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Reading:
    """How names are read at a place of a formula. ``base`` is the asked period (or several that do not touch)."""

    base: Window
    offset: int = 0
    to_date: bool = False
    since: date = DAY_MIN
    until: date = DAY_MAX
    time: str = ""
    units: str = ""

    def entered(self, node: Modified) -> Reading:
        """Return how names inside a modified expression are read; an operator set further inside wins."""
        match node.name:
            case "offset":
                return replace(self, offset=self.offset + int(str(node.argument)))
            case "year_to_date":
                return replace(self, to_date=True)
            case "since" if isinstance(node.argument, date):
                return replace(self, since=max(self.since, node.argument))
            case "until" if isinstance(node.argument, date):
                return replace(self, until=min(self.until, node.argument))
            case "time":
                return replace(self, time=str(node.argument))
        return replace(self, units=str(node.argument))

    def moved(self) -> Window:
        """Return the asked periods, moved by the offset."""
        return tuple(shifted(period, self.offset) for period in self.base)

    def window(self) -> Window:
        """Return the spans of days from which values are taken; empty when cut to nothing."""
        found = []
        for period in self.moved():
            begin = date(period.last.year, 1, 1) if self.to_date else period.first
            first, last = max(begin, self.since), min(period.last, self.until)
            if first <= last:
                found.append(Period(first, last))
        return tuple(found)


def shifted(period: Period, steps: int) -> Period:
    """Return the period so many of its own lengths later: months stay months, a range moves by its own length."""
    if not steps:
        return period
    months = _MONTHS_OF.get(period.kind)
    if months is not None:
        return calendar_span(add_months(period.first, steps * months), period.kind)
    try:
        if period.whole_months:
            between = period.last.year - period.first.year
            length = between * MONTHS + period.last.month - period.first.month + 1
            last = add_months(period.last.replace(day=1), steps * length)
            first = add_months(period.first, steps * length)
            return Period(first, last.replace(day=month_length(last.year, last.month)))
        moved = timedelta(days=steps * period.days)
        return Period(period.first + moved, period.last + moved)
    except OverflowError as error:
        raise Refused(_("日期超出范围：年份须在 1 到 9999 之间。")) from error


def steps_inside(window: Window, kind: Kind) -> int:
    """Return how many whole days, months, quarters … lie inside the window."""
    if kind is Kind.DAY:
        return sum(period.days for period in window)
    count = 0
    for period in window:
        begin = calendar_span(period.first, kind)
        if begin.first < period.first:
            if begin.last >= period.last:
                continue
            begin = calendar_span(begin.last + ONE_DAY, kind)
        end = calendar_span(period.last, kind)
        before = end.last > period.last
        months = (end.first.year - begin.first.year) * MONTHS + end.first.month - begin.first.month
        count += max(months // _MONTHS_OF[kind] + (0 if before else 1), 0)
    return count


def place_in_year(period: Period) -> tuple[int, int]:
    """Return which of the year's periods of its sort this one is, and how many there are; a range counts as one."""
    if period.kind is Kind.DAY:
        return period.first.timetuple().tm_yday, date(period.first.year, 12, 31).timetuple().tm_yday
    months = _MONTHS_OF.get(period.kind)
    if months is None:
        return 1, 1
    return (period.first.month - 1) // months + 1, MONTHS // months

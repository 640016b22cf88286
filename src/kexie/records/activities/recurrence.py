"""Rules by which an activity comes again: every so many weeks on weekdays, or every so many months on a day. Pure.

A rule gives *slots*: days in rising order, none twice. Where the rule says so an activity is planned on the next
workday instead, but keeps its slot: so one more run of the planner knows what is planned already.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import count, islice
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kexie.kit.clock import DAY_MAX
from kexie.kit.refusal import Refused
from kexie.kit.text import joined
from kexie.kit.workdays import workday_from

WEEK: Final = 7
MOST: Final = 60
"""How many may be planned at once: five years of months, a year of weeks."""
LAST: Final = -1
"""The last such weekday of a month."""
_FIFTH: Final = 5
_DAYS: Final = 31
_EVERY: Final = 24
_HORIZON: Final = DAY_MAX.year - 30


@dataclass(frozen=True, slots=True)
class Rule:
    """``unit`` week or month; ``every`` so many of them.

    Weeks: ``weekdays`` (0 Monday to 6 Sunday). Months: either ``day`` (1 to 31; a shorter month's last day stands for a
    day that it has not) or the ``nth`` (1 to 5, or -1 for the last) of the one weekday in ``weekdays``.
    ``workdays``: a slot on a holiday is held on the next workday.
    """

    unit: str
    every: int = 1
    weekdays: tuple[int, ...] = ()
    day: int = 0
    nth: int = 0
    workdays: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the rule as it is kept."""
        return asdict(self) | {"weekdays": list(self.weekdays)}

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Rule:
        """Return a rule that was kept."""
        return cls(**{**kept, "weekdays": tuple(kept["weekdays"])})


def fault(rule: Rule) -> str | None:
    """Return why a rule gives no days, in a sentence; ``None``: it does."""
    if not 1 <= rule.every <= _EVERY:
        return _("间隔要在 1 到 24 之间。")
    if any(not 0 <= one < WEEK for one in rule.weekdays):
        return _("星期只能是一到日。")
    if rule.unit == "week":
        return None if rule.weekdays else _("请选星期几。")
    if rule.unit != "month":
        return _("只能按周或按月。")
    if rule.nth:
        right = len(rule.weekdays) == 1 and (rule.nth == LAST or 1 <= rule.nth <= _FIFTH)
        return None if right else _("按“第几个星期几”，要选一个星期和第一到第五或最后一个。")
    return None if 1 <= rule.day <= _DAYS else _("每月的日子要在 1 到 31 之间。")


def slots(rule: Rule, first: date) -> Iterator[date]:
    """Yield the slots of a rule from a day on; weeks and months are counted from the one that the day lies in.

    Raises ``Refused`` for a rule that gives none.
    """
    wrong = fault(rule)
    if wrong:
        raise Refused(wrong)
    days = _weeks(rule, first) if rule.unit == "week" else _months(rule, first)
    return (day for day in days if day >= first)


def _weeks(rule: Rule, first: date) -> Iterator[date]:
    monday = first - timedelta(days=min(first.weekday(), first.toordinal() - 1))
    for step in count(0, rule.every * WEEK):
        for weekday in sorted(set(rule.weekdays)):
            day = monday + timedelta(days=step + weekday)
            if day.year > _HORIZON:
                return
            yield day


def _months(rule: Rule, first: date) -> Iterator[date]:
    for step in count(0, rule.every):
        year, month = divmod(first.year * 12 + first.month - 1 + step, 12)
        if year > _HORIZON:
            return
        day = _nth(year, month + 1, rule) if rule.nth else min(rule.day, _last(year, month + 1).day)
        if day:
            yield date(year, month + 1, day)


def _last(year: int, month: int) -> date:
    """Return the last day of a month."""
    return (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _nth(year: int, month: int, rule: Rule) -> int:
    """Return the day of the month's nth weekday, 0 where there is no fifth."""
    last = _last(year, month)
    if rule.nth == LAST:
        return last.day - (last.weekday() - rule.weekdays[0]) % WEEK
    day = 1 + (rule.weekdays[0] - date(year, month, 1).weekday()) % WEEK + (rule.nth - 1) * WEEK
    return day if day <= last.day else 0


def plan(rule: Rule, after: date, number: int) -> list[tuple[date, date]]:
    """Return the next ``number`` slots after one, each with the day on which it is held.

    Weeks and months are counted from the one before: planning three and two more is planning five.
    """
    if not 1 <= number <= MOST:
        raise Refused(_("一次最多排 %(most)s 次，至少 1 次。") % {"most": MOST})
    found = list(islice((slot for slot in slots(rule, after) if slot > after), number))
    return [(slot, workday_from(slot) if rule.workdays else slot) for slot in found]


def words(rule: Rule) -> str:
    """Return a rule as people say it: 每 2 周的星期二、星期四；每月第一个星期五."""
    names = (_("一"), _("二"), _("三"), _("四"), _("五"), _("六"), pgettext("weekday", "日"))
    days = joined(_("星期%(day)s") % {"day": names[one]} for one in rule.weekdays)
    said = {"every": rule.every, "days": days, "day": rule.day, "nth": rule.nth}
    if rule.unit == "week":
        told = (_("每周%(days)s") if rule.every == 1 else _("每 %(every)s 周的%(days)s")) % said
    else:
        months = (_("每月") if rule.every == 1 else _("每 %(every)s 个月的")) % said
        if rule.nth == LAST:
            told = months + _("最后一个%(days)s") % said
        elif rule.nth:
            told = months + _("第 %(nth)s 个%(days)s") % said
        else:
            told = months + _("%(day)s 日") % said
    return told + (_("，遇休假顺延到下一个工作日") if rule.workdays else "")

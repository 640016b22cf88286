"""Reading a period as scripts write it (``2018Q2``), as people write it (``2018年1—5月``) or relative to today."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from kexie.kit.days import MONTHS, add_months, day_of_parts, find_day, month_length
from kexie.kit.refusal import Refused
from kexie.kit.spans import ONE_DAY, SPLITS, Kind, Period, calendar_span, month_of, year_of
from kexie.kit.text import clipped, half_width, trimmed

__all__ = ["ONE_DAY", "SPLITS", "Kind", "Period", "calendar_span", "month_of", "parse_period", "year_of"]

_LONGEST: Final = 64
_DASH: Final = r"\s*(?:[-—–－−~～]{1,2}|至|到)\s*"
_NUMERAL: Final = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_YEAR: Final = re.compile(r"(\d{4})年?(?:全年|度)?", re.ASCII)
_MONTH: Final = re.compile(r"(\d{4})(?:[-/.](\d{1,2})|年(\d{1,2})月(?:份)?|(\d{2}))", re.ASCII)
_QUARTER: Final = re.compile(r"(\d{4})(?:-?q([1-4])|年第?([一二三四1-4])季度)", re.ASCII)
_QUARTERS: Final = re.compile(
    rf"(\d{{4}})年(?:前([二三])|第?([一二三四1-4])(?:季度)?{_DASH}第?([一二三四1-4]))个?季度", re.ASCII
)
_HALF: Final = re.compile(r"(\d{4})(?:-?h([12])|年([上下])半年)", re.ASCII)
_SPAN: Final = re.compile(
    r"(?P<y>\d{4})(?:年(?:(?P<m>\d{1,2})月?(?:(?P<d>\d{1,2})日?)?)?)?"
    + _DASH
    + r"(?:(?P<y2>\d{4})年)?(?:(?P<m2>\d{1,2})月)?(?:(?P<d2>\d{1,2})日)?",
    re.ASCII,
)
_SINCE: Final = re.compile(r"(?:自|从|since\s)?\s*(?P<start>.+?)(?:\.\.|以来|至今|起)")
_ROLLING: Final = re.compile(
    r"last-(?P<n>\d{1,3})-(?P<unit>day|month|quarter|year)s?"
    r"|(?:最近|近|过去)(?P<n2>\d{1,3})(?P<unit2>天|日|个月|个季度|年)",
    re.ASCII,
)
_ROLLING_UNITS: Final = {"天": "day", "日": "day", "个月": "month", "个季度": "quarter", "年": "year"}
_MONTHS_OF: Final = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_NAMED: Final = {
    "today": ("day", 0), "今天": ("day", 0), "今日": ("day", 0),
    "yesterday": ("day", 1), "昨天": ("day", 1), "昨日": ("day", 1),
    "this-month": ("month", 0), "本月": ("month", 0),
    "last-month": ("month", 1), "上月": ("month", 1), "上个月": ("month", 1),
    "this-quarter": ("quarter", 0), "本季度": ("quarter", 0), "last-quarter": ("quarter", 1), "上季度": ("quarter", 1),
    "this-half": ("half", 0), "last-half": ("half", 1),
    "this-year": ("year", 0), "今年": ("year", 0), "本年": ("year", 0),
    "last-year": ("year", 1), "去年": ("year", 1),
}  # fmt: skip


def parse_period(text: str, today: date) -> Period:
    """Read a period against ``today``.

    - ``2018-05-03``, ``2018-05``, ``2018Q2``, ``2018H1``, ``2018``, ``2018-01-01..2018-05-31`` (either end may be a
      month, quarter or year), ``2017-10-24..`` (up to today);
    - ``today``, ``yesterday``, ``this-`` or ``last-`` ``month|quarter|half|year`` (whole calendar spans),
      ``year-to-date``, and ``last-N-days|months|quarters|years`` (ending today: on 2018-05-31 ``last-12-months`` is
      2017-06-01..2018-05-31);
    - Chinese forms such as ``2018年5月``, ``2018年1—5月``, ``2018年第二季度``, ``2018年上半年``,
      ``2017年10月24日以来``, ``近12个月``; full-width digits everywhere.

    Raises ``Refused`` saying what is wrong and how to write it. Source: CONTRACT "Periods".
    """
    typed = half_width(trimmed(text)).lower()
    if not typed or len(typed) > _LONGEST:
        raise _unreadable(text)
    found = _relative(typed, today) or _range(typed, today, text) or _chinese_range(typed)
    if found is None:
        found = _point(typed)
    if found is None:
        raise _unreadable(text)
    return found


def _unreadable(text: str) -> Refused:
    return Refused(
        _(
            "看不懂期间“%(text)s”。请写成 2018-05-03、2018-05、2018Q2、2018H1、2018、2018-01-01..2018-05-31 "
            "或 last-12-months。",
        )
        % {"text": clipped(text)},
    )


def _point(typed: str) -> Period | None:
    """Read a day, month, quarter, half-year or year; None if it is none of them."""
    if found := _YEAR.fullmatch(typed):
        month, kind = 1, Kind.YEAR
    elif found := _MONTH.fullmatch(typed):
        month, kind = int(found[2] or found[3] or found[4]), Kind.MONTH
    elif found := _QUARTER.fullmatch(typed):
        month, kind = _NUMERAL[found[2] or found[3]] * 3, Kind.QUARTER
    elif found := _HALF.fullmatch(typed):
        month, kind = (1 if (found[2] or found[3]) in {"1", "上"} else MONTHS), Kind.HALF
    else:
        day = find_day(typed)
        return None if day is None else Period(day, day)
    return calendar_span(day_of_parts(int(found[1]), month, 1, typed), kind)


def _end(typed: str, whole: str) -> Period:
    found = _point(typed.strip())
    if found is None:
        raise _unreadable(whole)
    return found


def _range(typed: str, today: date, text: str) -> Period | None:
    """Read ``a..b`` and open beginnings: ``a..``, ``a以来``."""
    if ".." in typed and not typed.endswith(".."):
        left, right = typed.split("..", 1)
        if not left.strip():
            raise Refused(_("期间“%(text)s”没有首日。请写成 2018-01-01..2018-05-31。") % {"text": clipped(text)})
        first, last = _end(left, text).first, _end(right.strip(), text).last
        return Period(first, last, f"{first.isoformat()}..{last.isoformat()}")
    found = _SINCE.fullmatch(typed)
    if found is None:
        return None
    first = _end(found["start"], text).first
    if first > today:
        raise Refused(
            _("期间“%(text)s”从 %(first)s 起算，而今天是 %(today)s；请写出末日。")
            % {"text": clipped(text), "first": first, "today": today},
        )
    return Period(first, today, f"{first.isoformat()}..{today.isoformat()}")


def _relative(typed: str, today: date) -> Period | None:
    word = typed.replace("_", "-")
    if word in {"year-to-date", "今年以来"}:
        return Period(date(today.year, 1, 1), today)
    if word in _NAMED:
        unit, back = _NAMED[word]
        if unit == "day":
            return Period(today - back * ONE_DAY, today - back * ONE_DAY)
        return calendar_span(add_months(today.replace(day=1), -back * _MONTHS_OF[unit]), Kind(unit))
    found = _ROLLING.fullmatch(word)
    if found is None:
        return None
    count = int(found["n"] or found["n2"])
    if not count:
        raise Refused(_("期间“%(text)s”是空的；请写 1 或更大的数。") % {"text": typed})
    unit = found["unit"] or _ROLLING_UNITS[found["unit2"]]
    if unit == "day":
        return Period(today - (count - 1) * ONE_DAY, today)
    return Period(_rolling_start(today, count * _MONTHS_OF[unit]), today)


def _rolling_start(today: date, months: int) -> date:
    """Return the first of so many months that end today: the day after the same day, months earlier."""
    before = add_months(today, -months)
    ends_month = today.day == month_length(today.year, today.month)
    if ends_month or before.day < today.day:
        return add_months(before.replace(day=1), 1)
    return before + ONE_DAY


def _chinese_range(typed: str) -> Period | None:
    """Read 2018年1—5月, 2018年5月3日至6月2日, 2017—2018年, 2018年前三季度."""
    if "年" not in typed:
        return None
    if found := _QUARTERS.fullmatch(typed):
        year, begin = int(found[1]), _NUMERAL[found[3] or "1"]
        end = _NUMERAL[found[2] or found[4]]
        first = calendar_span(day_of_parts(year, begin * 3, 1, typed), Kind.QUARTER).first
        return Period(first, calendar_span(day_of_parts(year, end * 3, 1, typed), Kind.QUARTER).last)
    found = _SPAN.fullmatch(typed)
    if found is None:
        return None
    if bool(found["m"]) != bool(found["m2"] or found["d2"]) or bool(found["d"]) != bool(found["d2"]):
        return None
    year, year2 = int(found["y"]), int(found["y2"] or found["y"])
    month, month2 = int(found["m"] or 1), int(found["m2"] or (found["m"] if found["d2"] else MONTHS))
    first = day_of_parts(year, month, int(found["d"] or 1), typed)
    if found["d2"]:
        return Period(first, day_of_parts(year2, month2, int(found["d2"]), typed))
    return Period(first, calendar_span(day_of_parts(year2, month2, 1, typed), Kind.MONTH).last)

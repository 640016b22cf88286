"""Days as people type them, and the little calendar arithmetic that periods stand on."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from kexie.kit.refusal import Refused
from kexie.kit.text import clipped, half_width, trimmed

MONTHS: Final = 12
_LONGEST: Final = 40
_DAY: Final = re.compile(
    r"(?P<year>\d{4})(?:(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})"
    r"|年(?P<month2>\d{1,2})月(?P<day2>\d{1,2})[日号]?|(?P<month3>\d{2})(?P<day3>\d{2}))"
    r"(?:[T ]\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?",
    re.ASCII,
)


def month_length(year: int, month: int) -> int:
    """Return the number of days of a month."""
    return calendar.monthrange(year, month)[1]


def day_of_parts(year: int, month: int, day: int, typed: str) -> date:
    """Return the day, or refuse with a sentence that says which part cannot be; ``typed`` is what was written."""
    shown = clipped(typed)
    if year < 1:
        raise Refused(_("“%(text)s”：没有公元 0 年。请写四位年份，例如 2018-05-03。") % {"text": shown})
    if not 1 <= month <= MONTHS:
        raise Refused(_("“%(text)s”：没有 %(month)s 月。月份是 1 到 12。") % {"text": shown, "month": month})
    longest = month_length(year, month)
    if not 1 <= day <= longest:
        raise Refused(
            _("“%(text)s”：%(year)s 年 %(month)s 月没有 %(day)s 日，只有 1 到 %(last)s 日。")
            % {"text": shown, "year": year, "month": month, "day": day, "last": longest},
        )
    return date(year, month, day)


def find_day(text: str) -> date | None:
    """Return the day that a text writes, or None if it does not write one; ``Refused`` for 31 February."""
    typed = half_width(trimmed(text))
    found = _DAY.fullmatch(typed) if len(typed) <= _LONGEST else None
    if found is None:
        return None
    month = found["month"] or found["month2"] or found["month3"]
    day = found["day"] or found["day2"] or found["day3"]
    return day_of_parts(int(found["year"]), int(month), int(day), typed)


def parse_day(text: str) -> date:
    """Read a day: ``2018-05-03``, ``2018/5/3``, ``2018.5.3``, ``20180503`` or ``2018年5月3日``, full-width too.

    A time of day behind it is dropped. Raises ``Refused`` for 31 February and for anything that is not a day.
    """
    day = find_day(text)
    if day is None:
        raise Refused(_("“%(text)s”不是日期。请写成 2018-05-03。") % {"text": clipped(text)})
    return day


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later (earlier, if negative); a day that is not there becomes the last one.

    Raises ``Refused`` beyond the years 1 … 9999.
    """
    year, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    if not 1 <= year <= date.max.year:
        raise Refused(_("日期超出范围：年份须在 1 到 9999 之间。"))
    return date(year, month + 1, min(day.day, month_length(year, month + 1)))

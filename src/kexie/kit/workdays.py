"""Workdays (工作日) of the State Council's yearly notice: holidays and the Saturdays worked in their place.

The table ships with a package and ends with its last known year; beyond it Monday to Friday are workdays, and
``announced`` says so, so that a page can say it too.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import chinese_calendar

SATURDAY: Final = 5
NEAR: Final = 40
"""More days than any holiday lasts."""


def announced(day: date) -> bool:
    """Tell whether the holidays of a day's year are known."""
    try:
        chinese_calendar.is_workday(day)
    except NotImplementedError:
        return False
    return True


@lru_cache(maxsize=8192)
def is_workday(day: date) -> bool:
    """Tell whether people work on a day; in a year not announced yet: from Monday to Friday."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < SATURDAY


def workday_before(day: date) -> date:
    """Return the last workday before a day."""
    for back in range(1, NEAR):
        if is_workday(day - timedelta(days=back)):
            return day - timedelta(days=back)
    return day - timedelta(days=1)


def workday_from(day: date) -> date:
    """Return the day itself if people work on it, else the next workday."""
    for ahead in range(NEAR):
        if is_workday(day + timedelta(days=ahead)):
            return day + timedelta(days=ahead)
    return day


def workdays_after(day: date, number: int) -> date:
    """Return the day that is ``number`` workdays after a day, which itself does not count; 0: the day itself."""
    found = day
    for _ in range(number):
        found = workday_from(found + timedelta(days=1))
    return found


def workdays_before(day: date, number: int) -> date:
    """Return the day that is ``number`` workdays before a day; 0: the day itself."""
    for _ in range(number):
        day = workday_before(day)
    return day

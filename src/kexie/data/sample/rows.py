"""The rows of the sample's five files, in the columns of ``import units|people|posts|activities|attendance``."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

FOUNDED: Final = date(2017, 10, 1)
"""Knowledge day of units and people: before the first session, so that every as-of day of 2018 has its tree."""
AS_OF: Final = date(2018, 5, 31)
"""The day that the work report speaks of."""

_HOLIDAYS: Final = (
    (date(2018, 1, 1), date(2018, 1, 1)),
    (date(2018, 2, 15), date(2018, 2, 21)),
    (date(2018, 4, 5), date(2018, 4, 7)),
    (date(2018, 4, 29), date(2018, 5, 1)),
    (date(2018, 6, 16), date(2018, 6, 18)),
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: ``line`` is that of its edge to the parent (main where empty), ``groups`` are ``set=member`` pairs."""

    code: str
    name: str
    parent: str
    kind: str
    level: str = ""
    line: str = ""
    groups: str = ""
    recorded_on: date = FOUNDED


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person and the unit they belong to, always."""

    code: str
    name: str
    unit: str
    recorded_on: date = FOUNDED


@dataclass(frozen=True, slots=True)
class Post:
    """Person × unit × role, without end."""

    person: str
    unit: str
    role: str


@dataclass(frozen=True, slots=True)
class Activity:
    """A gathering; several co-hosts, goals and speakers are parted by ``;``. ``count`` above 1 is a lump."""

    code: str
    kind: str
    title: str
    unit: str
    starts_on: date
    ends_on: date
    recorded_on: date
    status: str = "held"
    co_hosts: str = ""
    headcount: int | None = None
    bound: str = ""
    count: int | None = None
    goals: str = ""
    place: str = ""
    speakers: str = ""
    series: str = ""


@dataclass(frozen=True, slots=True)
class Attendance:
    """One line of a roster; ``unit`` is the unit they came for, empty for their own."""

    activity: str
    person: str
    unit: str
    status: str
    on: date
    recorded_on: date


def workdays(year: int, month: int) -> list[date]:
    """Return the days of a month on which offices work (weekends and the holidays of early 2018 left out)."""
    days = [date(year, month, 1) + timedelta(days=step) for step in range(31)]
    return [
        day
        for day in days
        if day.month == month and day.weekday() < 5 and not any(first <= day <= last for first, last in _HOLIDAYS)  # noqa: PLR2004
    ]


def known_on(rng: random.Random, ended: date) -> date:
    """Return the day on which a session that ended came to be known: days to weeks later, what May held by 31 May."""
    days = rng.choice((1, 2, 2, 3, 3, 4, 5, 6, 7, 8, 10, 12, 15, 18, 21))
    found = ended + timedelta(days=days)
    if ended <= AS_OF < found:
        found = ended + timedelta(days=rng.randint(0, (AS_OF - ended).days))
    return found


def numbered(activities: Iterable[Activity]) -> tuple[list[Activity], dict[str, str]]:
    """Return activities by day with their final codes (A0001 …), and the final code of each provisional one."""
    ordered = sorted(activities, key=lambda one: (one.starts_on, one.unit, one.title, one.code))
    final = {one.code: f"A{place:04d}" for place, one in enumerate(ordered, start=1)}
    return [replace(one, code=final[one.code]) for one in ordered], final


def write(file: Path, kind: type[Any], rows: Iterable[Any]) -> None:
    """Write rows of one kind as CSV (UTF-8, LF): days as ISO, nothing for what is not stated."""
    header = [field.name for field in fields(kind)]
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        for row in rows:
            values = (getattr(row, name) for name in header)
            writer.writerow(["" if value is None else str(value) for value in values])

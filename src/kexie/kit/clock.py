"""The only clock of the house: days are days of the association's zone, instants are UTC."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

DAY_MIN: Final = date(1, 1, 1)
"""Open beginning of a span ("always")."""
DAY_MAX: Final = date(9999, 12, 31)
"""Open end of a span ("until further notice")."""


def zone() -> ZoneInfo:
    """Return the association's time zone (``KEXIE_ZONE``, default Asia/Shanghai)."""
    return ZoneInfo(os.environ.get("KEXIE_ZONE", "Asia/Shanghai"))


def now() -> datetime:
    """Return this instant, in UTC."""
    return datetime.now(tz=UTC)


def day_of(instant: datetime) -> date:
    """Return the day of the association's zone on which an instant falls."""
    return instant.astimezone(zone()).date()


def today() -> date:
    """Return today's day in the association's zone."""
    return day_of(now())

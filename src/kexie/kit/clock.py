"""The only clock of the house: days are days of the association's zone, instants are UTC."""

from __future__ import annotations

import os
from contextvars import ContextVar
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

DAY_MIN: Final = date(1, 1, 1)
"""Open beginning of a span ("always")."""
DAY_MAX: Final = date(9999, 12, 31)
"""Open end of a span ("until further notice")."""


_chosen: ContextVar[ZoneInfo | None] = ContextVar("kexie-zone", default=None)


def zone() -> ZoneInfo:
    """Return the association's time zone: the one it has chosen, else ``KEXIE_ZONE``, default Asia/Shanghai."""
    return _chosen.get() or ZoneInfo(os.environ.get("KEXIE_ZONE", "Asia/Shanghai"))


def keep_zone(chosen: ZoneInfo | None) -> None:
    """Let a zone hold for the rest of this request, command or thread; ``None``: that of the deployment."""
    _chosen.set(chosen)


def now() -> datetime:
    """Return this instant, in UTC."""
    return datetime.now(tz=UTC)


def day_of(instant: datetime) -> date:
    """Return the day of the association's zone on which an instant falls."""
    return instant.astimezone(zone()).date()


def today() -> date:
    """Return today's day in the association's zone."""
    return day_of(now())

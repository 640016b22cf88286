"""When somebody is told: on the workday before, within office hours. Pure (DOMAIN §4, C9)."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Final

from kexie.kit.clock import zone
from kexie.kit.workdays import is_workday, workday_before

AHEAD: Final = 21
"""Days before an activity from which on its reminders stand in the outbox, to be looked over in good time."""
EARLIEST, LATEST = time(8, 30), time(17, 30)
"""Outside these hours nobody is written to."""


def send_on(day: date, today: date) -> date | None:
    """Return the day on which people are told of an activity on ``day``: the workday before, never after today's turn.

    Announced too late for that, they are told today, if today is a workday before the activity; else nobody is told
    any more (``None``): a reminder on the day itself reminds nobody.
    """
    wanted = workday_before(day)
    if wanted >= today:
        return wanted
    return today if today < day and is_workday(today) else None


def may_send(at: datetime) -> bool:
    """Tell whether an instant lies within office hours of a workday, in the association's zone."""
    local = at.astimezone(zone())
    return is_workday(local.date()) and EARLIEST <= local.time() < LATEST

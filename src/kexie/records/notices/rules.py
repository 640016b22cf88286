"""When somebody is told: on the workday before, outside the quiet hours. Pure (DOMAIN §4, C9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from kexie.kit.clock import zone
from kexie.kit.hours import MOST_DAYS, USUAL, Quiet
from kexie.kit.workdays import NEAR, is_workday

AHEAD: Final = 21
"""Days before an activity from which on its reminders stand in the outbox, to be looked over in good time."""


@dataclass(frozen=True, slots=True)
class Times:
    """When the association writes to people: not in its quiet hours, on workdays, and not on its own days off."""

    quiet: Quiet = USUAL
    off: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        """Tell whether anybody may be written to on a day."""
        return is_workday(day) and day not in self.off

    def before(self, day: date) -> date:
        """Return the last day before ``day`` on which anybody may be written to."""
        back = (day - timedelta(days=n) for n in range(1, NEAR + MOST_DAYS))
        return next((one for one in back if self.works(one)), day - timedelta(days=1))

    def first(self, day: date) -> date:
        """Return the first day from ``day`` on, itself too, on which anybody may be written to."""
        ahead = (day + timedelta(days=n) for n in range(NEAR + MOST_DAYS))
        return next((one for one in ahead if self.works(one)), day)


def send_on(day: date, today: date, times: Times = Times()) -> date | None:
    """Return the day on which people are told of an activity on ``day``: the workday before, never after today's turn.

    Announced too late for that, they are told today, if today is a workday before the activity; else nobody is told
    any more (``None``): a reminder on the day itself reminds nobody.
    """
    wanted = times.before(day)
    if wanted >= today:
        return wanted
    return today if today < day and times.works(today) else None


def may_send(at: datetime, times: Times = Times()) -> bool:
    """Tell whether anybody may be written to at an instant, by the clock of the association's zone."""
    local = at.astimezone(zone())
    return times.works(local.date()) and not times.quiet.holds(local.time())

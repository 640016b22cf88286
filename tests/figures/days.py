"""The clock of histories. What makes them asks for the profile of the run, which is not known yet to a conftest."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import time_machine


def at(day: date) -> time_machine.travel:
    """Noon of a day in the association's zone."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
    return time_machine.travel(noon, tick=False)

"""Hours in which nobody is written to: a stretch of the clock that holds the night, and days of one's own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from django.utils.translation import gettext as _

from kexie.kit.periods import parse_period
from kexie.kit.refusal import Refused
from kexie.kit.text import clipped, half_width

NIGHT: Final = (time(21), time(7))
"""What quiet hours always hold (DOMAIN §4, C9): however long an office works, nobody is written to at night."""
MOST_DAYS: Final = 120
_HOURS: Final = re.compile(r"(\d{1,2}):(\d{2})\s*(?:[-—–~～]{1,2}|至|到)\s*(\d{1,2}):(\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Quiet:
    """Quiet from one time of day until another on the next morning; ``since`` is quiet, ``until`` no longer."""

    since: time
    until: time

    def holds(self, at: time) -> bool:
        """Tell whether a time of day is quiet."""
        return at >= self.since or at < self.until

    def __str__(self) -> str:
        """Write it as it is kept: 17:30-08:30."""
        return f"{self.since:%H:%M}-{self.until:%H:%M}"


USUAL: Final = Quiet(time(17, 30), time(8, 30))
"""Quiet outside office hours."""


def parse_quiet(text: str) -> Quiet:
    """Read quiet hours (``17:30-08:30``); raise ``Refused`` for what is none, or leaves a part of the night loud."""
    found = _HOURS.fullmatch(half_width(text).strip())
    try:
        first, minute, last, end = map(int, found.groups()) if found else (24, 0, 0, 0)
        quiet = Quiet(time(first, minute), time(last, end))
    except ValueError as error:
        said = {"text": clipped(text)}
        raise Refused(_("“%(text)s”不是静音时段；请写几点到次日几点，例：17:30-08:30。") % said) from error
    if not NIGHT[1] <= quiet.until < quiet.since <= NIGHT[0]:
        said = {"since": f"{NIGHT[0]:%H:%M}", "until": f"{NIGHT[1]:%H:%M}"}
        raise Refused(
            _("静音时段至少要从 %(since)s 到次日 %(until)s，白天要留出可以发的时间；可以更长，不能更短（C9）。") % said
        )
    return quiet


def parse_days(text: str, today: date) -> frozenset[date]:
    """Read days (``2026-05-30；2026-10-08..2026-10-09``), parted by ；、or commas; at most ``MOST_DAYS`` of them."""
    days: set[date] = set()
    for part in filter(None, (one.strip() for one in re.split(r"[;；、,，\s]+", text))):
        period = parse_period(part, today)
        if (period.last - period.first).days >= MOST_DAYS:
            raise Refused(_("“%(text)s”太长；一共最多 %(most)s 天。") % {"text": clipped(part), "most": MOST_DAYS})
        days |= {period.first + timedelta(days=n) for n in range((period.last - period.first).days + 1)}
    if len(days) > MOST_DAYS:
        raise Refused(_("一共 %(n)s 天，太多；最多 %(most)s 天。") % {"n": len(days), "most": MOST_DAYS})
    return frozenset(days)

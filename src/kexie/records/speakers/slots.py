"""Whether one person can be in two places: pure rules over instants, so that time zones overseas come out right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext as _

from kexie.kit.clock import zone
from kexie.kit.refusal import Refused

TRAVEL: Final = timedelta(hours=6)
"""Least time between the end of a lecture and the beginning of one in another region."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Time that is taken: two instants, the region (a unit's number, ``None`` unknown), and what it is taken by.

    ``vague``: only the days are known; then it is never said that two things clash, only that somebody should look.
    """

    begins: datetime
    ends: datetime
    region: int | None = None
    what: str = ""
    vague: bool = False


class Clash(StrEnum):
    """How two slots stand in each other's way, the worst first."""

    OVERLAP = "overlap"
    TRAVEL = "travel"
    SAME_DAY = "same_day"


def clash(one: Slot, other: Slot) -> Clash | None:
    """Return how two slots of one person clash; ``None``: they do not. It is the same whichever comes first.

    Slots are half open: one that begins as the other ends does not overlap it. Between regions there must be
    ``TRAVEL``. What is vague only says ``SAME_DAY``.
    """
    overlapping = one.begins < other.ends and other.begins < one.ends
    if one.vague or other.vague:
        return Clash.SAME_DAY if overlapping else None
    if overlapping:
        return Clash.OVERLAP
    gap = max(other.begins - one.ends, one.begins - other.ends)
    apart = one.region is not None and other.region is not None and one.region != other.region
    return Clash.TRAVEL if apart and gap < TRAVEL else None


def clashes(slot: Slot, taken: Iterable[Slot]) -> list[tuple[Clash, Slot]]:
    """Return what stands in a slot's way, the worst first."""
    found = [(how, other) for other in taken if (how := clash(slot, other)) is not None]
    return sorted(found, key=lambda pair: (list(Clash).index(pair[0]), pair[1].begins))


def booked_twice(slots: Iterable[Slot]) -> bool:
    """Tell whether one person's slots cannot all be kept."""
    listed = sorted(slots, key=lambda slot: (slot.begins, slot.ends))
    hard = {Clash.OVERLAP, Clash.TRAVEL}
    return any(clash(one, other) in hard for n, one in enumerate(listed) for other in listed[n + 1 :])


def zone_of(name: str) -> ZoneInfo:
    """Return a time zone by its name (Asia/Tokyo), the association's for none; raise ``Refused`` for an unknown one."""
    if not name:
        return zone()
    if name not in available_timezones():
        raise Refused(_("没有时区“%(zone)s”；请写成 Asia/Shanghai、Europe/Paris 这样。") % {"zone": name[:40]})
    return ZoneInfo(name)


def instant(day: date, at: time, where: ZoneInfo) -> datetime:
    """Return a wall-clock time of a place as an instant in UTC.

    An hour that the clocks skip there is refused; of one that they strike twice the first is meant.
    """
    found = datetime.combine(day, at, where).astimezone(UTC)
    if found.astimezone(where).replace(tzinfo=None) != datetime.combine(day, at):
        said = {"day": day, "at": f"{at:%H:%M}", "zone": where.key}
        raise Refused(_("%(zone)s 在 %(day)s 没有 %(at)s 这个时刻（当地拨快了钟）；请换一个时间。") % said)
    return found


def whole_days(first: date, last: date, where: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the instants at which some days of a place begin and have ended."""
    after = last + timedelta(days=1)
    return (
        datetime.combine(first, time.min, where).astimezone(UTC),
        datetime.combine(after, time.min, where).astimezone(UTC),
    )

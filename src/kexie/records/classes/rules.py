"""Rules of a class, pure: places, who completes, what stands at the same hour. No database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, time
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FEW: Final = 5
"""Feedback of fewer people is not shown: one could tell who said it."""
FEEDBACK_DAYS: Final = 30
"""For so many days after its last day a class takes feedback."""
WHOLE: Final = 100

STATES: Final[dict[str, str | Promise]] = {
    "placed": _("已录取"),
    "waiting": _("候补"),
    "left": _("已退出"),
    "replaced": _("已换人"),
}
"""Where an enrolment stands."""
ROLLS: Final[dict[str, str | Promise]] = {"present": _("到课"), "excused": _("请假"), "absent": _("缺课")}
"""What the roster of a module says."""
ASPECTS: Final[dict[str, str | Promise]] = {"content": _("内容"), "pace": _("课时安排"), "place": _("食宿与场地")}
"""What feedback is about: the arrangement of the class, no lecturer and no participant."""
MARKS: Final[dict[str, str | Promise]] = {"good": _("合适"), "fair": _("一般"), "poor": _("要改进"), "": _("不说")}


@dataclass(frozen=True, slots=True)
class Rule:
    """The class's own rule of completion: at least ``share`` per cent of the hours, and every required module."""

    share: int = 80
    every_required: bool = True

    def as_json(self) -> dict[str, Any]:
        """Return the rule as it is kept."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A module as completion sees it: its number, hours of study, whether it is required."""

    number: int
    hours: int
    required: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether somebody completed a class, and why: hours attended of all, required modules missed, in order."""

    done: bool
    hours: int
    of: int
    missed: tuple[int, ...]
    short: bool


def completion(lessons: Sequence[Lesson], present: Collection[int], rule: Rule) -> Verdict:
    """Return whether somebody present at some lessons completed the class by its rule.

    Exact in whole numbers: 8 of 10 hours are 80 per cent, 7 of 9 are not. Whoever came to nothing completes nothing,
    whatever the rule; a class without lessons completes nobody.
    """
    there = set(present)
    of = sum(lesson.hours for lesson in lessons)
    hours = sum(lesson.hours for lesson in lessons if lesson.number in there)
    missed = tuple(lesson.number for lesson in lessons if lesson.required and lesson.number not in there)
    short = hours == 0 or hours * WHOLE < rule.share * of
    return Verdict(not short and not (rule.every_required and missed), hours, of, missed, short)


def allot(places: Mapping[int, int], taken: Mapping[int, int], arriving: Sequence[int]) -> list[bool]:
    """Return for each one arriving (by the number of their quota, in order) whether there is a place for them.

    ``places`` and ``taken`` are by quota. First come, first placed, each within their own quota.
    """
    free = {quota: max(places[quota] - taken.get(quota, 0), 0) for quota in places}
    found = []
    for quota in arriving:
        found.append(free[quota] > 0)
        free[quota] -= free[quota] > 0
    return found


def drawn_on(path: Sequence[int], quotas: Collection[int]) -> int | None:
    """Return which unit's places somebody sent by the last unit of a path draws on: the nearest above with any."""
    return next((unit for unit in reversed(path) if unit in quotas), None)


@dataclass(frozen=True, slots=True)
class Hour:
    """A stretch of a day; without times the whole of it, as far as anybody said."""

    on: date
    begins: time | None = None
    ends: time | None = None


def at_once(one: Hour, other: Hour) -> bool:
    """Tell whether two stretches share an hour; one that ends as the other begins does not.

    Without an end a stretch is the instant at which it begins; without times nothing is known, so nothing is said.
    """
    if one.on != other.on or one.begins is None or other.begins is None:
        return False
    if one.begins == other.begins:
        return True
    first, second = sorted((one, other), key=lambda hour: hour.begins or time.min)
    return first.ends is not None and second.begins is not None and first.ends > second.begins


def day_status(statuses: Iterable[str]) -> str:
    """Return what the activity's roster says of a day from that day's modules: there once is there that day."""
    told = set(statuses)
    if "present" in told:
        return "present"
    return "excused" if "excused" in told else "expected"

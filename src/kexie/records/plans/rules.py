"""What a layout and a target may be, and how goals stand to one another. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.bounds import MAX_AMOUNT
from kexie.kit.periods import Period
from kexie.kit.refusal import Refused
from kexie.kit.text import clipped

MOST_GOALS: Final = 500
MOST_LEVELS: Final = 6
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2999

INDICATORS: Final[dict[str, str | Promise]] = {
    "activities": gettext_lazy("活动"),
    "attendances": gettext_lazy("参加人次"),
    "attendees": gettext_lazy("参加人数"),
    "participations": gettext_lazy("派出人次"),
    "participants": gettext_lazy("派出人数"),
    "matters_opened": gettext_lazy("立项事项"),
    "matters_closed": gettext_lazy("办结事项"),
    "matters_confirmed": gettext_lazy("确认解决的事项"),
    "completions": gettext_lazy("结业人次"),
    "graduates": gettext_lazy("派员结业人数"),
    "units_inspected": gettext_lazy("巡察单位"),
    "voices_rated": gettext_lazy("评价了的心声"),
    "voices_content": gettext_lazy("满意的心声"),
    "body_studies": gettext_lazy("中心组学习"),
    "topics_studied": gettext_lazy("已学专题"),
}
"""What the house counts: the slugs of the floor above (which this one cannot ask), held in step by a test."""


@dataclass(frozen=True, slots=True)
class NewGoal:
    """A goal of a version to be issued; what stands above it is in its dotted code."""

    code: str
    name_zh: str
    name_en: str = ""
    part: str = ""
    sentence: str = ""
    was: tuple[str, ...] = ()

    @property
    def parent(self) -> str:
        """Return the code above, empty at the top."""
        return self.code.rpartition(".")[0]


class Aim(NamedTuple):
    """What a target is set for: its key. ``unit`` is the unit's number; ``goal`` and ``kind`` may be empty (all)."""

    indicator: str
    unit: int
    span_from: date
    span_to: date
    goal: str = ""
    kind: str = ""

    @property
    def period(self) -> Period:
        """Return the days in which it is to be reached."""
        return Period(self.span_from, self.span_to)

    def columns(self) -> dict[str, Any]:
        """Return the key as columns of a target."""
        named = self._asdict()
        return {"unit_id": named.pop("unit")} | named


def order(goals: Iterable[NewGoal]) -> list[NewGoal]:
    """Return the goals with each parent before its children, children together, otherwise in the given order."""
    below: dict[str, list[NewGoal]] = {}
    for goal in goals:
        below.setdefault(goal.parent, []).append(goal)
    found: list[NewGoal] = []
    todo = below.get("", [])[::-1]
    while todo:
        goal = todo.pop()
        found.append(goal)
        todo += below.get(goal.code, [])[::-1]
    return found


def fault_of(goal: NewGoal, codes: set[str]) -> str | None:
    """Return why a goal cannot stand among goals of these codes, in a sentence; ``None``: it can."""
    steps = goal.code.split(".")
    if ";" in goal.code or not all(steps):
        said = {"code": clipped(goal.code)}
        return _("目标编号“%(code)s”写得不对；请用英文句点分级，如 nine.wheels，首尾不留句点，也不用分号。") % said
    if len(steps) > MOST_LEVELS:
        return _("目标编号“%(code)s”多于 %(most)s 级；请减少级数。") % {"code": clipped(goal.code), "most": MOST_LEVELS}
    if goal.parent and goal.parent not in codes:
        said = {"code": goal.code, "parent": goal.parent}
        return _("“%(code)s”的上级目标“%(parent)s”不在这一版里；请加上它，或改编号。") % said
    if goal.code in goal.was or set(goal.was) & codes:
        return _("“%(code)s”的原编号还在这一版里用着；一条记录不能同时归两处，请更正。") % {"code": goal.code}
    return None


def check_goals(goals: Sequence[NewGoal]) -> None:
    """Raise ``Refused`` with a sentence for each goal that cannot stand in a version of these goals."""
    codes = {goal.code for goal in goals}
    lines = [line for goal in goals if (line := fault_of(goal, codes))]
    if len(codes) < len(goals):
        lines.append(_("同一个目标编号写了两次；一个版本里每个编号只能有一个目标。"))
    if not goals or len(goals) > MOST_GOALS:
        lines.append(_("一个版本要有 1 到 %(most)s 个目标。") % {"most": MOST_GOALS})
    if lines:
        raise Refused(lines)


def check_year(year: int) -> None:
    """Raise ``Refused`` for a year that cannot be one."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(_("年份须在 %(first)s 到 %(last)s 之间。") % {"first": FIRST_YEAR, "last": LAST_YEAR})


def check_value(value: int | None) -> None:
    """Raise ``Refused`` for a number that no target can have."""
    if value is not None and not 0 <= value <= MAX_AMOUNT:
        raise Refused(_("任务数须是 0 到 %(most)s 的整数。") % {"most": MAX_AMOUNT})

"""Activities in words: kinds, statuses, goals, and a draft as a person reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.data import layouts
from kexie.kit.text import joined
from kexie.records.access.rights import ROLES
from kexie.records.activities.actions import Draft
from kexie.records.activities.audience import Audience
from kexie.records.activities.kinds import KINDS
from kexie.records.activities.models import Activity
from kexie.records.activities.stages import TITLES, Stage, stage
from kexie.records.units.kinds import LEVELS
from kexie.records.units.models import Unit
from kexie.web.kit.numbers import shown
from kexie.web.plan.names import goals_in_force, name_of
from kexie.web.templatetags import kit

STATUS: Final[dict[str, str | Promise]] = {
    "planned": gettext_lazy("计划"),
    "held": gettext_lazy("已举办"),
    "cancelled": gettext_lazy("已取消"),
}
SHAPES: Final = {
    Stage.PLANNED: "due",
    Stage.ANNOUNCED: "doing",
    Stage.HELD: "near",
    Stage.RECORDED: "done",
    Stage.CHECKED: "closed",
    Stage.CANCELLED: "na",
    Stage.MERGED: "na",
}


def kind_title(slug: str) -> str:
    """Return the word of a kind; a kind that is no longer shipped keeps its slug."""
    return str(KINDS[slug].title) if slug in KINDS else slug


def stage_tag(activity: Activity) -> SafeString:
    """Return how far an activity has come as shape and word."""
    at = stage(activity)
    return kit.tag(SHAPES[at], str(TITLES[at]))


def days(activity: Activity | Draft) -> str:
    """Return the days of an activity: one, or from – to."""
    first, last = activity.starts_on.isoformat(), activity.ends_on.isoformat()
    return first if first == last else f"{first}—{last}"


def _goals() -> dict[str, layouts.Goal]:
    return goals_in_force()


def goal_title(code: str) -> str:
    """Return a goal's name in the reader's language; an unknown code stays as it is."""
    return name_of(code)


def goal_group(code: str) -> str:
    """Return the name of what a goal belongs to; empty for one at the top."""
    goal = _goals().get(code)
    return goal_title(goal.parent) if goal is not None and goal.parent else ""


@dataclass(frozen=True, slots=True)
class GoalChoice:
    """A goal that can be ticked."""

    code: str
    title: str
    ticked: bool


def goal_choices(ticked: set[str]) -> list[tuple[str, list[GoalChoice]]]:
    """Return the goals to tick, group by group; codes of another layout that are ticked already come last."""
    parents = {goal.parent for goal in _goals().values()}
    groups: dict[str, list[GoalChoice]] = {}
    for code in _goals():
        if code in parents and code not in ticked:
            continue
        choice = GoalChoice(code, goal_title(code), code in ticked)
        groups.setdefault(goal_group(code) or goal_title(code), []).append(choice)
    other = [GoalChoice(code, code, ticked=True) for code in sorted(ticked - set(_goals()))]
    return [*groups.items(), *([(_("其他布局"), other)] if other else [])]


def goal_codes() -> list[str]:
    """Return the codes of the layout in force."""
    return list(_goals())


def heads(value: int | None, bound: str) -> str:
    """Return a head count in words; 未报 where none was given."""
    return _("未报") if value is None else str(shown(value, bound, exact=True))


def said(draft: Draft) -> dict[str, str]:
    """Return a draft line by line as a person reads it, to compare two of them."""
    return {
        _("名称"): draft.title,
        _("种类"): kind_title(draft.kind),
        _("日期"): days(draft),
        _("状态"): str(STATUS.get(draft.status, draft.status)),
        _("主办"): draft.unit.name,
        _("联合主办"): joined(sorted(unit.name for unit in draft.co_hosts)),
        _("人数"): heads(draft.headcount, draft.bound),
        _("场次"): str(draft.count),
        _("地点"): draft.place,
        _("主讲"): "；".join(draft.speakers),
        _("目标"): joined(sorted(goal_title(code) for code in draft.goals)),
        _("系列"): draft.series,
    }


def audience_words(activity: Activity) -> str:
    """Return for whom an activity is: 示例市科协及下级 · 县级 · 负责人; empty without a rule."""
    rule = Audience.of(activity)
    if rule is None:
        return ""
    names = list(Unit.objects.filter(code__in=rule.units).order_by("code").values_list("name", flat=True))
    where = joined(names or [activity.unit.name]) + (_("及下级") if rule.below else "")
    level = next((str(one.title) for one in LEVELS if one.slug == rule.level), "")
    role = str(ROLES[rule.role].title) if rule.role in ROLES else ""
    return "　".join(filter(None, (where, level, role or _("成员"), rule.group)))


def with_below(code: str) -> list[str]:
    """Return a goal's code and those of all goals below it in the layout in force."""
    found = [code]
    for goal in _goals().values():
        if goal.parent in found and goal.code not in found:
            found.append(goal.code)
    return found

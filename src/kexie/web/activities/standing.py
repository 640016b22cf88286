"""How far one activity has come, and what the reader can do next: the head of its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities.models import Activity
from kexie.records.activities.stages import PATH, TITLES, Stage, stage


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of the way: done, here, or still ahead; ``at``: when it was reached, where that is known."""

    title: str
    state: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Next:
    """What the reader can do next. ``deed`` empty: nothing for them now; ``why``: then in a sentence."""

    deed: str = ""
    why: str = ""
    button: str = ""
    back: bool = False


def steps(activity: Activity) -> list[Step]:
    """Return the way of an activity; empty for a cancelled or merged one, which has left it."""
    here = stage(activity)
    if here not in PATH:
        return []
    reached = {
        Stage.ANNOUNCED: activity.announced_at,
        Stage.RECORDED: activity.recorded_at,
        Stage.CHECKED: activity.checked_at,
    }
    place = PATH.index(here)
    return [
        Step(str(TITLES[one]), "here" if n == place else "done" if n < place else "ahead", reached.get(one))
        for n, one in enumerate(PATH)
        if one is not Stage.ANNOUNCED or n > place or activity.announced_at
    ]


def next_of(activity: Activity, who: Account, *, counted: bool) -> Next:  # noqa: PLR0911 - a table of cases
    """Return the reader's next step; ``counted``: there is a head count or somebody present on the roster."""
    records = door.may(who, Right.ACTIVITY_RECORD, activity.unit)
    checks = door.may(who, Right.ACTIVITY_CHECK, activity.unit)
    match stage(activity):
        case Stage.PLANNED | Stage.ANNOUNCED if activity.starts_on <= today():
            return Next("hold") if records else Next(why=_("日期已到，等经办登记结果。"))
        case Stage.PLANNED if records:
            return Next("announce", _("定下来以后通知：日历上记为确定，应到的人前一个工作日收到提醒。"), _("通知"))
        case Stage.HELD if records and counted:
            return Next("finish", _("人数和名册都对了，就记为登记完毕；别人才好复核。"), _("登记完毕"))
        case Stage.HELD if records:
            return Next(why=_("还缺人数：写上人数，或者点名册。"))
        case Stage.RECORDED if checks and activity.recorded_by == who.pk:
            return Next(why=_("您登记的，要由另一个人复核。"))
        case Stage.RECORDED if checks:
            return Next("check", _("对着名册、纪要和材料看一遍；对了就复核，不对就退回。"), _("复核"), back=True)
        case Stage.CHECKED if checks:
            return Next(back=True)
    return Next()

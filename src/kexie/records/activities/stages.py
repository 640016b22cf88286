"""How far an activity has come: planned, announced, held, recorded, checked; or cancelled, or merged into another.

The status says what is so and is what imports speak of; the stage adds how far the work on the record has come.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Final

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kexie.records.activities.models import Activity


class Stage(StrEnum):
    """The stages in the order of an activity's life."""

    PLANNED = "planned"
    ANNOUNCED = "announced"
    HELD = "held"
    RECORDED = "recorded"
    CHECKED = "checked"
    CANCELLED = "cancelled"
    MERGED = "merged"


TITLES: Final[dict[Stage, str | Promise]] = {
    Stage.PLANNED: _("计划"),
    Stage.ANNOUNCED: _("已通知"),
    Stage.HELD: _("已举办"),
    Stage.RECORDED: _("已登记"),
    Stage.CHECKED: _("已复核"),
    Stage.CANCELLED: _("已取消"),
    Stage.MERGED: _("已并入"),
}
PATH: Final = (Stage.PLANNED, Stage.ANNOUNCED, Stage.HELD, Stage.RECORDED, Stage.CHECKED)
"""The way of an activity that goes as it should."""

_FROM_STATUS: Final = {"cancelled": Stage.CANCELLED, "merged": Stage.MERGED}


def stage(activity: Activity) -> Stage:
    """Return how far an activity has come."""
    if activity.status == Activity.Status.PLANNED:
        return Stage.ANNOUNCED if activity.announced_at else Stage.PLANNED
    if activity.status == Activity.Status.HELD:
        if activity.checked_at:
            return Stage.CHECKED
        return Stage.RECORDED if activity.recorded_at else Stage.HELD
    return _FROM_STATUS[activity.status]


def at(wanted: Stage) -> Q:
    """Return the activities at a stage, as a filter: the same rule as ``stage``."""
    planned, held = Q(status=Activity.Status.PLANNED), Q(status=Activity.Status.HELD)
    return {
        Stage.PLANNED: planned & Q(announced_at=None),
        Stage.ANNOUNCED: planned & Q(announced_at__isnull=False),
        Stage.HELD: held & Q(recorded_at=None),
        Stage.RECORDED: held & Q(recorded_at__isnull=False, checked_at=None),
        Stage.CHECKED: held & Q(checked_at__isnull=False),
        Stage.CANCELLED: Q(status=Activity.Status.CANCELLED),
        Stage.MERGED: Q(status=Activity.Status.MERGED),
    }[wanted]


def silent(day: date) -> Q:
    """Return what was planned, is over by now, and nobody said what became of it: silence is data."""
    return Q(status=Activity.Status.PLANNED, ends_on__lt=day)


def unrecorded(day: date) -> Q:
    """Return what was held by a day and is not written down in full."""
    return at(Stage.HELD) & Q(starts_on__lte=day)

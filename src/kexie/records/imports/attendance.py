"""Import of rosters: who was expected, present or excused at which activity."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.columns import AnyColumn, Column, choice, code_column, day_column
from kexie.records.access.rights import Right
from kexie.records.access.scope import reached
from kexie.records.activities import actions, rules
from kexie.records.activities.actions import Kept, Row
from kexie.records.activities.merging import standing_for
from kexie.records.activities.models import Activity, Attendance
from kexie.records.imports.base import Intake, Keep, Listing, in_parts, twice
from kexie.records.people.models import Person
from kexie.records.units.models import Unit

_STATUS = {"present": "实到", "excused": "请假", "expected": "应到"}
COLUMNS: Final[tuple[AnyColumn, ...]] = (
    code_column("activity", "活动编号", required=True, example="JS-2018-001"),
    code_column("person", "人员编号", required=True, example="S0001"),
    code_column("unit", "代表单位编号", default="", example="JS", aliases=("单位编号", "单位")),
    Column("status", "状态", choice(_STATUS), default="present", example="present", choices=_STATUS),
    day_column("on", "日期", example=""),
)


def plan(intake: Intake) -> Keep:
    """Check the rows against activities, people and units; see ``Listing``."""
    activities: dict[str, Activity] = {}
    for part in in_parts(row.values["activity"] for row in intake.rows):
        found = Activity.objects.knowing("checking an import").filter(code__in=part).select_related("unit")
        activities.update({one.code: one for one in found})
    leads = {code: one.unit_id for code, one in activities.items()}
    activities = standing_for(activities)
    people: dict[str, int] = {}
    for part in in_parts(row.values["person"] for row in intake.rows):
        rows = Person.objects.knowing("checking an import").filter(code__in=part)
        people.update(rows.values_list("code", "pseudonym"))
    units = {
        code: pk
        for part in in_parts(row.values["unit"] for row in intake.rows if row.values["unit"])
        for code, pk in Unit.objects.filter(code__in=part).values_list("code", "pk")
    }
    _check(intake, activities, leads, people, units)
    twice(
        intake,
        lambda row: (
            activities[row.values["activity"]].pk,
            row.values["person"],
            row.values["on"] or activities[row.values["activity"]].starts_on,
        ),
        "person",
        _("与第 %(row)s 行是同一人同一天；请删去一行。"),
    )
    _check_length(intake, activities, people)
    rosters: dict[Activity, list[Row]] = {}
    days: dict[int, date] = {}
    for row in intake.good():
        values = row.values
        activity = activities[values["activity"]]
        unit = units[values["unit"]] if values["unit"] else None
        rosters.setdefault(activity, []).append(Row(people[values["person"]], values["status"], values["on"], unit))
        day = intake.known_on(row)
        if day is not None:
            days[activity.pk] = max(day, days.get(activity.pk, day))
    _count_unchanged(intake, rosters)

    def keep() -> None:
        with transaction.atomic():
            actions.keep_rosters(rosters, by=intake.by, known_on=days, finished=True)

    return keep


def _count_unchanged(intake: Intake, rosters: dict[Activity, list[Row]]) -> None:
    kept: Kept = actions.compare_rosters(rosters)
    intake.unchanged += kept.unchanged


def _check(
    intake: Intake,
    activities: dict[str, Activity],
    leads: dict[str, int],
    people: dict[str, int],
    units: dict[str, int],
) -> None:
    """Check row by row; ``leads``: the leading host of each record as it was entered.

    Whoever kept a record that another now stands for goes on sending its roster: it lands on the one that stands.
    """
    reach = reached(intake.by, Right.ACTIVITY_RECORD)
    missing_unit = _("没有编号为“%(code)s”的单位；请先导入单位，或更正编号。")
    for row in intake.good():
        values = row.values
        activity = activities.get(values["activity"])
        if activity is None or (reach is not None and reach.isdisjoint({activity.unit_id, leads[values["activity"]]})):
            why = _("没有编号为“%(code)s”的活动；请先导入活动，或更正编号。") % {"code": values["activity"]}
            intake.reject(row, "activity", why)
        elif values["on"] is not None and not activity.starts_on <= values["on"] <= activity.ends_on:
            said = {"first": activity.starts_on, "last": activity.ends_on}
            intake.reject(row, "on", _("日期不在活动的 %(first)s 至 %(last)s 之内；请更正。") % said)
        if values["person"] not in people:
            why = _("没有编号为“%(code)s”的人员；请先导入人员，或更正编号。") % {"code": values["person"]}
            intake.reject(row, "person", why)
        if values["unit"] and values["unit"] not in units:
            intake.reject(row, "unit", missing_unit % {"code": values["unit"]})


def _check_length(intake: Intake, activities: dict[str, Activity], people: dict[str, int]) -> None:
    """Reject all rows of an activity whose roster would not fit its head count or lump."""
    present: dict[int, set[tuple[int, object]]] = {}
    touched = {row.values["activity"] for row in intake.good()}
    for part in in_parts(activities[code].pk for code in touched):
        rows = Attendance.objects.knowing("checking an import").filter(activity_id__in=part, status="present")
        for number, subject, on in rows.values_list("activity_id", "subject", "on"):
            present.setdefault(number, set()).add((subject, on))
    for row in intake.good():
        activity = activities[row.values["activity"]]
        key = (people[row.values["person"]], row.values["on"] or activity.starts_on)
        named = present.setdefault(activity.pk, set())
        if row.values["status"] == "present":
            named.add(key)
        else:
            named.discard(key)
    for row in intake.good():
        activity = activities[row.values["activity"]]
        wrong = rules.fault(activity.headcount, activity.bound, len(present[activity.pk]), activity.count)
        if wrong:
            intake.reject(row, "activity", wrong)


ATTENDANCE = Listing("attendance", gettext_lazy("名册"), COLUMNS, plan, Right.ACTIVITY_RECORD)

"""Import of goals: a row each, and the rows of one layout and year are one version, kept whole or not at all."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.columns import AnyColumn, Column, code_column, list_of, parse_code, parse_name, parse_text, whole_number
from kexie.kit.intake import ParsedRow
from kexie.kit.refusal import Forbidden
from kexie.kit.text import half_width, trimmed
from kexie.records.access.rights import Right
from kexie.records.imports.base import Intake, Keep, Listing, twice
from kexie.records.plans import actions
from kexie.records.plans.actions import Issue
from kexie.records.plans.models import Plan
from kexie.records.plans.queries import version_on
from kexie.records.plans.rules import FIRST_YEAR, LAST_YEAR, MOST_GOALS, NewGoal, fault_of, order

_PART: Any = gettext_lazy("布局名称里的那个数字")
_WAS: Any = gettext_lazy("以前版本里的编号，用分号隔开")


def parse_year(text: str) -> int:
    """Read a year: ``2018``, ``2018年``, ``2018年度``."""
    year = half_width(trimmed(text)).removesuffix("度").removesuffix("年")
    return whole_number(FIRST_YEAR, LAST_YEAR)(year)


COLUMNS: Final[tuple[AnyColumn, ...]] = (
    code_column("plan", "布局编号", required=True, example="1-9-6-1"),
    Column("year", "年份", parse_year, required=True, example="2018"),
    code_column("code", "目标编号", required=True, example="nine.wheels.popsci"),
    Column("name", "名称", parse_name, required=True, example="科普", aliases=("目标名称", "name_zh")),
    Column("name_en", "英文名称", parse_name, default="", example="Popular science"),
    Column("part", "所属部分", parse_code, default="", example="9", help=_PART),
    Column("sentence", "含义", parse_text, default="", example=""),
    Column("was", "原编号", list_of(parse_code), default=(), example="", help=_WAS),
    Column("plan_name", "布局名称", parse_name, default="", example="“1-9·6-1”工作布局"),
    Column("plan_name_en", "布局英文名称", parse_name, default="", example=""),
)
Key = tuple[str, int]


def plan(intake: Intake) -> Keep:
    """Check the rows version by version; see ``Listing``."""
    same = _("与第 %(row)s 行是同一个目标；请删去一行。")
    twice(intake, lambda row: (_key(row), row.values["code"]), "code", same)
    _demand(intake)
    groups: dict[Key, list[ParsedRow]] = {}
    for row in intake.rows:
        groups.setdefault(_key(row), []).append(row)
    for rows in groups.values():
        _check(rows, intake)
    unreadable = {problem.row for problem in intake.problems} - {row.number for row in intake.rows}
    issues = []
    for key, rows in groups.items():
        if unreadable or any(row.number in intake.refused for row in rows):
            _refuse_whole(rows, intake)
        elif _stands(said := _issue(key, rows)):
            intake.unchanged += len(rows)
        else:
            issues.append((said, max((day for row in rows if (day := intake.known_on(row))), default=None)))

    def keep() -> None:
        for said, known in issues:
            actions.issue(said, by=intake.by, known_on=known)

    return keep


def _key(row: ParsedRow) -> Key:
    return row.values["plan"], row.values["year"]


def _demand(intake: Intake) -> None:
    try:
        actions.demand_plan(intake.by)
    except Forbidden as refusal:
        for row in intake.good():
            intake.reject(row, "plan", refusal.lines[0])


def _check(rows: list[ParsedRow], intake: Intake) -> None:
    codes = {row.values["code"] for row in rows}
    for row in rows:
        if why := fault_of(_goal(row), codes):
            intake.reject(row, "code", why)
    if len(rows) > MOST_GOALS:
        intake.reject(rows[MOST_GOALS], "code", _("一个版本最多 %(most)s 个目标。") % {"most": MOST_GOALS})


def _refuse_whole(rows: list[ParsedRow], intake: Intake) -> None:
    for row in rows:
        if row.number not in intake.refused:
            intake.reject(row, "plan", _("同一版布局里有别的行要更正；一个版本要整版导入，这一行随之退回。"))


def _goal(row: ParsedRow) -> NewGoal:
    said = row.values
    return NewGoal(said["code"], said["name"], said["name_en"], said["part"], said["sentence"], said["was"])


def _issue(key: Key, rows: list[ParsedRow]) -> Issue:
    named = {
        name: next((row.values[name] for row in rows if row.values[name]), "") for name in ("plan_name", "plan_name_en")
    }
    goals = tuple(_goal(row) for row in rows)
    return Issue(key[0], key[1], goals, named["plan_name"], named["plan_name_en"])


def _stands(said: Issue) -> bool:
    """Tell whether the year has just this version, under the same names."""
    found = Plan.objects.filter(code=said.plan).first()
    if found is None or said.name_zh not in ("", found.name_zh) or said.name_en not in ("", found.name_en):
        return False
    now = version_on(found, actions.first_day(said.year))
    return now is not None and now.year == said.year and actions.goals_of(now) == order(said.goals)


def as_rows(version_goals: list[NewGoal], plan_code: str, year: int) -> list[dict[str, str]]:
    """Return a version as rows of this list, to be changed in a spreadsheet and brought back."""
    return [
        {
            "plan": plan_code,
            "year": str(year),
            "code": goal.code,
            "name": goal.name_zh,
            "name_en": goal.name_en,
            "part": goal.part,
            "sentence": goal.sentence,
            "was": ";".join(goal.was),
        }
        for goal in version_goals
    ]


GOALS = Listing("goals", gettext_lazy("布局目标"), COLUMNS, plan, Right.PLAN_MANAGE)

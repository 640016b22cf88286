"""Imports of branch life: branches, who belongs to them, and meetings that were held."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.clock import DAY_MAX
from kexie.kit.columns import AnyColumn, Column, choice, code_column, day_column, list_of, parse_code, parse_name
from kexie.kit.columns import whole_number as whole
from kexie.kit.intake import ParsedRow
from kexie.records.access.rights import Right
from kexie.records.access.scope import reached
from kexie.records.activities.models import Activity
from kexie.records.branches import members
from kexie.records.branches.meetings import Came, NewMeeting, faults_of, record_meeting
from kexie.records.branches.members import Joining
from kexie.records.branches.models import Branch, BranchMember
from kexie.records.branches.rules import RULES
from kexie.records.imports.base import Intake, Keep, Listing, in_parts, twice
from kexie.records.people.models import Person
from kexie.records.units.models import Unit

WHY: Final = "checking an import"
MOST: Final = 100_000
"""More people in one branch than this is a slip of the pen."""
_YES: Final = {"yes": "是", "no": "否"}
_TERMS: Final = {"3": "3年", "5": "5年"}
_STANDINGS: Final = {"full": "正式党员", "probationary": "预备党员"}
_KINDS: Final = {rule.slug: str(rule.title) for rule in RULES.values()}

BRANCH_COLUMNS: Final[tuple[AnyColumn, ...]] = (
    code_column("unit", "支部编号", required=True, example="ZB-01", aliases=("单位编号", "单位")),
    Column("years", "任期", choice(_TERMS), default="3", example="3", choices=_TERMS),
    Column("theme_day", "主题党日", whole(1, 31), default=None, example="15"),
    Column("temporary", "临时", choice(_YES), default="no", example="no", choices=_YES),
)
MEMBER_COLUMNS: Final[tuple[AnyColumn, ...]] = (
    code_column("unit", "支部编号", required=True, example="ZB-01", aliases=("单位编号", "单位")),
    code_column("person", "人员编号", required=True, example="S0001"),
    day_column("since", "起", required=True, example="2016-01-01"),
    day_column("until", "止", default=DAY_MAX, example=""),
    Column("standing", "党籍", choice(_STANDINGS), default="full", example="full", choices=_STANDINGS),
    Column("note", "不计表决权原因", parse_name, default="", example=""),
)
MEETING_COLUMNS: Final[tuple[AnyColumn, ...]] = (
    code_column("code", "编号", required=True, example="ZB-01-20180305"),
    Column("kind", "种类", choice(_KINDS), required=True, example="branch_day", choices=_KINDS),
    day_column("on", "日期", required=True, example="2018-03-05"),
    code_column("unit", "支部编号", required=True, example="ZB-01", aliases=("单位编号", "单位")),
    Column("should", "应到", whole(1, MOST), required=True, example="12"),
    Column("came", "实到", whole(0, MOST), required=True, example="11"),
    Column("joint", "联合开会的支部", list_of(parse_code), default=(), example="ZB-02;ZB-03"),
    Column("place", "地点", parse_name, default="", example="会议室"),
)


def _units(intake: Intake) -> dict[str, Unit]:
    codes = [row.values["unit"] for row in intake.rows]
    codes += [code for row in intake.rows for code in row.values.get("joint") or ()]
    return {unit.code: unit for part in in_parts(codes) for unit in Unit.objects.filter(code__in=part)}


def _branches(units: Mapping[str, Unit]) -> dict[str, Branch]:
    found = {}
    for part in in_parts(unit.pk for unit in units.values()):
        for one in Branch.objects.knowing(WHY).filter(unit__in=part).select_related("unit"):
            found[one.unit.code] = one
    return found


def _reject_unit(row: ParsedRow, intake: Intake, units: Mapping[str, Unit], reach: frozenset[int] | None) -> bool:
    """Reject a row whose unit is no branch in reach; tell whether it was."""
    unit = units.get(row.values["unit"])
    why = ""
    if unit is None or (reach is not None and unit.pk not in reach):
        why = _("没有编号为“%(code)s”的支部，或您没有登记它的权限。") % {"code": row.values["unit"]}
    elif unit.kind != "branch":
        why = _("“%(unit)s”不是支部；请先在组织里把它的类别定为支部。") % {"unit": unit.name}
    if why:
        intake.reject(row, "unit", why)
    return bool(why)


def plan_branches(intake: Intake) -> Keep:
    """Check branches against units; see ``Listing``."""
    twice(intake, lambda row: row.values["unit"], "unit", _("与第 %(row)s 行编号相同；请删去一行。"))
    units, reach = _units(intake), reached(intake.by, Right.BRANCH_RECORD)
    known = _branches(units)
    wanted: list[tuple[Unit, dict[str, Any]]] = []
    for row in intake.good():
        if _reject_unit(row, intake, units, reach):
            continue
        values = row.values
        told = {"years": int(values["years"]), "theme_day": values["theme_day"]}
        told["temporary"] = values["temporary"] == "yes"
        kept = known.get(values["unit"])
        if kept is not None and all(getattr(kept, name) == value for name, value in told.items()):
            intake.unchanged += 1
        else:
            wanted.append((units[values["unit"]], told))

    def keep() -> None:
        with transaction.atomic():
            for unit, told in wanted:
                members.set_up(unit, by=intake.by, **told)

    return keep


def plan_members(intake: Intake) -> Keep:
    """Check memberships against branches, people and each other; see ``Listing``."""
    units, reach = _units(intake), reached(intake.by, Right.BRANCH_RECORD)
    branches, people = _branches(units), _people(intake)
    stays: dict[int, list[tuple[Any, Any, str, str]]] = {}
    for part in in_parts(person.pseudonym for person in people.values()):
        rows = BranchMember.objects.knowing(WHY).filter(subject__in=part).select_related("branch__unit")
        for one in rows:
            stays.setdefault(one.subject, []).append((one.since, one.until, one.branch.unit.code, one.standing))
    wanted: list[tuple[Branch, Joining]] = []
    for row in intake.good():
        if _reject_unit(row, intake, units, reach):
            continue
        values = row.values
        if not _check_member(row, intake, branches, people):
            continue
        person = people[values["person"]]
        stay = (values["since"], values["until"], values["unit"], values["standing"])
        standing = stays.setdefault(person.pseudonym, [])
        if stay in standing:
            intake.unchanged += 1
        elif any(stay[0] <= until and since <= stay[1] for since, until, _unit, _standing in standing):
            intake.reject(row, "person", _("此人在这些日子已经在一个支部；一人一时只在一个支部，请先写明止日。"))
        else:
            standing.append(stay)
            votes = False if values["note"] else None
            new = Joining(person, stay[0], stay[3], stay[1], votes=votes, note=values["note"])
            wanted.append((branches[values["unit"]], new))

    def keep() -> None:
        members.admit_many(wanted, by=intake.by)

    return keep


def _people(intake: Intake) -> dict[str, Person]:
    found = {}
    for part in in_parts(row.values["person"] for row in intake.rows):
        for person in Person.objects.knowing(WHY).filter(code__in=part):
            found[person.code] = person
    return found


def _check_member(row: ParsedRow, intake: Intake, branches: Mapping[str, Branch], people: Mapping[str, Person]) -> bool:
    values = row.values
    if values["unit"] not in branches:
        intake.reject(row, "unit", _("“%(code)s”还没有设为支部；请先导入支部。") % {"code": values["unit"]})
    elif values["person"] not in people:
        why = _("没有编号为“%(code)s”的人员；请先导入人员，或更正编号。") % {"code": values["person"]}
        intake.reject(row, "person", why)
    elif values["until"] < values["since"]:
        intake.reject(row, "until", _("“止”早于“起”；请更正。"))
    else:
        return True
    return False


def plan_meetings(intake: Intake) -> Keep:
    """Check meetings against branches and what is recorded; see ``Listing``."""
    twice(intake, lambda row: row.values["code"], "code", _("与第 %(row)s 行编号相同；请删去一行或改编号。"))
    units, reach = _units(intake), reached(intake.by, Right.BRANCH_RECORD)
    branches = _branches(units)
    known = {}
    for part in in_parts(row.values["code"] for row in intake.rows):
        for one in Activity.objects.knowing(WHY).filter(code__in=part):
            known[one.code] = (one.kind, one.starts_on, one.unit_id)
    wanted: list[NewMeeting] = []
    for row in intake.good():
        if _reject_unit(row, intake, units, reach):
            continue
        values = row.values
        stands = known.get(values["code"])
        if stands == (values["kind"], values["on"], units[values["unit"]].pk):
            intake.unchanged += 1
            continue
        wrong = _cannot(values, branches, used=stands is not None)
        new = None if wrong else _meeting(values, branches, intake.origin)
        lines = faults_of(new) if new is not None else [wrong]
        if new is None or lines:
            intake.reject(row, "unit", " ".join(lines))
        else:
            wanted.append(new)

    def keep() -> None:
        with transaction.atomic():
            for new in wanted:
                record_meeting(new, by=intake.by)

    return keep


def _cannot(values: Mapping[str, Any], branches: Mapping[str, Branch], *, used: bool) -> str:
    """Return why a row cannot become a meeting; empty: nothing is against it so far."""
    missing = [code for code in (values["unit"], *values["joint"]) if code not in branches]
    if missing:
        return _("“%(code)s”还没有设为支部；请先导入支部。") % {"code": missing[0]}
    if used:
        return _("编号“%(code)s”已经用过；请换一个编号。") % {"code": values["code"]}
    unlisted = [code for code in values["joint"] if not branches[code].listed]
    if unlisted:
        said = {"code": unlisted[0]}
        return _("“%(code)s”没有列党员，联合开会不知道它到了多少人；请在网页上登记这次会。") % said
    return ""


def _meeting(values: Mapping[str, Any], branches: Mapping[str, Branch], origin: str) -> NewMeeting:
    """Return a row as a meeting; the numbers are those of the branch that leads, others count their members."""
    lead = Came(branches[values["unit"]], should=values["should"], came=values["came"])
    others = tuple(Came(branches[code]) for code in values["joint"])
    return NewMeeting(
        values["kind"], values["on"], (lead, *others), place=values["place"], code=values["code"], origin=origin
    )


BRANCHES = Listing("branches", gettext_lazy("支部"), BRANCH_COLUMNS, plan_branches, Right.BRANCH_RECORD)
BRANCH_MEMBERS = Listing("branch_members", gettext_lazy("支部党员"), MEMBER_COLUMNS, plan_members, Right.BRANCH_RECORD)
BRANCH_MEETINGS = Listing(
    "branch_meetings", gettext_lazy("支部会议"), MEETING_COLUMNS, plan_meetings, Right.BRANCH_RECORD
)

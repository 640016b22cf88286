"""Import of visits: each is an activity (entered by it, or there already) and what stands beside it, by role."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.columns import (
    AnyColumn,
    Column,
    choice,
    code_column,
    day_column,
    list_of,
    parse_code,
    parse_name,
    parse_text,
)
from kexie.kit.intake import ParsedRow
from kexie.records.access.rights import Right
from kexie.records.access.scope import reached
from kexie.records.activities import actions as activities
from kexie.records.activities.models import Activity
from kexie.records.imports.base import Intake, Keep, Listing, in_parts, twice
from kexie.records.units.models import Unit
from kexie.records.visits import actions
from kexie.records.visits.actions import KIND, Heard, NewVisit, faults
from kexie.records.visits.models import Visit

_PURPOSES: Final = dict(Visit.Purpose.choices)
_CONSENTS: Final = dict(Visit.Consent.choices)
_WHOM: Any = gettext_lazy("身份和人数；不写姓名、电话")
_BY: Any = gettext_lazy("答应的人的身份；答应了事就要写")
COLUMNS: Final[tuple[AnyColumn, ...]] = (
    code_column("code", "编号", required=True, example="JS-V-001", aliases=("活动编号",)),
    Column("title", "名称", parse_name, required=True, example="走访退休科技工作者"),
    code_column("unit", "走访单位编号", required=True, example="JS"),
    day_column("on", "日期", required=True, example="2018-05-30"),
    Column("purpose", "目的", choice(_PURPOSES), required=True, example="care", choices=_PURPOSES),
    Column("whom", "走访了谁", parse_name, default="", example="退休科技工作者 3 人", help=_WHOM),
    code_column("place", "走访的单位", default="", example="JS-01"),
    Column("consent", "转达", choice(_CONSENTS), default="unasked", example="given", choices=_CONSENTS),
    Column("went", "谁去的", list_of(parse_name), default=(), example="分管领导;综合处经办"),
    Column("heard", "听到了什么", list_of(parse_text), default=(), example="盼望开放实验室"),
    Column("promised", "答应了什么", list_of(parse_text), default=(), example="下月开放实验室"),
    Column("promised_by", "谁答应的", parse_name, default="", example="分管领导", help=_BY),
    Column("does", "哪个单位办", parse_code, default="", example="JS-01"),
    day_column("due", "期限", example="2018-06-30"),
)


def plan(intake: Intake) -> Keep:
    """Check the rows against units and visits; a visit written down already is unchanged, and mended on its page."""
    twice(intake, lambda row: row.values["code"], "code", _("与第 %(row)s 行编号相同；请删去一行或改编号。"))
    units: dict[str, Unit] = {}
    values = [row.values for row in intake.rows]
    for part in in_parts(code for one in values for code in (one["unit"], one["place"], one["does"])):
        units |= {unit.code: unit for unit in Unit.objects.filter(code__in=part)}
    there: dict[str, Activity] = {}
    known: set[str] = set()
    for part in in_parts(one["code"] for one in values):
        found = Activity.objects.knowing("checking an import").filter(code__in=part).select_related("unit")
        there |= {one.code: one for one in found}
        described = Visit.objects.knowing("checking an import").filter(activity__code__in=part)
        known |= set(described.values_list("activity__code", flat=True))
    reach = reached(intake.by, Right.ACTIVITY_RECORD)
    fresh: list[tuple[NewVisit, Activity | None]] = []
    for row in intake.good():
        said = _said(row, intake, units, there.get(row.values["code"]), reach)
        if said is None:
            continue
        if said.code in known:
            intake.unchanged += 1
        else:
            fresh.append((said, there.get(said.code)))

    def keep() -> None:
        drafts = [said.draft() for said, activity in fresh if activity is None]
        made = {one.code: one for one in (activities.record_many(drafts, by=intake.by) if drafts else ())}
        for said, activity in fresh:
            actions.keep(activity or made[said.code], said, by=intake.by)

    return keep


def _said(
    row: ParsedRow, intake: Intake, units: dict[str, Unit], there: Activity | None, reach: frozenset[int] | None
) -> NewVisit | None:
    """Return what a row says, or reject it and return ``None``."""
    told = row.values
    for column in ("unit", "place", "does"):
        if told[column] and told[column] not in units:
            why = _("没有编号为“%(code)s”的单位；请先导入单位，或更正编号。") % {"code": told[column]}
            intake.reject(row, column, why)
    if row.number in intake.refused:
        return None
    needed = {units[told["unit"]].pk} | ({there.unit_id} if there is not None else set())
    if reach is not None and not needed <= reach:
        intake.reject(row, "unit", _("您没有在该单位登记的权限。"))
        return None
    if there is not None and there.kind != KIND:
        intake.reject(row, "code", _("“%(title)s”不是走访活动。") % {"title": there.title})
        return None
    if told["promised"] and not told["promised_by"]:
        intake.reject(row, "promised_by", _("答应的事要写明谁答应的（写身份）。"))
        return None
    does = units.get(told["does"])
    promises = tuple(Heard(text, told["promised_by"], does, told["due"]) for text in told["promised"])
    said = NewVisit(
        code=told["code"],
        title=told["title"],
        unit=units[told["unit"]],
        starts_on=told["on"],
        purpose=told["purpose"],
        whom=told["whom"],
        place=units.get(told["place"]),
        consent=told["consent"],
        went=told["went"],
        heard=(*(Heard(text) for text in told["heard"]), *promises),
        origin=intake.origin,
    )
    for why in faults(said):
        intake.reject(row, "whom", why)
    return None if row.number in intake.refused else said


VISITS = Listing("visits", gettext_lazy("走访情况"), COLUMNS, plan, Right.ACTIVITY_RECORD)

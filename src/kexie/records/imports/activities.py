"""Import of activities: new ones are recorded, known ones changed; the same file twice changes nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.bounds import Bound
from kexie.kit.clock import today
from kexie.kit.columns import (
    AnyColumn,
    Column,
    bounded_column,
    choice,
    code_column,
    day_column,
    list_of,
    parse_code,
    parse_name,
    whole_number,
)
from kexie.kit.intake import ParsedRow
from kexie.kit.text import clipped, joined
from kexie.records.access.rights import Right
from kexie.records.access.scope import reached
from kexie.records.activities import actions
from kexie.records.activities.actions import Draft, differences, named_present
from kexie.records.activities.kinds import KINDS
from kexie.records.activities.merging import Standing
from kexie.records.activities.models import Activity
from kexie.records.imports.base import Intake, Keep, Listing, in_parts, twice
from kexie.records.plans.queries import known_goals
from kexie.records.units.models import Opening, Unit

MOST = 10**15
"""More people or sessions than this is a slip of the pen, and sums of such amounts stay within 64 bits."""
_KINDS = {kind.slug: str(kind.title) for kind in KINDS.values()}
_KIND_WORDS = {word: kind.slug for kind in KINDS.values() for word in kind.words}
_STATUS = {"planned": "计划", "held": "已举办", "cancelled": "已取消"}
_BOUNDS = {"exact": "恰", "at_least": "余", "about": "约", "under": "近"}
COLUMNS: Final[tuple[AnyColumn, ...]] = (
    code_column("code", "编号", required=True, example="JS-2018-001", aliases=("活动编号",)),
    Column("kind", "种类", choice(_KINDS, _KIND_WORDS), required=True, example="study", choices=_KINDS),
    Column("title", "名称", parse_name, required=True, example="理事会专题学习", aliases=("活动名称", "标题")),
    code_column("unit", "主办单位编号", required=True, example="JS", aliases=("主办", "主办单位")),
    day_column("starts_on", "开始日期", required=True, example="2018-05-03", aliases=("日期", "开始")),
    day_column("ends_on", "结束日期", example="", aliases=("结束",)),
    Column("status", "状态", choice(_STATUS), default="", example="held", choices=_STATUS),
    Column("co_hosts", "联合主办", list_of(parse_code), default=(), example="JS-01;ZJ"),
    bounded_column("headcount", "人数", example="300余", aliases=("参加人数", "人次")),
    Column("bound", "余约近", choice(_BOUNDS), default="", example="at_least", choices=_BOUNDS),
    Column("count", "场次", whole_number(1, MOST), default=1, example="1"),
    Column("goals", "目标", list_of(parse_code), default=(), example="nine.wheels.popsci"),
    Column("place", "地点", parse_name, default="", example="南京"),
    Column("speakers", "主讲", list_of(parse_name), default=(), example="示例专家（经济学）"),
    Column("series", "系列", parse_name, default="", example=""),
)


@dataclass(slots=True)
class _Known:
    units: dict[str, Unit] = field(default_factory=dict)
    openings: dict[int, list[Opening]] = field(default_factory=dict)
    activities: dict[str, Activity] = field(default_factory=dict)
    named: dict[int, int] = field(default_factory=dict)
    mergings: Standing = field(default_factory=Standing)
    reach: frozenset[int] | None = None


def plan(intake: Intake) -> Keep:
    """Check the rows against units and activities already there; see ``Listing``."""
    twice(intake, lambda row: row.values["code"], "code", _("与第 %(row)s 行编号相同；请删去一行或改编号。"))
    known = _known(intake)
    _note_goals(intake)
    drafts: dict[int, Draft] = {}
    for row in intake.good():
        draft = _draft(row, intake, known)
        if draft is not None:
            drafts[row.number] = draft
    fresh: list[Draft] = []
    changed: list[tuple[Activity, Draft]] = []
    days: dict[str, date] = {}
    for row in intake.good():
        draft = drafts[row.number]
        old = known.activities.get(draft.code)
        if old is None:
            fresh.append(draft)
        elif differences(old, draft):
            changed.append((old, draft))
        else:
            intake.unchanged += 1
        day = intake.known_on(row)
        if day is not None:
            days[draft.code] = day

    def keep() -> None:
        with transaction.atomic():
            if fresh:
                actions.record_many(fresh, by=intake.by, known_on=days)
            if changed:
                actions.change_many(changed, by=intake.by, known_on=days)

    return keep


def _note_goals(intake: Intake) -> None:
    """Say which goals no layout knows: the records are kept, but a slip of the code would be counted nowhere."""
    said = {code: None for row in intake.good() for code in row.values["goals"]}
    unknown = [code for code in said if code not in known_goals()] if said else []
    if unknown:
        told = {"codes": joined(clipped(code) for code in unknown[:5]), "n": len(unknown)}
        intake.notes.append(_("有 %(n)s 个目标编号不在任何一版布局里（%(codes)s）；照样记下，请核对。") % told)


def _known(intake: Intake) -> _Known:
    known = _Known(reach=reached(intake.by, Right.ACTIVITY_RECORD))
    for part in in_parts(code for row in intake.rows for code in (row.values["unit"], *row.values["co_hosts"])):
        for unit in Unit.objects.filter(code__in=part):
            known.units[unit.code] = unit
    for part in in_parts(unit.pk for unit in known.units.values()):
        for fact in Opening.objects.filter(unit_id__in=part).order_by("known_on", "position"):
            known.openings.setdefault(fact.unit_id, []).append(fact)
    for part in in_parts(row.values["code"] for row in intake.rows):
        found = (
            Activity.objects.knowing("checking an import").filter(code__in=part).prefetch_related("hosts", "speakers")
        )
        known.activities.update({one.code: one for one in found})
    known.mergings = Standing.of([one.pk for one in known.activities.values()])
    known.named = named_present([one.pk for one in known.activities.values()])
    return known


def _draft(row: ParsedRow, intake: Intake, known: _Known) -> Draft | None:
    """Return what a row says as a draft, or reject the row and return ``None``."""
    values = row.values
    before = len(intake.problems)
    old = known.activities.get(values["code"])
    for column, codes in (("unit", (values["unit"],)), ("co_hosts", values["co_hosts"])):
        for code in codes:
            _check_host(row, column, code, intake, known)
    if len(intake.problems) > before:
        return None
    lead = known.units[values["unit"]]
    leads = {lead.pk} | ({old.unit_id} if old is not None else set())
    if known.reach is not None and not leads <= known.reach:
        intake.reject(row, "unit", _("您没有在主办单位登记活动的权限。"))
        return None
    draft = known.mergings.as_standing(old, _said(row, intake, known))
    if old is not None and old.pk in known.mergings.kept and differences(old, draft):
        said = {"code": old.code, "kept": known.mergings.kept[old.pk]}
        intake.reject(row, "code", _("活动 %(code)s 已并入 %(kept)s；请改 %(kept)s，或先撤销合并。") % said)
        return None
    ends_wrong = draft.ends_on < draft.starts_on
    wrong = actions.fault(draft, known.named.get(old.pk, 0) if old is not None else 0)
    if wrong:
        intake.reject(row, "ends_on" if ends_wrong else "headcount", wrong)
    stated, bound = values["headcount"], values["bound"]
    if stated is not None and stated.bound is not Bound.EXACT and bound and bound != stated.bound.value:
        intake.reject(row, "bound", _("人数里写的与“余约近”列不一致；请只写一处。"))
    if stated is not None and stated.value > MOST:
        intake.reject(row, "headcount", _("人数太大；请核对。"))
    return None if len(intake.problems) > before else draft


def _said(row: ParsedRow, intake: Intake, known: _Known) -> Draft:
    values = row.values
    stated = values["headcount"]
    bound = values["bound"] or (stated.bound.value if stated is not None else "exact")
    starts = values["starts_on"]
    return Draft(
        code=values["code"],
        kind=values["kind"],
        title=values["title"],
        unit=known.units[values["unit"]],
        starts_on=starts,
        ends_on=values["ends_on"] or starts,
        status=values["status"] or ("held" if starts <= today() else "planned"),
        co_hosts=tuple(known.units[code] for code in values["co_hosts"] if code != values["unit"]),
        headcount=stated.value if stated is not None else None,
        bound=bound,
        count=values["count"],
        goals=values["goals"],
        place=values["place"],
        speakers=values["speakers"],
        series=values["series"][:100],
        reason=known.activities[values["code"]].reason if values["code"] in known.activities else "",
        origin=known.activities[values["code"]].origin if values["code"] in known.activities else intake.origin,
    )


def _check_host(row: ParsedRow, column: str, code: str, intake: Intake, known: _Known) -> None:
    unit = known.units.get(code)
    if unit is None:
        why = _("没有编号为“%(code)s”的单位；请先导入单位，或更正编号。") % {"code": code}
        intake.reject(row, column, why)
        return
    open_then = False
    for fact in known.openings.get(unit.pk, []):
        if fact.valid_from <= row.values["starts_on"] <= fact.valid_to:
            open_then = fact.is_open
    if not open_then:
        said = {"unit": unit.name, "day": row.values["starts_on"].isoformat()}
        intake.reject(row, column, _("“%(unit)s”在 %(day)s 尚未成立或已撤销；请核对日期或单位。") % said)


ACTIVITIES = Listing("activities", gettext_lazy("活动"), COLUMNS, plan, Right.ACTIVITY_RECORD)

"""Import of targets: which number a unit is to reach for an indicator in a period, perhaps for a goal or a kind."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.clock import today
from kexie.kit.columns import AnyColumn, Column, choice, code_column, parse_amount, parse_name
from kexie.kit.intake import ParsedRow
from kexie.kit.periods import Period, parse_period
from kexie.kit.refusal import Forbidden, Refused
from kexie.kit.text import half_width, trimmed
from kexie.records.access.rights import Right
from kexie.records.access.scope import reached
from kexie.records.activities.kinds import KINDS
from kexie.records.imports.base import Intake, Keep, Listing, in_parts, twice
from kexie.records.imports.values import turned_into_a_day
from kexie.records.plans import actions
from kexie.records.plans.actions import Wanted
from kexie.records.plans.measured import check_aim
from kexie.records.plans.models import Target
from kexie.records.plans.queries import standing
from kexie.records.plans.rules import INDICATORS, Aim
from kexie.records.units.models import Unit

WITHDRAWN: Final = "-"
_DIRECTIONS = {slug: str(word) for slug, word in Target.Direction.choices}
_INDICATORS = {slug: str(title) for slug, title in INDICATORS.items()}
_KINDS = {slug: str(kind.title) for slug, kind in KINDS.items()}


def parse_value(text: str) -> int | None:
    """Read the number to be reached; ``-`` withdraws the target."""
    return None if half_width(trimmed(text)) == WITHDRAWN else parse_amount(text)


def parse_span(text: str) -> Period:
    """Read a period; a relative one counts from today."""
    return parse_period(text, today())


_COUNTED = choice(_INDICATORS)


def parse_indicator(text: str) -> str:
    """Read an indicator by its slug or word; what the house does not count itself is looked for in the book later."""
    try:
        return str(_COUNTED(text))
    except Refused:
        return trimmed(text)


_DEFINED: Any = gettext_lazy("台账计数的指标，或已导入的数据元素、指标的编号")
_VALUE: Any = gettext_lazy("写 - 表示撤销")
_BASIS: Any = gettext_lazy("文件名称与文号；不写个人姓名")
COLUMNS: Final[tuple[AnyColumn, ...]] = (
    Column("indicator", "指标", parse_indicator, required=True, example="activities", help=_DEFINED),
    code_column("unit", "单位编号", required=True, example="JS", aliases=("单位",)),
    Column("period", "期间", parse_span, required=True, example="2018"),
    Column("value", "任务数", parse_value, required=True, example="120", help=_VALUE),
    Column("direction", "方向", choice(_DIRECTIONS), default="least", example="least", choices=_DIRECTIONS),
    code_column("goal", "目标编号", default="", example="nine.wheels.popsci", aliases=("目标",)),
    Column("kind", "活动种类", choice(_KINDS), default="", example="", choices=_KINDS),
    Column("basis", "依据", parse_name, default="", example="", help=_BASIS),
)


def plan(intake: Intake) -> Keep:
    """Check the rows against units and rights; see ``Listing``."""
    key = ("indicator", "unit", "period", "goal", "kind")
    same = _("与第 %(row)s 行是同一项任务；请删去一行。")
    twice(intake, lambda row: tuple(row.values[name] for name in key), "unit", same)
    units: dict[str, Unit] = {}
    for part in in_parts(row.values["unit"] for row in intake.rows):
        units |= {unit.code: unit for unit in Unit.objects.filter(code__in=part)}
    held = standing(unit.pk for unit in units.values())
    reach = reached(intake.by, Right.PLAN_MANAGE)
    said = []
    for row in intake.good():
        unit = units.get(row.values["unit"])
        if unit is None:
            why = _("没有编号为“%(code)s”的单位；请先导入单位，或更正编号。") % {"code": row.values["unit"]}
            intake.reject(row, "unit", why)
            continue
        if "period" in row.dated:
            intake.reject(row, "period", turned_into_a_day(row.values["period"]))
            continue
        wanted = _wanted(row, unit, intake)
        old = held.get(wanted.aim)
        try:
            check_aim(wanted.aim)
        except Refused as wrong:
            intake.reject(row, "indicator", wrong.lines[0])
            continue
        fault = actions.fault_of(wanted, unit, old, reach)
        if fault is not None:
            intake.reject(row, "unit" if isinstance(fault, Forbidden) else "goal", fault.lines[0])
            continue
        said.append(wanted)
        intake.unchanged += actions.same(old, wanted)

    def keep() -> None:
        actions.set_targets(said, by=intake.by)

    return keep


def _wanted(row: ParsedRow, unit: Unit, intake: Intake) -> Wanted:
    said = row.values
    period: Period = said["period"]
    aim = Aim(said["indicator"], unit.pk, period.first, period.last, said["goal"], said["kind"])
    note = said["basis"] if said["value"] is not None else ""
    return Wanted(aim, said["value"], said["direction"], note, intake.origin, intake.known_on(row))


TARGETS = Listing("targets", gettext_lazy("指标任务"), COLUMNS, plan, Right.PLAN_MANAGE)

"""Import of stated values: empty is *not reported*, ``0`` is zero, ``-`` is *no such item*."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.bounds import Bound
from kexie.kit.clock import today
from kexie.kit.columns import AnyColumn, Column, choice, code_column, parse_name
from kexie.kit.intake import ParsedRow
from kexie.kit.periods import Kind, Period, calendar_span, parse_period
from kexie.records.access.door import may_anywhere
from kexie.records.access.rights import Right
from kexie.records.access.scope import reached
from kexie.records.imports.base import Intake, Keep, Listing, in_parts, twice
from kexie.records.imports.elements import parse_slug
from kexie.records.units.models import Unit
from kexie.records.units.queries import open_units
from kexie.records.units.rules import TreeOn
from kexie.records.values.actions import Said, define, new_element, state, stated
from kexie.records.values.definitions import Element, defined
from kexie.records.values.numbers import Typed, parse_typed
from kexie.records.values.operators import FREQUENCIES, PART, ROLE_WORDS, ROLES, titles

BOUNDS: Final = {"exact": "恰为", "at_least": "余", "about": "约", "under": "近"}


def parse_stated_period(text: str) -> Period:
    """Read a period; relative ones count from today."""
    return parse_period(text, today())


def turned_into_a_day(period: Period) -> str:
    """Return the sentence for a period that a spreadsheet has turned into a date: nobody can say which was meant."""
    said = _("这一格被表格软件变成了日期 %(day)s；请把整列设为文本，重新写成 2018-05、2018Q2 或 2018。")
    return said % {"day": period.first.isoformat()}


COLUMNS: Final[tuple[AnyColumn, ...]] = (
    Column("element", "要素", parse_slug, required=True, example="popsci.lectures", aliases=("数据元素", "要素编号")),
    code_column("unit", "单位编号", required=True, example="JS", aliases=("单位",)),
    Column("period", "期间", parse_stated_period, required=True, example="2018"),
    Column("value", "数值", parse_typed, example="120", help="空着=未报，0=零，-=无此项"),
    Column("bound", "余约近", choice(BOUNDS), example="exact", choices=BOUNDS),
    Column("role", "角色", choice(titles(ROLES), ROLE_WORDS), default=PART, example=PART, choices=titles(ROLES)),
    Column("source", "出处", parse_name, default="", example="《中国统计年鉴2005》表21-58"),
)


@dataclass(slots=True)
class _Known:
    """What is in the books already, and what the rows bring along."""

    units: dict[str, Unit] = field(default_factory=dict)
    elements: dict[str, Element] = field(default_factory=dict)
    fresh: dict[str, Element] = field(default_factory=dict)
    other: set[str] = field(default_factory=set)
    reach: frozenset[int] | None = None
    may_define: bool = False
    alive: dict[date, frozenset[int]] = field(default_factory=dict)

    def open_on(self, day: date) -> frozenset[int]:
        """Return the units open on a day, as known today."""
        if day not in self.alive:
            self.alive[day] = open_units(TreeOn(day, today()))
        return self.alive[day]


def plan(intake: Intake) -> Keep:
    """Check the rows against elements, units and what is stated already; see ``Listing``."""
    same = _("与第 %(row)s 行是同一要素、单位、期间；请删去一行。")
    twice(
        intake, lambda row: tuple(row.values[name] for name in ("element", "unit", "period", "role")), "element", same
    )
    known = _known(intake)
    for row in intake.good():
        _read_dates(row, known)
        _check(row, intake, known)
    said: dict[int, Said] = {}
    for row in intake.good():
        one = _said(row, intake, known)
        if one is not None:
            said[row.number] = one
    standing = stated(list(said.values()))
    new: list[tuple[ParsedRow, Said]] = []
    for row in intake.good():
        one = said[row.number]
        old = standing.get(one.key)
        if one.withdraws if old is None else not one.differs(old):
            intake.unchanged += 1
        else:
            new.append((row, one))
    days = {one.key: day for row, one in new if (day := intake.known_on(row)) is not None}

    def keep() -> None:
        used = {one.element for _row, one in new}
        fresh = [element for code, element in known.fresh.items() if code in used]
        if fresh:
            first = {one.element: day for row, one in reversed(new) if (day := intake.known_on(row)) is not None}
            define(fresh, by=intake.by, known_on=first)
        if new:
            state([one for _row, one in new], by=intake.by, known_on=days)

    return keep


def _known(intake: Intake) -> _Known:
    known = _Known(
        reach=reached(intake.by, Right.VALUE_STATE), may_define=may_anywhere(intake.by, Right.MEASURE_DEFINE)
    )
    for part in in_parts(row.values["unit"] for row in intake.rows):
        known.units.update({unit.code: unit for unit in Unit.objects.filter(code__in=part)})
    for code, one in defined({row.values["element"] for row in intake.rows}).items():
        if isinstance(one, Element):
            known.elements[code] = one
        else:
            known.other.add(code)
    frequencies = {term.slug for term in FREQUENCIES}
    for row in intake.good():
        code, kind = row.values["element"], row.values["period"].kind.value
        if code in known.elements or code in known.other or kind not in frequencies:
            continue
        typed: Typed | None = row.values["value"]
        decimals = typed.decimals if typed is not None else 0
        before = known.fresh.get(code)
        if before is None:
            known.fresh[code] = new_element(code, decimals, kind)
        elif decimals > before.decimals:
            known.fresh[code] = new_element(code, decimals, before.frequency)
    return known


def _read_dates(row: ParsedRow, known: _Known) -> None:
    """Read a month that a spreadsheet has turned into its first day (2018-01 into 1 January) as the month again."""
    element, period = known.elements.get(row.values["element"]), row.values["period"]
    monthly = element is not None and element.kind is Kind.MONTH
    if "period" in row.dated and monthly and period.first.day == 1:
        row.values["period"] = calendar_span(period.first, Kind.MONTH)


def _check(row: ParsedRow, intake: Intake, known: _Known) -> None:
    values = row.values
    code, period = values["element"], values["period"]
    unit = known.units.get(values["unit"])
    if unit is None:
        why = _("没有编号为“%(code)s”的单位；请先导入单位，或更正编号。") % {"code": values["unit"]}
        intake.reject(row, "unit", why)
    elif known.reach is not None and unit.pk not in known.reach:
        intake.reject(row, "unit", _("您没有替该单位填报数值的权限。"))
    elif unit.pk not in known.open_on(period.first) | known.open_on(period.last):
        said = {"unit": unit.name, "period": str(period)}
        intake.reject(row, "unit", _("“%(unit)s”在 %(period)s 尚未成立或已撤销；请核对期间或单位。") % said)
    if code in known.other:
        intake.reject(row, "element", _("“%(code)s”是用公式算出的指标，不能填报。") % {"code": code})
        return
    element = known.elements.get(code) or known.fresh.get(code)
    daily = code in known.elements and known.elements[code].kind is Kind.DAY
    if "period" in row.dated and period.days == 1 and not daily:
        intake.reject(row, "period", turned_into_a_day(period))
    elif element is None:
        intake.reject(row, "period", _("期间须是某日、某月、某季、某半年或某年，例如 2018 或 2018-05。"))
    elif code in known.fresh and not known.may_define:
        intake.reject(row, "element", _("没有编号为“%(code)s”的数据元素；请系统负责人先导入。") % {"code": code})
    elif period.kind.value != element.frequency:
        said = {"code": code, "frequency": titles(FREQUENCIES)[element.frequency], "period": str(period)}
        intake.reject(row, "period", _("“%(code)s”按%(frequency)s填报，%(period)s 不是这样的期间；请更正。") % said)


def _said(row: ParsedRow, intake: Intake, known: _Known) -> Said | None:
    """Return what a row says, or reject the row and return ``None``."""
    values = row.values
    typed: Typed | None = values["value"]
    given = {
        "element": values["element"],
        "unit": known.units[values["unit"]],
        "period": values["period"],
        "role": values["role"],
        "source": values["source"],
        "origin": intake.origin,
    }
    if typed is None or typed.withdrawn:
        return Said(**given, state="awaited", withdraws=typed is not None)
    if typed.number is None:
        return Said(**given, state="none")
    element = known.elements.get(values["element"]) or known.fresh[values["element"]]
    amount = typed.amount(element.decimals)
    if amount is None:
        said = {"code": element.code, "decimals": element.decimals}
        why = _("“%(code)s”只记 %(decimals)s 位小数，且不能超过 2^63；请更正数值，或先改数据元素的小数位。")
        intake.reject(row, "value", why % said)
        return None
    bound = values["bound"] or typed.bound.value
    if typed.bound is not Bound.EXACT and bound != typed.bound.value:
        intake.reject(row, "bound", _("数值里写的与“余约近”列不一致；请只写一处。"))
        return None
    return Said(**given, amount=amount, bound=bound)


VALUES = Listing("values", gettext_lazy("数值"), COLUMNS, plan, Right.VALUE_STATE)

"""Import of elements: what can be stated, how often, and how it is added up."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.columns import AnyColumn, Column, choice, parse_code, parse_name, whole_number
from kexie.kit.intake import ParsedRow
from kexie.kit.refusal import Refused
from kexie.records.access.door import may_anywhere
from kexie.records.access.rights import Right
from kexie.records.imports.base import Intake, Keep, Listing, twice
from kexie.records.values.actions import define, fault
from kexie.records.values.definitions import MAX_CODE, TAKEN, Definition, Element, defined, parse_good, same
from kexie.records.values.operators import (
    FREQUENCIES,
    FREQUENCY_WORDS,
    MOST_DECIMALS,
    OPERATOR_WORDS,
    OPERATORS,
    titles,
)


def parse_slug(text: str) -> str:
    """Read the code of an element or indicator: at most forty characters, no braces, none of the shipped names."""
    code = parse_code(text)
    if len(code) > MAX_CODE:
        raise Refused(_("编号太长（%(length)s 字），最多 %(most)s 字。") % {"length": len(code), "most": MAX_CODE})
    if set(code) & set("{}"):
        raise Refused(_("编号里不能有花括号；公式要用它们括住编号。"))
    if code in TAKEN:
        raise Refused(_("“%(code)s”是系统自带的指标；请换一个编号。") % {"code": code})
    return code


COLUMNS: Final[tuple[AnyColumn, ...]] = (
    Column("code", "编号", parse_slug, required=True, example="popsci.lectures", aliases=("要素编号", "指标编号")),
    Column("name", "名称", parse_name, required=True, example="科普讲座（次）"),
    Column("decimals", "小数位", whole_number(0, MOST_DECIMALS), default=0, example="0"),
    Column(
        "frequency",
        "频率",
        choice(titles(FREQUENCIES), FREQUENCY_WORDS),
        required=True,
        example="year",
        choices=titles(FREQUENCIES),
    ),
    Column(
        "time_operator",
        "跨期合并",
        choice(titles(OPERATORS), OPERATOR_WORDS),
        default="sum",
        example="sum",
        choices=titles(OPERATORS),
        help="跨期怎样合并；存量用 last / over time, last for stocks",
    ),
    Column(
        "unit_operator",
        "跨单位合并",
        choice(titles(OPERATORS), OPERATOR_WORDS),
        default="sum",
        example="sum",
        choices=titles(OPERATORS),
    ),
    Column(
        "valid_for", "有效期", parse_good, default="", example="", help="存量读数多久内有效；空着：当年 / 90天、3个月"
    ),
)


def plan(intake: Intake) -> Keep:
    """Check the rows against the definitions already there; see ``Listing``."""
    return plan_definitions(intake, [(row, _element(row)) for row in _once(intake)])


def _once(intake: Intake) -> list[ParsedRow]:
    twice(intake, lambda row: row.values["code"], "code", _("与第 %(row)s 行编号相同；请删去一行。"))
    return intake.good()


def _element(row: ParsedRow) -> Element:
    values = row.values
    return Element(
        code=values["code"],
        name=values["name"],
        decimals=values["decimals"],
        frequency=values["frequency"],
        time_operator=values["time_operator"],
        unit_operator=values["unit_operator"],
        valid_for=values["valid_for"],
    )


def plan_definitions(intake: Intake, said: list[tuple[ParsedRow, Definition]]) -> Keep:
    """Reject what may not be defined, count what stands already, and return what defines the rest."""
    standing = defined(one.code for _row, one in said)
    may_define = may_anywhere(intake.by, Right.MEASURE_DEFINE)
    new: list[tuple[ParsedRow, Definition]] = []
    for row, one in said:
        old = standing.get(one.code)
        if old is not None and same(one, old):
            intake.unchanged += 1
            continue
        wrong = fault(one, old) if may_define else _("您没有定义数据元素和指标的权限。")
        if wrong:
            intake.reject(row, "code", wrong)
        else:
            new.append((row, one))
    days = {one.code: day for row, one in new if (day := intake.known_on(row)) is not None}

    def keep() -> None:
        if new:
            define([one for _row, one in new], by=intake.by, known_on=days)

    return keep


ELEMENTS = Listing("elements", gettext_lazy("数据元素"), COLUMNS, plan, Right.MEASURE_DEFINE)

"""Import of indicators by formula: every code they name must be defined, and none may lead back to itself."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.columns import AnyColumn, Column, parse_name, parse_text, whole_number
from kexie.kit.intake import ParsedRow
from kexie.kit.refusal import Refused
from kexie.kit.text import clipped, half_width, trimmed
from kexie.records.access.rights import Right
from kexie.records.imports.base import Intake, Keep, Listing, twice
from kexie.records.imports.elements import parse_slug, plan_definitions
from kexie.records.values.definitions import RESERVED, Definition, Row, defined
from kexie.records.values.grammar import parse
from kexie.records.values.operators import MOST_DECIMALS
from kexie.records.values.rules import MOST_DEEP, MOST_NAMED, circle, closure, too_heavy, wrong_codes
from kexie.records.values.syntax import codes

_FACTOR: Final = re.compile(r"-?\d{1,15}(?:\.\d{1,12})?", re.ASCII)


def parse_formula(text: str) -> str:
    """Read a formula and return it as typed, on one line; ``Refused`` where it cannot be read."""
    formula = " ".join(parse_text(text).split())
    parse(formula)
    return formula


def parse_factor(text: str) -> str:
    """Read a factor such as ``1``, ``100`` or ``0.001``, exact."""
    typed = half_width(trimmed(text)).replace(",", "")
    if not _FACTOR.fullmatch(typed) or not Decimal(typed):
        raise Refused(_("“%(text)s”不是倍数；请写 1、100 或 0.001。") % {"text": clipped(text)})
    number = Decimal(typed).normalize()
    return f"{number:f}"


COLUMNS: Final[tuple[AnyColumn, ...]] = (
    Column("code", "编号", parse_slug, required=True, example="popsci.per_lecture", aliases=("指标编号",)),
    Column("name", "名称", parse_name, required=True, example="每场科普讲座参加人次"),
    Column("numerator", "分子", parse_formula, required=True, example="popsci.lecture_visits", help="公式 / formula"),
    Column("denominator", "分母", parse_formula, default="1", example="popsci.lectures"),
    Column("factor", "倍数", parse_factor, default="1", example="1"),
    Column("decimals", "小数位", whole_number(0, MOST_DECIMALS), default=2, example="1"),
)


def plan(intake: Intake) -> Keep:
    """Check the rows against each other and the definitions already there; see ``Listing``."""
    twice(intake, lambda row: row.values["code"], "code", _("与第 %(row)s 行编号相同；请删去一行。"))
    rows = {row.values["code"]: row for row in intake.good()}
    known = defined()
    while True:  # a row that is rejected takes with it those that name it
        together: dict[str, Definition] = known | {code: _row(row) for code, row in rows.items()}
        wrong = {code: found for code, row in rows.items() if (found := _fault(_row(row), together))}
        wrong = wrong or _heavy(set(rows), together)
        if not wrong:
            break
        for code, (column, why) in wrong.items():
            intake.reject(rows.pop(code), column, why)
    return plan_definitions(intake, [(row, _row(row)) for row in intake.good()])


def _heavy(new: set[str], together: dict[str, Definition]) -> dict[str, tuple[str, str]]:
    """Return which rows would make an indicator, their own or one that names them, reach too far."""
    heavy = too_heavy([code for code, one in together.items() if isinstance(one, Row)], together) if new else set()
    said = {"deep": MOST_DEEP, "named": MOST_NAMED}
    why = _("连同它引用的指标，“%(code)s”套得太深（最多 %(deep)s 层）或读数太多（最多 %(named)s 处）；请改得简单些。")
    guilty = {
        row: code for code in sorted(heavy) for row in ({code} if code in new else closure(code, together).keys()) & new
    }
    return {row: ("numerator", why % (said | {"code": clipped(code)})) for row, code in guilty.items()}


def _row(row: ParsedRow) -> Row:
    values = row.values
    told = ("code", "name", "numerator", "denominator", "factor", "decimals")
    return Row(**{name: values[name] for name in told})


def _fault(one: Row, together: dict[str, Definition]) -> tuple[str, str] | None:
    for column in ("numerator", "denominator"):
        node = parse(getattr(one, column))
        missing = [code for code in codes(node) if code not in together and code not in RESERVED]
        if missing:
            why = _("没有编号为“%(code)s”的数据元素或指标；请先导入，或更正编号。")
            return column, why % {"code": clipped(missing[0])}
        wrong = wrong_codes(node, together)
        if wrong:
            return column, wrong
    path = circle(one.code, together)
    if path:
        return "numerator", _("公式绕回了自己（%(path)s）；请更正。") % {"path": " → ".join(path[:8])}
    return None


INDICATORS = Listing("indicators", gettext_lazy("指标"), COLUMNS, plan, Right.MEASURE_DEFINE)

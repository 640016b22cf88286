"""Import of the pool of speakers: by role, without addresses or numbers; the same file twice changes nothing."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

from django.db import transaction
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
    whole_number,
)
from kexie.kit.days import parse_day
from kexie.kit.intake import ParsedRow
from kexie.kit.text import one_line
from kexie.records.access.rights import Right
from kexie.records.access.scope import reached
from kexie.records.activities.rules import unpacked
from kexie.records.imports.base import Intake, Keep, Listing, in_parts, twice
from kexie.records.speakers import actions
from kexie.records.speakers.actions import MOST_LOAD, Listed, faults
from kexie.records.speakers.models import PoolSpeaker
from kexie.records.speakers.words import LANGUAGES
from kexie.records.units.models import Unit

_TONGUES: Final = {slug: str(title) for slug, title in LANGUAGES.items()}
_YES: Final = {"yes": "是", "no": "否"}
_AWAY: Any = gettext_lazy("一段或几段，用分号隔开：2018-06-01..2018-06-10")
_LABEL: Any = gettext_lazy("写身份和专业；不写电话和证件号")


def parse_span(text: str) -> tuple[date, date]:
    """Read a day, or two with dots between."""
    first, _dots, last = re.sub(r"\s", "", text).partition("..")
    return parse_day(first), parse_day(last or first)


COLUMNS: Final[tuple[AnyColumn, ...]] = (
    code_column("code", "编号", required=True, example="示例0001"),
    Column("label", "称呼", parse_name, required=True, example="示例0001　农业专家", help=_LABEL),
    code_column("unit", "管理单位编号", required=True, example="JS", aliases=("由谁管",)),
    Column("fields", "讲题领域", list_of(one_line), required=True, example="农业;食品"),
    Column("languages", "语言", list_of(choice(_TONGUES)), default=("zh",), example="zh;en"),
    Column("regions", "愿去的地区", list_of(parse_code), default=(), example="JS-01;JS-02"),
    code_column("home", "常住地区", default="", example="JS"),
    Column("zone", "常住时区", one_line, default="", example=""),
    Column("load", "每月最多场次", whole_number(1, MOST_LOAD), default=4, example="4"),
    day_column("consented_on", "同意入库日期", example="2018-05-03"),
    Column("away", "不便的日子", list_of(parse_span), default=(), example="2018-06-01..2018-06-10", help=_AWAY),
    Column("withdrawn", "已退出", choice(_YES), default="no", example="no", choices=_YES),
)


def plan(intake: Intake) -> Keep:
    """Check the rows against units and the pool as it stands; see ``Listing``."""
    twice(intake, lambda row: row.values["code"], "code", _("与第 %(row)s 行编号相同；请删去一行或改编号。"))
    units: dict[str, Unit] = {}
    named = [row.values for row in intake.rows]
    for part in in_parts(code for values in named for code in (values["unit"], values["home"], *values["regions"])):
        units |= {unit.code: unit for unit in Unit.objects.filter(code__in=part)}
    old: dict[str, PoolSpeaker] = {}
    for part in in_parts(values["code"] for values in named):
        found = PoolSpeaker.objects.knowing("checking an import").filter(code__in=part).prefetch_related("away")
        old |= {one.code: one for one in found}
    reach = reached(intake.by, Right.ACTIVITY_RECORD)
    changed: list[tuple[PoolSpeaker | None, Listed]] = []
    for row in intake.good():
        said = _said(row, intake, units, old.get(row.values["code"]), reach)
        if said is None:
            continue
        before = old.get(said.code)
        if before is not None and _same(before, said):
            intake.unchanged += 1
        else:
            changed.append((before, said))

    def keep() -> None:
        with transaction.atomic():
            actions.keep_many(changed, by=intake.by)

    return keep


def _said(
    row: ParsedRow, intake: Intake, units: dict[str, Unit], before: PoolSpeaker | None, reach: frozenset[int] | None
) -> Listed | None:
    """Return what a row says, or reject it and return ``None``."""
    values = row.values
    for column in ("unit", "home", "regions"):
        codes = values[column] if column == "regions" else [values[column]]
        for code in codes:
            if code and code not in units:
                why = _("没有编号为“%(code)s”的单位；请先导入单位，或更正编号。") % {"code": code}
                intake.reject(row, column, why)
    if row.number in intake.refused:
        return None
    needed = {units[values["unit"]].pk} | ({before.unit_id} if before is not None else set())
    if reach is not None and not needed <= reach:
        intake.reject(row, "unit", _("您没有在该单位登记的权限。"))
        return None
    names = ("code", "label", "fields", "languages", "regions", "zone", "load", "consented_on", "away")
    said = Listed(
        **{name: values[name] for name in names},
        unit=units[values["unit"]],
        home=units.get(values["home"]),
        withdrawn=values["withdrawn"] == "yes",
        origin=before.origin if before is not None else intake.origin,
    )
    for why in faults(said):
        intake.reject(row, "label", why)
    return None if row.number in intake.refused else said


def _same(before: PoolSpeaker, said: Listed) -> bool:
    columns = {name: getattr(before, name) for name in said.columns()}
    spans = tuple(sorted((span.first, span.last) for span in before.away.all()))
    return columns == said.columns() and spans == tuple(sorted(said.away))


def as_row(one: PoolSpeaker) -> dict[str, str]:
    """Return an entry as a row of this list, to be changed in a spreadsheet and brought back."""
    return {
        "code": one.code,
        "label": one.label,
        "unit": one.unit.code,
        "fields": ";".join(unpacked(one.fields)),
        "languages": ";".join(unpacked(one.languages)),
        "regions": ";".join(unpacked(one.regions)),
        "home": one.home.code if one.home is not None else "",
        "zone": one.zone,
        "load": str(one.load),
        "consented_on": one.consented_on.isoformat() if one.consented_on is not None else "",
        "away": ";".join(f"{span.first}..{span.last}" for span in one.away.all()),
        "withdrawn": "yes" if one.withdrawn else "no",
    }


SPEAKERS = Listing("speakers", gettext_lazy("宣讲人才库"), COLUMNS, plan, Right.ACTIVITY_RECORD)

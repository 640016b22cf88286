"""Import of requests for lectures (点单): a unit asks many at once; the same file twice asks nothing again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.columns import AnyColumn, Column, choice, code_column, day_column, parse_name
from kexie.kit.intake import ParsedRow
from kexie.kit.refusal import Refused
from kexie.kit.text import clipped, half_width, one_line
from kexie.records.access.rights import Right
from kexie.records.access.scope import reached
from kexie.records.imports.base import Intake, Keep, Listing, in_parts, twice
from kexie.records.speakers.asking import NewRequest, Offered, ask_many, asking_faults
from kexie.records.speakers.models import LectureRequest, Tour
from kexie.records.speakers.words import LANGUAGES
from kexie.records.units.models import Unit

_TONGUES: Final = {slug: str(title) for slug, title in LANGUAGES.items()}
_CLOCK: Final = re.compile(r"(\d{1,2}):(\d{2})(?::00)?", re.ASCII)
_ENDS: Any = gettext_lazy("不晚于开始就是第二天")


def parse_clock(text: str) -> time:
    """Read a time of day, ``9:30`` or as spreadsheets write it, ``09:30:00``; raise ``Refused`` for what is none."""
    found = _CLOCK.fullmatch(half_width(text).strip())
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:  # noqa: PLR2004 - the clock's own
        raise Refused(_("没有 %(time)s 这个时间。") % {"time": clipped(text)})
    return time(int(found[1]), int(found[2]))


COLUMNS: Final[tuple[AnyColumn, ...]] = (
    code_column("code", "编号", required=True, example="JS-01-J1"),
    code_column("unit", "点单单位编号", required=True, example="JS-01"),
    code_column("pool", "人才库单位编号", required=True, example="JS", aliases=("由谁派",)),
    Column("title", "想听什么", parse_name, required=True, example="稻田里的科技"),
    Column("field", "讲题领域", one_line, required=True, example="农业"),
    day_column("on", "日期", required=True, example="2026-06-13"),
    Column("begins", "开始", parse_clock, required=True, example="09:30"),
    Column("ends", "结束", parse_clock, required=True, example="11:00", help=_ENDS),
    Column("language", "语言", choice(_TONGUES), default="zh", example="zh", choices=_TONGUES),
    Column("place", "地点", parse_name, default="", example="示例会堂"),
    Column("zone", "时区", one_line, default="", example=""),
    code_column("tour", "巡讲编号", default="", example=""),
)


def plan(intake: Intake) -> Keep:
    """Check the rows against units, pools, tours and what was asked before; see ``Listing``."""
    twice(intake, lambda row: row.values["code"], "code", _("与第 %(row)s 行编号相同；请删去一行或改编号。"))
    values = [row.values for row in intake.rows]
    units = {unit.code: unit for unit in _named(Unit.objects.all(), (v[k] for v in values for k in ("unit", "pool")))}
    tours = Tour.objects.knowing("a tour is made known to the units below")
    known = {tour.code: tour for tour in _named(tours, (v["tour"] for v in values))}
    asked = LectureRequest.objects.knowing("checking an import")
    old = {one.code: one for one in _named(asked, (v["code"] for v in values))}
    reach = reached(intake.by, Right.ACTIVITY_RECORD)
    fresh: list[NewRequest] = []
    offered = Offered(told["code"] for told in values)
    for row in intake.good():
        new = _said(row, intake, units, known, reach)
        if new is None:
            continue
        before = old.get(new.code)
        if before is not None and _same(before, new):
            intake.unchanged += 1
            continue
        try:
            wrong = asking_faults(new, *new.span(), offered)
        except Refused as refusal:
            wrong = list(refusal.lines)
        for why in wrong:
            intake.reject(row, "title", why)
        if not wrong:
            fresh.append(new)

    def keep() -> None:
        ask_many(fresh, by=intake.by)

    return keep


def _named(rows: Any, codes: Iterable[str]) -> list[Any]:  # noqa: ANN401 - whichever rows have a code
    return [one for part in in_parts(code for code in codes if code) for one in rows.filter(code__in=part)]


def _said(
    row: ParsedRow, intake: Intake, units: dict[str, Unit], tours: dict[str, Tour], reach: frozenset[int] | None
) -> NewRequest | None:
    """Return what a row asks for, or reject it and return ``None``."""
    told = row.values
    for column in ("unit", "pool"):
        if told[column] not in units:
            why = _("没有编号为“%(code)s”的单位；请先导入单位，或更正编号。") % {"code": told[column]}
            intake.reject(row, column, why)
    if told["tour"] and told["tour"] not in tours:
        intake.reject(row, "tour", _("没有编号为“%(code)s”的巡讲；请核对，或留空。") % {"code": told["tour"]})
    if row.number in intake.refused:
        return None
    if reach is not None and units[told["unit"]].pk not in reach:
        intake.reject(row, "unit", _("您没有在该单位登记的权限。"))
        return None
    names = ("code", "title", "field", "on", "begins", "ends", "language", "place", "zone")
    new = NewRequest(unit=units[told["unit"]], pool=units[told["pool"]], **{name: told[name] for name in names})
    return replace(new, tour=tours.get(told["tour"]), origin=intake.origin)


def _same(before: LectureRequest, new: NewRequest) -> bool:
    tour = new.tour.pk if new.tour is not None else None
    said: tuple[object, ...] = (new.unit.pk, new.pool.pk, tour, new.title, new.field, new.language, new.place, new.zone)
    kept = (before.unit_id, before.pool_id, before.tour_id, before.title, before.field, before.language)
    return said == (*kept, before.place, before.zone) and _span(new) == (before.begins_at, before.ends_at)


def _span(new: NewRequest) -> tuple[datetime, datetime] | None:
    try:
        return new.span()
    except Refused:
        return None


REQUESTS = Listing("requests", gettext_lazy("讲座点单"), COLUMNS, plan, Right.ACTIVITY_RECORD)

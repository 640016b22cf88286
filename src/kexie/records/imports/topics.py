"""Import of topics: what leading bodies mean to study in a year."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.columns import AnyColumn, Column, code_column, parse_name, whole_number
from kexie.records.access.rights import Right
from kexie.records.access.scope import reached
from kexie.records.imports.base import Intake, Keep, Listing, in_parts, twice
from kexie.records.topics.actions import FIRST_YEAR, LAST_YEAR, add_topics
from kexie.records.topics.models import LeadingBody, Topic
from kexie.records.topics.rules import MOST_TOPICS

WHY: Final = "checking an import"
COLUMNS: Final[tuple[AnyColumn, ...]] = (
    code_column("unit", "单位编号", required=True, example="JS", aliases=("单位",)),
    Column("year", "年份", whole_number(FIRST_YEAR, LAST_YEAR), required=True, example="2018"),
    Column("title", "专题", parse_name, required=True, example="科技创新重要论述"),
)


def plan(intake: Intake) -> Keep:
    """Check the rows against the leading bodies there are; see ``Listing``. Topics that stand stay as they are."""
    reach = reached(intake.by, Right.ACTIVITY_RECORD)
    bodies: dict[str, LeadingBody] = {}
    for part in in_parts(row.values["unit"] for row in intake.rows):
        found = LeadingBody.objects.knowing(WHY).filter(unit__code__in=part).select_related("unit")
        bodies.update({one.unit.code: one for one in found if reach is None or one.unit_id in reach})
    twice(
        intake,
        lambda row: (row.values["unit"], row.values["year"], row.values["title"]),
        "title",
        _("与第 %(row)s 行是同一专题；请删去一行。"),
    )
    standing: dict[tuple[int, int], set[str]] = {}
    rows = Topic.objects.knowing(WHY).filter(body__in=[one.pk for one in bodies.values()])
    for number, year, title in rows.values_list("body", "year", "title"):
        standing.setdefault((number, year), set()).add(title)
    wanted: dict[LeadingBody, dict[int, list[str]]] = {}
    for row in intake.good():
        values = row.values
        body = bodies.get(values["unit"])
        if body is None:
            why = _("编号为“%(code)s”的单位还没有设中心组，或您无权登记；请先在“中心组学习”页设立。")
            intake.reject(row, "unit", why % {"code": values["unit"]})
            continue
        known = standing.setdefault((body.pk, values["year"]), set())
        if values["title"] in known:
            intake.unchanged += 1
            continue
        if len(known) >= MOST_TOPICS:
            intake.reject(row, "title", _("一年最多 %(most)s 个专题。") % {"most": MOST_TOPICS})
            continue
        known.add(values["title"])
        wanted.setdefault(body, {}).setdefault(values["year"], []).append(values["title"])

    def keep() -> None:
        add_topics(wanted, by=intake.by, origin=intake.origin)

    return keep


TOPICS = Listing("topics", gettext_lazy("学习专题"), COLUMNS, plan, Right.ACTIVITY_RECORD)

"""Import of posts: who holds which role where, from when until when."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.clock import DAY_MAX, DAY_MIN
from kexie.kit.columns import AnyColumn, Column, choice, code_column, day_column
from kexie.kit.intake import ParsedRow
from kexie.records.access.models import Post
from kexie.records.access.rights import ROLES, Right
from kexie.records.access.scope import has_all, reached
from kexie.records.imports.base import Intake, Keep, Listing, in_parts, twice
from kexie.records.people.models import Person
from kexie.records.structure import actions
from kexie.records.units.kinds import LINES, MAIN
from kexie.records.units.models import Unit

_ROLES = {role.slug: str(role.title) for role in ROLES.values()}
_LINES = {line.slug: str(line.title) for line in LINES}
COLUMNS: Final[tuple[AnyColumn, ...]] = (
    code_column("person", "人员编号", required=True, example="S0001"),
    code_column("unit", "单位编号", required=True, example="JS", aliases=("单位",)),
    Column("role", "岗位", choice(_ROLES), required=True, example="clerk", choices=_ROLES, aliases=("任职",)),
    day_column("since", "起", default=DAY_MIN, example="2018-01-01"),
    day_column("until", "止", default=DAY_MAX, example=""),
    Column("line", "线", choice(_LINES), default=MAIN, example="main", choices=_LINES),
)


def plan(intake: Intake) -> Keep:
    """Check the rows against people and units; see ``Listing``."""
    key = ("person", "unit", "role", "line", "since")
    twice(intake, lambda row: tuple(row.values[name] for name in key), "person", _("与第 %(row)s 行相同；请删去一行。"))
    units = {
        unit.code: unit
        for part in in_parts(r.values["unit"] for r in intake.rows)
        for unit in Unit.objects.filter(code__in=part)
    }
    people: dict[str, Person] = {}
    for part in in_parts(row.values["person"] for row in intake.rows):
        for person in Person.objects.knowing("checking an import").filter(code__in=part):
            people[person.code] = person
    reach = reached(intake.by, Right.POST_GRANT)
    for row in intake.good():
        _check(row, intake, people, units, reach)
    changed = []
    for row in intake.good():
        values = row.values
        wanted = {"person": people[values["person"]], "unit": units[values["unit"]], "role": values["role"]}
        wanted |= {"line": values["line"], "since": values["since"]}
        if Post.objects.filter(**wanted, until=values["until"]).exists():
            intake.unchanged += 1
        else:
            changed.append(wanted | {"until": values["until"]})

    def keep() -> None:
        with transaction.atomic():
            for post in changed:
                actions.appoint(by=intake.by, **post)

    return keep


def _check(
    row: ParsedRow, intake: Intake, people: dict[str, Person], units: dict[str, Unit], reach: frozenset[int] | None
) -> None:
    values = row.values
    if values["person"] not in people:
        why = _("没有编号为“%(code)s”的人员；请先导入人员，或更正编号。") % {"code": values["person"]}
        intake.reject(row, "person", why)
    unit = units.get(values["unit"])
    if unit is None:
        why = _("没有编号为“%(code)s”的单位；请先导入单位，或更正编号。") % {"code": values["unit"]}
        intake.reject(row, "unit", why)
    elif reach is not None and unit.pk not in reach:
        intake.reject(row, "unit", _("您没有在该单位授予任职的权限。"))
    if values["role"] == "owner" and not has_all(intake.by):
        intake.reject(row, "role", _("“系统负责人”只能由系统负责人授予。"))
    if values["until"] < values["since"]:
        intake.reject(row, "until", _("“止”早于“起”；请更正。"))


POSTS = Listing("posts", gettext_lazy("任职"), COLUMNS, plan, Right.POST_GRANT)

"""Import of people: names and where they are at home. The same person may have several rows, one for each home."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.clock import DAY_MAX, DAY_MIN
from kexie.kit.columns import AnyColumn, Column, code_column, day_column, parse_name
from kexie.kit.intake import ParsedRow
from kexie.records.access.rights import Right
from kexie.records.access.scope import reached
from kexie.records.imports.base import Intake, Keep, Listing, in_parts, twice
from kexie.records.people.models import Person
from kexie.records.people.queries import Stay, homes
from kexie.records.structure import actions
from kexie.records.structure.actions import Home
from kexie.records.units.models import Unit

COLUMNS: Final[tuple[AnyColumn, ...]] = (
    code_column("code", "编号", required=True, example="S0001", aliases=("人员编号",)),
    Column("name", "姓名", parse_name, required=True, example="示例0001"),
    code_column("unit", "单位编号", required=True, example="JS", aliases=("单位",)),
    day_column("since", "起", default=DAY_MIN, example="2018-01-01"),
    day_column("until", "止", default=DAY_MAX, example=""),
    Column(
        "audience",
        "人群",
        parse_name,
        default="",
        example="女科技工作者",
        help="人群，用分号隔开 / audience groups, ; between",
    ),
)


@dataclass(slots=True)
class _Known:
    """What is in the books already, and what the rows say of it."""

    units: dict[str, int] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    at_home: dict[str, dict[date, tuple[int | None, date]]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    reach: frozenset[int] | None = None


def plan(intake: Intake) -> Keep:
    """Check the rows against units and people already there; see ``Listing``."""
    same = _("与第 %(row)s 行是同一人同一日期；请删去一行。")
    twice(intake, lambda row: (row.values["code"], row.values["since"]), "code", same)
    known = _known(intake)
    for row in intake.good():
        _check(row, intake, known)
    fresh: dict[str, ParsedRow] = {}
    renamed: dict[str, ParsedRow] = {}
    moved: list[ParsedRow] = []
    for row in intake.good():
        code, told = row.values["code"], (row.values["name"], row.values["audience"])
        person = known.people.get(code)
        home = (known.units[row.values["unit"]], row.values["until"])
        stands = known.at_home.get(code, {}).get(row.values["since"]) == home
        if person is None:
            fresh.setdefault(code, row)
        elif (person.name, person.audience) != told:
            renamed.setdefault(code, row)
        elif stands:
            intake.unchanged += 1
        if not stands:
            moved.append(row)

    def keep() -> None:
        with transaction.atomic():
            people = dict(known.people)
            made = actions.register([_person(row, intake) for row in fresh.values()], by=intake.by)
            people.update({one.code: one for one in made})
            for code, row in renamed.items():
                told = {"name": row.values["name"], "audience": row.values["audience"]}
                actions.rename(person=people[code], by=intake.by, **told)
            actions.settle([_home(row, people, known.units, intake) for row in moved], by=intake.by)

    return keep


def _known(intake: Intake) -> _Known:
    known = _Known(reach=reached(intake.by, Right.PEOPLE_MANAGE))
    for part in in_parts(row.values["unit"] for row in intake.rows):
        known.units.update(Unit.objects.filter(code__in=part).values_list("code", "pk"))
    for part in in_parts(row.values["code"] for row in intake.rows):
        found = Person.objects.knowing("checking an import").filter(code__in=part)
        known.people.update({person.code: person for person in found})
    told = homes(person.pseudonym for person in known.people.values())
    known.at_home = {code: _spans(told.get(person.pseudonym, [])) for code, person in known.people.items()}
    return known


def _person(row: ParsedRow, intake: Intake) -> Person:
    values = row.values
    return Person(code=values["code"], name=values["name"], audience=values["audience"], origin=intake.origin)


def _spans(told: list[Stay]) -> dict[date, tuple[int | None, date]]:
    """Return what was last said of each first day: the unit and the last day."""
    ordered = sorted(told, key=lambda fact: (fact.known_on, fact.position))
    return {fact.valid_from: (fact.unit_id, fact.valid_to) for fact in ordered}


def _check(row: ParsedRow, intake: Intake, known: _Known) -> None:
    values = row.values
    unit = known.units.get(values["unit"])
    if unit is None:
        why = _("没有编号为“%(code)s”的单位；请先导入单位，或更正编号。") % {"code": values["unit"]}
        intake.reject(row, "unit", why)
    elif known.reach is not None and unit not in known.reach:
        intake.reject(row, "unit", _("您没有登记该单位人员的权限。"))
    if values["until"] < values["since"]:
        intake.reject(row, "until", _("“止”早于“起”；请更正。"))
    if known.names.setdefault(values["code"], values["name"]) != values["name"]:
        intake.reject(row, "name", _("同一编号在本表有两个姓名；请核对编号。"))
    homes_now = {unit for unit, _until in known.at_home.get(values["code"], {}).values() if unit is not None}
    if known.reach is not None and homes_now and not homes_now & known.reach:
        intake.reject(row, "code", _("这个编号属于其他单位的人员；请核对编号。"))


def _home(row: ParsedRow, people: dict[str, Person], units: dict[str, int], intake: Intake) -> Home:
    values = row.values
    subject = people[values["code"]].pseudonym
    return Home(subject, units[values["unit"]], values["since"], values["until"], intake.known_on(row))


PEOPLE = Listing("people", gettext_lazy("人员"), COLUMNS, plan, Right.PEOPLE_MANAGE)

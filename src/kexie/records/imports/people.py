"""Import of people: names and where they are at home. The same person may have several rows, one for each home."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.clock import DAY_MAX, DAY_MIN
from kexie.kit.columns import Column, code_column, day_column, parse_name
from kexie.kit.intake import ParsedRow
from kexie.records.access.rights import Right
from kexie.records.access.scope import reached
from kexie.records.imports.base import Intake, Keep, Listing, in_parts, twice
from kexie.records.people.models import Membership, Person
from kexie.records.people.queries import homes
from kexie.records.structure import actions
from kexie.records.structure.actions import Home
from kexie.records.units.models import Unit

COLUMNS = (
    code_column("code", "编号", required=True, example="S0001", aliases=("人员编号",)),
    Column("name", "姓名", parse_name, required=True, example="示例0001"),
    code_column("unit", "单位编号", required=True, example="JS", aliases=("单位",)),
    day_column("since", "起", default=DAY_MIN, example="2018-01-01"),
    day_column("until", "止", default=DAY_MAX, example=""),
    Column("audience", "人群", parse_name, default="", example="女科技工作者", help=gettext_lazy("人群，用分号隔开")),
)


def plan(intake: Intake) -> Keep:
    """Check the rows against units and people already there; see ``Listing``."""
    twice(intake, lambda row: (row.values["code"], row.values["since"]), "code", _("与第 %(row)s 行是同一人同一日期；请删去一行。"))
    units = {unit.code: unit.pk for part in in_parts(r.values["unit"] for r in intake.rows) for unit in Unit.objects.filter(code__in=part)}
    people: dict[str, Person] = {}
    for part in in_parts(row.values["code"] for row in intake.rows):
        for person in Person.objects.knowing("checking an import").filter(code__in=part):
            people[person.code] = person
    reach = reached(intake.by, Right.PEOPLE_MANAGE)
    told = homes(person.pseudonym for person in people.values())
    at_home = {person.code: _spans(told.get(person.pseudonym, [])) for person in people.values()}
    names: dict[str, str] = {}
    for row in intake.good():
        _check(row, intake, units, reach, names)
        person = people.get(row.values["code"])
        if reach is not None and person is not None:
            now = {unit for unit, _until in at_home[person.code].values() if unit is not None}
            if now and not now & reach:
                intake.reject(row, "code", _("这个编号属于其他单位的人员；请核对编号。"))
    fresh: dict[str, ParsedRow] = {}
    renamed: dict[str, ParsedRow] = {}
    moved: list[ParsedRow] = []
    for row in intake.good():
        code = row.values["code"]
        person = people.get(code)
        stands = at_home.get(code, {}).get(row.values["since"]) == (units[row.values["unit"]], row.values["until"])
        if person is None:
            fresh.setdefault(code, row)
        elif (person.name, person.audience) != (row.values["name"], row.values["audience"]):
            renamed.setdefault(code, row)
        elif stands:
            intake.unchanged += 1
        if not stands:
            moved.append(row)

    def keep() -> None:
        with transaction.atomic():
            new = [Person(code=c, name=r.values["name"], audience=r.values["audience"], origin=intake.origin) for c, r in fresh.items()]
            people.update({person.code: person for person in actions.register(new, by=intake.by)})
            for code, row in renamed.items():
                actions.rename(person=people[code], name=row.values["name"], audience=row.values["audience"], by=intake.by)
            found = [_home(row, people, units, intake) for row in moved]
            actions.settle(found, by=intake.by)

    return keep


def _spans(told: list[Membership]) -> dict[date, tuple[int | None, date]]:
    """Return what was last said of each first day: the unit and the last day."""
    ordered = sorted(told, key=lambda fact: (fact.known_on, fact.position))
    return {fact.valid_from: (fact.unit_id, fact.valid_to) for fact in ordered}


def _check(
    row: ParsedRow, intake: Intake, units: dict[str, int], reach: set[int] | None, names: dict[str, str]
) -> None:
    values = row.values
    unit = units.get(values["unit"])
    if unit is None:
        intake.reject(row, "unit", _("没有编号为“%(code)s”的单位；请先导入单位，或更正编号。") % {"code": values["unit"]})
    elif reach is not None and unit not in reach:
        intake.reject(row, "unit", _("您没有登记该单位人员的权限。"))
    if values["until"] < values["since"]:
        intake.reject(row, "until", _("“止”早于“起”；请更正。"))
    if names.setdefault(values["code"], values["name"]) != values["name"]:
        intake.reject(row, "name", _("同一编号在本表有两个姓名；请核对编号。"))


def _home(row: ParsedRow, people: dict[str, Person], units: dict[str, int], intake: Intake) -> Home:
    values = row.values
    subject = people[values["code"]].pseudonym
    return Home(subject, units[values["unit"]], values["since"], values["until"], intake.known_on(row))


PEOPLE = Listing("people", gettext_lazy("人员"), COLUMNS, plan)

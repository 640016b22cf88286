"""A class of two days in March 2018, ready to be enrolled in."""

from __future__ import annotations

from datetime import date
from typing import Any

from kexie.records.access.models import Account
from kexie.records.activities import actions as activities
from kexie.records.activities.actions import Draft
from kexie.records.activities.models import Activity
from kexie.records.classes.actions import Plan, set_up
from kexie.records.classes.models import Enrolment, TrainingClass
from kexie.records.classes.typed import read_modules
from kexie.records.people.models import Person
from kexie.records.units.models import Unit
from tests.building import someone

MODULES = """2018-03-05 09:00-11:30 科研诚信；示例专家（管理学）；4学时
2018-03-06 09:00-11:30 县级科协工作；4学时
2018-03-06 14:00-16:00 参观科技馆；选修；2学时"""
BEFORE = date(2018, 3, 1)
AFTER = date(2018, 3, 7)


def begun(by: Account, unit: Unit, quotas: dict[Unit, int], code: str = "PX", **more: Any) -> TrainingClass:
    """Set up a class hosted by a unit."""
    modules = tuple(read_modules(more.pop("modules", MODULES)))
    first, last = modules[0].on, modules[-1].on
    draft = Draft(code, "training", f"示例培训班{code}", unit, first, last, "planned", place="示例会堂")
    return set_up(draft, Plan(**{"closes_on": date(2018, 3, 2), "modules": modules, "quotas": quotas, **more}), by=by)


def fresh(training: TrainingClass) -> TrainingClass:
    """Return a class as it stands now."""
    return TrainingClass.objects.knowing("test").select_related("activity__unit").get(pk=training.pk)


def hold(training: TrainingClass, by: Account) -> TrainingClass:
    """Record that the class was held."""
    one = Activity.objects.knowing("test").get(pk=training.activity_id)
    draft = Draft(one.code, one.kind, one.title, one.unit, one.starts_on, one.ends_on, "held", place=one.place)
    activities.change(one, draft, by=by, version=one.version)
    return fresh(training)


def folk(owner: Account, unit: Unit, *codes: str) -> list[Person]:
    """Register people at home in a unit."""
    return [someone(code, owner, unit) for code in codes]


def states(training: TrainingClass) -> dict[str, str]:
    """Return the state of each enrolment by the person's code; of two of one person the later."""
    codes = dict(Person.objects.knowing("test").values_list("pseudonym", "code"))
    rows = Enrolment.objects.knowing("test").filter(training=training).order_by("pk")
    return {codes[row.subject]: row.state for row in rows}


def row_of(training: TrainingClass, person: Person) -> Enrolment:
    """Return somebody's enrolment that stands."""
    rows = Enrolment.objects.knowing("test").filter(training=training, subject=person.pseudonym)
    return rows.get(state__in=["placed", "waiting"])

"""Building blocks of tests: a small association, its cast, and one line for each thing that happens."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

from kexie.figures.answer import Answer, answer
from kexie.figures.question import ask
from kexie.records.access.models import Account, Post
from kexie.records.activities import actions
from kexie.records.activities.actions import Draft, Row
from kexie.records.activities.models import Activity
from kexie.records.ledger.actions import put_in_force
from kexie.records.people.models import Person
from kexie.records.structure.actions import NewUnit, join, open_units
from kexie.records.units.models import Unit

_numbers = itertools.count(1)


def make_owner() -> Account:
    """Return the owner that ``init`` makes."""
    owner, made = Account.objects.get_or_create(username="owner", defaults={"is_owner": True})
    if made:
        put_in_force(by=owner)
    return owner


def plant(owner: Account, **parents: str) -> dict[str, Unit]:
    """Open units: ``plant(owner, root="", province="root")``; codes are the names, roots have no parent."""
    levels = {"root": "national", "p": "province", "c": "county"}
    new = [
        NewUnit(
            code=code,
            name=f"示例{code}",
            kind="association",
            parent=parent,
            level=levels.get(code.rstrip("0123456789"), ""),
        )
        for code, parent in parents.items()
    ]
    open_units(new, by=owner)
    return {unit.code: unit for unit in Unit.objects.filter(code__in=parents)}


def someone(code: str, owner: Account, home: Unit | None = None, since: date = date.min) -> Person:
    """Return a new person, at home in a unit from a day on."""
    person = Person._base_manager.create(code=code, name=f"示例{code}")
    if home is not None:
        join(subject=person.pseudonym, unit=home, since=since, by=owner)
    return person


def cast(role: str, unit: Unit | None, code: str = "") -> Account:
    """Return an account whose person holds a post in a unit; no unit: a stranger."""
    name = code or role
    person = Person._base_manager.create(code=name, name=f"示例{name}")
    if unit is not None:
        Post.objects.create(person=person, unit=unit, role=role)
    return Account.objects.create(username=name, person=person)


def held(by: Account, unit: Unit, on: date = date(2018, 3, 1), **more: Any) -> Activity:
    """Record an activity that was held."""
    number = next(_numbers)
    given: dict[str, Any] = {
        "code": f"A{number}",
        "kind": "study",
        "title": f"学习 {number}",
        "ends_on": on,
        "status": "held",
    }
    return actions.record(Draft(unit=unit, starts_on=on, **(given | more)), by=by)


def present(by: Account, activity: Activity, *people: Person, unit: Unit | None = None) -> None:
    """Put people on a roster as present."""
    rows = [Row(subject=person.pseudonym, unit=unit.pk if unit else None) for person in people]
    actions.keep_roster(activity, rows, by=by)


def figure(indicator: str, unit: Unit, period: str = "2018", reader: Account | None = None, **more: Any) -> Answer:
    """Ask for a figure as it is typed."""
    who = reader or Account.objects.get(username="owner")
    return answer(ask(indicator, unit=unit.code, period=period, reader=who, **more), reader=who)


def value(indicator: str, unit: Unit, period: str = "2018", **more: Any) -> tuple[int | None, str]:
    """Return a figure's value and bound."""
    total = figure(indicator, unit, period, **more).total
    return total.value, total.bound.value

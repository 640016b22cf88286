"""How long a sheet of enrolments takes, with errors among its rows: all told, nothing kept; then the good ones kept.

It runs in a process and a folder of its own (``kexie.benches.child``), on a database that is thrown away.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings

from kexie.benches.begun import begun, migrated
from kexie.figures.bench.measure import Row, ratio, timed
from kexie.kit.clock import today
from kexie.kit.sheets.reading import read_table
from kexie.records.access.models import Account
from kexie.records.activities.actions import Draft
from kexie.records.classes.actions import Plan, set_up
from kexie.records.classes.models import Enrolment
from kexie.records.classes.typed import read_modules
from kexie.records.imports.base import bring
from kexie.records.imports.lists import LISTS
from kexie.records.people.models import Person
from kexie.records.structure.actions import Home, NewUnit, open_units, register, settle
from kexie.records.units.models import Unit

COUNTIES: Final = 100
BAD: Final = 50
LIMIT: Final = 5.0
"""Seconds that 5 000 rows may take: ours, so that whoever brings the sheet waits and is not sent away."""


def main(size: int) -> Iterator[Row]:
    """Enrol ``size`` people in one class from a sheet with ``BAD`` bad rows."""
    yield from migrated(measured, size)


def measured(size: int) -> Iterator[Row]:
    """Yield the rows, on the database there is; each says whether exactly the bad rows came back."""
    owner, on = begun()
    sheet = _world(size, owner)

    def taken(name: str, expected: tuple[int, int, int], stand: int, *, keep_good: bool = False) -> Row:
        outcome, took = timed(lambda: bring(LISTS["enrolments"], read_table(sheet), by=owner, keep_good=keep_good))
        exact = (outcome.accepted, outcome.unchanged, outcome.rejected) == expected
        exact = exact and len({problem.row for problem in outcome.problems}) == expected[2]
        exact = exact and Enrolment.objects.knowing("counting a bench").count() == stand
        limit = LIMIT * size / 5_000
        return Row(f"enrol: {name}{on}", size, round(took, 3), "s", f"{limit:g} s", ratio(limit, took), exact)

    good = size - BAD
    yield taken("50 bad rows are all told, nothing kept", (0, 0, BAD), 0)
    yield taken("50 bad rows come back, the good ones are kept", (good, 0, BAD), good, keep_good=True)
    yield taken("the same sheet again: no change", (0, good, BAD), good, keep_good=True)


def _world(size: int, owner: Account) -> Path:
    """Make the tree, the people and a class with a place for half of them; return the sheet."""
    new = [NewUnit("R", "示例", "association", level="national")]
    new += [NewUnit(f"C{n}", f"示例{n}", "association", "R", "county") for n in range(COUNTIES)]
    open_units(new, by=owner)
    counties = list(Unit.objects.filter(level="county").order_by("pk"))
    people = register([Person(code=f"S{n}", name=f"示例{n}") for n in range(size)], by=owner)
    settle(
        [Home(one.pseudonym, counties[n % COUNTIES].pk, date.min, date.max) for n, one in enumerate(people)], by=owner
    )
    first = today() + timedelta(days=20)
    draft = Draft("K1", "training", "示例班", Unit.objects.get(code="R"), first, first, "planned", origin="made_up")
    modules = tuple(read_modules(f"{first} 09:00-11:30 示例；4学时"))
    set_up(draft, Plan(first, modules, dict.fromkeys(counties, -(-size // COUNTIES // 2))), by=owner)
    lines = [f"K1,S{n},C{n % COUNTIES}" for n in range(size)]
    for n in range(BAD):
        lines[n * (size // BAD)] = ("K1,nobody,C0", "none,S1,C1", f"K1,S{n * (size // BAD)},nowhere")[n % 3]
    sheet = Path(settings.KEXIE_HOME) / "enrolments.csv"
    sheet.write_text("class,person,unit\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return sheet

"""How long a large roster takes from the file to the committed ledger, and what 50 bad rows among it do.

It runs in a process and a folder of its own (``kexie.benches.child``), on a database that is thrown away.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from kexie.figures.bench.measure import Row, ratio, timed
from kexie.kit.sheets.reading import read_table
from kexie.records.access.models import Account
from kexie.records.activities.models import Attendance
from kexie.records.imports.base import bring
from kexie.records.imports.lists import LISTS
from kexie.records.ledger.actions import put_in_force
from kexie.records.ledger.models import Entry
from kexie.records.people.models import Person
from kexie.records.structure.actions import Home, NewUnit, open_units, register, settle
from kexie.records.units.models import Unit

ROSTER: Final = 100
"""People on one roster; as many activities as the size needs."""
PROVINCES: Final = 32
COUNTIES: Final = 40
LINES: Final = 5
"""Lines a person on the rosters, on average."""
BAD: Final = 50
LIMIT: Final = 10.0
"""Seconds that 100 000 attendances may take at the very most."""
HEADER: Final = "activity,person,status\n"


def main(size: int) -> Iterator[Row]:
    """Import ``size`` attendances and time it; each row says whether what came out is exactly what went in."""
    owner, folder = _world(size), Path(settings.KEXIE_HOME)
    activities, roster, wrong = _files(size, folder)
    bring(LISTS["activities"], read_table(activities), by=owner)
    engine = "" if connection.vendor == "sqlite" else ", PostgreSQL"

    def taken(name: str, file: Path, expected: tuple[int, int, int], stand: int, *, keep_good: bool = False) -> Row:
        outcome, took = timed(lambda: bring(LISTS["attendance"], read_table(file), by=owner, keep_good=keep_good))
        exact = (outcome.accepted, outcome.unchanged, outcome.rejected) == expected and _kept() == stand
        exact = exact and len({problem.row for problem in outcome.problems}) == expected[2]
        limit = LIMIT * size / 100_000
        against = f"{limit:g} s"
        return Row(f"{name}{engine}", size, round(took, 3), "s", against, ratio(limit, took), exact)

    good = size - BAD
    yield taken("import attendance with 50 bad rows: nothing kept", wrong, (0, 0, BAD), 0)
    yield taken("import attendance with 50 bad rows, --keep-good", wrong, (good, 0, BAD), good, keep_good=True)
    yield taken("the same file again: no change", wrong, (0, good, BAD), good, keep_good=True)
    yield taken("the 50 rows mended: the rest is unchanged", roster, (BAD, good, 0), size)
    entries = Entry.objects.filter(measure="attendance").count()
    hosts = Attendance.objects.knowing("counting a bench").filter(activity__hosts__isnull=False).count()
    yield Row(f"entries in the book{engine}", size, entries, "entries", exact=entries == size + hosts)


def _kept() -> int:
    return Attendance.objects.knowing("counting a bench").count()


def _world(size: int) -> Account:
    """Make the database, the tree and the people."""
    call_command("migrate", verbosity=0)
    owner = Account.objects.create(username="owner", is_owner=True)
    put_in_force(by=owner)
    new = [NewUnit("R", "示例", "association", level="national")]
    for p in range(PROVINCES):
        new.append(NewUnit(f"P{p}", f"示例{p}", "association", "R", "province"))
        new += [NewUnit(f"P{p}C{c}", f"示例{p}-{c}", "association", f"P{p}", "county") for c in range(COUNTIES)]
    open_units(new, by=owner)
    counties = list(Unit.objects.filter(level="county").order_by("pk").values_list("pk", flat=True))
    people = register([Person(code=f"S{n}", name=f"示例{n}") for n in range(size // LINES)], by=owner)
    homes = [Home(one.pseudonym, counties[n % len(counties)], date.min, date.max) for n, one in enumerate(people)]
    settle(homes, by=owner)
    return owner


def _files(size: int, folder: Path) -> tuple[Path, Path, Path]:
    """Write the activities, the roster, and the roster with bad rows among it."""
    rng = random.Random(size)  # noqa: S311 - made-up data must come out the same every time
    activities = ["code,kind,title,unit,starts_on,co_hosts"]
    roster = []
    for n in range(-(-size // ROSTER)):
        host, other = rng.randrange(PROVINCES), rng.randrange(PROVINCES)
        day = date(2025, 1, 1) + timedelta(days=rng.randrange(365))
        co = f"P{other}" if n % 4 == 0 and other != host else ""
        activities.append(f"A{n},study,学习 {n},P{host}C{rng.randrange(COUNTIES)},{day},{co}")
        roster += [f"A{n},S{one},present" for one in rng.sample(range(size // LINES), ROSTER)]
    roster = roster[:size]
    wrong = list(roster)
    for n in range(BAD):
        place = n * (size // BAD)
        wrong[place] = (f"A{n},nobody{n},present", f"none{n},S1,present", f"A{n},S1,maybe")[n % 3]
    files = tuple(folder / name for name in ("activities.csv", "roster.csv", "wrong.csv"))
    for file, header, lines in zip(files, ("", HEADER, HEADER), (activities, roster, wrong), strict=True):
        file.write_text(header + "\n".join(lines) + "\n", encoding="utf-8")
    return files[0], files[1], files[2]

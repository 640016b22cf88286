"""How long a large roster takes from the file to the committed ledger, and what 50 bad rows among it do.

It runs in a process and a folder of its own, on a database that is thrown away: nobody's records are touched.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

ROSTER: Final = 100
"""People on one roster; as many activities as the size needs."""
PROVINCES: Final = 32
COUNTIES: Final = 40
PEOPLE: Final = 20_000
BAD: Final = 50
LIMIT: Final = 10.0
"""Seconds that 100 000 attendances may take at the very most."""
HEADER: Final = "activity,person,status\n"


def rows(size: int) -> list[dict[str, Any]]:
    """Return the bench's rows ``{name, size, value, unit, against, ratio, exact}`` for ``size`` attendances."""
    with tempfile.TemporaryDirectory(prefix="kexie-bench-") as home:
        environment = {**os.environ, "KEXIE_HOME": home, "DJANGO_SETTINGS_MODULE": "kexie.settings"}
        environment.pop("DATABASE_URL", None)
        words = [sys.executable, "-m", "kexie.benches.importing", str(size), home]
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)  # noqa: S603 - ourselves
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def _world() -> None:
    """Make the database, the tree and the people."""
    from django.core.management import call_command  # noqa: PLC0415 - Django is set up only now

    from kexie.records.access.models import Account  # noqa: PLC0415 - the same
    from kexie.records.ledger.actions import put_in_force  # noqa: PLC0415 - the same
    from kexie.records.people.models import Person  # noqa: PLC0415 - the same
    from kexie.records.structure.actions import Home, NewUnit, open_units, register, settle  # noqa: PLC0415 - the same
    from kexie.records.units.models import Unit  # noqa: PLC0415 - the same

    call_command("migrate", verbosity=0)
    owner = Account.objects.create(username="owner", is_owner=True)
    put_in_force(by=owner)
    new = [NewUnit("R", "示例", "association", level="national")]
    for p in range(PROVINCES):
        new.append(NewUnit(f"P{p}", f"示例{p}", "association", "R", "province"))
        new += [NewUnit(f"P{p}C{c}", f"示例{p}-{c}", "association", f"P{p}", "county") for c in range(COUNTIES)]
    open_units(new, by=owner)
    counties = list(Unit.objects.filter(level="county").order_by("pk").values_list("pk", flat=True))
    people = register([Person(code=f"S{n}", name=f"示例{n}") for n in range(PEOPLE)], by=owner)
    homes = [Home(one.pseudonym, counties[n % len(counties)], date.min, date.max) for n, one in enumerate(people)]
    settle(homes, by=owner)


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
        roster += [f"A{n},S{one},present" for one in rng.sample(range(PEOPLE), ROSTER)]
    roster = roster[:size]
    wrong = list(roster)
    for n in range(BAD):
        place = n * (size // BAD)
        wrong[place] = (f"A{n},nobody{n},present", f"none{n},S1,present", f"A{n},S1,maybe")[n % 3]
    files = tuple(folder / name for name in ("activities.csv", "roster.csv", "wrong.csv"))
    for file, header, lines in zip(files, ("", HEADER, HEADER), (activities, roster, wrong), strict=True):
        file.write_text(header + "\n".join(lines) + "\n", encoding="utf-8")
    return files[0], files[1], files[2]


def _measure(size: int, folder: Path) -> list[dict[str, Any]]:
    """Import and time; each row says whether what came out is exactly what went in."""
    from kexie.kit.intake import Outcome  # noqa: PLC0415 - Django is set up only now
    from kexie.kit.sheets.reading import read_table  # noqa: PLC0415 - the same
    from kexie.records.access.models import Account  # noqa: PLC0415 - the same
    from kexie.records.activities.models import Attendance  # noqa: PLC0415 - the same
    from kexie.records.imports.base import bring  # noqa: PLC0415 - the same
    from kexie.records.imports.lists import LISTS  # noqa: PLC0415 - the same
    from kexie.records.ledger.models import Entry  # noqa: PLC0415 - the same

    owner = Account.objects.get(username="owner")
    activities, roster, wrong = _files(size, folder)
    bring(LISTS["activities"], read_table(activities), by=owner)
    found: list[dict[str, Any]] = []

    def kept() -> int:
        return Attendance.objects.knowing("counting a bench").count()

    def timed(name: str, file: Path, expected: tuple[int, int, int], stand: int, *, keep_good: bool = False) -> None:
        begin = time.perf_counter()
        outcome: Outcome = bring(LISTS["attendance"], read_table(file), by=owner, keep_good=keep_good)
        took = time.perf_counter() - begin
        exact = (outcome.accepted, outcome.unchanged, outcome.rejected) == expected and kept() == stand
        exact = exact and len({problem.row for problem in outcome.problems}) == expected[2]
        limit = LIMIT * size / 100_000
        row = {"name": name, "size": size, "value": round(took, 3), "unit": "s", "against": f"{limit:g} s"}
        found.append(row | {"ratio": round(took / limit, 3), "exact": exact})

    timed("import attendance with 50 bad rows: nothing kept", wrong, (0, 0, BAD), 0)
    timed("import attendance with 50 bad rows, --keep-good", wrong, (size - BAD, 0, BAD), size - BAD, keep_good=True)
    timed("the same file again: no change", wrong, (0, size - BAD, BAD), size - BAD, keep_good=True)
    timed("the 50 rows mended: the rest is unchanged", roster, (BAD, size - BAD, 0), size)
    entries = Entry.objects.filter(measure="attendance").count()
    hosts = Attendance.objects.knowing("counting a bench").filter(activity__hosts__isnull=False).count()
    found[-1]["exact"] = found[-1]["exact"] and entries == size + hosts
    return found


def main() -> None:
    """Measure in this process, whose settings point at a folder of its own; print one JSON document."""
    import django  # noqa: PLC0415 - only here is it set up

    django.setup()
    _world()
    print(json.dumps(_measure(int(sys.argv[1]), Path(sys.argv[2])), ensure_ascii=False))  # noqa: T201 - its answer


if __name__ == "__main__":
    main()

"""A made-up association of any size, written in bulk: its tree, people, activities, matters and what they credit.

The rows are those that recording one by one would leave (``activities.rules`` says which entries); only the history of
who typed what is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from typing import Any, Final

import numpy as np
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.management.color import no_style
from django.db import connection, transaction

from kexie.benches import affairs
from kexie.benches.places import Places
from kexie.figures.bench import book, made, quickly
from kexie.figures.engine.worker import build
from kexie.kit.clock import DAY_MAX, DAY_MIN, today
from kexie.records.access.models import Account, Post
from kexie.records.activities.kinds import KINDS
from kexie.records.activities.models import Activity, Host
from kexie.records.activities.rules import Hosting, lines
from kexie.records.book.actions import take
from kexie.records.book.bulk import insert
from kexie.records.ledger.actions import SAID, put_in_force
from kexie.records.ledger.models import Entry
from kexie.records.matters.models import Concerned, Matter
from kexie.records.people.models import Membership, Person
from kexie.records.search.index import keep_up
from kexie.records.units.models import Unit

UNITS: Final = 40_000
BACK: Final = 1000
"""Days back that activities reach; some are planned for the days ahead."""
AHEAD: Final = 20
LATE: Final = 20
RECENT: Final = 60
"""One activity in so many of the last days is not written down in full."""
SHARE: Final = 20
"""Activities a person: so many people there are."""
ENTRY: Final = ("position", "recorded_at", "recorded_by", "known_on", "uid", "source", "source_id", "line", "version",
                "measure_version", *SAID)  # fmt: skip
LINES: Final = 5
"""Positions kept free for an activity's entries: at most two for each of two hosts."""
ROLES: Final = {"chair": 1, "clerk": made.HIGH}
"""Who reads: in the whole association, and in a county."""


def begin(activities: int) -> tuple[dict[str, Account], Places]:
    """Make the tables, the tree, people, activities, as many matters, and their figures.

    Returns who reads, by role, and what is opened.
    """
    land = made.land(UNITS)
    book.begin(land, 0)
    owner = Account.objects.create(username="owner", is_owner=True)
    put_in_force(by=owner)
    tables = (Activity, Host, Person, Membership, Entry, Matter, Concerned)
    with quickly.written(*tables), transaction.atomic():
        _people(activities // SHARE, owner)
        insert(Activity, *book.whole(Activity, (one for one, _hosts in _held(activities))))
        insert(Host, ("activity_id", "unit_id", "role"), _hostings(activities))
        stamp = take(LINES * activities)
        insert(Entry, ENTRY, _entries(activities, (stamp.at, owner.pk), stamp.first))
        affairs.write(activities, UNITS)
        stamp = take(affairs.LINES * activities)
        insert(Entry, ENTRY, affairs.entries(activities, UNITS, (stamp.at, owner.pk), stamp.first))
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Unit, *tables]):  # rows came with their numbers
            cursor.execute(statement)
        # as a database that has run for a day would have done by itself
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    build()
    keep_up()  # else whoever searches first waits until two million texts are taken in
    readers = {role: _seat(role, unit) for role, unit in ROLES.items()}
    return readers, Places("U1", str(today().year), "A7", "M7", "活动 77")


def _seat(role: str, unit: int) -> Account:
    person = Person.objects.knowing("making a bench").create(code=role, name=f"示例{role}")
    Post.objects.create(person=person, unit=Unit.objects.get(pk=unit), role=role)
    return Account.objects.create(username=role, person=person, password=f"{UNUSABLE_PASSWORD_PREFIX}bench")


def _people(count: int, owner: Account) -> None:
    dice = np.random.default_rng(made.SEED)
    homes = dice.integers(made.HIGH + 1, UNITS + 1, count).tolist()
    people = (Person(pk=n + 1, code=f"S{n}", name=f"示例{n}", pseudonym=2 * n + 1) for n in range(count))
    insert(Person, *book.whole(Person, people))
    stamp = take(count, structure=True)
    told = (
        (stamp.first + n, stamp.day, stamp.at, owner.pk, DAY_MIN, DAY_MAX, True, 2 * n + 1, home, "main")
        for n, home in enumerate(homes)
    )
    insert(Membership, (*book.DATED, "subject", "unit_id", "line"), told)


def _held(count: int) -> Iterator[tuple[Activity, list[Hosting]]]:
    """Yield the activities with their hosts, the same ones each time."""
    dice = np.random.default_rng(made.SEED)
    kinds, day, written = list(KINDS), today(), datetime.now(UTC)
    drawn = zip(
        dice.integers(-BACK, AHEAD, count).tolist(),
        dice.integers(made.HIGH + 1, UNITS + 1, count).tolist(),
        dice.integers(made.HIGH + 1, UNITS + 1, count).tolist(),
        dice.integers(0, 12, count).tolist(),
        dice.integers(0, len(kinds), count).tolist(),
        dice.integers(8, 60, count).tolist(),
        strict=True,
    )
    for n, (back, unit, other, joint, kind, heads) in enumerate(drawn, 1):
        on = day + timedelta(days=back)
        planned = back > 0
        one = Activity(
            id=n, code=f"A{n}", kind=kinds[kind], title=f"活动 {n}", unit_id=unit, starts_on=on, ends_on=on,
            status="planned" if planned else "held", headcount=None if planned else heads, goals=f";{n % 9 + 1};",
            recorded_at=None if planned or (n % LATE == 0 and back > -RECENT) else written,
        )  # fmt: skip
        yield one, [Hosting(unit, "lead"), *([Hosting(other, "co")] if not joint and other != unit else [])]


def _hostings(count: int) -> Iterator[tuple[Any, ...]]:
    return chain.from_iterable(((one.pk, host.unit, host.role) for host in hosts) for one, hosts in _held(count))


def _entries(count: int, who: tuple[Any, int], first: int) -> Iterator[tuple[Any, ...]]:
    for one, hosts in _held(count):
        said = lines(one, hosts, 0)
        for nth, line in enumerate(said):
            position = first + (one.pk - 1) * LINES + nth
            known: date = one.starts_on
            uid = f"activity:{one.pk}:{line.name}:1"
            yield position, *who, known, uid, "activity", one.pk, line.name, 1, 1, *line

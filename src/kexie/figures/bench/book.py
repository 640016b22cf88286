"""A real book beside the made-up columns: its units, and the entries of a few of them, so that the oracle can count.

The whole book would take days to write. An answer about a unit needs only what lies below it, so all of that is
written for a few units picked at random, at the positions where the columns have it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

import numpy as np
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Model

from kexie.figures.bench import made, quickly
from kexie.figures.bench.made import Land
from kexie.figures.engine.vault import Vault
from kexie.kit.clock import DAY_MAX, DAY_MIN
from kexie.records.book.bulk import insert
from kexie.records.book.models import Book
from kexie.records.ledger.models import Entry
from kexie.records.units.models import Edge, Opening, Unit

LINE: Final = ("position", "known_on", "recorded_at", "recorded_by")
DATED: Final = (*LINE, "valid_from", "valid_to", "founding")
AT: Final = datetime(2019, 6, 1, tzinfo=UTC)
MARK: Final = 1
LOT: Final = 200_000
"""Units that are told at once."""
CITIES, COUNTIES, LEAVES = 1, 4, 7
"""How many units of each level are recounted."""
ENTRY: Final = (
    *LINE, "uid", "source", "source_id", "line", "measure", "unit_id", "role", "thing", "subject", "amount",
    "span_from", "span_to", "kind", "goals", "version", "measure_version", "state", "bound", "tags", "origin",
)  # fmt: skip


def begin(land: Land, facts: int) -> int:
    """Make the tables and the tree; return the position after which the facts begin."""
    call_command("migrate", verbosity=0)
    units = land.tree.size
    after = 2 * units
    with quickly.written(Unit, Edge, Opening), transaction.atomic():
        _plant(land)
        told = {"last_position": after + 2 * facts, "structure_position": after, "structure_mark": MARK}
        Book.objects.update_or_create(pk=1, defaults=told | {"last_recorded_at": AT})
    return after


def _plant(land: Land) -> None:
    """Write the units, where each hangs and that it is open: made in the database, as bringing rows there is slower."""
    units = land.tree.size
    begins = (0, *np.cumsum(made.SIZES).tolist())
    named = reversed(list(zip(made.LEVELS, begins, strict=True)))
    level = " ".join(f"WHEN unit > {begin} THEN '{name}'" for name, begin in named)
    always: dict[str, Any] = {
        "known_on": AT.date(), "recorded_at": connection.ops.adapt_datetimefield_value(AT), "recorded_by": 0,
        "valid_from": DAY_MIN, "valid_to": DAY_MAX, "founding": True,
    }  # fmt: skip
    names, values = whole(Unit, [Unit(kind="association")])
    written = {"id": "unit", "code": "'U' || unit", "name": "'单位 ' || unit", "level": f"CASE {level} END"}
    told = dict(zip(names, next(values), strict=True))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE planted (unit INTEGER PRIMARY KEY, above INTEGER)")
        for low in range(0, units, LOT):
            lot = list(enumerate(land.parents[low : low + LOT].tolist(), low + 1))
            cursor.executemany("INSERT INTO planted VALUES (%s, %s)", lot)
        for model, constant, made_of in (
            (Unit, told, written),
            (Edge, always | {"line": "main"}, {"position": "unit", "unit_id": "unit", "parent_id": "nullif(above, 0)"}),
            (Opening, always | {"is_open": True}, {"position": f"{units} + unit", "unit_id": "unit"}),
        ):
            columns = {name: made_of.get(name, "%s") for name in {**constant, **made_of}}
            into = f"INSERT INTO {model._meta.db_table} ({', '.join(columns)})"  # noqa: SLF001 - Django's own name
            given = [constant[name] for name, made in columns.items() if made == "%s"]
            cursor.execute(f"{into} SELECT {', '.join(columns.values())} FROM planted ORDER BY unit", given)
        cursor.execute("DROP TABLE planted")


def whole(model: type[Model], rows: Iterable[Model]) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """Return every column of a model and the values of some rows: what a row does not say stands at its default."""
    names = [field.attname for field in model._meta.concrete_fields]  # noqa: SLF001 - Django's own name
    return names, (tuple(getattr(row, name) for name in names) for row in rows)


def some_units(land: Land) -> list[int]:
    """Return units picked at random, the same at every run: of cities, counties and the lowest level."""
    dice = np.random.default_rng(made.SEED)
    low = 1 + made.SIZES[1]
    found = [low + 1 + int(one) for one in dice.integers(0, made.SIZES[2], CITIES)]
    low += made.SIZES[2]
    found += [low + 1 + int(one) for one in dice.integers(0, made.COUNTIES, COUNTIES)]
    found += [made.HIGH + 1 + int(one) for one in dice.integers(0, land.tree.size - made.HIGH, LEAVES)]
    return found


def furnish(vault: Vault, land: Land, units: Sequence[int]) -> int:
    """Write the entries below some units to the book, at their positions; return how many they are.

    One of those known last is among them: the engine asks the book how far its knowledge goes.
    """
    at = land.tree.place[np.array(units)]
    below = [range(int(low), int(land.tree.last[low]) + 1) for low in at]
    numbers = np.array(sorted({number for one in below for number in one}), dtype=np.int64)
    place = {"unit": np.flatnonzero(np.isin(land.tree.place, numbers))}
    vault.con.register("wanted", place)
    found = vault.con.execute(
        "SELECT entry.*, pseudonym AS subject FROM entry JOIN person ON number = person "
        "WHERE unit IN (SELECT unit FROM wanted) OR position = "
        "(SELECT max(position) FROM entry WHERE known = (SELECT max(known) FROM entry)) ORDER BY position"
    ).fetchnumpy()
    vault.con.unregister("wanted")
    kinds, goals = list(vault.words.kinds), list(vault.words.goals)
    with transaction.atomic():
        insert(Entry, ENTRY, _entries(found, kinds, goals))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return len(found["unit"])


def _entries(found: dict[str, Any], kinds: Sequence[str], goals: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    names = ("position", "subject", "thing", "unit", "amount", "day", "known", "kind", "goals")
    for position, subject, thing, unit, amount, day, known, kind, goal in zip(
        *(found[name].tolist() for name in names), strict=True
    ):
        number, on = thing & ((1 << 48) - 1), date.fromordinal(day)
        yield (
            position, date.fromordinal(known), AT, 0, f"bench:{position}", "bench", number, "made", "attendance", unit,
            "lead", f"attendance:{number}", subject, amount, on, on, kinds[kind], goals[goal], 1, 1, "number", "exact",
            "", "live",
        )  # fmt: skip

"""A database beside the one in use, in which an older state is made whole before it takes the other's place.

SQLite: a file of its own; PostgreSQL: a schema of its own. Whoever breaks off leaves the one in use as it was.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from django.apps.registry import Apps
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from kexie.records.keeping import tables
from kexie.records.keeping.archive import Sealed
from kexie.records.keeping.backup import open_sqlite

SCHEMA: Final = "kexie_beside"
PAGES: Final = 2_000


def build(sealed: Sealed) -> None:
    """Make the tables of the file's version, fill them, and bring them up to this version, in the database at hand."""
    name = str(sealed.manifest["migration"])
    registry = tables_at(name)
    with transaction.atomic(), _unguarded(registry):
        tables.load(sealed, registry)
    call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def _unguarded(registry: Apps) -> Iterator[None]:
    """Let lines in that the walls would refuse: a backup that somebody changed is put back too, and then tells on it.

    SQLite is restored as a whole file and needs no such thing.
    """
    names = [model._meta.db_table for model in tables.tables(registry)]  # noqa: SLF001 - Django's own name
    if connection.vendor == "postgresql":
        _say(f'ALTER TABLE "{name}" DISABLE TRIGGER USER' for name in names)
    yield
    if connection.vendor == "postgresql":
        _say(f'ALTER TABLE "{name}" ENABLE TRIGGER USER' for name in names)


def _say(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def tables_at(name: str) -> Apps:
    """Make our tables as they stood after a migration, in an empty database; return the models of that time."""
    executor = MigrationExecutor(connection)
    executor.migrate([("records", name)])
    return executor.loader.project_state(("records", name)).apps


@contextmanager
def sqlite_beside(folder: Path) -> Iterator[Path]:
    """Work on a new database file in ``folder`` while the block runs; it is gone afterwards."""
    draft = folder / f".beside.{secrets.token_hex(4)}.part"
    with _pointed(NAME=str(draft)):
        try:
            yield draft
        finally:
            connection.close()
            for ending in ("", "-wal", "-shm", "-journal"):
                draft.with_name(draft.name + ending).unlink(missing_ok=True)


def swap_sqlite(draft: Path, live: Path | str) -> None:
    """Put one database in the place of another in one transaction: broken off, the other stays as it was."""
    connection.close()
    with closing(open_sqlite(draft)) as new, closing(open_sqlite(live)) as old:
        new.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        new.backup(old, pages=PAGES, progress=copied, sleep=0.05)


def copied(_status: int, _remaining: int, _total: int) -> None:
    """Hear how far the copying came."""


@contextmanager
def postgresql_beside() -> Iterator[None]:
    """Work in a schema of its own while the block runs; what an earlier attempt left there goes first."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        cursor.execute(f"CREATE SCHEMA {SCHEMA}")
    options = dict(connection.settings_dict.get("OPTIONS") or {})
    with _pointed(OPTIONS=options | {"options": f"-c search_path={SCHEMA}"}):
        yield


def swap_postgresql() -> None:
    """Put the tables beside in the place of those in use, in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        target = connection.ops.quote_name(cursor.fetchone()[0])
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [SCHEMA])
        for (table,) in cursor.fetchall():
            cursor.execute(f'DROP TABLE IF EXISTS {target}."{table}" CASCADE')
            cursor.execute(f'ALTER TABLE {SCHEMA}."{table}" SET SCHEMA {target}')
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = %s)",
            [SCHEMA],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP FUNCTION IF EXISTS {target}."{name}"()')
            cursor.execute(f'ALTER FUNCTION {SCHEMA}."{name}"() SET SCHEMA {target}')
        cursor.execute(f"DROP SCHEMA {SCHEMA}")


@contextmanager
def _pointed(**other: Any) -> Iterator[None]:  # noqa: ANN401 - Django's own settings of a database
    """Let Django's connection lead elsewhere while the block runs."""
    connection.close()
    before = {name: connection.settings_dict.get(name) for name in other}
    connection.settings_dict.update(other)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)

"""What stands in the book stays: nothing is updated, deleted, truncated or replaced, whoever asks and however."""

from __future__ import annotations

import re

import pytest
from django.db import DatabaseError, connection, transaction

from kexie.records.access.models import Account
from kexie.records.ledger.walls import BOOK, TOGETHER, rise
from kexie.records.units.models import Unit
from tests.building import held, make_owner, plant
from tests.opened import everything

Full = tuple[Account, dict[str, Unit]]
FAR = 1_000_000
"""A position that is still free."""
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="OR REPLACE is SQLite's own")
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="TRUNCATE is PostgreSQL's own")


def columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        return [column.name for column in connection.introspection.get_table_description(cursor, table)]


def refused(sql: str) -> None:
    """The statement fails by our wall, and nothing in any table is other than before."""
    before = everything()
    with pytest.raises(DatabaseError, match="kexie: "), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert everything() == before


def copied(table: str, where: str = "1 = 1", **given: str) -> str:
    """Return ``(columns) SELECT …`` that copies one row, with some columns given; ``rowid`` may be one of them."""
    chosen = {f'"{name}"': f'"{name}"' for name in columns(table)} | {f'"{name}"': how for name, how in given.items()}
    return f"({', '.join(chosen)}) SELECT {', '.join(chosen.values())} FROM {table} WHERE {where} LIMIT 1"


@pytest.mark.parametrize("table", BOOK)
def test_every_table_has_lines_and_none_can_be_changed(full: Full, table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone()[0] > 0
    for column in columns(table):
        refused(f'UPDATE {table} SET "{column}" = "{column}"')


@pytest.mark.parametrize("table", BOOK)
def test_no_line_is_deleted(full: Full, table: str) -> None:
    refused(f"DELETE FROM {table}")
    refused(f"DELETE FROM {table} WHERE {columns(table)[0]} IS NOT NULL")


@pytest.mark.parametrize("table", BOOK)
def test_no_line_is_written_over(full: Full, table: str) -> None:
    key = BOOK[table][0]
    refused(f"INSERT INTO {table} {copied(table)} ON CONFLICT ({key}) DO UPDATE SET {key} = EXCLUDED.{key}")


@on_postgresql
@pytest.mark.parametrize("table", [*BOOK, "records_unit"])
def test_no_table_is_emptied(full: Full, table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what still waits for its check cannot be emptied anyway
    refused(f"TRUNCATE {table} CASCADE")


@on_sqlite
@pytest.mark.parametrize("guard", ["ON", "OFF"])
@pytest.mark.parametrize("table", BOOK)
def test_nothing_is_replaced(full: Full, table: str, guard: str) -> None:
    """SQLite's OR REPLACE takes a row away without its delete trigger unless recursive triggers are on."""
    key = BOOK[table][0]
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA recursive_triggers={guard}")
    try:
        refused(f"INSERT OR REPLACE INTO {table} {copied(table)}")
        others = {"uid": "uid || 'x'", "month": "'1999-01-01'", "reverses_id": "NULL"}
        fresh = {key: str(FAR)} | {name: how for name, how in others.items() if name in columns(table)}
        refused(f"INSERT OR REPLACE INTO {table} {copied(table, rowid='rowid', **fresh)}")
        for unique in BOOK[table][1:]:
            given = {name: how for name, how in fresh.items() if name != unique}
            refused(f"INSERT OR REPLACE INTO {table} {copied(table, f'{unique} IS NOT NULL', **given)}")
            refused(f"UPDATE OR REPLACE {table} SET {unique} = {unique}")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA recursive_triggers=ON")


@on_sqlite
@pytest.mark.parametrize("table", TOGETHER)
def test_a_step_is_not_replaced_by_one_of_its_number(full: Full, table: str) -> None:
    refused(f"INSERT OR REPLACE INTO {table} {copied(table, id=str(FAR))}")


@on_sqlite
def test_no_insert_reads_the_whole_book_whatever_analyze_told(full: Full) -> None:
    (trigger,) = [one for one in rise("sqlite") if one.startswith("CREATE TRIGGER records_entry_replace ")]
    asked = re.sub(r"NEW\.\w+", "?", trigger.partition(" WHEN ")[2].partition(" BEGIN ")[0])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        # a large book in which hardly any line reverses another
        cursor.execute("UPDATE sqlite_stat1 SET stat = '500000 ' || CASE idx WHEN %s THEN '500000' ELSE '1' END "
                       "WHERE tbl = 'records_entry'", [_index_of("reverses_id")])  # fmt: skip
        cursor.execute("ANALYZE sqlite_schema")
        plan = cursor.connection.execute(f"EXPLAIN QUERY PLAN SELECT {asked}", [0] * asked.count("?")).fetchall()
    steps = [step for *_numbers, step in plan]
    assert any(step.startswith("SEARCH records_entry") for step in steps)
    assert not [step for step in steps if step.startswith("SCAN records_entry")]


def _index_of(column: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pragma_index_list('records_entry')")
        names = [name for (name,) in cursor.fetchall()]
        for name in names:
            cursor.execute("SELECT name FROM pragma_index_info(%s)", [name])
            if [one for (one,) in cursor.fetchall()] == [column]:
                return str(name)
    raise LookupError(column)


def test_every_wall_stands_after_all_migrations(db: None) -> None:
    """SQLite makes a table anew to change a column, and loses its triggers: such a migration must raise them again."""
    named = {statement.split()[2] for statement in rise(connection.vendor) if statement.startswith("CREATE TRIGGER")}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            if connection.vendor == "sqlite"
            else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        )
        standing = {row[0] for row in cursor.fetchall()}
    assert named <= standing


@pytest.mark.parametrize("turn", [1, 2])
def test_a_test_that_commits_finds_an_empty_book_and_its_walls(transactional_db: None, turn: int) -> None:
    """Between such tests the database is flushed, which is the one way past the walls, and they stand again."""
    assert not Unit.objects.exists()
    owner = make_owner()
    held(owner, plant(owner, root="")["root"])
    refused("DELETE FROM records_entry")

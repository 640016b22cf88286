"""The tables of the search in SQL, and the triggers that mark what was written: no writer can forget to.

They are derived from the records, so no backup holds them. Where a record is written, its number goes into
``kexie_search_stale``; whoever searches takes in what stands there first (``index.keep_up``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SHIFT: Final = 1 << 40
"""A row of the index is numbered source × 2^40 + number of the record."""
TABLES: Final = {1: "records_unit", 2: "records_activity", 3: "records_matter"}
"""Number of a source → the table that it reads. A later migration adds its own with ``rise``."""


def make(vendor: str) -> list[str]:
    """Return the statements that make the index and the list of what it has not taken in."""
    if vendor == "sqlite":
        return [
            "CREATE VIRTUAL TABLE kexie_search USING fts5(words, detail=none)",
            "CREATE TABLE kexie_search_stale (n INTEGER PRIMARY KEY AUTOINCREMENT, id BIGINT NOT NULL)",
        ]
    return [
        "CREATE TABLE kexie_search (id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)",
        "CREATE TABLE kexie_search_stale (n BIGSERIAL PRIMARY KEY, id BIGINT NOT NULL)",
        (
            "CREATE FUNCTION kexie_search_mark() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "IF TG_OP = 'DELETE' THEN "
            "INSERT INTO kexie_search_stale (id) VALUES (TG_ARGV[0]::bigint + OLD.id); RETURN OLD; END IF; "
            "INSERT INTO kexie_search_stale (id) VALUES (TG_ARGV[0]::bigint + NEW.id); RETURN NEW; END $$"
        ),
    ]


def unmake(vendor: str) -> list[str]:
    """Return the statements that take it all away."""
    function = [] if vendor == "sqlite" else ["DROP FUNCTION kexie_search_mark()"]
    return [*function, "DROP TABLE kexie_search", "DROP TABLE kexie_search_stale"]


def rise(vendor: str, tables: Mapping[int, str]) -> list[str]:
    """Return the statements that mark every write to some tables, and everything that stands in them already."""
    made = []
    for number, table in tables.items():
        base = number * SHIFT
        if vendor == "sqlite":
            made += [
                f"CREATE TRIGGER IF NOT EXISTS {table}_search_{deed.lower()} AFTER {deed} ON {table} "
                f"BEGIN INSERT INTO kexie_search_stale (id) VALUES ({base} + {row}.id); END"
                for deed, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD"))
            ]
        else:
            made.append(
                f"CREATE TRIGGER {table}_search AFTER INSERT OR UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION kexie_search_mark('{base}')"
            )
            made.append(indexed(number))
        made.append(f"INSERT INTO kexie_search_stale (id) SELECT {base} + id FROM {table}")
    return made


def indexed(number: int) -> str:
    """Return the statement that makes the index of one source's words on PostgreSQL.

    One index over all sources cannot say in which of them words stand: it was left aside, and all rows gone through.
    """
    base = number * SHIFT
    span = f"id BETWEEN {base} AND {base + SHIFT - 1}"
    return f"CREATE INDEX IF NOT EXISTS kexie_search_words_{number} ON kexie_search USING GIN (words) WHERE {span}"


def fall(vendor: str, tables: Mapping[int, str]) -> list[str]:
    """Return the statements that mark no more."""
    if vendor == "sqlite":
        return [
            f"DROP TRIGGER IF EXISTS {table}_search_{deed}"
            for table in tables.values()
            for deed in ("insert", "update", "delete")
        ]
    return [f"DROP TRIGGER IF EXISTS {table}_search ON {table}" for table in tables.values()]

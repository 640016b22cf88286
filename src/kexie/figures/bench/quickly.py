"""Writing millions of rows into an empty book: without indexes, which are made at the end, and without a safe disk.

Nor does SQLite look, row by row, for a line that an insert would replace: there is none yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection, models

SQLITE: Final = (
    "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name = %s"
    " AND (type = 'index' OR type = 'trigger' AND sql LIKE '%%BEFORE INSERT%%')"
)
POSTGRES: Final = (
    "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s"
    " AND indexname NOT IN (SELECT conname FROM pg_constraint)"
)
ROOM: Final = 1_000_000
"""Kilobytes of the book that SQLite keeps in memory meanwhile."""
THREADS: Final = 2
"""Threads that help SQLite to sort an index."""


@contextmanager
def written(*tables: type[models.Model]) -> Iterator[None]:
    """Let rows of these tables be written quickly while the block runs; afterwards indexes and walls stand again."""
    lite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        if lite:  # a bench is thrown away: what a power cut breaks is made anew
            cursor.execute(f"PRAGMA cache_size = -{ROOM}")
            cursor.execute("PRAGMA synchronous = OFF")
            cursor.execute(f"PRAGMA threads = {THREADS}")
        found: list[tuple[str, str]] = []
        for table in tables:
            cursor.execute(SQLITE if lite else POSTGRES, [table._meta.db_table])  # noqa: SLF001 - Django's own name
            found += cursor.fetchall()
        for name, how in found:
            kind = "TRIGGER" if how.startswith("CREATE TRIGGER") else "INDEX"
            cursor.execute(f"DROP {kind} {connection.ops.quote_name(name)}")
        yield
        for _name, how in found:
            cursor.execute(how)

"""Inserting many rows at once, as plain values: an object for each of 100 000 lines costs more than the database does.

Same columns, same triggers, same constraints as a model's own insert; only the way there is shorter.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import chain, islice
from typing import Any, Final, TypeVar

from django.db import connection, models

M = TypeVar("M", bound=models.Model)
AT_ONCE: Final = 500
"""Rows in one statement on SQLite."""
MANY: Final = 1_000
"""Rows of one insert after which PostgreSQL's idea of a table's size is out of date."""


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows into a model's table; ``names`` are the attributes (``unit_id``) whose values each row holds.

    Days and instants are Python's own (instants aware). Raises what the database raises: a wall or a constraint.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields}  # noqa: SLF001 - Django's own name
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)  # noqa: SLF001 - the same
    columns = ", ".join(quote(fields[name].column or name) for name in names)
    ready = _readied(rows, {place: how for place, name in enumerate(names) if (how := _how(fields[name]))})
    into = f"{table} ({columns})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in ready:
                    copy.write_row(row)
            weigh(cursor.rowcount, model)
            return
        limit = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
        marks = f"({', '.join('?' * len(names))})"
        # each statement on a table with triggers keeps every page it touches for taking back: fewer statements, fewer
        # pages (measured: 45 000 entries one by one 1.5 s, 500 at a time 0.65 s)
        while part := list(islice(ready, min(AT_ONCE, limit // len(names)))):
            with connection.wrap_database_errors:
                sqlite3.Cursor.execute(  # not through Django's own, which reads 13 000 marks anew each time
                    cursor.cursor,
                    f"INSERT INTO {into} VALUES {', '.join([marks] * len(part))}",
                    list(chain.from_iterable(part)),
                )


def weigh(rows: int, *tables: type[models.Model]) -> None:
    """Let PostgreSQL count tables anew when one deed added many rows; nothing on SQLite or after few rows.

    Its own housekeeping does so a minute later and never inside the deed: until then it takes the tables for small,
    and one reading of the tree of 50 000 units just opened walked every pair of them (six minutes for 50 ms).
    """
    if connection.vendor == "postgresql" and rows >= MANY:
        names = ", ".join(connection.ops.quote_name(table._meta.db_table) for table in tables)  # noqa: SLF001 - the same
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {names}")


def among(rows: models.QuerySet[M], column: str, numbers: Iterable[int]) -> models.QuerySet[M]:
    """Return the rows whose column holds one of so many whole numbers, without a parameter for each of them."""
    table = connection.ops.quote_name(rows.model._meta.db_table)  # noqa: SLF001 - Django's own name
    listed = ",".join(str(int(number)) for number in numbers) or "NULL"
    return rows.extra(where=[f"{table}.{connection.ops.quote_name(column)} IN ({listed})"])  # noqa: S610 - numbers


def _readied(rows: Iterable[Sequence[Any]], how: dict[int, Callable[[Any], Any]]) -> Iterator[Sequence[Any]]:
    if not how:
        yield from rows
        return
    for row in rows:
        ready = list(row)
        for place, make in how.items():
            ready[place] = make(ready[place])
        yield ready


def _how(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    """Return how a column's values are made ready for this database; ``None``: they are as they stand."""
    if isinstance(field, models.JSONField):
        return _json
    if isinstance(field, models.DateTimeField) and connection.vendor == "sqlite":
        return _instant
    if isinstance(field, models.TimeField) and connection.vendor == "sqlite":
        return connection.ops.adapt_timefield_value
    return None


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


@lru_cache(maxsize=64)
def _instant(value: datetime | None) -> Any:  # noqa: ANN401 - whatever the database takes
    return connection.ops.adapt_datetimefield_value(value)

"""Every table of ours as text, and back: the same lines from every database."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from operator import attrgetter
from typing import IO, Any, Final

from django.apps import apps
from django.apps.registry import Apps
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from kexie.kit.refusal import Refused
from kexie.records.book.bulk import insert
from kexie.records.keeping.archive import Sealed, Writer
from kexie.records.keeping.codec import ways
from kexie.records.ledger.walls import fall, rise

AT_ONCE: Final = 2000
FOLDER: Final = "tables"
csv.field_size_limit(1 << 30)


def tables(registry: Apps = apps) -> list[type[models.Model]]:
    """Return every table of ours, by name; sessions and sign-in failures are none of them."""
    found = registry.get_app_config("records").get_models(include_auto_created=True)
    return sorted(found, key=lambda model: model._meta.db_table)  # noqa: SLF001 - Django's own name


def name_of(model: type[models.Model]) -> str:
    """Return the name of a table's file."""
    return f"{FOLDER}/{model._meta.db_table.removeprefix('records_')}.csv"  # noqa: SLF001 - the same


def _fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    return list(model._meta.concrete_fields)  # noqa: SLF001 - the same


@contextmanager
def snapshot() -> Iterator[None]:
    """Read everything as of one instant while others go on writing."""
    nested = connection.in_atomic_block
    kept = getattr(connection, "transaction_mode", None)
    if kept is not None:
        connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]  # a reader in WAL hinders no writer
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql" and not nested:
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield
    finally:
        if kept is not None:
            connection.transaction_mode = kept  # type: ignore[attr-defined]


def dump(out: Writer) -> None:
    """Write every table, each in the order of its keys."""
    for model in tables():
        out.put(name_of(model), _lines(model), rows=model._base_manager.count())  # noqa: SLF001 - all rows


def _lines(model: type[models.Model]) -> Iterator[bytes]:
    fields = _fields(model)
    say = [ways(field)[0] for field in fields]
    yield _csv([[field.attname for field in fields]])
    rows = model._base_manager.order_by("pk").iterator(chunk_size=AT_ONCE)  # noqa: SLF001 - the same
    values = map(attrgetter(*(field.attname for field in fields)), rows)
    while part := list(islice(values, AT_ONCE)):
        several = ([row] for row in part) if len(fields) == 1 else part
        yield _csv([way(value) for way, value in zip(say, row, strict=True)] for row in several)


def _csv(rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def next_numbers() -> dict[str, int]:
    """Return for each table the number that its next row gets: one that was erased is never given again."""
    found = {}
    with connection.cursor() as cursor:
        for model in tables():
            table, key = model._meta.db_table, model._meta.pk  # noqa: SLF001 - Django's own names
            if not isinstance(key, models.AutoField):
                continue
            if connection.vendor == "postgresql":
                cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', key.column])
                cursor.execute(f"SELECT last_value + CASE WHEN is_called THEN 1 ELSE 0 END FROM {cursor.fetchone()[0]}")
            else:
                cursor.execute("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = %s), 0) + 1", [table])
            found[table] = int(cursor.fetchone()[0])
    return found


def _set_next(numbers: dict[str, Any], registry: Apps) -> None:
    """Let each table go on numbering where the other house would have."""
    numbered = [model for model in tables(registry) if isinstance(model._meta.pk, models.AutoField)]  # noqa: SLF001
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), numbered):
            cursor.execute(statement)
        for model in numbered:
            table, key = model._meta.db_table, model._meta.pk  # noqa: SLF001 - Django's own names
            after = numbers.get(table)
            if not isinstance(after, int) or key is None or not 1 < after < 2**62:
                continue
            if connection.vendor == "postgresql":
                last = f"greatest(%s, (SELECT coalesce(max({key.column}), 1) FROM {table}))"
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence(%s, %s), {last})", [f'"{table}"', key.column, after - 1]
                )
            else:
                cursor.execute("UPDATE sqlite_sequence SET seq = max(seq, %s) WHERE name = %s", [after - 1, table])
                if not cursor.rowcount:
                    cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, after - 1])


def empty() -> None:
    """Empty every table of ours. The walls of the book come down for this one deed and stand again before it ends.

    Must run in a transaction, together with what is put in their place: nobody ever sees the house empty.
    """
    _say(fall(connection.vendor))
    with connection.cursor() as cursor:
        for model in tables():
            cursor.execute(f"DELETE FROM {model._meta.db_table}")  # noqa: SLF001 - Django's own name
    _say(rise(connection.vendor))


def _say(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # a trigger is only dropped or made once earlier rows are checked
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for statement in statements:
            cursor.execute(statement)


def load(sealed: Sealed, registry: Apps = apps) -> int:
    """Put every row of a file into the empty tables, past the standing walls; return how many there were.

    Raises ``Refused`` where a table or column is not one of ours or a value cannot be read, and what the database
    raises where lines do not fit together.
    """
    known = {name_of(model): model for model in tables(registry)}
    wanted = [name for name in sealed.files if name.startswith(f"{FOLDER}/")]
    if sorted(wanted) != sorted(known):
        raise _unfit(sealed, ", ".join(sorted({*wanted} ^ {*known})))
    count = 0
    for name in wanted:
        with sealed.open(name) as content:
            count += _fill(known[name], content, sealed, name)
    _set_next(sealed.manifest.get("next") or {}, registry)
    connection.check_constraints()
    return count


def _fill(model: type[models.Model], content: IO[bytes], sealed: Sealed, name: str) -> int:
    fields = {field.attname: field for field in _fields(model)}
    lines = csv.reader(io.TextIOWrapper(content, "utf-8", newline=""))
    headers = next(lines, [])
    if sorted(headers) != sorted(fields):
        raise _unfit(sealed, name)
    read = [ways(fields[header])[1] for header in headers]
    count = 0

    def rows() -> Iterator[list[Any]]:
        nonlocal count
        for line in lines:
            count += 1
            try:
                yield [way(text) for way, text in zip(read, line, strict=True)]
            except (ValueError, KeyError) as error:
                raise _unfit(sealed, f"{name}:{count + 1}") from error

    insert(model, headers, rows())
    if count != sealed.files[name].get("rows"):
        raise _unfit(sealed, name)
    return count


def _unfit(sealed: Sealed, where: str) -> Refused:
    said = {"file": sealed.file.name, "where": where[:120]}
    return Refused(_("%(file)s：内容与本版本的表对不上（%(where)s）；什么也没有改动。") % said)

"""The one way in which tests open the book, and digests that show whether anything in it changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection

from kexie.records.ledger.walls import fall, rise


def _say(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # a trigger is only dropped or made once the deferred checks of earlier rows are done
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in statements:
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@contextmanager
def without_walls() -> Iterator[None]:
    """Take the walls down for as long as the block runs: what an administrator of the database could do."""
    _say(fall(connection.vendor))
    try:
        yield
    finally:
        _say(rise(connection.vendor))


def everything() -> dict[str, str]:
    """Return a digest of each table of ours, in no order of rows."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_app_config("records").get_models():
            table = model._meta.db_table
            cursor.execute(f"SELECT * FROM {table}")
            rows = sorted(repr([_plain(value) for value in row]) for row in cursor.fetchall())
            found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value

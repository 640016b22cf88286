"""A backup (备份): the database as it stands at one instant, the files and the keys, in one file that proves itself.

The figures store is left out, the worker makes it anew; so is the list of erasures, which must outlive every backup.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection

from kexie.records.book.models import Book
from kexie.records.keeping import tables
from kexie.records.keeping.actions import Told, put_files, seal
from kexie.records.keeping.archive import Writer, blocks

FORM: Final = "kexie-backup"
DATABASE: Final = "database.sqlite3"
HOME: Final = "home"
KEPT: Final = ("secret", "demo-sign-ins", "fonts", "reports")
"""What lies in ``KEXIE_HOME`` beside the database and the stored files, and cannot be made anew."""


def back_up(out: Path) -> Told:
    """Write a backup while others work on; return what is in it. Raises ``Refused`` where it cannot be written.

    The database is read first: a file is stored before its record, so none that the records name is missed.
    """
    with Writer(out, FORM) as into, tables.snapshot():
        book = Book.objects.filter(pk=1).first() or Book()
        if connection.vendor == "sqlite":
            _put_sqlite(into, out.parent)
        else:
            tables.dump(into)
        files = put_files(into)
        for name, path in _kept():
            with path.open("rb") as content:
                into.put(f"{HOME}/{name}", blocks(content))
        rows = seal(into, of=connection.vendor, book=book)
    return Told(rows, files, book.last_position)


def _put_sqlite(into: Writer, folder: Path) -> None:
    """Add the database by SQLite's own way of copying one that is in use: a writer neither waits nor is seen half."""
    with tempfile.TemporaryDirectory(prefix=".kexie-", dir=folder) as draft:
        copy = Path(draft) / DATABASE
        with closing(open_sqlite(settings.DATABASES["default"]["NAME"])) as live, closing(open_sqlite(copy)) as there:
            live.backup(there)
        with copy.open("rb") as content:
            into.put(DATABASE, blocks(content))


def open_sqlite(name: Path | str) -> sqlite3.Connection:
    """Open a database file with plain SQLite, patient with others who use it."""
    return sqlite3.connect(name, timeout=60, isolation_level=None)


def _kept() -> Iterator[tuple[str, Path]]:
    home = Path(settings.KEXIE_HOME)
    for name in KEPT:
        path = home / name
        if path.is_file():
            yield name, path
        elif path.is_dir():
            for below in sorted(one for one in path.rglob("*") if one.is_file() and not one.is_symlink()):
                yield below.relative_to(home).as_posix(), below

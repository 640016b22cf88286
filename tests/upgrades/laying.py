"""Lay the database of an earlier version down: ``laying.py FILE [MIGRATION]``, as that version would have left it.

``MIGRATION``: bring it on to there first, as an upgrade that was broken off would.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kexie.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - settings stand only now
from django.db import connection, transaction  # noqa: E402 - the same
from django.db.migrations.executor import MigrationExecutor  # noqa: E402 - the same

from kexie.records.keeping import beside, tables  # noqa: E402 - the same
from kexie.records.keeping.archive import Sealed  # noqa: E402 - the same
from kexie.records.keeping.backup import FORM  # noqa: E402 - the same

if __name__ == "__main__":
    file, *on = sys.argv[1:]
    with Sealed(Path(file), FORM) as sealed:
        registry = beside.tables_at(str(sealed.manifest["migration"]))
        with transaction.atomic():
            tables.load(sealed, registry)
    for app in ("contenttypes", "auth", "axes", "sessions"):
        call_command("migrate", app, verbosity=0, interactive=False)
    if on:
        MigrationExecutor(connection).migrate([("records", on[0])])

"""SQLite looks for the row that an insert would replace by each unique column apart (see ``walls``)."""

from __future__ import annotations

from typing import ClassVar

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from kexie.records.ledger.walls import GROUPS, ISSUES, LOOKS, PLANS, SPINE, STEPS, renewed


def forwards(_apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
    """Put the trigger of each table in place of the older one."""
    if schema.connection.vendor == "sqlite":
        for statement in renewed({**SPINE, **PLANS, **GROUPS, **LOOKS, **ISSUES, **STEPS}):
            schema.execute(statement, params=None)


class Migration(migrations.Migration):
    """A trigger is no part of a model's state; the older one refused the same."""

    dependencies: ClassVar = [("records", "0027_indexes_of_pages")]
    operations: ClassVar = [migrations.RunPython(forwards, migrations.RunPython.noop)]

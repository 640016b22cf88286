"""The book becomes append-only: triggers of both databases."""

from __future__ import annotations

from typing import ClassVar

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from kexie.records.ledger.walls import SPINE, fall, rise


def forwards(_apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
    """Raise the walls."""
    for statement in rise(schema.connection.vendor, SPINE):
        schema.execute(statement, params=None)  # a "%" in a statement is its own


def backwards(_apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
    """Take them down."""
    for statement in fall(schema.connection.vendor, SPINE):
        schema.execute(statement, params=None)  # a "%" in a statement is its own


class Migration(migrations.Migration):
    """Triggers are no part of a model's state, so they have a migration of their own."""

    dependencies: ClassVar = [("records", "0001_spine")]
    operations: ClassVar = [migrations.RunPython(forwards, backwards)]

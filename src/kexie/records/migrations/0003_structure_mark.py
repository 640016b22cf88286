"""Trees are remembered by a mark instead of a position, and the walls are raised anew with what they learnt."""

from __future__ import annotations

from typing import ClassVar

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from kexie.records.ledger.walls import SPINE, fall, rise


def anew(_apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
    """Take the walls down and raise them as they are now."""
    for statement in [*fall(schema.connection.vendor, SPINE), *rise(schema.connection.vendor, SPINE)]:
        schema.execute(statement, params=None)  # a "%" in a statement is its own


class Migration(migrations.Migration):
    """A database made before had walls that let a row be replaced by its rowid."""

    dependencies: ClassVar = [("records", "0002_walls")]
    operations: ClassVar = [
        migrations.AddField(
            "book",
            "structure_mark",
            models.BigIntegerField(default=0, help_text="drawn anew with each fact of structure"),
        ),
        migrations.RunPython(anew, migrations.RunPython.noop),
    ]

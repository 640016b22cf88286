"""Groups of units become dated facts of the book; what stood as text is taken over as founding facts."""

from __future__ import annotations

import secrets
from typing import ClassVar, Final

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from kexie.kit.clock import DAY_MAX, DAY_MIN, day_of, now
from kexie.records.ledger.walls import fall, rise


TABLES: Final = {"records_groupmembership": ("position",)}


def wall(_apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
    """Raise the walls around the new table."""
    for statement in rise(schema.connection.vendor, TABLES):
        schema.execute(statement, params=None)  # a "%" in a statement is its own


def unwall(_apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
    """Take them down."""
    for statement in fall(schema.connection.vendor, TABLES):
        schema.execute(statement, params=None)  # a "%" in a statement is its own


def take_over(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    """Append a founding fact for each ``set=member`` that a unit's text named."""
    book = apps.get_model("records", "Book").objects.filter(pk=1).first()
    units = apps.get_model("records", "Unit").objects.order_by("pk").values_list("pk", "groups")  # type: ignore[misc]
    told = [(pk, *pair.split("=", 1)) for pk, groups in units for pair in groups.split(";") if "=" in pair]
    if book is None or not told:
        return
    at = max(now(), book.last_recorded_at or now())
    fact = apps.get_model("records", "GroupMembership")
    shared = {
        "recorded_at": at, "recorded_by": 0, "known_on": day_of(at),
        "valid_from": DAY_MIN, "valid_to": DAY_MAX, "founding": True,
    }
    fact.objects.bulk_create(
        [
            fact(position=book.last_position + n, unit_id=unit, of_set=of_set, member=member, **shared)
            for n, (unit, of_set, member) in enumerate(told, start=1)
        ],
        batch_size=500,
    )
    book.last_position += len(told)
    book.last_recorded_at = at
    book.structure_position = book.last_position
    book.structure_mark = secrets.randbits(62)
    book.save()


class Migration(migrations.Migration):
    dependencies: ClassVar = [("records", "0005_values")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="GroupMembership",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("known_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.BigIntegerField(help_text="account number, a pseudonym")),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField()),
                ("founding", models.BooleanField(default=False)),
                ("of_set", models.CharField(max_length=64)),
                ("member", models.CharField(default="", max_length=64)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="groupings", to="records.unit"
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["of_set", "unit", "valid_from"], name="group_unit")]},
        ),
        migrations.RunPython(wall, unwall),
        migrations.RunPython(take_over, migrations.RunPython.noop),
    ]

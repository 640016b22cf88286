"""The rhythm of a branch and year as one row; what was kept is derived, so it is dropped and worked out again."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def forget(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    """Let every year be worked out again."""
    apps.get_model("records", "RhythmMark").objects.all().delete()


class Migration(migrations.Migration):
    """The table is made anew: it is empty until a year is asked for."""

    dependencies: ClassVar = [("records", "0028_apart")]
    operations: ClassVar = [
        migrations.RunPython(forget, forget),
        migrations.DeleteModel("Rhythm"),
        migrations.CreateModel(
            name="Rhythm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "branch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rhythms",
                        to="records.branch",
                    ),
                ),
                ("year", models.SmallIntegerField()),
                ("asked", models.BigIntegerField()),
                ("held", models.BigIntegerField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("year", "branch"), name="one_rhythm")],
            },
        ),
        migrations.AddField("rhythmmark", "laid_out", models.CharField(default="", max_length=16)),
    ]

"""The kept rhythm is worked out from the branches: the database need not check each row against its branch."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The rows stay as they are."""

    dependencies: ClassVar = [("records", "0030_led_by_id")]
    operations: ClassVar = [
        migrations.AlterField(
            "rhythm",
            "branch",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rhythms",
                to="records.branch",
            ),
        ),
    ]

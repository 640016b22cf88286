"""What was held with a head count or somebody present on its roster counts as written down in full.

A step of its own: PostgreSQL does not change the rows and the columns of a table in one transaction.
"""

from __future__ import annotations

from typing import ClassVar

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils.timezone import now


def forwards(_apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
    """Mark them in one statement."""
    at = now() if schema.connection.vendor == "postgresql" else schema.connection.ops.adapt_datetimefield_value(now())
    schema.execute(
        """UPDATE records_activity SET recorded_at = %s WHERE status = 'held' AND recorded_at IS NULL AND (
               headcount IS NOT NULL OR id IN (SELECT activity_id FROM records_attendance WHERE status = 'present'))""",
        [at],
    )


class Migration(migrations.Migration):
    """Backwards there is nothing to do: the columns go."""

    dependencies: ClassVar = [("records", "0012_activity_life")]
    operations: ClassVar = [migrations.RunPython(forwards, migrations.RunPython.noop)]

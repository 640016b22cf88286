"""On PostgreSQL each source of the search has an index of its own; SQLite's finds words in the order of the rows."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from kexie.records.search.walls import indexed

SEARCHED = (1, 2, 3)


def apart(_apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
    """Make an index for each source, and drop the one that was for all."""
    if schema.connection.vendor == "postgresql":
        for number in SEARCHED:
            schema.execute(indexed(number), params=None)
        schema.execute("DROP INDEX IF EXISTS kexie_search_words", params=None)


class Migration(migrations.Migration):

    dependencies = [
        ("records", "0032_kind_ended_alone"),
    ]

    operations = [migrations.RunPython(apart, migrations.RunPython.noop)]

"""One line of migrations: the last is named, so that two branches that both add one collide where it shows."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from django.db import connection
from django.db.migrations.loader import MigrationLoader

FOLDER = Path(__file__).resolve().parents[2] / "src" / "kexie" / "records" / "migrations"


def test_the_last_migration_is_named() -> None:
    made = sorted(path.stem for path in FOLDER.glob("[0-9]*.py"))
    assert (FOLDER / "max_migration.txt").read_text().split() == [made[-1]]


def test_there_is_one_line_without_gaps() -> None:
    made = sorted(path.stem for path in FOLDER.glob("[0-9]*.py"))
    assert [int(name[:4]) for name in made] == list(range(1, len(made) + 1))
    loader = MigrationLoader(connection, ignore_no_migrations=True, load=False)
    loader.load_disk()
    for before, name in pairwise(made):
        migration = loader.disk_migrations["records", name]
        assert [dependency for app, dependency in migration.dependencies if app == "records"] == [before]

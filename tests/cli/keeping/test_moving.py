"""A house that began on SQLite moves to PostgreSQL, and back: every number, day of knowledge and seal goes along."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.calling import Session
from tests.cli.keeping.conftest import SERVER, asked, done, furnish, recorded

pytestmark = pytest.mark.skipif(not SERVER.startswith("postgres"), reason="needs PostgreSQL")


def test_a_house_moves_from_sqlite_to_postgresql_and_back(tmp_path: Path, databases: Callable[[], str]) -> None:
    old = Session(tmp_path / "old")
    new = Session(tmp_path / "new", DATABASE_URL=databases())
    back = Session(tmp_path / "back")
    with closing(old), closing(new), closing(back):
        furnish(old, tmp_path)
        before = asked(old)
        done(old("export", str(tmp_path / "x.zip")))
        done(new("init"))
        done(new("import", "everything", str(tmp_path / "x.zip")))
        assert asked(new) == before
        recorded(new, tmp_path, "N")
        done(new("export", str(tmp_path / "y.zip")))
        done(back("init"))
        done(back("import", "everything", str(tmp_path / "y.zip")))
        assert asked(back) == asked(new) != before

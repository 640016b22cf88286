"""Several processes write at once, some change their minds: the book has no gap, and its clock never goes back."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[3]
WRITERS, ROUNDS = 4, 25


@contextmanager
def database(folder: Path) -> Iterator[str]:
    """Make an empty database of its own, of the kind that the tests run on; yield its address."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{folder / 'race.sqlite3'}"
        return
    import psycopg  # noqa: PLC0415 - only where it is the database

    told = {key: str(value) for key, value in connection.settings_dict.items()}
    address = f"postgres://{told['USER']}:{quote(told['PASSWORD'])}@{told['HOST']}:{told['PORT']}"
    name = f"kexie_race_{os.getpid()}"
    with closing(psycopg.connect(f"{address}/postgres", autocommit=True)) as line:
        line.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{address}/{name}"
        finally:
            line.execute(f"DROP DATABASE {name} WITH (FORCE)")


def start(url: str, folder: Path, *words: str) -> subprocess.Popen[str]:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("KEXIE_", "DJANGO_", "PYTEST_"))},
        "DATABASE_URL": url,
        "KEXIE_HOME": str(folder),
        "DJANGO_SETTINGS_MODULE": "kexie.settings",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }
    command = [sys.executable, "-W", "error", *words]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=environment, text=True, stdin=pipe, stdout=pipe, stderr=pipe)


def done(process: subprocess.Popen[str]) -> str:
    printed, said = process.communicate()
    assert process.returncode == 0, said
    return printed


def raced(url: str, folder: Path) -> dict[str, Any]:
    done(start(url, folder, "-m", "django", "migrate", "-v0"))
    racer = ("-m", "tests.records.ledger.racer")
    done(start(url, folder, *racer, "plant"))
    writers = [start(url, folder, *racer, "write", str(n + 1), str(ROUNDS)) for n in range(WRITERS)]
    for writer in writers:
        done(writer)
    found: dict[str, Any] = json.loads(done(start(url, folder, *racer, "tally")))
    return found


def both_move(url: str, folder: Path) -> list[str]:
    """Let two processes move one matter at the same moment; return what became of each."""
    racer = ("-m", "tests.records.ledger.racer")
    code = done(start(url, folder, *racer, "open"))
    movers = [start(url, folder, *racer, "move", code) for _each in range(2)]
    for mover in movers:
        assert mover.stdout is not None
        mover.stdout.readline()  # it has the matter before it
    for mover in movers:
        assert mover.stdin is not None
        mover.stdin.write("\n")
        mover.stdin.flush()
    return [done(mover) for mover in movers]


@pytest.mark.usefixtures("db")
def test_positions_have_no_gap_instants_rise_and_one_of_two_who_move_a_matter_is_told(tmp_path: Path) -> None:
    with database(tmp_path) as url:
        found = raced(url, tmp_path)
        assert found["positions"] == list(range(1, found["last"] + 1))
        assert found["instants"] == sorted(found["instants"])
        assert found["writers"] == list(range(1, WRITERS + 1))
        assert found["faults"] == []
        assert 0 < found["events"] < WRITERS * ROUNDS  # some were rolled back
        won, lost = sorted(both_move(url, tmp_path), key=lambda one: one != "moved")
        assert (won, "刚被别人" in lost) == ("moved", True), lost
        if connection.vendor == "sqlite":
            beside(tmp_path / "race.sqlite3")


def beside(path: Path) -> None:
    """Another program with SQLite's own defaults (recursive triggers off) meets the same walls."""
    with closing(sqlite3.connect(path)) as line:
        assert line.execute("PRAGMA recursive_triggers").fetchone() == (0,)
        before = line.execute("SELECT * FROM records_entry ORDER BY position").fetchall()
        names = [row[1] for row in line.execute("PRAGMA table_info(records_entry)")]
        moved = ", ".join({"position": "position + 100000", "uid": "uid || 'x'"}.get(name, name) for name in names)
        for sql in (
            "DELETE FROM records_entry",
            "UPDATE records_entry SET amount = 2",
            "INSERT OR REPLACE INTO records_entry SELECT * FROM records_entry",
            (
                f"INSERT OR REPLACE INTO records_entry (rowid, {', '.join(names)}) "
                f"SELECT rowid, {moved} FROM records_entry"
            ),
        ):
            with pytest.raises(sqlite3.IntegrityError, match="kexie: "):
                line.execute(sql)
        assert line.execute("SELECT * FROM records_entry ORDER BY position").fetchall() == before

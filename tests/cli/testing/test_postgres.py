"""The suite's own PostgreSQL: there while it is needed, gone afterwards."""

from __future__ import annotations

import tempfile
from pathlib import Path

import psycopg
import pytest

from kexie.cli.testing.machine import server_program
from kexie.cli.testing.postgres import server

pytestmark = pytest.mark.skipif(server_program("initdb") is None, reason="no PostgreSQL on this machine")


def test_it_answers_then_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []
    true_call = tempfile.mkdtemp

    def noted(prefix: str) -> str:
        made.append(Path(true_call(prefix=prefix)))
        return str(made[-1])

    monkeypatch.setattr(tempfile, "mkdtemp", noted)
    with server() as url:
        assert [path.is_dir() for path in made] == [True]
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    assert [path.exists() for path in made] == [False]
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=2)


def test_it_is_stopped_when_the_tests_break_off() -> None:
    urls: list[str] = []

    def broken_off() -> None:
        with server() as url:
            urls.append(url)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(urls[0], connect_timeout=2)


def test_a_stranger_on_the_same_machine_is_refused() -> None:
    with server() as url, pytest.raises(psycopg.OperationalError):
        psycopg.connect(url.replace("kexie:", "kexie:guess"), connect_timeout=2)

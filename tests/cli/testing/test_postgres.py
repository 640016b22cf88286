"""The suite's own PostgreSQL: there while it is needed, gone afterwards."""

from __future__ import annotations

import tempfile
from pathlib import Path

import psycopg
import pytest

from kexie.cli.testing.machine import server_program
from kexie.cli.testing.postgres import server

pytestmark = pytest.mark.skipif(server_program("initdb") is None, reason="no PostgreSQL on this machine")


def folders() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("kexie-postgres-*"))


def test_it_answers_then_leaves_nothing_behind() -> None:
    before = folders()
    with server() as url:
        assert len(folders() - before) == 1
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=2)


def test_it_is_stopped_when_the_tests_break_off() -> None:
    urls: list[str] = []
    with pytest.raises(KeyboardInterrupt), server() as url:
        urls.append(url)
        raise KeyboardInterrupt
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(urls[0], connect_timeout=2)


def test_a_stranger_on_the_same_machine_is_refused() -> None:
    with server() as url, pytest.raises(psycopg.OperationalError):
        psycopg.connect(url.replace("kexie:", "kexie:guess"), connect_timeout=2)

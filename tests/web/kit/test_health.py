"""Whoever watches the site learns whether it is well, without a sign-in, and nothing else."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from kexie.kit.clock import now
from kexie.records.access.models import Account
from kexie.records.book.models import Book
from kexie.records.units.models import Unit
from kexie.web.kit import health


class Usage(NamedTuple):
    """Bytes of a disk."""

    total: int
    used: int
    free: int


class At(NamedTuple):
    """How far something is published."""

    position: int

    def whole(self, _where: Path) -> bool:
        return True


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> Path:
    settings.KEXIE_HOME = tmp_path
    return tmp_path


def ready(client: Client, **more: Any) -> tuple[int, dict[str, Any]]:
    answer = client.get("/readyz", **more)
    return answer.status_code, json.loads(answer.content)


def test_the_process_answers_without_asking_the_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, json.loads(answer.content)) == (200, {"alive": True})
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies


def test_it_is_ready_when_everything_is_there(
    client: Client, owner: Account, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ready(client)
    with django_assert_max_num_queries(3):
        status, told = ready(client)
    assert status == 200
    assert told["ready"] is True
    assert set(told["checks"]) == {"database", "migrations", "worker", "disk"}


def test_a_watcher_needs_neither_our_name_nor_tls(client: Client, owner: Account, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["kexie.example.org"]
    settings.SECURE_SSL_REDIRECT = True
    assert ready(client, headers={"Host": "10.0.0.1"})[0] == 200
    assert client.get("/help/", headers={"Host": "10.0.0.1"}).status_code == 400


def test_nothing_of_what_is_inside_is_told(client: Client, tree: dict[str, Unit], home: Path) -> None:
    for path in ("/healthz", "/readyz"):
        text = client.get(path).content.decode()
        assert [word for word in ("示例", str(home), "sqlite", "postgres", "000") if word in text] == []
        assert client.post(path).status_code == 405


def test_an_older_database_is_not_ready(client: Client, owner: Account) -> None:
    MigrationRecorder(connection).migration_qs.filter(app="records", name=health._last()).delete()
    status, told = ready(client)
    assert (status, told["ready"], told["checks"]["migrations"]) == (503, False, "behind")


def test_without_its_database_it_says_so_and_does_not_break(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> str:
        raise DatabaseError("password authentication failed for user kexie")

    monkeypatch.setattr(health, "_migrations", gone)
    status, told = ready(client)
    assert (status, told["checks"]["database"]) == (503, "unreachable")
    assert "kexie" not in json.dumps(told)


def test_a_full_disk_is_not_ready(client: Client, owner: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(1, 1, health.ROOM - 1))
    assert ready(client)[1]["checks"]["disk"] == "full"
    assert ready(client)[0] == 503


def test_a_worker_that_fell_behind_is_told_and_is_no_reason_to_stay_away(
    client: Client, tree: dict[str, Unit], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ready(client)[1]["checks"]["worker"] == "absent"

    class Told:
        @staticmethod
        def read(_where: Path) -> object:
            return At(1)

    monkeypatch.setattr(health, "Manifest", Told)
    assert ready(client)[1]["checks"]["worker"] == "ok"  # the newest line is too young to complain
    Book.objects.update(last_recorded_at=now() - 2 * health.PATIENCE - timedelta(seconds=1))
    status, told = ready(client)
    assert (status, told["checks"]["worker"]) == (200, "behind")

"""The sample association, built once by ``demo`` itself in a home of its own, and asked as its users ask."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from django.db import connections

from tests.cli.calling import Said, Session

SPRING = "2018-01-01..2018-05-31"
Row = Callable[..., dict[str, Any]]


@contextmanager
def database() -> Iterator[dict[str, str]]:
    """Yield the setting of an empty database of the kind that the tests run on; SQLite's lies in the home."""
    told = connections["default"].settings_dict
    if connections["default"].vendor != "postgresql":
        yield {}
        return
    name = f"kexie_sample_{secrets.token_hex(4)}"
    address = f"postgres://{quote(told['USER'])}:{quote(told['PASSWORD'])}@{told['HOST']}:{told['PORT']}"
    with psycopg.connect(f"{address}/postgres", autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield {"DATABASE_URL": f"{address}/{name}"}
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """Build the sample with ``demo --no-serve`` and answer for it."""
    home = tmp_path_factory.mktemp("sample-home") / "home"
    home.mkdir()
    with database() as settings:
        ask = Session(home, **settings)
        said = ask("demo", "--no-serve", "--json")
        assert said.code == 0, said
        yield ask
        ask.close()


@pytest.fixture(scope="session")
def told(sample: Session) -> dict[str, Any]:
    """Return what ``demo`` says the second time: the same, and nothing is built anew."""
    said = sample("demo", "--no-serve", "--json")
    assert said.code == 0
    found: dict[str, Any] = said.json
    return found


@pytest.fixture(scope="session")
def row(sample: Session) -> Row:
    """Return an asker for the one row of a figure: ``row("activities", "DEMO", "--where", "kind=study")``."""

    def ask(indicator: str, unit: str, *more: str, period: str = SPRING, as_of: str = "2018-05-31") -> dict[str, Any]:
        words = (indicator, "--unit", unit, "--period", period, "--as-of", as_of, *more, "--json")
        found: dict[str, Any] = asked(sample("figure", *words)).json["rows"][0]
        return found

    return ask


def asked(said: Said) -> Said:
    """Return an answer, which must be one."""
    assert said.code == 0, said
    return said

"""Houses of their own, as processes: on SQLite, and in a PostgreSQL run each on a database of its own."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.cli.calling import Said, Session, csv

SERVER = os.environ.get("DATABASE_URL", "")
PERIOD = ("--unit", "R", "--period", "2018")


@pytest.fixture
def databases() -> Iterator[Callable[[], str]]:
    """Return what makes a database on the server of the run and says its address."""
    made: list[str] = []

    def new() -> str:
        name = f"kept_{secrets.token_hex(4)}"
        with psycopg.connect(SERVER, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")
        made.append(name)
        return urlsplit(SERVER)._replace(path=f"/{name}").geturl()

    yield new
    for name in made:
        with psycopg.connect(SERVER, autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def where(databases: Callable[[], str]) -> Callable[[], dict[str, str]]:
    """Return what says where a new house keeps its database: nothing on SQLite, an address on PostgreSQL."""
    return lambda: {"DATABASE_URL": databases()} if SERVER.startswith("postgres") else {}


def done(said: Said) -> str:
    assert said.code == 0, said
    return said.out


def asked(house: Session) -> list[str]:
    """Ask for what must be the same before and after."""
    told = [
        done(house("figure", "attendances", *PERIOD, "--by", "month", "--json")),
        done(house("figure", "attendees", *PERIOD, "--as-of", "2018-06-30", "--json")),
        done(house("records", "activities", *PERIOD, "--json")),
        done(house("verify", "--json")),
    ]
    return [line.split('"path"')[0] for line in told]


def furnish(house: Session, folder: Path) -> None:
    """Record a little of everything and close a month."""
    done(house("init"))
    lists = {
        "units": ("code,name,parent,kind", "R,示例总会,,association", "C,示例县会,R,association"),
        "people": ("code,name,unit", "S1,示例一,C", "S2,示例二,C"),
        "activities": (
            "code,kind,title,unit,starts_on,headcount,recorded_on",
            "A,study,学习,C,2018-03-01,30余,2018-03-05",
            "B,study,学习,R,2018-06-01,20,2018-07-05",
        ),
        "attendance": ("activity,person,recorded_on", "A,S1,2018-03-06", "A,S2,2018-03-06"),
    }
    for name, (header, *rows) in lists.items():
        done(house("import", name, str(csv(folder / f"{name}.csv", header, *rows)), "--migrate"))
    done(house("close", "2018-06"))


def recorded(house: Session, folder: Path, code: str) -> None:
    """Record one more activity."""
    file = csv(folder / f"{code}.csv", "code,kind,title,unit,starts_on,headcount", f"{code},visit,走访,C,2018-09-01,7")
    done(house("import", "activities", str(file)))

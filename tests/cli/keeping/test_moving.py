"""A house that began on SQLite moves to PostgreSQL, and back: every number, day of knowledge and seal goes along."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.cli.calling import Said, csv, program

SERVER = os.environ.get("DATABASE_URL", "")
pytestmark = pytest.mark.skipif(not SERVER.startswith("postgres"), reason="needs PostgreSQL")


@pytest.fixture
def database() -> Iterator[str]:
    """Make a database of its own on the server of the run; yield its address."""
    name = f"moving_{secrets.token_hex(4)}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield urlsplit(SERVER)._replace(path=f"/{name}").geturl()
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def told(said: Said) -> str:
    assert said.code == 0, said
    return said.out


def asked(home: Path, **more: str) -> list[str]:
    """Ask for what must be the same in both houses."""
    figure = ("--unit", "R", "--period", "2018", "--by", "month", "--json")
    return [
        told(program(home, "figure", "attendances", *figure, **more)),
        told(program(home, "figure", "attendances", *figure, "--as-of", "2018-06-30", **more)),
        told(program(home, "records", "activities", "--unit", "R", "--period", "2018", "--json", **more)),
        told(program(home, "verify", "--json", **more)),
    ]


def test_a_house_moves_from_sqlite_to_postgresql_and_back(tmp_path: Path, database: str) -> None:
    old, new, back = (tmp_path / name for name in ("old", "new", "back"))
    told(program(old, "init"))
    units = csv(tmp_path / "u.csv", "code,name,parent,kind", "R,示例总会,,association", "C,示例县会,R,association")
    told(program(old, "import", "units", str(units)))
    header = "code,kind,title,unit,starts_on,headcount,recorded_on"
    rows = ("A,study,学习,C,2018-03-01,30余,2018-03-05", "B,study,学习,R,2018-06-01,20,2018-07-05")
    told(program(old, "import", "activities", str(csv(tmp_path / "a.csv", header, *rows)), "--migrate"))
    told(program(old, "close", "2018-06"))
    before = asked(old)
    told(program(old, "export", str(tmp_path / "x.zip")))
    told(program(new, "init", DATABASE_URL=database))
    told(program(new, "import", "everything", str(tmp_path / "x.zip"), DATABASE_URL=database))
    assert asked(new, DATABASE_URL=database) == before
    told(program(new, "import", "units", str(csv(tmp_path / "n.csv", "code,name,parent,kind", "N,新,R,association")),
                 DATABASE_URL=database))  # fmt: skip
    told(program(new, "export", str(tmp_path / "y.zip"), DATABASE_URL=database))
    told(program(back, "init"))
    told(program(back, "import", "everything", str(tmp_path / "y.zip")))
    assert asked(back) == asked(new, DATABASE_URL=database)

"""Closing, proving and erasing, as somebody does it who has nothing but the command line and the database file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kexie.records.ledger.walls import fall
from tests.cli.calling import Session, csv, joined, program

NAME = "示例姓名某"
QUESTIONS = [
    (command, indicator, "--unit", unit, "--period", "2018", "--as-of", "2030-01-01", "--json")
    for command in ("figure", "records")
    for indicator in ("activities", "attendances", "attendees", "participations", "participants")
    for unit in ("R", "C")
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Found a small association, with one person on one roster, and close a month."""
    folder = tmp_path_factory.mktemp("proof")
    home = folder / "home"
    lists = {
        "units": ("code,name,parent,kind", "R,示例总会,,association", "C,示例县会,R,association"),
        "people": ("code,name,unit", f"S1,{NAME},C", "S2,示例二,C"),
        "posts": ("person,unit,role", "S1,C,clerk"),
        "activities": ("code,kind,title,unit,starts_on,headcount", "A,study,学习,C,2018-03-01,40余"),
        "attendance": ("activity,person", "A,S1", "A,S2"),
    }
    assert program(home, "init").code == 0
    for name, lines in lists.items():
        assert program(home, "import", name, str(csv(folder / f"{name}.csv", *lines))).code == 0
    assert program(home, "close", "2018-03").code == 0
    assert program(home, "verify").out == "核验无误：已封存 1 个月，操作记录完整。\n"
    return home


@pytest.fixture(scope="module")
def session(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """Answer for a copy of the association: one process for all questions."""
    other = tmp_path_factory.mktemp("copy") / "home"
    other.mkdir()
    ask = Session(other)
    yield ask
    ask.close()


@pytest.fixture
def copy(home: Path, session: Session) -> Session:
    """Return the session, its database as it was founded; it may be spoiled."""
    files = (home / "kexie.sqlite3", session.home / "kexie.sqlite3")
    with closing(sqlite3.connect(files[0])) as source, closing(sqlite3.connect(files[1])) as target:
        source.backup(target)
    return session


def spoil(home: Path, *statements: str, walls: bool = False) -> None:
    """Change the database file behind the program's back, its walls taken down unless ``walls``."""
    with closing(sqlite3.connect(home / "kexie.sqlite3")) as base, base:
        for statement in [*([] if walls else fall("sqlite")), *statements]:
            base.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records_entry SET amount = amount + 1 WHERE position = (SELECT min(position) FROM records_entry)",
        "UPDATE records_entry SET unit_id = (SELECT min(id) FROM records_unit) WHERE role = 'lead'",
        "UPDATE records_entry SET bound = 'exact'",
        "UPDATE records_entry SET known_on = '2018-01-01'",
        "DELETE FROM records_entry WHERE position = (SELECT min(position) FROM records_entry)",
        "DELETE FROM records_entry WHERE position = (SELECT max(position) FROM records_entry)",
        "UPDATE records_edge SET parent_id = NULL",
        "UPDATE records_membership SET valid_from = '2018-01-01'",
        "DELETE FROM records_closing",
        "UPDATE records_closing SET root = '00'",
    ],
)
def test_whatever_is_changed_behind_the_walls_is_named(copy: Session, statement: str) -> None:
    with pytest.raises(sqlite3.Error):
        spoil(copy.home, statement, walls=True)
    spoil(copy.home, statement)
    said = copy("verify")
    assert said.out == ""
    assert said.refused()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM records_historyevent WHERE number = 3",
        "DELETE FROM records_historyevent WHERE number = (SELECT max(number) FROM records_historyevent)",
        'UPDATE records_historyevent SET "by" = 99 WHERE number = 3',
        "UPDATE records_historydetail SET body = '{}'",
    ],
)
def test_the_log_cannot_be_changed_unseen(copy: Session, statement: str) -> None:
    spoil(copy.home, statement)
    assert "操作记录" in joined(copy("verify").refused())


def test_a_closed_month_proves_true_after_more_work(copy: Session, tmp_path: Path) -> None:
    rows = ("code,kind,title,unit,starts_on", "B,study,学习,C,2018-03-02")
    assert copy("import", "activities", str(csv(tmp_path / "b.csv", *rows))).code == 0
    assert copy("verify", "2018-03").code == 0
    assert copy("close", "2018-03").refused()
    assert copy("close", "2018-02").refused()
    assert copy("close", "2018-05", "--json").json["month"] == "2018-05"
    assert copy("verify", "--json").json == {"verified": True, "closed_months": 2}


def answers(ask: Session) -> list[str]:
    """Return every answer."""
    return [ask(*question).out for question in QUESTIONS]


def tables(home: Path) -> dict[str, str]:
    """Return the whole text of every table."""
    with closing(sqlite3.connect(home / "kexie.sqlite3")) as base:
        names = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: repr(base.execute(f'SELECT * FROM "{name}"').fetchall()) for name in names}


def test_an_erased_person_leaves_every_figure_and_the_proof_as_they_were(copy: Session) -> None:
    before = answers(copy)
    assert any(NAME in text for text in tables(copy.home).values())
    assert copy("person", "erase", "S1").out == "已删除 S1 的姓名与编号；数字不变。\n"
    assert answers(copy) == before
    assert json.loads(before[2])["rows"][0]["value"] == 40
    assert copy("verify").code == 0
    assert copy("person", "show", "S1").code == 1
    assert copy("figure", "activities", "--unit", "R", "--period", "2018", "--as", "S1").code == 1
    for name, text in tables(copy.home).items():
        assert NAME not in text, name
        assert "'S1'" not in text, name
    for file in copy.home.rglob("*"):
        if file.is_file() and not file.name.startswith("kexie.sqlite3"):
            assert NAME.encode() not in file.read_bytes()

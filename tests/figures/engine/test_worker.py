"""A worker killed at any moment loses nothing and doubles nothing; readers always find a whole published state."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kexie.figures.engine.vault import Vault


def kexie(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*words), env=environment(home), capture_output=True, text=True, check=True)


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "kexie", *words]


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KEXIE_", "DATABASE_URL"))}
    return {**kept, "KEXIE_HOME": str(home), "PYTHONPATH": "src", "DJANGO_SETTINGS_MODULE": "kexie.settings"}


def write(home: Path, name: str, lines: list[str]) -> str:
    file = home / f"{name}.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(file)


QUESTION = ("figure", "activities", "--unit", "top", "--period", "2018", "--json")
DEATHS = (
    ("vault:Vault._insert", 0, "before"), ("vault:Vault._move", 0, "after"), ("building:write", 0, "before"),
    ("building:store.save_planes", 0, "after"), ("store:Manifest.write", 0, "before"),
    ("building:store.tidy", 1, "before"),
    # from here on news are applied to what is published
    ("vault:Vault._insert", 0, "after"), ("vault:Vault._move", 0, "after"), ("upkeep:store.take_over", 0, "after"),
    ("upkeep:store.save_planes", 0, "after"), ("upkeep:store.save_news", 0, "before"),
    ("building:Manifest", 0, "before"), ("store:Manifest.write", 0, "before"), ("store:Manifest.write", 0, "after"),
    # and here a unit moves at the same time
    ("reshaping:torn", 1, "after"), ("store:save_points", 0, "after"),
)  # fmt: skip
"""Where a worker dies: just before or just after a call of one of its steps."""
DYING = """
import contextlib, importlib, io, json, os, sys
import django; django.setup()
from kexie.cli import main

def inside(deed, *given):
    child = os.fork()
    if not child:
        os._exit(deed(*given) or 0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

def die(step, nth, when):
    from kexie.figures.engine import worker
    module, _colon, path = step.partition(":")
    holder = importlib.import_module("kexie.figures.engine." + module)
    *outer, name = path.split(".")
    for one in outer:
        holder = getattr(holder, one)
    work, calls = getattr(holder, name), iter(range(1000))
    def dying(*given, **named):
        mine = next(calls) == nth
        if mine and when == "before":
            os._exit(9)
        found = work(*given, **named)
        if mine:
            os._exit(9)
        return found
    if name == "Manifest":
        dying.read = work.read
    setattr(holder, name, dying)
    worker.build()

def quietly(words):
    with contextlib.redirect_stdout(io.StringIO()) as said:
        assert main(words) == 0
    return said.getvalue()

def ask(words):
    print(json.loads(quietly(words))["rows"][0]["value"], flush=True)

MOVES = {"reshaping:torn": "u4", "store:save_points": "u5"}
for line in sys.stdin:
    file, step, nth, when, question = json.loads(line)
    assert inside(lambda: quietly(["import", "activities", file]) and 0) == 0
    if step in MOVES:
        assert inside(lambda: quietly(["units", "move", "u3", MOVES[step], "--on", "2018-06-15"]) and 0) == 0
    assert inside(die, step, nth, when) == 9, step
    assert inside(ask, question) == 0
"""
"""Goes on from line to line: takes activities in, lets a worker die at a step, and asks; each in a process of its own.

They are forked off one that never opens the database: a start of the program costs more than what is tested here.
"""


def test_a_worker_that_dies_at_any_step_loses_and_doubles_nothing(home: Path) -> None:
    lines = []
    for nth, death in enumerate(DEATHS):
        file = told(home, nth * 5, 5, name=f"activities-{nth}")
        lines.append(json.dumps([file, *death, QUESTION]))
    words = [sys.executable, "-c", DYING]
    answers = subprocess.run(
        words, env=environment(home), input="\n".join(lines), stdout=subprocess.PIPE, text=True, check=True
    )
    totals = [5 * (nth + 1) for nth in range(len(DEATHS))]
    assert answers.stdout.split() == [str(total) for total in totals]
    kexie(home, "worker", "--once")
    assert counted(home) == (totals[-1], "cells")
    assert len(list((home / "figures").glob("p*-*"))) <= 2


def test_killed_at_any_moment(home: Path) -> None:
    dice = random.Random(7)  # noqa: S311 - a test that can be run again
    total = 0
    for _turn in range(3):
        total = more(home, total, 300)
        worker = subprocess.Popen(command("worker", "--quiet"), env=environment(home))
        time.sleep(dice.uniform(0.5, 2.5))
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        assert counted(home)[0] == total
    told = json.loads(kexie(home, "worker", "--once", "--json").stdout)
    assert told["published"] in {True, False}
    assert counted(home) == (total, "cells")
    (home / "figures" / "manifest.json").unlink()
    assert counted(home) == (total, "oracle")


def test_a_second_worker_is_refused(home: Path) -> None:
    with Vault(home / "figures"):
        said = subprocess.run(command("worker"), env=environment(home), capture_output=True, text=True, check=False)
    assert said.returncode == 1
    assert len(said.stderr.splitlines()) == 1


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Found a small association."""
    home = tmp_path_factory.mktemp("founded")
    kexie(home, "init")
    units = [
        "code,name,parent,kind",
        "top,示例科协,,association",
        *(f"u{n},示例{n},top,association" for n in range(30)),
    ]
    kexie(home, "import", "units", write(home, "units", units))
    return home


@pytest.fixture
def home(founded: Path, tmp_path: Path) -> Path:
    """Return a copy of it, to be spoiled."""
    return Path(shutil.copytree(founded, tmp_path / "home"))


def more(home: Path, total: int, number: int) -> int:
    """Hold so many more activities. Return how many that makes."""
    kexie(home, "import", "activities", told(home, total, number))
    return total + number


def told(home: Path, total: int, number: int, name: str = "activities") -> str:
    """Write down so many more activities; every other one is joint. Return the file."""
    rows = ["code,kind,title,unit,starts_on,co_hosts"]
    rows += [
        f"a{n},study,学习,u{n % 30},2018-{n % 12 + 1:02}-05,{f'u{n * 7 % 29}' if n % 2 else ''}"
        for n in range(total, total + number)
    ]
    return write(home, name, rows)


def counted(home: Path) -> tuple[int, str]:
    """The activities of the year, and the path by which they were counted."""
    told = json.loads(kexie(home, *QUESTION).stdout)
    return told["rows"][0]["value"], told["passport"]["path"]

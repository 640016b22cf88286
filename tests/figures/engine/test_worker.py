"""A worker killed at any moment loses nothing and doubles nothing; readers always find a whole published state."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

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


DEATHS = (
    ("vault:Vault._insert", 0, "before"), ("vault:Vault._move", 0, "after"), ("building:write", 1, "before"),
    ("building:store.save_planes", 2, "after"), ("store:Manifest.write", 0, "before"),
    ("building:store.tidy", 1, "before"),
    # from here on news are applied to what is published
    ("vault:Vault._insert", 0, "after"), ("vault:Vault._move", 0, "after"), ("upkeep:store.take_over", 0, "after"),
    ("upkeep:store.save_planes", 0, "after"), ("upkeep:store.save_news", 0, "before"),
    ("building:Manifest", 0, "before"), ("store:Manifest.write", 0, "before"), ("store:Manifest.write", 0, "after"),
)  # fmt: skip
"""Where a worker dies: just before or just after a call of one of its steps."""
DYING = """
import importlib, os, sys
import django; django.setup()
from kexie.cli import main
assert main(["import", "activities", sys.argv[4]]) == 0
from kexie.figures.engine import worker
module, _colon, path = sys.argv[1].partition(":")
nth, after = int(sys.argv[2]), sys.argv[3] == "after"
holder = importlib.import_module("kexie.figures.engine." + module)
*outer, name = path.split(".")
for one in outer:
    holder = getattr(holder, one)
work, calls = getattr(holder, name), iter(range(1000))
def dying(*given, **named):
    mine = next(calls) == nth
    if mine and not after:
        os._exit(9)
    found = work(*given, **named)
    if mine:
        os._exit(9)
    return found
if name == "Manifest":
    dying.read = work.read
setattr(holder, name, dying)
worker.build()
"""


def died(home: Path, step: str, nth: int, when: str, file: str) -> bool:
    """Import activities and let a worker die at a step; return whether it got there."""
    words = [sys.executable, "-c", DYING, step, str(nth), when, file]
    return subprocess.run(words, env=environment(home), check=False).returncode == 9


def test_a_worker_that_dies_at_any_step_loses_and_doubles_nothing(tmp_path: Path) -> None:
    association(tmp_path)
    total = 0
    for step, nth, when in DEATHS:
        file = told(tmp_path, total, 5)
        total += 5
        assert died(tmp_path, step, nth, when, file), step
        assert counted(tmp_path)[0] == total, (step, when)
    kexie(tmp_path, "worker", "--once")
    assert counted(tmp_path) == (total, "cells")
    assert len(list((tmp_path / "figures").glob("p*-*"))) <= 2


def test_killed_at_any_moment(tmp_path: Path) -> None:
    association(tmp_path)
    dice = random.Random(7)  # noqa: S311 - a test that can be run again
    total = 0
    for _turn in range(3):
        total = more(tmp_path, total, 300)
        worker = subprocess.Popen(command("worker", "--quiet"), env=environment(tmp_path))
        time.sleep(dice.uniform(0.5, 2.5))
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        assert counted(tmp_path)[0] == total
    told = json.loads(kexie(tmp_path, "worker", "--once", "--json").stdout)
    assert told["published"] in {True, False}
    assert counted(tmp_path) == (total, "cells")
    (tmp_path / "figures" / "manifest.json").unlink()
    assert counted(tmp_path) == (total, "oracle")


def test_a_second_worker_is_refused(tmp_path: Path) -> None:
    association(tmp_path)
    with Vault(tmp_path / "figures"):
        said = subprocess.run(command("worker"), env=environment(tmp_path), capture_output=True, text=True, check=False)
    assert said.returncode == 1
    assert len(said.stderr.splitlines()) == 1


def association(home: Path) -> None:
    kexie(home, "init")
    units = [
        "code,name,parent,kind",
        "top,示例科协,,association",
        *(f"u{n},示例{n},top,association" for n in range(30)),
    ]
    kexie(home, "import", "units", write(home, "units", units))


def more(home: Path, total: int, number: int) -> int:
    """Hold so many more activities. Return how many that makes."""
    kexie(home, "import", "activities", told(home, total, number))
    return total + number


def told(home: Path, total: int, number: int) -> str:
    """Write down so many more activities; every other one is joint. Return the file."""
    rows = ["code,kind,title,unit,starts_on,co_hosts"]
    rows += [
        f"a{n},study,学习,u{n % 30},2018-{n % 12 + 1:02}-05,{f'u{n * 7 % 29}' if n % 2 else ''}"
        for n in range(total, total + number)
    ]
    return write(home, "activities", rows)


def counted(home: Path) -> tuple[int, str]:
    """The activities of the year, and the path by which they were counted."""
    words = ("figure", "activities", "--unit", "top", "--period", "2018", "--json")
    told = json.loads(kexie(home, *words).stdout)
    return told["rows"][0]["value"], told["passport"]["path"]

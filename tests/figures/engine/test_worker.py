"""A worker killed at any moment loses nothing and doubles nothing; readers always find a whole published state."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from kexie.figures.engine.store import Manifest


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


def asked(home: Path) -> tuple[str, str]:
    found = kexie(home, "figure", "activities", "--unit", "top", "--period", "2018", "--by", "month", "--json").stdout
    head, _word, passport = found.partition('"passport"')
    return head, passport


def test_killed_again_and_again(tmp_path: Path) -> None:
    kexie(tmp_path, "init")
    units = [
        "code,name,parent,kind",
        "top,示例科协,,association",
        *(f"u{n},示例{n},top,association" for n in range(30)),
    ]
    kexie(tmp_path, "import", "units", write(tmp_path, "units", units))
    dice = random.Random(7)  # noqa: S311 - a test that can be run again
    for turn in range(4):
        rows = ["code,kind,title,unit,starts_on,co_hosts"]
        rows += [f"a{turn}-{n},study,学习,u{n % 30},2018-{n % 12 + 1:02}-05,u{(n * 7) % 30}" for n in range(300)]
        kexie(tmp_path, "import", "activities", write(tmp_path, f"activities{turn}", rows))
        worker = subprocess.Popen(command("worker", "--quiet"), env=environment(tmp_path))
        time.sleep(dice.uniform(0.3, 2.0))
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        head, _passport = asked(tmp_path)
        assert sum(int(word.split(",")[0]) for word in head.split('"value": ')[1:]) == 300 * (turn + 1)
    kexie(tmp_path, "worker", "--once")
    head, passport = asked(tmp_path)
    assert '"path": "cells"' in passport
    (tmp_path / "figures" / "manifest.json").unlink()
    told, passport = asked(tmp_path)
    assert '"path": "oracle"' in passport
    assert told == head
    kexie(tmp_path, "worker", "--once")
    made = Manifest.read(tmp_path / "figures")
    assert made is not None
    assert len(list((tmp_path / "figures").glob("p*-*"))) <= 2

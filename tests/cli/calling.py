"""Calling the program as its users do: in this process where that is enough, else as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.docs.pages import ROOT


@dataclass(frozen=True)
class Said:
    """How a command ended: its exit code, what it printed on stdout and stderr, and (a session) both as they came."""

    code: int
    out: str
    err: str
    both: str = ""

    @property
    def json(self) -> Any:
        """Return stdout, which must be exactly one JSON document."""
        return json.loads(self.out)

    @property
    def reasons(self) -> list[str]:
        """Return the lines of stderr."""
        return self.err.splitlines()

    def refused(self) -> list[str]:
        """Return the reasons of a refusal, after looking that it is one: exit 1, short lines, no traceback."""
        assert self.code == 1, self
        assert self.reasons, self
        assert "Traceback" not in self.err
        for line in self.reasons:
            assert 0 < len(line) <= 400, line
            assert line.isprintable(), line
        return self.reasons


def clean(home: Path, **more: str) -> dict[str, str]:
    """Return an environment in which nothing of a deployment or a reader stands but ``KEXIE_HOME``."""
    strange = ("KEXIE_", "DATABASE_URL", "DJANGO_", "LC_", "LANG")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(strange)}
    house = {"KEXIE_HOME": str(home), "KEXIE_LANG": "zh", "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT / "src")}
    return kept | house | more


def program(home: Path, *words: str, **more: str) -> Said:
    """Run the program as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "kexie", *words],
        cwd=home.parent,
        env=clean(home, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return Said(done.returncode, done.stdout, done.stderr)


class Session:
    """One process that answers many commands, so that each does not pay for a start; ended by ``close``."""

    def __init__(self, home: Path, cwd: Path | None = None, /, **more: str) -> None:
        """Start the process on a ``KEXIE_HOME``, in a folder (default: the one that holds it)."""
        self.home = home
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(Path(__file__).with_name("answering.py"))],
            cwd=cwd or home.parent,
            env=clean(home, **more),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __call__(self, *words: str) -> Said:
        """Run one command."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        return Said(**json.loads(self._process.stdout.readline()))

    def close(self) -> None:
        """End the process."""
        self._process.communicate(timeout=30)


def csv(path: Path, header: str, *rows: str, encoding: str = "utf-8") -> Path:
    """Write a small CSV file and return its path."""
    path.write_bytes("\r\n".join([header, *rows, ""]).encode(encoding))
    return path


def joined(words: Sequence[str]) -> str:
    """Return lines as one text."""
    return "\n".join(words)

"""A bench in a process and a folder of its own: whatever it writes is thrown away, nobody's records are touched."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import django

import kexie
from kexie.figures.bench.measure import Row


class BrokenBenchError(Exception):
    """A bench ended before its time; what it said stands on stderr."""


def rows(bench: str, home: Path, *given: int | str, database: str = "") -> Iterator[Row]:
    """Run ``main(*given)`` of a module in its own process under a folder; yield its rows as they come.

    ``database``: the address of a database of its own, else SQLite in the folder. Raises ``BrokenBenchError``.
    """
    environment = {**os.environ, "KEXIE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "kexie.settings"}
    environment["PYTHONPATH"] = str(Path(kexie.__file__).parents[1])
    environment.pop("DATABASE_URL", None)
    if database:
        environment["DATABASE_URL"] = database
    words = [sys.executable, "-m", "kexie.benches.child", bench, json.dumps(given)]
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - ourselves
        try:
            for line in process.stdout or ():
                yield Row(**json.loads(line))
        except BaseException:
            process.terminate()
            raise
    if process.returncode:
        raise BrokenBenchError(bench)


def main(bench: str, given: str) -> None:
    """Be that process: print a line of JSON for each row."""
    django.setup()
    for row in import_module(bench).main(*json.loads(given)):
        print(json.dumps(row.as_json(), ensure_ascii=False), flush=True)  # noqa: T201 - its answer


if __name__ == "__main__":
    main(*sys.argv[1:])

"""The command line in this process, on the test database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kexie.cli import main
from kexie.records.access.models import Account
from kexie.records.units.models import Unit
from tests.building import held, someone
from tests.cli.calling import Said, csv

Kexie = Callable[..., Said]
Bring = Callable[..., Said]


@pytest.fixture
def kexie(db: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Kexie:
    """Return a caller of the program: ``kexie("figure", "activities", …)``."""
    monkeypatch.setenv("KEXIE_LANG", "zh")

    def call(*words: object) -> Said:
        capsys.readouterr()
        code = main([str(word) for word in words])
        printed = capsys.readouterr()
        return Said(code, printed.out, printed.err)

    return call


@pytest.fixture
def bring(kexie: Kexie, tmp_path: Path) -> Bring:
    """Return an importer of a few lines: ``bring("units", header, row, row, options=["--dry-run"])``."""

    def call(name: str, header: str, *rows: str, options: tuple[object, ...] = (), encoding: str = "utf-8") -> Said:
        return kexie("import", name, csv(tmp_path / f"{name}.csv", header, *rows, encoding=encoding), *options)

    return call


@pytest.fixture
def small(owner: Account, tree: dict[str, Unit]) -> dict[str, Unit]:
    """Furnish the small tree: persons S1 and S2 at home in c1, and the activity A of c1."""
    someone("S1", owner, tree["c1"])
    someone("S2", owner, tree["c1"])
    held(owner, tree["c1"], code="A", headcount=30)
    return tree

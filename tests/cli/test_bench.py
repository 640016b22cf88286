"""``bench``: rows as CONTRACT has them, every answer recounted, nothing of anybody's touched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from kexie.benches import enrolling, rhythm
from kexie.cli import bench
from kexie.figures.bench.measure import Row
from tests.cli.conftest import Kexie

KEYS = {"name", "size", "value", "unit", "against", "ratio", "exact"}


def test_the_bench_of_figures_recounts_every_answer(kexie: Kexie, tmp_path: Path) -> None:
    out = tmp_path / "benchmarks.md"
    said = kexie("bench", "figures", "--size", "1e4", "--units", 4000, "--no-postgres", "--json", "--out", out)
    assert said.code == 0, said.err
    rows = said.json["rows"]
    assert all(set(row) == KEYS for row in rows)
    recounted = {row["name"] for row in rows if row["exact"]}
    assert {
        "amounts by province and month",
        "amounts by province and month, as known on an earlier day",
        "persons of a year by province",
        "persons of a year, one unit",
        "persons of a year, every unit",
        "build a slice of a year anew",
        "a table of provinces by month with its passport",
        "10 000 new attendances applied to the cells",
    } <= recounted
    assert "10,000 attendances, 4,000 units" in out.read_text()


def test_the_bench_of_imports_keeps_what_is_good(kexie: Kexie) -> None:
    said = kexie("bench", "import", "--size", "1e4", "--no-postgres", "--json")
    assert said.code == 0, said.err
    assert all(row["exact"] for row in said.json["rows"])


@pytest.mark.django_db
def test_the_bench_of_the_rhythm_counts_every_period(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rhythm, "WORKED", 40)
    rows = list(rhythm.measured(120))
    assert [row.name for row in rows if not row.exact] == []
    assert len(rows) == 8


@pytest.mark.django_db
def test_the_bench_of_enrolments_gets_back_exactly_the_bad_rows(settings: Settings, tmp_path: Path) -> None:
    settings.KEXIE_HOME = tmp_path
    assert [row.name for row in enrolling.measured(200) if not row.exact] == []


def test_one_wrong_answer_fails_the_bench(kexie: Kexie, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*_given: object, **_more: object) -> Iterator[Row]:
        yield Row("a", 10_000, 1, "s", exact=True)
        yield Row("b", 10_000, 1, "s", exact=False)

    monkeypatch.setattr(bench, "measured", wrong)
    assert kexie("bench", "figures").code == 1


@pytest.mark.parametrize(
    "words",
    [("--size", "many"), ("--size", "9999"), ("--units", "3172"), ("--units", "x"), ("--out", "no/b.md")],
)
def test_what_cannot_be_measured_is_refused_before_anything_is(kexie: Kexie, words: tuple[str, ...]) -> None:
    said = kexie("bench", "figures", *words)
    assert said.code == 1
    assert len(said.err.splitlines()) == 1
    assert not said.out

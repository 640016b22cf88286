"""The page of the benches: targets, growth, and what it says of an answer that was wrong."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.figures.bench import page, runs
from kexie.figures.bench.measure import Row
from kexie.figures.bench.plot import HEIGHT, WIDTH, plot
from kexie.figures.bench.runs import Run
from kexie.figures.bench.targets import target_of

AMOUNTS = "amounts by province and month"


def run(size: int, *rows: Row, units: int = 40_000, bench: str = "figures") -> Run:
    return Run(bench, size, units, "2026-01-01", "a machine", 0.5, rows)


def test_a_target_says_how_near_a_row_comes_to_it() -> None:
    said = {
        Row("persons of a year, one unit", 10**6, 0.5, "ms"): "≤ 1 ms: met",
        Row("persons of a year, one unit", 10**6, 3, "ms"): "≤ 1 ms: 3 times it",
        Row(AMOUNTS, 10**8, 5, "ms", "DuckDB SQL", 10): "≥ 20 ×: 0.5 times it",
        Row(AMOUNTS, 10**8, 5, "ms", "DuckDB SQL", 25): "≥ 20 ×: met",
        Row("beyond the trivial page: home", 10**6, 21, "ms"): "≤ 20 ms: 1.1 times it",
        Row("beyond the trivial page: figure of a year", 10**6, 16, "ms"): "≤ 15 ms: 1.1 times it",
    }
    for row, words in said.items():
        target = target_of(row)
        assert target is not None
        assert target.said(row) == words


def test_a_target_speaks_only_of_the_size_and_the_rival_it_was_promised_for() -> None:
    assert target_of(Row(AMOUNTS, 10**7, 5, "ms", "DuckDB SQL", 10)) is None
    assert target_of(Row(AMOUNTS, 10**8, 5, "ms")) is None
    beside = target_of(Row(AMOUNTS, 10**7, 5, "ms", "PostgreSQL 15 SQL", 10))
    assert beside is not None
    assert (beside.limit, beside.size) == (200, 10**7)
    assert target_of(Row("by hand in DuckDB: persons of a year, one unit", 10**7, 5, "ms")) is None
    every = Row("persons of a year, every unit", 10**7, 5, "ms")
    assert target_of(every, 40_000) is not None
    assert target_of(every, 5_000_000) is None


def test_a_target_that_nobody_measured_is_named_as_such(tmp_path: Path) -> None:
    page.write(tmp_path / "b.md", [run(10**7, Row("persons of a year, one unit", 10**7, 0.5, "ms"))])
    said = (tmp_path / "b.md").read_text()
    assert "| persons of a year, one unit | 10,000,000 | 0.5 ms | ≤ 1 ms: met |" in said
    assert "| build and publish everything | 100,000,000 | not yet | ≤ 600 |" in said


def test_growth_is_told_by_decade_and_drawn(tmp_path: Path) -> None:
    out = tmp_path / "b.md"
    told = [run(10**4, Row(AMOUNTS, 10**4, 2.0, "ms")), run(10**6, Row(AMOUNTS, 10**6, 32.0, "ms"))]
    page.write(out, told)
    assert f"| {AMOUNTS} | ms | 2.0 | 4 | 32.0 |" in out.read_text()
    assert "](images/bench-facts.svg)" in out.read_text()
    ET.fromstring((tmp_path / "images" / "bench-facts.svg").read_text())  # noqa: S314 - our own picture


def test_growth_of_units_is_told_apart(tmp_path: Path) -> None:
    out = tmp_path / "b.md"
    rows = [Row(AMOUNTS, 10**4, 2.0, "ms")]
    page.write(out, [run(10**4, *rows, units=4000), run(10**4, *rows, units=40_000)])
    assert "Growth with the number of units, 10,000 facts" in out.read_text()
    assert "Growth with the number of facts" not in out.read_text()


def test_rivals_stand_beside_the_row_and_one_wrong_answer_is_said(tmp_path: Path) -> None:
    rows = (
        Row(f"by hand in DuckDB: {AMOUNTS}", 10**4, 9.0, "ms"),
        Row(AMOUNTS, 10**4, 2.0, "ms", "DuckDB SQL", 4.5, exact=True),
        Row(f"by hand in PostgreSQL 15: {AMOUNTS}", 10**4, 20.0, "ms"),
        Row(AMOUNTS, 10**4, 2.0, "ms", "PostgreSQL 15 SQL", 10, exact=False),
    )
    page.write(tmp_path / "b.md", [run(10**4, *rows)])
    said = (tmp_path / "b.md").read_text()
    assert "| measured | value | unit | DuckDB | × DuckDB | PostgreSQL 15 | × PostgreSQL 15 | exact |" in said
    assert f"| {AMOUNTS} | 2.0 | ms | 9.0 ms | 4.5 | 20.0 ms | 10 | NO |" in said


def test_a_later_run_takes_the_place_of_the_same_one_and_leaves_the_others(tmp_path: Path) -> None:
    out = tmp_path / "b.md"
    runs.keep(out, [run(10**4, Row("a", 10**4, 1, "s")), run(10**5, Row("a", 10**5, 2, "s"))])
    kept = runs.keep(out, [run(10**4, Row("a", 10**4, 7, "s")), run(10**4, bench="pages", units=0)])
    assert [(one.bench, one.size, [row.value for row in one.rows]) for one in kept] == [
        ("figures", 10**4, [7]),
        ("figures", 10**5, [2]),
        ("pages", 10**4, []),
    ]
    assert runs.read(out) == kept
    assert runs.read(tmp_path / "none.md") == []


@given(
    st.lists(
        st.lists(st.tuples(st.floats(1, 1e9), st.floats(1e-6, 1e6)), min_size=1, max_size=5), min_size=1, max_size=6
    )
)
def test_whatever_is_drawn_lies_in_the_picture(lines: list[list[tuple[float, float]]]) -> None:
    drawn = ET.fromstring(plot("t", "x", {f"<{n}>": points for n, points in enumerate(lines)}))  # noqa: S314
    for dot in drawn.iter("{http://www.w3.org/2000/svg}circle"):
        assert 0 <= float(dot.attrib["cx"]) <= WIDTH
        assert 0 <= float(dot.attrib["cy"]) <= HEIGHT


@pytest.mark.parametrize("scheme", ["@media(prefers-color-scheme:dark)", "text{fill:#222}"])
def test_a_plot_has_inks_for_both_schemes(scheme: str) -> None:
    assert scheme in plot("t", "x", {"a": [(1, 1), (10, 2)]})

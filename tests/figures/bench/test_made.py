"""The made-up book: as many facts as asked, the same at every run, people who mostly come from near."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kexie.figures.bench import made
from kexie.figures.engine.vault import Vault

UNITS = 4000
FACTS = 20_000


def filled(where: Path, facts: int = FACTS, after: int = 0) -> list[tuple[Any, ...]]:
    with Vault(where) as vault:
        made.fill(vault, facts, UNITS, after)
        return vault.con.execute("SELECT * FROM entry ORDER BY position").fetchall()


def test_it_is_the_same_at_every_run_and_in_lots_of_any_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = filled(tmp_path / "a")
    monkeypatch.setattr(made, "LOT", 7001)
    assert filled(tmp_path / "b") == one


def test_every_fact_is_one_thing_and_some_have_a_second_host(tmp_path: Path) -> None:
    rows = filled(tmp_path, after=100)
    assert len({row[3] for row in rows}) == FACTS
    joint = len(rows) - FACTS
    assert 0.05 * FACTS < joint < 0.12 * FACTS  # one activity in twelve
    positions = [row[0] for row in rows]
    assert len(set(positions)) == len(positions)
    assert 100 < min(positions) < max(positions) <= 100 + 2 * FACTS


def test_a_number_of_facts_that_no_roster_divides_is_kept(tmp_path: Path) -> None:
    assert len({row[3] for row in filled(tmp_path, 10_007)}) == 10_007


def test_levels_name_the_unit_above_on_each_level() -> None:
    land = made.land(UNITS)
    parents = dict(enumerate(land.parents.tolist(), 1))
    told = land.levels()
    for unit, province, city, county in zip(
        told["unit"].tolist(), told["province"].tolist(), told["city"].tolist(), told["county"].tolist(), strict=True
    ):
        above = [unit]
        while parents[above[-1]]:
            above.append(parents[above[-1]])
        ladder = [*above[::-1], 0, 0, 0]
        assert (province + 2 if unit != 1 else 0, city, county) == tuple(ladder[1:4])

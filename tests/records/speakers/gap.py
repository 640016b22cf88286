"""How far the planner stays behind the optimum of a solver, case by case: the table of ``docs/planner.md``."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from kexie.records.speakers.planning import propose, worth
from tests.records.speakers.planned import case, optimum

PAGE: Final = Path(__file__).parents[3] / "docs" / "planner.md"
SIZES: Final = ((6, 3, 3), (10, 4, 4), (14, 5, 5), (20, 6, 6), (30, 8, 8))
"""Lectures, speakers, regions."""
SEEDS: Final = 20


def row(wishes: int, speakers: int, regions: int) -> str:
    """Return one row: how many of the drawn cases come out best, the mean and the largest gap."""
    gaps = []
    for seed in range(SEEDS):
        asked, pool, reached = case(seed, wishes, speakers, regions)
        plan = propose(asked, pool, reached)
        mine = worth(dict(plan.placed), {w.key: w for w in asked}, {a.key: a for a in pool}, reached)
        best = optimum(asked, pool, reached)
        assert mine <= best, (seed, mine, best)
        gaps.append((best - mine) / best if best else 0.0)
    same = sum(gap == 0 for gap in gaps)
    mean, worst = sum(gaps) / SEEDS, max(gaps)
    return f"| {wishes} | {speakers} | {regions} | {same} / {SEEDS} | {mean:.2%} | {worst:.2%} |"


def table(most: int = 10**6) -> list[str]:
    """Return the rows of cases with so many lectures at most."""
    return [row(*size) for size in SIZES if size[0] <= most]


def written() -> list[str]:
    """Return the rows that the page has."""
    return [line for line in PAGE.read_text().splitlines() if line.startswith("| ") and line[2].isdigit()]

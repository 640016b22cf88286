"""Runs that were measured, kept as JSON beside the page: a page gathers runs of several benches, sizes and days."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Self

import duckdb
import numpy as np

from kexie.figures.bench.measure import GIB, Row


@dataclass(frozen=True, slots=True)
class Run:
    """One bench at one size: when, on what machine, under what load (of the last minute, at the end)."""

    bench: str
    size: int
    units: int
    day: str
    machine: str
    load: float
    rows: tuple[Row, ...]

    @classmethod
    def of(cls, bench: str, size: int, units: int, rows: Sequence[Row]) -> Self:
        """Return what was measured just now on this machine."""
        day = date.today().isoformat()  # noqa: DTZ011 - the day on the machine that was measured
        return cls(bench, size, units, day, machine(), round(os.getloadavg()[0], 1), tuple(rows))

    @property
    def key(self) -> tuple[str, int, int]:
        """Return what a later run replaces."""
        return self.bench, self.size, self.units


def machine() -> str:
    """Return what was measured on, in words."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, DuckDB {duckdb.__version__}, numpy {np.__version__}"
    )


def read(page: Path) -> list[Run]:
    """Return the runs that a page was written from; none where there is no page yet."""
    kept = page.with_suffix(".json")
    if not kept.exists():
        return []
    told: list[dict[str, Any]] = json.loads(kept.read_text(encoding="utf-8"))
    return [Run(**run | {"rows": tuple(Row(**row) for row in run["rows"])}) for run in told]


def keep(page: Path, new: Sequence[Run]) -> list[Run]:
    """Add runs to those of a page, the same bench at the same size replaced; return all of them."""
    found = {run.key: run for run in (*read(page), *new)}
    runs = sorted(found.values(), key=lambda run: run.key)
    told = json.dumps([asdict(run) for run in runs], ensure_ascii=False, indent=1)
    page.with_suffix(".json").write_text(told + "\n", encoding="utf-8")
    return runs

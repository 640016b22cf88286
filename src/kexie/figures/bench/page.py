"""The page of a bench: ``docs/benchmarks.md`` is written by it, never by hand."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

import duckdb
import numpy as np

from kexie.figures.bench.figures import Row

HEAD: Final = """# Benchmarks

Written by `./kexie bench figures --out docs/benchmarks.md` on {day}. Machine: {cores} cores, {memory} GB, {system},
Python {python}, DuckDB {duckdb}, numpy {numpy}; load at the end of the run {load}. On a busy machine (load above the
number of cores) every time is too long; ratios, taken in the same run, suffer less.

The book is made up and the same at every run: {units} units in five levels, 24 months, 12 kinds, 40 goals, thirty
people an activity, twenty attendances a person, one activity in twelve with a second host. *Ratio* is how many times
faster than SQL written by hand for DuckDB on columns laid out for that very question (no join, joint activities
marked); below 1 it is slower. *Exact*: the answers were the same, or units picked at random were counted again in SQL.
"""


def page(rows: Sequence[Row], units: int) -> str:
    """Return the page in Markdown."""
    said = HEAD.format(
        day=date.today().isoformat(),  # noqa: DTZ011 - the day on the machine that was measured
        cores=os.cpu_count(),
        memory=_memory(),
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        duckdb=duckdb.__version__,
        numpy=np.__version__,
        load=", ".join(f"{one:.1f}" for one in os.getloadavg()),
        units=f"{units:,}",
    )
    parts = [said]
    for size in dict.fromkeys(row.size for row in rows):
        parts.append(f"\n## {size:,} attendances\n\n| measured | value | unit | ratio | exact |\n|---|--:|---|--:|---|")
        for row in (row for row in rows if row.size == size):
            ratio = "" if row.ratio is None else f"{row.ratio:g}"
            exact = {True: "yes", False: "NO", None: ""}[row.exact]
            parts.append(f"| {row.name} | {row.value:,} | {row.unit} | {ratio} | {exact} |")
    return "\n".join([*parts, *_growth(rows), ""])


def _growth(rows: Sequence[Row]) -> list[str]:
    """Return how each measurement grows with the number of facts."""
    sizes = list(dict.fromkeys(row.size for row in rows))
    if len(sizes) == 1:
        return []
    found = ["\n## Growth\n", "| measured | " + " | ".join(f"{size:,}" for size in sizes) + " | unit |"]
    found.append("|---|" + "--:|" * len(sizes) + "---|")
    for name, unit in dict.fromkeys((row.name, row.unit) for row in rows):
        told = {row.size: f"{row.value:,}" for row in rows if row.name == name}
        found.append(f"| {name} | {' | '.join(told.get(size, '') for size in sizes)} | {unit} |")
    return found


def _memory() -> int:
    told = Path("/proc/meminfo")
    if not told.exists():
        return 0
    line = next(line for line in told.read_text().splitlines() if line.startswith("MemTotal"))
    return round(int(line.split()[1]) / 2**20)

"""The page of the benches: ``docs/benchmarks.md`` is written by it, never by hand, from the runs kept beside it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from kexie.figures.bench.measure import Row
from kexie.figures.bench.plot import plot
from kexie.figures.bench.runs import Run
from kexie.figures.bench.targets import TARGETS, Target, target_of

HEAD: Final = """# Benchmarks

Written by `./kexie bench NAME --out docs/benchmarks.md` (figures, pages, import), one run after the other; the runs are
kept in `benchmarks.json`. On a busy machine (load above the number of cores) every time is too long; ratios, taken in
the same run, suffer less.
"""
FIGURES: Final = """The book is made up and the same at every run: units in five levels, 24 months, 12 kinds, 40 goals,
thirty people an activity, twenty attendances a person, three of four in the county of the host, one activity in twelve
with a second host. *By hand*: SQL written for that very question on columns laid out for it (no join, joint activities
marked); for PostgreSQL one wide row a fact with a column for each level, an index a level, analysed, asked once before.
*×*: how many times faster we are; below 1 we are slower. *Exact*: the same as by hand in every cell, and for units
picked at random the same as the oracle counts, whose entries were written to a real book.
"""
BY_HAND: Final = "by hand in "
GROWING: Final = ("build and publish everything", "build a slice of a year anew",
                  "10 000 new attendances applied to the cells", "amounts by province and month",
                  "persons of a year by province", "persons of a year, every unit")  # fmt: skip
"""What the plots show."""
USUAL: Final = 40_000
SAMPLE: Final = "the sample"
"""In place of a size that is 0."""


def write(page: Path, runs: Sequence[Run]) -> None:
    """Write the page, and its plots into ``images`` beside it."""
    parts = [HEAD, *_targets(runs)]
    figures = [run for run in runs if run.bench == "figures"]
    if figures:
        parts += ["\n## Figures\n", FIGURES]
    for run in figures:
        parts += [f"\n### {run.size:,} attendances, {run.units:,} units\n", _where(run), *_table(run)]
    usual = [run for run in figures if run.units == USUAL]
    parts += _growth(page, "facts", usual, lambda run: run.size)
    for size in sorted({run.size for run in figures}):
        some = [run for run in figures if run.size == size]
        parts += _growth(page, f"units-{size}", some, lambda run: run.units)
    for run in (run for run in runs if run.bench != "figures"):
        parts += [
            f"\n## {run.bench.title()}, {f'size {run.size:,}' if run.size else SAMPLE}\n",
            _where(run),
            *_table(run),
        ]
    page.write_text("\n".join([*parts, ""]), encoding="utf-8")


def _where(run: Run) -> str:
    return f"{run.day}, {run.machine}; load at the end {run.load}.\n"


def _targets(runs: Sequence[Run]) -> list[str]:
    """Return each target once for each number of units, beside the largest size measured and beside the sample.

    One that nobody measured is listed as such.
    """
    found: dict[tuple[Target, str, int, bool], str] = {}
    for run in sorted(runs, key=lambda run: run.size):
        size = f"{run.size:,}" if run.size else SAMPLE
        at = size if run.units in {0, USUAL} else f"{size} over {run.units:,} units"
        for row in run.rows:
            target = target_of(row, run.units)
            if target is not None:
                told = f"{row.ratio:g} × {row.against}" if target.least else f"{row.value:,} {row.unit}"
                found[target, row.name, run.units, not run.size] = (
                    f"| {row.name} | {at} | {told} | {target.said(row)} |"
                )
    order = sorted(found, key=lambda key: (key[2], TARGETS.index(key[0]), key[1], key[3]))
    measured = {target for target, *_more in found}
    other = [
        f"| {one.name} | {f'{one.size:,}' if one.size else ''} | not yet | {one.promised('')} |"
        for one in TARGETS
        if one not in measured
    ]
    head = ["\n## Targets\n", "| what | at | measured | target |", "|---|--:|--:|---|"]
    return [*head, *(found[key] for key in order), *other]


def _table(run: Run) -> list[str]:
    rivals = list(dict.fromkeys(_rival(row) for row in run.rows if _rival(row)))
    head = ["measured", "value", "unit", *(f"{word}{rival}" for rival in rivals for word in ("", "× "))]
    found = [f"| {' | '.join([*head, 'exact'])} |", "|---|--:|---|" + "--:|" * (2 * len(rivals)) + "---|"]
    own = [row for row in run.rows if not (row.name.startswith(BY_HAND) and row.unit == "ms")]
    for name in dict.fromkeys(row.name for row in own):
        mine = [row for row in own if row.name == name]
        cells = [name, f"{mine[0].value:,}", mine[0].unit]
        for rival in rivals:
            theirs = next((row for row in run.rows if row.name == f"{BY_HAND}{rival}: {name}"), None)
            times = next((row.ratio for row in mine if row.against.startswith(rival) and row.ratio), None)
            cells += [f"{theirs.value:,} ms" if theirs else "", "" if times is None else f"{times:g}"]
        known = [row.exact for row in mine if row.exact is not None]
        cells.append(("yes" if all(known) else "NO") if known else "")
        found.append(f"| {' | '.join(cells)} |")
    return found


def _rival(row: Row) -> str:
    """Return who answered by hand, of a row that says how long that took."""
    return row.name.removeprefix(BY_HAND).partition(":")[0] if row.name.startswith(BY_HAND) and row.unit == "ms" else ""


def _growth(page: Path, what: str, runs: Sequence[Run], size: Callable[[Run], int]) -> list[str]:
    """Return how each measurement grows, with the factor a decade, and draw the plot."""
    runs = sorted(runs, key=size)
    sizes = [size(run) for run in runs]
    if len(sizes) < 2:  # noqa: PLR2004 - one point is no growth
        return []
    word = what.partition("-")[0]
    at = "" if word == "facts" else f", {runs[0].size:,} facts"
    found = [f"\n### Growth with the number of {word}{at}\n", "| measured | unit | " + _columns(sizes) + " |"]
    found.append("|---|---|" + "--:|" * (2 * len(sizes) - 1))
    lines: dict[str, list[tuple[float, float]]] = {}
    for name, unit in dict.fromkeys((row.name, row.unit) for run in runs for row in run.rows):
        values = [next((row.value for row in run.rows if row.name == name), None) for run in runs]
        found.append(f"| {name} | {unit} | {' | '.join(_grown(sizes, values))} |")
        if name in GROWING:
            seconds = {"s": 1.0, "ms": 0.001}[unit]
            lines[name] = [(at_, value * seconds) for at_, value in zip(sizes, values, strict=True) if value]
    images = page.parent / "images"
    images.mkdir(exist_ok=True)
    title = f"Seconds by {word}{at}"
    (images / f"bench-{what}.svg").write_text(plot(title, word, lines), encoding="utf-8")
    return [*found, f"\n![{title}](images/bench-{what}.svg)"]


def _columns(sizes: Sequence[int]) -> str:
    found = [f"{sizes[0]:,}"]
    for size in sizes[1:]:
        found += ["× a decade", f"{size:,}"]
    return " | ".join(found)


def _grown(sizes: Sequence[int], values: Sequence[float | None]) -> list[str]:
    found = [_said(values[0])]
    for nth in range(1, len(sizes)):
        before, now = values[nth - 1], values[nth]
        decades = math.log10(sizes[nth] / sizes[nth - 1])
        found += [f"{(now / before) ** (1 / decades):.2g}" if before and now else "", _said(now)]
    return found


def _said(value: float | None) -> str:
    return "" if value is None else f"{value:,}"

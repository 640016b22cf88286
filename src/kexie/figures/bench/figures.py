"""The bench of figures: what it costs to build, to ask, and to hear of news, beside SQL written by hand."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any, Final, TypeVar

import numpy as np

from kexie.figures.bench import hand, made
from kexie.figures.bench.made import Land
from kexie.figures.engine.building import publish
from kexie.figures.engine.ledger import READINGS, Standing
from kexie.figures.engine.oracle import Cell, Count
from kexie.figures.engine.rows import Rows, empty
from kexie.figures.engine.store import Manifest, Snapshot, load_planes
from kexie.figures.engine.tail import Tail
from kexie.figures.engine.trees import Ints
from kexie.figures.engine.vault import FILE, Vault
from kexie.figures.engine.view import View
from kexie.figures.indicators.attendances import ATTENDANCES
from kexie.figures.indicators.attendees import ATTENDEES
from kexie.figures.indicators.base import Indicator
from kexie.figures.question import Question
from kexie.kit.days import MONTHS
from kexie.kit.periods import Period
from kexie.kit.spans import month_of, year_of
from kexie.records.units.models import Unit

YEAR: Final = 2018
NEWS: Final = 10_000
NOW: Final = date(2020, 1, 1)
T = TypeVar("T")
ZERO: Final = Count()
EARLIER: Final = date(2018, 9, 15)
ASKED: Final = 12
"""Random units whose persons are counted again by hand."""


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement. ``ratio``: how many times faster than ``against``; ``exact``: the answers were compared."""

    name: str
    size: int
    value: float
    unit: str
    against: str = ""
    ratio: float | None = None
    exact: bool | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the row as CONTRACT has it."""
        return asdict(self)


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """Return what work returns, and the seconds it took."""
    begun = time.perf_counter()
    found = work()
    return found, time.perf_counter() - begun


def best(work: Callable[[], T], times: int = 5) -> tuple[T, float]:
    """Return what work returns, and the median of its times after one that warms up."""
    work()
    found = [timed(work) for _time in range(times)]
    return found[0][0], median(took for _what, took in found)


def ms(seconds: float) -> float:
    """Return milliseconds, as far as they mean anything."""
    return round(seconds * 1000, 3)


def ratio(theirs: float, ours: float) -> float:
    """Return how many times faster ours is, to two digits."""
    return float(f"{theirs / ours:.2g}")


def run(size: int, units: int, where: Path) -> Iterator[Row]:
    """Make a book of ``size`` attendances over so many units in a folder, and yield what is measured."""
    land = made.land(units)
    with Vault(where, memory="6GB") as vault:
        made.fill(vault, size, units)
        yield from _built(vault, land, size, where)
        _none, laid = timed(lambda: hand.lay_out(vault.con, land))
        yield Row("hand: lay out the fact table", size, round(laid, 2), "s")
        yield from _asked(vault, land, size, where)


def _built(vault: Vault, land: Land, size: int, where: Path) -> Iterator[Row]:
    manifest, took = timed(lambda: publish(vault, 0, where, land.forest))
    folder = where / manifest.folder
    bytes_ = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    cells = sum(len(plane.at) for plane in {id(one.at): one for one in load_planes(folder, 1).values()}.values())
    yield Row("build and publish everything", size, round(took, 2), "s")
    yield Row("cells kept", size, int(cells), "cells")
    yield Row("published store", size, round(bytes_ / size, 1), "bytes a fact")
    vault.con.execute("CHECKPOINT")
    yield Row("worker's own file", size, round((where / FILE).stat().st_size / size, 1), "bytes a fact")
    yield Row("memory at most", size, round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2), "GB")


def _asked(vault: Vault, land: Land, size: int, where: Path) -> Iterator[Row]:
    view = _view(where)
    con = vault.con
    months = [Period(*_month(n)) for n in range(MONTHS * len(made.YEARS))]
    provinces = land.provinces.tolist()

    def amounts(as_of: date) -> Ints:
        asked = _question(ATTENDANCES, 1, months[0], as_of)
        found = [view.count(asked, month, provinces)[0] for month in months]
        return np.array([[month.get(Cell(one), ZERO).value for month in found] for one in provinces])

    def same(ours: Ints, theirs: list[Any]) -> bool:
        there = {(province, month - made.YEARS[0] * MONTHS): value for province, month, value in theirs}
        every = ((p, m) for p in range(len(provinces)) for m in range(len(months)))
        return all(ours[p, m] == there.get((p, m), 0) for p, m in every)

    name, against = "amounts by province and month", "DuckDB SQL"
    ours, took = best(lambda: amounts(NOW))
    theirs, by_hand = best(lambda: con.execute(hand.AMOUNTS).fetchall())
    yield Row(name, size, ms(took), "ms", against, ratio(by_hand, took), same(ours, theirs))
    ours, took = timed(lambda: amounts(EARLIER))
    theirs, by_hand = best(lambda: con.execute(hand.AS_OF, [EARLIER.toordinal()]).fetchall())
    yield Row(
        f"{name}, as known on a day before", size, ms(took), "ms", against, ratio(by_hand, took), same(ours, theirs)
    )
    yield from _people(view, vault, land, size)
    yield from _news(view, land, size)


def _people(view: View, vault: Vault, land: Land, size: int) -> Iterator[Row]:
    con, year = vault.con, year_of(YEAR)
    asked = _question(ATTENDEES, 1, year, NOW)
    between = [YEAR * MONTHS, YEAR * MONTHS + MONTHS - 1]
    theirs, by_hand = best(lambda: con.execute(hand.PERSONS, between).fetchall(), 2)
    ours, took = best(lambda: view.count(asked, year, land.provinces.tolist())[0])
    same = [ours.get(Cell(int(one)), ZERO).value for one in land.provinces] == [value for _province, value in theirs]
    yield Row("persons of a year by province", size, ms(took), "ms", "DuckDB SQL", ratio(by_hand, took), same)
    dice = np.random.default_rng(made.SEED)
    units = [1, *dice.integers(2, land.tree.size, ASKED).tolist()]
    same = True
    for unit in units:
        at = int(land.tree.place[unit])
        told = con.execute(hand.BELOW, [*between, at, int(land.tree.last[at])]).fetchone()
        same &= view.count(asked, year, [unit])[0].get(Cell(unit), ZERO).value == (told or [0])[0]
    _found, one = best(lambda: view.count(asked, year, [units[-1]]), 20)
    _told, one_by_hand = best(lambda: con.execute(hand.BELOW, [*between, at, int(land.tree.last[at])]).fetchone(), 2)
    yield Row("persons of a year, one unit", size, ms(one), "ms", "DuckDB SQL", ratio(one_by_hand, one), same)
    found, every = best(lambda: view.values(asked, year))
    each = {unit: view.count(asked, year, [unit])[0].get(Cell(unit), ZERO).value for unit in units}
    same = all(found[land.tree.place[unit]] == value for unit, value in each.items())
    yield Row("persons of a year, every unit", size, ms(every), "ms", exact=same)
    # a day less is no kept slice: it is counted anew from the columns
    short = Period(year.first, year.last.replace(day=30))
    _found, scan = timed(lambda: view.count(asked, short, [1]))
    yield Row("build the slice of that year anew", size, round(scan, 2), "s", "DuckDB SQL", ratio(by_hand, scan))


def _news(view: View, land: Land, size: int) -> Iterator[Row]:
    """Measure what 10 000 new attendances cost the first answer after them."""
    dice = np.random.default_rng(made.SEED + 1)
    columns = view.snapshot.columns[1]
    old = columns.take(np.sort(dice.integers(0, len(columns), NEWS)))
    new = old.but(thing=(1 << 48) | (size * 2 + np.arange(NEWS)), known=np.full(NEWS, NOW.toordinal()))
    new = new.but(day=np.full(NEWS, date(YEAR, 12, 30).toordinal()), unit=dice.integers(3173, land.tree.size, NEWS))
    year = year_of(YEAR)
    for name, indicator in (("attendances", ATTENDANCES), ("attendees", ATTENDEES)):
        asked = _question(indicator, 1, year, NOW)
        seen = View(view.snapshot, _tail(view.snapshot, new))
        found, took = timed(lambda seen=seen, asked=asked: seen.count(asked, year, [1])[0])  # type: ignore[misc]
        before = view.count(asked, year, [1])[0][Cell(1)].value
        same = found[Cell(1)].value == before + (NEWS if indicator is ATTENDANCES else _newcomers(view, new, year))
        yield Row(f"{name} of a year after 10 000 new attendances", size, ms(took), "ms", exact=same)


def _newcomers(view: View, new: Rows, year: Period) -> int:
    people = np.unique(new.subject)
    rows = view.snapshot.columns[1].of_people(people)
    there = rows.pick((rows.day >= year.first.toordinal()) & (rows.day <= year.last.toordinal()))
    return len(np.setdiff1d(people, there.subject))


def _view(where: Path) -> View:
    manifest = Manifest.read(where)
    if manifest is None:
        raise FileNotFoundError(where)
    snapshot = Snapshot.open(where, manifest)
    return View(snapshot, _tail(snapshot, empty()))


def _tail(snapshot: Snapshot, new: Rows) -> Tail:
    until = Standing(snapshot.manifest.position + len(new), 0)
    rows = [new if n == 1 else empty() for n in range(len(READINGS))]
    return Tail(snapshot, until, snapshot.words, snapshot.goals, rows, [empty() for _one in READINGS])


def _question(indicator: Indicator, unit: int, period: Period, as_of: date) -> Question:
    return Question(indicator, Unit(pk=unit), period, as_of=as_of)


def _month(nth: int) -> tuple[date, date]:
    found = month_of(made.YEARS[0] + nth // MONTHS, nth % MONTHS + 1)
    return found.first, found.last

"""The questions of the bench: asked of the engine, of its rivals, and of the oracle for a few units."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import median
from typing import Any, Final

from kexie.figures.answer import Answer, answer
from kexie.figures.bench import hand, made
from kexie.figures.bench.hand import Rival
from kexie.figures.bench.made import Land
from kexie.figures.bench.measure import Row, best, ms, ratio, timed
from kexie.figures.engine import oracle
from kexie.figures.engine.oracle import Cell, Count
from kexie.figures.engine.paths import forget
from kexie.figures.engine.view import View
from kexie.figures.indicators.attendances import ATTENDANCES
from kexie.figures.indicators.attendees import ATTENDEES
from kexie.figures.indicators.base import Indicator
from kexie.figures.question import Question
from kexie.kit.days import MONTHS
from kexie.kit.periods import Period
from kexie.kit.spans import month_of, year_of
from kexie.records.units.models import Unit

YEAR: Final = made.YEARS[-1]
NOW: Final = date(2020, 1, 1)
EARLIER: Final = date(2018, 9, 15)
AS_OF: Final = 5
"""Earlier days that are asked for, each for the first time."""
NOTHING: Final = Count()
RECOUNTED: Final = (0, 11, 20)
"""Months (from the first on) that the oracle recounts."""
MANY: Final = 20
"""How often a quick answer is timed; a slow one of a rival is timed twice."""


def question(indicator: Indicator, period: Period, as_of: date = NOW, by: tuple[str, ...] = ()) -> Question:
    """Return a question about the whole association."""
    return Question(indicator, Unit.objects.get(pk=1), period, by=by, as_of=as_of)


def months() -> list[Period]:
    """Return the months of the made-up years."""
    return [month_of(year, month) for year in made.YEARS for month in range(1, MONTHS + 1)]


def value(counts: dict[Cell, Count], unit: int) -> int:
    """Return the value of a unit's cell; where nothing happened it is zero."""
    return counts.get(Cell(unit), NOTHING).value


def agrees(seen: View, asked: Question, period: Period, units: Sequence[int]) -> bool:
    """Tell whether the engine says of some units what the oracle counts."""
    ours, _path = seen.count(asked, period, list(units))
    theirs = oracle.count(asked, period, list(units))
    return all(ours.get(Cell(one), NOTHING) == theirs.get(Cell(one), NOTHING) for one in units)


def _anew(asked: Question) -> Answer:
    """Answer as if nobody had asked the same before."""
    forget()
    return answer(asked, reader=None)


@dataclass(slots=True)
class Asked:
    """The rivals, what the engine published, and the units that the oracle recounts."""

    land: Land
    size: int
    rivals: Sequence[Rival]
    seen: View
    recounted: Sequence[int]

    def _against(
        self, name: str, ours: float, sql: str, same: Callable[[list[tuple[Any, ...]]], bool]
    ) -> Iterator[Row]:
        """Yield a row for each rival: its answer compared, its time beside ours (seconds)."""
        for rival in self.rivals:
            theirs, took = best(lambda rival=rival: rival.ask(sql), 2)  # type: ignore[misc]
            yield Row(f"by hand in {rival.name}: {name}", self.size, ms(took), "ms")
            yield Row(name, self.size, ms(ours), "ms", f"{rival.name} SQL", ratio(took, ours), same(theirs))

    def _months(self, as_of: date) -> list[dict[Cell, Count]]:
        every = months()
        asked = question(ATTENDANCES, every[0], as_of)
        return [counts for counts, _path in self.seen.series(asked, every, self.land.provinces_at)]

    def amounts(self) -> Iterator[Row]:
        """Ask for amounts by province and month, as known now and on an earlier day."""
        name = "amounts by province and month"
        now, usual = best(lambda: self._months(NOW))
        yield from self._amounts(name, usual, now, hand.AMOUNTS, NOW)
        days = [EARLIER + timedelta(days=n) for n in range(AS_OF)]
        asked = [timed(lambda day=day: self._months(day)) for day in days]  # type: ignore[misc]
        took = median(seconds for _found, seconds in asked)
        sql = hand.AS_OF.format(known=EARLIER.toordinal())
        yield from self._amounts(f"{name}, as known on an earlier day", took, asked[0][0], sql, EARLIER)
        against = "as known now"
        yield Row("as known on an earlier day, times as long as now", self.size, round(took / usual, 2), "×", against)

    def _amounts(self, name: str, took: float, found: list[dict[Cell, Count]], sql: str, known: date) -> Iterator[Row]:
        first = made.YEARS[0] * MONTHS
        ours = {(p, nth + first): value(one, unit) for nth, one in enumerate(found) for p, unit in self._provinces()}
        asked = question(ATTENDANCES, months()[0], known)
        exact = all(agrees(self.seen, asked, months()[nth], self.recounted) for nth in RECOUNTED)

        def same(theirs: list[tuple[Any, ...]]) -> bool:
            told = {(province, month): amount for province, month, amount in theirs if province >= 0}
            return exact and {key: amount for key, amount in ours.items() if amount} == told

        yield from self._against(name, took, sql, same)

    def _provinces(self) -> list[tuple[int, int]]:
        return list(enumerate(self.land.provinces_at))

    def persons(self) -> Iterator[Row]:
        """Ask for the distinct persons of a year: of the provinces, of one county, of every unit; build it anew."""
        year, land = year_of(YEAR), self.land
        asked = question(ATTENDEES, year)
        between = {"since": YEAR * MONTHS, "until": YEAR * MONTHS + MONTHS - 1}
        exact = agrees(self.seen, asked, year, self.recounted)
        ours, took = best(lambda: self.seen.count(asked, year, land.provinces_at)[0], MANY)
        sql = hand.PERSONS.format(**between)
        told = [(p, value(ours, unit)) for p, unit in self._provinces()]
        yield from self._against("persons of a year by province", took, sql, lambda theirs: exact and told == theirs)
        county = self.recounted[1]
        one, took = best(lambda: self.seen.count(asked, year, [county])[0], MANY)
        sql = hand.BELOW.format(county=county, **between)
        same = value(one, county)
        name = "persons of a year, one unit"
        yield from self._against(name, took, sql, lambda theirs: exact and theirs[0][0] == same)
        every, took = best(lambda: self.seen.values(asked, year))
        there = all(
            every[land.tree.place[unit]] == value(self._one(asked, year, unit), unit) for unit in self.recounted
        )
        yield Row("persons of a year, every unit", self.size, ms(took), "ms", exact=exact and there)
        # a day less is no kept slice: it is counted anew from the columns
        short = Period(year.first, year.last.replace(day=30))
        _found, scan = timed(lambda: self.seen.count(replace(asked, period=short), short, [1]))
        _told, by_hand = best(lambda: self.rivals[0].ask(hand.PERSONS.format(**between)), 2)
        same_too = agrees(self.seen, asked, short, self.recounted)
        name, against = "build a slice of a year anew", f"{self.rivals[0].name} count(distinct) by province"
        yield Row(name, self.size, round(scan, 3), "s", against, ratio(by_hand, scan), same_too)

    def _one(self, asked: Question, period: Period, unit: int) -> dict[Cell, Count]:
        return self.seen.count(asked, period, [unit])[0]

    def answers(self) -> Iterator[Row]:
        """Ask for whole answers with their passports, as pages and the command line do."""
        figure = question(ATTENDEES, year_of(YEAR))
        one, took = best(lambda: _anew(figure), MANY)
        same = one.total.value == value(self._one(figure, year_of(YEAR), 1), 1)
        yield Row("a figure with its passport", self.size, ms(took), "ms", exact=same)
        whole = Period(months()[0].first, months()[-1].last)
        table = question(ATTENDANCES, whole, by=("units:province", "month"))
        told, took = timed(lambda: _anew(table))
        found = zip(months(), self._months(NOW), strict=True)
        ours = {(f"U{unit}", str(month)): value(one, unit) for month, one in found for unit in self.land.provinces_at}
        same = {(row.unit.code, str(row.period)): row.value for row in told.rows} == ours
        name = "a table of provinces by month with its passport"
        yield Row(name, self.size, ms(took), "ms", exact=same)

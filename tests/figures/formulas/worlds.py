"""Random worlds of stated values, told to the house and reckoned by hand, with sets of days and lists of fractions."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from kexie.kit.periods import Period, parse_period
from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.structure.actions import close, move
from kexie.records.units.models import Unit
from kexie.records.values.actions import Said, define, state
from kexie.records.values.definitions import Element
from tests.building import plant
from tests.figures.days import at

BEGIN = date(2018, 1, 10)
OPERATORS = ("sum", "average", "min", "max", "last", "first", "count")
TIMES = {
    "month": [f"2018-{month:02d}" for month in range(1, 7)] + ["2017-12"],
    "quarter": ["2017Q4", "2018Q1", "2018Q2", "2018Q3"],
}
ASKED = ("2018-02", "2018-03", "2018Q1", "2018Q2", "2018", "2018H1", "2017-12-15..2018-04-30", "2018-01-01..2018-03-30")


@dataclass(frozen=True)
class Telling:
    """On a day something is said: a value (again), that a unit moved, or that it is closed. Units by number."""

    gap: int
    unit: int
    element: int
    when: int
    state: str
    amount: int
    moves_to: int | None
    closes: bool = False


@dataclass(frozen=True)
class World:
    """Units by the number of their parent, two elements, and what was told day by day."""

    parents: tuple[int, ...]
    elements: tuple[Element, ...]
    told: tuple[Telling, ...]


@st.composite
def elements(draw: st.DrawFn, code: str) -> Element:
    """Draw an element."""
    valid = draw(st.sampled_from(["", "", "2m", "40d"]))
    operators = st.sampled_from(OPERATORS)
    time = draw(st.just("last") | operators)
    frequency = draw(st.sampled_from(list(TIMES)))
    return Element(code, code, draw(st.integers(0, 2)), frequency, time, draw(st.just("sum") | operators), valid)


tellings = st.builds(
    Telling,
    gap=st.integers(0, 20),
    unit=st.integers(0, 3),
    element=st.integers(0, 1),
    when=st.sampled_from([0, 1, 1, 1, 2, 2, 3, 6]),
    state=st.sampled_from(["number", "number", "number", "none", "awaited"]),
    amount=st.integers(-20, 300),
    moves_to=st.sampled_from([None] * 9 + [0, 1, 2]),
    closes=st.sampled_from([False] * 9 + [True]),
)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Draw a world: a forest of one to four units, two elements, up to sixteen tellings."""
    count = draw(st.integers(1, 4))
    parents = tuple(draw(st.integers(-1, number - 1)) for number in range(count))
    told = draw(st.lists(tellings, min_size=1, max_size=16))
    return World(parents, (draw(elements("a.x")), draw(elements("b"))), tuple(told))


@dataclass
class Fact:
    """A statement as it stands: who, which days, what."""

    unit: int
    days: frozenset[date]
    state: str
    number: Fraction
    order: int


def days(period: Period) -> frozenset[date]:
    """Return every day of a period."""
    return frozenset(period.first + timedelta(days=n) for n in range((period.last - period.first).days + 1))


def read(text: str) -> Period:
    """Read a period."""
    return parse_period(text, BEGIN)


@dataclass
class House:
    """The house's side: units, the days on which things were told, and who moved where from when."""

    owner: Account
    world: World
    units: list[Unit] = field(default_factory=list)
    dates: list[date] = field(default_factory=list)
    moved: list[tuple[date, int, int]] = field(default_factory=list)
    closed: list[tuple[date, date, int]] = field(default_factory=list)

    def tell(self) -> None:
        """Tell the house everything, each on its day."""
        with at(BEGIN):
            names = {f"u{n}": f"u{up}" if up >= 0 else "" for n, up in enumerate(self.world.parents)}
            planted = plant(self.owner, **names)
            self.units = [planted[f"u{n}"] for n in range(len(names))]
            define(self.world.elements, by=self.owner)
        day = BEGIN
        for one in self.world.told:
            day += timedelta(days=one.gap)
            self.dates.append(day)
            with at(day):
                self._one(one, day)

    def _one(self, one: Telling, day: date) -> None:
        number = one.unit % len(self.units)
        if one.moves_to is not None:
            target = one.moves_to % len(self.units)
            if number not in self.above(target, day) and self.open(target, day, day):
                move(unit=self.units[number], parent=self.units[target], on=day, by=self.owner)
                self.moved.append((day, number, target))
            return
        if one.closes:
            on = day - timedelta(days=one.amount % 100)
            with suppress(Refused):  # a root with open units below
                close(unit=self.units[number], on=on, by=self.owner)
                self.closed.append((on, day, number))
            return
        element = self.world.elements[one.element]
        said: dict[str, Any] = {"amount": one.amount} if one.state == "number" else {}
        period = period_of(element, one.when)
        state([Said(element.code, self.units[number], period, state=one.state, **said)], by=self.owner)

    def parent(self, number: int, day: date, known: date = date.max) -> int:
        """Return who a unit hangs below on a day, by what was known; -1: nobody."""
        found = self.world.parents[number]
        for on, unit, target in self.moved:
            if unit == number and on <= day and on <= known:
                found = target
        return found

    def open(self, number: int, day: date, known: date) -> bool:
        """Tell whether a unit was open on a day, by what was known."""
        return not any(unit == number and on <= day and told <= known for on, told, unit in self.closed)

    def above(self, number: int, day: date, known: date = date.max) -> set[int]:
        """Return a unit and everything above it on a day."""
        path = {number}
        while (number := self.parent(number, day, known)) >= 0:
            path.add(number)
        return path

    def below(self, top: int, day: date, known: date) -> set[int]:
        """Return a unit and everything below it on a day."""
        return {number for number in range(len(self.units)) if top in self.above(number, day, known)}

    def facts(self, element: Element, known: date) -> tuple[list[Fact], set[int]]:
        """Return what stands of an element by what was told until a day, and who is asked for it."""
        standing: dict[tuple[int, Period], Fact] = {}
        asked = set()
        for order, (day, one) in enumerate(zip(self.dates, self.world.told, strict=True)):
            if day > known or one.moves_to is not None or one.closes or self.world.elements[one.element] != element:
                continue
            number, period = one.unit % len(self.units), period_of(element, one.when)
            asked.add(number)
            if one.state == "awaited":
                continue
            exact = Fraction(one.amount, 10**element.decimals) if one.state == "number" else Fraction(0)
            new = Fact(number, days(period), one.state, exact, order)
            old = standing.get((number, period))
            if old is None or (old.state, old.number) != (new.state, new.number):
                standing[number, period] = new
        return sorted(standing.values(), key=lambda fact: (max(fact.days), fact.order)), asked


def period_of(element: Element, when: int) -> Period:
    """Return the period that a telling is about."""
    listed = TIMES[element.frequency]
    return read(listed[when % len(listed)])

"""What a figure on stated values must be, reckoned the slow way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from kexie.kit.days import add_months
from kexie.kit.periods import Period
from kexie.records.values.definitions import Element
from tests.figures.formulas.worlds import Fact, House, days, read

STEPS = {
    "month": [f"{year}-{month:02d}" for year in (2017, 2018, 2019) for month in range(1, 13)],
    "quarter": [f"{year}Q{quarter}" for year in (2017, 2018, 2019) for quarter in range(1, 5)],
}

Tree = tuple[Any, ...]
"""A formula as nested tuples: ("ref", 0), ("+", left, right), ("offset", body, -1) …"""


@dataclass(frozen=True)
class Hand:
    """Where a formula is read: the asked period, its modifiers, and the units at hand."""

    house: House
    period: Period
    known: date
    units: frozenset[int]
    offset: int = 0
    to_date: bool = False
    since: date = date.min
    time: str = ""
    over: str = ""

    def window(self) -> frozenset[date]:
        """Return the days asked."""
        period = self.period
        for _step in range(abs(self.offset)):
            period = moved(period, 1 if self.offset > 0 else -1)
        found = days(period)
        if self.to_date:
            found = days(Period(date(period.last.year, 1, 1), period.last))
        return frozenset(day for day in found if day >= self.since)

    def element(self, element: Element) -> Fraction | str:
        """Return the number of an element, or why there is none."""
        window = self.window()
        facts, asked = self.house.facts(element, self.known)
        facts = [fact for fact in facts if fact.unit in self.units]
        stock = element.time_operator == "last" and not self.time
        found: list[tuple[Fraction | None, Fact]] = []
        for unit in sorted(self.units):
            taken = [fact for fact in facts if fact.unit == unit and self._speaks(fact, element, window, stock=stock)]
            if taken:
                found.append(over_time(self.time or element.time_operator, taken))
        numbers = [(number, fact) for number, fact in found if number is not None]
        if not numbers:
            silent = (asked & self.owed(element).keys()) - {fact.unit for _number, fact in found}
            return "none" if found and not silent else "not reported"
        return over_units(self.over or element.unit_operator, numbers)

    def _speaks(self, fact: Fact, element: Element, window: frozenset[date], *, stock: bool) -> bool:
        if not window:
            return False
        inside = fact.days <= window
        if not stock:
            return inside
        end = max(window)
        good = date(end.year, 1, 1)
        if element.valid_for == "40d":
            good = end - timedelta(days=39)
        elif element.valid_for == "2m":
            good = add_months(end + timedelta(days=1), -2)
        if not self.house.open(fact.unit, end, self.known):
            good = end
        return max(fact.days) >= good and (inside or max(fact.days) < min(window))

    def owed(self, element: Element) -> dict[int, int]:
        """Return how many statements each unit owes, if it is asked: one a period on whose ends it is open."""
        window = self.window()
        if not window:
            return {}
        steps = [step for text in STEPS[element.frequency] if (step := days(read(text))) <= window]
        if element.time_operator == "last" and not self.time:
            steps = [frozenset({max(window)})]
        found = {
            unit: sum(any(self.house.open(unit, day, self.known) for day in (min(one), max(one))) for one in steps)
            for unit in self.units
        }
        at = (min(window), max(window)) if not steps else ()
        return {unit: n for unit, n in found.items() if n or any(self.house.open(unit, day, self.known) for day in at)}

    def covered(self, element: Element) -> tuple[int, int, int]:
        """Return how many units reported of those expected, and how many statements these owe."""
        facts, asked = self.house.facts(element, self.known)
        window, stock = self.window(), element.time_operator == "last"
        came = [fact.unit for fact in facts if self._speaks(fact, element, window, stock=stock)]
        reported, owed = set(came) & self.units, self.owed(element)
        unasked = [unit for unit in came if unit in reported and unit not in owed]
        due = sum(owed[unit] for unit in asked & owed.keys()) + len(set(unasked) if stock else unasked)
        return len(reported), len(reported | (asked & owed.keys())), due

    def value(self, tree: Tree) -> tuple[Fraction | None, bool]:  # noqa: PLR0911 - one line a word of the grammar
        """Return the number of a formula, or ``None``; and whether it stands in the formula itself."""
        name, *rest = tree
        match name:
            case "number":
                return Fraction(str(rest[0])), True
            case "ref":
                found = self.element(self.house.world.elements[rest[0]])
                return (None if isinstance(found, str) else found), False
            case "offset":
                return replace(self, offset=self.offset + rest[1]).value(rest[0])
            case "to_date":
                return replace(self, to_date=True).value(rest[0])
            case "since":
                return replace(self, since=max(self.since, rest[1])).value(rest[0])
            case "time":
                return replace(self, time=str(rest[1])).value(rest[0])
            case "each":
                return self._each(rest[0], str(rest[1]))
            case "given":
                first, second = (self.value(one)[0] for one in rest)
                return (first if first is not None else second), False
            case "if":
                return self._if(*rest)
        return combined(str(name), *(self.value(one) for one in rest))

    def _if(self, condition: Tree, yes: Tree, no: Tree) -> tuple[Fraction | None, bool]:
        asked, constant = self.value(condition)
        if asked is None:
            return None, False
        number, fixed = self.value(yes if asked else no)
        return number, fixed and constant

    def _each(self, body: Tree, operator: str) -> tuple[Fraction | None, bool]:
        speaking = set()
        for element in self.house.world.elements if "ref" in str(body) else ():
            facts, asked = self.house.facts(element, self.known)
            if f"('ref', {self.house.world.elements.index(element)})" in str(body):
                speaking |= {fact.unit for fact in facts} | asked
        inner = replace(self, time="", over="")
        numbers = [replace(inner, units=frozenset({unit})).value(body)[0] for unit in sorted(speaking & self.units)]
        there = [one for one in numbers if one is not None]
        return (plain(operator, there), False) if there else (None, False)


def combined(
    name: str, left: tuple[Fraction | None, bool], right: tuple[Fraction | None, bool]
) -> tuple[Fraction | None, bool]:
    """Apply an operator to two sides."""
    (one, one_fixed), (other, other_fixed) = left, right
    if one is None or other is None:
        there, fixed = (other, other_fixed) if one is None else (one, one_fixed)
        return (there, False) if name == "+" and there is not None and not fixed else (None, False)
    fixed = one_fixed and other_fixed
    if name == "/":
        return (one / other, fixed) if other else (None, False)
    results = {"+": one + other, "-": one - other, "*": one * other, "<": Fraction(one < other)}
    return results[name], fixed


def plain(operator: str, numbers: list[Fraction]) -> Fraction:
    """Combine numbers."""
    match operator:
        case "sum":
            return sum(numbers, Fraction(0))
        case "average":
            return sum(numbers, Fraction(0)) / len(numbers)
        case "count":
            return Fraction(len(numbers))
    return min(numbers) if operator == "min" else max(numbers)


def over_time(operator: str, taken: list[Fact]) -> tuple[Fraction | None, Fact]:
    """Combine one unit's statements, given in the order of their periods."""
    if operator in {"last", "first"}:
        chosen = taken[-1 if operator == "last" else 0]
        return (chosen.number if chosen.state == "number" else None), chosen
    numbers = [fact.number for fact in taken if fact.state == "number"]
    return (plain(operator, numbers) if numbers else None), taken[-1]


def over_units(operator: str, numbers: list[tuple[Fraction, Fact]]) -> Fraction:
    """Combine units; the latest (earliest) statement, and of these the one told last."""
    if operator == "last":
        return max(numbers, key=lambda one: (max(one[1].days), one[1].order))[0]
    if operator == "first":
        earliest = min(min(fact.days) for _number, fact in numbers)
        return max((one for one in numbers if min(one[1].days) == earliest), key=lambda one: one[1].order)[0]
    return plain(operator, [number for number, _fact in numbers])


def moved(period: Period, step: int) -> Period:
    """Return the period next to this one (before, after), of the same sort or length."""
    if period.whole_months:
        months = (period.last.year - period.first.year) * 12 + period.last.month - period.first.month + 1
        first = add_months(period.first, months * step)
        return Period(first, add_months(first, months) - timedelta(days=1))
    length = timedelta(days=len(days(period)) * step)
    return Period(period.first + length, period.last + length)


def text(tree: Tree, codes: tuple[str, ...]) -> str:  # noqa: PLR0911 - one line a word of the grammar
    """Write a formula as people type it."""
    name, *rest = tree
    match name:
        case "number":
            return str(rest[0])
        case "ref":
            return str(codes[rest[0]])
        case "offset":
            return f"({text(rest[0], codes)}).offset({rest[1]})"
        case "to_date":
            return f"({text(rest[0], codes)}).year_to_date()"
        case "since" | "time":
            return f"({text(rest[0], codes)}).{name}({rest[1]})"
        case "each":
            return f"each({text(rest[0], codes)}).units({rest[1]})"
        case "given" | "if":
            return f"{name}({', '.join(text(one, codes) for one in rest)})"
    return f"({text(rest[0], codes)} {name} {text(rest[1], codes)})"

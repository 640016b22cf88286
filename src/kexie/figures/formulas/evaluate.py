"""Evaluating a formula over some units and a period, exactly, and keeping what was used for the passport."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Final

from django.utils.translation import gettext as _

from kexie.figures.formulas.duties import Duties, Openings
from kexie.figures.formulas.statements import Stated, Statements, reaching_back, readings
from kexie.figures.formulas.value import UNREPORTED, Value, applied, divide, lacking, multiply, number, over
from kexie.figures.formulas.windows import Reading, Window, place_in_year
from kexie.kit.bounds import Bound
from kexie.kit.refusal import Refused
from kexie.kit.spans import Period
from kexie.records.values.definitions import Definition, Element, Row
from kexie.records.values.grammar import parse
from kexie.records.values.syntax import RATES, Apply, Modified, Node, Number, Ref, Variable

Counted = Callable[[str, Window], Value]
"""What a counting indicator comes to at the asked unit, in spans of days."""
DATED: Final = ("last", "first")


@dataclass(slots=True)
class Trace:
    """What an evaluation used: statements by position, and periods that reached out of what was asked."""

    used: dict[int, tuple[str, Stated]] = field(default_factory=dict)
    wider: set[Period] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Covered:
    """Statements that came by unit, the units expected, and how many statements these owe."""

    came: dict[int, int]
    expected: set[int]
    due: int


@dataclass(slots=True)
class Evaluator:
    """Evaluates expressions over the units of one row; made anew for each row, fed from one fetch."""

    definitions: dict[str, Definition]
    statements: Statements
    units: frozenset[int]
    openings: Openings
    counted: Counted
    trace: Trace = field(default_factory=Trace)

    def value(self, definition: Definition, reading: Reading) -> Value:
        """Return what a definition comes to."""
        if isinstance(definition, Element):
            return self._element(definition, reading, self.units)
        return self._row(definition, reading, self.units)

    def _row(self, row: Row, reading: Reading, units: frozenset[int]) -> Value:
        top = multiply(self._node(parse(row.numerator), reading, units), number(row.times()))
        return divide(top, self._node(parse(row.denominator), reading, units))

    def _node(self, node: Node, reading: Reading, units: frozenset[int]) -> Value:
        match node:
            case Number():
                return number(node.value)
            case Variable():
                place, count = place_in_year(reading.moved()[-1])
                return number(place if node.name == "period_in_year" else count)
            case Modified():
                return self._node(node.body, reading.entered(node), units)
            case Ref():
                return self._named(node.code, reading, units)
        return self._apply(node, reading, units)

    def _named(self, code: str, reading: Reading, units: frozenset[int]) -> Value:
        definition = self.definitions.get(code)
        if isinstance(definition, Element):
            return self._element(definition, reading, units)
        if isinstance(definition, Row):
            return self._row(definition, reading, units)
        return self.counted(code, reading.window())

    def _apply(self, node: Apply, reading: Reading, units: frozenset[int]) -> Value:
        name = node.name
        if name in RATES:
            return self._rate(node, reading, units)
        if name == "each":
            return self._each(node.arguments[0], reading, units)
        if name == "if":
            return self._if(node, reading, units)
        return applied(name, [self._node(one, reading, units) for one in node.arguments])

    def _if(self, node: Apply, reading: Reading, units: frozenset[int]) -> Value:
        """Return one of the two sides; a choice made by somebody's number is no constant, even if its side is."""
        condition = self._node(node.arguments[0], reading, units)
        if condition.number is None:
            return condition
        side = self._node(node.arguments[1 if condition.number else 2], reading, units)
        bound = side.bound if condition.bound is Bound.EXACT else Bound.ABOUT
        return replace(side, constant=side.constant and condition.constant, bound=bound)

    def _each(self, body: Node, reading: Reading, units: frozenset[int]) -> Value:
        """Evaluate for every unit by itself and combine what comes out."""
        combine = reading.units or "sum"
        if combine in DATED:
            raise Refused(_("each() 的结果没有日期，不能取最新或最早；可用 sum、average、min、max、count。"))
        inner = replace(reading, time="", units="")
        values = [self._node(body, inner, frozenset({unit})) for unit in sorted(units & self._speaking(body))]
        return replace(over(combine, values), constant=False) if values else UNREPORTED

    def _speaking(self, body: Node) -> set[int]:
        """Return the units that state, or are asked for, anything that an expression names."""
        found: set[int] = set()
        for element, _window, _stock in needs(body, self.definitions, Reading(())):
            found |= self.statements.parts.get(element.code, {}).keys()
            found |= self.statements.asked.get(element.code, set())
        return found

    def _element(self, element: Element, reading: Reading, units: frozenset[int]) -> Value:
        window = reading.window()
        stock = is_stock(element, reading)
        time = reading.time or element.time_operator
        told = self.statements.parts.get(element.code, {})
        if not window:
            return UNREPORTED
        owed = self.openings.duties(window, element.kind, stock=stock)
        spoken = []
        for unit in _fewer(units, told):
            self._note_wider(told[unit], window)
            taken = readings(element, told[unit], window, stock=stock, standing=unit in owed.standing)
            spoken.append(self._of_unit(element, taken, time))
        there = [one for one in spoken if one is not None]
        if not any(value.number is not None for value, _last in there):
            silent = self._asked(element, units, owed) - {one.unit for _value, one in there}
            return UNREPORTED if silent or not there else lacking([value for value, _last in there])
        return _over_units(reading.units or element.unit_operator, there)

    def _note_wider(self, told: list[Stated], window: Window) -> None:
        self.trace.wider.update(Period(one.first, one.last) for one in told if one.across(window))

    def _of_unit(self, element: Element, taken: list[Stated], time: str) -> tuple[Value, Stated] | None:
        """Return what one unit's statements come to over time, with the last (or first) statement that it rests on."""
        if not taken:
            return None
        if time in DATED:
            chosen = taken[-1] if time == "last" else taken[0]
            self.trace.used[chosen.position] = element.code, chosen
            return _said(chosen), chosen
        self.trace.used.update((one.position, (element.code, one)) for one in taken)
        return over(time, [_said(one) for one in taken]), taken[-1]

    def control(self, element: Element, unit: int, reading: Reading) -> Value | None:
        """Return the printed total of a unit, if one is printed for the period."""
        told = self.statements.controls.get(element.code, {}).get(unit, [])
        taken = readings(element, told, reading.window(), stock=is_stock(element, reading))
        if not taken:
            return None
        if element.time_operator in DATED:
            return _said(taken[-1] if element.time_operator == "last" else taken[0])
        return over(element.time_operator, [_said(one) for one in taken])

    def _asked(self, element: Element, units: Collection[int], owed: Duties) -> set[int]:
        return owed.among(self.statements.asked.get(element.code, set()) & set(units))

    def covered(self, element: Element, units: frozenset[int], window: Window, *, stock: bool) -> Covered:
        """Return who reported how often in a window of those expected: asked ones that are open, and whoever did."""
        told = self.statements.parts.get(element.code, {})
        owed = self.openings.duties(window, element.kind, stock=stock)
        came = {}
        for unit in _fewer(units, told):
            taken = readings(element, told[unit], window, stock=stock, standing=unit in owed.standing)
            if taken:
                came[unit] = 1 if stock else len(taken)
        asked = self._asked(element, units, owed)
        unasked = sum(count for unit, count in came.items() if unit not in asked)
        return Covered(came, asked | came.keys(), owed.due(asked) + unasked)

    def _rate(self, node: Apply, reading: Reading, units: frozenset[int]) -> Value:
        """Return how many statements came, how many were expected, or one in per cent of the other."""
        target = node.arguments[0]
        element = self.definitions.get(target.code) if isinstance(target, Ref) else None
        if not isinstance(element, Element):
            raise Refused(_("%(name)s(…) 里须是一个数据元素的编号。") % {"name": node.name})
        window = reading.window()
        found = self.covered(element, units, window, stock=False) if window else Covered({}, set(), 0)
        due = found.due
        if not due:
            return UNREPORTED
        count = sum(found.came.values())
        match node.name:
            case "reported":
                return Value(Fraction(count))
            case "expected":
                return Value(Fraction(due))
        return Value(Fraction(100 * count, due))


def is_stock(element: Element, reading: Reading) -> bool:
    """Tell whether the last reading of an element stands for later days: its own operator says so, not the formula."""
    return element.time_operator == "last" and not reading.time


def needs(node: Node, definitions: dict[str, Definition], reading: Reading) -> Iterator[tuple[Element, Window, bool]]:
    """Yield every element that an expression names, with the window it is read from and whether as a stock."""
    match node:
        case Modified():
            yield from needs(node.body, definitions, reading.entered(node))
        case Apply():
            inner = replace(reading, time="", units="") if node.name == "each" else reading
            for one in node.arguments:
                yield from needs(one, definitions, inner)
        case Ref():
            definition = definitions.get(node.code)
            if isinstance(definition, Element):
                yield definition, reading.window(), is_stock(definition, reading)
            elif isinstance(definition, Row):
                yield from needs_of(definition, definitions, reading)


def needs_of(
    definition: Definition, definitions: dict[str, Definition], reading: Reading
) -> Iterator[tuple[Element, Window, bool]]:
    """Yield what a definition needs; see ``needs``."""
    if isinstance(definition, Element):
        yield definition, reading.window(), is_stock(definition, reading)
        return
    for text in (definition.numerator, definition.denominator):
        yield from needs(parse(text), definitions, reading)


def span_needed(found: Collection[tuple[Element, Window, bool]]) -> tuple[date, date] | None:
    """Return the first and last day whose statements may matter; nothing if no day does."""
    windows = [(element, window, stock) for element, window, stock in found if window]
    if not windows:
        return None
    first = min(reaching_back(element, window, stock=stock) for element, window, stock in windows)
    return first, max(period.last for _element, window, _stock in windows for period in window)


def _said(one: Stated) -> Value:
    return Value(one.number, one.bound) if one.number is not None else Value(None, missing="none")


def _fewer(units: frozenset[int], told: dict[int, list[Stated]]) -> list[int]:
    """Return the units that state something, in a fixed order, looking through the shorter side."""
    return sorted(units & told.keys())


def _over_units(operator: str, there: list[tuple[Value, Stated]]) -> Value:
    """Combine units; first and last take the statement of the earliest or latest period, then the one known last."""
    if operator not in DATED:
        return over(operator, [value for value, _last in there])
    numbered = [one for one in there if one[0].number is not None]
    if operator == "last":
        return max(numbered, key=lambda one: (one[1].last, one[1].position))[0]
    return min(numbered, key=lambda one: (one[1].first, -one[1].position))[0]

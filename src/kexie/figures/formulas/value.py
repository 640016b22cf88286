"""Exact values with their bounds, and what is missing, through every operation of a formula."""

from __future__ import annotations

import operator as python
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Final

from kexie.kit.bounds import Bound, combine

NOT_REPORTED: Final = "not reported"
NONE: Final = "none"
_TURNED: Final = {Bound.AT_LEAST: Bound.UNDER, Bound.UNDER: Bound.AT_LEAST}


@dataclass(frozen=True, slots=True)
class Value:
    """A number, or why there is none. ``constant``: written in the formula, stated by nobody."""

    number: Fraction | None
    bound: Bound = Bound.EXACT
    missing: str = ""
    constant: bool = False

    def turned(self) -> Value:
        """Return the value with its bound as it stands behind a minus or below a line: at least becomes under."""
        return replace(self, bound=_TURNED.get(self.bound, self.bound))


UNREPORTED: Final = Value(None, missing=NOT_REPORTED)
UNDEFINED: Final = Value(None, missing=NONE)
"""There is no such number: everybody says so, or it would be divided by zero."""


def number(value: Fraction | int) -> Value:
    """Return a number written in a formula."""
    return Value(Fraction(value), constant=True)


def lacking(values: Sequence[Value]) -> Value:
    """Return what a strict operation is when something is missing: not reported before no such item."""
    reasons = {value.missing for value in values if value.number is None}
    return UNREPORTED if NOT_REPORTED in reasons or not reasons else UNDEFINED


def add(left: Value, right: Value) -> Value:
    """Return a sum: what is not there is left out, but a number of the formula alone does not make up for it."""
    if left.number is None or right.number is None:
        there = right if left.number is None else left
        return lacking([left, right]) if there.number is None or there.constant else there
    return _made(left.number + right.number, left, right)


def subtract(left: Value, right: Value) -> Value:
    """Return a difference; with a side missing it is missing, since leaving it out would turn its meaning round."""
    if left.number is None or right.number is None:
        return lacking([left, right])
    return _made(left.number - right.number, left, right.turned())


def multiply(left: Value, right: Value) -> Value:
    """Return a product; with a side missing it is missing."""
    if left.number is None or right.number is None:
        return lacking([left, right])
    return _made(left.number * right.number, _under(left, right.number), _under(right, left.number))


def divide(left: Value, right: Value) -> Value:
    """Return a quotient, exact; division by zero has no result."""
    if left.number is None or right.number is None:
        return lacking([left, right])
    if not right.number:
        return UNDEFINED
    below = right.turned() if left.number > 0 else right
    return _made(left.number / right.number, _under(left, right.number), _under(below, right.number))


def _under(value: Value, by: Fraction) -> Value:
    """Return a value with its bound as it stands when multiplied by a number: nothing says of nothing, minus turns."""
    if not by:
        return replace(value, bound=Bound.EXACT)
    return value.turned() if by < 0 else value


def _made(result: Fraction, *sides: Value) -> Value:
    return Value(result, combine(side.bound for side in sides), constant=all(side.constant for side in sides))


def over(operator: str, values: Sequence[Value]) -> Value:
    """Combine the values that there are with an operator other than first and last; ``UNREPORTED`` if none are."""
    numbers = [value.number for value in values if value.number is not None]
    if not numbers:
        return lacking(values)
    if operator == "count":
        return Value(Fraction(len(numbers)))
    bound = combine(value.bound for value in values if value.number is not None)
    match operator:
        case "sum":
            return Value(sum(numbers, Fraction(0)), bound)
        case "average":
            return Value(sum(numbers, Fraction(0)) / len(numbers), bound)
        case "min":
            return Value(min(numbers), bound)
        case "max":
            return Value(max(numbers), bound)
    message = f"{operator} does not combine values without their days"
    raise ValueError(message)


_TELLS: Final[dict[str, Callable[[Fraction, Fraction], bool]]] = {
    "<": python.lt,
    "<=": python.le,
    ">": python.gt,
    ">=": python.ge,
    "==": python.eq,
    "!=": python.ne,
    "and": lambda left, right: bool(left) and bool(right),
    "or": lambda left, right: bool(left) or bool(right),
}
_COMPUTES: Final[dict[str, Callable[[Value, Value], Value]]] = {"+": add, "-": subtract, "*": multiply, "/": divide}


def applied(name: str, values: Sequence[Value]) -> Value:
    """Apply an operator or function of numbers. All but ``+`` and ``given`` are missing as soon as a side is."""
    if name in _COMPUTES:
        return _COMPUTES[name](values[0], values[1])
    if name == "given":
        return replace(values[0] if values[0].number is not None else values[1], constant=False)
    if any(value.number is None for value in values):
        return lacking(values)
    constant = all(value.constant for value in values)
    if name == "negative":
        return replace(values[0].turned(), number=-(values[0].number or Fraction(0)))
    if name in {"min", "max"}:
        return replace(over(name, values), constant=constant)
    left, right = values[0].number or Fraction(0), values[-1].number or Fraction(0)
    true = not left if name == "not" else _TELLS[name](left, right)
    rough = Bound.ABOUT if {value.bound for value in values} - {Bound.EXACT} else Bound.EXACT
    return Value(Fraction(int(true)), rough, constant=constant)


def rounded(value: Fraction, least: int, most: int) -> int | Decimal:
    """Return a number rounded half up (away from zero) to at most ``most`` places, of which ``least`` always show."""
    scaled = abs(value) * 10**most
    whole: int = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    places = most
    while places > least and whole % 10 == 0:
        whole, places = whole // 10, places - 1
    if not places:
        return -whole if value < 0 else whole
    digits = tuple(int(digit) for digit in str(whole))
    return Decimal((int(value < 0 and whole > 0), digits, -places))

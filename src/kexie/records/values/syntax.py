"""What a formula is made of, once it is read: a small tree without any behaviour."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final, TypeAlias

RATES: Final = ("rate", "reported", "expected")
"""Functions of one element: per cent of the expected statements that came, how many came, how many were expected."""
FUNCTIONS: Final = ("if", "each", "min", "max", "given", *RATES)
VARIABLES: Final = ("period_in_year", "periods_in_year")
MODIFIERS: Final = ("offset", "year_to_date", "time", "units", "since", "until")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written, exact."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Ref:
    """An element, a counting indicator or another indicator, by its code; ``row``: written as ``N{code}``."""

    code: str
    row: bool = False


@dataclass(frozen=True, slots=True)
class Variable:
    """A number that the asked period gives."""

    name: str


@dataclass(frozen=True, slots=True)
class Apply:
    """An operator or a function and what it is applied to."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Modified:
    """An expression read otherwise: another period, another operator, only some days."""

    body: Node
    name: str
    argument: int | date | str | None = None


Node: TypeAlias = Number | Ref | Variable | Apply | Modified


def walk(node: Node) -> Iterator[Node]:
    """Yield an expression and everything inside it."""
    yield node
    if isinstance(node, Apply):
        for one in node.arguments:
            yield from walk(one)
    elif isinstance(node, Modified):
        yield from walk(node.body)


def codes(node: Node) -> dict[str, bool]:
    """Return the codes that an expression names, in order; true where one is written as ``N{…}``."""
    return {one.code: one.row for one in walk(node) if isinstance(one, Ref)}

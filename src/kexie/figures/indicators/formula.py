"""Indicators that are defined in the book: every element by its code, and rows with a formula."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from kexie.figures.indicators.base import HOME, Counts, Indicator
from kexie.records.values.definitions import RESERVED, Definition, Element, Row, defined, digest
from kexie.records.values.operators import FREQUENCIES, OPERATORS, titles
from kexie.records.values.rules import closure, names

DIVIDING: Final = frozenset({"average"})


@dataclass(frozen=True, slots=True)
class Formula(Indicator):
    """An indicator by definition; ``parts`` are all definitions that it rests on, itself first."""

    definition: Definition
    parts: tuple[Definition, ...]

    def name(self) -> str:
        """Return ``code@version#hash``; the hash covers every definition that it rests on."""
        return f"{self.slug}@{self.version}#{digest(self.parts)}"

    @property
    def element(self) -> Element | None:
        """Return the element, if it is one and no formula."""
        return self.definition if isinstance(self.definition, Element) else None

    @property
    def counted(self) -> frozenset[str]:
        """Return the counting indicators that it rests on."""
        return frozenset(code for one in self.parts if isinstance(one, Row) for code in names(one)) & RESERVED

    def decimals(self) -> tuple[int, int]:
        """Return how many places are always shown, and how many at most: an average may need two more."""
        one = self.definition
        if isinstance(one, Row):
            return one.decimals, one.decimals
        if one.unit_operator == "count":
            return 0, 0
        least = 0 if one.time_operator == "count" else one.decimals
        more = 2 * bool(DIVIDING & {one.time_operator, one.unit_operator})
        return least, min(least + more, 6)


def find(code: str, known: date | None = None) -> Formula | None:
    """Return an element or an indicator row by its code, as defined by what was known on a day."""
    if code not in defined([code], known):
        return None
    return of(code, defined(None, known))


def listed(known: date | None = None) -> list[Formula]:
    """Return every element and indicator row, in the order of their codes."""
    known_ones = defined(None, known)
    return [of(code, known_ones) for code in sorted(known_ones)]


def of(code: str, known_ones: dict[str, Definition]) -> Formula:
    """Return the indicator of a code among definitions."""
    one = known_ones[code]
    return Formula(
        slug=code,
        version=one.version,
        title=one.name,
        sentence=_sentence(one),
        unit="",
        measure=code,
        roles=HOME,
        counts=Counts.FORMULA,
        of_people=False,
        definition=one,
        parts=tuple(closure(code, known_ones).values()),
    )


def _sentence(one: Definition) -> str:
    if isinstance(one, Element):
        operators = titles(OPERATORS)
        said = {
            "frequency": titles(FREQUENCIES)[one.frequency],
            "time": operators[one.time_operator],
            "unit": operators[one.unit_operator],
        }
        return _("各单位按%(frequency)s填报的数；跨期取%(time)s，跨单位取%(unit)s。") % said
    top = one.numerator if one.factor == "1" else f"({one.numerator}) × {one.factor}"
    return top if one.denominator == "1" else f"({top}) ÷ ({one.denominator})"

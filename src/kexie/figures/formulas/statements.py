"""The live statements of elements, fetched once for a question: known by the day asked, not reversed by then."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from django.db.models import Exists, OuterRef

from kexie.kit.bounds import Bound
from kexie.kit.spans import Period
from kexie.records.ledger.models import Entry
from kexie.records.values.definitions import Element
from kexie.records.values.models import Statement
from kexie.records.values.operators import CONTROL, PART

FEW_UNITS = 500
"""Up to so many units are named in the query; more than that, all are fetched."""


@dataclass(frozen=True, slots=True)
class Stated:
    """One live statement of a unit. ``number`` is ``None`` for "no such item"."""

    position: int
    unit: int
    first: date
    last: date
    number: Fraction | None
    bound: Bound
    origin: str
    source_id: int

    def inside(self, window: Iterable[Period]) -> bool:
        """Tell whether its period lies wholly inside one of the spans."""
        return any(period.first <= self.first and self.last <= period.last for period in window)

    def across(self, window: Iterable[Period]) -> bool:
        """Tell whether its period shares days with the spans, and more."""
        touches = any(period.first <= self.last and self.first <= period.last for period in window)
        return touches and not self.inside(window)


ByUnit = dict[int, list[Stated]]


@dataclass(slots=True)
class Statements:
    """Statements by element and unit, in the order of their periods; printed totals apart; who is asked for what."""

    parts: dict[str, ByUnit] = field(default_factory=dict)
    controls: dict[str, ByUnit] = field(default_factory=dict)
    asked: dict[str, set[int]] = field(default_factory=dict)


def fetch(elements: Collection[Element], units: Collection[int], first: date, last: date, known: date) -> Statements:
    """Fetch what units state of elements for periods that touch the days ``first`` … ``last``."""
    found = Statements()
    by_code = {one.code: one for one in elements}
    undone = Entry.objects.filter(reverses_id=OuterRef("position"), known_on__lte=known)
    live = Entry.objects.filter(
        ~Exists(undone),
        measure__in=list(by_code),
        kind__in=[PART, CONTROL],
        known_on__lte=known,
        reverses=None,
        span_from__lte=last,
        span_to__gte=first,
    )
    asked = Statement.objects.knowing("who is expected to report").filter(
        element__in=list(by_code), role=PART, asked_on__lte=known
    )
    if len(units) <= FEW_UNITS:
        live, asked = live.filter(unit__in=units), asked.filter(unit__in=units)
    columns = ("measure", "kind", "position", "unit_id", "span_from", "span_to", "amount", "state", "bound", "origin")
    for code, kind, position, unit, begin, end, amount, state, bound, origin, number in live.order_by(
        "span_to", "span_from", "position"
    ).values_list(*columns, "source_id"):
        exact = Fraction(amount, 10 ** by_code[code].decimals) if state == "number" else None
        one = Stated(position, unit, begin, end, exact, Bound(bound), origin, number)
        table = found.parts if kind == PART else found.controls
        table.setdefault(code, {}).setdefault(unit, []).append(one)
    for code, unit in asked.values_list("element", "unit_id").distinct():
        found.asked.setdefault(code, set()).add(unit)
    return found


def asked_for(element: Element, known: date) -> frozenset[int]:
    """Return the units that are known on a day to be asked for an element, or to have stated it."""
    rows = Statement.objects.knowing("who is expected to report").filter(
        element=element.code, role=PART, asked_on__lte=known
    )
    return frozenset(rows.order_by().values_list("unit_id", flat=True).distinct())


def readings(
    element: Element, told: list[Stated], window: tuple[Period, ...], *, stock: bool, standing: bool = True
) -> list[Stated]:
    """Return the statements that speak for a window: those wholly inside it.

    A stock's last reading stays good for a while: one from before the window stands as long as its element says, and
    one inside it no longer than that. Of a unit that is closed at the end of the window (``standing`` is false) only
    what it says of that very end counts. What is stated for a period that reaches out of the window is never taken.
    """
    inside = [one for one in told if one.inside(window)]
    if not stock or not window:
        return inside
    end = max(period.last for period in window)
    begin = min(period.first for period in window)
    good = element.good_from(end) if standing else end
    return [one for one in told if good <= one.last and (one.last < begin or one in inside)]


def reaching_back(element: Element, window: tuple[Period, ...], *, stock: bool) -> date:
    """Return the first day whose statements may matter to a window."""
    begin = min(period.first for period in window)
    return min(begin, element.good_from(max(period.last for period in window))) if stock else begin

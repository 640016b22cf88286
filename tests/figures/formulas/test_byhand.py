"""Stated values and formulas held against reckoning by hand, on random trees, periods, operators and restatements."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from kexie.figures.answer import answer
from kexie.figures.engine import stated
from kexie.figures.engine.stated import StatedCount
from kexie.figures.question import ask
from kexie.records.access.models import Account
from kexie.records.values.actions import define
from kexie.records.values.definitions import Row
from tests.figures.days import at
from tests.figures.formulas.byhand import Hand, Tree, text
from tests.figures.formulas.worlds import ASKED, BEGIN, OPERATORS, House, World, read, worlds
from tests.figures.stories import EXAMPLES

LATE = date(2019, 6, 1)


def trees() -> st.SearchStrategy[Tree]:
    """Draw a formula of two elements."""
    leaves = st.one_of(
        st.tuples(st.just("ref"), st.integers(0, 1)),
        st.tuples(st.just("ref"), st.integers(0, 1)),
        st.tuples(st.just("number"), st.sampled_from(["0", "1", "2.5", "100"])),
    )

    def wider(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
        return st.one_of(
            st.tuples(st.sampled_from(["+", "-", "*", "/", "<"]), inner, inner),
            st.tuples(st.just("offset"), inner, st.integers(-2, 1)),
            st.tuples(st.just("to_date"), inner),
            st.tuples(st.just("since"), inner, st.sampled_from([date(2018, 1, 1), date(2018, 2, 1)])),
            st.tuples(st.just("time"), inner, st.sampled_from(OPERATORS)),
            st.tuples(st.just("given"), inner, inner),
            st.tuples(st.just("if"), inner, inner, inner),
            st.tuples(st.just("each"), inner, st.sampled_from(["sum", "average", "min", "max", "count"])),
        )

    return st.recursive(leaves, wider, max_leaves=6)


@dataclass(frozen=True)
class Asked:
    """A question: a formula, a period, a unit by number, and a day of knowledge by the day of a telling."""

    tree: Tree
    period: str
    top: int
    as_of: int
    late: int


questions = st.builds(
    Asked,
    tree=trees(),
    period=st.sampled_from(ASKED),
    top=st.integers(0, 3),
    as_of=st.integers(-3, 12),
    late=st.sampled_from([0, 0, -1, 400]),
)


@settings(max_examples=EXAMPLES // 2)
@given(world=worlds(), asked=st.lists(questions, min_size=4, max_size=10))
def test_figures_equal_reckoning_by_hand(early: Account, world: World, asked: list[Asked]) -> None:
    with transaction.atomic():
        house = House(early, world)
        house.tell()
        codes = tuple(element.code for element in world.elements)
        with at(LATE):
            define([Row(f"f{n}", "f", text(one.tree, codes), decimals=6) for n, one in enumerate(asked)], by=early)
            for place, one in enumerate(asked):
                compare(house, one, f"f{place}")
        transaction.set_rollback(True)


def compare(house: House, one: Asked, row: str) -> None:
    """Ask the house for both elements and the formula, and reckon them by hand."""
    known = (house.dates[one.as_of % len(house.dates)] if house.dates else BEGIN) + timedelta(days=one.late)
    number = one.top % len(house.units)
    period = read(one.period)
    hand = Hand(house, period, known, frozenset(house.below(number, period.last, known)))
    for element in house.world.elements:
        found = total(house, element.code, number, one.period, known)
        expected = hand.element(element)
        assert found.exact == (None if isinstance(expected, str) else expected)
        assert found.missing == (expected if isinstance(expected, str) else "")
        assert found.coverage is not None
        assert (found.coverage.reported, found.coverage.expected, found.coverage.due) == hand.covered(element)
        check_sums(house, element.code, one.period, known)
    assert total(house, row, number, one.period, known).exact == hand.value(one.tree)[0]


def total(house: House, code: str, number: int, period: str, known: date) -> StatedCount:
    """Ask for a figure as it is typed, and return what it counts."""
    unit, owner = house.units[number].code, house.owner
    found = answer(ask(code, unit=unit, period=period, reader=owner, as_of=known.isoformat()), reader=owner)
    assert isinstance(found.total.count, StatedCount)
    assert isinstance(found.total.count.exact, Fraction | None)
    return found.total.count


def check_sums(house: House, code: str, period: str, known: date) -> None:
    """What is added up over all units at once is what is evaluated for each of them, and for rows that overlap."""
    asked = ask(code, unit=house.units[0].code, period=period, reader=house.owner, as_of=known.isoformat())
    tops = [unit.pk for unit in house.units]
    for rows in (tops, {3: tops[1::2], 5: tops[:1], 8: tops}):
        expected = stated.over_rows(asked, (asked.period,), rows)
        found = stated.count(asked, asked.period, rows)
        assert {cell.unit: replace(one, taken=()) for cell, one in found.items()} == {
            row: replace(one, taken=()) for row, one in expected.items()
        }

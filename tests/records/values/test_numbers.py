"""Stated numbers are read exactly, and three ways of saying nothing stay apart."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.kit.bounds import Bound
from kexie.kit.refusal import Refused
from kexie.records.values.definitions import parse_good
from kexie.records.values.numbers import Typed, parse_typed


@pytest.mark.parametrize(
    ("text", "number", "bound", "decimals"),
    [
        ("283.92", "283.92", Bound.EXACT, 2),
        ("46.00", "46", Bound.EXACT, 2),
        ("0", "0", Bound.EXACT, 0),
        ("-3.5", "-3.5", Bound.EXACT, 1),
        ("26,000余", "26000", Bound.AT_LEAST, 0),
        ("约1.25万", "12500", Bound.ABOUT, 0),
        ("近３００", "300", Bound.UNDER, 0),
        ("1.23456万", "12345.6", Bound.EXACT, 1),
    ],
)
def test_a_number_is_read_with_its_bound_and_its_places(text: str, number: str, bound: Bound, decimals: int) -> None:
    assert parse_typed(text) == Typed(Decimal(number), bound, decimals)


@pytest.mark.parametrize("text", ["-", "－", "—", "——", "无", "无此项"])
def test_a_dash_is_no_such_item(text: str) -> None:
    assert parse_typed(text).number is None


@pytest.mark.parametrize("text", ["abc", "1e5", "1.2345678", "约300余", "1,00", "--1", "NaN", "1" * 41, ""])
def test_anything_else_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(Refused):
        parse_typed(text)


@pytest.mark.parametrize("text", ["12.5%", "１２％"])
def test_a_percent_sign_is_refused_with_how_to_write_it(text: str) -> None:
    with pytest.raises(Refused, match="百分"):
        parse_typed(text)


@given(st.integers(-(10**12), 10**12), st.integers(0, 6))
def test_an_amount_is_the_number_in_steps(steps: int, decimals: int) -> None:
    typed = parse_typed(f"{Decimal(steps).scaleb(-decimals):f}")
    assert typed.amount(decimals) == steps


def test_more_places_than_the_element_has_is_no_amount_unless_they_are_zero() -> None:
    assert parse_typed("1.25").amount(1) is None
    assert parse_typed("1.50").amount(1) == 15
    assert parse_typed("9223372036854775808").amount(0) is None


@pytest.mark.parametrize(("text", "kept"), [("90", "90d"), ("3 months", "3m"), ("1年", "12m"), ("quarter", "3m")])
def test_how_long_a_reading_stays_good(text: str, kept: str) -> None:
    assert parse_good(text) == kept


def test_a_term_of_nothing_is_refused() -> None:
    with pytest.raises(Refused):
        parse_good("0d")

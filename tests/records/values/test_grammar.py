"""Formulas are read as written, loose operators last, and what cannot be read says where."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.kit.refusal import Refused
from kexie.records.values.grammar import parse
from kexie.records.values.syntax import Apply, Modified, Number, Ref, Variable, codes

A, B, ONE = Ref("a.b"), Ref("b"), Number(Fraction(1))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a.b + b × 1", Apply("+", (A, Apply("*", (B, ONE))))),
        ("(a.b + b) ÷ 1", Apply("/", (Apply("+", (A, B)), ONE))),
        ("a.b − b - 1", Apply("-", (Apply("-", (A, B)), ONE))),
        ("a.b.offset(-1)", Modified(A, "offset", -1)),
        ("{a.b}.offset(-1).year_to_date()", Modified(Modified(A, "offset", -1), "year_to_date")),
        ("(b).time(latest).units(avg)", Modified(Modified(B, "time", "last"), "units", "average")),
        ("N{b} ≥ 1", Apply(">=", (Ref("b", row=True), ONE))),
        ("if（b > 1，b，1）", Apply("if", (Apply(">", (B, ONE)), B, ONE))),
        ("-b + period_in_year", Apply("+", (Apply("negative", (B,)), Variable("period_in_year")))),
        ("b > 1 且 not b == 1", Apply("and", (Apply(">", (B, ONE)), Apply("not", (Apply("==", (B, ONE)),))))),
        ("each(b)", Apply("each", (B,))),
        ("科普.讲座", Ref("科普.讲座")),
        ("{x-1/2}", Ref("x-1/2")),
        ("0.1", Number(Fraction(1, 10))),
    ],
)
def test_a_formula_is_read(text: str, tree: object) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    "text",
    [
        "", "+", "a +", "a b", "(a", "a)", "a..b", "foo(a)", "a.foo(1)", "a.offset(b)", "a.since(2022-2)", "rate(1)",
        "a.time(median)", "if(a, b)", "'x' == a", "a.offset(1.5)", "{}", "a ! b", "1 < 2 < 3",
    ],
)  # fmt: skip
def test_what_is_no_formula_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        parse(text)


@given(st.text(alphabet="ab1.,()+-*/<>=N{} offsetime", max_size=60))
def test_nothing_typed_ends_in_a_traceback(text: str) -> None:
    with suppress(Refused):
        assert codes(parse(text)) is not None


def test_long_and_deep_formulas_are_refused() -> None:
    for text in ("(" * 60 + "a" + ")" * 60, "+".join(["a"] * 200), "a" * 3000):
        with pytest.raises(Refused):
            parse(text)


def test_the_codes_of_a_formula_are_found_once_each() -> None:
    assert codes(parse("a + N{b} + each(a.time(max))")) == {"a": False, "b": True}

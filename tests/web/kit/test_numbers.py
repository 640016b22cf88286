from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kexie.kit.bounds import Bound
from kexie.web.kit.numbers import shown

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("value", "bound", "chinese", "english"),
    [
        (26317, Bound.AT_LEAST, f"26{NBSP}000余", "over 26,000"),
        (23, Bound.AT_LEAST, "20余", "over 20"),
        (300, Bound.ABOUT, "约300", "about 300"),
        (317, Bound.UNDER, "近317", "nearly 317"),
        (0, Bound.EXACT, "0", "0"),
        (Decimal("12.30"), Bound.EXACT, "12.30", "12.30"),
    ],
)
def test_a_bound_is_said_in_the_readers_language(
    value: int | Decimal, bound: Bound, chinese: str, english: str
) -> None:
    with translation.override("zh-hans"):
        assert str(shown(value, bound)) == chinese
    with translation.override("en"):
        assert str(shown(value, bound)) == english


def test_the_page_behind_shows_the_number_itself_beside_its_bound() -> None:
    with translation.override("zh-hans"):
        assert str(shown(26317, Bound.AT_LEAST, exact=True)) == f"26{NBSP}317余"
    with translation.override("en"):
        assert str(shown(26317, Bound.AT_LEAST, exact=True)) == "at least 26,317"


@given(st.integers(0, 2**63 - 1), st.sampled_from(list(Bound)), st.sampled_from(["zh-hans", "en"]))
def test_a_bound_is_never_dropped_and_digits_stay_digits(value: int, bound: Bound, language: str) -> None:
    with translation.override(language):
        said = shown(value, bound)
    assert bool(said.before or said.after) == (bound is not Bound.EXACT)
    assert int(said.digits.replace(NBSP, "").replace(",", "")) <= value

"""Decimals go out as they are: every digit, no detour through binary floats."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.kit.exact import dumps

decimals = st.decimals(allow_nan=False, allow_infinity=False, places=6)


@given(st.lists(decimals | st.integers() | st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"))))
def test_what_is_read_back_is_what_was_said(told: list[Decimal | int | str]) -> None:
    assert json.loads(dumps({"told": told}), parse_float=Decimal) == {"told": told}


def test_all_places_are_kept() -> None:
    assert dumps([Decimal("46.00"), Decimal("9223372036854775807.123456")]) == "[46.00, 9223372036854775807.123456]"


def test_what_json_does_not_know_is_an_error() -> None:
    with pytest.raises(TypeError):
        dumps({1, 2})
    with pytest.raises(TypeError):
        dumps(Decimal("NaN"))

"""Colours: read as people write them, judged as WCAG judges them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.kit.colours import ENOUGH, contrast, parse_colour, reads_on, towards
from kexie.kit.refusal import Refused

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("typed", "read"),
    [("#b3301a", "#b3301a"), ("B3301A", "#b3301a"), (" #abc ", "#aabbcc"), ("＃ｂ３３０１ａ", "#b3301a")],
)
def test_a_colour_is_read_as_people_write_it(typed: str, read: str) -> None:
    assert parse_colour(typed) == read


@pytest.mark.parametrize("typed", ["", "red", "#12", "#12345", "#1234567", "url(x)", "#b3301a;}"])
def test_anything_else_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match="不是颜色"):
        parse_colour(typed)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#b3301a", "#b3301a", 1.0)],
)
def test_contrast_is_that_of_wcag(one: str, other: str, expected: float) -> None:
    assert round(contrast(one, other), 2) == expected


@given(COLOURS, COLOURS)
def test_contrast_has_no_order_and_keeps_its_bounds(one: str, other: str) -> None:
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21.001


@given(COLOURS)
def test_mixing_towards_white_reads_on_dark_in_the_end_and_leaves_a_good_colour_alone(colour: str) -> None:
    dark = ("#12181f", "#1d262f")
    mixed = towards(colour, "#ffffff", dark)
    assert reads_on(mixed, dark)
    if min(contrast(colour, ground) for ground in dark) >= ENOUGH:
        assert mixed == colour

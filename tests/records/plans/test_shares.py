"""Shares add up: whatever is split, whoever has fixed what, nothing is lost and nobody is far from the exact part."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.kit.refusal import Refused
from kexie.records.plans.shares import shares, shares_with_fixed

WEIGHTS = st.dictionaries(st.integers(0, 50), st.integers(0, 10**9), min_size=1, max_size=40)
TOTALS = st.one_of(st.integers(0, 200), st.integers(0, 2**63 - 1))


@given(total=TOTALS, weights=WEIGHTS)
def test_shares_add_up_exactly_and_keep_the_order(total: int, weights: dict[int, int]) -> None:
    found = shares(total, weights)
    assert sum(found.values()) == total
    assert list(found) == list(weights)


@given(total=TOTALS, weights=WEIGHTS)
def test_each_share_is_the_exact_part_rounded_down_or_up(total: int, weights: dict[int, int]) -> None:
    whole = sum(weights.values()) or len(weights)
    weighed = weights if sum(weights.values()) else dict.fromkeys(weights, 1)
    for key, share in shares(total, weights).items():
        assert abs(share - Fraction(total * weighed[key], whole)) < 1


@given(total=TOTALS, weights=WEIGHTS)
def test_who_has_no_weight_gets_nothing_and_more_weight_never_less(total: int, weights: dict[int, int]) -> None:
    found = shares(total, weights)
    if any(weights.values()):
        assert all(found[key] == 0 for key, weight in weights.items() if weight == 0)
    ordered = sorted(weights, key=lambda key: weights[key])
    pairs = [(found[a], found[b]) for a, b in pairwise(ordered) if weights[a] < weights[b]]
    assert all(low <= high for low, high in pairs)


def test_the_rest_goes_to_the_largest_remainders_and_among_equals_to_the_first() -> None:
    assert shares(10, {"a": 1, "b": 1, "c": 1}) == {"a": 4, "b": 3, "c": 3}
    assert shares(10, {"a": 15, "b": 15, "c": 14}) == {"a": 4, "b": 3, "c": 3}
    assert shares(7, {"a": 0, "b": 0}) == {"a": 4, "b": 3}
    assert shares(2, {"a": 5, "b": 1, "c": 4}) == {"a": 1, "b": 0, "c": 1}


@given(data=st.data(), total=st.integers(0, 10**6), weights=WEIGHTS)
def test_fixed_shares_stand_and_the_others_share_the_rest(
    data: st.DataObject, total: int, weights: dict[int, int]
) -> None:
    keys = data.draw(st.lists(st.sampled_from(sorted(weights)), unique=True, max_size=max(len(weights) - 1, 0)))
    fixed = {key: data.draw(st.integers(0, max(total, 1))) for key in keys}
    if sum(fixed.values()) > total:
        with pytest.raises(Refused):
            shares_with_fixed(total, weights, fixed)
        return
    found = shares_with_fixed(total, weights, fixed)
    assert sum(found.values()) == total
    assert {key: found[key] for key in fixed} == fixed


def test_fixed_shares_that_leave_a_rest_for_nobody_are_refused() -> None:
    with pytest.raises(Refused, match="少于"):
        shares_with_fixed(10, {"a": 1}, {"a": 9})
    assert shares_with_fixed(10, {"a": 1}, {"a": 10}) == {"a": 10}


@pytest.mark.parametrize(("total", "weights"), [(-1, {"a": 1}), (1, {}), (1, {"a": -1})])
def test_nonsense_is_a_defect_of_the_caller(total: int, weights: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="a total and weights"):
        shares(total, weights)

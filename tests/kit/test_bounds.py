from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.kit.bounds import (
    MAX_AMOUNT,
    NO_BREAK,
    Bound,
    Bounded,
    combine,
    combine_counts,
    parse_bounded,
    rounded_down,
    say,
)
from kexie.kit.refusal import Refused

AT_LEAST, ABOUT, UNDER, EXACT = Bound.AT_LEAST, Bound.ABOUT, Bound.UNDER, Bound.EXACT


@pytest.mark.parametrize(
    ("text", "value", "bound"),
    [
        ("0", 0, EXACT),
        ("26000", 26000, EXACT),
        ("26,000", 26000, EXACT),
        ("26\u00a0000", 26000, EXACT),
        ("300.0", 300, EXACT),
        ("1000余", 1000, AT_LEAST),
        ("26,000余", 26000, AT_LEAST),
        ("２６０００余", 26000, AT_LEAST),
        ("２６，０００余", 26000, AT_LEAST),
        ("300多", 300, AT_LEAST),
        ("300以上", 300, AT_LEAST),
        ("至少12", 12, AT_LEAST),
        ("≥12", 12, AT_LEAST),
        (">= 12", 12, AT_LEAST),
        ("超过100", 100, AT_LEAST),
        ("1.2万余", 12000, AT_LEAST),
        ("3万多", 30000, AT_LEAST),
        ("5000余万", 50_000_000, AT_LEAST),
        ("33.8亿", 3_380_000_000, EXACT),
        ("约300", 300, ABOUT),
        ("约 1,300", 1300, ABOUT),
        ("300左右", 300, ABOUT),
        ("近300", 300, UNDER),
        ("不足300", 300, UNDER),
        ("over 26,000", 26000, AT_LEAST),
        ("About 300", 300, ABOUT),
        (str(MAX_AMOUNT), MAX_AMOUNT, EXACT),
    ],
)
def test_numbers_are_read_as_offices_write_them(text: str, value: int, bound: Bound) -> None:
    assert parse_bounded(text) == Bounded(value, bound)


@pytest.mark.parametrize(
    "text",
    [
        "", "余", "约", "abc", "12人", "-5", "−5", "1.5", "1.000", "26,00", "1,2345", "1.23456万", "约300余", "近300多",
        "1e3", "1.1E+17", "0x10", "nan", "①", "9" * 10_000_000, str(MAX_AMOUNT + 1), "999999999999亿", "12 余 人",
        "一千", "3-5", "1000\n2000", "12\x00", "=1+1", "٣٤٥",
    ],
)  # fmt: skip
def test_what_is_no_whole_number_is_refused_in_one_short_line(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse_bounded(text)
    (line,) = refusal.value.lines
    assert len(line) < 160
    assert "\n" not in line


def test_the_sum_of_bounds() -> None:
    assert combine([]) is EXACT
    assert combine([EXACT, EXACT]) is EXACT
    assert combine([EXACT, AT_LEAST]) is AT_LEAST
    assert combine([UNDER, EXACT]) is UNDER
    assert combine([UNDER, AT_LEAST]) is ABOUT
    assert combine([ABOUT]) is ABOUT
    assert combine(["at_least", "exact"]) is AT_LEAST  # type: ignore[list-item] # slugs as the ledger keeps them


@given(st.lists(st.sampled_from(Bound)), st.lists(st.sampled_from(Bound)))
def test_bounds_add_up_in_any_order_and_grouping(left: list[Bound], right: list[Bound]) -> None:
    assert combine([*left, *right]) == combine([combine(right), combine(left)])


@given(st.lists(st.sampled_from(Bound)))
def test_counters_of_bounds_say_the_same_as_the_bounds(bounds: list[Bound]) -> None:
    counted = combine_counts(at_least=bounds.count(AT_LEAST), about=bounds.count(ABOUT), under=bounds.count(UNDER))
    assert counted is combine(bounds)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (26317, "26000余"), (23, "20余"), (1000, "1000余"), (1039, "1000余"), (1320, "1300余"), (999, "900余"),
        (981, "900余"), (100, "100余"), (12, "10余"), (7, "7余"), (26000, "26000余"), (3_380_000_001, "3300000000余"),
        (0, "至少0"), (-23, "至少-23"),
    ],
)  # fmt: skip
def test_at_least_is_said_rounded_down(value: int, said: str) -> None:
    assert say(value, AT_LEAST) == said


def test_about_nearly_and_exact_never_round() -> None:
    assert say(26317, ABOUT) == "约26317"
    assert say(26317, UNDER) == "近26317"
    assert say(26317, EXACT) == "26317"
    assert say(26317, "exact", lang="en") == "26,317"


def test_the_site_sets_thousands_apart_with_a_space_that_does_not_break() -> None:
    assert say(26317, AT_LEAST, sep=NO_BREAK) == "26\u00a0000余"


def test_english_says_over_only_where_it_is_over() -> None:
    assert say(26317, AT_LEAST, "en") == "over 26,000"
    assert say(26000, AT_LEAST, "en") == "at least 26,000"
    assert say(300, ABOUT, "en") == "about 300"
    assert say(300, UNDER, "en") == "nearly 300"


def test_decimals_are_printed_with_their_places() -> None:
    assert say(Decimal("12.50"), EXACT) == "12.50"
    assert say(Decimal("26317.55"), AT_LEAST) == "26000余"
    assert say(Decimal("0.57"), AT_LEAST) == "0.5余"


@given(st.integers(min_value=1, max_value=MAX_AMOUNT))
def test_what_is_said_with_at_least_is_always_true_and_never_far_off(value: int) -> None:
    said = rounded_down(value)
    assert said <= value
    assert value < said * Decimal("1.1" if value >= 1000 else "2")
    assert rounded_down(said) == said


@given(st.integers(min_value=1, max_value=MAX_AMOUNT), st.sampled_from(Bound), st.sampled_from(["zh", "en"]))
def test_what_is_said_can_be_read_back(value: int, bound: Bound, lang: str) -> None:
    read = parse_bounded(say(value, bound, lang))
    assert read.bound is bound
    assert read.value == (rounded_down(value) if bound is AT_LEAST else value)

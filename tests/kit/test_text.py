import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kexie.kit.text import (
    clipped,
    counted_as,
    half_width,
    joined,
    odd_character,
    one_line,
    reader_language,
    trimmed,
    visible_length,
    whole,
)


def test_full_width_letters_digits_and_signs_are_the_same_as_half_width_ones() -> None:
    assert half_width("ＡＢ－２６，０００余　ｏｋ") == "AB-26,000余 ok"


def test_chinese_punctuation_that_is_no_ascii_sign_stays() -> None:
    assert half_width("《嘱托》、“好”。") == "《嘱托》、“好”。"


@pytest.mark.parametrize("typed", ["\u3000江苏 ", "\ufeff江苏", "江苏\u200b", "\u200b \u3000江苏\u00a0\u200f\t"])
def test_what_cannot_be_seen_at_either_end_is_trimmed(typed: str) -> None:
    assert trimmed(typed) == "江苏"


@given(st.text())
def test_trimming_twice_is_trimming_once(text: str) -> None:
    assert trimmed(trimmed(text)) == trimmed(text)


@given(st.text(), st.integers(min_value=1, max_value=80))
def test_a_clipped_text_is_never_longer_than_asked_and_never_breaks_a_line(text: str, limit: int) -> None:
    shown = clipped(text, limit)
    assert len(shown) <= limit
    assert shown.isprintable()
    assert len(text) > limit or len(shown) == len(text)


def test_a_line_break_inside_a_name_becomes_a_space() -> None:
    assert one_line(" 示例\r\n科协 \u3000 办公室 ") == "示例 科协 办公室"


@pytest.mark.parametrize(("text", "found"), [("a\x00b", "U+0000"), ("a\u200bb", "U+200B"), ("\x1b[31m", "U+001B")])
def test_invisible_characters_are_named(text: str, found: str) -> None:
    assert odd_character(text, strict=True) == found


@pytest.mark.parametrize(
    ("text", "found"), [("a\x00b", "U+0000"), ("示\u202e例", "U+202E"), ("\ufffd\ufffd", "U+FFFD")]
)
def test_controls_reversals_and_damage_are_odd_in_any_text(text: str, found: str) -> None:
    assert odd_character(text) == found


@pytest.mark.parametrize("text", ["👩\u200d🔬", "\ue863", "第一行\n第二行\t科协 𠮷 é"])
def test_joined_signs_and_rare_name_characters_are_ordinary_text(text: str) -> None:
    assert odd_character(text) is None


def test_a_chinese_character_takes_two_columns() -> None:
    assert visible_length("科协 A1") == 7


def test_readers_of_english_are_told_apart() -> None:
    with translation.override("en"):
        assert reader_language() == "en"
    with translation.override("zh-hans"):
        assert reader_language() == "zh"


@given(st.text() | st.integers().map(str) | st.text("0123456789²٣①"))
def test_a_number_is_read_from_plain_digits_alone_and_never_breaks(text: str) -> None:
    """Python's own isdigit takes ``²``, which int() does not; and int() refuses more than 4300 digits."""
    found = whole(text)
    assert (found is not None) == (0 < len(text) <= 18 and set(text) <= set("0123456789"))
    assert found is None or f"{found:0{len(text)}}" == text


def test_a_flood_of_digits_is_no_number() -> None:
    assert whole("9" * 5_000) is None


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "甲、乙"), ("en", "甲, 乙")])
def test_names_are_listed_as_the_reader_writes_lists(language: str, said: str) -> None:
    with translation.override(language):
        assert joined(["甲", "乙"]) == said


def test_one_of_what_is_counted_is_said_so_in_english() -> None:
    words = ("sessions", "person-times", "people", "branches", "activities", "场")
    with translation.override("en"):
        assert [counted_as(word, 1) for word in words] == [
            "session",
            "person-time",
            "person",
            "branch",
            "activity",
            "场",
        ]
        assert [counted_as(word, 2) for word in words] == list(words)
    assert counted_as("场", 1) == "场"

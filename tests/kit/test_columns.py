from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.kit.columns import (
    choice,
    code_column,
    day_column,
    list_of,
    parse_amount,
    parse_code,
    parse_groups,
    parse_name,
    parse_text,
    whole_number,
)
from kexie.kit.refusal import Refused

KINDS = {"study": "学习", "training": "培训班"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("110000", "110000"),
        ("示例-科协.1", "示例-科协.1"),
        ("１１０１０８", "110108"),
        (" A1\u200b", "A1"),
        ("1E5", "1E5"),
    ],
)
def test_codes_are_read_without_what_cannot_be_seen(text: str, code: str) -> None:
    assert parse_code(text) == code


@pytest.mark.parametrize(
    "text", ["", "a b", "a\u200bb", "a\x00", "a\u3000b", "x" * 65, "1.10108E+17", "1e+20", "a\ufffd"]
)
def test_codes_that_nobody_could_type_again_are_refused(text: str) -> None:
    with pytest.raises(Refused):
        parse_code(text)


@given(st.text(max_size=80))
def test_a_code_that_is_read_reads_the_same_again(text: str) -> None:
    try:
        code = parse_code(text)
    except Refused:
        return
    assert parse_code(code) == code
    assert 1 <= len(code) <= 64


def test_names_stay_on_one_line() -> None:
    assert parse_name(" 示例\n科协　办公室 ") == "示例 科协 办公室"
    with pytest.raises(Refused):
        parse_name("长" * 201)


def test_free_text_keeps_its_lines() -> None:
    assert parse_text(" 第一行\r\n第二行 ") == "第一行\n第二行"


def test_amounts_are_exact_and_pass_two_to_the_31st() -> None:
    assert parse_amount("3,380,000,000") == 3_380_000_000
    with pytest.raises(Refused, match="准确的整数"):
        parse_amount("1000余")
    with pytest.raises(Refused):
        parse_amount(str(2**63))


def test_whole_numbers_keep_within_their_limits() -> None:
    count = whole_number(1, 500)
    assert count("500") == 500
    for outside in ("0", "501"):
        with pytest.raises(Refused, match="1 到 500"):
            count(outside)


def test_a_choice_is_read_by_slug_chinese_word_and_alias() -> None:
    kind = choice(KINDS, {"集中学习": "study"})
    assert {kind("study"), kind("STUDY"), kind("学习"), kind("集中学习")} == {"study"}
    with pytest.raises(Refused, match="study（学习）、training（培训班）"):
        kind("party")
    assert choice({"control": "总计（只核对）"})("总计（只核对）") == "control"


def test_lists_are_set_apart_by_either_semicolon() -> None:
    read: Callable[[str], tuple[str, ...]] = list_of(parse_code)
    assert read("A;B； C ;") == ("A", "B", "C")
    with pytest.raises(Refused, match="两次"):
        read("A;B;A")


def test_groups_name_one_member_of_a_set() -> None:
    assert parse_groups("学科=理科；地域=东部;") == {"学科": "理科", "地域": "东部"}
    with pytest.raises(Refused, match="“理科”和“工科”"):
        parse_groups("学科=理科;学科=工科")
    for broken in ("学科", "=理科", "学科="):
        with pytest.raises(Refused, match="组=成员"):
            parse_groups(broken)


def test_columns_of_days_and_codes_know_how_to_read() -> None:
    assert day_column("on", "日期").parse("2018年5月3日") == date(2018, 5, 3)
    assert code_column("code", "代码", required=True).required

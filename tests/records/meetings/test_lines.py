"""One line an outcome, and pasted text split into items: pure, without a database."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.kit.refusal import Refused
from kexie.records.meetings.oneline import Said, parse
from kexie.records.meetings.rules import LEAST, MOST, Stage, list_faults, meeting_day, stage
from kexie.records.meetings.splitting import split, split_sides

ON = date(2018, 6, 5)
"""A Tuesday."""


@pytest.mark.parametrize(
    ("line", "who", "due", "what"),
    [
        ("示例江苏科协 6月15日前 报整改方案", ("示例江苏科协",), (2018, 6, 15), "报整改方案"),
        ("示例江苏科协在2018-07-01前完成布展。", ("示例江苏科协",), (2018, 7, 1), "完成布展"),
        ("JS 2018年12月31日前 建3.5万册", ("JS",), (2018, 12, 31), "建3.5万册"),
        ("c1、c2 本月底前 交名册", ("c1", "c2"), (2018, 6, 30), "交名册"),
        ("c1 下月底前 交名册", ("c1",), (2018, 7, 31), "交名册"),
        ("c1 8月底前 交名册", ("c1",), (2018, 8, 31), "交名册"),
        ("c1 2月底前 交名册", ("c1",), (2019, 2, 28), "交名册"),
        ("c1 年底前 交名册", ("c1",), (2018, 12, 31), "交名册"),
        ("c1 周五前 交名册", ("c1",), (2018, 6, 8), "交名册"),
        ("c1 下周三前 交名册", ("c1",), (2018, 6, 13), "交名册"),
        ("c1 15日前 交名册", ("c1",), (2018, 6, 15), "交名册"),
        ("c1 3日前 交名册", ("c1",), (2018, 7, 3), "交名册"),
        ("c1 下月3号前 交名册", ("c1",), (2018, 7, 3), "交名册"),
        ("c1 5月3日前 交名册", ("c1",), (2019, 5, 3), "交名册"),
        ("c1：3个工作日内 交名册", ("c1",), (2018, 6, 8), "交名册"),
        ("c1 10天内 交名册", ("c1",), (2018, 6, 15), "交名册"),
        ("c1 两周内交名册", ("c1",), (2018, 6, 19), "交名册"),
        ("c1 一个月内 交名册", ("c1",), (2018, 7, 5), "交名册"),
        ("示例江苏科协牵头，示例学会配合，于15日前印发通知", ("示例江苏科协", "示例学会"), (2018, 6, 15), "印发通知"),
        ("示例呼和浩特科协 6月15日前 报方案", ("示例呼和浩特科协",), (2018, 6, 15), "报方案"),
        ("c1 报方案", ("c1",), None, "报方案"),
    ],
)  # fmt: skip
def test_an_outcome_is_said_in_one_line(
    line: str, who: tuple[str, ...], due: tuple[int, int, int] | None, what: str
) -> None:
    assert parse(line, ON) == Said(who, date(*due) if due else None, what)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("只有一段话", "没有写全"),
        ("c1 6月31日前 交名册", "没有 31 日"),
        ("c1 13月1日前 交名册", "没有 13 月"),
        ("c1 本周一前 交名册", "早于会议"),
    ],
)
def test_a_line_that_does_not_say_all_is_refused_in_words(line: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        parse(line, ON)


HAN = ["零", *"一二三四五六七八九十", "十一", "十二"]
MARKS: dict[str, Callable[[int], str]] = {
    "1. ": lambda n: f"{n}. ",
    "1、": lambda n: f"{n}、",
    "（1）": lambda n: f"（{n}）",
    "1)": lambda n: f"{n})",
    "①": lambda n: chr(0x245F + n),
    "一、": lambda n: f"{HAN[n]}、",
    "（一）": lambda n: f"（{HAN[n]}）",
    "第一，": lambda n: f"第{HAN[n]}，",
    "一是": lambda n: f"{HAN[n]}是",
}
ITEM = st.text("甲乙丙丁办好展馆报告3.5万册（示例）abc ", min_size=1, max_size=12).map(
    lambda text: " ".join(text.split())
)
OWN_NUMBER = re.compile(r" [（(]?\d{1,2}[.、)）]")
"""A number inside an item that reads as the next one's: nobody could tell."""
ITEMS = st.lists(
    ITEM.filter(lambda text: text and not OWN_NUMBER.search(text) and text[0] not in "0123456789.（) "),
    min_size=1,
    max_size=12,
)


@given(ITEMS, st.sampled_from(sorted(MARKS)), st.sampled_from(["\n", "；\n", "\r\n\r\n", "；"]))
def test_numbered_items_come_back_as_they_were(items: list[str], mark: str, gap: str) -> None:
    """Whatever the way of numbering, on lines of their own or in one."""
    text = gap.join(MARKS[mark](n) + item for n, item in enumerate(items, start=1))
    assert split(text) == items


@given(st.text("1一（）①.、是第，；\n 甲乙3.5万册本月完成下计划：", max_size=60))
def test_nothing_is_lost_and_nothing_is_empty(text: str) -> None:
    """Every letter that is no number, sign or heading stands in an item."""
    items = split(text)
    assert all(item.strip() == item and item for item in items)
    for letter in "甲乙册":
        heads = [line for line in text.split("\n") if line.strip().endswith("：")]
        missing = text.count(letter) - "".join(items).count(letter)
        assert 0 <= missing <= sum(line.count(letter) for line in heads)


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("（一）甲\n1. 子\n2. 丑\n（二）乙", ["甲1. 子2. 丑", "乙"]),
        ("1.完成A；2.完成3.5万册；3.完成C。", ["完成A", "完成3.5万册", "完成C。"]),
        ("甲\n\n乙", ["甲", "乙"]),
        ("- 甲\n• 乙", ["甲", "乙"]),
        ("本月完成：\n1、甲\n2、乙", ["甲", "乙"]),
        ("共办1. 甲", ["共办1. 甲"]),
        ("1. 甲\n续\n2. 乙", ["甲续", "乙"]),
        ("", []),
    ],
)
def test_numbers_of_another_kind_stay_inside_their_item(text: str, items: list[str]) -> None:
    assert split(text) == items


def test_headings_part_what_was_done_from_what_comes_next() -> None:
    text = "一、本月完成情况\n1. 甲\n2. 乙\n二、下月计划\n1. 丙\n2. 丁"
    assert split_sides(text) == (["甲", "乙"], ["丙", "丁"])
    assert split_sides("甲\n乙") == (["甲", "乙"], [])


@given(st.integers(0, 14), st.integers(0, 14), st.booleans())
def test_a_list_has_three_to_nine_items_a_side(done: int, following: int, few: bool) -> None:
    """Fewer only if somebody says that there was no more; never more."""
    wrong = list_faults(["甲"] * done, ["乙"] * following, few=few)
    bad = sum((n > MOST) or (n < LEAST and not few) for n in (done, following))
    assert len(wrong) == bad


def test_the_day_of_a_series_is_a_workday() -> None:
    """5 May 2018 is a Saturday; 1 October begins the holidays."""
    assert meeting_day(date(2018, 5, 1), 5) == date(2018, 5, 7)
    assert meeting_day(date(2018, 10, 1), 1) == date(2018, 10, 8)


@pytest.mark.parametrize(
    ("status", "agenda", "until", "asked", "is_"),
    [
        ("planned", False, None, 0, Stage.CALLED),
        ("planned", True, None, 0, Stage.AGENDA),
        ("held", True, None, 0, Stage.HELD),
        ("held", True, ON, 0, Stage.SENT),
        ("held", True, date(2018, 6, 4), 0, Stage.FIXED),
        ("held", True, date(2018, 6, 4), 1, Stage.SENT),
        ("cancelled", True, None, 0, Stage.CANCELLED),
    ],
)
def test_minutes_are_fixed_once_the_window_has_passed_and_all_was_decided(
    status: str, agenda: bool, until: date | None, asked: int, is_: Stage
) -> None:
    assert stage(status=status, agenda=agenda, amend_until=until, asked=asked, on=ON) is is_

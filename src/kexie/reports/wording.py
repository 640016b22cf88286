"""Words that documents are put together from: the language spoken, what is counted, numerals of headings."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kexie.figures.kinds import WORDS
from kexie.figures.question import Question
from kexie.records.activities.kinds import KINDS
from kexie.records.plans.queries import layout_on

_DIGITS: Final = "零一二三四五六七八九"
LEVELS: Final = 4
"""Levels of headings in an official document: 一、（一）1.（1）. Source: GB/T 9704-2012, 7.3.3."""


def spoken() -> str:
    """Return the language in which numbers are said: ``zh`` or ``en``."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def numeral(number: int) -> str:
    """Return 1 … 99 in Chinese: 一, 十, 十一, 二十, 二十一."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def numbered(level: int, number: int) -> str:
    """Return what stands before the heading of a level: 一、（一）1.（1）; in English 1. (1) a. (a)."""
    if spoken() == "en":
        letter = chr(ord("a") + (number - 1) % 26)
        return (f"{number}. ", f"({number}) ", f"{letter}. ", f"({letter}) ")[level - 1]
    return (f"{numeral(number)}、", f"（{numeral(number)}）", f"{number}.", f"（{number}）")[level - 1]


def day_words(day: date) -> str:
    """Return a day as a document says it: 2018年5月31日, 2018-05-31 in English."""
    return day.isoformat() if spoken() == "en" else f"{day.year}年{day.month}月{day.day}日"


def what(question: Question) -> str:
    """Return what is counted: 学习, 学习和培训, or the indicator's own name for all; goals and series in brackets.

    Kinds of matters and inspections stand in brackets too: they alone would not say whether opened or closed.
    """
    where = question.where
    named = [str(WORDS[kind]) for kind in where.kinds]
    held = bool(named) and all(kind in KINDS for kind in where.kinds)
    kinds = _("、").join(named) if held else str(question.indicator.title)
    more = [] if held else named
    more += [_goal(goal, question) for goal in where.goals]
    more += [_("系列“%(name)s”") % {"name": name} for name in where.series]
    return kinds + (_("（%(more)s）") % {"more": _("、").join(more)} if more else "")


def _goal(code: str, question: Question) -> str:
    layout = layout_on(question.period.last)
    found = layout.find(code) if layout is not None else None
    if found is None:
        return code
    return found.name_en if found.name_en and spoken() == "en" else found.name_zh

"""An outcome said in one line (谁 在何日前 做何事): who, until when, what. Pure: no unit is looked up here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _

from kexie.kit.days import MONTHS, add_months, day_of_parts, month_length
from kexie.kit.refusal import Refused
from kexie.kit.text import clipped, half_width, one_line
from kexie.kit.workdays import workdays_after

_HAN: Final = {sign: number for number, sign in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
_DAYS: Final = "一二三四五六日"
_WHEN: Final = re.compile(
    r"(?P<full>(?P<y>\d{4})(?:[-/.](?P<m1>\d{1,2})[-/.](?P<d1>\d{1,2})|年(?P<m2>\d{1,2})月(?P<d2>\d{1,2})[日号]?))"
    r"|(?P<monthday>(?P<next_year>明年)?(?P<m3>\d{1,2})月(?P<d3>\d{1,2})[日号]?)"
    r"|(?P<monthend>(?:(?P<m4>\d{1,2})|(?P<which>本|这个|当|下个?))?月底)"
    r"|(?P<yearend>年底)"
    r"|(?P<week>(?P<week_which>本|这|下)?(?:周|星期)(?P<weekday>[一二三四五六日天]))"
    r"|(?P<within>(?P<n>\d{1,3}|[一二两三四五六七八九十])(?P<span>个?工作日|[天日]|周|个月)(?:之|以)?内)"
    r"|(?P<onday>(?P<day_which>本月|下个?月)?(?P<d5>\d{1,2})[日号])"
)
_LINE: Final = re.compile(
    r"^(?P<who>.+?)[\s,:;]*(?:须|要|应|请|务必)?(?:于|在)?\s*(?P<when>%s)\s*(?:(?:之|以)?前|止)?[\s,:;]*(?P<what>\S.*)$"  # noqa: UP031
    % _WHEN.pattern
)
_UNDATED: Final = re.compile(r"^(?P<who>[^\s:]+)[\s:]+(?P<what>\S.*)$")
_HELP: Final = re.compile(r"\s*(?:\((?:牵头|主责|负责|配合|协办)\)|牵头|主责|负责|配合|协办|会同)\s*")
_PARTS: Final = re.compile(r"[、,;]|会同")


@dataclass(frozen=True, slots=True)
class Said:
    """An outcome as it was said: ``who`` in the order named (the first leads), the last day, or none; what is done."""

    who: tuple[str, ...]
    due: date | None
    what: str


def parse(line: str, on: date) -> Said:
    """Read one line against the day of the meeting; raise ``Refused`` with the line where it does not say all three.

    A day without a year is the next one on or after the meeting. ``due`` is ``None`` where the line names none.
    """
    text = half_width(one_line(line)).replace("，", ",").replace("：", ":").replace("；", ";")
    found = _LINE.match(text)
    if found is not None:
        due = _day(found, on, line)
        return Said(_names(found["who"]), due, _what(found["what"], line))
    undated = _UNDATED.match(text)
    if undated is None:
        raise Refused(
            _("“%(line)s”没有写全；请写成“谁 何日前 做何事”，例：示例江苏科协 6月15日前 报整改方案。")
            % {"line": clipped(line)}
        )
    return Said(_names(undated["who"]), None, _what(undated["what"], line))


def _names(text: str) -> tuple[str, ...]:
    whole = _HELP.sub(lambda found: "、" if "会同" in found[0] else " ", text.strip(" ,:;"))
    pieces = [piece.strip() for piece in _PARTS.split(whole)]
    return tuple(dict.fromkeys(piece for piece in pieces if piece)) or (text.strip(),)


def _what(text: str, line: str) -> str:
    what = text.strip(" ,:;。")
    if not what:
        raise Refused(_("“%(line)s”没有写做什么事。") % {"line": clipped(line)})
    return what


def _day(found: re.Match[str], on: date, line: str) -> date:  # noqa: PLR0911 - one way of writing a day each
    if found["full"]:
        return day_of_parts(
            int(found["y"]), int(found["m1"] or found["m2"]), int(found["d1"] or found["d2"]), found["full"]
        )
    if found["monthday"]:
        return _month_day(int(found["m3"]), int(found["d3"]), on, found["monthday"], later=bool(found["next_year"]))
    if found["monthend"]:
        return _month_end(found, on)
    if found["yearend"]:
        return date(on.year, MONTHS, 31)
    if found["week"]:
        monday = on - timedelta(days=on.weekday()) + timedelta(days=7 if found["week_which"] == "下" else 0)
        return _not_before(monday + timedelta(days=_DAYS.index(found["weekday"].replace("天", "日"))), on, line)
    if found["within"]:
        return _within(found, on)
    day = int(found["d5"])
    month = add_months(on.replace(day=1), 1 if (found["day_which"] or "").startswith("下") else 0)
    if not found["day_which"] and day < on.day:
        month = add_months(month, 1)
    return day_of_parts(month.year, month.month, day, found["onday"])


def _month_day(month: int, day: int, on: date, typed: str, *, later: bool) -> date:
    due = day_of_parts(on.year + later, month, day, typed)
    return due if due >= on else day_of_parts(on.year + 1, month, day, typed)


def _month_end(found: re.Match[str], on: date) -> date:
    if found["m4"]:
        month = int(found["m4"])
        year = on.year + (month < on.month)
        return day_of_parts(year, month, month_length(year, month) if 1 <= month <= MONTHS else 1, found["monthend"])
    first = add_months(on.replace(day=1), 1 if (found["which"] or "").startswith("下") else 0)
    return first.replace(day=month_length(first.year, first.month))


def _within(found: re.Match[str], on: date) -> date:
    number = _HAN.get(found["n"]) or int(found["n"])
    if found["span"].endswith("工作日"):
        return workdays_after(on, number)
    if found["span"] == "个月":
        return add_months(on, number)
    return on + timedelta(days=number * (7 if found["span"] == "周" else 1))


def _not_before(day: date, on: date, line: str) -> date:
    if day < on:
        raise Refused(_("“%(line)s”的日子（%(day)s）早于会议；请写清哪一天。") % {"line": clipped(line), "day": day})
    return day

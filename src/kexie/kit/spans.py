"""Periods: spans of days, both ends included, with the name that people and scripts call them by."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final

from django.utils.translation import gettext as _

from kexie.kit.days import MONTHS, add_months, month_length
from kexie.kit.refusal import Refused

ONE_DAY: Final = timedelta(days=1)
_QUARTERS_ZH: Final = "一二三四"
_MONTHS_EN: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class Kind(StrEnum):
    """What sort of span a period is; anything that is no calendar span is a range."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    RANGE = "range"


SPLITS: Final = (Kind.DAY, Kind.MONTH, Kind.QUARTER, Kind.HALF, Kind.YEAR)
"""What a period can be split by."""
_MONTHS_OF: Final = {Kind.MONTH: 1, Kind.QUARTER: 3, Kind.HALF: 6, Kind.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Period:
    """The days ``first`` … ``last``, both included.

    ``text`` is how it is written on the command line; a range typed day by day keeps its writing even when it is a
    whole year. Two periods of the same days are equal. ``Refused`` if it ends before it begins.
    """

    first: date
    last: date
    text: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        """Refuse an inverted span and fill in the usual name."""
        if self.last < self.first:
            raise Refused(
                _("期间 %(first)s..%(last)s 的末日早于首日；请把两个日期对调。")
                % {"first": self.first, "last": self.last},
            )
        if not self.text:
            object.__setattr__(self, "text", _name(self.first, self.last))

    def __str__(self) -> str:
        """Return the text, e.g. ``2018Q2``."""
        return self.text

    @property
    def kind(self) -> Kind:
        """Return what sort of calendar span these days are."""
        return _kind(self.first, self.last)

    @property
    def days(self) -> int:
        """Return the number of days."""
        return (self.last - self.first).days + 1

    @property
    def whole_months(self) -> bool:
        """Return whether the period begins on a first and ends on the last day of a month."""
        return self.first.day == 1 and self.last.day == month_length(self.last.year, self.last.month)

    def __contains__(self, other: object) -> bool:
        """Return whether a day or another period lies wholly inside."""
        if isinstance(other, Period):
            return self.first <= other.first and other.last <= self.last
        return isinstance(other, date) and self.first <= other <= self.last

    def parts(self, by: Kind | str) -> list[Period]:
        """Split into days, months, quarters, halves or years in order; the pieces at the edges are clipped.

        The parts cover the period exactly once. ``ValueError`` for a ``by`` outside ``SPLITS``.
        """
        step = Kind(by)
        if step not in SPLITS:
            message = f"a period cannot be split by {by}"
            raise ValueError(message)
        return _split(self, step) if step is Kind.DAY else list(_parts(self, step))

    def year_before(self) -> Period:
        """Return the same period a year earlier; whole months stay whole, 29 February becomes the 28th."""
        first, last = add_months(self.first, -MONTHS), add_months(self.last, -MONTHS)
        if self.whole_months:
            last = last.replace(day=month_length(last.year, last.month))
        return Period(first, last)

    def describe(self, lang: str = "zh") -> str:
        """Return the period in words: ``2018年1—5月``, ``2018年第二季度``; in English ``January–May 2018``."""
        return _english(self) if lang == "en" else _chinese(self)


@lru_cache(maxsize=256)
def _parts(whole: Period, step: Kind) -> tuple[Period, ...]:
    """Return the parts remembered: every figure of a page has the same months."""
    return tuple(_split(whole, step))


def _split(whole: Period, step: Kind) -> list[Period]:
    pieces: list[Period] = []
    begin = whole.first
    while True:
        end = min(calendar_span(begin, step).last, whole.last)
        pieces.append(Period(begin, end))
        if end == whole.last:
            return pieces
        begin = end + ONE_DAY


def calendar_span(day: date, kind: Kind) -> Period:
    """Return the day, month, quarter, half-year or year in which a day falls."""
    if kind is Kind.DAY:
        return Period(day, day)
    length = _MONTHS_OF[kind]
    month = (day.month - 1) // length * length + 1
    last_month = month + length - 1
    return Period(date(day.year, month, 1), date(day.year, last_month, month_length(day.year, last_month)))


def month_of(year: int, month: int) -> Period:
    """Return a calendar month."""
    return calendar_span(date(year, month, 1), Kind.MONTH)


def year_of(year: int) -> Period:
    """Return a calendar year."""
    return calendar_span(date(year, 1, 1), Kind.YEAR)


def _kind(first: date, last: date) -> Kind:
    if first == last:
        return Kind.DAY
    ends_month = last.day == month_length(last.year, last.month)
    if first.day != 1 or not ends_month or first.year != last.year:
        return Kind.RANGE
    length = last.month - first.month + 1
    for kind, months in _MONTHS_OF.items():
        if length == months and (first.month - 1) % months == 0:
            return kind
    return Kind.RANGE


def _name(first: date, last: date) -> str:
    year = f"{first.year:04d}"
    match _kind(first, last):
        case Kind.DAY:
            return first.isoformat()
        case Kind.MONTH:
            return f"{year}-{first.month:02d}"
        case Kind.QUARTER:
            return f"{year}Q{last.month // 3}"
        case Kind.HALF:
            return f"{year}H{last.month // 6}"
        case Kind.YEAR:
            return year
        case _:
            return f"{first.isoformat()}..{last.isoformat()}"


def _chinese(period: Period) -> str:
    first, last = period.first, period.last
    year = f"{first.year}年"
    match period.kind:
        case Kind.DAY:
            said = f"{year}{first.month}月{first.day}日"
        case Kind.MONTH:
            said = f"{year}{first.month}月"
        case Kind.QUARTER:
            said = f"{year}第{_QUARTERS_ZH[last.month // 3 - 1]}季度"
        case Kind.HALF:
            said = f"{year}{'下' if last.month == MONTHS else '上'}半年"
        case Kind.YEAR:
            said = year
        case _:
            said = _chinese_months(first, last) if period.whole_months else _chinese_days(first, last)
    return said


def _chinese_months(first: date, last: date) -> str:
    if first.year == last.year:
        return f"{first.year}年{first.month}—{last.month}月"
    if first.month == 1 and last.month == MONTHS:
        return f"{first.year}—{last.year}年"
    return f"{first.year}年{first.month}月—{last.year}年{last.month}月"


def _chinese_days(first: date, last: date) -> str:
    begin = f"{first.year}年{first.month}月{first.day}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{begin}—{last.day}日"
    end = f"{last.month}月{last.day}日"
    return f"{begin}日—{end}" if first.year == last.year else f"{begin}日—{last.year}年{end}"


def _english(period: Period) -> str:
    first, last = period.first, period.last
    match period.kind:
        case Kind.DAY:
            said = f"{first.day} {_month_en(first)} {first.year}"
        case Kind.MONTH:
            said = f"{_month_en(first)} {first.year}"
        case Kind.QUARTER:
            said = f"Q{last.month // 3} {first.year}"
        case Kind.HALF:
            said = f"{'second' if last.month == MONTHS else 'first'} half of {first.year}"
        case Kind.YEAR:
            said = str(first.year)
        case _:
            said = _english_months(first, last) if period.whole_months else _english_days(first, last)
    return said


def _month_en(day: date) -> str:
    return _MONTHS_EN[day.month - 1]


def _english_months(first: date, last: date) -> str:
    if first.year == last.year:
        return f"{_month_en(first)}–{_month_en(last)} {first.year}"
    if first.month == 1 and last.month == MONTHS:
        return f"{first.year}–{last.year}"
    return f"{_month_en(first)} {first.year} – {_month_en(last)} {last.year}"


def _english_days(first: date, last: date) -> str:
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{last.day} {_month_en(last)} {last.year}"
    begin = f"{first.day} {_month_en(first)}" + ("" if first.year == last.year else f" {first.year}")
    return f"{begin} – {last.day} {_month_en(last)} {last.year}"

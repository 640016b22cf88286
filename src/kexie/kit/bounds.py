"""Bounded numbers: 余, 约 and 近 stay with a number through every sum and every sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext as _

from kexie.kit.refusal import Refused
from kexie.kit.text import clipped, half_width, trimmed

MAX_AMOUNT: Final = 2**63 - 1
"""Largest amount that the ledger holds."""
NO_BREAK: Final = "\u00a0"
"""Separator of thousands on the site (26 000余): a space at which no line breaks."""


class Bound(StrEnum):
    """How a stated number stands to the true one."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    ABOUT = "about"
    UNDER = "under"


@dataclass(frozen=True, slots=True)
class Bounded:
    """A whole number and how it stands to the true one: 1000余 is ``Bounded(1000, Bound.AT_LEAST)``."""

    value: int
    bound: Bound = Bound.EXACT


_BEFORE: Final = {
    Bound.AT_LEAST: (
        "至少", "不少于", "不低于", "超过", "超", "逾", "多于", "≥", ">=", ">", "at least", "over", "more than",
    ),
    Bound.ABOUT: ("大约", "约", "about", "approx.", "ca.", "≈", "~"),
    Bound.UNDER: ("将近", "接近", "近", "不足", "不到", "nearly", "almost", "under", "<"),
}  # fmt: skip
_AFTER: Final = {
    Bound.AT_LEAST: ("余", "多", "以上", "+"),
    Bound.ABOUT: ("左右", "上下"),
}
_SCALES: Final = {"": 1, "万": 10**4, "亿": 10**8}
_LONGEST: Final = 64


def _any_of(words: dict[Bound, tuple[str, ...]]) -> str:
    return "|".join(sorted((re.escape(word) for group in words.values() for word in group), key=len, reverse=True))


_NUMBER: Final = re.compile(
    rf"(?P<before>{_any_of(_BEFORE)})?\s*"
    r"(?P<number>\d{1,3}(?:[,\s\u00a0\u2009\u202f]\d{3})+|\d+)(?:\.(?P<fraction>\d+))?\s*"
    rf"(?P<inner>余|多)?\s*(?P<scale>[万亿])?\s*(?P<after>{_any_of(_AFTER)})?",
    re.IGNORECASE | re.ASCII,
)


def _bound_of(word: str | None, words: dict[Bound, tuple[str, ...]]) -> Bound:
    if not word:
        return Bound.EXACT
    return next(bound for bound, group in words.items() if word.lower() in group)


def parse_bounded(text: str) -> Bounded:
    """Read a stated number such as ``26000``, ``26,000余``, ``1.2万余``, ``约300``, ``近300``, ``300多`` or ``≥12``.

    Full-width digits and signs are read as half-width ones. The number is whole and 0 … 2^63−1; 万 and 亿 may follow
    a decimal when the product is whole. Raises ``Refused`` for anything else, also for two bounds that
    disagree (``约300余``).
    """
    typed = half_width(trimmed(text))
    shown = clipped(text)
    if not typed or len(typed) > _LONGEST:
        raise Refused(_("“%(text)s”不是数。请写成 26000、26000余、约300 或 近300。") % {"text": shown})
    if typed[0] in "-\u2212" and typed[1:2].isdigit():
        raise Refused(_("“%(text)s”是负数；这里只能写 0 或更大的整数。") % {"text": shown})
    found = _NUMBER.fullmatch(typed)
    if found is None:
        raise Refused(_("“%(text)s”不是数。请写成 26000、26000余、约300 或 近300。") % {"text": shown})
    value = _value(found, shown)
    stated = {
        _bound_of(found["before"], _BEFORE),
        _bound_of(found["inner"], _AFTER),
        _bound_of(found["after"], _AFTER),
    } - {Bound.EXACT}
    if len(stated) > 1:
        raise Refused(_("“%(text)s”写了两种说法（余、约、近只能选一种）。") % {"text": shown})
    return Bounded(value, stated.pop() if stated else Bound.EXACT)


def _value(found: re.Match[str], shown: str) -> int:
    fraction, scale = found["fraction"], _SCALES[found["scale"] or ""]
    whole = int(re.sub(r"\D", "", found["number"]))
    value = Decimal(f"{whole}.{fraction}") * scale if fraction else Decimal(whole) * scale
    # 1.000 may be a thousand with a foreign separator: only .0 and .00, as spreadsheets export them, are plain.
    if fraction and ((scale == 1 and fraction not in {"0", "00"}) or value != value.to_integral_value()):
        raise Refused(_("“%(text)s”不是整数。请写成整数，例如 12000。") % {"text": shown})
    if value > MAX_AMOUNT:
        raise Refused(_("“%(text)s”太大；最大可记 %(max)s。") % {"text": shown, "max": MAX_AMOUNT})
    return int(value)


def combine(bounds: Iterable[Bound]) -> Bound:
    """Return the bound of a sum: all exact → exact; only 余 → 余; only 近 → 近; anything mixed → 约."""
    stated = {Bound(bound) for bound in bounds} - {Bound.EXACT}
    if not stated:
        return Bound.EXACT
    return stated.pop() if len(stated) == 1 else Bound.ABOUT


def combine_counts(*, at_least: int, about: int, under: int) -> Bound:
    """Return the bound of a sum in which so many things are at_least, about and under (counters of a figure)."""
    counted = ((Bound.AT_LEAST, at_least), (Bound.ABOUT, about), (Bound.UNDER, under))
    return combine(bound for bound, count in counted if count)


def rounded_down(value: int | Decimal) -> int | Decimal:
    """Return the number that 余 is said of: two leading digits from 1 000 on, one below; zero and less stay.

    26 317 → 26 000, 981 → 900, 23 → 20, 7 → 7. Never above the value. Source: CONTRACT "Saying a bound".
    """
    if value <= 0:
        return value
    exact = Decimal(value)
    step = Decimal((0, (1,), exact.adjusted() - (1 if exact >= 1000 else 0)))  # noqa: PLR2004 - the rule's own number
    floored = exact // step * step
    return int(floored) if floored == floored.to_integral_value() else floored


def say(value: int | Decimal, bound: Bound | str, lang: str = "zh", sep: str | None = None) -> str:
    """Return a bounded number in words: ``26000余``, ``约300``, ``近300``; English ``over 26,000``, ``about 300``.

    Only 余 rounds (``rounded_down``); the page behind shows the number itself. ``sep`` stands between thousands: none
    in Chinese and a comma in English unless given; the site passes ``NO_BREAK``. English says "over" where
    rounding left something out and "at least" where it did not, so that the sentence is true either way.
    """
    bound = Bound(bound)
    separator = ("," if lang == "en" else "") if sep is None else sep
    said = rounded_down(value) if bound is Bound.AT_LEAST else value
    digits = f"{said:,f}" if isinstance(said, Decimal) else f"{said:,d}"
    digits = digits.replace(",", separator)
    if bound is Bound.AT_LEAST and value <= 0:
        return f"at least {digits}" if lang == "en" else f"至少{digits}"
    if lang == "en":
        over = "over" if said < value else "at least"
        words = {Bound.EXACT: "", Bound.AT_LEAST: f"{over} ", Bound.ABOUT: "about ", Bound.UNDER: "nearly "}
        return words[bound] + digits
    before = {Bound.ABOUT: "约", Bound.UNDER: "近"}.get(bound, "")
    return f"{before}{digits}{'余' if bound is Bound.AT_LEAST else ''}"

"""Stated numbers as people type them: decimals, 余/约/近, and the sign for "no such item"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from kexie.kit.bounds import MAX_AMOUNT, Bound
from kexie.kit.refusal import Refused
from kexie.kit.text import clipped, half_width, trimmed
from kexie.records.values.operators import MOST_DECIMALS

_NONE: Final = frozenset({*"-—–－−", "--", "——", "无", "无此项"})
"""How people write that there is no such item; a Chinese keyboard gives the dash twice."""
_WITHDRAWN: Final = frozenset({"撤回", "withdraw"})
_PERCENT: Final = re.compile(r"[-−+]?[\d.,]+\s*[%‰]", re.ASCII)
_NUMBER: Final = re.compile(
    r"(?P<before>至少|不少于|超过|超|≥|>=|大约|约|≈|~|将近|接近|近|不足|不到)?\s*"
    r"(?P<sign>[-−+])?(?P<whole>\d{1,3}(?:[, \u00a0]\d{3})+|\d+)(?:\.(?P<fraction>\d+))?\s*"
    r"(?P<inner>余|多)?(?P<scale>[万亿])?(?P<after>余|多|以上|左右|上下|\+)?",
    re.ASCII,
)
_WORDS: Final = {
    Bound.AT_LEAST: ("至少", "不少于", "超过", "超", "≥", ">=", "余", "多", "以上", "+"),
    Bound.ABOUT: ("大约", "约", "≈", "~", "左右", "上下"),
    Bound.UNDER: ("将近", "接近", "近", "不足", "不到"),
}
_SCALES: Final = {"": 0, "万": 4, "亿": 8}


@dataclass(frozen=True, slots=True)
class Typed:
    """A number as typed, exact; ``number`` is ``None`` for "no such item". ``decimals`` is how many were written.

    ``withdrawn``: there was no such statement, what stands is taken back.
    """

    number: Decimal | None
    bound: Bound = Bound.EXACT
    decimals: int = 0
    withdrawn: bool = False

    def amount(self, decimals: int) -> int | None:
        """Return the number in steps of 10^-decimals; ``None`` if it has more places than that or is too large.

        ``ValueError`` for "no such item", which has no amount.
        """
        if self.number is None:
            message = "no such item has no amount"
            raise ValueError(message)
        scaled = self.number.scaleb(decimals)
        whole = scaled.to_integral_value()
        return int(whole) if whole == scaled and abs(whole) <= MAX_AMOUNT else None


def parse_typed(text: str) -> Typed:
    """Read a stated number: ``283.92``, ``26,000余``, ``约1.2万``, ``-3``; ``-`` is "no such item".

    撤回 takes a statement back. At most six places behind the point. Raises ``Refused`` for anything else, and for two
    bounds that disagree.
    """
    typed = half_width(trimmed(text))
    if typed in _NONE:
        return Typed(None)
    if typed.lower() in _WITHDRAWN:
        return Typed(None, withdrawn=True)
    found = _NUMBER.fullmatch(typed) if len(typed) <= MOST_DIGITS else None
    if found is None and len(typed) <= MOST_DIGITS and _PERCENT.fullmatch(typed):
        raise Refused(_("“%(text)s”带百分号；要素以百分数计时只写数，例如 12.5。") % {"text": clipped(text)})
    if found is None:
        said = _("“%(text)s”不是数。请写成 283.92、26000余、约300；没有这一项写 -，未报留空。")
        raise Refused(said % {"text": clipped(text)})
    words = [found[name] for name in ("before", "inner", "after") if found[name]]
    bounds = {next(bound for bound, known in _WORDS.items() if word in known) for word in words}
    if len(bounds) > 1:
        raise Refused(_("“%(text)s”写了两种说法（余、约、近只能选一种）。") % {"text": clipped(text)})
    fraction, scale = found["fraction"] or "", _SCALES[found["scale"] or ""]
    whole = re.sub(r"\D", "", found["whole"])
    number = Decimal(f"{'-' if found['sign'] in {'-', '−'} else ''}{whole}.{fraction or '0'}").scaleb(scale)
    decimals = max(len(fraction) - scale, 0)
    if decimals > MOST_DECIMALS:
        said = _("“%(text)s”的小数超过 %(most)s 位；请四舍五入后填写。")
        raise Refused(said % {"text": clipped(text), "most": MOST_DECIMALS})
    return Typed(number, bounds.pop() if bounds else Bound.EXACT, decimals)


MOST_DIGITS: Final = 40

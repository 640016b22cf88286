"""How stated values are added up over time and over units, and how often they are stated: data."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from kexie.records.units.kinds import Term

OPERATORS: Final = (
    Term("sum", _("合计")),
    Term("average", _("平均")),
    Term("min", _("最小")),
    Term("max", _("最大")),
    Term("last", _("最新")),
    Term("first", _("最早")),
    Term("count", _("个数")),
)
OPERATOR_WORDS: Final = {"latest": "last", "avg": "average", "mean": "average", "总和": "sum", "最后": "last"}
"""Further words that people write for an operator."""
FREQUENCIES: Final = (
    Term("day", _("日")),
    Term("month", _("月")),
    Term("quarter", _("季")),
    Term("half", _("半年")),
    Term("year", _("年")),
)
FREQUENCY_WORDS: Final = {
    "daily": "day",
    "monthly": "month",
    "quarterly": "quarter",
    "half-yearly": "half",
    "yearly": "year",
    "annual": "year",
    "每年": "year",
    "每月": "month",
    "每季": "quarter",
}
MOST_DECIMALS: Final = 6
PART: Final = "part"
CONTROL: Final = "control"
ROLES: Final = (Term(PART, _("分项")), Term(CONTROL, _("总计（只核对，不相加）")))


def titles(terms: tuple[Term, ...]) -> dict[str, str]:
    """Return ``{slug: word}`` in the reader's language."""
    return {term.slug: str(term.title) for term in terms}

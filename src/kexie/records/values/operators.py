"""How stated values are added up over time and over units, and how often they are stated: data."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kexie.records.units.kinds import Term

OPERATORS: Final = (
    Term("sum", pgettext_lazy("operator", "合计")),
    Term("average", pgettext_lazy("operator", "平均")),
    Term("min", pgettext_lazy("operator", "最小")),
    Term("max", pgettext_lazy("operator", "最大")),
    Term("last", pgettext_lazy("operator", "最新")),
    Term("first", pgettext_lazy("operator", "最早")),
    Term("count", pgettext_lazy("operator", "个数")),
)
OPERATOR_WORDS: Final = {"latest": "last", "avg": "average", "mean": "average", "总和": "sum", "最后": "last"}
"""Further words that people write for an operator."""
FREQUENCIES: Final = (
    Term("day", pgettext_lazy("frequency", "日")),
    Term("month", pgettext_lazy("frequency", "月")),
    Term("quarter", pgettext_lazy("frequency", "季")),
    Term("half", pgettext_lazy("frequency", "半年")),
    Term("year", pgettext_lazy("frequency", "年")),
)
FREQUENCY_WORDS: Final = {
    "daily": "day",
    "monthly": "month",
    "quarterly": "quarter",
    "half-yearly": "half",
    "yearly": "year",
    "annual": "year",
    "每日": "day",
    "每月": "month",
    "月度": "month",
    "每季": "quarter",
    "每季度": "quarter",
    "季度": "quarter",
    "每半年": "half",
    "半年度": "half",
    "每年": "year",
    "年度": "year",
}
MOST_DECIMALS: Final = 6
PART: Final = "part"
CONTROL: Final = "control"
ROLES: Final = (Term(PART, _("分项")), Term(CONTROL, _("总计（只核对，不相加）")))


ROLE_WORDS: Final = {"总计": CONTROL, "合计": CONTROL, "核对": CONTROL, "total": CONTROL}
"""Further words that people write for a role."""


def titles(terms: tuple[Term, ...]) -> dict[str, str]:
    """Return ``{slug: word}`` in the reader's language."""
    return {term.slug: str(term.title) for term in terms}

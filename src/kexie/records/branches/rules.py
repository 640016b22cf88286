"""How often branch meetings are held, as data: each rule with its article. A new rule is one more row here.

Source: 中国共产党支部工作条例(试行), 2018. "Generally" (一般) is what the text says, so that what is late is a reminder
and never a violation (DOMAIN §3).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kexie.kit.spans import Kind, Period, year_of


class Needs(StrEnum):
    """What a branch must have before a meeting is asked of it."""

    NOTHING = "nothing"
    COMMITTEE = "committee"
    GROUPS = "groups"


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of branch meeting: asked once in each ``every``; ``None``: the rules give no number.

    ``temporary``: whether it is asked of a temporary branch, too.
    """

    slug: str
    title: str | Promise
    every: Kind | None
    article: str
    sentence: str | Promise
    needs: Needs = Needs.NOTHING
    temporary: bool = True

    def periods(self, year: int) -> list[Period]:
        """Return the periods of a year in each of which it is asked once; none where no number is set."""
        whole = year_of(year)
        return [] if self.every is None else whole.parts(self.every)


COMMITTEE_FROM: Final = 7
"""Full members from which a branch has a committee (第二十一条): below, a secretary only."""
_ARTICLE: Final = "支部工作条例（试行）第%s条"

RULES: Final[dict[str, Rule]] = {
    rule.slug: rule
    for rule in (
        Rule("branch_assembly", _("党员大会"), Kind.QUARTER, _ARTICLE % "十一", _("一般每季度召开一次。")),
        Rule(
            "branch_committee",
            _("支委会"),
            Kind.MONTH,
            _ARTICLE % "十二",
            _("一般每月召开一次；正式党员不足 7 人、不设支委会的支部不要求。"),
            needs=Needs.COMMITTEE,
        ),
        Rule(
            "branch_group",
            _("党小组会"),
            Kind.MONTH,
            _ARTICLE % "十三",
            _("一般每月召开一次，每个党小组都要开；不分党小组的支部不要求。"),
            needs=Needs.GROUPS,
        ),
        Rule(
            "branch_class", _("党课"), None, _ARTICLE % "十五", _("全国没有统一次数，由本协会设定；没有设定就不要求。")
        ),
        Rule("branch_day", _("主题党日"), Kind.MONTH, _ARTICLE % "十六", _("每月相对固定一天。")),
        Rule("branch_life", _("组织生活会"), Kind.YEAR, _ARTICLE % "十七", _("每年至少一次，一般在第四季度。")),
        Rule(
            "branch_review",
            _("民主评议党员"),
            Kind.YEAR,
            _ARTICLE % "十八",
            _("一般每年一次；临时党支部的党员在原支部参加。"),
            temporary=False,
        ),
    )
}
"""By slug, which is the slug of the kind of activity too; in the order of the columns of every page."""

CLASS_EVERY: Final[dict[str, Kind | None]] = {
    "": None,
    "month": Kind.MONTH,
    "quarter": Kind.QUARTER,
    "half": Kind.HALF,
    "year": Kind.YEAR,
}
"""How often 党课 may be asked for, by the word of the association's setting."""


def rules_with(class_every: str = "") -> dict[str, Rule]:
    """Return the rules as an association applies them: ``class_every`` is its setting for 党课."""
    found = dict(RULES)
    found["branch_class"] = replace(RULES["branch_class"], every=CLASS_EVERY.get(class_every))
    return found

"""Kinds, levels and lines of units, as data: a new one is one more row here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Term:
    """A slug with the word that people read."""

    slug: str
    title: str | Promise


KINDS: Final = (
    Term("association", _("科协")),
    Term("society", _("学会")),
    Term("department", _("机关部门")),
    Term("direct", _("直属单位")),
    Term("office", _("办事机构")),
    Term("grassroots", _("基层组织")),
    Term("branch", _("支部")),
    Term("aggregate", _("统计汇总")),
)
LEVELS: Final = (
    Term("national", _("全国")),
    Term("province", _("省级")),
    Term("prefecture", _("市级")),
    Term("county", _("县级")),
    Term("township", _("乡镇级")),
)
LINES: Final = (
    Term("main", _("组织隶属")),
    Term("party", _("党组织隶属")),
)
AGGREGATE: Final = "aggregate"
MAIN: Final = "main"
TITLES: Final = {term.slug: term.title for group in (KINDS, LEVELS, LINES) for term in group}

"""How pages say what is held, due or late: a word and a shape, never colour alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Final

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.clock import today
from kexie.kit.refusal import Refused
from kexie.kit.spans import Kind, Period
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.branches.models import Branch
from kexie.records.branches.rhythm import State, Why
from kexie.records.branches.terms import Coming
from kexie.records.branches.votes import Outcome
from kexie.web.kit.numbers import lang
from kexie.web.reader import actor, unit_of
from kexie.web.templatetags import kit

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

STATES: Final[Mapping[State, tuple[str, str | _StrPromise]]] = {
    State.HELD: ("done", gettext_lazy("已开")),
    State.DUE: ("due", gettext_lazy("待开")),
    State.LATE: ("late", gettext_lazy("未开")),
    State.NOT_DUE: ("na", gettext_lazy("不要求")),
}
WHYS: Final[Mapping[Why, str | _StrPromise]] = {
    Why.ASKED: "",
    Why.NOT_SET: gettext_lazy("协会没有规定次数"),
    Why.NOT_OPEN: gettext_lazy("那时还没有成立或已经撤销"),
    Why.PART_OF_IT: gettext_lazy("这一期只存在了一部分时间"),
    Why.TEMPORARY: gettext_lazy("临时党支部"),
    Why.NO_MEMBERS: gettext_lazy("没有正式党员"),
    Why.FEW_MEMBERS: gettext_lazy("正式党员不足 7 人，不设支委会"),
    Why.NO_COMMITTEE: gettext_lazy("还没有支委会"),
    Why.NO_GROUPS: gettext_lazy("没有分党小组"),
}
OUTCOMES: Final[Mapping[Outcome, tuple[str, str | _StrPromise]]] = {
    Outcome.PASSED: ("done", gettext_lazy("通过")),
    Outcome.FAILED: ("closed", gettext_lazy("未通过")),
    Outcome.NO_QUORUM: ("late", gettext_lazy("到会人数不够，表决无效")),
}
COMING: Final[Mapping[Coming, tuple[str, str | _StrPromise]]] = {
    Coming.FAR: ("na", gettext_lazy("还早")),
    Coming.NEAR: ("near", gettext_lazy("半年内届满")),
    Coming.EXTENDED: ("doing", gettext_lazy("已批准延期")),
    Coming.OVER: ("late", gettext_lazy("已届满，请安排换届")),
}


def state_tag(state: State) -> SafeString:
    """Return a state as shape and word."""
    shape, word = STATES[state]
    return kit.tag(shape, str(word))


def period_words(period: Period) -> str:
    """Return a period of a year in a word: 3月, Mar, 一季度, 全年."""
    if period.kind is Kind.MONTH and lang() == "en":
        return f"{period.first:%b}"
    if period.kind is Kind.MONTH:
        return _("%(n)s月") % {"n": period.first.month}
    if period.kind is Kind.QUARTER:
        return _("%(n)s季度") % {"n": (period.first.month + 2) // 3}
    if period.kind is Kind.HALF:
        return _("上半年") if period.first.month == 1 else _("下半年")
    return _("全年")


def branch_of(request: HttpRequest, code: str, right: Right = Right.BRANCH_READ) -> Branch:
    """Return the branch of an address, if the right reaches it; else it reads as if it were not there (404)."""
    unit = unit_of(request, code, right)
    return door.get(actor(request), Right.BRANCH_READ, Branch, unit=unit)


def year_of(request: HttpRequest) -> int:
    """Return the year that an address names, else this one."""
    text = request.GET.get("year", "").strip()
    if not text:
        return today().year
    if not (text.isascii() and text.isdigit() and len(text) == 4):  # noqa: PLR2004 - a year as it is written
        raise Refused(_("“%(text)s”不是年份；请写 2018 这样的四位数。") % {"text": text[:20]})
    return max(int(text), date.min.year + 1)

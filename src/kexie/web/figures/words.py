"""The words of the figures room: each figure as a question, what its bound means, what rows are called."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from kexie.figures.answer import Figure
from kexie.figures.indicators.base import Counts
from kexie.figures.indicators.formula import Formula
from kexie.figures.names import goal_name, kind_name
from kexie.figures.question import Question
from kexie.kit.bounds import Bound
from kexie.kit.periods import Kind, Period
from kexie.web.kit.numbers import lang, shown

__all__ = ["goal_name", "kind_name"]
NONE: Final = "none"


def month_name(period: Period, among: list[Period]) -> str:
    """Return a short name: 3月 where all lie in one year and are months, else the period in words."""
    if lang() == "zh" and period.kind is Kind.MONTH and len({one.first.year for one in among}) == 1:
        return _("%(month)s月") % {"month": period.first.month}
    if lang() == "en" and period.kind is Kind.MONTH and len({one.first.year for one in among}) == 1:
        return f"{period.first:%b}"
    if period.kind is Kind.QUARTER:
        return f"{period.first.year}Q{(period.first.month + 2) // 3}" if len(among) > 1 else period.describe(lang())
    return period.describe(lang())


def what(question: Question) -> str:
    """Return what is counted: 学习, 学习和培训, or 活动 for all kinds; goals and series stand behind in brackets."""
    if isinstance(question.indicator, Formula):
        return str(question.indicator.title)
    where = question.where
    kinds = _("、").join(kind_name(kind) for kind in where.kinds) or _("活动")
    more = [goal_name(goal) for goal in where.goals] + [_("系列“%(name)s”") % {"name": name} for name in where.series]
    return kinds + (_("（%(more)s）") % {"more": _("、").join(more)} if more else "")


def asked(question: Question) -> str:
    """Return the question that the page answers."""
    said = {"unit": question.unit.name, "what": what(question)}
    if question.indicator.counts is Counts.RULED:
        kinds = _("、").join(kind_name(kind) for kind in question.where.kinds) or _("各种组织生活")
        return f"{question.unit.name}　{question.indicator.title}（{kinds}）"
    questions = {
        "activities": _("%(unit)s办了多少场%(what)s"),
        "attendances": _("%(unit)s的%(what)s有多少人次参加"),
        "attendees": _("有多少人参加过%(unit)s的%(what)s"),
        "participations": _("%(unit)s的人参加了多少人次%(what)s"),
        "participants": _("%(unit)s有多少人参加过%(what)s"),
    }
    plain = f"{question.unit.name}　{question.indicator.title}"
    return questions[question.indicator.slug] % said if question.indicator.slug in questions else plain


def mark_of(figure: Figure) -> str:
    """Return which empty mark a figure bears: ``na`` no such item, ``un`` not reported; nothing for a number."""
    if figure.value is not None or figure.masked:
        return ""
    return "na" if figure.missing == NONE else "un"


def said(figure: Figure, language: str = "") -> str:
    """Return a value in one piece, for a label or a chart; why there is none where there is none.

    ``language``: the reader's, where hundreds are said and it was asked once.
    """
    if figure.masked:
        return f"<{figure.value}" if figure.value is not None else _("不显示")
    if figure.value is None:
        return _("无此项") if figure.missing == NONE else _("未报")
    return str(shown(figure.value, figure.bound, language=language))


def bound_said(figure: Figure, question: Question) -> tuple[str, str]:
    """Return the word of the bound and a sentence that explains it for this figure."""
    if figure.masked and figure.value is None:
        return _("保密"), _("由不到 5 人的数算出，您又不能看背后的记录，所以不写明。")
    if figure.value is None:
        return _missing_said(figure)
    number = shown(figure.value)
    if figure.masked:
        return _("少于"), _("不到 %(n)s 人。人数很少，您又不能看背后的记录，所以不写明。") % {"n": number}
    told = {"n": number, "heads": shown(figure.count.unnamed)}
    exact = (
        _("正好 %(n)s：由填报的数算出，每一个都是确数。")
        if figure.coverage is not None
        else _("正好 %(n)s：每一笔都是确数。")
    )
    if question.indicator.counts is Counts.RULED:
        exact = _("正好 %(n)s：由制度、当时知道的支部情况和已开的会算出。")
    least = (
        _("至少 %(n)s：名册上有名的这么多，另有 %(heads)s 笔只报了人数、没有名单。")
        if question.indicator.counts is Counts.PERSONS
        else _("至少 %(n)s：其中有的记录按“余”登记，合计因此也带“余”。")
    )
    word, sentence = {
        Bound.AT_LEAST: (_("余"), least),
        Bound.ABOUT: (_("约"), _("大约 %(n)s：其中有的记录按“约”登记，或者“余”“近”混在一起。")),
        Bound.UNDER: (_("近"), _("接近但不到 %(n)s：其中有的记录按“近”登记。")),
        Bound.EXACT: (_("恰为"), exact),
    }[figure.bound]
    return word, sentence % told


def _missing_said(figure: Figure) -> tuple[str, str]:
    if figure.missing == NONE and figure.coverage is not None and not figure.coverage.expected:
        return _("无此项"), _("这个范围和期间里没有支部被要求开会，所以没有占比。不是零。")
    if figure.missing == NONE:
        return _("无此项"), _("没有这样一个数：被问到的单位都说没有这一项，或者要除以零。不是零。")
    covered = figure.coverage
    if covered is not None and not covered.expected:
        return _("未报"), _("这个范围里没有单位被要求填报它，也没有单位报过这个期间的。不是零。")
    return _("未报"), _("应报的单位都还没有报这个期间的，或者上一次报的已经过期。不是零。")


def printed_said(figure: Figure) -> str:
    """Return the total that is printed for a stated number, and how far it lies from what adds up."""
    control = figure.control
    if control is None:
        return ""
    if control.difference is None or not control.complete:
        return str(shown(control.value)) + _("（分项未报全，不能比）")
    said = {"printed": shown(control.value), "difference": shown(control.difference)}
    return _("%(printed)s（相差 %(difference)s）") % said


def coverage_said(figure: Figure) -> str:
    """Return who reported of those expected: 12 / 15; nothing for what the house counts itself."""
    covered = figure.coverage
    return f"{shown(covered.reported)} / {shown(covered.expected)}" if covered is not None else ""

"""The words of the figures room: each figure as a question, what its bound means, what rows are called."""

from __future__ import annotations

from functools import cache

from django.utils.translation import gettext as _

from kexie.data.layouts import load, names
from kexie.figures.answer import Figure
from kexie.figures.indicators.base import Counts
from kexie.figures.question import Question
from kexie.kit.bounds import Bound
from kexie.kit.periods import Kind, Period
from kexie.records.activities.kinds import KINDS
from kexie.web.kit.numbers import lang, shown


@cache
def _goals() -> dict[str, tuple[str, str]]:
    return {goal.code: (goal.name_zh, goal.name_en) for name in names() for goal in load(name)}


def goal_name(code: str) -> str:
    """Return a goal's name in the reader's language; a code that no layout knows as it is; empty: no goal."""
    known = _goals().get(code)
    return known[lang() == "en"] if known else code


def kind_name(slug: str) -> str:
    """Return the word for a kind of activity; a slug that nobody knows as it is."""
    return str(KINDS[slug].title) if slug in KINDS else slug


def month_name(period: Period, among: list[Period]) -> str:
    """Return a short name: 3月 where all lie in one year and are months, else the period in words."""
    if lang() == "zh" and period.kind is Kind.MONTH and len({one.first.year for one in among}) == 1:
        return _("%(month)s月") % {"month": period.first.month}
    if lang() == "en" and period.kind is Kind.MONTH and len({one.first.year for one in among}) == 1:
        return f"{period.first:%b}"
    return period.describe(lang())


def what(question: Question) -> str:
    """Return what is counted: 学习, 学习和培训, or 活动 for all kinds; goals and series stand behind in brackets."""
    where = question.where
    kinds = _("、").join(kind_name(kind) for kind in where.kinds) or _("活动")
    more = [goal_name(goal) for goal in where.goals] + [_("系列“%(name)s”") % {"name": name} for name in where.series]
    return kinds + (_("（%(more)s）") % {"more": _("、").join(more)} if more else "")


def asked(question: Question) -> str:
    """Return the question that the page answers."""
    said = {"unit": question.unit.name, "what": what(question)}
    questions = {
        "activities": _("%(unit)s办了多少场%(what)s"),
        "attendances": _("%(unit)s的%(what)s有多少人次参加"),
        "attendees": _("有多少人参加过%(unit)s的%(what)s"),
        "participations": _("%(unit)s的人参加了多少人次%(what)s"),
        "participants": _("%(unit)s有多少人参加过%(what)s"),
    }
    plain = f"{question.unit.name}　{question.indicator.title}"
    return questions[question.indicator.slug] % said if question.indicator.slug in questions else plain


def said(figure: Figure) -> str:
    """Return a value in one piece, for a label or a chart."""
    if figure.masked:
        return f"<{figure.value}"
    return str(shown(figure.value or 0, figure.bound))


def bound_said(figure: Figure, question: Question) -> tuple[str, str]:
    """Return the word of the bound and a sentence that explains it for this figure."""
    number = shown(figure.value or 0)
    if figure.masked:
        return _("少于"), _("不到 %(n)s 人。人数很少，您又不能看背后的记录，所以不写明。") % {"n": number}
    if figure.bound is Bound.AT_LEAST:
        if question.indicator.counts is Counts.PERSONS:
            told = {"n": number, "heads": shown(figure.count.unnamed)}
            return _("余"), _("至少 %(n)s：名册上有名的这么多，另有 %(heads)s 笔只报了人数、没有名单。") % told
        return _("余"), _("至少 %(n)s：其中有的记录按“余”登记，合计因此也带“余”。") % {"n": number}
    if figure.bound is Bound.ABOUT:
        return _("约"), _("大约 %(n)s：其中有的记录按“约”登记，或者“余”“近”混在一起。") % {"n": number}
    if figure.bound is Bound.UNDER:
        return _("近"), _("接近但不到 %(n)s：其中有的记录按“近”登记。") % {"n": number}
    return _("恰为"), _("正好 %(n)s：每一笔都是确数。") % {"n": number}

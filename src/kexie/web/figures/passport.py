"""The passport of a figure in words: where it comes from, how far it reaches, what it was counted from."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kexie.figures.answer import Answer
from kexie.figures.indicators.base import Counts
from kexie.figures.question import Question
from kexie.records.ledger.models import Closing
from kexie.records.units.queries import tree
from kexie.records.units.rules import TreeOn
from kexie.web.figures.words import bound_said
from kexie.web.kit.numbers import lang, shown


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the passport: its word and what it says."""

    word: str
    said: str


def facts(told: Answer) -> list[Fact]:
    """Return the lines of the passport, the ones that people ask for first."""
    question, passport = told.question, told.passport
    version, _at, digest = passport.version.partition("#")
    lines = [
        Fact(*bound_said(told.total, question)),
        Fact(_("范围"), _scope(question)),
        Fact(_("期间"), _("%(period)s（%(first)s 至 %(last)s）") % _days(question)),
        Fact(_("截至"), _("%(day)s 所知；之后登记和更正的不算") % {"day": passport.as_of.isoformat()}),
        Fact(_("组织树"), _tree(question) + _("，第 %(version)s 版") % {"version": shown(passport.tree_version)}),
        Fact(_("台账位"), str(shown(passport.position))),
        Fact(_("口径"), f"{version}　{digest[:4]}·{digest[4:8]}·{digest[8:]}"),
        Fact(_("取数"), _("从台账逐条数出") if passport.path == "oracle" else passport.path),
        Fact(_("来源"), _origin(told)),
        Fact(_("封存"), _closed(question)),
    ]
    if question.indicator.counts is Counts.PERSONS and not told.total.masked:
        unnamed = passport.unnamed
        heads = _("%(n)s 笔只有人数、没有名单") % {"n": shown(unnamed)} if unnamed else _("没有：每一笔都有名单")
        lines.insert(1, Fact(_("未记名"), heads))
    return lines


def _days(question: Question) -> dict[str, str]:
    period = question.period
    return {"period": period.describe(lang()), "first": period.first.isoformat(), "last": period.last.isoformat()}


def _scope(question: Question) -> str:
    whole = tree(TreeOn(question.tree_day(question.period), question.as_of))
    below = sum(1 for _unit in whole.below(question.unit.pk)) - 1
    if not below:
        return _("只有%(unit)s") % {"unit": question.unit.name}
    count = shown(below)
    return ngettext("%(unit)s和它以下 %(count)s 个单位", "%(unit)s和它以下 %(count)s 个单位", below) % {
        "unit": question.unit.name,
        "count": count,
    }


def _tree(question: Question) -> str:
    day = question.tree_day(question.period).isoformat()
    rules = {
        "period": _("期末（%(day)s）的隶属关系"),
        "today": _("今天（%(day)s）的隶属关系"),
    }
    return rules.get(question.tree, _("%(day)s 的隶属关系")) % {"day": day}


def _origin(told: Answer) -> str:
    passport = told.passport
    if told.total.masked:
        return _("示例·数据虚构") if passport.made_up else _("不写明")
    parts = []
    if passport.made_up:
        parts.append(_("%(n)s 条示例·数据虚构") % {"n": shown(passport.made_up)})
    if passport.migrated:
        parts.append(_("%(n)s 条由其他系统接管") % {"n": shown(passport.migrated)})
    rest = told.total.records - passport.made_up - passport.migrated
    if rest > 0 or not parts:
        parts.append(_("%(n)s 条本系统登记") % {"n": shown(max(rest, 0))})
    return _("、").join(parts)


def _closed(question: Question) -> str:
    months = Closing.objects.filter(
        month__gte=question.period.first.replace(day=1), month__lte=question.period.last, known_on__lte=question.as_of
    ).order_by("month")
    listed = [f"{month:%Y-%m}" for month in months.values_list("month", flat=True)]
    if not listed:
        return _("本期还没有封存的月份")
    if len(listed) == 1:
        return _("%(month)s 已封存") % {"month": listed[0]}
    return _("%(first)s 至 %(last)s 已封存") % {"first": listed[0], "last": listed[-1]}

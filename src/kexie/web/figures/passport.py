"""The passport of a figure in words: where it comes from, how far it reaches, what it was counted from."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kexie.figures.answer import Answer
from kexie.figures.indicators.base import Counts
from kexie.figures.question import Question
from kexie.figures.source import conditions_of, exclusions_of, scope_of, tree_of
from kexie.records.ledger.queries import closed_months
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
        Fact(_("范围"), scope_of(question)),
        Fact(_("期间"), _("%(period)s（%(first)s 至 %(last)s）") % _days(question)),
        Fact(_("条件"), conditions_of(question)),
        Fact(_("截至"), _("%(day)s 所知；之后登记和更正的不算") % {"day": passport.as_of.isoformat()}),
        Fact(_("不含"), _("；").join(exclusions_of(told)[1:]) or _("没有")),
        Fact(_("组织树"), tree_of(question) + _("，第 %(version)s 版") % {"version": shown(passport.tree_version)}),
        Fact(_("台账位"), str(shown(passport.position))),
        Fact(_("口径"), f"{version}　{digest[:4]}·{digest[4:8]}·{digest[8:]}"),
        Fact(_("取数"), _path(passport.path)),
        Fact(_("来源"), _origin(told)),
        Fact(_("封存"), _closed(question)),
    ]
    if question.indicator.counts is Counts.PERSONS and not told.total.masked:
        unnamed = passport.unnamed
        heads = _("%(n)s 笔只有人数、没有名单") % {"n": shown(unnamed)} if unnamed else _("没有：每一笔都有名单")
        lines.insert(1, Fact(_("未记名"), heads))
    beside = _ruled(told) if question.indicator.counts is Counts.RULED else _stated(told)
    return lines[:1] + beside + lines[1:]


def _ruled(told: Answer) -> list[Fact]:
    """Return how many branches, and periods of theirs, held what the rules asked."""
    covered = told.total.coverage
    if covered is None:
        return []
    line = _("做到 %(reported)s 个支部，应做 %(expected)s 个；开了 %(statements)s 期，应开 %(statements_expected)s 期")
    return [Fact(_("做到"), line % covered.as_json())]


def _stated(told: Answer) -> list[Fact]:
    """Return what is said of a stated number besides: who reported, the printed total, what is not in it."""
    covered, control = told.total.coverage, told.total.control
    found = []
    if covered is not None:
        line = _("%(reported)s 个单位已报，应报 %(expected)s 个") % covered.as_json()
        if covered.statements < covered.due:
            line += _("；已报 %(statements)s 期，应报 %(statements_expected)s 期") % covered.as_json()
        found.append(Fact(_("已报"), line))
    if control is not None:
        said = {name: "—" if one is None else one for name, one in control.as_json().items()}
        line = _("印出的总计 %(value)s，与分项合计相差 %(difference)s；其中本级相差 %(own)s") % said
        found.append(Fact(_("核对"), line + ("" if control.complete else _("（分项未报全，不能比）"))))
    return found


def _path(path: str) -> str:
    """Return in words how a number was counted."""
    said = {
        "oracle": _("从台账逐条数出"),
        "cells": _("由预先算好的数合成，含最新登记"),
        "columns": _("从台账的列式副本数出，含最新登记"),
        "slice": _("从台账的列式副本数出，含最新登记"),
        "statements": _("由各单位填报的数按口径算出"),
        "rhythm": _("由制度、当时知道的支部情况和台账里已开的会逐个支部算出"),
    }
    return said.get(path, path)


def _days(question: Question) -> dict[str, str]:
    period = question.period
    return {"period": period.describe(lang()), "first": period.first.isoformat(), "last": period.last.isoformat()}


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
    first, last = question.period.first.replace(day=1), question.period.last
    told = [one for one in closed_months() if one.known_on <= question.as_of]
    listed = [f"{one.month:%Y-%m}" for one in told if first <= one.month <= last]
    if not listed:
        return _("本期还没有封存的月份")
    if len(listed) == 1:
        return _("%(month)s 已封存") % {"month": listed[0]}
    return _("%(first)s 至 %(last)s 已封存") % {"first": listed[0], "last": listed[-1]}

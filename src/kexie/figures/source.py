"""The source line (来历) that every exported number carries: what was counted, of whom, when, as known on which day.

Its words are made from the same question and answer as the number itself, so that they cannot say something else.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kexie.figures.answer import Answer
from kexie.figures.indicators.base import Counts
from kexie.figures.indicators.formula import Formula
from kexie.figures.names import goal_name, kind_name
from kexie.figures.question import Question
from kexie.kit.clock import DAY_MAX, DAY_MIN
from kexie.kit.text import reader_language
from kexie.records.units.kinds import MAIN, TITLES
from kexie.records.units.queries import tree


@dataclass(frozen=True, slots=True)
class Source:
    """The parts of a source line, each in words: ``exclusions`` say what is not in the number, one sentence each."""

    rule: str
    period: str
    scope: str
    conditions: str
    as_of: str
    tree: str
    exclusions: tuple[str, ...]
    version: str
    position: str
    made_up: bool

    def parts(self) -> list[tuple[str, str]]:
        """Return the parts with their words, in the order in which people ask for them."""
        told = [
            (_("口径"), self.rule),
            (_("期间"), self.period),
            (_("范围"), self.scope),
            (_("条件"), self.conditions),
            (_("截至"), self.as_of),
            (_("组织树"), self.tree),
            (_("不含"), _("；").join(self.exclusions) or _("没有")),
            (_("口径版本"), self.version),
            (_("台账位"), self.position),
        ]
        return [*told, (_("来源"), _("示例·数据虚构"))] if self.made_up else told

    def line(self) -> str:
        """Return everything in one line, ready to stand under a table or chart."""
        return _("；").join(_("%(word)s：%(said)s") % {"word": word, "said": said} for word, said in self._spoken())

    def _spoken(self) -> list[tuple[str, str]]:
        return [(word, said.rstrip("。.；")) for word, said in self.parts()]


def source_of(told: Answer) -> Source:
    """Return where an answer comes from, in the reader's language."""
    asked, passport = told.question, told.passport
    return Source(
        rule=str(asked.indicator.sentence) if not isinstance(asked.indicator, Formula) else _rule(asked.indicator),
        period=_("%(period)s（%(first)s 至 %(last)s）") % _days(asked),
        scope=scope_of(asked),
        conditions=conditions_of(asked),
        as_of=_("%(day)s 所知") % {"day": passport.as_of.isoformat()},
        tree=tree_of(asked) + _("，第 %(version)s 版") % {"version": passport.tree_version},
        exclusions=tuple(exclusions_of(told)),
        version=passport.version,
        position=str(passport.position),
        made_up=bool(passport.made_up),
    )


def source_line(told: Answer) -> str:
    """Return the whole source line of an answer."""
    return source_of(told).line()


def _rule(indicator: Formula) -> str:
    return _("%(title)s：%(sentence)s") % {"title": indicator.title, "sentence": indicator.sentence}


def _days(asked: Question) -> dict[str, str]:
    period = asked.period
    ends = {"first": _("最早") if period.first == DAY_MIN else period.first.isoformat()}
    ends["last"] = _("最晚") if period.last == DAY_MAX else period.last.isoformat()
    return {"period": period.describe(reader_language())} | ends


def scope_of(asked: Question) -> str:
    """Return how far a figure reaches: the unit, and how many stand below it in the tree that is used."""
    whole = tree(asked.tree_on(asked.period))
    below = whole.size(asked.unit.pk) - 1
    if not below:
        return _("只有%(unit)s") % {"unit": asked.unit.name}
    said = {"unit": asked.unit.name, "count": f"{below:,}".replace(",", "\u00a0" if reader_language() != "en" else ",")}
    return ngettext("%(unit)s和它以下 %(count)s 个单位", "%(unit)s和它以下 %(count)s 个单位", below) % said


def conditions_of(asked: Question) -> str:
    """Return the conditions on the records in words."""
    where, told = asked.where, []
    if where.kinds:
        told.append(_("种类：%(kinds)s") % {"kinds": _("、").join(kind_name(one) for one in where.kinds)})
    if where.goals:
        told.append(_("目标：%(goals)s") % {"goals": _("、").join(goal_name(one) for one in where.goals)})
    if where.series:
        told.append(_("系列：%(series)s") % {"series": _("、").join(where.series)})
    return _("，").join(told) or _("没有，全部记录")


def tree_of(asked: Question) -> str:
    """Return which day's tree is used, in words."""
    day = asked.tree_day(asked.period).isoformat()
    rules = {
        "period": _("期末（%(day)s）的隶属关系"),
        "today": _("今天（%(day)s）的隶属关系"),
    }
    said = rules.get(asked.tree, _("%(day)s 的隶属关系")) % {"day": day}
    return said if asked.line == MAIN else _("%(tree)s，按%(line)s") % {"tree": said, "line": TITLES[asked.line]}


def exclusions_of(told: Answer) -> list[str]:
    """Return what is not in the number: what was known later, planned, only headed, not reported, too wide."""
    asked, passport = told.question, told.passport
    found = [_("%(day)s 之后才登记或更正的") % {"day": passport.as_of.isoformat()}]
    if isinstance(asked.indicator, Formula):
        return found + _unstated(told)
    found.append(_("计划中、已取消和已撤销的"))
    if asked.indicator.counts is Counts.PERSONS and passport.unnamed and not told.total.masked:
        found.append(_("%(n)s 笔只报人数、没有名单的") % {"n": passport.unnamed})
    if asked.indicator.slug == "participations":
        found.append(_("只报人数、没有名单的"))
    return found


def _unstated(told: Answer) -> list[str]:
    covered, wider = told.total.coverage, told.passport.wider
    found = []
    if covered is not None:
        found.append(_("总计行（只核对，不相加）"))
        silent = covered.expected - covered.reported
        if silent:
            said = {"n": silent, "all": covered.expected}
            found.append(_("应报 %(all)s 个单位中未报的 %(n)s 个") % said)
    if wider:
        found.append(_("所报期间超出所问期间的：%(periods)s") % {"periods": _("、").join(wider)})
    return found

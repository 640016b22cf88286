"""What holds in an inspection: its stages, its terms, who keeps out, what covers a term. Pure, no database."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.clock import DAY_MAX
from kexie.kit.days import add_months
from kexie.kit.refusal import Refused
from kexie.kit.terms import Span, Term
from kexie.kit.text import half_width, trimmed

PLANNED, NOTICED, ON_SITE, REPORTED, FED_BACK = "planned", "noticed", "on_site", "reported", "fed_back"
PLAN, PROGRESS, FINAL, RELOOKED = "plan", "progress", "final", "relooked"
STAGES: Final[dict[str, str | Promise]] = {
    PLANNED: gettext_lazy("待通知"),
    NOTICED: gettext_lazy("已通知"),
    ON_SITE: gettext_lazy("进驻"),
    REPORTED: gettext_lazy("已报告"),
    FED_BACK: gettext_lazy("已反馈"),
    PLAN: gettext_lazy("已报整改方案"),
    PROGRESS: gettext_lazy("已报整改进展"),
    FINAL: gettext_lazy("已报整改总结"),
    RELOOKED: gettext_lazy("已回头看"),
}
"""Notice → on site → report → feedback → plan → progress → final report → re-look (DOMAIN §3), in order."""
DEEDS: Final[dict[str, str | Promise]] = {
    NOTICED: gettext_lazy("发巡察通知"),
    ON_SITE: gettext_lazy("进驻"),
    REPORTED: gettext_lazy("向派出单位报告"),
    FED_BACK: gettext_lazy("反馈"),
    PLAN: gettext_lazy("报整改方案"),
    PROGRESS: gettext_lazy("报整改进展"),
    FINAL: gettext_lazy("报整改总结"),
    RELOOKED: gettext_lazy("回头看完成"),
}
KINDS: Final[dict[str, str | Promise]] = {
    "regular": gettext_lazy("常规巡察"),
    "special": gettext_lazy("专项巡察"),
    "relook": gettext_lazy("回头看"),
}
ROLES: Final[dict[str, str | Promise]] = {
    "leader": gettext_lazy("组长"),
    "deputy": gettext_lazy("副组长"),
    "member": gettext_lazy("组员"),
}
VERDICTS: Final[dict[str, str | Promise]] = {
    "fine": gettext_lazy("未发现问题"),
    "finding": gettext_lazy("发现问题"),
    "none": gettext_lazy("不适用"),
}
"""The words of a round's kind, of a part in the team, of what was seen on a line of the check-list."""
THEIRS: Final = frozenset({PLAN, PROGRESS, FINAL})
"""Steps of the unit that is inspected; the others are the inspecting side's."""
WORKING: Final = frozenset({ON_SITE, REPORTED})
"""Stages in which a team fills its check-list and writes findings."""
_TERM: Final = re.compile(r"(\d{1,3})\s*(个?工作日|w|天|日|d|个?月|m)", re.IGNORECASE)
_SPANS: Final = {"工作日": Span.WORKDAY, "w": Span.WORKDAY, "天": Span.DAY, "日": Span.DAY, "d": Span.DAY}
_MARKS: Final = {Span.WORKDAY: "w", Span.DAY: "d", Span.MONTH: "m"}


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms that run in a round; a round may set its own (the usual ones: plan 1 month, report 2 after feedback).

    ``feedback`` runs from the team's report, ``plan``, ``progress`` and ``final`` from the feedback, ``relook`` from
    the final report.
    """

    feedback: Term = field(default=Term(20))
    plan: Term = field(default=Term(1, Span.MONTH))
    progress: Term = field(default=Term(2, Span.MONTH))
    final: Term = field(default=Term(6, Span.MONTH))
    relook: Term = field(default=Term(12, Span.MONTH))

    def kept(self) -> dict[str, str]:
        """Return them as they are kept: ``{"plan": "1m"}``."""
        return {one.name: written(getattr(self, one.name)) for one in fields(self)}


def written(term: Term) -> str:
    """Return a term as it is kept: 1m, 20w, 30d."""
    return f"{term.number}{_MARKS[term.span]}"


def read_term(text: str) -> Term:
    """Read a term as people write it: 1个月, 20个工作日, 30天 (or 1m, 20w, 30d); raise ``Refused`` for all else."""
    found = _TERM.fullmatch(half_width(trimmed(text)))
    if found is None or not int(found[1]):
        raise Refused(_("“%(text)s”不是时限；请写成 1个月、20个工作日或 30天。") % {"text": text[:20]})
    word = found[2].removeprefix("个").lower()
    return Term(int(found[1]), _SPANS.get(word, Span.MONTH))


def terms_of(kept: Mapping[str, str]) -> Terms:
    """Return the terms of a round from what is kept; what a round does not set is as usual."""
    known = {one.name for one in fields(Terms)}
    return Terms(**{name: read_term(text) for name, text in kept.items() if name in known})


def deadlines(terms: Terms, reached: Mapping[str, date]) -> dict[str, date]:
    """Return until when each later stage is due, from the days on which earlier ones were reached."""
    found = {}
    if REPORTED in reached:
        found[FED_BACK] = terms.feedback.after(reached[REPORTED])
    if FED_BACK in reached:
        told = reached[FED_BACK]
        found |= {PLAN: terms.plan.after(told), PROGRESS: terms.progress.after(told), FINAL: terms.final.after(told)}
    if FINAL in reached:
        found[RELOOKED] = terms.relook.after(reached[FINAL])
    return {stage: day for stage, day in found.items() if stage not in reached}


def next_stage(stage: str) -> str:
    """Return the stage that follows one; empty after the last."""
    listed = list(STAGES)
    place = listed.index(stage) + 1
    return listed[place] if place < len(listed) else ""


def step_fault(stage: str, wanted: str, *, on: date, last: date | None, today: date) -> str | None:
    """Return why an inspection cannot go on to a stage on a day, in a sentence; ``None``: it can."""
    if wanted != next_stage(stage):
        said = {"stage": STAGES[stage], "wanted": DEEDS.get(wanted, wanted)}
        return _("现在是“%(stage)s”，下一步不是“%(wanted)s”；请刷新后再看。") % said
    if on > today:
        return _("%(on)s 还没有到；只记已经做了的。") % {"on": on}
    if last is not None and on < last:
        return _("%(on)s 早于上一步（%(last)s）；请核对日期。") % {"on": on, "last": last}
    return None


@dataclass(frozen=True, slots=True)
class Held:
    """A post that somebody held: whether it lies in or below the unit to be inspected, from when until when."""

    inside: bool
    since: date
    until: date


def must_recuse(posts: Iterable[Held], *, on: date, years: int) -> bool:
    """Tell whether a member keeps out of a unit: they hold a post in it or below, or held one within so many years."""
    edge = add_months(on, -12 * years)
    return any(one.inside and one.since <= on and one.until >= edge for one in posts)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far a term has come: units in scope, the day each was first inspected, those planned, those left."""

    scope: tuple[int, ...]
    first: Mapping[int, date]
    planned: frozenset[int]

    @property
    def covered(self) -> int:
        """Return how many units in scope were inspected at least once."""
        return len(self.first)

    @property
    def left(self) -> tuple[int, ...]:
        """Return the units in scope that were not inspected yet."""
        return tuple(unit for unit in self.scope if unit not in self.first)

    @property
    def unplanned(self) -> tuple[int, ...]:
        """Return those left that no round has planned either."""
        return tuple(unit for unit in self.left if unit not in self.planned)


def coverage(scope: Collection[int], inspected: Iterable[tuple[int, date]], planned: Iterable[int]) -> Coverage:
    """Return the coverage of a term; a unit inspected twice covers once, one out of scope does not."""
    first: dict[int, date] = {}
    for unit, day in inspected:
        if unit in scope:
            first[unit] = min(day, first.get(unit, day))
    return Coverage(tuple(scope), first, frozenset(planned) & frozenset(scope))


def next_up(left: Iterable[int], last: Mapping[int, date]) -> list[int]:
    """Return the units left, as a planner takes them: never inspected first, then the longest ago."""
    return sorted(left, key=lambda unit: (unit in last, last.get(unit, DAY_MAX), unit))


def pace(left: int, *, today: date, until: date) -> int:
    """Return how many units a half-year must take so that none is left when the term ends; rounded up."""
    days = max((until - max(today, date.min + timedelta(days=1))).days + 1, 1)
    halves = max(1, -(-days // 183))
    return -(-left // halves)


def names_in(text: str, names: Iterable[str]) -> list[str]:
    """Return the names that stand in a text; a name of one letter is none."""
    squeezed = re.sub(r"\s", "", text)
    return sorted({name for name in names if len(name.strip()) > 1 and re.sub(r"\s", "", name) in squeezed})


def vote_faults(*, expected: int, present: int, votes: tuple[int, int, int], recused: int) -> list[str]:
    """Return what cannot be of a vote (for, against, abstained), a sentence each."""
    wrong = []
    if min(expected, present, *votes) < 0:
        wrong.append(_("人数和票数不能是负数。"))
    if present > expected:
        wrong.append(_("实到 %(present)s 人，多于应到 %(expected)s 人。") % {"present": present, "expected": expected})
    if sum(votes) + recused > present:
        said = {"votes": sum(votes), "recused": recused, "present": present}
        wrong.append(_("票数 %(votes)s 加回避 %(recused)s 人，多于实到 %(present)s 人。") % said)
    if not wrong and 2 * present < expected:
        wrong.append(_("实到不足应到的半数，不能作出决定。"))
    return wrong


def passed(*, expected: int, in_favour: int) -> bool:
    """Tell whether a decision is carried: more than half of those who should attend are for it."""
    return 2 * in_favour > expected

"""The record of a branch meeting (支部会议记录) as a document to print, sign and bind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _

from kexie.kit.clock import day_of, today
from kexie.kit.text import joined
from kexie.records.activities.models import Activity
from kexie.records.branches.elections import result_of
from kexie.records.branches.models import BranchMeeting, BranchVote, Minutes
from kexie.records.branches.rules import RULES
from kexie.records.branches.votes import Body, Outcome, quorum
from kexie.reports.document import Document, Paragraph
from kexie.reports.wording import day_words, numbered

LINE: Final = "\N{FULLWIDTH LOW LINE}" * 8
"""Where somebody signs by hand."""


@dataclass(frozen=True, slots=True)
class Record:
    """A meeting as its reader may see it.

    ``rows``: the branches in reach that met. ``names``: of chair, recorder and absent people, by pseudonym, empty for
    whoever does not keep the branch; so are ``absences``: who was away and why.
    """

    activity: Activity
    rows: Sequence[BranchMeeting]
    minutes: Minutes | None
    names: Mapping[int, str]
    absences: Sequence[tuple[str, str]]


def build(record: Record) -> Document:
    """Return the record of a meeting as a document; what it does not say is left out, never invented."""
    activity = record.activity
    rule = RULES.get(activity.kind)
    document = Document(
        name="branch-minutes",
        title=_("%(kind)s记录") % {"kind": rule.title if rule is not None else _("会议")},
        byline="　".join([joined(row.branch.unit.name for row in record.rows), day_words(activity.starts_on)]),
        unit=activity.unit.code,
        period=f"{activity.starts_on.year}-{activity.starts_on.month:02d}",
        as_of=today(),
        made_up=activity.origin == "made_up",
    )
    for words, lines in ((_("会议情况"), _went(record)), *_said(record.minutes), (_("签名"), _signed(record))):
        if listed := list(lines):
            document.head(words)
            document.blocks += [Paragraph((line,)) for line in listed]
    return document


def _went(record: Record) -> Iterator[str]:
    activity = record.activity
    yield _("名称：%(title)s") % {"title": activity.title}
    yield _("时间：%(days)s") % {"days": _days(activity.starts_on, activity.ends_on)}
    if activity.place:
        yield _("地点：%(place)s") % {"place": activity.place}
    for row in record.rows:
        said = {"branch": row.branch.unit.name, "should": row.should, "came": row.came}
        said |= {"group": row.group.name if row.group is not None else "", "voters": row.voters}
        yield (
            _(
                "%(branch)s%(group)s：应到 %(should)s 人，实到 %(came)s 人；"
                "应到有表决权 %(voters)s 人，实到 %(there)s 人。"
            )
            % {**said, "there": row.voters_came}
        )
    if record.absences:
        away = [_("%(name)s（%(why)s）") % {"name": name, "why": why} for name, why in record.absences]
        yield _("缺席：%(people)s。") % {"people": joined(away)}


def _days(first: date, last: date) -> str:
    return day_words(first) if first == last else f"{day_words(first)} — {day_words(last)}"


def _said(kept: Minutes | None) -> Iterator[tuple[str, Iterator[str]]]:
    if kept is None:
        return
    yield _("议程"), _lines(kept.agenda)
    yield _("讨论要点"), _lines(kept.points)
    yield _("不同意见"), _lines(kept.dissent)
    yield _("表决"), (_vote(one) for one in kept.votes.order_by("order"))
    yield _("决定"), (_decided(number, one) for number, one in enumerate(kept.decisions, start=1))
    yield _("更正说明"), (f"{day_words(date.fromisoformat(one['on']))}　{one['text']}" for one in kept.corrections)


def _lines(text: str) -> Iterator[str]:
    return (line.strip() for line in text.splitlines() if line.strip())


def outcome_words(outcome: Outcome) -> str:
    """Return what became of a vote in words."""
    words = {
        Outcome.PASSED: _("通过"),
        Outcome.FAILED: _("未通过"),
        Outcome.NO_QUORUM: _("到会人数不够，表决无效"),
    }
    return words[outcome]


def _vote(vote: BranchVote) -> str:
    needed = quorum(Body(vote.body), vote.should, vote.came).needed
    said = {"question": vote.question, "should": vote.should, "came": vote.came, "needed": needed}
    said |= {"yes": vote.in_favour, "no": vote.against, "abstained": vote.abstained}
    counted = _(
        "%(question)s：应到 %(should)s，实到 %(came)s（须 %(needed)s），"
        "赞成 %(yes)s、反对 %(no)s、弃权 %(abstained)s，%(end)s。"
    )
    return counted % {**said, "end": outcome_words(result_of(vote))}


def _decided(number: int, one: Mapping[str, str]) -> str:
    until = _("%(until)s前") % {"until": one["until"]} if one["until"] else ""
    more = joined(filter(None, (one["who"], until)))
    return f"{numbered(3, number)}{one['what']}{_('（%(more)s）') % {'more': more} if more else ''}"


def _signed(record: Record) -> Iterator[str]:
    kept = record.minutes
    if kept is None:
        yield _("主持人（签字）：%(line)s") % {"line": LINE}
        yield _("记录人（签字）：%(line)s") % {"line": LINE}
        return
    yield _("主持人（签字）：%(line)s") % {"line": _signature(record.names.get(kept.chair), kept.chair_signed_at)}
    yield _("记录人（签字）：%(line)s") % {"line": _signature(record.names.get(kept.recorder), kept.recorder_signed_at)}


def _signature(name: str | None, at: datetime | None) -> str:
    """Return a signature in words: signed here on which day, or a line for the hand."""
    if at is None:
        return f"{name or ''}{LINE}"
    return _("%(name)s %(day)s在系统内签名") % {"name": name or "", "day": day_words(day_of(at))}

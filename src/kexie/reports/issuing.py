"""Issuing a report, what has changed in its numbers since, and proving a file against what was issued."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qs, urlsplit

from django.db.models import Q
from django.utils.translation import gettext as _

from kexie.figures.answer import Answer, answer, sight_of
from kexie.figures.question import Question, ask
from kexie.kit.clock import today
from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.issues import actions, queries
from kexie.records.issues.models import Issue, Report
from kexie.records.issues.queries import Standing
from kexie.records.ledger.models import Entry
from kexie.records.units.queries import tree
from kexie.records.units.rules import TreeOn
from kexie.reports.catalogue import json
from kexie.reports.document import FEW, Document, Live
from kexie.reports.draft import compose
from kexie.reports.thaw import thaw
from kexie.reports.writing import said

MOST_LINES = 20
"""How many lines of the book are named for one number; ``lines`` says how many there are."""


def issue(report: Report, *, seen: int, by: Account) -> Issue:
    """Freeze a draft as it reads now, under the reader's own rights; raise ``Refused`` where it does not stand yet."""
    made = compose(report, by)
    if made.faults:
        raise Refused(made.faults)
    return actions.issue(report, json(made.document), as_of=made.document.as_of, seen=seen, by=by)


def issued(one: Issue) -> Document:
    """Return what was issued, as it was; the stamp says when, and its fingerprint."""
    document = thaw(one.text.content)
    said_so = {"day": one.known_on.isoformat(), "n": one.number, "print": queries.spaced(one.digest)}
    document.stamp = _("%(day)s 第 %(n)s 次签发　指纹 %(print)s") % said_so
    return document


@dataclass(frozen=True, slots=True)
class Change:
    """A number of an issue that reads otherwise now, and the lines of the book because of which (the first few)."""

    where: str
    was: Live
    now: str
    address: str
    lines: int
    because: tuple[tuple[int, str, str, int], ...]
    """Position, day, unit and amount of each line."""


def changes(one: Issue, reader: Account | None) -> list[Change]:
    """Return which numbers of an issue read otherwise as known today, in the order in which it says them.

    Each number is counted anew under the reader's rights. A number that the reader may not see any more is left out.
    """
    found = []
    for live, place in _numbers(issued(one)):
        question = question_of(live.address, reader, today())
        if question is None:
            continue
        now = answer(question, reader=reader)
        if (now.total.value, FEW if now.total.masked else now.total.bound.value) != (live.value, live.bound):
            lines = _because(now, one, reader)
            found.append(Change(place, live, said(now), question.address(), len(lines), tuple(lines[:MOST_LINES])))
    return found


def recounted(one: Issue, reader: Account | None) -> tuple[int, int]:
    """Return how many numbers of an issue read the same when they are counted anew as of its own day, and how many not.

    Not the same is only what became known later on that very day; a closed day never changes.
    """
    same = other = 0
    for live, _place in _numbers(issued(one)):
        question = question_of(live.address, reader, one.as_of)
        if question is None:
            continue
        total = answer(question, reader=reader).total
        equal = (total.value, FEW if total.masked else total.bound.value) == (live.value, live.bound)
        same, other = same + equal, other + (not equal)
    return same, other


def _numbers(document: Document) -> Iterator[tuple[Live, str]]:
    for live in document.lives():
        yield live, _("数 %(n)s") % {"n": live.note} if live.note else _("表或图里的数")


def question_of(address: str, reader: Account | None, known: date) -> Question | None:
    """Return the question of a number's address, as known on a day; ``None``: it cannot be asked any more."""
    parts = urlsplit(address)
    asked = parse_qs(parts.query)
    slug = parts.path.strip("/").partition("/")[2]
    try:
        return ask(
            slug,
            unit=asked["unit"][0],
            period=asked["period"][0],
            reader=reader,
            where=asked.get("where", []),
            as_of=known.isoformat(),
        )
    except (Refused, KeyError):
        return None


def _because(now: Answer, one: Issue, reader: Account | None) -> list[tuple[int, str, str, int]]:
    """Return the lines that became known after the issue, or after its day of knowledge, and bear on a number."""
    question = now.question
    indicator, period = question.indicator, question.period
    if now.total.masked or not indicator.measure:
        return []
    inside = set(tree(TreeOn(period.last, question.as_of, question.line)).below(question.unit.pk))
    later = Q(position__gt=one.position) | Q(known_on__gt=one.as_of)
    credited = Entry.objects.filter(
        later, measure=indicator.measure, role__in=indicator.roles, span_from__range=(period.first, period.last)
    )
    if question.where.kinds:
        credited = credited.filter(kind__in=question.where.kinds)
    sees = sight_of(reader)
    return [
        (line.position, line.span_from.isoformat(), line.unit.name, line.amount)
        for line in credited.select_related("unit").order_by("position").iterator()
        if line.unit_id in inside and sees(line.unit)
    ]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a file turned out to be: the issue whose fingerprint it has, and how that stands."""

    issue: Issue
    standing: Standing


def verify(content: bytes) -> Verdict:
    """Prove a file against the issues; raise ``Refused`` where no issue has its fingerprint.

    It says so, too, where the file names an issue but was changed, and where it is a report that was never issued.
    """
    digest = hashlib.sha256(content).hexdigest()
    found = queries.of_digest(digest)
    if found is None:
        try:
            document = thaw(content.decode("utf-8"))
        except UnicodeDecodeError as error:
            raise Refused(_("只能核验签发文稿的 .json 原件；Word 和 PDF 请按文末的指纹查。")) from error
        told = {"title": document.title[:60]}
        raise Refused(_("“%(title)s”与任何一次签发都不符：没有签发过，或文件被改动过。") % told)
    if hashlib.sha256(found.text.content.encode()).hexdigest() != found.digest:
        raise Refused(_("签发存档与台账里的指纹不符，存档被改动过；请报告管理员。"))
    return Verdict(found, queries.standing(found))


def faults() -> list[str]:
    """Return a sentence for each issue whose kept text no longer has its fingerprint; empty: all are proved."""
    wrong = []
    for one in Issue.objects.select_related("text").order_by("position").iterator():
        kept = getattr(one, "text", None)
        if kept is None or hashlib.sha256(kept.content.encode()).hexdigest() != one.digest:
            wrong.append(_("台账位 %(n)s 签发的文稿与指纹不符，被改动过或缺失。") % {"n": one.position})
    return wrong

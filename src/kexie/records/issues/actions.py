"""Writing drafts and issuing them: the only ways in which a report comes to be, changes and is frozen."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.kit.clock import now
from kexie.kit.refusal import Refused
from kexie.kit.text import odd_character
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.book.actions import append, lock
from kexie.records.files.actions import erase, store
from kexie.records.history.actions import Deed, write
from kexie.records.issues.models import Issue, IssueText, OfficeTemplate, Report, Withdrawal
from kexie.records.units.models import Unit

LONGEST: Final = 200_000
"""Signs of a text: some four hundred pages."""
MOST_PIECES: Final = 500
TITLE: Final = 200
PERIOD: Final = 64
FORMS: Final = ("number", "table", "bars", "line")


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody has typed of a report."""

    title: str
    period: str
    text: str
    as_of: date | None = None


def begin(*, unit: Unit, title: str, period: str, by: Account) -> Report:
    """Begin a report of a unit; raise ``Refused`` for an empty or too long title."""
    door.demand(by, Right.REPORT_WRITE, unit)
    _check(Words(title, period, ""))
    with transaction.atomic():
        lock()  # two who begin at once get two codes
        number = Report.objects.knowing("codes are unique for everyone").count() + 1
        made = Report(code=f"W{number}", unit=unit, title=title, period=period)
        made.changed_at, made.changed_by = now(), by.pk
        made.save()
        write([Deed("begin", "report", str(made.pk), unit=unit.pk, body={"title": title})], by=by.pk)
    return made


def save(report: Report, words: Words, *, seen: int, by: Account) -> Report:
    """Keep what was typed over version ``seen``; raise ``Refused`` where somebody has saved in between.

    What is the same as before is kept without a new version.
    """
    with transaction.atomic():
        fresh = _fresh(report, seen, by)
        _check(words)
        if Words(fresh.title, fresh.period, fresh.text, fresh.as_of) == words:
            return fresh
        fresh.title, fresh.period, fresh.text, fresh.as_of = words.title, words.period, words.text, words.as_of
        return _kept(fresh, "write", by)


def add_piece(report: Report, piece: Mapping[str, Any], *, seen: int, by: Account) -> tuple[Report, int]:
    """Add a number, table or chart to a report; return the report and the number of its mark."""
    with transaction.atomic():
        fresh = _fresh(report, seen, by)
        if piece["form"] not in FORMS or len(fresh.pieces) >= MOST_PIECES:
            raise Refused(_("一份文稿最多放 %(most)s 个数、表和图。") % {"most": MOST_PIECES})
        number = max((one["n"] for one in fresh.pieces), default=0) + 1
        fresh.pieces = [*fresh.pieces, {**piece, "n": number}]
        return _kept(fresh, "insert", by), number


def drop_piece(report: Report, number: int, *, seen: int, by: Account) -> Report:
    """Take a number, table or chart out of a report; its mark in the text is left for its writer to take out."""
    with transaction.atomic():
        fresh = _fresh(report, seen, by)
        fresh.pieces = [one for one in fresh.pieces if one["n"] != number]
        return _kept(fresh, "remove", by)


def issue(report: Report, content: str, *, as_of: date, seen: int, by: Account) -> Issue:
    """Freeze what a report says: its .json becomes a line of the book by its fingerprint, for good.

    Raises ``Forbidden`` without the right to issue in the unit, ``Refused`` where the draft has changed since version
    ``seen``, or where the report's last issue says just the same.
    """
    door.demand(by, Right.REPORT_ISSUE, report.unit)
    with transaction.atomic():
        book = lock()
        if _now(report).version != seen:
            raise Refused(_("这份文稿刚被别人改过；请看过再签发。"))
        digest = hashlib.sha256(content.encode()).hexdigest()
        last = Issue.objects.filter(report=report).order_by("-number").first()
        gone = last is not None and Withdrawal.objects.filter(issue=last).exists()
        if last is not None and last.digest == digest and not gone:
            raise Refused(_("与第 %(n)s 次签发完全相同，没有再签。") % {"n": last.number})
        number = last.number + 1 if last is not None else 1
        made = Issue(
            report=report, unit=report.unit, number=number, as_of=as_of, upto=book.last_position, digest=digest
        )
        append([made], by=by.pk)
        IssueText.objects.create(issue=made, content=content)
        body = {"title": report.title, "number": number, "digest": digest}
        write([Deed("issue", "issue", str(made.position), unit=report.unit_id, body=body)], by=by.pk)
    return made


def withdraw(issue: Issue, why: str, *, by: Account) -> Withdrawal:
    """Take an issue back, saying why; it stays readable. Raises ``Refused`` without a reason or a second time."""
    door.demand(by, Right.REPORT_ISSUE, issue.unit)
    if not why.strip() or len(why) > TITLE or odd_character(why):
        raise Refused(_("请写明为什么撤回（不超过 %(most)s 字）。") % {"most": TITLE})
    with transaction.atomic():
        lock()
        if Withdrawal.objects.filter(issue=issue).exists():
            raise Refused(_("这份文稿已经撤回。"))
        made = Withdrawal(issue=issue)
        append([made], by=by.pk)
        deed = Deed("withdraw", "issue", str(issue.position), unit=issue.unit_id, body={"why": why.strip()})
        write([deed], by=by.pk)
    return made


def keep_template(*, unit: Unit, name: str, content: bytes, fields: Sequence[str], by: Account) -> OfficeTemplate:
    """Keep an office's checked .docx with the fields that were found in it."""
    door.demand(by, Right.REPORT_WRITE, unit)
    _check(Words(name, "", ""))
    with transaction.atomic():
        lock()
        number = OfficeTemplate.objects.knowing("codes are unique for everyone").count() + 1
        kept = store(name=name, content=content, by=by)
        made = OfficeTemplate(code=f"T{number}", unit=unit, name=name, file=kept, fields=list(fields))
        made.save()
        write([Deed("keep", "template", str(made.pk), unit=unit.pk, body={"name": name})], by=by.pk)
    return made


def retire_template(template: OfficeTemplate, *, by: Account) -> None:
    """Take a template out of use and erase its file."""
    door.demand(by, Right.REPORT_WRITE, template.unit)
    with transaction.atomic():
        template.retired = True
        template.save()
        erase(template.file)
        write([Deed("retire", "template", str(template.pk), unit=template.unit_id)], by=by.pk)


def _now(report: Report) -> Report:
    return Report.objects.knowing("the report in hand, as it is now").select_related("unit").get(pk=report.pk)


def _fresh(report: Report, seen: int, by: Account) -> Report:
    door.demand(by, Right.REPORT_WRITE, report.unit)
    lock()  # two who save at once: the second sees what the first has saved
    fresh = _now(report)
    if fresh.version != seen:
        raise Refused(_("别人刚存过这份文稿；您的改动没有保存，也没有丢，请看过再存。"))
    return fresh


def _kept(report: Report, deed: str, by: Account) -> Report:
    report.version += 1
    report.changed_at, report.changed_by = now(), by.pk
    report.save()
    body = {"title": report.title, "version": report.version}
    write([Deed(deed, "report", str(report.pk), unit=report.unit_id, body=body)], by=by.pk)
    return report


def _check(words: Words) -> None:
    wrong = []
    if not words.title.strip() or len(words.title) > TITLE:
        wrong.append(_("请写标题，不超过 %(most)s 字。") % {"most": TITLE})
    if len(words.period) > PERIOD:
        wrong.append(_("期间写得太长；请写成 2018 或 2018-01..2018-05。"))
    if len(words.text) > LONGEST:
        wrong.append(_("正文太长；最多 %(most)s 字，请分成几份。") % {"most": LONGEST})
    odd = odd_character(words.title + words.period + words.text.replace("\n", ""))
    if odd:
        wrong.append(_("文字里有看不见的字符（%(sign)s）；请删去。") % {"sign": odd})
    if wrong:
        raise Refused(wrong)

"""What is told of a matter beside its steps: its details as they stand now, reviews on the way, who confirmed it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.book.actions import lock
from kexie.records.history.actions import Deed, write
from kexie.records.matters import details
from kexie.records.matters.actions import case_of, fresh, note
from kexie.records.matters.models import Matter
from kexie.records.matters.parts import mover
from kexie.records.matters.posting import post
from kexie.records.matters.rules import checker_is_not_doer
from kexie.records.matters.workflow import End, Part
from kexie.records.matters.workflows import WORKFLOWS

CONFIRMED: Final = frozenset({"deed"})
"""Kinds that those they were for confirm after they were closed; a voice has its sender for that."""
LONGEST: Final = 2_000


def describe(matter: Matter, written: Mapping[str, str], *, by: Account, version: int) -> Matter:
    """Bring the typed details of an open matter up to date (funds used, risks): by its issuer or its lead.

    What they said before stays in the history; the step says which changed. Raises ``Refused`` as the opening does.
    """
    with transaction.atomic():
        lock()
        current = fresh(matter, by=by, version=version)
        who = mover(by, current)
        if not who.parts & {Part.ISSUER, Part.LEAD}:
            raise Refused(_("要由交办单位或主责单位来改。"))
        if current.end != End.OPEN:
            raise Refused(_("“%(title)s”已经结束；要改请先重新打开。") % {"title": current.title})
        workflow = WORKFLOWS[current.workflow]
        kept = details.read(workflow, written)
        if kept == current.details:
            raise Refused(_("没有改动。"))
        before, after = dict(details.shown(workflow, current.details)), dict(details.shown(workflow, kept))
        words = [
            _("%(name)s：%(old)s → %(new)s")
            % {"name": name, "old": before.get(name) or "／", "new": after.get(name) or "／"}
            for name in dict.fromkeys([*before, *after])
            if before.get(name) != after.get(name)
        ]
        body = {"before": current.details, "after": kept, "result": "；".join(words)}
        current.details = kept
        current.version += 1
        current.save(force_update=True)
        write([Deed("describe", "matter", str(current.pk), unit=current.unit_id, body=body)], by=by.pk)
        note(current, "describe", current.stage, {"result": body["result"]}, by=by.pk, who=who.who)
    return current


def review(matter: Matter, *, on: date, text: str, by: Account, version: int) -> Matter:
    """Put down a review on the way (联合检查、节点检查): on which day, who was there and what was found."""
    with transaction.atomic():
        lock()
        current = fresh(matter, by=by, version=version)
        who = mover(by, current)
        wrong = []
        if not who.parts & {Part.ISSUER, Part.LEAD, Part.ASSIST}:
            wrong.append(_("要由交办、主责或协办单位来记。"))
        if current.end != End.OPEN:
            wrong.append(_("“%(title)s”已经结束；要改请先重新打开。") % {"title": current.title})
        if not text.strip() or len(text.strip()) > LONGEST:
            wrong.append(_("请写明谁参加、看到什么、要改什么，最多 2000 字。"))
        if not current.opened_on <= on <= today():
            wrong.append(_("检查的日子要在立项之后、今天之前。"))
        if wrong:
            raise Refused(wrong)
        body = {"on": on.isoformat(), "result": text.strip()}
        current.version += 1
        current.save(force_update=True)
        write([Deed("review", "matter", str(current.pk), unit=current.unit_id, body=body)], by=by.pk)
        note(current, "review", current.stage, body, by=by.pk, who=who.who)
    return current


def confirm(matter: Matter, *, text: str, by: Account, version: int) -> Matter:
    """Put down that those a deed was for confirm it (回访、问卷或签字): once it is closed, by nobody who did it."""
    with transaction.atomic():
        lock()
        current = fresh(matter, by=by, version=version)
        who = mover(by, current)
        wrong = []
        if current.workflow not in CONFIRMED:
            wrong.append(_("这类事项不用服务对象确认。"))
        if not who.parts & {Part.ISSUER, Part.CHECKER}:
            wrong.append(_("要由交办单位来记。"))
        if current.end != End.CLOSED:
            wrong.append(_("先办结，再请服务对象确认。"))
        elif current.confirmed_on is not None:
            wrong.append(_("已经确认过。"))
        if not text.strip() or len(text.strip()) > LONGEST:
            wrong.append(_("请写明怎样确认的、问了多少人、他们怎么说，最多 2000 字。"))
        doer = checker_is_not_doer(case_of(current), who)
        if doer is not None:
            wrong.append(doer)
        if wrong:
            raise Refused(wrong)
        current.confirmed_on = today()
        current.version += 1
        current.save(force_update=True)
        body = {"result": text.strip()}
        write([Deed("confirm", "matter", str(current.pk), unit=current.unit_id, body=body)], by=by.pk)
        note(current, "confirm", current.stage, body, by=by.pk, who=who.who)
        post([current.pk], by=by.pk)
    return current

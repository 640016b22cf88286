"""Decisions of leading bodies as records: papers, what was asked into the minutes, who kept out, votes, resolution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.kit.clock import now, today
from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.book.actions import lock
from kexie.records.files.actions import store
from kexie.records.history.actions import Deed, write
from kexie.records.inspections import rules
from kexie.records.inspections.models import BodyDecision, DecisionPart
from kexie.records.matters.parts import numbers
from kexie.records.people.models import Person
from kexie.records.units.models import Unit


@dataclass(frozen=True, slots=True)
class NewPart:
    """A paper (a file), an opinion that its speaker asked to have in the minutes, or somebody who kept out."""

    kind: str
    text: str = ""
    person: Person | None = None
    name: str = ""
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class NewDecision:
    """A decision as it was taken; votes are for, against, abstained."""

    unit: Unit
    body: str
    title: str
    held_on: date
    expected: int
    present: int
    votes: tuple[int, int, int]
    resolution: str
    parts: Sequence[NewPart] = ()
    replaces: BodyDecision | None = None
    origin: str = "live"


def keep_decision(new: NewDecision, *, by: Account) -> BodyDecision:
    """Keep a decision whole; it is never changed, only replaced by another record that says what was wrong with it."""
    door.demand(by, Right.MATTER_ISSUE, new.unit)
    with transaction.atomic():
        lock()
        wrong = _faults(new, by)
        if wrong:
            raise Refused(wrong)
        made = BodyDecision.objects.create(
            unit=new.unit,
            body=new.body.strip(),
            title=new.title.strip(),
            held_on=new.held_on,
            expected=new.expected,
            present=new.present,
            votes_for=new.votes[0],
            votes_against=new.votes[1],
            abstained=new.votes[2],
            resolution=new.resolution.strip(),
            passed=rules.passed(expected=new.expected, in_favour=new.votes[0]),
            replaces=new.replaces,
            at=now(),
            by=by.pk,
            origin=new.origin,
        )
        codes = numbers([part.person.pk for part in new.parts if part.person is not None])
        for part in new.parts:
            file = store(name=part.name, content=part.content, by=by) if part.name or part.content else None
            number = codes[part.person.pk] if part.person is not None else None
            DecisionPart.objects.create(
                decision=made, kind=part.kind, person=number, text=part.text.strip(), attachment=file
            )
        write([Deed("keep", "body_decision", str(made.pk), unit=new.unit.pk)], by=by.pk)
    return made


def _faults(new: NewDecision, by: Account) -> list[str]:
    kinds = DecisionPart.Kind
    recused = sum(part.kind == kinds.RECUSED for part in new.parts)
    wrong = rules.vote_faults(expected=new.expected, present=new.present, votes=new.votes, recused=recused)
    if not (new.body.strip() and new.title.strip() and new.resolution.strip()):
        wrong.append(_("请写明会议、议题和决议。"))
    if len(new.body.strip()) > 100 or len(new.title.strip()) > 200:  # noqa: PLR2004 - the columns' own lengths
        wrong.append(_("会议最多 100 字，议题最多 200 字。"))
    if new.held_on > today():
        wrong.append(_("%(day)s 还没有到；开过会再记。") % {"day": new.held_on})
    for part in new.parts:
        if part.kind in {kinds.RECUSED, kinds.MINUTED} and (part.person is None or not part.text.strip()):
            wrong.append(_("回避和记入记录的意见，都要写明是谁、内容或原因。"))
        if part.kind not in kinds.values:
            wrong.append(_("没有这种附项：%(kind)s。") % {"kind": part.kind[:20]})
    if new.replaces is not None:
        old = door.get(by, Right.MATTER_READ, BodyDecision, pk=new.replaces.pk)
        if old.unit_id != new.unit.pk:
            wrong.append(_("只能替换同一单位的记录。"))
        if BodyDecision.objects.knowing("replaced once").filter(replaces=old).exists():
            wrong.append(_("这份记录已被替换；请替换最新的一份。"))
    return list(dict.fromkeys(wrong))

"""Taking a step in a matter: the one way from stage to stage, and what every change of a matter shares."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from kexie.kit.clock import DAY_MAX, now, today
from kexie.kit.refusal import Refused
from kexie.kit.terms import Term
from kexie.kit.text import joined
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.book.actions import lock
from kexie.records.files.actions import read as read_file
from kexie.records.history.actions import Deed, write
from kexie.records.matters import rules
from kexie.records.matters.models import Concerned, Evidence, Matter, MatterMeasure, Reader, StepTaken, Told
from kexie.records.matters.parts import concerned_accounts, mover
from kexie.records.matters.posting import post
from kexie.records.matters.rules import Case, Given, Mover
from kexie.records.matters.workflow import End, Need, Part, Stage, Step, Workflow
from kexie.records.matters.workflows import WORKFLOWS

STEP: Final = "changing what was checked under the book's lock"


def workflow_of(slug: str) -> Workflow:
    """Return the workflow of a slug; raise ``Refused`` naming those there are."""
    if slug not in WORKFLOWS:
        said = {"slug": slug[:40], "known": joined(WORKFLOWS)}
        raise Refused(_("没有事项种类“%(slug)s”；现有：%(known)s。") % said)
    return WORKFLOWS[slug]


def stand(matter: Matter, stage: Stage, on: date) -> None:
    """Put a matter into a stage: whose move it is, until when, and how it ended if it did."""
    matter.stage, matter.end = stage.slug, stage.end.value
    matter.waits = stage.waits.value if stage.waits is not None and stage.end is End.OPEN else ""
    waiting = {Part.LEAD.value: matter.lead_id, Part.ASSIST.value: matter.lead_id, "": None}
    matter.waits_unit_id = waiting.get(matter.waits, matter.unit_id)
    own = stage.clock.after(on) if isinstance(stage.clock, Term) else DAY_MAX
    own = own if stage.waits is Part.SENDER else min(own, matter.due)  # our being late takes no day from a sender
    matter.stage_due = own if stage.end is End.OPEN else DAY_MAX
    matter.closed_on = on if stage.end is End.CLOSED else None
    if stage.end is not End.CLOSED:
        matter.confirmed_on = None


def note(matter: Matter, step: str, source: str, body: Mapping[str, Any], *, by: int, who: int) -> StepTaken:
    """Write down a step that was taken and tell those concerned, each account once and never whoever took it."""
    last = StepTaken.objects.filter(matter=matter).aggregate(last=Max("number"))["last"] or 0
    taken = StepTaken.objects.create(
        matter=matter,
        number=last + 1,
        step=step,
        source=source,
        target=matter.stage,
        at=now(),
        by=by,
        who=who,
        body=dict(body),
    )
    units = matter.concerned.values_list("unit_id", flat=True)
    told = concerned_accounts(units, [matter.person] if matter.person is not None else [])
    if matter.confidential:
        named = Reader.objects.filter(matter=matter).values_list("person__account", flat=True)
        told &= {account for account in named if account is not None}
    Told.objects.bulk_create([Told(step=taken, account_id=account) for account in sorted(told - {by})])
    return taken


def case_of(matter: Matter) -> Case:
    """Return what the rules need to know of a matter as it stands."""
    measures = list(MatterMeasure.objects.filter(matter=matter).values_list("done_on", "who"))
    standing = Evidence.objects.filter(matter=matter, taken_back="")
    doers = {who for _done, who in measures if who is not None} | set(standing.values_list("who", flat=True))
    reported = StepTaken.objects.filter(matter=matter, step__in=DOING).values_list("who", flat=True)
    doers |= set(reported) | ({matter.person} if matter.person is not None else set())
    parts = Matter.objects.knowing("a matter ends after its parts").filter(parent=matter, end=End.OPEN)
    return Case(
        stage=matter.stage,
        doers=frozenset(doers),
        measures=len(measures),
        measures_open=sum(done is None for done, _who in measures),
        evidence=standing.count(),
        parts_open=parts.count(),
        running_until=matter.stage_due if matter.stage_due != DAY_MAX and today() <= matter.stage_due else None,
        unsigned=Concerned.objects.filter(matter=matter, role=Concerned.Role.SIGN, signed_on=None).count(),
    )


DOING: Final = ("report",)
"""Steps by which somebody says that a thing was done: whoever took one is a doer."""


def take_step(matter: Matter, step: str, *, by: Account, version: int, given: Given | None = None) -> Matter:
    """Take a step; raise ``Refused`` with every reason why it may not be taken, and then nothing has changed.

    ``version`` is the one that the person saw: of two who move a matter at once one wins and the other is told.
    """
    with transaction.atomic():
        lock()
        current = fresh(matter, by=by, version=version)
        return take_checked(current, step, mover(by, current), by=by.pk, given=given or Given())


def take_checked(current: Matter, step: str, who: Mover, *, by: int, given: Given) -> Matter:
    """Take a step in the caller's transaction and under its lock, in a matter read there (a sender has no account)."""
    workflow = WORKFLOWS[current.workflow]
    if step not in workflow.by_step:
        raise Refused(_("“%(kind)s”没有“%(step)s”这一步。") % {"kind": workflow.title, "step": step[:40]})
    move = workflow.by_step[step]
    wrong = rules.faults(workflow, case_of(current), move, who, given)
    if wrong:
        raise Refused(wrong)
    source, body = current.stage, _given_body(given)
    if given.lead is not None:
        _change_lead(current, given.lead)
    if given.result.strip():
        current.result = given.result.strip()
    if Need.ANSWER in move.needs:
        _show_answer(current, given.answer.strip(), who)
    _stand_after(current, move, workflow, given)
    if current.end == End.CLOSED:
        body["evidence"] = verified(current)
    _keep(current)
    write([Deed(step, "matter", str(current.pk), unit=current.unit_id, body=body)], by=by)
    note(current, step, source, body, by=by, who=who.who)
    post([current.pk], by=by)
    return current


def _stand_after(matter: Matter, move: Step, workflow: Workflow, given: Given) -> None:
    """Put a matter where a step leads, with the state, the term and the confirmation that come of it."""
    day, was_late = today(), today() > matter.due
    if move.marks:
        matter.state = move.marks
    if move.renews is not None and not was_late and matter.due != DAY_MAX:
        matter.due = max(matter.due, move.renews.after(day))
    matter.due = given.due or matter.due
    stand(matter, workflow.by_stage[move.target], day)
    if given.stage_due is not None and matter.end == End.OPEN:
        matter.stage_due = min(given.stage_due, matter.due)
    if matter.end == End.CLOSED and Part.SENDER in move.by:
        matter.confirmed_on = day


def _show_answer(matter: Matter, answer: str, who: Mover) -> None:
    """Keep an answer as what shows that it was given; whoever gave it is a doer from then on."""
    digest = hashlib.sha256(answer.encode()).hexdigest()
    Evidence.objects.create(matter=matter, text=answer, digest=digest, at=now(), who=who.who)


def _given_body(given: Given) -> dict[str, Any]:
    said = {"reason": given.reason.strip(), "result": given.result.strip(), "answer": given.answer.strip()}
    body: dict[str, Any] = {name: text for name, text in said.items() if text}
    if given.lead is not None:
        body["lead"] = given.lead
    return body | ({"due": given.due.isoformat()} if given.due is not None else {})


def _change_lead(matter: Matter, lead: int) -> None:
    Concerned.objects.filter(matter=matter, role=Concerned.Role.LEAD).delete()
    Concerned.objects.create(matter=matter, unit_id=lead, role=Concerned.Role.LEAD)
    matter.lead_id = lead


def fresh(matter: Matter, *, by: Account, version: int | None) -> Matter:
    """Return a matter as it stands now, read under the lock; raise ``Refused`` if somebody changed it meanwhile."""
    current = door.get(by, Right.MATTER_READ, Matter, pk=matter.pk)
    if version is not None and current.version != version:
        stage = WORKFLOWS[current.workflow].by_stage[current.stage].title
        said = {"title": current.title, "stage": stage, "version": current.version}
        raise Refused(
            _("“%(title)s”刚被别人动过（现为“%(stage)s”，第 %(version)s 版）；您的操作没有生效，请核对后再做。") % said
        )
    return current


def _keep(matter: Matter) -> None:
    """Write a matter back with the next version."""
    matter.version += 1
    matter.save(force_update=True)


def touch(matter: Matter) -> None:
    """Let the version rise for a change beside the matter's own columns."""
    Matter.objects.knowing(STEP).filter(pk=matter.pk).update(version=F("version") + 1)
    matter.version += 1


def verified(matter: Matter) -> list[str]:
    """Return the digests of the evidence that a checker has before them; raise ``Refused`` if a file was changed."""
    standing = Evidence.objects.filter(matter=matter, taken_back="").select_related("attachment")
    for one in standing:
        if one.attachment is not None:
            read_file(one.attachment)
    return [one.digest for one in standing]


def mark_read(account: Account, steps: Iterable[int] | None = None) -> int:
    """Say that what one was told of was read; return how many."""
    rows = Told.objects.filter(account=account, read_at=None)
    if steps is not None:
        rows = rows.filter(step_id__in=list(steps))
    return rows.update(read_at=now())

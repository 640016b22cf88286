"""An inspection under way: its steps, the check-list filled, findings written, feedback given, looked at again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.kit.clock import now, today
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.book.actions import lock
from kexie.records.files.actions import store
from kexie.records.history.actions import Deed, write
from kexie.records.inspections import queries, rules
from kexie.records.inspections.models import Checked, CheckItem, Inspection, InspectionStep, Recusal, Round
from kexie.records.inspections.posting import post
from kexie.records.matters.actions import fresh as fresh_matter
from kexie.records.matters.actions import take_checked
from kexie.records.matters.models import Matter, Reader
from kexie.records.matters.opening import NewMatter, open_checked
from kexie.records.matters.parts import mover, number_of
from kexie.records.matters.rules import Given
from kexie.records.matters.workflow import Part
from kexie.records.people.models import Person


def fresh(inspection: Inspection, *, by: Account, version: int | None) -> Inspection:
    """Return an inspection as it stands now; raise ``Refused`` if somebody changed it meanwhile."""
    current = queries.seen(by).filter(pk=inspection.pk).first()
    if current is None:
        raise Forbidden(_("没有这条记录，或您无权查看。"))
    if version is not None and current.version != version:
        raise Refused(_("这次巡察刚被别人动过；您的操作没有生效，请核对后再做。"))
    return current


def demand_team(inspection: Inspection, *, by: Account) -> int:
    """Return the number of a member of this round's team; raise ``Refused`` for whoever is not, or keeps out."""
    who = number_of(by)
    if not inspection.round.team.filter(person=who).exists():
        raise Refused(_("只有本轮授权的巡察组成员可以这样做；别的轮次的授权不算。"))
    kept_out = Recusal.objects.filter(round=inspection.round_id, unit=inspection.unit_id, person=who)
    if kept_out.exists() or queries.must_recuse(inspection.round, who, inspection.unit):
        raise Refused(_("您在“%(unit)s”任职或已申请回避，不能参加对它的巡察。") % {"unit": inspection.unit.name})
    return who


@dataclass(frozen=True, slots=True)
class Paper:
    """What is written down with a step: words, and a file if there is one."""

    note: str = ""
    name: str = ""
    content: bytes = b""


def advance(inspection: Inspection, stage: str, *, on: date, by: Account, version: int, paper: Paper = Paper()) -> None:
    """Go on to the next stage: notice, on site, report (the inspecting side); plan, progress, final (the unit).

    Feedback has an action of its own, for it sets the terms of every finding.
    """
    with transaction.atomic():
        lock()
        current = fresh(inspection, by=by, version=version)
        if stage == rules.FED_BACK:
            raise Refused(_("请用“反馈”来做：它同时交出每个问题和时限。"))
        demand_side(current, stage, by=by)
        if stage in rules.THEIRS and not (paper.note.strip() or paper.name):
            raise Refused(_("请附文件，或写明情况。"))
        if stage == rules.NOTICED and not current.round.team.filter(role="leader").exists():
            raise Refused(_("本轮还没有授权组长；请先授权再发通知。"))
        _go(current, stage, on, paper, by)


def demand_side(inspection: Inspection, stage: str, *, by: Account) -> None:
    """Raise ``Refused`` unless the actor is of the side whose step it is."""
    if stage in rules.THEIRS:
        if not door.may(by, Right.MATTER_WORK, inspection.unit):
            raise Refused(_("“%(step)s”由被巡察单位来做。") % {"step": rules.DEEDS[stage]})
        return
    if stage in {rules.REPORTED, rules.FED_BACK, rules.RELOOKED}:
        demand_team(inspection, by=by)
    elif not door.may(by, Right.MATTER_ISSUE, inspection.round.unit):
        raise Refused(_("“%(step)s”由派出巡察的单位来做。") % {"step": rules.DEEDS.get(stage, stage)})


def _go(current: Inspection, stage: str, on: date, paper: Paper, by: Account) -> None:
    wrong = rules.step_fault(current.stage, stage, on=on, last=current.stage_on, today=today())
    if wrong is not None:
        raise Refused(wrong)
    attachment = store(name=paper.name, content=paper.content, by=by) if paper.name or paper.content else None
    InspectionStep.objects.create(
        inspection=current,
        number=current.steps.count() + 1,
        stage=stage,
        on=on,
        at=now(),
        by=by.pk,
        who=number_of(by),
        note=paper.note.strip(),
        attachment=attachment,
    )
    current.stage, current.stage_on = stage, on
    if stage == rules.FED_BACK:
        current.fed_back_on = on
    if stage == rules.FINAL and current.round.kind != Round.Kind.RELOOK:
        current.relook_on = rules.terms_of(current.round.terms).relook.after(on)
    current.version += 1
    current.save(force_update=True)
    body = {"stage": stage, "on": on.isoformat()}
    write([Deed("step", "inspection", str(current.pk), unit=current.unit_id, body=body)], by=by.pk)


def check(inspection: Inspection, item: CheckItem, *, verdict: str, note: str, by: Account) -> Checked:
    """Say what was seen on a line of the check-list while the team is on site or writes its report."""
    with transaction.atomic():
        lock()
        current = fresh(inspection, by=by, version=None)
        who = demand_team(current, by=by)
        if current.stage not in rules.WORKING:
            raise Refused(_("进驻以后、反馈以前才记检查情况。"))
        if item.round_id != current.round_id or verdict not in Checked.Verdict.values:
            raise Refused(_("检查单上没有这一条。"))
        if verdict == Checked.Verdict.FINDING and not note.strip():
            raise Refused(_("发现问题的，请写明看到了什么。"))
        kept = {"verdict": verdict, "note": note.strip(), "who": who}
        made, _new = Checked.objects.update_or_create(inspection=current, item=item, defaults=kept)
        body = {"item": item.order, "verdict": verdict}
        write([Deed("check", "inspection", str(current.pk), unit=current.round.unit_id, body=body)], by=by.pk)
    return made


@dataclass(frozen=True, slots=True)
class NewFinding:
    """A finding as the team writes it; ``details``: basis, severity, root cause (``workflows.finding``)."""

    title: str
    text: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    item: CheckItem | None = None


def find(inspection: Inspection, new: NewFinding, *, by: Account) -> Matter:
    """Write down a finding; until the feedback only the team reads it (need to know)."""
    with transaction.atomic():
        lock()
        current = fresh(inspection, by=by, version=None)
        who = demand_team(current, by=by)
        if current.stage not in rules.WORKING:
            raise Refused(_("进驻以后、反馈以前才写问题。"))
        told = NewMatter(
            "finding",
            new.title,
            current.round.unit,
            current.unit,
            text=new.text,
            details=new.details,
            source=current.source,
            confidential=True,
            readers=tuple(_team(current)),
            origin=current.round.term.origin,
        )
        matter = open_checked(told, by=by.pk, who=who)
        if new.item is not None:
            note = new.text.strip() or new.title.strip()
            kept = {"verdict": Checked.Verdict.FINDING, "note": note, "who": who, "matter": matter}
            Checked.objects.update_or_create(inspection=current, item=new.item, defaults=kept)
    return matter


def _team(inspection: Inspection) -> list[Person]:
    out = Recusal.objects.filter(round=inspection.round_id, unit=inspection.unit_id).values("person")
    members = inspection.round.team.exclude(person__in=out).values("person")
    return list(Person.objects.knowing("the team reads its findings").filter(pseudonym__in=members))


def feed_back(
    inspection: Inspection,
    *,
    on: date,
    by: Account,
    version: int,
    paper: Paper = Paper(),
    closed: Collection[int] = (),
    readers: Collection[Person] = (),
) -> None:
    """Give a unit its feedback: every finding is handed over, with the terms of the round counted from that day.

    ``closed``: findings (by number) that stay within a circle; ``readers`` are those of the unit who need to know.
    """
    with transaction.atomic():
        lock()
        current = fresh(inspection, by=by, version=version)
        demand_side(current, rules.FED_BACK, by=by)
        found = list(queries.findings(current, by).filter(stage="found"))
        unknown = set(closed) - {one.pk for one in found}
        if unknown:
            raise Refused(_("有的问题不在这次巡察里，或您看不到它。"))
        if closed and not readers:
            raise Refused(_("留在知悉范围内的问题，请写明被巡察单位由谁知悉。"))
        _go(current, rules.FED_BACK, on, paper, by)
        due = rules.deadlines(rules.terms_of(current.round.terms), {rules.FED_BACK: on})
        for one in found:
            if one.pk in closed:
                have = set(one.readers.values_list("person_id", flat=True))
                new = [person for person in dict.fromkeys(readers) if person.pk not in have]
                Reader.objects.bulk_create(Reader(matter=one, person=person) for person in new)
            else:
                Matter.objects.knowing("it is handed over").filter(pk=one.pk).update(confidential=False)
            given = Given(due=due[rules.PROGRESS], stage_due=due[rules.PLAN])
            _as_team(one, "feed_back", by, given)
        post(current.round.term, by=by.pk)


def _as_team(finding: Matter, step: str, by: Account, given: Given) -> None:
    """Take a step in a finding by the round's authorisation: a member from elsewhere has no post where it was issued.

    The caller has seen that they are of the team and do not keep out.
    """
    current = fresh_matter(finding, by=by, version=finding.version)
    who = mover(by, current)
    take_checked(current, step, replace(who, parts=who.parts | {Part.ISSUER}), by=by.pk, given=given)


def set_relook(inspection: Inspection, *, on: date, by: Account, version: int) -> None:
    """Set the day until which a unit is looked at again."""
    with transaction.atomic():
        lock()
        current = fresh(inspection, by=by, version=version)
        if not door.may(by, Right.MATTER_ISSUE, current.round.unit):
            raise Refused(_("回头看由派出巡察的单位安排。"))
        if current.fed_back_on is None or current.round.kind == Round.Kind.RELOOK:
            raise Refused(_("反馈以后才安排回头看。"))
        if on <= current.fed_back_on:
            raise Refused(_("回头看的日子要晚于反馈（%(day)s）。") % {"day": current.fed_back_on})
        current.relook_on = on
        current.version += 1
        current.save(force_update=True)
        body = {"on": on.isoformat()}
        write([Deed("relook", "inspection", str(current.pk), unit=current.unit_id, body=body)], by=by.pk)


def look_again(inspection: Inspection, *, by: Account) -> int:
    """Let every closed finding of the inspection that a re-look follows be looked at again; return how many."""
    with transaction.atomic():
        lock()
        current = fresh(inspection, by=by, version=None)
        demand_team(current, by=by)
        if current.follows is None or current.stage not in rules.WORKING:
            raise Refused(_("回头看进驻以后，才重新查看原来的问题。"))
        again = list(queries.findings(current.follows, by).filter(stage="closed"))
        for one in again:
            _as_team(one, "look_again", by, Given())
    return len(again)

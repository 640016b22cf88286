"""Working on a matter: listing and finishing measures, attaching evidence and taking it back."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from kexie.kit.clock import DAY_MAX, now, today
from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities.models import Activity
from kexie.records.book.actions import lock
from kexie.records.files.actions import read as read_file
from kexie.records.files.actions import store
from kexie.records.history.actions import Deed, write
from kexie.records.matters.actions import fresh, touch
from kexie.records.matters.models import Evidence, Matter, MatterMeasure, StepTaken
from kexie.records.matters.parts import mover
from kexie.records.matters.rules import Mover
from kexie.records.matters.workflow import End, Part
from kexie.records.people.models import Person
from kexie.records.units.models import Unit


def demand_doing(matter: Matter, *, by: Account) -> Mover:
    """Return who acts if they work on an open matter (lead or assisting unit); raise ``Refused`` otherwise."""
    who = mover(by, matter)
    if not who.parts & {Part.LEAD, Part.ASSIST}:
        raise Refused(_("要由主责或协办单位的人来做。"))
    if matter.end != End.OPEN:
        raise Refused(_("“%(title)s”已经结束；要改请先重新打开。") % {"title": matter.title})
    return who


@dataclass(frozen=True, slots=True)
class NewMeasure:
    """A measure as somebody lists it."""

    text: str
    unit: Unit
    due: date = DAY_MAX
    person: Person | None = None


def list_measures(matter: Matter, new: Sequence[NewMeasure], *, by: Account, version: int) -> list[MatterMeasure]:
    """Add measures to an open matter, in order."""
    with transaction.atomic():
        lock()
        current = fresh(matter, by=by, version=version)
        demand_doing(current, by=by)
        if not new or any(not one.text.strip() for one in new):
            raise Refused(_("请写明每项措施的内容。"))
        last = current.measures.aggregate(last=Max("order"))["last"] or 0
        made = MatterMeasure.objects.bulk_create(
            MatterMeasure(
                matter=current,
                order=last + place,
                text=one.text.strip(),
                unit=one.unit,
                due=one.due,
                person=one.person.pseudonym if one.person is not None else None,
            )
            for place, one in enumerate(new, start=1)
        )
        touch(current)
        write([Deed("measures", "matter", str(current.pk), unit=current.unit_id, body={"added": len(made)})], by=by.pk)
    return made


def finish_measure(measure: MatterMeasure, *, result: str, by: Account, version: int) -> None:
    """Say that a measure is done, with its result."""
    with transaction.atomic():
        lock()
        current = fresh(measure.matter, by=by, version=version)
        who = demand_doing(current, by=by)
        if not result.strip():
            raise Refused(_("请写明这项措施的完成情况。"))
        rows = MatterMeasure.objects.filter(pk=measure.pk, matter=current, done_on=None)
        if not rows.update(done_on=today(), result=result.strip(), who=who.who):
            raise Refused(_("这项措施已经报过完成。"))
        touch(current)
        body = {"measure": measure.order, "result": result.strip()}
        write([Deed("measure_done", "matter", str(current.pk), unit=current.unit_id, body=body)], by=by.pk)


def strike_measure(measure: MatterMeasure, *, reason: str, by: Account, version: int) -> None:
    """Take an open measure off the list, with the reason; it stays in the history."""
    with transaction.atomic():
        lock()
        current = fresh(measure.matter, by=by, version=version)
        demand_doing(current, by=by)
        if not reason.strip():
            raise Refused(_("请写明取消这项措施的原因。"))
        if measure.done_on is not None or measure.evidence.exists():
            raise Refused(_("已完成或已有佐证材料的措施不能取消。"))
        body = {"measure": measure.order, "text": measure.text, "reason": reason.strip()}
        MatterMeasure.objects.filter(pk=measure.pk, matter=current).delete()
        touch(current)
        write([Deed("measure_struck", "matter", str(current.pk), unit=current.unit_id, body=body)], by=by.pk)


@dataclass(frozen=True, slots=True)
class Showing:
    """What is attached as evidence: a file (name and content), an activity, or words; exactly one."""

    name: str = ""
    content: bytes = b""
    activity: Activity | None = None
    text: str = ""


def attach(
    matter: Matter, showing: Showing, *, by: Account, version: int, measure: MatterMeasure | None = None
) -> Evidence:
    """Attach evidence to an open matter, or to one of its measures."""
    with transaction.atomic():
        lock()
        current = fresh(matter, by=by, version=version)
        who = demand_doing(current, by=by)
        if sum((bool(showing.content or showing.name), showing.activity is not None, bool(showing.text.strip()))) != 1:
            raise Refused(_("请给出一份佐证：一个文件、一项活动，或一段说明。"))
        if measure is not None and measure.matter_id != current.pk:
            raise Refused(_("这项措施不属于这件事。"))
        kept = _stored(showing, by)
        made = Evidence.objects.create(matter=current, measure=measure, at=now(), who=who.who, **kept)
        touch(current)
        write([Deed("evidence", "matter", str(current.pk), unit=current.unit_id)], by=by.pk)
    return made


def _stored(showing: Showing, by: Account) -> dict[str, Any]:
    if showing.name or showing.content:
        attachment = store(name=showing.name, content=showing.content, by=by)
        return {"attachment": attachment, "digest": attachment.digest}
    if showing.activity is not None:
        seen = door.get(by, Right.RECORD_READ, Activity, pk=showing.activity.pk)
        text = f"activity:{seen.pk}:{seen.version}"
        return {"activity": seen, "digest": hashlib.sha256(text.encode()).hexdigest()}
    text = showing.text.strip()
    return {"text": text, "digest": hashlib.sha256(text.encode()).hexdigest()}


def take_back(evidence: Evidence, *, reason: str, by: Account, version: int) -> None:
    """Take evidence back from an open matter, with the reason; it stays in view as taken back."""
    with transaction.atomic():
        lock()
        current = fresh(evidence.matter, by=by, version=version)
        demand_doing(current, by=by)
        if not reason.strip():
            raise Refused(_("请写明撤回的原因。"))
        rows = Evidence.objects.filter(pk=evidence.pk, matter=current, taken_back="")
        if not rows.update(taken_back=reason.strip()[:200]):
            raise Refused(_("这份佐证已经撤回。"))
        touch(current)
        write([Deed("evidence_back", "matter", str(current.pk), unit=current.unit_id)], by=by.pk)


def evidence_faults(matter: Matter) -> list[str]:
    """Return what no longer is as the checker verified it, a sentence each; none: all is as it was."""
    last = StepTaken.objects.filter(matter=matter, body__has_key="evidence").order_by("-number").first()
    if last is None or matter.end != End.CLOSED:
        return []
    seen: list[str] = last.body["evidence"]
    now_standing = list(Evidence.objects.filter(matter=matter, taken_back="").select_related("attachment"))
    found = []
    if sorted(one.digest for one in now_standing) != sorted(seen):
        found.append(_("佐证材料与复核时的清单不符。"))
    for one in now_standing:
        try:
            if one.attachment is not None:
                read_file(one.attachment)
        except Refused as refused:
            found += refused.lines
    return found

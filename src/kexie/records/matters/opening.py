"""Opening a matter: issued to a lead unit, with its terms, its details and who is concerned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.kit.clock import DAY_MAX, today
from kexie.kit.refusal import Refused
from kexie.kit.text import joined, whole
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities.rules import packed
from kexie.records.book.actions import lock
from kexie.records.history.actions import Deed, write
from kexie.records.matters import details
from kexie.records.matters.actions import note, stand, workflow_of
from kexie.records.matters.models import Concerned, Matter, Reader
from kexie.records.matters.parts import number_of, parts
from kexie.records.matters.posting import post
from kexie.records.matters.workflow import End, Part, Workflow
from kexie.records.people.models import Person
from kexie.records.units.models import Unit

LONGEST_TITLE: Final = 200


@dataclass(frozen=True, slots=True)
class NewMatter:
    """What somebody says of a matter to be opened. ``due`` ``None``: the workflow's usual term, if it has one.

    ``scheme`` and ``grade`` pick a ready setting of terms, such as “13710” and “hard”. ``source``: what it came out of
    ("activity:12"). ``readers`` are named only where it is ``confidential``.
    """

    workflow: str
    title: str
    unit: Unit
    lead: Unit
    text: str = ""
    code: str = ""
    due: date | None = None
    scheme: str = ""
    grade: str = ""
    person: Person | None = None
    assisting: tuple[Unit, ...] = ()
    signing: tuple[Unit, ...] = ()
    details: Mapping[str, str] = field(default_factory=dict)
    goals: tuple[str, ...] = ()
    source: str = ""
    parent: Matter | None = None
    confidential: bool = False
    readers: tuple[Person, ...] = ()
    opened_on: date | None = None
    origin: str = "live"


def open_matter(new: NewMatter, *, by: Account) -> Matter:
    """Open a matter: issued by a unit where ``by`` may issue, to a lead unit; whoever is concerned is told once.

    Raises ``Refused`` with a sentence for each thing that is missing or cannot stand.
    """
    door.demand(by, Right.MATTER_ISSUE, new.unit)
    if new.parent is not None and not parts(by, new.parent) & {Part.ISSUER, Part.LEAD, Part.ASSIST}:
        raise Refused(_("分办要由交办、主责或协办单位来做。"))
    with transaction.atomic():
        lock()
        return open_checked(new, by=by.pk, who=number_of(by))


def open_checked(new: NewMatter, *, by: int, who: int) -> Matter:
    """Open a matter in the caller's transaction and under its lock, for somebody whose right was checked elsewhere."""
    workflow = workflow_of(new.workflow)
    kept = details.read(workflow, new.details)
    opened = new.opened_on or today()
    due = new.due or _usual_due(workflow, new, opened)
    wrong = _opening_faults(new, opened, due)
    if wrong:
        raise Refused(wrong)
    matter = Matter(
        code=new.code.strip() or _next_code(workflow, opened),
        workflow=workflow.slug,
        title=new.title.strip(),
        text=new.text.strip(),
        unit=new.unit,
        lead=new.lead,
        person=new.person.pseudonym if new.person is not None else None,
        opened_on=opened,
        due=due,
        details=kept,
        goals=packed(new.goals),
        source=new.source,
        parent=new.parent,
        confidential=new.confidential,
        origin=new.origin,
    )
    stand(matter, workflow.first, opened)
    matter.save(force_insert=True)
    _concern(matter, new)
    Reader.objects.bulk_create([Reader(matter=matter, person=one) for one in dict.fromkeys(new.readers)])
    write([Deed("open", "matter", str(matter.pk), unit=matter.unit_id)], by=by)
    note(matter, "open", "", {}, by=by, who=who)
    post([matter.pk], by=by)
    return matter


def _opening_faults(new: NewMatter, opened: date, due: date) -> list[str]:
    wrong = []
    if not new.title.strip():
        wrong.append(_("请写明事项的名称。"))
    if len(new.title.strip()) > LONGEST_TITLE:
        wrong.append(_("事项名称最多 200 字；请把详情写在正文里。"))
    if due < opened:
        wrong.append(_("办理时限（%(due)s）早于立项日期（%(opened)s）；请更正。") % {"due": due, "opened": opened})
    if new.code and Matter.objects.knowing("codes are unique for everyone").filter(code=new.code.strip()).exists():
        wrong.append(_("编号“%(code)s”已经用过；请换一个编号。") % {"code": new.code.strip()})
    if new.readers and not new.confidential:
        wrong.append(_("没有标为涉密范围的事项不用指定知悉人。"))
    if new.parent is not None and new.parent.end != End.OPEN:
        wrong.append(_("“%(title)s”已经结束，不能再分办。") % {"title": new.parent.title})
    return wrong


def _usual_due(workflow: Workflow, new: NewMatter, opened: date) -> date:
    if new.scheme or new.grade:
        grades = workflow.schemes.get(new.scheme, {})
        if new.grade not in grades:
            known = joined(f"{scheme}/{grade}" for scheme, listed in workflow.schemes.items() for grade in listed)
            said = {"scheme": f"{new.scheme}/{new.grade}"[:40], "known": known or _("没有")}
            raise Refused(_("没有时限方案“%(scheme)s”；现有：%(known)s。") % said)
        return grades[new.grade].after(opened)
    return workflow.term.after(opened) if workflow.term is not None else DAY_MAX


def _next_code(workflow: Workflow, opened: date) -> str:
    """Return the next free code of a kind in a year, such as ``decision-2018-0007``; read under the book's lock."""
    head = f"{workflow.slug}-{opened.year}-"
    rows = Matter.objects.knowing("codes are unique for everyone").filter(code__startswith=head)
    used = [whole(code[len(head) :]) or 0 for code in rows.values_list("code", flat=True)]
    return f"{head}{max(used, default=0) + 1:04d}"


def _concern(matter: Matter, new: NewMatter) -> None:
    roles = Concerned.Role
    rows = [(matter.unit_id, roles.ISSUER), (matter.lead_id, roles.LEAD)]
    rows += [(unit.pk, roles.ASSIST) for unit in new.assisting if unit.pk != matter.lead_id]
    rows += [(unit.pk, roles.SIGN) for unit in new.signing]
    Concerned.objects.bulk_create([Concerned(matter=matter, unit_id=u, role=r) for u, r in dict.fromkeys(rows)])

"""Preparing inspections: terms and their scope, rounds, teams and who keeps out, check-lists, plans."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.kit.refusal import Refused
from kexie.kit.text import joined
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.book.actions import lock
from kexie.records.book.guarded import Guarded
from kexie.records.history.actions import Deed, write
from kexie.records.inspections import queries, rules
from kexie.records.inspections.models import (
    Authorisation,
    CheckItem,
    Inspection,
    InspectionTerm,
    Recusal,
    Round,
    TermUnit,
)
from kexie.records.inspections.posting import post
from kexie.records.inspections.rules import Terms
from kexie.records.matters.models import Matter, Reader
from kexie.records.matters.parts import numbers
from kexie.records.people.models import Person
from kexie.records.structure.handover import Handover
from kexie.records.units.models import Unit
from kexie.records.units.queries import below_ids

G = TypeVar("G", bound=Guarded)


def begin_term(
    *, unit: Unit, name: str, since: date, until: date, scope: Collection[Unit], by: Account, origin: str = "live"
) -> InspectionTerm:
    """Begin a term: who inspects, from when until when, and which units are all to be inspected once."""
    door.demand(by, Right.MATTER_ISSUE, unit)
    with transaction.atomic():
        lock()
        wrong = _name_faults(name)
        if since > until:
            wrong.append(_("一届的止日（%(until)s）早于起日（%(since)s）。") % {"since": since, "until": until})
        if InspectionTerm.objects.knowing("names are unique").filter(unit=unit, name=name.strip()).exists():
            wrong.append(_("“%(unit)s”已有名为“%(name)s”的一届。") % {"unit": unit.name, "name": name.strip()})
        if wrong:
            raise Refused(wrong)
        term = InspectionTerm.objects.create(unit=unit, name=name.strip(), since=since, until=until, origin=origin)
        write([Deed("begin", "inspection_term", str(term.pk), unit=unit.pk)], by=by.pk)
        set_scope(term, scope, by=by)
    return term


def _name_faults(name: str) -> list[str]:
    if not name.strip():
        return [_("请写明名称。")]
    return [_("名称最多 100 字。")] if len(name.strip()) > 100 else []  # noqa: PLR2004 - the column's own length


def set_scope(term: InspectionTerm, units: Collection[Unit], *, by: Account) -> None:
    """Say which units a term inspects: below the inspecting unit; one that is planned or inspected stays."""
    with transaction.atomic():
        lock()
        current = _mine(term, by)
        if not units:
            raise Refused(_("请写明巡察哪些单位。"))
        inside = below_ids([current.unit_id])
        wanted = {unit.pk: unit for unit in units}
        outside = [unit.name for unit in wanted.values() if unit.pk not in inside]
        if outside:
            said = {"units": joined(outside[:5]), "unit": current.unit.name}
            raise Refused(_("%(units)s不在“%(unit)s”之下，不能列入。") % said)
        busy = Inspection.objects.knowing("what a scope must keep").filter(round__term=current)
        missing = [one.unit.name for one in busy.select_related("unit") if one.unit_id not in wanted]
        if missing:
            said = {"units": joined(dict.fromkeys(missing))}
            raise Refused(_("%(units)s已列入轮次，不能移出范围。") % said)
        have = set(TermUnit.objects.filter(term=current).values_list("unit_id", flat=True))
        TermUnit.objects.filter(term=current).exclude(unit_id__in=wanted).delete()
        TermUnit.objects.bulk_create(TermUnit(term=current, unit_id=pk) for pk in sorted(set(wanted) - have))
        body = {"added": len(set(wanted) - have), "removed": len(have - set(wanted))}
        write([Deed("scope", "inspection_term", str(current.pk), unit=current.unit_id, body=body)], by=by.pk)
        post(current, by=by.pk)


def _mine(row: G, by: Account) -> G:
    """Return a term or a round read under the lock, if the actor organises it."""
    return door.get(by, Right.MATTER_ISSUE, type(row), pk=row.pk)


@dataclass(frozen=True, slots=True)
class NewRound:
    """A round as somebody opens it."""

    name: str
    since: date
    until: date
    kind: str = Round.Kind.REGULAR.value
    topic: str = ""
    terms: Terms = field(default=Terms())
    recusal_years: int = 3


def open_round(term: InspectionTerm, new: NewRound, *, by: Account) -> Round:
    """Open a round of a term, with the terms that run in it."""
    with transaction.atomic():
        lock()
        current = _mine(term, by)
        wrong = _name_faults(new.name)
        if new.kind not in Round.Kind.values:
            wrong.append(_("没有这种轮次：%(kind)s。") % {"kind": new.kind[:20]})
        if new.since > new.until:
            wrong.append(_("轮次的止日（%(until)s）早于起日（%(since)s）。") % {"since": new.since, "until": new.until})
        if new.since < current.since or new.until > current.until:
            said = {"since": current.since, "until": current.until}
            wrong.append(_("轮次要在本届之内（%(since)s 至 %(until)s）。") % said)
        if new.kind == Round.Kind.SPECIAL and not new.topic.strip():
            wrong.append(_("专项巡察要写明巡察什么。"))
        if Round.objects.knowing("names are unique").filter(term=current, name=new.name.strip()).exists():
            wrong.append(_("本届已有名为“%(name)s”的轮次。") % {"name": new.name.strip()})
        if wrong:
            raise Refused(wrong)
        made = Round.objects.create(
            term=current,
            unit=current.unit,
            name=new.name.strip(),
            kind=new.kind,
            since=new.since,
            until=new.until,
            topic=new.topic.strip()[:200],
            terms=new.terms.kept(),
            recusal_years=max(0, min(new.recusal_years, 20)),
        )
        write([Deed("open", "round", str(made.pk), unit=made.unit_id)], by=by.pk)
    return made


def authorise(round_: Round, person: Person, *, role: str, document: str, by: Account) -> Authorisation:
    """Authorise a person for one round (一次一授权), by a document; it holds for no other round."""
    with transaction.atomic():
        lock()
        current = _mine(round_, by)
        wrong = []
        if role not in Authorisation.Role.values:
            wrong.append(_("请选组长、副组长或组员。"))
        if not document.strip():
            wrong.append(_("请写明授权的文件。"))
        number = numbers([person.pk])[person.pk]
        if current.team.filter(person=number).exists():
            wrong.append(_("%(name)s已在本轮巡察组。") % {"name": person.name})
        if role == Authorisation.Role.LEADER and current.team.filter(role=role).exists():
            wrong.append(_("本轮已有组长；一轮只授权一位组长。"))
        if wrong:
            raise Refused(wrong)
        made = Authorisation.objects.create(
            round=current, person=number, role=role, document=document.strip()[:200], on=today()
        )
        body = {"role": role, "document": document.strip()}
        write([Deed("authorise", "round", str(current.pk), unit=current.unit_id, subject=number, body=body)], by=by.pk)
        for one in Inspection.objects.knowing("what a new member must keep out of").filter(round=current):
            _keep_out(one, number, by)
    return made


def recuse(inspection: Inspection, person: int, *, reason: str, by: Account) -> Recusal:
    """Let a member of the team keep out of one unit, with the reason: they no longer see or do anything in it."""
    with transaction.atomic():
        lock()
        current = door.get(by, Right.MATTER_ISSUE, Inspection, pk=inspection.pk)
        _mine(current.round, by)
        if not reason.strip():
            raise Refused(_("请写明回避的原因。"))
        if not current.round.team.filter(person=person).exists():
            raise Refused(_("只有本轮巡察组的人才要回避。"))
        return _recused(current, person, reason.strip(), by)


def _recused(inspection: Inspection, person: int, reason: str, by: Account) -> Recusal:
    made, new = Recusal.objects.get_or_create(
        round=inspection.round,
        person=person,
        unit_id=inspection.unit_id,
        defaults={"reason": reason[:200], "on": today()},
    )
    if new:
        found = Matter.objects.knowing("who keeps out reads nothing of it").filter(source=inspection.source)
        Reader.objects.filter(matter__in=found, person__pseudonym=person).delete()
        body = {"reason": reason[:200]}
        unit = inspection.round.unit_id
        write([Deed("recuse", "inspection", str(inspection.pk), unit=unit, subject=person, body=body)], by=by.pk)
    return made


def _keep_out(inspection: Inspection, person: int, by: Account) -> None:
    if queries.must_recuse(inspection.round, person, inspection.unit):
        _recused(inspection, person, _("在该单位任职，或任职结束未满规定年限"), by)


def set_list(round_: Round, lines: Sequence[Mapping[str, str]], *, by: Account) -> list[CheckItem]:
    """Add lines to a round's check-list: ``area``, ``text``, ``basis`` (document and article)."""
    with transaction.atomic():
        lock()
        current = _mine(round_, by)
        wrong = [_("第 %(n)s 行没有检查内容。") % {"n": n} for n, one in enumerate(lines, 1) if not _said(one, "text")]
        if not lines:
            wrong.append(_("请写出要检查的内容，一行一条。"))
        if wrong:
            raise Refused(wrong)
        last = current.items.aggregate(last=Max("order"))["last"] or 0
        made = CheckItem.objects.bulk_create(
            CheckItem(
                round=current,
                order=last + n,
                area=_said(one, "area")[:60],
                text=_said(one, "text")[:300],
                basis=_said(one, "basis")[:200],
            )
            for n, one in enumerate(lines, 1)
        )
        body = {"added": len(made)}
        write([Deed("check_list", "round", str(current.pk), unit=current.unit_id, body=body)], by=by.pk)
    return made


def _said(line: Mapping[str, str], name: str) -> str:
    return str(line.get(name, "")).strip()


def plan_units(round_: Round, units: Collection[Unit], *, by: Account) -> list[Inspection]:
    """Take units of the term's scope into a round; a re-look takes those whose final report is there."""
    with transaction.atomic():
        lock()
        current = _mine(round_, by)
        scope = set(TermUnit.objects.filter(term=current.term_id).values_list("unit_id", flat=True))
        outside = [unit.name for unit in units if unit.pk not in scope]
        if outside:
            raise Refused(_("%(units)s不在本届的巡察范围里。") % {"units": joined(outside[:5])})
        have = Inspection.objects.knowing("a unit once a round").filter(round=current)
        taken = set(have.values_list("unit_id", flat=True))
        made = []
        for unit in {unit.pk: unit for unit in units}.values():
            if unit.pk in taken:
                raise Refused(_("“%(unit)s”已在本轮。") % {"unit": unit.name})
            earlier = _earlier(current, unit) if current.kind == Round.Kind.RELOOK else None
            made.append(Inspection.objects.create(round=current, unit=unit, follows=earlier))
        deeds = [Deed("plan", "inspection", str(one.pk), unit=current.unit_id) for one in made]
        write(deeds, by=by.pk)
        for one in made:
            for member in current.team.values_list("person", flat=True):
                _keep_out(one, member, by)
    return made


def _earlier(round_: Round, unit: Unit) -> Inspection:
    """Return the last inspection of a unit that a re-look looks at again."""
    rows = Inspection.objects.knowing("what a re-look follows").filter(unit=unit, round__unit=round_.unit_id)
    done = rows.filter(stage=rules.FINAL).exclude(round__kind=Round.Kind.RELOOK)
    found = done.order_by("-fed_back_on", "-pk").first()
    if found is None:
        raise Refused(_("“%(unit)s”还没有报整改总结的巡察，没有可以回头看的。") % {"unit": unit.name})
    return found


def drop_plan(inspection: Inspection, *, by: Account) -> None:
    """Take a unit out of a round before it had notice."""
    with transaction.atomic():
        lock()
        current = door.get(by, Right.MATTER_ISSUE, Inspection, pk=inspection.pk)
        _mine(current.round, by)
        if current.stage != rules.PLANNED:
            raise Refused(_("已发通知，不能移出本轮。"))
        Recusal.objects.filter(round=current.round, unit=current.unit_id).delete()
        write([Deed("unplan", "inspection", str(current.pk), unit=current.round.unit_id)], by=by.pk)
        current.delete()


def inherit(what: Handover) -> None:
    """Let the heir of a unit that goes up in another stand in the scope, and in plans that had no notice yet."""
    for row in TermUnit.objects.filter(unit=what.old).select_related("term"):
        if TermUnit.objects.filter(term=row.term_id, unit=what.new).exists():
            row.delete()
        else:
            row.unit = what.new
            row.save(force_update=True)
        plans = Inspection.objects.knowing("plans move along").filter(round__term=row.term_id, unit=what.old)
        for plan in plans.filter(stage=rules.PLANNED):
            same = Inspection.objects.knowing("plans move along").filter(round=plan.round_id, unit=what.new)
            if same.exists():
                plan.delete()
            else:
                plan.unit = what.new
                plan.save(force_update=True)
        post(row.term, by=what.by.pk)

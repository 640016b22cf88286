"""One inspection: where it stands, the check-list, the findings, who keeps out, what is next."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.inspections import going, queries, rules
from kexie.records.inspections.models import Inspection, PublicVersion, Recusal, Round
from kexie.web.desk.seat import seated
from kexie.web.inspections.words import due_tag, ruler, stage_tag
from kexie.web.matters.listing import table
from kexie.web.matters.words import names_of
from kexie.web.reader import actor


def inspection_of(request: HttpRequest, number: int) -> Inspection:
    """Return the inspection of an address if the reader may see it, else 404."""
    found = queries.seen(actor(request)).filter(pk=number).first()
    if found is None:
        raise Forbidden(_("没有这条记录，或您无权查看。"))
    return found


def of_team(found: Inspection, who: Account) -> bool:
    """Tell whether somebody works in the team on this unit."""
    try:
        going.demand_team(found, by=who)
    except Refused:
        return False
    return True


@seated
def one(request: HttpRequest, number: int) -> HttpResponse:
    """Show an inspection."""
    return render(request, "inspections/one.html", told(request, inspection_of(request, number)))


def told(request: HttpRequest, found: Inspection) -> dict[str, Any]:
    """Return what the page shows; the inspected unit sees neither the check-list nor who found what."""
    who = actor(request)
    member, organises = of_team(found, who), door.may(who, Right.MATTER_ISSUE, found.round.unit)
    steps = list(found.steps.select_related("attachment__key"))
    findings = list(queries.findings(found, who))
    earlier = list(queries.findings(found.follows, who)) if found.follows is not None else []
    recusals = list(Recusal.objects.filter(round=found.round_id, unit=found.unit_id)) if organises or member else []
    names = names_of([step.who for step in steps] + [row.person for row in recusals])
    after = rules.next_stage(found.stage)
    return {
        "inspection": found,
        "kind": rules.KINDS[found.round.kind],
        "state": stage_tag(found),
        "due": due_tag(found),
        "stages": ruler(found),
        "steps": [(step, rules.DEEDS.get(step.stage, step.stage), names.get(step.who, "")) for step in steps[::-1]],
        "next": after if after and _may_step(found, after, who) else "",
        "next_words": rules.DEEDS.get(after, ""),
        "theirs": after in rules.THEIRS,
        "member": member,
        "organises": organises,
        "working": member and found.stage in rules.WORKING,
        "items": _items(found) if member or organises else [],
        "findings": table(findings) if findings else None,
        "number": len(findings),
        "earlier": table(earlier) if earlier else None,
        "again": member and found.stage in rules.WORKING and any(one.stage == "closed" for one in earlier),
        "recusals": [(row, names.get(row.person, "")) for row in recusals],
        "verdicts": rules.VERDICTS.items(),
        "public": PublicVersion.objects.filter(inspection=found).first(),
        "relooks": list(queries.seen(who).filter(follows=found)) if organises else [],
        "may_relook": organises and found.fed_back_on is not None and found.round.kind != Round.Kind.RELOOK,
    }


def _may_step(found: Inspection, stage: str, who: Account) -> bool:
    try:
        going.demand_side(found, stage, by=who)
    except Refused:
        return False
    return True


def _items(found: Inspection) -> list[tuple[Any, Any, str]]:
    seen = {one.item_id: one for one in found.checked.select_related("matter")}
    told = [(item, seen.get(item.pk)) for item in found.round.items.all()]
    return [(item, row, str(rules.VERDICTS[row.verdict]) if row is not None else "") for item, row in told]

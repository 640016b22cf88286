"""One visit: whom, who went, what was heard and promised and what became of it, the check-list."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kexie.kit.clock import DAY_MAX
from kexie.kit.refusal import Forbidden
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities.models import Activity
from kexie.records.matters.models import Matter
from kexie.records.visits import queries
from kexie.records.visits.actions import KIND
from kexie.records.visits.checklists import CHECKLISTS
from kexie.records.visits.models import Visit, VisitNote
from kexie.web.activities.words import stage_tag
from kexie.web.desk.seat import seated
from kexie.web.reader import actor
from kexie.web.visits.listing import whom_of
from kexie.web.visits.words import CONSENTS, PURPOSES, found_tag, line_tag


def visit_of(request: HttpRequest, code: str) -> Visit:
    """Return the visit of an address if the reader may see it, else 404."""
    found = queries.seen(actor(request)).filter(activity__code=code).first()
    if found is None:
        raise Forbidden(_("没有这条记录，或您无权查看。"))
    return found


@seated
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Show one visit; of a visit that is only an activity so far, its activity."""
    who = actor(request)
    if not queries.seen(who).filter(activity__code=code).exists():
        bare = door.get(who, Right.RECORD_READ, Activity, code=code)
        mine = bare.kind == KIND and door.may(who, Right.ACTIVITY_RECORD, bare.unit)
        return redirect("visits:describe" if mine else "activities:one", bare.code)
    visit = visit_of(request, code)
    mine = door.may(who, Right.ACTIVITY_RECORD, visit.activity.unit)
    lists = CHECKLISTS.values() if visit.purpose == Visit.Purpose.GUIDANCE or visit.checklist else ()
    told: dict[str, Any] = {
        "visit": visit,
        "activity": visit.activity,
        "purpose": PURPOSES[visit.purpose],
        "consent": CONSENTS[visit.consent],
        "whom": whom_of(visit),
        "stage": stage_tag(visit.activity),
        "went": list(visit.went.all()),
        "lines": _lines(visit, who),
        "checklist": CHECKLISTS.get(visit.checklist),
        "checked": _checked(visit),
        "lists": list(lists) if mine else [],
        "mine": mine,
        "may_issue": door.may(who, Right.MATTER_ISSUE, visit.activity.unit),
    }
    return render(request, "visits/one.html", told)


def _lines(visit: Visit, who: Account) -> list[tuple[VisitNote, Any, bool, bool, Any]]:
    """Return the lines: how each stands, whether it waits, whether its matter may be opened, its term."""
    notes = list(visit.notes.select_related("matter", "unit"))
    seen = set(door.seen(who, Right.MATTER_READ, Matter).filter(visit_note__visit=visit).values_list("pk", flat=True))
    passed = visit.consent == Visit.Consent.GIVEN
    told = []
    for note in notes:
        waits = note.matter_id is None and not note.settled and (note.kind == VisitNote.Kind.PROMISED or passed)
        due = None if note.due == DAY_MAX else note.due
        told.append((note, line_tag(note, visit), waits, note.matter_id in seen, due))
    return told


def _checked(visit: Visit) -> list[tuple[str, Any, str]]:
    found = {one.item: one for one in visit.checked.all()}
    listed = CHECKLISTS.get(visit.checklist)
    if listed is None or not found:
        return []
    rows = []
    for item in listed.items:
        one_found = found.get(item.slug)
        rows.append(
            (str(item.title), found_tag(one_found.found if one_found else ""), one_found.note if one_found else "")
        )
    return rows


def back_to(visit: Visit, anchor: str = "") -> HttpResponse:
    """Return to the page of a visit."""
    return redirect(reverse("visits:one", args=[visit.activity.code]) + anchor)

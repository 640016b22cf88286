"""One matter on one sheet (一事一单): where it stands, whose move it is, measures, evidence, terms, every step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kexie.kit.clock import DAY_MAX, day_of
from kexie.kit.refusal import Forbidden
from kexie.kit.text import whole
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.activities.rules import unpacked
from kexie.records.history.looks import MATTER, look
from kexie.records.matters import details, rules
from kexie.records.matters.actions import case_of, mark_read
from kexie.records.matters.doing import evidence_faults
from kexie.records.matters.models import Concerned, Extension, Matter, Told
from kexie.records.matters.parts import mover
from kexie.records.matters.rules import Mover
from kexie.records.matters.saying import step_words
from kexie.records.matters.telling import CONFIRMED
from kexie.records.matters.workflow import End, Part, Workflow
from kexie.records.matters.workflows import WORKFLOWS
from kexie.records.meetings import queries as meetings
from kexie.records.people.models import Person
from kexie.reports import brief_sheet
from kexie.web.desk.seat import seated
from kexie.web.matters.words import light_tag, names_of, term_words
from kexie.web.plan.names import name_of
from kexie.web.reader import actor
from kexie.web.reports.handing import handed


def matter_of(request: HttpRequest, code: str) -> Matter:
    """Return the matter of an address if the reader may see it, else 404."""
    return door.get(actor(request), Right.MATTER_READ, Matter, code=code)


@seated
def of_record(request: HttpRequest, source: str, number: int) -> HttpResponse:
    """Lead from a record behind a figure to its matter."""
    if source != "matter":
        raise Forbidden(_("没有这条记录，或您无权查看。"))
    return redirect("matters:one", door.get(actor(request), Right.MATTER_READ, Matter, pk=number).code)


@seated
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Show one matter; what the reader was told of it is read now."""
    matter = matter_of(request, code)
    who = actor(request)
    if matter.confidential:
        look(MATTER, matter.pk, by=who.pk, unit=matter.unit_id)
    if not settings.READ_ONLY:
        told_here = Told.objects.filter(account=who, read_at=None, step__matter=matter)
        mark_read(who, told_here.values_list("step_id", flat=True))
    return render(request, "matters/one.html", told(request, matter))


def source_of(request: HttpRequest, matter: Matter) -> tuple[str, str]:
    """Return in words what a matter came out of, and its address; nothing where it says none or none is in reach."""
    noun, _colon, written = matter.source.partition(":")
    number = whole(written)
    if noun == "meeting" and number is not None:
        found = meetings.seen(actor(request)).filter(pk=number).first()
        if found is not None:
            return found.activity.title, reverse("meetings:one", args=[found.code])
    return "", ""


def _told_of(matter: Matter) -> dict[int, str]:
    numbers = [step.who for step in matter.steps.all()] + [row.who for row in matter.evidence.all()]
    return names_of([*numbers, *([matter.person] if matter.person is not None else [])])


@seated
def printed(request: HttpRequest, code: str) -> HttpResponse:
    """Show a matter on one sheet for print (一事一单)."""
    matter = matter_of(request, code)
    fields = list(brief_sheet.fields(matter, _told_of(matter), source=source_of(request, matter)[0]))
    rows = [(title, "".join(part if isinstance(part, str) else part.said for part in parts)) for title, parts in fields]
    shown = {"matter": matter, "workflow": WORKFLOWS[matter.workflow], "rows": rows, "light": light_tag(matter)}
    return render(request, "matters/print.html", shown)


@seated
def paper(request: HttpRequest, code: str, ending: str) -> HttpResponse:
    """Hand out the sheet as a file."""
    matter = matter_of(request, code)
    document = brief_sheet.build(matter, _told_of(matter), source=source_of(request, matter)[0])
    return handed(request, document, ending, f"sheet-{matter.code}")


def back_to(matter: Matter, anchor: str = "") -> HttpResponse:
    """Return to the sheet of a matter."""
    return redirect(reverse("matters:one", args=[matter.code]) + anchor)


def told(request: HttpRequest, matter: Matter) -> dict[str, Any]:
    """Return what the sheet shows."""
    workflow = WORKFLOWS[matter.workflow]
    acting = mover(actor(request), matter)
    case = case_of(matter)
    steps = list(matter.steps.all())
    evidence = list(matter.evidence.select_related("attachment__key", "activity", "measure"))
    measures = list(matter.measures.select_related("unit"))
    extensions = list(matter.extensions.all())
    numbers = [one.who for one in steps] + [one.who for one in evidence] + [one.who for one in extensions]
    numbers += [one.person for one in measures if one.person is not None]
    numbers += [matter.person] if matter.person is not None else []
    names = names_of(numbers)
    concerned = list(matter.concerned.select_related("unit").order_by("pk"))
    working = bool(acting.parts & {Part.LEAD, Part.ASSIST}) and matter.end == End.OPEN
    return {
        "matter": matter,
        "workflow": workflow,
        "light": light_tag(matter),
        "stages": _stages(workflow, matter, steps),
        "allowed": rules.allowed(workflow, case, acting),
        "held": rules.held_back(workflow, case, acting),
        "waits": rules.PARTS[Part(matter.waits)] if matter.waits else "",
        "measures": [
            (one, names.get(one.person or 0, ""), sum(e.measure_id == one.pk for e in evidence)) for one in measures
        ],
        "evidence": [(one, names.get(one.who, "")) for one in evidence],
        "steps": _log(workflow, steps[::-1], names),
        "extensions": [(one, names.get(one.who, "")) for one in extensions],
        "asked": next((one for one in extensions if one.state == Extension.State.ASKED), None),
        "issuer": Part.ISSUER in acting.parts,
        "working": working,
        "may_extend": working and matter.due != DAY_MAX,
        "signing": [
            row.unit
            for row in concerned
            if row.role == Concerned.Role.SIGN
            and row.signed_on is None
            and door.may(actor(request), Right.MATTER_WORK, row.unit)
        ],
        "concerned": concerned,
        "readers": _readers(matter),
        "person": names.get(matter.person or 0, ""),
        "details": details.shown(workflow, matter.details),
        "goals": [name_of(code) for code in unpacked(matter.goals)],
        "state": dict(workflow.states).get(matter.state, ""),
        "due": None if matter.due == DAY_MAX else matter.due,
        "stage_due": None if matter.stage_due in {DAY_MAX, matter.due} else matter.stage_due,
        "stage_term": term_words(matter.stage_due),
        "faults": evidence_faults(matter),
        "source": source_of(request, matter),
        **_beside(request, matter, acting),
        "reviews": [step for step in steps if step.step == "review"],
        "links": _links(request, matter),
        "parts": door.seen(actor(request), Right.MATTER_READ, Matter).filter(parent=matter).order_by("pk"),
    }


def _beside(request: HttpRequest, matter: Matter, acting: Mover) -> dict[str, Any]:
    """Return what the reader may tell of a matter beside its steps, and the matter that it is a part of."""
    who, is_open = actor(request), matter.end == End.OPEN
    closed = matter.end == End.CLOSED and matter.confirmed_on is None
    above = door.seen(who, Right.MATTER_READ, Matter).filter(pk=matter.parent_id) if matter.parent_id else None
    return {
        "may_describe": is_open and bool(acting.parts & {Part.LEAD, Part.ISSUER}),
        "may_confirm": closed and matter.workflow in CONFIRMED and Part.ISSUER in acting.parts,
        "may_part": is_open and bool(acting.parts) and door.may_anywhere(who, Right.MATTER_ISSUE),
        "parent": above.first() if above is not None else None,
    }


def _readers(matter: Matter) -> list[str]:
    """Return the names of those who need to know a confidential matter: its readers may see who else does."""
    if not matter.confidential:
        return []
    people = Person.objects.knowing("readers of a matter see each other")
    return list(people.filter(pk__in=matter.readers.values("person")).order_by("name").values_list("name", flat=True))


@dataclass(frozen=True, slots=True)
class ShownStage:
    """A stage of the ruler: past, present or still to come; ``on`` the day it was reached."""

    title: str
    past: bool
    now: bool
    on: date | None


def _stages(workflow: Workflow, matter: Matter, steps: list[Any]) -> list[ShownStage]:
    reached: dict[str, date] = {}
    for step in steps:
        reached[step.target] = day_of(step.at)
    rare = {stage.slug for stage in workflow.stages if stage.end is End.DROPPED or stage.aside} - {matter.stage}
    shown = [stage for stage in workflow.stages if stage.slug not in rare]
    place = next((n for n, stage in enumerate(shown) if stage.slug == matter.stage), 0)
    return [
        ShownStage(str(stage.title), n < place and stage.slug in reached, n == place, reached.get(stage.slug))
        for n, stage in enumerate(shown)
    ]


@dataclass(frozen=True, slots=True)
class Line:
    """One step in words."""

    at: object
    who: str
    deed: str
    more: str


def _log(workflow: Workflow, steps: list[Any], names: dict[int, str]) -> list[Line]:
    return [
        Line(
            step.at,
            names.get(step.who, _("已删除的人员") if step.who else ""),
            step_words(workflow, step.step),
            "；".join(str(step.body[name]) for name in ("on", "reason", "result", "answer") if step.body.get(name)),
        )
        for step in steps
    ]


def _links(request: HttpRequest, matter: Matter) -> list[tuple[str, Matter]]:
    """Return the matters linked with this one that the reader may see, with how."""
    seen = door.seen(actor(request), Right.MATTER_READ, Matter)
    rows = [(link.get_kind_display(), link.other_id) for link in matter.links.all()]
    rows += [(link.get_kind_display(), link.matter_id) for link in matter.linked.all()]
    found = {one.pk: one for one in seen.filter(pk__in=[number for _kind, number in rows])}
    return [(kind, found[number]) for kind, number in rows if number in found]

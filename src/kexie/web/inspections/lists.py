"""The four lists of a round's findings, as far as their reader may see them: as pages, Word and Excel."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.kit.refusal import Forbidden
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.history.looks import MATTER, look_at_all
from kexie.records.inspections import queries
from kexie.records.inspections.models import Inspection, Round
from kexie.records.matters import details
from kexie.records.matters.models import Matter, MatterMeasure, StepTaken
from kexie.records.matters.workflows.finding import FINDING
from kexie.reports.catalogue import WORD
from kexie.reports.inspection_lists import FORMATS, LISTS, Finding, Listing, Measure, listing
from kexie.web.desk.seat import seated
from kexie.web.inspections.rounds import round_of
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.matters.words import names_of
from kexie.web.reader import actor
from kexie.web.reports.handing import as_file
from kexie.web.templatetags import kit

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CLOSING = ("close", "close_lasting")


def findings_of(inspections: list[Inspection], who: Account) -> list[Finding]:
    """Return the findings of some inspections in words, those that the reader may see.

    That a confidential one was read here is written into the access log, as on its own page.
    """
    sources = [one.source for one in inspections]
    seen = door.seen(who, Right.MATTER_READ, Matter).filter(workflow=FINDING.slug, source__in=sources)
    found = list(seen.exclude(end="dropped").select_related("lead").order_by("lead__code", "pk"))
    look_at_all(MATTER, {one.pk: one.unit_id for one in found if one.confidential}, by=who.pk)
    numbers = [one.pk for one in found]
    measures: dict[int, list[MatterMeasure]] = {}
    for row in MatterMeasure.objects.filter(matter__in=numbers).select_related("unit"):
        measures.setdefault(row.matter_id, []).append(row)
    shown = dict(
        Matter.objects.knowing("of findings that the reader sees")
        .filter(pk__in=numbers)
        .annotate(n=Count("evidence", filter=Q(evidence__taken_back="")))
        .values_list("pk", "n")
    )
    closers = dict(
        StepTaken.objects.filter(matter__in=numbers, step__in=CLOSING).order_by("number").values_list("matter", "who")
    )
    people = {one.person for one in found} | {m.person for listed in measures.values() for m in listed}
    names = names_of([one for one in people if one is not None] + list(closers.values()))
    return [_told(one, measures.get(one.pk, []), shown[one.pk], closers.get(one.pk, 0), names) for one in found]


def _told(one: Matter, measures: list[MatterMeasure], evidence: int, closer: int, names: dict[int, str]) -> Finding:
    def said(slug: str) -> str:
        found = details.shown(FINDING, {slug: one.details[slug]}) if slug in one.details else []
        return found[0][1] if found else ""

    return Finding(
        title=one.title,
        address=reverse("matters:one", args=[one.code]),
        unit=one.lead.name,
        basis=said("basis"),
        severity=said("severity"),
        cause=said("root_cause"),
        state=str(dict(FINDING.states).get(one.state, FINDING.by_stage[one.stage].title)),
        due=one.due,
        closed_on=one.closed_on,
        result=one.result,
        evidence=evidence,
        person=names.get(one.person or 0, ""),
        checker=names.get(closer, "") if one.closed_on is not None else "",
        measures=[
            Measure(m.text, m.unit.name, names.get(m.person or 0, ""), m.due, m.done_on, m.result) for m in measures
        ],
    )


def _listing(request: HttpRequest, found: Round, kind: str) -> Listing:
    if kind not in LISTS:
        raise Forbidden(_("没有这种清单。"))
    who = actor(request)
    said = {"term": found.term.name, "round": found.name, "list": LISTS[kind], "unit": found.unit.name}
    told = findings_of(list(queries.seen(who).filter(round=found)), who)
    made_up = found.term.origin == "made_up"
    byline = _("%(unit)s　截至 %(day)s") % {"unit": found.unit.name, "day": today()}
    return listing(kind, told, title=_("%(term)s%(round)s%(list)s") % said, byline=byline, made_up=made_up)


@seated
def one(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """Show a list."""
    found = round_of(request, number)
    made = _listing(request, found, kind)
    cols = [Col(made.head[0], lead=True), *(Col(head, fold=head) for head in made.head[1:])]
    rows = [Row([kit.link(cells[0], address), *cells[1:]]) for cells, address in made.rows]
    told = {
        "round": found,
        "listing": made,
        "table": Table(made.title, cols, rows),
        "lists": LISTS.items(),
        "kind": kind,
    }
    return render(request, "inspections/list.html", told)


@seated
def file(request: HttpRequest, number: int, kind: str, ending: str) -> HttpResponse:
    """Hand out a list as Word or Excel."""
    found = round_of(request, number)
    if ending not in FORMATS:
        raise Forbidden(_("没有这种清单。"))
    made = _listing(request, found, kind)
    answer = as_file(FORMATS[ending](made), WORD if ending == ".docx" else SHEET, f"{made.title}{ending}")
    answer["Cache-Control"] = "private, no-store"
    return answer

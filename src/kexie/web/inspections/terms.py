"""The first page, and a term with its coverage and its planner: which unit has waited longest."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kexie.figures.question import ask
from kexie.kit.clock import today
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.inspections import actions, queries, rules
from kexie.records.inspections.models import Inspection, InspectionTerm, Round
from kexie.records.inspections.posting import series_of
from kexie.records.units.models import Unit
from kexie.records.units.queries import children_of
from kexie.records.units.rules import TreeOn
from kexie.web.desk.seat import seat_of, seated
from kexie.web.inspections.forms import ScopeForm, TermForm
from kexie.web.inspections.words import due_tag, stage_tag
from kexie.web.kit.forms import UNITS_OFFERED
from kexie.web.kit.pages import page_of
from kexie.web.kit.tables import Cell, Col, Row, Table
from kexie.web.reader import actor
from kexie.web.templatetags import kit
from kexie.web.units.finding import offered


@seated
def index(request: HttpRequest) -> HttpResponse:
    """Show the terms with their coverage, the inspections that one may see, and what is to be looked at again."""
    who = actor(request)
    listed = [(term, *_covered(term, who)) for term in queries.terms(who)[:20]]
    page = page_of(request, queries.seen(who).order_by("-round__since", "unit__code"))
    told = {
        "terms": listed,
        "page": page,
        "table": table(page.items),
        "relooks": list(queries.relooks_due(who)[:20]),
        "may_issue": door.may_anywhere(who, Right.MATTER_ISSUE),
        "readable": door.may_anywhere(who, Right.MATTER_READ),
    }
    return render(request, "inspections/index.html", told)


def _covered(term: InspectionTerm, who: Account) -> tuple[int, int, str]:
    found = queries.coverage(term)
    return found.covered, len(found.scope), _address(term, who)


def _address(term: InspectionTerm, who: Account) -> str:
    """Return where the coverage opens as a figure: the units inspected in the series of this term."""
    period = f"{term.since.isoformat()}..{term.until.isoformat()}"
    where = [f"series={series_of(term)}"]
    return ask("units_inspected", unit=term.unit.code, period=period, reader=who, where=where).address()


def table(listed: Sequence[Inspection]) -> Table:
    """Return inspections as a table: who, in which round, where it stands, what is due."""
    cols = [Col(_("单位"), lead=True), Col(_("轮次")), Col(_("到哪一步"), end=True), Col(_("接下来"))]
    rows = [
        Row(
            [
                kit.link(one.unit.name, reverse("inspections:one", args=[one.pk])),
                f"{one.round.term.name}　{one.round.name}",
                stage_tag(one),
                due_tag(one),
            ]
        )
        for one in listed
    ]
    return Table(_("巡察"), cols, rows, heads=False)


def term_of(request: HttpRequest, number: int) -> InspectionTerm:
    """Return the term of an address if the reader organises it, else 404."""
    found = queries.terms(actor(request)).filter(pk=number).first()
    if found is None:
        raise Forbidden(_("没有这条记录，或您无权查看。"))
    return found


@seated
def one(request: HttpRequest, number: int) -> HttpResponse:
    """Show a term: how many units are covered, which are next, its rounds."""
    term, who = term_of(request, number), actor(request)
    found = queries.coverage(term)
    rounds = list(Round.objects.knowing("of a term that the reader organises").filter(term=term))
    told = {
        "term": term,
        "found": found,
        "total": len(found.scope),
        "address": _address(term, who),
        "next": _named(rules.next_up(found.unplanned, queries.last_inspected(found.unplanned))[:5]),
        "pace": rules.pace(len(found.left), today=today(), until=term.until),
        "table": _planner(term),
        "rounds": rounds,
        "open_rounds": [one for one in rounds if one.until >= today()],
    }
    return render(request, "inspections/term.html", told)


def _named(units: list[int]) -> list[Unit]:
    known = Unit.objects.in_bulk(units)
    return [known[unit] for unit in units]


def _planner(term: InspectionTerm) -> Table:
    """Return every unit in scope: inspected when, planned in which round, else when it was last inspected at all."""
    found = queries.coverage(term)
    last = queries.last_inspected(found.scope)
    rows = Inspection.objects.knowing("of a term that the reader organises").filter(round__term=term)
    plans = {one.unit_id: one for one in rows.select_related("round").order_by("-pk")}
    order = [*rules.next_up(found.left, last), *sorted(found.first, key=lambda unit: found.first[unit], reverse=True)]
    cols = [Col(_("单位"), lead=True), Col(_("本届"), end=True), Col(_("轮次")), Col(_("上次反馈"))]
    listed = []
    for unit in _named(order):
        plan = plans.get(unit.pk)
        if unit.pk in found.first:
            state = kit.tag("done", _("已巡察"))
        else:
            state = kit.tag("doing", _("已列入")) if plan is not None else kit.tag("due", _("待安排"))
        where = kit.link(plan.round.name, reverse("inspections:one", args=[plan.pk])) if plan is not None else ""
        never = Cell(_("没有巡察过"))
        listed.append(Row([unit.name, state, where, last[unit.pk].isoformat() if unit.pk in last else never]))
    return Table(_("巡察范围"), cols, listed, tall=True)


@seated
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a term."""
    who = actor(request)
    home = seat_of(request).unit
    form = TermForm(request.POST or None, who=who, initial={"unit": home.code if home is not None else ""})
    if form.is_valid():
        typed = form.cleaned_data
        try:
            made = actions.begin_term(
                unit=typed["unit"],
                name=typed["name"],
                since=typed["since"],
                until=typed["until"],
                scope=_scope(form, typed["unit"]),
                by=who,
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("“%(name)s”已建立。") % {"name": made.name})
            return redirect("inspections:term", made.pk)
    return deed(request, form, _("建立一届"), reverse("inspections:index"), offer=True)


def _scope(form: ScopeForm, unit: Unit) -> list[Unit]:
    listed = list(form.cleaned_data["scope"])
    if form.cleaned_data["children"]:
        listed += list(children_of([unit.pk], TreeOn.now()))
    return list(dict.fromkeys(listed))


@seated
def scope(request: HttpRequest, number: int) -> HttpResponse:
    """Change the scope of a term; what was planned or inspected stays."""
    term, who = term_of(request, number), actor(request)
    codes = "\n".join(term.scope.order_by("unit__code").values_list("unit__code", flat=True))
    form = ScopeForm(request.POST or None, who=who, initial={"scope": codes})
    if form.is_valid():
        try:
            actions.set_scope(term, _scope(form, term.unit), by=who)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("范围已存下。"))
            return redirect("inspections:term", term.pk)
    return deed(request, form, _("改巡察范围"), reverse("inspections:term", args=[term.pk]), offer=True)


def deed(
    request: HttpRequest,
    form: object,
    heading: str,
    back: str,
    *,
    about: str = "",
    files: bool = False,
    offer: bool = False,
) -> HttpResponse:
    """Show a form of the room, with the way back."""
    told = {
        "form": form,
        "heading": heading,
        "back": back,
        "about": about,
        "files": files,
        "list": UNITS_OFFERED if offer else "",
        "offered": offered(actor(request), Right.UNIT_READ) if offer else (),
    }
    return render(request, "inspections/deed.html", told, status=400 if getattr(form, "errors", None) else 200)

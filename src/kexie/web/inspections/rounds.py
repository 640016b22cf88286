"""A round: its terms, its team, its check-list, the units taken into it, its lists."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kexie.kit.refusal import Forbidden, Refused
from kexie.records.inspections import actions, queries, rules
from kexie.records.inspections.actions import NewRound
from kexie.records.inspections.models import Inspection, Round
from kexie.records.units.models import Unit
from kexie.reports.inspection_lists import LISTS
from kexie.web.desk.seat import seated
from kexie.web.inspections.forms import ItemsForm, RoundForm, TeamForm
from kexie.web.inspections.terms import deed, table, term_of
from kexie.web.matters.words import names_of
from kexie.web.reader import actor


def round_of(request: HttpRequest, number: int) -> Round:
    """Return the round of an address if the reader organises it, else 404."""
    found = queries.rounds(actor(request)).filter(pk=number).first()
    if found is None:
        raise Forbidden(_("没有这条记录，或您无权查看。"))
    return found


@seated
def new(request: HttpRequest, number: int) -> HttpResponse:
    """Open a round of a term."""
    term = term_of(request, number)
    form = RoundForm(request.POST or None)
    if form.is_valid():
        typed = form.cleaned_data
        told = NewRound(
            typed["name"],
            typed["since"],
            typed["until"],
            typed["kind"],
            typed["topic"],
            form.terms(),
            typed["recusal_years"],
        )
        try:
            made = actions.open_round(term, told, by=actor(request))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("“%(name)s”已建立；接着授权巡察组。") % {"name": made.name})
            return redirect("inspections:round", made.pk)
    return deed(request, form, _("建立一轮"), reverse("inspections:term", args=[term.pk]))


@seated
def one(request: HttpRequest, number: int) -> HttpResponse:
    """Show a round."""
    found = round_of(request, number)
    listed = list(queries.seen(actor(request)).filter(round=found).order_by("unit__code"))
    team = list(found.team.all())
    recusals = list(found.recusals.select_related("unit"))
    names = names_of([one.person for one in team] + [one.person for one in recusals])
    covered = queries.coverage(found.term)
    have = set(Inspection.objects.knowing("a unit once a round").filter(round=found).values_list("unit_id", flat=True))
    again = found.kind == Round.Kind.RELOOK
    free = [unit for unit in (covered.scope if again else covered.unplanned) if unit not in have]
    order = rules.next_up(free, queries.last_inspected(free))
    known = Unit.objects.in_bulk(order)
    told = {
        "round": found,
        "kind": rules.KINDS[found.kind],
        "terms": rules.terms_of(found.terms),
        "team": [(one, rules.ROLES[one.role], names.get(one.person, "")) for one in team],
        "recusals": [(one, names.get(one.person, "")) for one in recusals],
        "items": list(found.items.all()),
        "inspections": listed,
        "table": table(listed),
        "free": [known[unit] for unit in order],
        "lists": LISTS.items(),
    }
    return render(request, "inspections/round.html", told)


@seated
def team(request: HttpRequest, number: int) -> HttpResponse:
    """Authorise people for a round."""
    found, who = round_of(request, number), actor(request)
    form = TeamForm(request.POST or None, who=who)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            for person in typed["person"]:
                actions.authorise(found, person, role=typed["role"], document=typed["document"], by=who)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已授权；只在本轮有效。"))
            return redirect("inspections:round", found.pk)
    return deed(request, form, _("授权巡察组"), reverse("inspections:round", args=[found.pk]))


@seated
def items(request: HttpRequest, number: int) -> HttpResponse:
    """Add lines to the check-list."""
    found = round_of(request, number)
    form = ItemsForm(request.POST or None)
    if form.is_valid():
        try:
            actions.set_list(found, form.listed(), by=actor(request))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("检查单已存下。"))
            return redirect("inspections:round", found.pk)
    return deed(request, form, _("加检查内容"), reverse("inspections:round", args=[found.pk]))


@seated
@require_POST
def units(request: HttpRequest, number: int) -> HttpResponse:
    """Take the ticked units into a round."""
    found = round_of(request, number)
    wanted = list(Unit.objects.filter(code__in=request.POST.getlist("unit")))
    if not wanted:
        raise Refused(_("请先勾选单位。"))
    actions.plan_units(found, wanted, by=actor(request))
    messages.success(request, _("已列入本轮；发通知以前，对方看不到。"))
    return redirect("inspections:round", found.pk)

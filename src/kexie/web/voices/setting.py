"""Which units hear voices, and to whom they usually pass them on."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.rights import TITLES, Right
from kexie.records.matters.workflows.voice import VOICE
from kexie.records.units.models import Unit
from kexie.records.voices import hearings
from kexie.records.voices.models import Hearing, VoiceRoute
from kexie.web.desk.seat import seated
from kexie.web.kit.forms import UNITS_OFFERED, HouseForm
from kexie.web.reader import actor
from kexie.web.units.finding import find_unit, offered
from kexie.web.voices.forms import DeskForm, RouteForm


@seated
def settings(request: HttpRequest) -> HttpResponse:
    """Show the units that hear and the usual routes; let one more unit hear."""
    form = DeskForm(request.POST or None)
    if form.is_valid():
        typed, who = form.cleaned_data, actor(request)
        try:
            unit = find_unit(typed["unit"], who, Right.MATTER_ISSUE)
            hearings.open_desk(unit, names_required=typed["names_required"], note=typed["note"], by=who)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("“%(unit)s”已开信箱。") % {"unit": unit.name})
            return redirect("hearing:settings")
    return _page(request, form, RouteForm())


def _page(request: HttpRequest, form: HouseForm, routing: HouseForm) -> HttpResponse:
    who = actor(request)
    if not door.may_anywhere(who, Right.MATTER_ISSUE):
        raise Refused(_("您没有“%(right)s”的权限。") % {"right": TITLES[Right.MATTER_ISSUE]})
    topics = next(dict(detail.choices) for detail in VOICE.details if detail.slug == "topic")
    units = door.units(who, Right.MATTER_ISSUE).values("pk")
    routes = VoiceRoute.objects.filter(unit__in=units).select_related("unit", "lead").order_by("unit__code", "pk")
    told = {
        "form": form,
        "routing": routing,
        "desks": hearings.desks(),
        "named": set(Hearing.objects.filter(unit__in=units).values_list("unit_id", flat=True)),
        "routes": [(one, topics.get(one.topic, one.topic)) for one in routes],
        "offered": offered(who, Right.UNIT_READ),
        "list": UNITS_OFFERED,
    }
    return render(request, "voices/settings.html", told, status=400 if form.errors or routing.errors else 200)


@seated
@require_POST
def route(request: HttpRequest) -> HttpResponse:
    """Say to whom voices of a topic usually go."""
    form = RouteForm(request.POST)
    if form.is_valid():
        typed, who = form.cleaned_data, actor(request)
        try:
            unit = find_unit(typed["unit"], who, Right.MATTER_ISSUE)
            lead = find_unit(typed["lead"], who, Right.UNIT_READ) if typed["lead"] else None
            hearings.set_route(unit, typed["topic"], lead, by=who)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("分办对照已存。"))
            return redirect("hearing:settings")
    return _page(request, DeskForm(), form)


@seated
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Let a unit hear no new voices."""
    unit: Unit = door.unit(actor(request), request.POST.get("unit", ""), Right.MATTER_ISSUE)
    hearings.close_desk(unit, by=actor(request))
    messages.success(request, _("“%(unit)s”的信箱已关；已收的照办。") % {"unit": unit.name})
    return redirect("hearing:settings")

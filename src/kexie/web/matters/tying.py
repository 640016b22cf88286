"""Tying matters together: those that read alike are offered, a closed one of a sister unit too; and units that join."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access.rights import Right
from kexie.records.matters import joining
from kexie.records.matters.alike import likely
from kexie.records.matters.models import Matter
from kexie.records.matters.parts import mover
from kexie.records.matters.workflow import End, Part
from kexie.web.desk.seat import seated
from kexie.web.kit.forms import UNITS_OFFERED
from kexie.web.matters.forms import JoinForm, TieForm
from kexie.web.matters.sheet import back_to, matter_of
from kexie.web.matters.words import light_tag
from kexie.web.reader import actor
from kexie.web.units.finding import offered


def _issued(request: HttpRequest, code: str) -> Matter:
    matter = matter_of(request, code)
    if Part.ISSUER not in mover(actor(request), matter).parts:
        raise Forbidden(_("要由交办单位来做。"))
    return matter


@seated
def tie(request: HttpRequest, code: str) -> HttpResponse:
    """Offer what reads alike, and tie one: the same come back, alike, or merged into it."""
    matter, who = _issued(request, code), actor(request)
    form = TieForm(request.POST or None, initial={"version": matter.version})
    if form.is_valid():
        typed = form.cleaned_data
        try:
            other = matter_of(request, typed["other"].strip())
            if typed["kind"] == "merged":
                joining.merge(matter, other, by=who, version=typed["version"])
            else:
                joining.link(matter, other, kind=typed["kind"], by=who, why=typed["why"])
        except Refused as refusal:
            form.refuse(refusal, "other")
        else:
            messages.success(request, _("已记下。"))
            return back_to(matter)
    told = {
        "matter": matter,
        "form": form,
        "open": matter.end == End.OPEN,
        "likely": [(one, light_tag(one)) for one in likely(matter, to=who)],
    }
    return render(request, "matters/tie.html", told, status=400 if form.errors else 200)


@seated
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Let one more unit assist or countersign."""
    matter, who = _issued(request, code), actor(request)
    form = JoinForm(request.POST or None, who=who, initial={"version": matter.version})
    if form.is_valid():
        typed = form.cleaned_data
        try:
            joining.add_unit(matter, typed["unit"], role=typed["role"], by=who, version=typed["version"])
        except Refused as refusal:
            form.refuse(refusal, "unit")
        else:
            messages.success(request, _("已记下。"))
            return back_to(matter)
    told = {"matter": matter, "form": form, "heading": _("增加协办或会签单位"), "list": UNITS_OFFERED}
    told["offered"] = offered(who, Right.UNIT_READ)
    return render(request, "matters/deed.html", told, status=400 if form.errors else 200)

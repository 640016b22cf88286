"""Moving a matter: steps, more time, countersigning."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access.rights import Right
from kexie.records.inspections.queries import find_people
from kexie.records.matters import actions, confiding, extending, joining
from kexie.records.matters.rules import Given
from kexie.records.matters.workflows import WORKFLOWS
from kexie.web.desk.seat import seated
from kexie.web.kit.forms import UNITS_OFFERED
from kexie.web.matters.forms import DecideForm, ExtensionForm, ReadersForm, StepForm
from kexie.web.matters.sheet import back_to, matter_of
from kexie.web.reader import actor, unit_of
from kexie.web.units.finding import offered


@seated
def take(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """Take a step; what was typed stays if it is refused."""
    matter = matter_of(request, code)
    workflow = WORKFLOWS[matter.workflow]
    if step not in workflow.by_step:
        raise Forbidden(_("没有这一步。"))
    move, who = workflow.by_step[step], actor(request)
    first = {"version": matter.version, "lead": request.GET.get("lead", "")}
    form = StepForm(request.POST or None, initial=first, who=who, step=move)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        lead = typed.get("lead")
        given = Given(
            reason=typed.get("reason", ""),
            result=typed.get("result", ""),
            answer=typed.get("answer", ""),
            lead=lead.pk if lead is not None else None,
        )
        try:
            moved = actions.take_step(matter, step, by=who, version=typed["version"], given=given)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            said = {"step": move.title, "stage": workflow.by_stage[moved.stage].title}
            messages.success(request, _("“%(step)s”已记下；现在是“%(stage)s”。") % said)
            return back_to(moved)
    told = {
        "matter": matter,
        "form": form,
        "heading": move.title,
        "offered": offered(who, Right.UNIT_READ),
        "list": UNITS_OFFERED,
    }
    return render(request, "matters/deed.html", told, status=400 if form.errors else 200)


@seated
def extension(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for more time."""
    matter = matter_of(request, code)
    form = ExtensionForm(request.POST or None, initial={"version": matter.version})
    if form.is_valid():
        typed = form.cleaned_data
        try:
            extending.ask_extension(
                matter, new_due=typed["new_due"], reason=typed["reason"], by=actor(request), version=typed["version"]
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("延期申请已送交办单位，决定前仍按原时限。"))
            return back_to(matter, "#terms")
    told = {"matter": matter, "form": form, "heading": _("申请延期")}
    return render(request, "matters/deed.html", told, status=400 if form.errors else 200)


@seated
def decide(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Decide on a request for more time."""
    matter = matter_of(request, code)
    asked = matter.extensions.filter(pk=number).first()
    if asked is None:
        raise Forbidden(_("没有这个延期申请，或您无权查看。"))
    form = DecideForm(request.POST or None, initial={"version": matter.version, "grant": "yes"})
    if form.is_valid():
        typed = form.cleaned_data
        try:
            extending.decide_extension(
                asked,
                grant=typed["grant"] == "yes",
                note_text=typed["note"],
                by=actor(request),
                version=typed["version"],
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("延期的决定已记下，申请人会知道。"))
            return back_to(matter, "#terms")
    told = {"matter": matter, "form": form, "heading": _("决定延期"), "extension": asked}
    return render(request, "matters/deed.html", told, status=400 if form.errors else 200)


@seated
def readers(request: HttpRequest, code: str) -> HttpResponse:
    """Name people who need to know a confidential matter."""
    matter, who = matter_of(request, code), actor(request)
    form = ReadersForm(request.POST or None, initial={"version": matter.version})
    if form.is_valid():
        typed = form.cleaned_data
        try:
            confiding.name_readers(matter, find_people(typed["people"], who), by=who, version=typed["version"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("知悉范围已存下；谁看过都有记录。"))
            return back_to(matter)
    told = {"matter": matter, "form": form, "heading": _("指定知悉人")}
    return render(request, "matters/deed.html", told, status=400 if form.errors else 200)


@seated
@require_POST
def countersign(request: HttpRequest, code: str) -> HttpResponse:
    """Countersign for a unit."""
    matter = matter_of(request, code)
    unit = unit_of(request, request.POST.get("unit", ""), Right.MATTER_WORK)
    joining.countersign(matter, unit, by=actor(request), version=matter.version)
    messages.success(request, _("已会签。"))
    return back_to(matter)

"""Working on a matter: measures, and the evidence that they are done."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.activities.models import Activity
from kexie.records.files.actions import read
from kexie.records.inspections.queries import find_person
from kexie.records.matters import doing
from kexie.records.matters.doing import NewMeasure, Showing
from kexie.records.matters.models import Matter, MatterMeasure
from kexie.web.desk.seat import seated
from kexie.web.kit.files import content_of, handed
from kexie.web.kit.forms import UNITS_OFFERED
from kexie.web.matters.forms import BackForm, EvidenceForm, FinishForm, MeasuresForm
from kexie.web.matters.sheet import back_to, matter_of
from kexie.web.reader import actor
from kexie.web.units.finding import find_unit, offered


@seated
def measures(request: HttpRequest, code: str) -> HttpResponse:
    """List measures, one a line."""
    matter, who = matter_of(request, code), actor(request)
    form = MeasuresForm(request.POST or None, initial={"version": matter.version})
    if form.is_valid():
        typed = form.cleaned_data
        lines = [line.strip() for line in typed["text"].splitlines() if line.strip()]
        try:
            unit = find_unit(typed["unit"], who, Right.UNIT_READ) if typed["unit"] else matter.lead
            person = find_person(typed["person"], who) if typed["person"].strip() else None
            new = [NewMeasure(line, unit, typed["due"] or matter.due, person) for line in lines]
            doing.list_measures(matter, new, by=who, version=typed["version"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("措施已列上。"))
            return back_to(matter, "#measures")
    told = {
        "matter": matter,
        "form": form,
        "heading": _("列措施"),
        "offered": offered(who, Right.UNIT_READ),
        "list": UNITS_OFFERED,
    }
    return render(request, "matters/deed.html", told, status=400 if form.errors else 200)


def _measure(matter: Matter, number: int) -> MatterMeasure:
    found = matter.measures.filter(pk=number).first()
    if found is None:
        raise Forbidden(_("没有这项措施，或您无权查看。"))
    return found


@seated
def finish(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Say that a measure is done."""
    matter = matter_of(request, code)
    measure = _measure(matter, number)
    form = FinishForm(request.POST or None, initial={"version": matter.version})
    if form.is_valid():
        typed = form.cleaned_data
        try:
            doing.finish_measure(measure, result=typed["result"], by=actor(request), version=typed["version"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已记为完成；佐证材料可以随时补上。"))
            return back_to(matter, "#measures")
    told = {"matter": matter, "form": form, "heading": _("这项措施完成了"), "about": measure.text}
    return render(request, "matters/deed.html", told, status=400 if form.errors else 200)


@seated
def evidence(request: HttpRequest, code: str) -> HttpResponse:
    """Attach evidence: a file, an activity, or words."""
    matter, who = matter_of(request, code), actor(request)
    form = EvidenceForm(request.POST or None, request.FILES or None, initial={"version": matter.version})
    listed = list(matter.measures.all())
    form.fields["measure"].choices = [("", _("整件事项")), *((str(m.pk), m.text[:40]) for m in listed)]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            measure = _measure(matter, int(typed["measure"])) if typed["measure"] else None
            doing.attach(matter, _showing(request, typed), by=who, version=typed["version"], measure=measure)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("佐证材料已存下。"))
            return back_to(matter, "#evidence")
    told = {"matter": matter, "form": form, "heading": _("交佐证材料"), "files": True}
    return render(request, "matters/deed.html", told, status=400 if form.errors else 200)


def _showing(request: HttpRequest, typed: dict[str, str]) -> Showing:
    given = request.FILES.get("file")
    if given is not None and not isinstance(given, list):
        content = content_of(given)
        if typed["activity"] or typed["text"].strip():
            raise Refused(_("请给出一份佐证：一个文件、一项活动，或一段说明。"))
        return Showing(name=given.name or "file", content=content)
    activity = None
    if typed["activity"]:
        found = door.seen(actor(request), Right.RECORD_READ, Activity).filter(code=typed["activity"].strip())
        activity = found.first()
        if activity is None:
            raise Refused(_("没有编号为“%(code)s”的活动，或您无权查看。") % {"code": typed["activity"]})
    return Showing(activity=activity, text=typed["text"])


@seated
def take_back(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take evidence back, with the reason."""
    matter = matter_of(request, code)
    kept = matter.evidence.filter(pk=number).first()
    if kept is None:
        raise Forbidden(_("没有这份佐证，或您无权查看。"))
    form = BackForm(request.POST or None, initial={"version": matter.version})
    if form.is_valid():
        typed = form.cleaned_data
        try:
            doing.take_back(kept, reason=typed["reason"], by=actor(request), version=typed["version"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已撤回；它仍在列，标明撤回的原因。"))
            return back_to(matter, "#evidence")
    told = {"matter": matter, "form": form, "heading": _("撤回这份佐证")}
    return render(request, "matters/deed.html", told, status=400 if form.errors else 200)


@seated
def download(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Hand out a file of evidence, always to be saved, never shown: what is in it is not ours."""
    matter = matter_of(request, code)
    kept = matter.evidence.select_related("attachment").filter(pk=number).first()
    if kept is None or kept.attachment is None:
        raise Forbidden(_("没有这个文件，或您无权查看。"))
    return handed(*read(kept.attachment))

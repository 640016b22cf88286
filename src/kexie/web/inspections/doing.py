"""Doing the steps of an inspection on pages."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kexie.kit.clock import today
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.files.actions import read
from kexie.records.inspections import actions, going, queries, rules
from kexie.records.inspections.going import NewFinding, Paper
from kexie.records.inspections.models import CheckItem, Inspection
from kexie.web.desk.seat import seated
from kexie.web.inspections.forms import FeedbackForm, FindForm, RecuseForm, RelookForm, StepForm
from kexie.web.inspections.sheet import inspection_of
from kexie.web.inspections.terms import deed
from kexie.web.kit.files import content_of, handed
from kexie.web.matters.words import names_of
from kexie.web.reader import actor

CHECKLIST: Final = "#items"


def back_to(found: Inspection, anchor: str = "") -> HttpResponse:
    """Return to the page of an inspection."""
    return redirect(reverse("inspections:one", args=[found.pk]) + anchor)


def _page(request: HttpRequest, found: Inspection, form: forms.Form, heading: str, **more: Any) -> HttpResponse:  # noqa: ANN401 - as ``deed``
    about = f"{found.unit.name}　{found.round.name}"
    return deed(request, form, heading, reverse("inspections:one", args=[found.pk]), about=about, **more)


def _paper(request: HttpRequest, typed: dict[str, Any]) -> Paper:
    given = request.FILES.get("file")
    if given is None or isinstance(given, list):
        return Paper(typed["note"])
    return Paper(typed["note"], given.name or "file", content_of(given))


@seated
def step(request: HttpRequest, number: int, stage: str) -> HttpResponse:
    """Go on to the next stage."""
    found = inspection_of(request, number)
    if stage not in rules.DEEDS or stage == rules.FED_BACK:
        raise Forbidden(_("没有这一步。"))
    form = StepForm(request.POST or None, request.FILES or None, initial={"version": found.version, "on": today()})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            paper = _paper(request, typed)
            going.advance(found, stage, on=typed["on"], by=actor(request), version=typed["version"], paper=paper)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已记下：%(step)s。") % {"step": rules.DEEDS[stage]})
            return back_to(found)
    return _page(request, found, form, str(rules.DEEDS[stage]), files=True)


@seated
def feedback(request: HttpRequest, number: int) -> HttpResponse:
    """Give feedback: every finding is handed over with its term."""
    found, who = inspection_of(request, number), actor(request)
    first = {"version": found.version, "on": today()}
    form = FeedbackForm(request.POST or None, request.FILES or None, initial=first, who=who)
    listed = queries.findings(found, who).filter(stage="found")
    field = form.fields["closed"]
    assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - for the type checker
    field.choices = [(str(one.pk), one.title) for one in listed]
    if not field.choices:
        del form.fields["closed"]
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            going.feed_back(
                found,
                on=typed["on"],
                by=who,
                version=typed["version"],
                paper=_paper(request, typed),
                closed=[int(one) for one in typed.get("closed", ())],
                readers=typed["readers"],
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已反馈；每个问题都有了时限，对方已得到告知。"))
            return back_to(found)
    return _page(request, found, form, str(rules.DEEDS[rules.FED_BACK]), files=True)


@seated
def find(request: HttpRequest, number: int) -> HttpResponse:
    """Write a finding, from a line of the check-list or on its own."""
    found = inspection_of(request, number)
    item = _item(found, request.GET.get("item", ""))
    form = FindForm(request.POST or None, initial={"basis": item.basis} if item is not None else {})
    if form.is_valid():
        typed = form.cleaned_data
        try:
            new = NewFinding(typed["title"], typed["text"], form.details(), item)
            made = going.find(found, new, by=actor(request))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("问题已记下，编号 %(code)s；反馈以前只有巡察组看得到。") % {"code": made.code})
            return back_to(found, "#findings")
    return _page(request, found, form, _("写问题"))


def _item(found: Inspection, number: str) -> CheckItem | None:
    if not number.isascii() or not number.isdigit():
        return None
    return CheckItem.objects.filter(round=found.round_id, pk=int(number[:18])).first()


@seated
@require_POST
def check(request: HttpRequest, number: int, item: int) -> HttpResponse:
    """Say what was seen on one line; a finding goes on to its form."""
    found = inspection_of(request, number)
    line = _item(found, str(item))
    if line is None:
        raise Forbidden(_("检查单上没有这一条。"))
    verdict, note = request.POST.get("verdict", ""), request.POST.get("note", "")
    if verdict == "finding" and not note.strip():
        return redirect(f"{reverse('inspections:find', args=[found.pk])}?item={line.pk}")
    going.check(found, line, verdict=verdict, note=note, by=actor(request))
    messages.success(request, _("已记下。"))
    return back_to(found, CHECKLIST)


@seated
def recuse(request: HttpRequest, number: int) -> HttpResponse:
    """Let a member of the team keep out of this unit."""
    found = inspection_of(request, number)
    members = list(found.round.team.values_list("person", flat=True))
    names = names_of(members)
    form = RecuseForm(request.POST or None)
    field = form.fields["person"]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
    field.choices = [(str(one), names.get(one, "")) for one in members]
    if form.is_valid():
        try:
            typed = form.cleaned_data
            actions.recuse(found, int(typed["person"]), reason=typed["reason"], by=actor(request))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已记下回避。"))
            return back_to(found)
    return _page(request, found, form, _("回避"))


@seated
def relook(request: HttpRequest, number: int) -> HttpResponse:
    """Set the day of the re-look."""
    found = inspection_of(request, number)
    form = RelookForm(request.POST or None, initial={"version": found.version, "on": found.relook_on})
    if form.is_valid():
        try:
            typed = form.cleaned_data
            going.set_relook(found, on=typed["on"], by=actor(request), version=typed["version"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("回头看的时限已存下。"))
            return back_to(found)
    return _page(request, found, form, _("安排回头看"))


@seated
@require_POST
def look_again(request: HttpRequest, number: int) -> HttpResponse:
    """Look at every closed finding of the earlier inspection again."""
    found = inspection_of(request, number)
    count = going.look_again(found, by=actor(request))
    messages.success(request, _("%(n)s 项已销号的问题转为回头看。") % {"n": count})
    return back_to(found, "#earlier")


@seated
@require_POST
def drop(request: HttpRequest, number: int) -> HttpResponse:
    """Take a unit out of a round before its notice."""
    found = inspection_of(request, number)
    actions.drop_plan(found, by=actor(request))
    messages.success(request, _("已移出本轮。"))
    return redirect("inspections:round", found.round_id)


@seated
def paper(request: HttpRequest, number: int, step: int) -> HttpResponse:
    """Hand out the paper of a step."""
    found = inspection_of(request, number)
    kept = found.steps.select_related("attachment").filter(number=step).first()
    if kept is None or kept.attachment is None:
        raise Forbidden(_("没有这个文件，或您无权查看。"))
    return handed(*read(kept.attachment))

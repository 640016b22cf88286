"""Deeds of a branch on pages: how it is set up, a month planned, a term begun."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kexie.kit.clock import today
from kexie.kit.days import parse_day
from kexie.kit.refusal import Refused
from kexie.records.access.rights import Right
from kexie.records.activities.models import Activity
from kexie.records.branches import elections, members
from kexie.records.branches.models import Branch
from kexie.records.branches.planning import plan_month
from kexie.web.branches.words import branch_of
from kexie.web.desk.seat import seated
from kexie.web.kit.forms import DayField, HouseForm
from kexie.web.reader import actor, unit_of


@seated
@require_POST
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """Plan a month of a branch."""
    branch = branch_of(request, code, Right.BRANCH_RECORD)
    day = parse_day(f"{request.POST.get('month', '')}-01")
    made = plan_month(branch, day.year, day.month, by=actor(request))
    messages.success(request, _("已排进 %(n)s 项计划。") % {"n": len(made)} if made else _("这个月没有要再排的。"))
    return redirect("branches:one", code)


class SetUpForm(HouseForm):
    """How a branch is."""

    years = forms.ChoiceField(
        label=gettext_lazy("每届几年"), choices=[("3", gettext_lazy("3 年")), ("5", gettext_lazy("5 年（村、社区）"))]
    )
    theme_day = forms.IntegerField(label=gettext_lazy("主题党日在每月几日"), required=False)
    temporary = forms.BooleanField(label=gettext_lazy("临时党支部"), required=False)


@seated
def set_up(request: HttpRequest, code: str) -> HttpResponse:
    """Let a unit's branch life be recorded, or change how the branch is."""
    unit, who = unit_of(request, code, Right.BRANCH_RECORD), actor(request)
    kept = Branch.objects.knowing("how it is set up").filter(unit=unit).first()
    first = {"years": str(kept.years), "theme_day": kept.theme_day, "temporary": kept.temporary} if kept else {}
    form = SetUpForm(request.POST or None, initial=first)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            members.set_up(
                unit,
                by=who,
                temporary=typed["temporary"],
                years=int(typed["years"]),
                theme_day=typed["theme_day"],
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("branches:one", code)
    told = {"form": form, "unit": unit, "title": _("支部的设置")}
    return render(request, "branches/deed.html", told, status=400 if form.errors else 200)


class TermForm(HouseForm):
    """An election."""

    on = DayField(label=gettext_lazy("选举日期"))
    meeting = forms.CharField(
        label=gettext_lazy("选举的会（编号）"),
        required=False,
        help_text=gettext_lazy("填了就核对到会人数够不够五分之四"),
    )
    approval = forms.CharField(label=gettext_lazy("提前或延期的批准（单位、文号）"), required=False, max_length=200)


@seated
def term(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a term with an election."""
    branch = branch_of(request, code, Right.BRANCH_RECORD)
    form = TermForm(request.POST or None, initial={"on": today().isoformat()})
    if form.is_valid():
        typed = form.cleaned_data
        try:
            meeting = _meeting(branch, typed["meeting"].strip())
            elections.begin_term(
                branch, on=typed["on"], by=actor(request), activity=meeting, approval=typed["approval"]
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已记下新一届。"))
            return redirect("branches:one", code)
    told = {"form": form, "unit": branch.unit, "title": _("记一次换届")}
    return render(request, "branches/deed.html", told, status=400 if form.errors else 200)


def _meeting(branch: Branch, code: str) -> Activity | None:
    if not code:
        return None
    found = Activity.objects.knowing("the branch's own meeting").filter(code=code, branch_meetings__branch=branch)
    meeting = found.first()
    if meeting is None:
        raise Refused(_("本支部没有编号为“%(code)s”的会。") % {"code": code[:60]})
    return meeting

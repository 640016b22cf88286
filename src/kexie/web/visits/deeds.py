"""Recording a visit, describing one that is an activity already, changing it, writing down more, the check-list."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.kit.refusal import Forbidden, Refused
from kexie.kit.text import whole
from kexie.records.access import door
from kexie.records.access.rights import TITLES, Right
from kexie.records.activities.models import Activity
from kexie.records.visits import actions
from kexie.records.visits.actions import About, NewVisit
from kexie.records.visits.checklists import CHECKLISTS
from kexie.records.visits.models import Visit
from kexie.web.desk.seat import seat_of, seated
from kexie.web.kit.forms import UNITS_OFFERED, HouseForm
from kexie.web.reader import actor
from kexie.web.units.finding import offered
from kexie.web.visits.forms import AboutForm, CheckForm, LinesForm, VisitForm
from kexie.web.visits.pages import back_to, visit_of


def _set(request: HttpRequest, template: str, form: HouseForm, **more: Any) -> HttpResponse:  # noqa: ANN401 - context
    told = {"form": form, "offered": offered(actor(request), Right.UNIT_READ), "list": UNITS_OFFERED, **more}
    return render(request, template, told, status=400 if form.errors else 200)


@seated
def new(request: HttpRequest) -> HttpResponse:
    """Record a visit; the unit one works for and today stand there already."""
    who = actor(request)
    if not door.may_anywhere(who, Right.ACTIVITY_RECORD):
        raise Forbidden(_("您没有“%(right)s”的权限。") % {"right": TITLES[Right.ACTIVITY_RECORD]})
    home = seat_of(request).unit
    first = {"unit": home.code if home else "", "starts_on": today(), "consent": "unasked"}
    form = VisitForm(request.POST or None, initial=first, who=who)
    if form.is_valid():
        typed = form.cleaned_data
        code = free_code(typed["starts_on"].year)
        said = NewVisit(
            code=code, title=typed["title"], unit=typed["unit"], starts_on=typed["starts_on"], heard=form.lines(),
            **form.about(),
        )  # fmt: skip
        try:
            made = actions.record_visit(said, by=who)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已记下走访，计为一项活动；答应的事在下面转成事项。"))
            return back_to(made)
    return _set(request, "visits/new.html", form)


def free_code(year: int) -> str:
    """Return the next free code of a visit in a year."""
    head = f"visit-{year}-"
    rows = Activity.objects.knowing("codes are unique for everyone").filter(code__startswith=head)
    used = [whole(code[len(head) :]) or 0 for code in rows.values_list("code", flat=True)]
    return f"{head}{max(used, default=0) + 1:04d}"


@seated
def describe(request: HttpRequest, code: str) -> HttpResponse:
    """Write down what stands beside a visit that was entered as an activity."""
    who = actor(request)
    activity = door.get(who, Right.RECORD_READ, Activity, code=code)
    door.demand(who, Right.ACTIVITY_RECORD, activity.unit)
    form = AboutForm(request.POST or None, initial={"consent": "unasked"}, who=who)
    if form.is_valid():
        said = NewVisit(
            code=activity.code, title=activity.title, unit=activity.unit, starts_on=activity.starts_on,
            heard=form.lines(), **form.about(),
        )  # fmt: skip
        try:
            made = actions.record_visit(said, by=who, activity=activity)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("走访情况已记下。"))
            return back_to(made)
    return _set(request, "visits/about.html", form, activity=activity, heading=_("写下走访情况"), lines=True)


@seated
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change whom, the place, who went, consent; the activity's own page changes the rest."""
    visit, who = _mine(request, code)
    first: dict[str, Any] = {name: getattr(visit, name) for name in ("purpose", "whom", "consent", "version")}
    first |= {"place": visit.place.code if visit.place else "", "went": "\n".join(one.role for one in visit.went.all())}
    form = AboutForm(request.POST or None, initial=first, who=who)
    if form.is_valid():
        said = About(**form.about())
        try:
            actions.change_visit(visit, said, by=who, version=form.cleaned_data["version"] or 0)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("走访情况已更正。"))
            return back_to(visit)
    return _set(request, "visits/about.html", form, activity=visit.activity, heading=_("更正走访情况"), lines=False)


@seated
def note(request: HttpRequest, code: str) -> HttpResponse:
    """Write down more of what was heard or promised."""
    visit, who = _mine(request, code)
    given = request.GET.get("promise", "")[:200]
    first = {"version": visit.version, "promised": f"{given}｜" if given else ""}
    form = LinesForm(request.POST or None, initial=first, who=who)
    if form.is_valid():
        try:
            actions.note_down(visit, form.lines(), by=who, version=form.cleaned_data["version"] or 0)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已记下。"))
            return back_to(visit, "#lines")
    return _set(request, "visits/note.html", form, activity=visit.activity)


@seated
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Go through a check-list."""
    visit, who = _mine(request, code)
    listed = CHECKLISTS.get(request.GET.get("list") or visit.checklist or "guidance") or CHECKLISTS["guidance"]
    first: dict[str, Any] = {"version": visit.version}
    for one in visit.checked.all():
        first |= {f"found_{one.item}": one.found, f"note_{one.item}": one.note}
    form = CheckForm(request.POST or None, initial=first, checklist=listed)
    if form.is_valid():
        try:
            actions.go_through(visit, listed.slug, form.checked(), by=who, version=form.cleaned_data["version"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("检查单已记下。"))
            return back_to(visit, "#checked")
    return _set(request, "visits/check.html", form, activity=visit.activity, checklist=listed)


def _mine(request: HttpRequest, code: str) -> tuple[Visit, Any]:
    visit, who = visit_of(request, code), actor(request)
    door.demand(who, Right.ACTIVITY_RECORD, visit.activity.unit)
    return visit, who

"""Before a meeting: begin a series, call, propose, fix the agenda."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kexie.kit.clock import today
from kexie.kit.refusal import Refused
from kexie.kit.text import whole
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.meetings import actions
from kexie.records.meetings.actions import Call, NewSeries
from kexie.records.meetings.models import Meeting, MeetingSeries
from kexie.records.meetings.rules import meeting_day, month_after
from kexie.records.units.models import Unit
from kexie.records.units.queries import tree
from kexie.records.units.rules import TreeOn
from kexie.reports import agenda
from kexie.web.desk.seat import seat_of, seated
from kexie.web.kit.forms import UNITS_OFFERED, HouseForm
from kexie.web.meetings.forms import CallForm, ProposeForm, SeriesForm
from kexie.web.meetings.pages import back_to, meeting_of
from kexie.web.reader import actor
from kexie.web.units.finding import offered


def own_unit(request: HttpRequest, right: Right) -> str:
    """Return the code of the unit that the reader works for, where a right reaches it."""
    home = seat_of(request).unit
    return home.code if home is not None and door.may(actor(request), right, home) else ""


def form_page(request: HttpRequest, form: HouseForm, heading: str, back: str, **more: object) -> HttpResponse:
    """Show a form of one deed; 400 where something typed cannot stand."""
    told = {"form": form, "heading": heading, "back": back, "list": UNITS_OFFERED} | more
    told["offered"] = offered(actor(request), Right.UNIT_READ)
    return render(request, "meetings/deed.html", told, status=400 if form.errors else 200)


@seated
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a series, and go on to call its first meeting."""
    who = actor(request)
    first = {"unit": own_unit(request, Right.MATTER_ISSUE), "name": _("工作调度会"), "day": 5, "window": 5}
    form = SeriesForm(request.POST or None, who=who, initial=first)
    if form.is_valid():
        typed = form.cleaned_data
        new = NewSeries(typed["unit"], typed["name"], typed["day"], typed["place"], typed["window"])
        try:
            made = actions.begin_series(new, by=who)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("“%(name)s”已设好；现在召集第一次会。") % {"name": made.name})
            return redirect("meetings:call", made.pk)
    return form_page(request, form, _("设一个每月的会"), "/meetings/")


@seated
def call(request: HttpRequest, series: int) -> HttpResponse:
    """Call the meeting of a month; the units are those of the last one, or all right below."""
    who = actor(request)
    of = door.get(who, Right.MATTER_READ, MeetingSeries, pk=series)
    form = CallForm(request.POST or None, who=who, initial=_first(of))
    if form.is_valid():
        typed = form.cleaned_data
        try:
            made = actions.call(Call(of, typed["month"], typed["units"], typed["on"], typed["place"]), by=who)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已召集；议程会随台账自己变，开会前定下来即可。"))
            return back_to(made)
    return form_page(request, form, _("召集：%(name)s") % {"name": of.name}, "/meetings/")


def _first(of: MeetingSeries) -> dict[str, object]:
    held = Meeting.objects.knowing("the next one calls whom the last one called").filter(series=of)
    last = held.order_by("-month").first()
    if last is not None:
        units = [row.unit for row in last.called.select_related("unit")]
        month = month_after(last.month)
    else:
        below = tree(TreeOn.now()).children.get(of.unit_id, [])
        units = list(Unit.objects.filter(pk__in=below).order_by("code"))
        month = today().replace(day=1)
    lines = "\n".join(f"{unit.code} {unit.name}" for unit in units if unit.pk != of.unit_id)
    return {"month": month, "on": meeting_day(month, of.day), "place": of.place, "units": lines}


@seated
def propose(request: HttpRequest, code: str) -> HttpResponse:
    """Propose a point for the agenda."""
    meeting, who = meeting_of(request, code), actor(request)
    form = ProposeForm(request.POST or None, who=who, initial={"unit": own_unit(request, Right.MATTER_WORK)})
    if form.is_valid():
        try:
            actions.propose(meeting, form.cleaned_data["text"], unit=form.cleaned_data["unit"], by=who)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已列入议程。"))
            return back_to(meeting, "#agenda")
    return form_page(request, form, _("提请研究"), f"/meetings/{meeting.code}/")


@seated
@require_POST
def fix(request: HttpRequest, code: str) -> HttpResponse:
    """Fix the agenda as it stands now."""
    meeting, who = meeting_of(request, code), actor(request)
    version = version_of(request)
    actions.fix_agenda(meeting, agenda.compose(meeting, who), by=who, version=version)
    messages.success(request, _("议程已定；会前还可以再按台账重排。"))
    return back_to(meeting, "#agenda")


@seated
@require_POST
def end(request: HttpRequest, series: int) -> HttpResponse:
    """End a series."""
    of = door.get(actor(request), Right.MATTER_READ, MeetingSeries, pk=series)
    actions.end_series(of, by=actor(request))
    messages.success(request, _("“%(name)s”不再召集；开过的会都在。") % {"name": of.name})
    return redirect("meetings:index")


def version_of(request: HttpRequest) -> int:
    """Return the version that a person saw; 0, which none has, where it did not come."""
    return whole(request.POST.get("version", "")) or 0

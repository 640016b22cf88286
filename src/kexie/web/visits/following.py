"""What follows from a visit: a matter in one step, or a word why none is needed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kexie.kit.clock import DAY_MAX
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.visits import actions, queries
from kexie.records.visits.models import VisitNote
from kexie.web.desk.seat import seated
from kexie.web.kit.forms import UNITS_OFFERED
from kexie.web.reader import actor
from kexie.web.units.finding import offered
from kexie.web.visits.forms import FollowForm, SettleForm
from kexie.web.visits.pages import back_to


def line_of(request: HttpRequest, number: int) -> VisitNote:
    """Return the line of an address if the reader may see its visit, else 404."""
    visits = queries.seen(actor(request)).order_by().values("pk")
    lines = VisitNote.objects.filter(pk=number, visit__in=visits).select_related("visit__activity__unit", "unit")
    found = lines.first()
    if found is None:
        raise Forbidden(_("没有这条记录，或您无权查看。"))
    return found


@seated
def follow_up(request: HttpRequest, number: int) -> HttpResponse:
    """Make a matter of a line; everything that is known of it stands there already."""
    line, who = line_of(request, number), actor(request)
    home = line.visit.activity.unit
    door.demand(who, Right.MATTER_ISSUE, home)
    first = {
        "title": line.text[:200],
        "lead": (line.unit or home).code,
        "due": None if line.due == DAY_MAX else line.due,
    }
    form = FollowForm(request.POST or None, initial=first, who=who)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            made = actions.follow_up(line, title=typed["title"], lead=typed["lead"], due=typed["due"], by=who)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request, _("已立项“%(title)s”，编号 %(code)s。") % {"title": made.title, "code": made.code}
            )
            return redirect("matters:one", made.code)
    told = {"form": form, "line": line, "heading": _("转成事项"), "offered": offered(who, Right.UNIT_READ)}
    return render(request, "visits/deed.html", told | {"list": UNITS_OFFERED}, status=400 if form.errors else 200)


@seated
def settle(request: HttpRequest, number: int) -> HttpResponse:
    """Say why nothing has to follow from a line."""
    line, who = line_of(request, number), actor(request)
    door.demand(who, Right.ACTIVITY_RECORD, line.visit.activity.unit)
    form = SettleForm(request.POST or None)
    if form.is_valid():
        try:
            actions.settle(line, reason=form.cleaned_data["reason"], by=who)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已了结，原因记在这一条下面。"))
            return back_to(line.visit, "#lines")
    told = {"form": form, "line": line, "heading": _("不用跟进")}
    return render(request, "visits/deed.html", told, status=400 if form.errors else 200)

"""Setting up a class on a page, and changing it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import TITLES, Right
from kexie.records.activities.actions import Draft
from kexie.records.classes import actions, queries
from kexie.records.classes.models import TrainingClass
from kexie.web.activities.record import draw
from kexie.web.classes.forms import ClassForm, written
from kexie.web.desk.seat import seat_of, seated
from kexie.web.kit.forms import UNITS_OFFERED
from kexie.web.reader import actor
from kexie.web.units.finding import offered


@seated
def new(request: HttpRequest) -> HttpResponse:
    """Set up a class: its activity and its details at once."""
    who = actor(request)
    if not door.may_anywhere(who, Right.ACTIVITY_RECORD):
        raise Forbidden(_("您没有“%(right)s”的权限。") % {"right": TITLES[Right.ACTIVITY_RECORD]})
    home = seat_of(request).unit
    unit = home if home is not None and door.may(who, Right.ACTIVITY_RECORD, home) else None
    form = ClassForm(request.POST or None, initial={"unit": unit.code if unit else ""}, who=who)
    if form.is_valid():
        twin = _already(form, who)
        if twin is not None:
            messages.info(request, _("这个班已经存上了，没有再存一遍。"))
            return redirect("classes:one", twin.activity.code)
        try:
            made = _made(form, who)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已办班“%(title)s”，可以报名了。") % {"title": made.activity.title})
            return redirect("classes:one", made.activity.code)
    return _set(request, form, None)


def _made(form: ClassForm, who: Account) -> TrainingClass:
    told, plan = form.cleaned_data, form.plan()
    first, last = (plan.modules[0].on, plan.modules[-1].on) if plan.modules else (today(), today())
    unit = told["unit"]
    draft = Draft(
        f"{unit.code[:50]}-{draw()}", "training", told["title"], unit, first, last, "planned", place=told["place"]
    )
    return actions.set_up(draft, plan, by=who)


def _already(form: ClassForm, who: Account) -> TrainingClass | None:
    """Return the class that the very same form has set up already (a button pressed twice)."""
    told = form.cleaned_data
    if not told["modules"]:
        return None
    found = queries.seen(who).filter(activity__title=told["title"], activity__unit=told["unit"], version=1)
    return (
        found.filter(activity__starts_on=told["modules"][0].on, closes_on=told["closes_on"])
        .select_related("activity")
        .first()
    )


@seated
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change modules, places, for whom, and the rule; title and place are the activity's."""
    who = actor(request)
    training = queries.one(who, code)
    door.demand(who, Right.ACTIVITY_RECORD, training.activity.unit)
    form = ClassForm(request.POST or None, initial=written(training), who=who, fixed=True)
    if form.is_valid():
        try:
            actions.change(training, form.plan(), by=who, version=form.cleaned_data["version"] or 0)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已存下改动。"))
            return redirect("classes:one", code)
    return _set(request, form, training)


def _set(request: HttpRequest, form: ClassForm, training: TrainingClass | None) -> HttpResponse:
    told = {
        "form": form,
        "training": training,
        "offered": offered(actor(request), Right.UNIT_READ),
        "list": UNITS_OFFERED,
    }
    return render(request, "classes/form.html", told, status=400 if form.errors else 200)

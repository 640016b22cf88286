"""A study session on a page: plan or record one, show it, change what stands beside its activity."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.activities.actions import Draft
from kexie.records.topics import actions, queries
from kexie.records.topics.models import LeadingBody, StudySession, Topic
from kexie.records.topics.rules import read_titles
from kexie.web.activities.record import draw
from kexie.web.activities.words import days, stage_tag
from kexie.web.desk.seat import seated
from kexie.web.kit.forms import UNITS_OFFERED
from kexie.web.reader import actor
from kexie.web.topics.forms import SessionForm, written
from kexie.web.units.finding import offered


def _choices(body: LeadingBody, about: set[int]) -> list[Topic]:
    """Return the topics of this year and the one before, and those that a session is about already."""
    rows = Topic.objects.knowing("topics of a body that the reader may see").filter(body=body)
    day = today()
    listed = rows.order_by("-year", "order")
    return [one for one in listed if one.year >= day.year - 1 or one.pk in about] or list(listed)


@seated
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Plan or record a session; in the past it is one that was held."""
    who = actor(request)
    body = queries.body(who, code)
    door.demand(who, Right.ACTIVITY_RECORD, body.unit)
    first = {"on": today().isoformat(), "title": _("%(name)s集体学习") % {"name": body.name}}
    form = SessionForm(request.POST or None, initial=first, who=who, body=body, topics=_choices(body, set()))
    if form.is_valid():
        twin = _already(form, body)
        if twin is not None:
            messages.info(request, _("这次学习已经存上了，没有再存一遍。"))
            return redirect("topics:session", twin.activity.code)
        try:
            made = actions.hold_session(_draft(form, body), body, form.studying(), by=who)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已登记“%(title)s”。") % {"title": made.activity.title})
            return redirect("topics:session", made.activity.code)
    return _set(request, form, body, None)


def _draft(form: SessionForm, body: LeadingBody) -> Draft:
    told = form.cleaned_data
    on = told["on"]
    return Draft(
        code=f"{body.unit.code[:50]}-{draw()}",
        kind="study",
        title=told["title"],
        unit=body.unit,
        starts_on=on,
        ends_on=on,
        status="held" if on <= today() else "planned",
        place=told["place"],
        speakers=tuple(one[:120] for one in read_titles(told["experts"])),
    )


def _already(form: SessionForm, body: LeadingBody) -> StudySession | None:
    """Return the session that the very same form has recorded already (a button pressed twice)."""
    told = form.cleaned_data
    rows = StudySession.objects.knowing("one's own form, sent twice").filter(body=body, version=1)
    same = rows.filter(activity__title=told["title"], activity__starts_on=told["on"])
    return same.exclude(activity__status="cancelled").select_related("activity").first()


@seated
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Show a session; materials, minutes, roster and history are on the page of its activity."""
    who = actor(request)
    session = queries.session(who, code)
    activity = session.activity
    told = {
        "session": session,
        "body": session.body,
        "activity": activity,
        "days": days(activity),
        "status": stage_tag(activity),
        "mine": door.may(who, Right.ACTIVITY_RECORD, activity.unit),
        "topics": [one.topic for one in session.studied.select_related("topic").order_by("topic__order")],
        "experts": sorted(activity.speakers.all(), key=lambda speaker: speaker.order),
        "observers": list(session.observers.select_related("unit").order_by("pk")),
        "materials": list(activity.materials.select_related("material").order_by("pk")),
    }
    return render(request, "topics/session.html", told)


@seated
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change topics, who led and who observed; day, title and experts are the activity's."""
    who = actor(request)
    session = queries.session(who, code)
    door.demand(who, Right.ACTIVITY_RECORD, session.activity.unit)
    begin = written(session)
    topics = _choices(session.body, {int(one) for one in begin["topics"]})
    form = SessionForm(request.POST or None, initial=begin, who=who, body=session.body, topics=topics, fixed=True)
    if form.is_valid():
        try:
            version = form.cleaned_data["version"] or 0
            actions.change_session(session, form.studying(), by=who, version=version)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已存下改动。"))
            return redirect("topics:session", code)
    return _set(request, form, session.body, session)


def _set(request: HttpRequest, form: SessionForm, body: LeadingBody, session: StudySession | None) -> HttpResponse:
    told = {
        "form": form,
        "body": body,
        "session": session,
        "offered": offered(actor(request), Right.UNIT_READ),
        "list": UNITS_OFFERED,
    }
    return render(request, "topics/session_form.html", told, status=400 if form.errors else 200)

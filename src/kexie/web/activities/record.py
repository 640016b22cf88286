"""Recording an activity and changing one: pre-filled, nothing typed is ever lost, nobody is overwritten unawares."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import TITLES, Right
from kexie.records.activities import actions, series
from kexie.records.activities.actions import Draft
from kexie.records.activities.kinds import KINDS
from kexie.records.activities.models import Activity
from kexie.records.activities.queries import draft_of
from kexie.records.units.models import Unit
from kexie.web.activities.forms import RecordForm, written
from kexie.web.activities.pages import activity_of, back_to
from kexie.web.activities.words import goal_choices, said
from kexie.web.desk.seat import seat_of, seated
from kexie.web.history import Told, events_of
from kexie.web.kit.forms import UNITS_OFFERED
from kexie.web.kit.reference import ALPHABET
from kexie.web.reader import actor
from kexie.web.units.finding import offered

LAST_KIND = "kind"
"""Under this name the session keeps the kind recorded last."""


@seated
def new(request: HttpRequest) -> HttpResponse:
    """Record an activity: the unit, the day and the kind used last stand there already."""
    who = actor(request)
    if not door.may_anywhere(who, Right.ACTIVITY_RECORD):
        raise Forbidden(_("您没有“%(right)s”的权限。") % {"right": TITLES[Right.ACTIVITY_RECORD]})
    if request.method != "POST":
        return _set(request, RecordForm(initial=_first(request, who), who=who))
    form = RecordForm(request.POST, who=who)
    if form.is_valid():
        draft = form.draft()
        twin = _already(draft, who)
        if twin is not None:
            messages.info(request, _("这项活动已经存上了，没有再存一遍。"))
            return back_to(twin)
        try:
            made = actions.record(draft, by=who)
        except Refused as refusal:
            form.refuse(refusal)
        except IntegrityError:  # two browsers with one code in the same instant
            form.add_error("code", _("编号“%(code)s”已经用过；请换一个编号。") % {"code": draft.code})
        else:
            request.session[LAST_KIND] = made.kind
            messages.success(request, _("已登记“%(title)s”。") % {"title": made.title})
            return back_to(made)
    return _set(request, form, status=400)


def _first(request: HttpRequest, who: Account) -> dict[str, Any]:
    """Return what a new form begins with."""
    home = seat_of(request).unit
    unit = home if home is not None and door.may(who, Right.ACTIVITY_RECORD, home) else None
    unit = unit or door.units(who, Right.ACTIVITY_RECORD).order_by("code").first()
    kind = request.GET.get("kind") or request.session.get(LAST_KIND) or next(iter(KINDS))
    code = f"{unit.code[:52]}-{draw()}" if unit else draw()
    given = {
        "unit": unit.code if unit else "",
        "starts_on": today().isoformat(),
        "kind": kind,
        "count": 1,
        "code": code,
    }
    return given | {name: request.GET[name] for name in ("starts_on", "unit") if request.GET.get(name)}


def draw() -> str:
    """Draw a code that nobody has yet: it is in the form from the start, so a form sent twice is known again."""
    return f"{today():%Y%m}-" + "".join(secrets.choice(ALPHABET) for _place in range(4))


def _already(draft: Draft, who: Account) -> Activity | None:
    """Return the activity that the very same form has recorded already (a button pressed twice, a page sent again)."""
    found = door.seen(who, Right.RECORD_READ, Activity).filter(code=draft.code, title=draft.title, unit=draft.unit)
    return found.filter(starts_on=draft.starts_on).first()


@dataclass(frozen=True, slots=True)
class Clash:
    """Somebody else was faster: what stands now beside what was typed, and who did it when."""

    rows: list[tuple[str, str, str]]
    event: Told | None


@seated
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change an activity; if somebody else did meanwhile, show both and keep what was typed."""
    activity = activity_of(request, code, Right.ACTIVITY_RECORD)
    who = actor(request)
    if request.method != "POST":
        begin = written(draft_of(activity)) | {"version": activity.version}
        return _set(request, RecordForm(initial=begin, who=who, activity=activity), activity)
    form = RecordForm(request.POST, who=who, activity=activity)
    clash = None
    if form.is_valid():
        draft = form.draft()
        seen = form.cleaned_data["version"] or 0
        try:
            if form.cleaned_data["following"]:
                series.change_following(activity, draft, by=who, version=seen)
            else:
                actions.change(activity, draft, by=who, version=seen)
        except Refused as refusal:
            fresh = door.get(who, Right.RECORD_READ, Activity, pk=activity.pk)
            if fresh.version != seen:
                clash = _clash(fresh, draft)
                form = _again(request.POST, fresh, who)
            else:
                form.refuse(refusal)
        else:
            messages.success(request, _("已存下改动。"))
            return back_to(activity)
    return _set(request, form, activity, clash=clash, status=409 if clash else 400)


def _clash(fresh: Activity, draft: Draft) -> Clash:
    now, typed = said(draft_of(fresh)), said(draft)
    rows = [(name, now[name], typed[name]) for name in now if now[name] != typed[name]]
    return Clash(rows, next(iter(events_of("activity", str(fresh.pk), whole=False, most=1)), None))


def _again(data: QueryDict, fresh: Activity, who: Account) -> RecordForm:
    """Return the form with all that was typed and the version that was just shown: the next press is a decision."""
    kept = data.copy()
    kept["version"] = str(fresh.version)
    form = RecordForm(kept, who=who, activity=fresh)
    form.is_valid()
    return form


def _set(
    request: HttpRequest,
    form: RecordForm,
    activity: Activity | None = None,
    clash: Clash | None = None,
    status: int = 200,
) -> HttpResponse:
    ticked = form["goals"].value() or []
    unit = Unit.objects.filter(code=form["unit"].value() or "").first()
    given = {
        "form": form,
        "activity": activity,
        "clash": clash,
        "goals": goal_choices(set(ticked)),
        "later": len(series.following(activity)) if activity is not None else 0,
        "offered": offered(actor(request), Right.ACTIVITY_RECORD),
        "offered_id": UNITS_OFFERED,
        "unit_name": unit.name if unit is not None and door.may(actor(request), Right.UNIT_READ, unit) else "",
        "more": bool(form.errors.keys() & {"count", "series", "code"}),
    }
    return render(request, "activities/record.html", given, status=status)

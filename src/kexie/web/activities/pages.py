"""One activity with everything: who came, hosts, goals, what it credits, roster, minutes, files, history."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.kit.periods import year_of
from kexie.kit.refusal import Forbidden
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.activities.kinds import KINDS
from kexie.records.activities.models import Activity, Attendance
from kexie.records.activities.rules import unpacked
from kexie.web import figuring
from kexie.web.activities import rosters
from kexie.web.activities.forms import FileForm, HoldForm
from kexie.web.activities.heads import Heads, heads_of
from kexie.web.activities.words import days, goal_group, goal_title, kind_title, status_tag
from kexie.web.desk.seat import seated
from kexie.web.history import events_of
from kexie.web.kit.numbers import shown
from kexie.web.kit.pages import page_of
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.reader import Lens, actor, lens_of, paths_of, place_of


def activity_of(request: HttpRequest, code: str, right: Right = Right.RECORD_READ) -> Activity:
    """Return the activity of an address if the right reaches its hosts (to record: its leading host), else 404."""
    found = door.get(actor(request), Right.RECORD_READ, Activity, code=code)
    if right is Right.ACTIVITY_RECORD:
        door.demand(actor(request), right, found.unit)
    return found


@seated
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Show one activity."""
    return render(request, "activities/one.html", told(request, activity_of(request, code)))


@seated
def of_record(request: HttpRequest, source: str, number: int) -> HttpResponse:
    """Lead from a record behind a figure (its source and number) to the activity that it was posted for."""
    who = actor(request)
    if source == "activity":
        return redirect("activities:one", door.get(who, Right.RECORD_READ, Activity, pk=number).code)
    if source == "attendance":
        row = door.get(who, Right.RECORD_READ, Attendance, pk=number)
        return redirect("activities:one", door.get(who, Right.RECORD_READ, Activity, pk=row.activity_id).code)
    raise Forbidden(_("没有这条记录，或您无权查看。"))


def told(request: HttpRequest, activity: Activity) -> dict[str, Any]:
    """Return what the page of one activity shows."""
    who = actor(request)
    heads = heads_of([activity], who)[activity.pk]
    mine = door.may(who, Right.ACTIVITY_RECORD, activity.unit)
    hosts = sorted(activity.hosts.select_related("unit"), key=lambda host: (host.role != "lead", host.pk))
    paths = paths_of(host.unit_id for host in hosts)
    names = any(door.may(who, Right.ROSTER_READ, host.unit) for host in hosts)
    page = page_of(request, rosters.lines(who, activity)) if names else None
    kind = KINDS.get(activity.kind)
    return {
        "activity": activity,
        "kind": kind_title(activity.kind),
        "days": days(activity),
        "status": status_tag(activity.status),
        "heads": heads,
        "mine": mine,
        "due": activity.status == Activity.Status.PLANNED and activity.starts_on <= today(),
        "hold_form": HoldForm(initial={"version": activity.version}),
        "file_form": FileForm(),
        "hosts": [(host, place_of(paths[host.unit_id])) for host in hosts],
        "joint": len(hosts),
        "speakers": sorted(activity.speakers.all(), key=lambda speaker: speaker.order),
        "goals": [(goal_title(code), goal_group(code)) for code in unpacked(activity.goals)],
        "names": names,
        "page": page,
        "roster": rosters.table(activity, page.items) if page else None,
        "heard": bool(kind and kind.heard),
        "files": activity.files.select_related("attachment__key").order_by("pk"),
        "credits": _credits(request, activity, heads),
        "events": events_of("activity", str(activity.pk), whole=mine or door.may(who, Right.LOG_READ, activity.unit)),
    }


def _credits(request: HttpRequest, activity: Activity, heads: Heads) -> Table | None:
    """Return which figures the activity counts in: what it adds, and the figure of its leading host as it stands."""
    who, lens = actor(request), lens_of(request)
    if activity.status != Activity.Status.HELD:
        return None
    if not lens.period.first <= activity.starts_on <= lens.period.last:
        lens = Lens(lens.as_of, year_of(activity.starts_on.year))
    people = door.seen(who, Right.RECORD_READ, Attendance).filter(activity=activity, status="present")
    added = (
        ("activities", activity.count, activity.bound if activity.count > 1 else "exact"),
        ("attendances", heads.value, heads.bound),
        ("attendees", people.order_by().values("subject").distinct().count(), "exact"),
    )
    rows = []
    for slug, value, bound in added:
        asked = figuring.question(slug, activity.unit, lens, [activity.kind])
        plus = "" if value is None else f"+{shown(value, bound, exact=True)}"
        rows.append(Row([format_html("{}", asked.indicator.title), plus, figuring.number(asked, who)]))
    stands = _("%(kind)s　%(period)s") % {"kind": kind_title(activity.kind), "period": lens.period}
    cols = [Col(_("指标")), Col(_("本场"), n=True), Col(stands, n=True)]
    return Table(_("计入哪些数"), cols, rows, folds=False, classes="contrib")


def back_to(activity: Activity, anchor: str = "") -> HttpResponse:
    """Return to the page of an activity."""
    return redirect(reverse("activities:one", args=[activity.code]) + anchor)

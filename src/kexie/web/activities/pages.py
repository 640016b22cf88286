"""One activity with everything: who came, hosts, goals, what it credits, roster, minutes, files, history."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kexie.kit.periods import parse_period, year_of
from kexie.kit.refusal import Forbidden
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities import recurrence
from kexie.records.activities.kinds import KINDS
from kexie.records.activities.models import Activity, Attendance
from kexie.records.activities.recurrence import Rule
from kexie.records.activities.rules import unpacked
from kexie.records.activities.stages import stage
from kexie.records.ledger.measures import SHIPPED
from kexie.records.ledger.models import Entry
from kexie.web import figuring
from kexie.web.activities import rosters
from kexie.web.activities.forms import FileForm, HoldForm
from kexie.web.activities.heads import Heads, heads_of
from kexie.web.activities.standing import next_of, steps
from kexie.web.activities.words import audience_words, days, goal_group, goal_title, kind_title, stage_tag
from kexie.web.desk.seat import seated
from kexie.web.history import events_of
from kexie.web.kit.markup import format_html
from kexie.web.kit.numbers import shown
from kexie.web.kit.pages import page_of
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.reader import Lens, actor, lens_of, spots_of
from kexie.web.templatetags import kit

_MEASURES: Final = {measure.slug: measure for measure in SHIPPED}
_BY_MEASURE: Final = {"activities": "activities", "attendance": "attendances"}


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
    spots = spots_of(host.unit_id for host in hosts)
    names = any(door.may(who, Right.ROSTER_READ, host.unit) for host in hosts)
    page = page_of(request, rosters.lines(who, activity)) if names else None
    kind = KINDS.get(activity.kind)
    return {
        "activity": activity,
        "kind": kind_title(activity.kind),
        "days": days(activity),
        "status": stage_tag(activity),
        "stage": stage(activity).value,
        "steps": steps(activity),
        "next": next_of(activity, who, counted=bool(heads.value)),
        "checked_by": who_is(activity.checked_by),
        "heads": heads,
        "mine": mine,
        "hold_form": HoldForm(initial={"version": activity.version}),
        "file_form": FileForm(),
        "sittings": list(activity.sittings.order_by("on", "begins", "pk")),
        "items": list(activity.items.order_by("order")),
        "materials": list(activity.materials.select_related("material__attachment").order_by("pk")),
        "rule": recurrence.words(Rule.of_json(activity.recurrence.rule)) if activity.recurrence else "",
        "neighbours": neighbours(activity, who),
        "audience": audience_words(activity),
        "hosts": [(host, spots[host.unit_id].place) for host in hosts],
        "joint": len(hosts),
        "speakers": sorted(activity.speakers.all(), key=lambda speaker: speaker.order),
        "goals": [(goal_title(code), goal_group(code)) for code in unpacked(activity.goals)],
        "names": names,
        "page": page,
        "roster": rosters.table(activity, page.items) if page else None,
        "heard": bool(kind and kind.heard),
        "files": activity.files.select_related("attachment__key").order_by("pk"),
        "credits": _credits(request, activity, heads),
        "entries": _entries(request, activity),
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


def _entries(request: HttpRequest, activity: Activity) -> Table | None:
    """Return the lines of the book that stand for an activity now, each with the figure in which it counts."""
    # what was reversed is left out here: asked for what reverses nothing, SQLite would read the whole book
    told = Entry.objects.filter(source="activity", source_id=activity.pk).select_related("unit").order_by("position")
    gone = {entry.reverses_id for entry in told}
    live = [entry for entry in told if entry.reverses_id is None and entry.position not in gone]
    rows = []
    lens = lens_of(request)
    day = Lens(lens.as_of, parse_period(activity.starts_on.isoformat(), activity.starts_on))
    for entry in live:
        asked = figuring.question(_BY_MEASURE[entry.measure], entry.unit, day, [activity.kind])
        rows.append(
            Row(
                [
                    kit.link(str(entry.position), asked.address()),
                    str(_MEASURES[entry.measure].title),
                    entry.unit.name,
                    _(Entry.Role(entry.role).label),
                    str(shown(entry.amount, entry.bound, exact=True)),
                ]
            )
        )
    cols = [Col(_("台账位")), Col(_("计量")), Col(_("单位"), lead=True), Col(_("身份")), Col(_("数"), n=True, end=True)]
    return Table(_("记下的台账"), cols, rows, classes="contrib") if rows else None


def who_is(account: int | None) -> str:
    """Return the sign-in name of an account by its number, empty where there is none."""
    return Account.objects.filter(pk=account).values_list("username", flat=True).first() or "" if account else ""


def neighbours(activity: Activity, who: Account) -> list[Activity]:
    """Return the ones of the same rule next to an activity, as far as the reader may see them."""
    if activity.recurrence_id is None or activity.slot is None:
        return []
    others = door.seen(who, Right.RECORD_READ, Activity).filter(recurrence=activity.recurrence_id)
    before = others.filter(slot__lt=activity.slot).order_by("-slot")[:1]
    return [*before, *others.filter(slot__gt=activity.slot).order_by("slot")[:3]]


def back_to(activity: Activity, anchor: str = "") -> HttpResponse:
    """Return to the page of an activity."""
    return redirect(reverse("activities:one", args=[activity.code]) + anchor)

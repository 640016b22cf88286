"""Leading bodies and their topics: what was studied, what not yet, how often since a day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.kit.days import parse_day
from kexie.kit.periods import parse_period, year_of
from kexie.kit.refusal import Refused
from kexie.kit.text import joined
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.topics import actions, queries
from kexie.records.topics.models import LeadingBody, StudySession
from kexie.web import figuring
from kexie.web.activities.words import days, stage_tag
from kexie.web.desk.seat import seat_of, seated
from kexie.web.kit.forms import UNITS_OFFERED
from kexie.web.kit.markup import format_html
from kexie.web.kit.pages import page_of
from kexie.web.kit.tables import Cell, Col, Row, Table
from kexie.web.reader import Lens, actor, lens_of
from kexie.web.templatetags import kit
from kexie.web.topics.forms import BodyForm, TopicsForm
from kexie.web.units.finding import offered

DIGITS = 4


@seated
def index(request: HttpRequest) -> HttpResponse:
    """List the leading bodies in reach; found one's own unit's."""
    who = actor(request)
    home = seat_of(request).unit
    may = door.may_anywhere(who, Right.ACTIVITY_RECORD)
    form = BodyForm(request.POST or None, initial={"unit": home.code if home else ""}, who=who)
    if request.method == "POST" and form.is_valid():
        try:
            body = actions.found_body(unit=form.cleaned_data["unit"], name=form.cleaned_data["name"], by=who)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已设“%(name)s”。") % {"name": body.name})
            return redirect("topics:one", body.unit.code)
    page = page_of(request, queries.bodies(who))
    rows = [
        Row([kit.link(one.name, reverse("topics:one", args=[one.unit.code])), one.unit.name, _sessions(one, request)])
        for one in page.items
    ]
    cols = [Col(_("中心组"), lead=True), Col(_("单位")), Col(_("期间内学习"), n=True, end=True)]
    told = {
        "page": page,
        "table": Table(_("中心组"), cols, rows, heads=False),
        "period": lens_of(request).period,
        "form": form,
        "may": may,
        "offered": offered(who, Right.ACTIVITY_RECORD) if may else [],
        "list": UNITS_OFFERED,
    }
    return render(request, "topics/index.html", told, status=400 if form.errors else 200)


def _sessions(body: LeadingBody, request: HttpRequest) -> SafeString:
    return figuring.number(figuring.question("body_studies", body.unit, lens_of(request)), actor(request))


@seated
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Show one leading body: topics of a year, sessions, and how often since a day."""
    who = actor(request)
    body = queries.body(who, code)
    day = today()
    known = queries.years(body)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == DIGITS else (known or [day.year])[0]
    page = page_of(request, queries.sessions(who, body).prefetch_related("studied__topic", "activity__speakers"))
    told = {
        "body": body,
        "mine": door.may(who, Right.ACTIVITY_RECORD, body.unit),
        "year": queries.year_of(body, year, day),
        "years": known,
        "topics": _topics(queries.year_of(body, year, day)),
        "page": page,
        "table": _table(page.items),
        "count": figuring.number(figuring.question("body_studies", body.unit, Lens(day, year_of(year))), who),
        **_since(request, body),
    }
    return render(request, "topics/one.html", told)


def _since(request: HttpRequest, body: LeadingBody) -> dict[str, Any]:
    """Answer "how often since a day": a figure that opens to its sessions; what cannot be read as a day is said."""
    text = request.GET.get("since", "").strip()
    if not text:
        return {"since": ""}
    try:
        first = parse_day(text)
        period = parse_period(f"{first.isoformat()}..{today().isoformat()}", today())
        asked = figuring.question("body_studies", body.unit, Lens(today(), period))
    except Refused as refusal:
        return {"since": text, "wrong": refusal.lines}
    return {"since": first.isoformat(), "often": figuring.number(asked, actor(request))}


def _topics(year: queries.Year) -> Table | None:
    rows = []
    for number, (topic, day) in enumerate(year.topics, 1):
        tag = kit.tag("done", _("已学")) if day else kit.tag("due", _("还没学"))
        rows.append(
            Row(
                [
                    str(number),
                    topic.title,
                    format_html('<span class="nw">{}</span>', day.isoformat()) if day else "",
                    tag,
                ]
            )
        )
    cols = [Col(_("序"), n=True), Col(_("专题"), lead=True), Col(_("第一次学")), Col(_("状态"), end=True)]
    return Table(_("专题"), cols, rows, heads=False) if rows else None


def _table(listed: Sequence[StudySession]) -> Table | None:
    rows = []
    for session in listed:
        activity = session.activity
        experts = joined(speaker.text for speaker in sorted(activity.speakers.all(), key=lambda one: one.order))
        titles = "；".join(studied.topic.title for studied in session.studied.all())
        name = format_html('<a href="{}">{}</a>', reverse("topics:session", args=[activity.code]), activity.title)
        when = format_html('<span class="nw">{}</span>', days(activity))
        rows.append(Row([when, name, titles, session.leader, experts, Cell(stage_tag(activity))]))
    cols = [
        Col(_("日期")),
        Col(_("学习"), lead=True),
        Col(_("专题")),
        Col(_("领学"), fold=_("领学")),
        Col(_("外请专家"), fold=_("外请专家")),
        Col(_("状态"), end=True),
    ]
    return Table(_("学习"), cols, rows, heads=False) if rows else None


@seated
def topics(request: HttpRequest, code: str) -> HttpResponse:
    """Set the topics of a year."""
    who = actor(request)
    body = queries.body(who, code)
    door.demand(who, Right.ACTIVITY_RECORD, body.unit)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == DIGITS else today().year
    standing = [topic.title for topic, _day in queries.year_of(body, year, today()).topics]
    form = TopicsForm(request.POST or None, initial={"year": year, "titles": "\n".join(standing)})
    if form.is_valid():
        chosen = form.cleaned_data["year"]
        try:
            count = actions.set_topics(body, chosen, form.listed(), by=who)
        except Refused as refusal:
            form.refuse(refusal, "titles")
        else:
            messages.success(request, _("%(year)s 年定了 %(count)s 个专题。") % {"year": chosen, "count": count})
            return redirect(reverse("topics:one", args=[code]) + f"?year={chosen}")
    return render(request, "topics/topics.html", {"body": body, "form": form}, status=400 if form.errors else 200)

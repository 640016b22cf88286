"""Visits in a list, and what must still follow from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kexie.figures.question import Where
from kexie.kit.clock import DAY_MAX
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.visits import queries
from kexie.records.visits.models import Visit, VisitNote
from kexie.web import figuring
from kexie.web.desk.seat import seat_of, seated
from kexie.web.kit.markup import format_html
from kexie.web.kit.pages import page_of
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.reader import actor, lens_of
from kexie.web.visits.words import PURPOSES, line_tag


@seated
def index(request: HttpRequest) -> HttpResponse:
    """List visits; the numbers of the unit's year open to their records."""
    who = actor(request)
    purpose = request.GET.get("purpose", "")
    purpose = purpose if purpose in PURPOSES else ""
    found = queries.seen(who)
    if purpose:
        found = found.filter(purpose=purpose)
    heard, promised = Count("notes", filter=Q(notes__kind="heard")), Count("notes", filter=Q(notes__kind="promised"))
    page = page_of(request, found.annotate(heard=heard, promised=promised))
    told: dict[str, Any] = {
        "readable": door.may_anywhere(who, Right.RECORD_READ),
        "may_record": door.may_anywhere(who, Right.ACTIVITY_RECORD),
        "numbers": _numbers(request),
        "unit": seat_of(request).unit,
        "period": lens_of(request).period,
        "waiting": queries.to_follow_up(who).count(),
        "purposes": list(PURPOSES.items()),
        "purpose": purpose,
        "page": page,
        "table": _table(page.items),
        "bare": list(queries.undescribed(who)[:5]),
    }
    return render(request, "visits/index.html", told)


def _numbers(request: HttpRequest) -> list[tuple[str, Any]]:
    """Return the figures of the reader's unit: visits held, promises made and kept."""
    home, lens, who = seat_of(request).unit, lens_of(request), actor(request)
    if home is None:
        return []
    wanted = [
        (_("走访"), "activities", "visit"),
        (_("承诺立项"), "matters_opened", "promise"),
        (_("承诺办结"), "matters_closed", "promise"),
    ]
    told = []
    for label, indicator, kind in wanted:
        asked = replace(figuring.question(indicator, home, lens), where=Where(kinds=(kind,)))
        told.append((label, figuring.number(asked, who)))
    return told


def _table(listed: Sequence[Any]) -> Table:
    cols = [Col(_("日期")), Col(_("走访"), lead=True), Col(_("目的"))]
    cols += [Col(_("谁、哪里")), Col(_("听到"), n=True, fold=_("听到")), Col(_("答应"), n=True, fold=_("答应"))]
    rows = [
        Row(
            [
                format_html('<span class="nw">{}</span>', one.activity.starts_on.isoformat()),
                format_html('<a href="{}">{}</a>', reverse("visits:one", args=[one.activity.code]), one.activity.title),
                str(PURPOSES[one.purpose]),
                whom_of(one),
                str(one.heard),
                str(one.promised),
            ]
        )
        for one in listed
    ]
    return Table(_("走访"), cols, rows, heads=False)


def whom_of(visit: Visit) -> str:
    """Return whom and which place a visit went to, in words."""
    return "　".join(filter(None, (visit.whom, visit.place.name if visit.place is not None else "")))


@seated
def follow(request: HttpRequest) -> HttpResponse:
    """List the lines from which something must still follow, the nearest term first."""
    who = actor(request)
    page = page_of(request, queries.to_follow_up(who))
    homes = {one.visit.activity.unit for one in page.items}
    opens = {unit.pk for unit in homes if door.may(who, Right.MATTER_ISSUE, unit)}
    cols = [
        Col(_("内容"), lead=True),
        Col(_("谁答应的")),
        Col(_("走访")),
        Col(_("限"), fold=_("限")),
        Col(_("状态"), end=True),
    ]
    rows = [Row(_cells(one, opens=one.visit.activity.unit_id in opens)) for one in page.items]
    table = Table(_("待跟进"), cols, rows)
    return render(request, "visits/follow.html", {"page": page, "table": table})


def _cells(one: VisitNote, *, opens: bool) -> list[object]:
    activity = one.visit.activity
    return [
        format_html('<a href="{}">{}</a>', reverse("visits:follow_up", args=[one.pk]), one.text) if opens else one.text,
        one.by_role,
        format_html('<a href="{}">{}</a>', reverse("visits:one", args=[activity.code]), activity.title),
        "" if one.due == DAY_MAX else one.due.isoformat(),
        line_tag(one, one.visit),
    ]

"""What there is of lectures: tours and how far they are, requests by stage, speakers to be reminded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.speakers import flow, queries
from kexie.records.speakers.models import LectureRequest, Tour
from kexie.web.desk.seat import seat_of, seated
from kexie.web.kit.links import addresses
from kexie.web.kit.markup import format_html
from kexie.web.kit.pages import page_of
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.reader import actor, spots_of
from kexie.web.speakers.words import stage_tag, when

OPEN: Final = (flow.ASKED, flow.MATCHED, flow.INVITED, flow.CONFIRMED)
VIEWS: Final = {
    "open": gettext_lazy("在办的"),
    flow.ASKED: gettext_lazy("待派"),
    flow.MATCHED: gettext_lazy("待邀请"),
    flow.INVITED: gettext_lazy("待接单"),
    flow.CONFIRMED: gettext_lazy("已接单"),
    "all": gettext_lazy("全部"),
}


def viewed(who: Account, view: str, tour: str = "") -> QuerySet[LectureRequest]:
    """Return the requests of a view, the nearest lecture first."""
    found = queries.seen(who).order_by("begins_at", "pk")
    if tour:
        found = found.filter(tour__code=tour)
    if view == "all":
        return found.order_by("-begins_at", "-pk")
    wanted = queries.at(OPEN[0])
    for stage in OPEN[1:]:
        wanted |= queries.at(stage)
    return found.filter(queries.at(view) if view in OPEN else wanted)


@seated
def index(request: HttpRequest) -> HttpResponse:
    """Show tours and requests; numbers open to their lists."""
    who = actor(request)
    view = request.GET.get("view", "open")
    view = view if view in VIEWS else "open"
    tour = request.GET.get("tour", "")[:64]
    readable = door.may_anywhere(who, Right.RECORD_READ)
    page = page_of(request, viewed(who, view, tour)) if readable else None
    told: dict[str, Any] = {
        "readable": readable,
        "may_record": door.may_anywhere(who, Right.ACTIVITY_RECORD),
        "tours": tours_table(tours_for(who, request)),
        "views": list(VIEWS.items()),
        "view": view,
        "tour": tour,
        "page": page,
        "table": table(page.items) if page else None,
        "remind": queries.to_remind(who) if readable else (),
        "waiting": viewed(who, flow.ASKED).count() if readable else 0,
    }
    return render(request, "speakers/index.html", told)


def tours_for(who: Account, request: HttpRequest) -> list[Tour]:
    """Return the tours in view: those whose records one sees, and those for which one's own unit may ask."""
    found = {tour.pk: tour for tour in door.seen(who, Right.RECORD_READ, Tour).select_related("unit")}
    home = seat_of(request).unit
    if home is not None:
        found |= {tour.pk: tour for tour in queries.tours_open_to(home)}
    return sorted(found.values(), key=lambda tour: (tour.ends_on, tour.pk), reverse=True)


def tours_table(tours: Sequence[Tour]) -> Table | None:
    """Return tours with their target, what is held, agreed and open, and how many regions have none."""
    rows = []
    for tour in tours[:20]:
        told = queries.progress(tour)
        link = format_html('<a href="{}">{}</a>', reverse("speakers:tour", args=[tour.code]), tour.title)
        days = f"{tour.starts_on}—{tour.ends_on}"
        numbers = [tour.target, told.done.value, told.agreed, told.open, len(told.without)]
        rows.append(Row([link, format_html('<span class="nw">{}</span>', days), *map(str, numbers)]))
    heads = (_("目标"), _("已讲"), _("已约"), _("还缺"), _("空白地区"))
    cols = [Col(_("巡讲"), lead=True), Col(_("日期")), *(Col(head, n=True, fold=head) for head in heads)]
    return Table(_("巡讲"), cols, rows) if rows else None


def table(listed: Sequence[LectureRequest]) -> Table:
    """Return requests as a table."""
    spots, address = spots_of(one.unit_id for one in listed), addresses("speakers:request")
    cols = [
        Col(_("时间")),
        Col(_("想听什么"), lead=True),
        Col(_("领域")),
        Col(_("点单单位")),
        Col(_("主讲")),
        Col(_("到哪一步"), end=True),
    ]
    rows = [
        Row(
            [
                format_html('<span class="nw">{}</span>', when(one)),
                format_html('<a href="{}">{}</a>', address(one.code), one.title),
                one.field,
                format_html('{} <span class="note">{}</span>', spots[one.unit_id].name, spots[one.unit_id].place),
                one.speaker.label if one.speaker is not None else "",
                stage_tag(one),
            ]
        )
        for one in listed
    ]
    return Table(_("点单"), cols, rows, heads=False)

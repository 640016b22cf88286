"""The pages of meetings: the list, one meeting, the wall of the meeting room, papers to take away."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kexie.kit.clock import today
from kexie.kit.refusal import Forbidden
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.meetings import queries
from kexie.records.meetings.models import Amendment, Meeting
from kexie.records.meetings.rules import STAGES, Stage
from kexie.reports import agenda, brief
from kexie.web.desk.seat import may_here, seated
from kexie.web.kit.markup import format_html
from kexie.web.kit.pages import page_of
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.matters.listing import table as matter_table
from kexie.web.matters.words import light_tag
from kexie.web.reader import actor
from kexie.web.reports.handing import handed
from kexie.web.templatetags import kit

SHAPES = {
    Stage.CALLED: "due",
    Stage.AGENDA: "due",
    Stage.HELD: "doing",
    Stage.SENT: "near",
    Stage.FIXED: "closed",
    Stage.CANCELLED: "na",
}


def meeting_of(request: HttpRequest, code: str) -> Meeting:
    """Return the meeting of an address if the reader may see it, else 404."""
    found = queries.seen(actor(request)).filter(code=code).first()
    if found is None:
        raise Forbidden(_("没有这个会议，或您无权查看。"))
    return found


def back_to(meeting: Meeting, anchor: str = "") -> HttpResponse:
    """Return to the page of a meeting."""
    return redirect(reverse("meetings:one", args=[meeting.code]) + anchor)


def stage_tag(meeting: Meeting) -> str:
    """Return the stage of a meeting as a shape and a word."""
    stage = queries.stage_of(meeting)
    return kit.tag(SHAPES[stage], str(STAGES[stage]))


@seated
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """List the series that run, and the meetings to which the reader's units are called, the latest first."""
    who = actor(request)
    page = page_of(request, queries.seen(who))
    told = {
        "series": [(one, door.may(who, Right.MATTER_ISSUE, one.unit)) for one in queries.series_of(who)],
        "page": page,
        "table": _table(page.items),
        "may_list": may_here(request, Right.MATTER_READ),
        "may_begin": door.may_anywhere(who, Right.MATTER_ISSUE),
        "readable": door.may_anywhere(who, Right.MATTER_READ),
    }
    return render(request, "meetings/index.html", told)


def _table(listed: Any) -> Table:  # noqa: ANN401 - a page's items
    cols = [Col(_("阶段"), end=True), Col(_("会议"), lead=True), Col(_("召集单位")), Col(_("会期"), fold=_("会期"))]
    rows = [
        Row(
            [
                stage_tag(one),
                format_html('<a href="{}">{}</a>', reverse("meetings:one", args=[one.code]), one.activity.title),
                one.unit.name,
                one.activity.starts_on.isoformat(),
            ]
        )
        for one in listed
    ]
    return Table(_("会议"), cols, rows, heads=False)


@seated
@require_GET
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Show one meeting: what is on, who is called, what was decided, the minutes and what is to be changed in them."""
    meeting, who = meeting_of(request, code), actor(request)
    stage = queries.stage_of(meeting)
    decided = list(queries.outcomes(who, [meeting]))
    leading = door.may(who, Right.MATTER_ISSUE, meeting.unit)
    amendments = list(meeting.amendments.select_related("unit"))
    told: dict[str, Any] = {
        "meeting": meeting,
        "stage": stage.value,
        "tag": stage_tag(meeting),
        "groups": agenda.grouped(agenda.points_for(meeting, who)),
        "decided": decided,
        "table": matter_table(decided) if decided else None,
        "again": queries.carried(who, meeting),
        "called": list(meeting.called.select_related("unit")),
        "numbers": queries.counted(meeting),
        "amendments": amendments,
        "asked": [one for one in amendments if one.state == Amendment.State.ASKED],
        "leading": leading,
        "may_amend": stage is Stage.SENT and meeting.amend_until is not None and today() <= meeting.amend_until,
        "ahead": stage in {Stage.CALLED, Stage.AGENDA},
        "over": stage in {Stage.HELD, Stage.SENT, Stage.FIXED},
        "due": meeting.activity.starts_on <= today(),
    }
    return render(request, "meetings/one.html", told)


@seated
@require_GET
def wall(request: HttpRequest, code: str) -> HttpResponse:
    """Show a meeting for the screen of the meeting room: few words, large, no menus."""
    meeting, who = meeting_of(request, code), actor(request)
    decided = [(matter, light_tag(matter)) for matter in queries.outcomes(who, [meeting])]
    told = {
        "meeting": meeting,
        "groups": agenda.grouped(agenda.points_for(meeting, who)),
        "decided": decided,
        "numbers": queries.counted(meeting),
    }
    return render(request, "meetings/wall.html", told)


@seated
@require_GET
def paper(request: HttpRequest, code: str, name: str, ending: str) -> HttpResponse:
    """Hand out the agenda or the one-page brief as a file."""
    meeting = meeting_of(request, code)
    if name == "brief":
        document = brief.build(meeting, actor(request))
    elif name == "agenda":
        document = agenda.build(meeting, agenda.points_for(meeting, actor(request)))
    else:
        raise Forbidden(_("没有这种文稿。"))
    return handed(request, document, ending, f"{name}-{meeting.code}")

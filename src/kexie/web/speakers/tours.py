"""One tour: target, held, agreed, open; regions without any; the planner's proposal, which a person takes over."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kexie.kit.clock import now, today
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import TITLES, Right
from kexie.records.speakers import actions, asking, flow, queries
from kexie.records.speakers.actions import NewTour
from kexie.records.speakers.models import LectureRequest, PoolSpeaker, Tour
from kexie.records.speakers.planning import AWAY, BUSY, FULL, UNFIT, Plan, propose
from kexie.records.speakers.queries import Progress
from kexie.records.units.kinds import TITLES as UNIT_WORDS
from kexie.records.units.queries import below_ids
from kexie.web.desk.seat import seat_of, seated
from kexie.web.kit.forms import UNITS_OFFERED
from kexie.web.kit.markup import format_html
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.reader import actor
from kexie.web.speakers.forms import TourForm
from kexie.web.speakers.listing import table, tours_for, viewed
from kexie.web.speakers.words import fields_of, question_of, when
from kexie.web.templatetags import kit
from kexie.web.units.finding import offered


def tour_of(request: HttpRequest, code: str) -> Tour:
    """Return the tour of an address if it is in the reader's view, else 404."""
    found = next((one for one in tours_for(actor(request), request) if one.code == code), None)
    if found is None:
        raise Forbidden(_("没有这条记录，或您无权查看。"))
    return found


@seated
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Show one tour."""
    tour, who = tour_of(request, code), actor(request)
    told = queries.progress(tour)
    mine = door.may(who, Right.ACTIVITY_RECORD, tour.unit)
    asked = list(viewed(who, "open", tour.code)[:50])
    days = f"{tour.starts_on}..{tour.ends_on}"
    planned = {"unit": tour.unit.code, "series": tour.title, "status": "planned", "period": days}
    return render(
        request,
        "speakers/tour.html",
        {
            "tour": tour,
            "told": told,
            "mine": mine,
            "may_ask": door.may_anywhere(who, Right.ACTIVITY_RECORD) and tour.ends_on >= today(),
            "figure": question_of(tour).address(),
            "planned": f"{reverse('activities:index')}?{urlencode(planned)}",
            "level": UNIT_WORDS.get(tour.level, tour.level),
            "reached": len(told.regions) - len(told.without),
            "regions": _regions(told),
            "requests": table(asked) if asked else None,
            "waiting": sum(queries.standing(one) == flow.ASKED for one in asked),
        },
    )


def _regions(told: Progress) -> Table:
    """Return the regions: those without any first, as they are to be reached first; nobody is ranked."""
    cols = [
        Col(_("地区"), lead=True),
        *(Col(head, n=True, fold=head) for head in (_("已讲"), _("已约"), _("点了未约"))),
    ]
    cols.append(Col(_("讲到没有"), end=True))
    listed = sorted(told.regions, key=lambda one: (bool(one.done or one.agreed), one.unit.code))
    rows = [
        Row(
            [
                format_html('<a href="{}">{}</a>', reverse("units:one", args=[one.unit.code]), one.unit.name),
                *map(str, (one.done, one.agreed, one.asked)),
                kit.tag("done", _("讲到了"))
                if one.done
                else kit.tag("doing", _("已约"))
                if one.agreed
                else kit.tag("due", _("空白")),
            ]
        )
        for one in listed
    ]
    return Table(_("各地区"), cols, rows, tall=True)


def _keep(request: HttpRequest, tour: Tour | None, first: dict[str, Any]) -> HttpResponse:
    who = actor(request)
    form = TourForm(request.POST or None, initial=first, who=who)
    if form.is_valid():
        typed = form.cleaned_data
        names = ("code", "title", "unit", "target", "level", "starts_on", "ends_on")
        said = NewTour(**{name: typed[name] for name in names}, origin=tour.origin if tour else "live")
        try:
            kept = actions.keep_tour(said, by=who, tour=tour, version=typed["version"] or 0)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("“%(title)s”已存下；下级单位现在可以点单。") % {"title": kept.title})
            return redirect("speakers:tour", kept.code)
    told = {"form": form, "tour": tour, "offered": offered(who, Right.ACTIVITY_RECORD), "list": UNITS_OFFERED}
    return render(request, "speakers/begin.html", told, status=400 if form.errors else 200)


@seated
def new(request: HttpRequest) -> HttpResponse:
    """Begin a tour."""
    if not door.may_anywhere(actor(request), Right.ACTIVITY_RECORD):
        raise Forbidden(_("您没有“%(right)s”的权限。") % {"right": TITLES[Right.ACTIVITY_RECORD]})
    home = seat_of(request).unit
    return _keep(request, None, {"unit": home.code if home else "", "level": "province", "starts_on": today()})


@seated
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change a tour: its target, days, level."""
    tour = door.get(actor(request), Right.RECORD_READ, Tour, code=code)
    door.demand(actor(request), Right.ACTIVITY_RECORD, tour.unit)
    names = ("code", "title", "target", "level", "starts_on", "ends_on", "version")
    return _keep(request, tour, {name: getattr(tour, name) for name in names} | {"unit": tour.unit.code})


def proposal(tour: Tour, who: Account) -> tuple[Plan, dict[int, LectureRequest], dict[int, PoolSpeaker]]:
    """Return who the planner proposes for the requests of a tour that wait, with the requests and speakers by key."""
    waiting = (
        queries.seen(who).filter(queries.at(flow.ASKED), tour=tour, begins_at__gt=now()).order_by("begins_at", "pk")
    )
    asked = [one for one in waiting[:300] if door.may(who, Right.ACTIVITY_RECORD, one.pool_id)]
    kept = PoolSpeaker.objects.knowing("whoever serves a pool sees it").filter(queries.may_be_asked())
    speakers = list(kept.filter(unit__in=below_ids({one.pool_id for one in asked})).order_by("code")[:500])
    wishes, ables = queries.ables_of(speakers, asked, tour.level)
    reached = [one.unit.pk for one in queries.progress(tour).regions if one.done or one.agreed]
    plan = propose(wishes, ables, reached)
    return plan, {one.pk: one for one in asked}, {one.pk: one for one in speakers}


@seated
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """Show the planner's proposal; sent, it is taken over whole, as it was seen, each match checked again."""
    tour, who = tour_of(request, code), actor(request)
    door.demand(who, Right.ACTIVITY_RECORD, tour.unit)
    found, asked, speakers = proposal(tour, who)
    errors: list[str] = []
    if request.method == "POST":
        pairs = [tuple(pair.split(":")) for pair in request.POST.getlist("pair")]
        try:
            taken = {asked[int(wish)]: speakers[int(who_)] for wish, who_ in pairs}
            number = asking.match_many(taken, by=who)
        except Refused as refusal:
            errors = list(refusal.lines)
        except (KeyError, ValueError):
            errors = [_("这些单子刚有变化；下面是按现在的情况重排的。")]
        else:
            messages.success(request, _("已派 %(n)s 单；请逐单邀请。") % {"n": number})
            return redirect("speakers:tour", tour.code)
    words = {
        UNFIT: _("人才库里没有合适的人"),
        AWAY: _("合适的人那天不便"),
        BUSY: _("合适的人时间已占"),
        FULL: _("合适的人当月排满"),
    }
    rows = [
        (one, when(asked[one]), asked[one], speakers[speaker], fields_of(speakers[speaker]))
        for one, speaker in found.placed
    ]
    told = {
        "tour": tour,
        "rows": rows,
        "left": [(asked[one], when(asked[one]), words[why]) for one, why in found.left],
        "errors": errors,
        "empty": not asked,
    }
    return render(request, "speakers/plan.html", told, status=400 if errors else 200)

"""The list of activities: filters, what they add up to, newest first, records to check ticked and checked at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kexie.figures.indicators.planned import PLANNED
from kexie.figures.question import Question, Where
from kexie.kit.clock import today
from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities import life
from kexie.records.activities.models import Activity, Host
from kexie.records.activities.queries import hosted_and_seen, planned_in
from kexie.records.units.models import Unit
from kexie.records.units.rules import TreeOn
from kexie.web import figuring
from kexie.web.activities.filters import NAMES, SILENT, UNRECORDED, Filters, checks, chosen, given, unit_in
from kexie.web.activities.heads import Heads, heads_of
from kexie.web.activities.words import days, kind_title, stage_tag
from kexie.web.desk.seat import seat_of, seated
from kexie.web.kit.forms import PeriodField
from kexie.web.kit.links import addresses
from kexie.web.kit.markup import format_html
from kexie.web.kit.pages import MOST, page_of
from kexie.web.kit.preferences import safe_next
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.reader import Lens, Spot, actor, lens_of, spots_of
from kexie.web.templatetags import kit


class ListFilters(Filters):
    """The filters with a period: a list looks back, a calendar turns its own pages."""

    period = PeriodField(label=gettext_lazy("期间"), required=False)


@seated
def index(request: HttpRequest) -> HttpResponse:
    """List the activities of a unit and those below it that the reader may see.

    A silence is asked for whenever it was, unless a period is typed.
    """
    who, lens = actor(request), lens_of(request, typed=False)
    silence = request.GET.get("status") in (SILENT, UNRECORDED)
    form = ListFilters(given(request, period="" if silence else str(lens.period)))
    readable = door.may_anywhere(who, Right.RECORD_READ)
    unit = unit_in(form, request) if form.is_valid() else seat_of(request).unit
    if not form.is_valid() or unit is None:
        return _shown(request, form, {"readable": readable, "unit": unit}, 400 if form.errors else 200)
    asked = form.cleaned_data
    lens = Lens(lens.as_of, asked["period"] or lens.period)
    found = chosen(hosted_and_seen(who, Right.RECORD_READ, unit.pk), asked, today())
    if asked["period"] or not silence:
        found = found.filter(starts_on__range=(lens.period.first, lens.period.last))
    page = page_of(request, found.order_by("-starts_on", "-pk"), most=MOST)
    ticks = checks(who, list(page.items)) if asked["status"] == "recorded" else set()
    told = {
        "readable": readable,
        "unit": unit,
        "page": page,
        "table": _table(page.items, heads_of(page.items, who), ticks),
        "ticks": bool(ticks) and door.may(who, Right.ACTIVITY_CHECK, unit),
        "whole": door.may(who, Right.RECORD_READ, unit),
        "narrowed": any(asked[name] for name in NAMES if name != "unit"),
        "silence": asked["status"] if silence else "",
    }
    if door.may(who, Right.FIGURE_READ, unit) and not silence:
        kinds = [asked["kind"]] if asked["kind"] else []
        told["sums"] = [
            figuring.number(figuring.question(slug, unit, lens, kinds), who) for slug in ("activities", "attendances")
        ]
        told["period"] = lens.period
        if lens.as_of >= today():  # plans are known as they stand, and no other way
            told["plans"] = _plans(unit, lens, kinds, who)
    return _shown(request, form, told)


def _plans(unit: Unit, lens: Lens, kinds: list[str], who: Account) -> SafeString:
    """Return the number of planned activities, beside those held and never in them.

    The figure is counted over the hosts of all that is planned; here the same is counted from the activities, unless
    one stands for several.
    """
    asked = Question(PLANNED, unit, lens.period, where=Where(kinds=tuple(kinds)), as_of=lens.as_of)
    on = TreeOn(asked.tree_day(lens.period), lens.as_of)
    number = planned_in(unit.pk, on, lens.period.first, lens.period.last, kinds)
    if number is None:
        return figuring.number(asked, who)
    return kit.fig(number, asked.address(), unit=str(PLANNED.unit))


def _shown(request: HttpRequest, form: ListFilters, told: dict[str, Any], status: int = 200) -> HttpResponse:
    who = actor(request)
    may_record = door.may_anywhere(who, Right.ACTIVITY_RECORD)
    query = request.GET.copy()
    for name in ("page", "period", "view", "on"):
        query.pop(name, None)
    told = {"form": form, "may_record": may_record, "query": query.urlencode(), "view": "list", **told}
    return render(request, "activities/index.html", told, status=status)


@seated
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Check the ticked records at once: all of them or none."""
    who = actor(request)
    numbers = [int(one) for one in request.POST.getlist("pick") if one.isascii() and one.isdigit() and len(one) < 19]  # noqa: PLR2004
    rows = door.seen(who, Right.RECORD_READ, Activity, numbers[:500]).select_related("unit")
    try:
        done = life.check_many(list(rows), by=who)
    except Refused as refusal:
        for sentence in refusal.lines:
            messages.error(request, sentence)
    else:
        if done:
            messages.success(request, _("已复核 %(count)s 项。") % {"count": done})
        else:
            messages.info(request, _("没有勾选要复核的记录。"))
    return redirect(safe_next(request, request.POST.get("next", "")) or reverse("activities:index"))


def _table(listed: Sequence[Activity], heads: dict[int, Heads], ticks: set[int]) -> Table:
    spots, address = spots_of(one.unit_id for one in listed), addresses("activities:one")
    hosts = Counter(Host.objects.filter(activity__in=listed).values_list("activity", flat=True))
    cols = [
        *([Col(_("选"))] if ticks else []),
        Col(_("日期")),
        Col(_("状态"), end=True),
        Col(_("名称"), lead=True),
        Col(_("种类")),
        Col(_("主办")),
        Col(_("人数"), n=True, end=True),
    ]
    rows = []
    for one in listed:
        cells = _cells(one, spots[one.unit_id], address(one.code), heads[one.pk], hosts[one.pk])
        rows.append(Row([_tick(one, ticks), *cells] if ticks else cells))
    return Table(_("活动"), cols, rows, heads=False)


def _tick(one: Activity, ticks: set[int]) -> object:
    if one.pk not in ticks:
        return ""
    words = _("选“%(title)s”") % {"title": one.title}
    return format_html('<input type="checkbox" class="pick" name="pick" value="{}" aria-label="{}">', one.pk, words)


def _cells(one: Activity, spot: Spot, address: str, came: Heads, hosts: int) -> list[object]:
    title = format_html('<a href="{}">{}</a>', address, one.title)
    if one.count > 1:
        title = format_html('{} <span class="note">{}</span>', title, _("合并登记 %(count)s 场") % {"count": one.count})
    more = _("等 %(count)s 家") % {"count": hosts} if hosts > 1 else ""
    host = format_html('{}{} <span class="note">{}</span>', spot.name, more, spot.place)
    planned = one.status == Activity.Status.PLANNED
    heads: object = "" if planned and came.value is None else kit.fig(came.value, address, bound=came.bound)
    return [
        format_html('<span class="nw">{}</span>', days(one)),
        stage_tag(one),
        title,
        kind_title(one.kind),
        host,
        heads,
    ]

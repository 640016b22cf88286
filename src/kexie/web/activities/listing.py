"""The list of activities: filters, what they add up to, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.activities.kinds import KINDS
from kexie.records.activities.models import Activity, Host
from kexie.records.units.models import Unit
from kexie.records.units.queries import below
from kexie.web import figuring
from kexie.web.activities.heads import Heads, heads_of
from kexie.web.activities.words import STATUS, days, kind_title, status_tag
from kexie.web.desk.seat import seat_of, seated
from kexie.web.kit.forms import HouseForm, PeriodField
from kexie.web.kit.pages import page_of
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.reader import Lens, actor, lens_of, paths_of, place_of
from kexie.web.templatetags import kit
from kexie.web.units.finding import find_unit


class Filters(HouseForm):
    """Which activities are listed."""

    unit = forms.CharField(label=gettext_lazy("单位（编号或全称）"), required=False)
    period = PeriodField(label=gettext_lazy("期间"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("种类"), required=False)
    status = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    q = forms.CharField(label=gettext_lazy("名称里有"), required=False, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Offer the kinds and statuses there are."""
        super().__init__(*args, **kwargs)
        for name, words in (("kind", {k.slug: k.title for k in KINDS.values()}), ("status", STATUS)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
            field.choices = [("", _("全部")), *words.items()]


@seated
def index(request: HttpRequest) -> HttpResponse:
    """List the activities of a unit and those below it that the reader may see."""
    who, lens, home = actor(request), lens_of(request, typed=False), seat_of(request).unit
    given = {"unit": home.code if home else "", "period": str(lens.period), "kind": "", "status": "", "q": ""}
    form = Filters(given | {key: value for key, value in request.GET.items() if key in given})
    readable = door.may_anywhere(who, Right.RECORD_READ)
    unit = home
    if form.is_valid() and form.cleaned_data["unit"]:
        try:
            unit = find_unit(form.cleaned_data["unit"], who, Right.UNIT_READ)
        except Refused as refusal:
            form.refuse(refusal, "unit")
    if not form.is_valid() or unit is None:
        return _shown(request, form, {"readable": readable, "unit": unit}, 400 if form.errors else 200)
    lens = Lens(lens.as_of, form.cleaned_data["period"] or lens.period)
    chosen = _chosen(door.seen(who, Right.RECORD_READ, Activity), unit, lens, form.cleaned_data)
    page = page_of(request, chosen.select_related("unit").prefetch_related("hosts__unit").order_by("-starts_on", "-pk"))
    kinds = [form.cleaned_data["kind"]] if form.cleaned_data["kind"] else []
    told = {
        "readable": readable,
        "unit": unit,
        "page": page,
        "table": _table(page.items, heads_of(page.items, who)),
        "whole": door.may(who, Right.RECORD_READ, unit),
        "narrowed": any(form.cleaned_data[name] for name in ("kind", "status", "q")),
    }
    if door.may(who, Right.FIGURE_READ, unit):
        told["sums"] = [
            figuring.number(figuring.question(slug, unit, lens, kinds), who) for slug in ("activities", "attendances")
        ]
        told["period"] = lens.period
    return _shown(request, form, told)


def _shown(request: HttpRequest, form: Filters, told: dict[str, Any], status: int = 200) -> HttpResponse:
    who = actor(request)
    may_record = door.may_anywhere(who, Right.ACTIVITY_RECORD)
    return render(request, "activities/index.html", {"form": form, "may_record": may_record, **told}, status=status)


def _chosen(found: QuerySet[Activity], unit: Unit, lens: Lens, told: dict[str, Any]) -> QuerySet[Activity]:
    """Narrow what the reader may see by unit, period and the rest; a day counts as in figures, by the first day."""
    hosting = Host.objects.filter(unit__in=below([unit.pk])).values("activity")
    found = found.filter(pk__in=hosting, starts_on__range=(lens.period.first, lens.period.last))
    if told["kind"]:
        found = found.filter(kind=told["kind"])
    # of two that were merged, the one that stands for both is listed
    status = Q(status=told["status"]) if told["status"] else ~Q(status=Activity.Status.MERGED)
    found = found.filter(status)
    if told["q"]:
        found = found.filter(Q(title__icontains=told["q"]) | Q(code__iexact=told["q"]))
    return found


def _table(listed: Sequence[Activity], heads: dict[int, Heads]) -> Table:
    paths = paths_of(one.unit_id for one in listed)
    cols = [
        Col(_("日期")),
        Col(_("状态"), end=True),
        Col(_("名称"), lead=True),
        Col(_("种类")),
        Col(_("主办")),
        Col(_("人数"), n=True, end=True),
    ]
    return Table(
        _("活动"), cols, [Row(_cells(one, place_of(paths[one.unit_id]), heads[one.pk])) for one in listed], heads=False
    )


def _cells(one: Activity, place: str, came: Heads) -> list[object]:
    address = reverse("activities:one", args=[one.code])
    title = format_html('<a href="{}">{}</a>', address, one.title)
    if one.count > 1:
        title = format_html('{} <span class="note">{}</span>', title, _("合并登记 %(count)s 场") % {"count": one.count})
    joined = len(one.hosts.all()) - 1
    more = _("等 %(count)s 家") % {"count": joined + 1} if joined else ""
    host = format_html('{}{} <span class="note">{}</span>', one.unit.name, more, place)
    planned = one.status == Activity.Status.PLANNED
    heads: object = "" if planned and came.value is None else kit.fig(came.value, address, bound=came.bound)
    return [
        format_html('<span class="nw">{}</span>', days(one)),
        status_tag(one.status),
        title,
        kind_title(one.kind),
        host,
        heads,
    ]

"""Who looked at personal data (查阅记录), for those who read the log of a unit: which account, when, at what sort."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import TITLES, Right
from kexie.records.access.scope import reach
from kexie.records.activities.models import Activity
from kexie.records.history.looks import ROSTER
from kexie.records.history.models import Look
from kexie.records.units.queries import within
from kexie.web.desk.seat import seated
from kexie.web.kit.forms import HouseForm
from kexie.web.kit.markup import format_html
from kexie.web.kit.pages import page_of
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.me.held import WHAT, names
from kexie.web.reader import NOWHERE, actor, spots_of
from kexie.web.templatetags import kit
from kexie.web.units.finding import find_unit


class FindForm(HouseForm):
    """Which lines."""

    unit = forms.CharField(label=gettext_lazy("单位（编号或全称）"), required=False)
    noun = forms.ChoiceField(
        label=gettext_lazy("看了什么"), required=False, choices=[("", gettext_lazy("全部")), *WHAT.items()]
    )
    account = forms.CharField(label=gettext_lazy("账号"), required=False, max_length=64)


@seated
def index(request: HttpRequest) -> HttpResponse:
    """List who looked at what, newest first; of whom the data were is told to that person alone."""
    who = actor(request)
    if not door.may_anywhere(who, Right.LOG_READ):
        raise Forbidden(_("您没有“%(right)s”的权限。") % {"right": TITLES[Right.LOG_READ]})
    form = FindForm({name: request.GET.get(name, "") for name in ("unit", "noun", "account")})
    found = Look.objects.filter(reach(who, Right.LOG_READ, "unit"))
    if form.is_valid():
        told = form.cleaned_data
        try:
            if told["unit"]:
                found = found.filter(within("unit", [find_unit(told["unit"], who, Right.LOG_READ).pk]))
        except Refused as refusal:
            form.refuse(refusal, "unit")
        if told["noun"]:
            found = found.filter(noun=told["noun"])
        if told["account"]:
            numbers = Account.objects.filter(username=told["account"]).values_list("pk", flat=True)
            found = found.filter(by__in=list(numbers))
    page = page_of(request, found.order_by("-at", "uid"))
    given = {"form": form, "page": page, "table": _table(page.items, who)}
    return render(request, "settings/looks.html", given, status=400 if form.errors else 200)


def _table(looks: Sequence[Look], who: Account) -> Table:
    named = names({one.by for one in looks})
    spots = spots_of(one.unit for one in looks)
    rosters = [one.thing for one in looks if one.noun == ROSTER]
    activities = door.seen(who, Right.RECORD_READ, Activity).in_bulk(rosters)
    rows = []
    for one in looks:
        account, post = named.get(one.by, ("", ""))
        what: object = str(WHAT.get(one.noun, one.noun))
        activity = activities.get(one.thing) if one.noun == ROSTER else None
        if activity is not None:
            address = reverse("activities:one", args=[activity.code])
            what = format_html('{}　<a href="{}">{}</a>', what, address, activity.title)
        spot = spots.get(one.unit, NOWHERE)
        at = format_html('{} <span class="note">{}</span>', spot.name, spot.place) if spot.code else ""
        by = format_html('{} <span class="note">{}</span>', account, post)
        rows.append(Row([kit.moment(one.at), by, what, str(one.names), at]))
    cols = [Col(_("时间")), Col(_("账号")), Col(_("看了什么"), lead=True), Col(_("人数"), n=True, fold=_("人数"))]
    return Table(_("查阅记录"), [*cols, Col(_("单位"), end=True)], rows, heads=False)

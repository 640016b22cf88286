"""The log: what was done in the units whose log one may read. It never names whom a deed was about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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
from kexie.records.history.models import HistoryEvent
from kexie.records.units.queries import within
from kexie.web.desk.seat import seated
from kexie.web.history import NOUNS, changes, deed_of, who_did
from kexie.web.kit.forms import HouseForm
from kexie.web.kit.markup import format_html
from kexie.web.kit.pages import page_of
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.reader import NOWHERE, Spot, actor, spots_of
from kexie.web.templatetags import kit
from kexie.web.units.finding import find_unit


class FindForm(HouseForm):
    """Which events."""

    unit = forms.CharField(label=gettext_lazy("单位（编号或全称）"), required=False)
    noun = forms.ChoiceField(label=gettext_lazy("什么"), required=False)
    account = forms.CharField(label=gettext_lazy("账号"), required=False, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Offer the nouns there are."""
        super().__init__(*args, **kwargs)
        field = self.fields["noun"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [("", _("全部")), *NOUNS.items()]


@seated
def index(request: HttpRequest) -> HttpResponse:
    """List the events, newest first."""
    who = actor(request)
    if not door.may_anywhere(who, Right.LOG_READ):
        raise Forbidden(_("您没有“%(right)s”的权限。") % {"right": TITLES[Right.LOG_READ]})
    form = FindForm({name: request.GET.get(name, "") for name in ("unit", "noun", "account")})
    events = HistoryEvent.objects.filter(reach(who, Right.LOG_READ, "unit"))
    if form.is_valid():
        told = form.cleaned_data
        try:
            if told["unit"]:
                unit = find_unit(told["unit"], who, Right.LOG_READ)
                events = events.filter(within("unit", [unit.pk]))
        except Refused as refusal:
            form.refuse(refusal, "unit")
        if told["noun"]:
            events = events.filter(noun=told["noun"])
        if told["account"]:
            events = events.filter(
                by__in=list(Account.objects.filter(username=told["account"]).values_list("pk", flat=True))
            )
    page = page_of(request, events.select_related("detail").order_by("-number"))
    given = {"form": form, "page": page, "table": _table(page.items, who)}
    return render(request, "settings/log.html", given, status=400 if form.errors else 200)


def _table(events: Sequence[HistoryEvent], who: Account) -> Table:
    names = who_did(events)
    spots = spots_of(event.unit for event in events)
    numbers = [int(event.thing) for event in events if event.noun == "activity" and event.thing.isdigit()]
    activities = door.seen(who, Right.RECORD_READ, Activity).in_bulk(numbers)
    rows = []
    for event in events:
        at = _at(spots.get(event.unit, NOWHERE))
        what = format_html("{}　{}", NOUNS.get(event.noun, event.noun), deed_of(event.noun, event.deed))
        rows.append(Row([kit.moment(event.at), names.get(event.by, ""), what, _thing(event, activities), at]))
    cols = [Col(_("时间")), Col(_("账号")), Col(_("做了什么"), lead=True), Col(_("哪一个")), Col(_("单位"), end=True)]
    return Table(_("操作记录"), cols, rows, heads=False)


def _at(spot: Spot) -> object:
    """Return the unit with where it stands."""
    if not spot.code:
        return ""
    address = reverse("units:one", args=[spot.code])
    return format_html('<a href="{}">{}</a> <span class="note">{}</span>', address, spot.name, spot.place)


def _thing(event: HistoryEvent, activities: dict[int, Activity]) -> object:
    """Return the activity a deed was done to, and what was changed of it or of a unit; never a person."""
    more = changes(event) if event.noun in {"activity", "unit", "association"} else ""
    activity = activities.get(int(event.thing)) if event.noun == "activity" and event.thing.isdigit() else None
    if activity is None:
        return format_html('<span class="note">{}</span>', more)
    link = format_html('<a href="{}">{}</a>', reverse("activities:one", args=[activity.code]), activity.title)
    return format_html('{} <span class="note">{}</span>', link, more) if more else link

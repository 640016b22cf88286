"""Calendars to subscribe to: a page to make and revoke the addresses, and the address that a programme reads."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.activities import feeds
from kexie.records.activities.models import Feed
from kexie.web.activities import ical
from kexie.web.kit.forms import UNITS_OFFERED, HouseForm, unit_box
from kexie.web.reader import actor
from kexie.web.units.finding import find_unit, offered

TOLD = "feed"
"""Under this name the session carries a new address to the page that shows it once."""


class FeedForm(HouseForm):
    """What is subscribed to."""

    what = forms.ChoiceField(
        label=gettext_lazy("订阅什么"),
        choices=[
            ("mine", gettext_lazy("请我参加的活动")),
            ("unit", gettext_lazy("一个单位及下级的活动")),
            ("series", gettext_lazy("一个系列的活动")),
        ],
        widget=forms.RadioSelect,
        initial="mine",
    )
    unit = forms.CharField(
        label=gettext_lazy("单位（编号或全称）"),
        required=False,
        widget=unit_box(),
    )
    series = forms.CharField(label=gettext_lazy("系列"), required=False, max_length=100)


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """Show one's own feeds; make one, revoke one."""
    who = actor(request)
    form = FeedForm(request.POST if request.method == "POST" and "revoke" not in request.POST else None)
    if request.method == "POST" and "revoke" in request.POST:
        number = request.POST["revoke"]
        try:
            feeds.revoke(int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0, by=who)  # noqa: PLR2004
        except Refused as refusal:
            messages.error(request, " ".join(refusal.lines))
        else:
            messages.success(request, _("已停用；用着这个地址的日历不再更新。"))
        return redirect("activities:feeds")
    if form.is_valid() and _opened(request, form):
        return redirect("activities:feeds")
    secret = request.session.pop(TOLD, "")
    told: dict[str, Any] = {
        "form": form,
        "feeds": [(feed, _name(feed)) for feed in feeds.live(who)],
        "address": request.build_absolute_uri(reverse("activities:feed", args=[secret])) if secret else "",
        "offered": offered(who, Right.RECORD_READ),
        "offered_id": UNITS_OFFERED,
        "reads": door.may_anywhere(who, Right.RECORD_READ),
    }
    return render(request, "activities/feeds.html", told, status=400 if form.errors else 200)


def _opened(request: HttpRequest, form: FeedForm) -> bool:
    """Make the feed that a form asks for; put refusals on the form and return whether it was made."""
    who, told = actor(request), form.cleaned_data
    try:
        unit = find_unit(told["unit"], who, Right.RECORD_READ) if told["what"] == "unit" else None
        series = told["series"].strip() if told["what"] == "series" else ""
        if told["what"] == "series" and not series:
            raise Refused(_("请写系列的名称。"))  # noqa: TRY301 - shown at its field as the others
        _feed, secret = feeds.open_feed(by=who, unit=unit, series=series)
    except Refused as refusal:
        form.refuse(refusal, told["what"] if told["what"] != "mine" else None)
        return False
    request.session[TOLD] = secret
    return True


@require_safe
def read(request: HttpRequest, secret: str) -> HttpResponse:
    """Hand out a feed to whoever has its address; a revoked one reads as if it had never been."""
    feed = feeds.of_secret(secret)
    if feed is None:
        raise Forbidden(_("没有这个日历，或已停用。"))
    listed = feeds.activities(feed)
    tag = f'"{ical.tag(listed, _name(feed))}"'
    headers = {"ETag": tag, "Cache-Control": "private, max-age=900", "Referrer-Policy": "no-referrer"}
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers=headers)
    site = request.build_absolute_uri("/").rstrip("/")
    content = ical.calendar(_name(feed), listed, site)
    headers["Content-Disposition"] = 'attachment; filename="kexie.ics"'
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


def _name(feed: Feed) -> str:
    if feed.unit is not None:
        return _("%(unit)s及下级的活动") % {"unit": feed.unit.name}
    return _("系列：%(series)s") % {"series": feed.series} if feed.series else _("请我参加的活动")

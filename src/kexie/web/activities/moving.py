"""The next step of an activity's life: announce, write down in full, check, send back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kexie.kit.refusal import Refused
from kexie.kit.text import whole
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.activities import life
from kexie.web.activities.pages import activity_of, back_to
from kexie.web.desk.seat import seated
from kexie.web.kit.forms import HouseForm
from kexie.web.reader import actor

STEPS: Final[dict[str, tuple[Callable[..., None], Right, str | Promise]]] = {
    "announce": (
        life.announce,
        Right.ACTIVITY_RECORD,
        gettext_lazy("已通知；日历上记为确定，应到的人会在前一个工作日收到提醒。"),
    ),
    "finish": (life.finish, Right.ACTIVITY_RECORD, gettext_lazy("登记完毕，等别人复核。")),
    "check": (life.check, Right.ACTIVITY_CHECK, gettext_lazy("已复核。")),
}


class ReasonForm(HouseForm):
    """What is to be mended."""

    reason = forms.CharField(label=gettext_lazy("要对方改什么"), max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)


@seated
@require_POST
def step(request: HttpRequest, code: str, deed: str) -> HttpResponse:
    """Take the next step with an activity, from the version that the person saw."""
    action, right, done = STEPS[deed]
    activity = activity_of(request, code)
    who = actor(request)
    door.demand(who, right, activity.unit)
    version = whole(request.POST.get("version", "")) or 0
    try:
        action(activity, by=who, version=version)
    except Refused as refusal:
        for sentence in refusal.lines:
            messages.error(request, sentence)
    else:
        messages.success(request, str(done))
    return back_to(activity)


@seated
def send_back(request: HttpRequest, code: str) -> HttpResponse:
    """Send a record back with what is to be mended."""
    activity = activity_of(request, code)
    door.demand(actor(request), Right.ACTIVITY_CHECK, activity.unit)
    form = ReasonForm(request.POST or None, initial={"version": activity.version})
    if form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        try:
            life.send_back(activity, reason=given["reason"], by=actor(request), version=given["version"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, gettext_lazy("已退回；登记的人会在待办里看到。"))
            return back_to(activity)
    told = {"activity": activity, "form": form}
    return render(request, "activities/send_back.html", told, status=400 if form.errors else 200)

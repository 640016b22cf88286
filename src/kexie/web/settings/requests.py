"""Requests to correct personal data: those that wait for the reader, and deciding on one."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kexie.kit.refusal import Forbidden
from kexie.records.access import door
from kexie.records.access.rights import TITLES, Right
from kexie.records.structure import requests
from kexie.web.desk.seat import seated
from kexie.web.kit.forms import HouseForm
from kexie.web.reader import actor


class AnswerForm(HouseForm):
    """Done, or not and why."""

    deed = forms.ChoiceField(choices=[("done", ""), ("declined", "")])
    answer = forms.CharField(label=gettext_lazy("说明"), required=False, max_length=500)


@seated
def index(request: HttpRequest) -> HttpResponse:
    """List the requests that wait for the reader, the oldest first."""
    who = actor(request)
    if not door.may_anywhere(who, Right.PEOPLE_MANAGE):
        raise Forbidden(_("您没有“%(right)s”的权限。") % {"right": TITLES[Right.PEOPLE_MANAGE]})
    return render(request, "settings/requests.html", {"waiting": requests.waiting(who)})


@seated
@require_POST
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Decide on one request; a refusal of the house is shown as such, with nothing done."""
    who = actor(request)
    asked = requests.get(who, number)
    form = AnswerForm(request.POST)
    done = form.is_valid() and form.cleaned_data["deed"] == "done"
    requests.answer(request=asked, done=done, text=form.cleaned_data.get("answer", ""), by=who)
    messages.success(request, _("已答复；本人在“我的资料”里看得到。"))
    return redirect("settings:requests")

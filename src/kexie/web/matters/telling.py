"""What is told of a matter beside its steps: details brought up to date, reviews, confirmation."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.kit.refusal import Refused
from kexie.records.matters import telling
from kexie.records.matters.models import Matter
from kexie.records.matters.workflows import WORKFLOWS
from kexie.web.desk.seat import seated
from kexie.web.matters.forms import ConfirmForm, DescribeForm, ReviewForm, Versioned
from kexie.web.matters.sheet import back_to, matter_of
from kexie.web.reader import actor


def _page(
    request: HttpRequest, matter: Matter, form: Versioned, heading: str, deed: Callable[[], object], done: str
) -> HttpResponse:
    """Show a form of one deed, or do it and return to the sheet; what was typed stays if it is refused."""
    if form.is_valid():
        try:
            deed()
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, done)
            return back_to(matter)
    told = {"matter": matter, "form": form, "heading": heading}
    return render(request, "matters/deed.html", told, status=400 if form.errors else 200)


@seated
def describe(request: HttpRequest, code: str) -> HttpResponse:
    """Bring the details of a matter up to date."""
    matter = matter_of(request, code)
    first = {"version": matter.version}
    form = DescribeForm(request.POST or None, initial=first, workflow=WORKFLOWS[matter.workflow], kept=matter.details)

    def deed() -> Matter:
        return telling.describe(matter, form.details(), by=actor(request), version=form.cleaned_data["version"])

    return _page(request, matter, form, _("更新基本情况"), deed, _("已更新；改动前后都留着。"))


@seated
def review(request: HttpRequest, code: str) -> HttpResponse:
    """Put down a review on the way."""
    matter = matter_of(request, code)
    form = ReviewForm(request.POST or None, initial={"version": matter.version, "on": today()})

    def deed() -> Matter:
        typed = form.cleaned_data
        return telling.review(matter, on=typed["on"], text=typed["text"], by=actor(request), version=typed["version"])

    return _page(request, matter, form, _("记一次检查"), deed, _("检查已记下。"))


@seated
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """Put down that those a deed was for confirm it."""
    matter = matter_of(request, code)
    form = ConfirmForm(request.POST or None, initial={"version": matter.version})

    def deed() -> Matter:
        typed = form.cleaned_data
        return telling.confirm(matter, text=typed["text"], by=actor(request), version=typed["version"])

    return _page(request, matter, form, _("记服务对象确认"), deed, _("已记为经服务对象确认。"))

"""What is done to one activity besides changing it: held, cancelled, minutes, files."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kexie.kit.bounds import Bounded
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access.rights import Right
from kexie.records.activities import actions, series
from kexie.records.activities.kinds import KINDS
from kexie.records.activities.models import Activity
from kexie.records.activities.queries import draft_of
from kexie.records.files.actions import read
from kexie.web.activities.forms import CancelForm, FileForm, HoldForm, MinutesForm
from kexie.web.activities.pages import activity_of, back_to
from kexie.web.desk.seat import seated
from kexie.web.kit.files import content_of, handed
from kexie.web.reader import actor


@seated
def hold(request: HttpRequest, code: str) -> HttpResponse:
    """Register a planned activity as held, with the head count if there is one."""
    activity = activity_of(request, code, Right.ACTIVITY_RECORD)
    form = HoldForm(request.POST or None, initial={"version": activity.version})
    if form.is_valid():
        stated: Bounded | None = form.cleaned_data["headcount"]
        draft = replace(draft_of(activity), status=Activity.Status.HELD)
        if stated is not None:
            draft = replace(draft, headcount=stated.value, bound=stated.bound.value)
        try:
            actions.change(activity, draft, by=actor(request), version=form.cleaned_data["version"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已记为已举办，数字随之更新。"))
            return back_to(activity)
    return _set(request, "activities/hold.html", activity, form)


@seated
def cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Cancel an activity, with the reason."""
    activity = activity_of(request, code, Right.ACTIVITY_RECORD)
    form = CancelForm(request.POST or None, initial={"version": activity.version})
    if form.is_valid():
        told = form.cleaned_data
        try:
            stop = series.cancel_following if told["following"] else actions.cancel
            stop(activity, reason=told["reason"], by=actor(request), version=told["version"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已取消；它计入的数已冲回，名册和纪要仍在。"))
            return back_to(activity)
    return _set(request, "activities/cancel.html", activity, form, later=len(series.following(activity)))


@seated
def minutes(request: HttpRequest, code: str) -> HttpResponse:
    """Write the minutes; if somebody else did meanwhile, both texts stand on the page and nothing is lost."""
    activity = activity_of(request, code, Right.ACTIVITY_RECORD)
    begin = {"minutes": activity.minutes, "version": activity.version}
    form = MinutesForm(request.POST or None, initial=begin)
    theirs = ""
    if form.is_valid():
        told = form.cleaned_data
        try:
            text = told["minutes"].replace("\r\n", "\n").strip()
            actions.take_minutes(activity, text, by=actor(request), version=told["version"])
        except Refused as refusal:
            theirs = activity.minutes
            kept = request.POST.copy()
            kept["version"] = str(activity.version)
            form = MinutesForm(kept, initial=begin)
            form.is_valid()
            form.refuse(refusal)
        else:
            messages.success(request, _("纪要已存下。"))
            return back_to(activity, "#minutes")
    kind = KINDS.get(activity.kind)
    return _set(request, "activities/minutes.html", activity, form, theirs=theirs, heard=bool(kind and kind.heard))


@seated
@require_POST
def add_file(request: HttpRequest, code: str) -> HttpResponse:
    """Keep a file with an activity."""
    activity = activity_of(request, code, Right.ACTIVITY_RECORD)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        given = form.cleaned_data["file"]
        try:
            actions.add_file(activity, name=given.name, content=content_of(given), by=actor(request))
        except Refused as refusal:
            form.refuse(refusal, "file")
        else:
            messages.success(request, _("文件已存下。"))
            return back_to(activity, "#files")
    return _set(request, "activities/file.html", activity, form)


@seated
def download(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Hand out a file, always to be saved, never shown: what is in it is not ours."""
    activity = activity_of(request, code)
    kept = activity.files.select_related("attachment").filter(pk=number).first()
    if kept is None:
        raise Forbidden(_("没有这个文件，或您无权查看。"))
    return handed(*read(kept.attachment))


def _set(request: HttpRequest, template: str, activity: Activity, form: object, **more: object) -> HttpResponse:
    errors = getattr(form, "errors", None)
    told = {"activity": activity, "form": form, **more}
    return render(request, template, told, status=400 if errors else 200)

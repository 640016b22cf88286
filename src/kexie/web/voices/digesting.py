"""Digests for decision makers on pages: choose voices, edit, print, and write down what came of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.rights import TITLES, Right
from kexie.records.matters.models import Matter
from kexie.records.matters.workflows.voice import VOICE
from kexie.records.units.models import Unit
from kexie.records.voices import alike, digests
from kexie.records.voices.models import Digest, DigestMark
from kexie.web.desk.seat import seat_of, seated
from kexie.web.kit.pages import page_of
from kexie.web.reader import actor
from kexie.web.voices.forms import DigestForm, MarkForm

OFFERED = 200


@seated
def index(request: HttpRequest) -> HttpResponse:
    """List the digests in view with what came of each, and how many came how far."""
    who = actor(request)
    seen = door.seen(who, Right.MATTER_READ, Digest)
    page = page_of(request, seen.select_related("unit").prefetch_related("marks").order_by("-pk"))
    marks = DigestMark.objects.filter(digest__in=seen.values("pk"))
    counts = [(label, marks.filter(deed=deed).count()) for deed, label in DigestMark.Deed.choices]
    told = {"page": page, "counts": counts, "may_issue": door.may_anywhere(who, Right.MATTER_ISSUE)}
    return render(request, "voices/digests.html", told)


@seated
def new(request: HttpRequest) -> HttpResponse:
    """Choose voices, those that read alike together, and begin a digest of them."""
    who = actor(request)
    if not door.may_anywhere(who, Right.MATTER_ISSUE):
        raise Forbidden(_("您没有“%(right)s”的权限。") % {"right": TITLES[Right.MATTER_ISSUE]})
    seen = door.seen(who, Right.MATTER_READ, Matter).filter(workflow=VOICE.slug).exclude(end="dropped")
    wrong: tuple[str, ...] = ()
    if request.method == "POST":
        chosen = list(seen.filter(code__in=request.POST.getlist("voice")))
        unit = seat_of(request).unit
        try:
            made = digests.begin(unit=_seated(unit), title=request.POST.get("title", ""), matters=chosen, by=who)
        except Refused as refusal:
            wrong = tuple(refusal.lines)
        else:
            return redirect("hearing:digest", made.code)
    listed = list(seen.select_related("lead").order_by("-pk")[:OFFERED])
    groups = alike.grouped([f"{one.title} {one.text}" for one in listed])
    told = {
        "groups": [[listed[place] for place in group] for group in groups],
        "wrong": wrong,
        "title": request.POST.get("title", ""),
        "chosen": request.POST.getlist("voice"),
    }
    return render(request, "voices/digest_new.html", told, status=400 if wrong else 200)


def _seated(unit: Unit | None) -> Unit:
    if unit is None:
        raise Refused(_("您还没有任职。"))
    return unit


def _digest(request: HttpRequest, code: str) -> Digest:
    return door.get(actor(request), Right.MATTER_READ, Digest, code=code)


@seated
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Show a digest; edit it until it is sent."""
    digest, who = _digest(request, code), actor(request)
    first = {"title": digest.title, "text": digest.text, "version": digest.version}
    form = DigestForm(request.POST or None, initial=first)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            digests.edit(digest, title=typed["title"], text=typed["text"], by=who, version=typed["version"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已存。"))
            return redirect("hearing:digest", code)
    marks = list(digest.marks.all())
    told = {
        "digest": digest,
        "form": form,
        "marks": marks,
        "marking": MarkForm(),
        "voices": door.seen(who, Right.MATTER_READ, Matter).filter(digests__digest=digest).order_by("pk"),
        "may": door.may(who, Right.MATTER_ISSUE, digest.unit),
        "open": not marks,
    }
    return render(request, "voices/digest.html", told, status=400 if form.errors else 200)


@seated
@require_POST
def mark(request: HttpRequest, code: str) -> HttpResponse:
    """Write down what came of a digest."""
    digest = _digest(request, code)
    digests.mark(digest, request.POST.get("deed", ""), note=request.POST.get("note", ""), by=actor(request))
    messages.success(request, _("已记下。"))
    return redirect("hearing:digest", code)

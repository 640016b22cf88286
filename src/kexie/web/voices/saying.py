"""The box that anybody may write to, and following what became of it by the receipt code alone.

These pages know nobody: they set no cookie, read no account, write no log (``kit.middleware.SILENT``) and put no code
into an address. A form here has no authority of its browser's owner, so there is nothing that a foreign page could
borrow, and they need no token against that; the signed ones (``signed``) do, and have it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from kexie.kit.refusal import Refused
from kexie.kit.text import whole
from kexie.records.people.models import Person
from kexie.records.voices import box, following
from kexie.records.voices.box import Letter
from kexie.records.voices.codes import Code, new_code, read_code
from kexie.records.voices.hearings import Desk, desks
from kexie.records.voices.limits import OPENING, SENDING
from kexie.records.voices.models import PublishedAnswer, Voice, VoiceWord
from kexie.records.voices.papers import TOGETHER, Paper
from kexie.web.kit import errors
from kexie.web.kit.pages import MOST, page_of
from kexie.web.voices.forms import PAPERS, CodeForm, SayForm

MOST_BYTES: Final = TOGETHER + 2 * 1024 * 1024
Page = Callable[[HttpRequest], HttpResponse]


def unknown(page: Page) -> Page:
    """Let a page be of somebody unknown: too much is refused unread, and no memory between keeps what it says."""

    @wraps(page)
    def answered(request: HttpRequest) -> HttpResponse:
        length = whole(request.META.get("CONTENT_LENGTH") or "0")
        if request.method == "POST" and (length is None or length > MOST_BYTES):
            return errors.too_large(request)
        answer = page(request)
        answer["Cache-Control"] = "no-store"
        answer["Referrer-Policy"] = "no-referrer"
        return answer

    return answered


def sent_from(request: HttpRequest) -> str:
    """Return the address that the measure of the day counts; empty behind our web server, which hands none on."""
    return "" if settings.BEHIND_TLS else str(request.META.get("REMOTE_ADDR", ""))


@csrf_exempt
@unknown
def say(request: HttpRequest) -> HttpResponse:
    """Take a voice of somebody who does not sign in; with or without a name."""
    return said(request, None)


def said(request: HttpRequest, person: Person | None) -> HttpResponse:
    """Show the form, or take what was written and show the receipt code, once."""
    heard = desks()
    first = {"receipt": new_code().written, "sort": "suggestion", "unit": request.GET.get("unit", "")}
    form = SayForm(request.POST or None, request.FILES or None, desks=heard, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            SENDING.demand(sent_from(request))
            code = box.drop(_letter(form, heard, person), _code(form))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return render(request, "voices/sent.html", {"code": code.written, "signed": person is not None})
    told = {"form": form, "desks": heard, "person": person, "papers": [form[name] for name in PAPERS]}
    return render(request, "voices/say.html", told, status=400 if form.errors else 200)


def _code(form: SayForm) -> Code:
    try:
        return read_code(form.cleaned_data["receipt"])
    except Refused:
        return new_code()


def _letter(form: SayForm, heard: list[Desk], person: Person | None) -> Letter:
    typed = form.cleaned_data
    given = [typed[name] for name in PAPERS if typed.get(name)]
    return Letter(
        unit=next(desk.unit for desk in heard if desk.unit.code == typed["unit"]),
        sort=typed["sort"],
        topic=typed["topic"],
        title=typed["title"],
        text=typed["text"].replace("\r\n", "\n"),
        person=person,
        name="" if person is not None else typed["name"],
        contact=typed["contact"],
        joint=typed["joint"],
        consent=typed["consent"],
        papers=tuple(Paper(str(one.name), one.read()) for one in given),
    )


@csrf_exempt
@unknown
def follow(request: HttpRequest) -> HttpResponse:
    """Show what became of a voice to whoever holds its code, and take their further word."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            OPENING.demand(sent_from(request))
            code = read_code(form.cleaned_data["code"])
            voice = following.by_code(code)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            done, wrong = heard_more(request, voice)
            told = {"one": following.followed(voice), "code": code.written, "done": done, "wrong": wrong}
            told |= {"ratings": VoiceWord.Rating.choices[1:], "typed": request.POST.get("text", "") if wrong else ""}
            return render(request, "voices/followed.html", told, status=400 if wrong else 200)
    return render(request, "voices/follow.html", {"form": form}, status=400 if form.errors else 200)


def heard_more(request: HttpRequest, voice: Voice) -> tuple[str, tuple[str, ...]]:
    """Take a further word of the sender if there is one; return what to say of it, or why not."""
    says = request.POST.get("says", "")
    if not says:
        return "", ()
    text, rating = request.POST.get("text", "").replace("\r\n", "\n"), request.POST.get("rating", "")
    try:
        box.say_more(voice, says=says, text=text, rating=rating)
    except Refused as refusal:
        return "", tuple(refusal.lines)
    return _("已投进信箱；收信单位取信后就知道。"), ()


@unknown
def answers(request: HttpRequest) -> HttpResponse:
    """List the published answers: open to everyone, without names."""
    listed = PublishedAnswer.objects.select_related("matter__unit").order_by("-on", "-pk")
    return render(request, "voices/answers.html", {"page": page_of(request, listed, size=20, most=MOST)})

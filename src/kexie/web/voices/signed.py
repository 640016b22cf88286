"""Voices that one signs with one's account: writing them, and following one's own."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kexie.kit.refusal import Forbidden, Refused
from kexie.records.voices import following
from kexie.records.voices.models import Voice, VoiceWord
from kexie.web.reader import actor
from kexie.web.voices.saying import heard_more, said


@login_required
def say(request: HttpRequest) -> HttpResponse:
    """Take a voice under one's own name."""
    person = actor(request).person
    if person is None:
        raise Refused(_("这个登录没有对应的人员，不能署名；可以匿名写。"))
    return said(request, person)


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """List the voices one signed, those that have moved since one looked marked."""
    listed = [(following.followed(voice), _moved(voice)) for voice in following.of_sender(actor(request))]
    return render(request, "voices/mine.html", {"listed": listed})


def _moved(voice: Voice) -> bool:
    return voice.matter is not None and voice.matter.version > voice.seen


@login_required
def one(request: HttpRequest, number: int) -> HttpResponse:
    """Show one voice of one's own, and take a further word."""
    voice = following.own(actor(request), number)
    if voice is None:
        raise Forbidden(_("没有这件心声，或您无权查看。"))
    done, wrong = heard_more(request, voice) if request.method == "POST" else ("", ())
    following.mark_seen(voice)
    told = {"one": following.followed(voice), "done": done, "wrong": wrong, "ratings": VoiceWord.Rating.choices[1:]}
    told["typed"] = request.POST.get("text", "") if wrong else ""
    return render(request, "voices/followed.html", told, status=400 if wrong else 200)

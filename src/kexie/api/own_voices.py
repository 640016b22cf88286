"""Voices (心声) that the program's account signs with its own name, and what became of them.

No answer of these is kept for an ``Idempotency-Key``: it would hold a receipt code. A code of one's own making is the
key.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router

from kexie.api.anybody import sent_from
from kexie.api.house import REFUSALS, Answer, account, number
from kexie.api.voices import Said, Word, dropped, shown
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.voices import box, following
from kexie.records.voices.limits import SENDING
from kexie.records.voices.models import Voice

router = Router(tags=["voices"])


def _own(request: HttpRequest, wanted: int) -> Voice:
    found = following.own(account(request), number(wanted))
    if found is None:
        raise Forbidden(_("没有这件心声，或您无权查看。"))
    return found


@router.get("", response={200: Answer, **REFUSALS}, operation_id="own_voices")
def index(request: HttpRequest) -> Answer:
    """List the voices that one signed."""
    listed = following.of_sender(account(request))
    return {"rows": [{"number": one.pk, **shown(following.followed(one))} for one in listed]}


@router.post("", response={200: Answer, **REFUSALS}, operation_id="speak_signed")
def speak(request: HttpRequest, sent: Said) -> Answer:
    """Say something under one's own name."""
    person = account(request).person
    if person is None:
        raise Refused(_("这个登录没有对应的人员，不能署名；可以匿名写。"))
    SENDING.demand(sent_from(request))
    return dropped(sent, person=person)


@router.get("/{voice}", response={200: Answer, **REFUSALS}, operation_id="own_voice")
def one(request: HttpRequest, voice: int) -> Answer:
    """Return one voice of one's own."""
    return shown(following.followed(_own(request, voice)))


@router.post("/{voice}/words", response={200: Answer, **REFUSALS}, operation_id="say_more_signed")
def say_more(request: HttpRequest, voice: int, sent: Word) -> Answer:
    """Say more, or whether it is solved."""
    found = _own(request, voice)
    box.say_more(found, says=sent.says, text=sent.text.replace("\r\n", "\n"), rating=sent.rating)
    return shown(following.followed(found))

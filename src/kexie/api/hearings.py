"""Hearing voices (听取心声): the box, what reads alike, asking the sender, publishing an answer, desks and routes.

Who signed is not told over the interface: whoever may know reads it on the page. Steps are taken at ``matters``.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router

from kexie.api.house import REFUSALS, Answer, Body, account, deed
from kexie.api.matters import matter_of, shown
from kexie.kit.refusal import Forbidden
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.matters.models import Matter
from kexie.records.matters.workflows.voice import VOICE
from kexie.records.voices import alike, collecting, hearings, publishing
from kexie.records.voices.models import PublishedAnswer

router = Router(tags=["hearings"])


class Asked(Body):
    """A question to the sender, who reads it with their receipt code."""

    text: str


class Published(Body):
    """An answer as the public reads it, without names."""

    title: str = Field(max_length=100)
    question: str
    answer: str


class Desk(Body):
    """A unit that hears voices; where it must ask for names, the page says so before one writes."""

    unit: str = Field(max_length=64)
    names_required: bool = False
    note: str = Field("", max_length=200)


class Closed(Body):
    """A unit that hears no new voices."""

    unit: str = Field(max_length=64)


class Route(Body):
    """To which unit voices of a topic usually go from a unit; no ``lead``: to nobody in particular."""

    unit: str = Field(max_length=64)
    topic: str = Field(max_length=20)
    lead: str = Field("", max_length=64)


def _voice(request: HttpRequest, code: str) -> Matter:
    matter = matter_of(request, code)
    if matter.workflow != VOICE.slug:
        raise Forbidden(_("没有这件心声，或您无权查看。"))
    return matter


def _told(request: HttpRequest, code: str) -> Answer:
    who, matter = account(request), _voice(request, code)
    voice, knows = publishing.voice_of(matter), publishing.may_know(who, matter)
    usual = hearings.route_of(matter.unit_id, str(matter.details.get("topic", "")))
    answer = PublishedAnswer.objects.filter(matter=matter).first()
    return {
        **shown([matter])[0],
        "text": matter.text,
        "details": matter.details,
        "state": matter.state,
        "signed": voice is not None and voice.signed,
        "joint_authors": len(voice.authors) if voice is not None else 0,
        "consent": voice is not None and voice.consent,
        "usual_route": usual.code if usual is not None else None,
        "alike": [one.code for one in alike.alike(matter, to=who)] if matter.end == "open" and knows else [],
        "words": [
            {"on": one.on, "from_sender": one.from_sender, "says": one.says, "rating": one.rating, "text": one.text}
            for one in (voice.words.filter(collected=True) if voice is not None else [])
        ],
        "published": None
        if answer is None
        else {"title": answer.title, "question": answer.question, "answer": answer.answer, "on": answer.on},
    }


@router.get("/box", response={200: Answer, **REFUSALS}, operation_id="voice_box")
def waiting(request: HttpRequest) -> Answer:
    """Return how many letters and further words lie in one's boxes; what they say is read once they are collected."""
    found = collecting.waiting(account(request))
    return {"letters": found.letters, "words": found.words}


@router.post("/box/collect", response={200: Answer, **REFUSALS}, operation_id="collect_voices")
@deed
def collect(request: HttpRequest) -> Answer:
    """Empty one's boxes: letters become matters, words of senders reach theirs."""
    found = collecting.collect(by=account(request))
    return {"letters": found.letters, "words": found.words}


@router.post("/desks", response={200: Answer, **REFUSALS}, operation_id="open_voice_desk")
@deed
def open_desk(request: HttpRequest, sent: Desk) -> Answer:
    """Let a unit hear voices, or change how."""
    who = account(request)
    unit = door.unit(who, sent.unit, Right.MATTER_ISSUE)
    kept = hearings.open_desk(unit, names_required=sent.names_required, note=sent.note, by=who)
    return {"unit": unit.code, "names_required": kept.names_required, "note": kept.note}


@router.post("/desks/close", response={200: Answer, **REFUSALS}, operation_id="close_voice_desk")
@deed
def close_desk(request: HttpRequest, sent: Closed) -> Answer:
    """Let a unit hear no new voices; those that came go on."""
    who = account(request)
    hearings.close_desk(door.unit(who, sent.unit, Right.MATTER_ISSUE), by=who)
    return {"closed": sent.unit}


@router.post("/routes", response={200: Answer, **REFUSALS}, operation_id="set_voice_route")
@deed
def route(request: HttpRequest, sent: Route) -> Answer:
    """Say to whom voices of a topic usually go."""
    who = account(request)
    lead = door.unit(who, sent.lead) if sent.lead else None
    hearings.set_route(door.unit(who, sent.unit, Right.MATTER_ISSUE), sent.topic, lead, by=who)
    return {"unit": sent.unit, "topic": sent.topic, "lead": sent.lead or None}


@router.get("/{code}", response={200: Answer, **REFUSALS}, operation_id="heard_voice")
def one(request: HttpRequest, code: str) -> Answer:
    """Return one voice as those who hear it see it."""
    return _told(request, code)


@router.post("/{code}/ask", response={200: Answer, **REFUSALS}, operation_id="ask_sender")
@deed
def ask(request: HttpRequest, code: str, sent: Asked) -> Answer:
    """Ask the sender something."""
    publishing.ask_sender(_voice(request, code), sent.text, by=account(request))
    return _told(request, code)


@router.post("/{code}/publish", response={200: Answer, **REFUSALS}, operation_id="publish_answer")
@deed
def publish(request: HttpRequest, code: str, sent: Published) -> Answer:
    """Publish the answer: with the sender's consent, looked over by somebody who did not give it."""
    words = {"title": sent.title, "question": sent.question, "answer": sent.answer}
    publishing.publish(_voice(request, code), by=account(request), **words)
    return _told(request, code)


@router.post("/{code}/withdraw", response={200: Answer, **REFUSALS}, operation_id="withdraw_answer")
@deed
def withdraw(request: HttpRequest, code: str) -> Answer:
    """Take a published answer back."""
    publishing.withdraw(_voice(request, code), by=account(request))
    return _told(request, code)

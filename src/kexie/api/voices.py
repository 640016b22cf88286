"""Voices (心声) of anybody: dropped into a box, followed and answered by the receipt code alone, without a token.

Nothing under this address is logged, no token, cookie or account is read, and no code stands in an address.
"""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Query, Router

from kexie.api.anybody import anybody, sent_from
from kexie.api.house import LARGEST, REFUSALS, Answer, Body, Lot, content_of, lot_of
from kexie.kit.refusal import Refused
from kexie.records.matters.workflows.voice import VOICE
from kexie.records.people.models import Person
from kexie.records.voices import box, following
from kexie.records.voices.box import Letter
from kexie.records.voices.codes import new_code, read_code
from kexie.records.voices.following import Followed
from kexie.records.voices.hearings import desks
from kexie.records.voices.limits import OPENING, SENDING
from kexie.records.voices.models import PublishedAnswer
from kexie.records.voices.papers import Paper

router = Router(tags=["voices"], auth=anybody)


class File(Body):
    """A file in base64: a PDF, a picture, a document or a sheet, told by its content."""

    name: str = Field("", max_length=200)
    content: str = Field(max_length=LARGEST)


class Said(Body):
    """A letter. ``receipt``: a code of one's own making (24 of 0-9 A-Z without I L O U).

    The same code again is the same letter: so it is dropped once, however often it is sent.
    """

    unit: str = Field(max_length=64)
    sort: str = Field(max_length=20)
    topic: str = Field(max_length=20)
    title: str = Field(max_length=100)
    text: str
    contact: str = Field("", max_length=120)
    joint: list[str] = Field([], max_length=50, description="joint authors")
    consent: bool = Field(default=False, description="the answer may be published without names")
    papers: list[File] = Field([], max_length=3)
    receipt: str = Field("", max_length=60)


class Signable(Said):
    """The same, with a name if one wishes to sign."""

    name: str = Field("", max_length=60)


class Receipt(Body):
    """A receipt code, in the body and never in an address."""

    receipt: str = Field(max_length=60)


class Word(Body):
    """A further word: more, solved, or not solved (with what is missing); how content one is with the work."""

    says: Literal["more", "solved", "not_solved"]
    text: str = ""
    rating: Literal["", "good", "fair", "bad"] = ""


class WordByReceipt(Word, Receipt):
    """The same, by receipt code."""


def shown(one: Followed) -> Answer:
    """Return a voice as its sender sees it."""
    return {
        "title": one.title,
        "text": one.text,
        "unit": one.voice.unit.code,
        "on": one.voice.on,
        "stage": one.stage,
        "due": one.due,
        "asked_if_solved": one.asked,
        "may_reopen": one.may_reopen,
        "published": one.published,
        "news": [{"on": news.on, "said": news.said, "text": news.text, "own": news.own} for news in one.news],
    }


def letter_of(sent: Said, *, person: Person | None = None, name: str = "") -> Letter:
    """Return a letter as the box takes it; raise ``Refused`` for a unit that has no box."""
    heard = next((desk for desk in desks() if desk.unit.code == sent.unit), None)
    if heard is None:
        raise Refused(_("这个单位没有开信箱；有哪些见 voices/desks。"))
    return Letter(
        unit=heard.unit,
        sort=sent.sort,
        topic=sent.topic,
        title=sent.title,
        text=sent.text.replace("\r\n", "\n"),
        person=person,
        name=name,
        contact=sent.contact,
        joint="\n".join(sent.joint),
        consent=sent.consent,
        papers=tuple(Paper(one.name, content_of(one.content)) for one in sent.papers),
    )


def dropped(sent: Said, *, person: Person | None = None, name: str = "") -> Answer:
    """Put a letter into the box; return its receipt code, told only now."""
    code = read_code(sent.receipt) if sent.receipt else new_code()
    return {"receipt": box.drop(letter_of(sent, person=person, name=name), code).written}


@router.get("/desks", response={200: Answer, **REFUSALS}, operation_id="voice_desks")
def offered(request: HttpRequest, response: HttpResponse) -> Answer:  # noqa: ARG001 - every address has it
    """List the units that hear voices, whether they must ask for a name, and the sorts and topics."""
    response["Cache-Control"] = "no-store"
    choices = {one.slug: [{"slug": slug, "title": str(title)} for slug, title in one.choices] for one in VOICE.details}
    listed = [
        {"unit": one.unit.code, "name": one.unit.name, "names_required": one.names_required, "note": one.note}
        for one in desks()
    ]
    return {"desks": listed, "sorts": choices["sort"], "topics": choices["topic"]}


@router.post("", response={200: Answer, **REFUSALS}, operation_id="speak")
def speak(request: HttpRequest, response: HttpResponse, sent: Signable) -> Answer:
    """Say something, with or without a name; the receipt code is told only now, and nobody can find it again."""
    response["Cache-Control"] = "no-store"
    SENDING.demand(sent_from(request))
    return dropped(sent, name=sent.name)


@router.post("/followed", response={200: Answer, **REFUSALS}, operation_id="follow_voice")
def follow(request: HttpRequest, response: HttpResponse, sent: Receipt) -> Answer:
    """Return what became of one's voice."""
    response["Cache-Control"] = "no-store"
    OPENING.demand(sent_from(request))
    return shown(following.followed(following.by_code(read_code(sent.receipt))))


@router.post("/words", response={200: Answer, **REFUSALS}, operation_id="say_more")
def say_more(request: HttpRequest, response: HttpResponse, sent: WordByReceipt) -> Answer:
    """Say more, or whether it is solved; it lies in the box until the unit collects it."""
    response["Cache-Control"] = "no-store"
    OPENING.demand(sent_from(request))
    voice = following.by_code(read_code(sent.receipt))
    box.say_more(voice, says=sent.says, text=sent.text.replace("\r\n", "\n"), rating=sent.rating)
    return shown(following.followed(voice))


@router.get("/answers", response={200: Answer, **REFUSALS}, operation_id="published_answers")
def answers(request: HttpRequest, wanted: Query[Lot]) -> Answer:  # noqa: ARG001 - every address has it
    """List the published answers: with the sender's consent, without names."""
    return lot_of(
        PublishedAnswer.objects.select_related("matter__unit"),
        wanted,
        lambda rows: [
            {
                "title": one.title,
                "question": one.question,
                "answer": one.answer,
                "on": one.on,
                "unit": one.matter.unit.code,
            }
            for one in rows
        ],
    )

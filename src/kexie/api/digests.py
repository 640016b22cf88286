"""Digests for decision makers (建议专报): begun from chosen voices, edited, sent up, and what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from django.http import HttpRequest
from ninja import Field, Query, Router

from kexie.api.house import REFUSALS, Answer, Body, Lot, Versioned, account, deed, lot_of
from kexie.api.matters import matter_of
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.matters import queries as matters
from kexie.records.voices import digests
from kexie.records.voices.models import Digest

router = Router(tags=["digests"])


class New(Body):
    """Which voices it speaks of; its text starts from theirs, without who sent them."""

    unit: str = Field(max_length=64)
    title: str = Field(max_length=100)
    voices: list[str] = Field(min_length=1, max_length=100, description="codes of voices")


class Edited(Versioned):
    """The words of a digest that was not sent yet."""

    title: str = Field(max_length=100)
    text: str = Field(max_length=20_000)


class Mark(Body):
    """What came of it; sent first."""

    deed: Literal["sent", "valid", "printed", "instructed", "replied"]
    note: str = Field("", max_length=500)


def _shown(listed: Sequence[Digest]) -> list[Answer]:
    return [
        {
            "code": one.code,
            "unit": one.unit.code,
            "title": one.title,
            "on": one.on,
            "origin": one.origin,
            "version": one.version,
            "marks": [{"deed": mark.deed, "on": mark.on, "note": mark.note} for mark in one.marks.all()],
        }
        for one in listed
    ]


def _digest(request: HttpRequest, code: str) -> Digest:
    return door.get(account(request), Right.MATTER_READ, Digest, code=code)


def _told(request: HttpRequest, code: str) -> Answer:
    found = _digest(request, code)
    items = matters.seen(account(request)).filter(digests__digest=found).order_by("pk")
    return {**_shown([found])[0], "text": found.text, "voices": list(items.values_list("code", flat=True))}


@router.get("", response={200: Answer, **REFUSALS}, operation_id="digests")
def index(request: HttpRequest, wanted: Query[Lot]) -> Answer:
    """List the digests that one may read."""
    rows = door.seen(account(request), Right.MATTER_READ, Digest)
    return lot_of(rows.select_related("unit").prefetch_related("marks"), wanted, _shown)


@router.post("", response={200: Answer, **REFUSALS}, operation_id="begin_digest")
@deed
def begin(request: HttpRequest, sent: New) -> Answer:
    """Begin a digest."""
    who = account(request)
    chosen = [matter_of(request, code) for code in sent.voices]
    made = digests.begin(unit=door.unit(who, sent.unit), title=sent.title, matters=chosen, by=who)
    return _told(request, made.code)


@router.get("/{code}", response={200: Answer, **REFUSALS}, operation_id="digest")
def one(request: HttpRequest, code: str) -> Answer:
    """Return one digest."""
    return _told(request, code)


@router.post("/{code}", response={200: Answer, **REFUSALS}, operation_id="edit_digest")
@deed
def edit(request: HttpRequest, code: str, sent: Edited) -> Answer:
    """Change the words of a digest that was not sent yet."""
    digests.edit(_digest(request, code), title=sent.title, text=sent.text, by=account(request), version=sent.version)
    return _told(request, code)


@router.post("/{code}/marks", response={200: Answer, **REFUSALS}, operation_id="mark_digest")
@deed
def mark(request: HttpRequest, code: str, sent: Mark) -> Answer:
    """Write down what came of it."""
    digests.mark(_digest(request, code), sent.deed, note=sent.note, by=account(request))
    return _told(request, code)

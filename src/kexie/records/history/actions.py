"""Writing and proving the history."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.kit.clock import now
from kexie.records.book.actions import lock
from kexie.records.book.models import Book
from kexie.records.history.models import HistoryDetail, HistoryEvent

FIRST = "0" * 64


@dataclass(frozen=True, slots=True)
class Deed:
    """A deed to be written down: ``body`` may hold personal values, nothing else may."""

    deed: str
    noun: str
    thing: str
    unit: int | None = None
    subject: int | None = None
    body: Mapping[str, Any] = field(default_factory=dict)


def write(deeds: Iterable[Deed], *, by: int) -> None:
    """Append deeds to the history, in order, in the caller's transaction; ``by`` is the account's number."""
    listed = list(deeds)
    if not listed:
        return
    book = lock()
    number, before = book.last_event, book.last_event_hash or FIRST
    events, details = [], []
    at = now()
    for deed in listed:
        number += 1
        salt = secrets.token_bytes(16)
        event = HistoryEvent(
            number=number,
            at=at,
            by=by,
            deed=deed.deed,
            noun=deed.noun,
            thing=deed.thing,
            unit=deed.unit,
            commitment=commit(salt, deed.body) if deed.body else "",
            before_hash=before,
        )
        before = event.hash = seal(event)
        events.append(event)
        if deed.body:
            details.append(HistoryDetail(event=event, subject=deed.subject, salt=salt, body=dict(deed.body)))
    HistoryEvent.objects.bulk_create(events, batch_size=500)
    HistoryDetail.objects.bulk_create(details, batch_size=500)
    Book.objects.filter(pk=1).update(last_event=number, last_event_hash=before)


def commit(salt: bytes, body: Mapping[str, Any]) -> str:
    """Return HMAC-SHA256(salt, body): it binds to the values and, once the salt is gone, tells nothing of them."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hmac.new(salt, text.encode(), hashlib.sha256).hexdigest()


def seal(event: HistoryEvent) -> str:
    """Return the hash of an event over the hash before it and everything in it but its details."""
    at = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    parts = [event.before_hash, event.number, at, event.by, event.deed, event.noun, event.thing, event.unit]
    text = json.dumps([*parts, event.commitment], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def faults() -> list[str]:
    """Return what is wrong with the chain, one sentence each; empty when every event and kept detail proves true."""
    found = []
    before, expected = FIRST, 0
    for event in HistoryEvent.objects.select_related("detail").order_by("number").iterator(chunk_size=2000):
        expected += 1
        if event.number != expected:
            found.append(_("第 %(n)s 号操作记录缺失。") % {"n": expected})
            expected = event.number
        if event.before_hash != before or seal(event) != event.hash:
            found.append(_("第 %(n)s 号操作记录与前后不符，被改动过。") % {"n": event.number})
        detail = getattr(event, "detail", None)
        if detail is not None and commit(bytes(detail.salt), detail.body) != event.commitment:
            found.append(_("第 %(n)s 号操作记录的内容与当时的承诺不符。") % {"n": event.number})
        before = event.hash
    book = Book.objects.filter(pk=1).first()
    if book is not None and book.last_event != expected:
        found.append(_("第 %(n)s 号以后的操作记录缺失。") % {"n": expected})
    elif book is not None and (book.last_event_hash or FIRST) != before:
        found.append(_("操作记录的最后一号与台账簿所记不符，被改动过。"))
    return found


def forget(subject: int) -> int:
    """Delete the details that tell of a person, and their salts; return how many. The chain stays provable."""
    with transaction.atomic():
        return HistoryDetail.objects.filter(subject=subject).delete()[0]

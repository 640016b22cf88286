"""Questions to the ledger that are not figures: how far it is written, who is whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kexie.kit.clock import today
from kexie.records.book.models import Book
from kexie.records.ledger.models import Alias, Entry


def last_position() -> int:
    """Return the position of the last line of the book; 0 when it is empty."""
    return Book.objects.filter(pk=1).values_list("last_position", flat=True).first() or 0


def resolve(pseudonyms: Iterable[int], known: date | None = None) -> dict[int, int]:
    """Return for each pseudonym the one it stands for, as known on a day (default today)."""
    told: dict[int, int] = {}
    for alias in Alias.objects.filter(known_on__lte=known or today()).order_by("known_on", "position"):
        told[alias.pseudonym] = alias.into
    answer = {}
    for pseudonym in pseudonyms:
        at, seen = pseudonym, {pseudonym}
        while told.get(at, at) != at and told[at] not in seen:
            at = told[at]
            seen.add(at)
        answer[pseudonym] = at
    return answer


def made_up() -> bool:
    """Tell whether the book holds any made-up sample line: pages then say so."""
    return Entry.objects.filter(origin="made_up").exists()

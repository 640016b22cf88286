"""Questions to the ledger that are not figures: how far it is written, who is whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.db import connection

from kexie.kit.clock import today
from kexie.records.book.queries import written
from kexie.records.ledger.models import Alias, Closing, Entry


def last_position() -> int:
    """Return the position of the last line of the book; 0 when it is empty."""
    return written().position


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


class Closed(NamedTuple):
    """A month (its first day) that was closed, and the day on which that was known."""

    month: date
    known_on: date


def closed_months() -> tuple[Closed, ...]:
    """Return the closed months in order, remembered in this process until the next line of the book."""
    return _closed(str(connection.settings_dict["NAME"]), written().lines)


@lru_cache(maxsize=4)
def _closed(database: str, book: object) -> tuple[Closed, ...]:  # noqa: ARG001 - what it is remembered by
    return tuple(Closed(*told) for told in Closing.objects.order_by("month").values_list("month", "known_on"))

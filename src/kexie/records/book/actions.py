"""Appending to the book: one lock, positions without gaps, a clock that never goes back."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import F

from kexie.kit.clock import day_of, now
from kexie.records.book.bulk import insert
from kexie.records.book.models import Book, BookLine, Dated

if TYPE_CHECKING:
    from collections.abc import Callable

LOCK = 0x6B65786965  # "kexie": the advisory lock of PostgreSQL under which positions are given


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a writer holds while it appends: the first free position, the instant and its day."""

    first: int
    at: datetime
    day: date


def lock() -> Book:
    """Return the tally, locked until the transaction ends.

    SQLite has one writer, which is this transaction (BEGIN IMMEDIATE); PostgreSQL takes an advisory lock. Must run
    inside ``transaction.atomic``; raises ``RuntimeError`` otherwise, since a lock without a transaction holds nothing.
    """
    if not connection.in_atomic_block:
        message = "the book is only written inside a transaction"
        raise RuntimeError(message)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    Book.objects.get_or_create(pk=1)
    return Book.objects.get(pk=1)


def take(count: int, *, structure: bool = False) -> Stamp:
    """Reserve ``count`` positions for this transaction and return where they begin.

    A rolled-back transaction gives its positions back, because the tally is rolled back with it.
    """
    book = lock()
    at = now()
    if book.last_recorded_at is not None and book.last_recorded_at > at:
        at = book.last_recorded_at  # the machine's clock was set back; the book's never is
    changes: dict[str, object] = {"last_position": F("last_position") + count, "last_recorded_at": at}
    if structure:
        changes["structure_position"] = F("last_position") + count
        # a position that was rolled back is given again to another fact: only the mark tells the two apart
        changes["structure_mark"] = secrets.randbits(62)
    Book.objects.filter(pk=1).update(**changes)
    return Stamp(first=book.last_position + 1, at=at, day=day_of(at))


def append(
    lines: Sequence[BookLine], *, by: int, known_on: Callable[[BookLine], date | None] | date | None = None
) -> Stamp:
    """Store new lines in the given order, numbered and dated; return the stamp they share.

    ``by`` is the account's number. ``known_on`` is given only for lines taken over from another system: a day, or a
    function from a line to its day; ``None`` means the day of recording.
    """
    stamp = take(len(lines), structure=any(isinstance(line, Dated) for line in lines))
    for offset, line in enumerate(lines):
        told = known_on(line) if callable(known_on) else known_on
        line.position = stamp.first + offset
        line.recorded_at = stamp.at
        line.recorded_by = by
        line.known_on = told or stamp.day
    by_table: dict[type[BookLine], list[BookLine]] = {}
    for line in lines:
        by_table.setdefault(type(line), []).append(line)
    for table, group in by_table.items():
        names = [field.attname for field in table._meta.concrete_fields]  # noqa: SLF001 - Django's own name
        insert(table, names, map(attrgetter(*names), group))
        for line in group:
            line._state.adding = False  # noqa: SLF001 - as a model's own insert leaves it
            line._state.db = connection.alias  # noqa: SLF001 - the same
    return stamp

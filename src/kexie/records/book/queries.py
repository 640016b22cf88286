"""How far the book is written: the one row that everything remembered is remembered by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db import connection

from kexie.kit.looking import asked_once


@dataclass(frozen=True, slots=True)
class Written:
    """The book's one row: the last position, fact of structure (its position and mark) and event of the history.

    ``at``: the instant of the last line, as the database writes it.
    """

    position: int = 0
    at: object = None
    structure: int = 0
    mark: int = 0
    event: int = 0

    @property
    def lines(self) -> tuple[int, int, object]:
        """Return what changes with every line: what was read of the book may be remembered by it.

        Not by the position alone: one that was rolled back (a dry run, a refusal) is given again to another line.
        """
        return self.position, self.mark, self.at


# as plain SQL: it is asked on every page, and making it anew from a model costs ten times as much as asking it
_SQL: Final = (
    "SELECT last_position, last_recorded_at, structure_position, structure_mark, last_event"
    " FROM records_book WHERE id = 1"
)


def written_by_now() -> Written:
    """Return how far the book is written at this moment."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL)
        row = cursor.fetchone()
    return Written(*row) if row else Written()


@asked_once
def written() -> Written:
    """Return how far the book is written, asked once a look: a page speaks of one state."""
    return written_by_now()

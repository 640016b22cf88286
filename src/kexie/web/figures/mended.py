"""Which rows of a table read otherwise than when their months were closed: the mark 更 beside a number."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kexie.figures.answer import answer
from kexie.records.access.models import Account
from kexie.records.ledger.queries import closed_months
from kexie.web.figures.breakdown import Breakdown, Key, Place, place_of


def mended(found: Breakdown, reader: Account) -> tuple[date | None, frozenset[Key]]:
    """Return the day on which the period's last month was closed, and the places whose whole has changed since.

    No day and no place while that month is open, or where one looks as of a day before its closing: what is still
    being written grows, and growing is no restatement.
    """
    question = found.question
    last = question.period.last.replace(day=1)
    closing = next((one for one in closed_months() if one.month == last and one.known_on < question.as_of), None)
    if closing is None:
        return None, frozenset()
    then = answer(replace(question, by=found.down, as_of=closing.known_on), reader=reader)
    was = {place_of(row, found.down).key(): row for row in then.rows} | {Place().key(): then.total}
    changed = set()
    for line in (found.top, *found.lines):
        before = was.get(line.place.key())
        now = line.whole
        if before is not None and (before.value, before.bound, before.missing) != (now.value, now.bound, now.missing):
            changed.add(line.place.key())
    return closing.known_on, frozenset(changed)

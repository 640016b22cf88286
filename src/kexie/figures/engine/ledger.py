"""Reading the ledger and the structure for columns: in batches, as whole numbers, words as codes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from django.db import connection

from kexie.figures.engine.rows import BOUNDS, COLUMNS, ORIGINS, Rows, Words, code
from kexie.figures.engine.trees import Ints, Numbering, number
from kexie.figures.indicators import INDICATORS
from kexie.figures.indicators.base import Counts
from kexie.records.book.columns import columns, columns_of
from kexie.records.book.queries import written, written_by_now
from kexie.records.ledger.models import Alias, Entry
from kexie.records.units.models import Edge, Unit
from kexie.records.units.queries import days_of
from kexie.records.units.rules import TreeOn, parents_sql

BATCH: Final = 200_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What is counted together: a measure in some roles; ``people``: whether persons are counted too."""

    measure: str
    roles: tuple[str, ...]
    people: bool


def _readings() -> Iterator[Reading]:
    """Yield what the indicators read: each measure in the roles that one of them names."""
    told: dict[tuple[str, tuple[str, ...]], bool] = {}
    for one in INDICATORS.values():
        key = one.measure, one.roles
        told[key] = told.get(key, False) or one.counts is Counts.PERSONS
    for (measure, roles), people in told.items():
        yield Reading(measure, roles, people)


READINGS: Final = tuple(_readings())
"""One for each measure and roles of an indicator: a new indicator is kept in columns and cells without more ado."""
OF_ROLE: Final = {(one.measure, role): n for n, one in enumerate(READINGS) for role in one.roles}
SHAPE: Final = hashlib.sha256(repr(READINGS).encode()).hexdigest()[:12]
"""Names the readings: what was written for others is written anew."""


def reading_of(measure: str, roles: Sequence[str]) -> int | None:
    """Return which reading a measure in some roles is; ``None``: it is not kept in columns."""
    return next((n for n, one in enumerate(READINGS) if (one.measure, one.roles) == (measure, tuple(roles))), None)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the book is written: the last position, and the mark of its last fact of structure.

    ``at``: the instant of the last line, since a position that was rolled back is given again.
    """

    position: int
    mark: int
    at: object = None


def standing(*, anew: bool = False) -> Standing:
    """Return how far the book is written, asked once a look unless it is asked ``anew``."""
    told = written_by_now() if anew else written()
    return Standing(told.position, told.mark, told.at)


def last_line(upto: int) -> str:
    """Return what tells this book from another one: its last entry up to a position, with the instant of recording."""
    found = Entry.objects.filter(position__lte=upto).order_by("-position").values_list("position", "uid", "recorded_at")
    told = found.first()
    return f"{told[0]}|{told[1]}|{told[2].timestamp():.6f}" if told else ""


def same_book(line: str) -> bool:
    """Tell whether the book still holds the entry that ``last_line`` named."""
    if not line:
        return True
    position, uid, instant = line.split("|")
    told = Entry.objects.filter(position=int(position)).values_list("uid", "recorded_at").first()
    return told is not None and told[0] == uid and f"{told[1].timestamp():.6f}" == instant


@dataclass(frozen=True, slots=True, eq=False)
class Lot:
    """A batch of entries of every reading: ``reading`` and ``position`` stand beside the rows."""

    rows: Rows
    reading: Ints
    position: Ints


def posted(after: int, upto: int, words: Words) -> Iterator[Lot]:
    """Yield the entries of positions ``after + 1 … upto`` that are kept in columns; reversals are not among them."""
    sql = f"""SELECT {_columns("e.known_on")} FROM records_entry e
        WHERE e.position > %s AND e.position <= %s AND e.reverses_id IS NULL AND e.state = 'number'"""
    return _lots(sql, [after, upto], words)


def undone(after: int, upto: int, words: Words) -> Iterator[Lot]:
    """Yield the entries that reversals of positions ``after + 1 … upto`` take off, each known on the reversal's day."""
    sql = f"""SELECT {_columns("undo.known_on")} FROM records_entry undo
        JOIN records_entry e ON e.position = undo.reverses_id
        WHERE undo.position > %s AND undo.position <= %s AND e.state = 'number'"""
    return _lots(sql, [after, upto], words)


def day_sql(column: str) -> str:
    """Return SQL of a day as an ordinal."""
    if connection.vendor == "sqlite":
        return f"CAST(julianday({column}) - 1721424.5 AS INTEGER)"
    return f"({column} - DATE '0001-01-01' + 1)"


def _columns(known: str) -> str:
    return (
        "e.position, e.measure, e.role, coalesce(e.subject, 0), e.thing, e.unit_id, e.amount, "
        f"{day_sql('e.span_from')}, {day_sql(known)}, e.kind, e.goals, e.tags, e.bound, e.origin"
    )


def _lots(sql: str, params: list[int], words: Words) -> Iterator[Lot]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        while batch := cursor.fetchmany(BATCH):
            lot = _coded(batch, words)
            if len(lot.position):
                yield lot


def _coded(batch: Sequence[tuple[Any, ...]], words: Words) -> Lot:
    bound, origin = ({word: n for n, word in enumerate(all_)} for all_ in (BOUNDS, ORIGINS))
    told = [
        (
            row[0], OF_ROLE[row[1], row[2]], row[3], words.thing(row[4]), row[5], row[6], row[7], row[8],
            code(words.kinds, row[9]), code(words.goals, row[10]), code(words.tags, row[11]), bound[row[12]],
            origin[row[13]],
        )
        for row in batch
        if (row[1], row[2]) in OF_ROLE
    ]  # fmt: skip
    found = np.array(told, dtype=np.int64).reshape(-1, len(COLUMNS) + 2).T
    named = dict(zip(("subject", "thing", "unit", "amount", "day", "known", "kind", "goals", "tags", "bound", "origin"),
                     found[2:], strict=True))  # fmt: skip
    return Lot(Rows(**named), reading=found[1], position=found[0])


@dataclass(frozen=True, slots=True)
class Merging:
    """From ``known`` (ordinal) on the person ``pseudonym`` is known to be ``into``."""

    known: int
    position: int
    pseudonym: int
    into: int


def mergings(after: int, upto: int) -> list[Merging]:
    """Return what positions ``after + 1 … upto`` say of merged persons."""
    told = Alias.objects.filter(position__gt=after, position__lte=upto).order_by("position")
    return [Merging(one.known_on.toordinal(), one.position, one.pseudonym, one.into) for one in told]


def everyone(told: Sequence[Merging]) -> dict[int, int]:
    """Return for each merged pseudonym the person it stands for; those who stand for themselves are left out."""
    last = {one.pseudonym: one.into for one in sorted(told, key=lambda one: (one.known, one.position))}
    last = {one: into for one, into in last.items() if one != into}
    found = {}
    for pseudonym in last:
        at, seen = pseudonym, {pseudonym}
        while at in last and last[at] not in seen:
            at = last[at]
            seen.add(at)
        if at not in last:  # one in a circle (which actions refuse) stands for itself
            found[pseudonym] = at
    return found


def numbering(on: TreeOn) -> Numbering:
    """Return the tree of a day with its numbers; every unit is in it. Raises ``Unfit`` for a circle."""
    sql, params = parents_sql(on)
    (units,), (hung, above) = columns(Unit.objects.all(), "pk"), columns_of(sql, params, "unit_id", "parent_id")
    where = np.zeros(int(max(units.max(initial=0), hung.max(initial=0))) + 1, dtype=bool)
    where[hung] = True
    alone = units[~where[units]]
    return number(np.concatenate([hung, alone]), np.concatenate([above, np.zeros_like(alone)]))


def last_known() -> tuple[date, date]:
    """Return the day of the latest knowledge in the book (entries, merged persons, the tree), and that of the tree.

    A founding edge is always known.
    """
    told = (Entry.objects.all(), Alias.objects.all(), Edge.objects.filter(founding=False))
    days = [lines.order_by("-known_on").values_list("known_on", flat=True).first() for lines in told]
    found = [day or date.min for day in days]
    return max(found), found[-1]


def breaks(line: str = "main") -> list[date]:
    """Return the days on which the tree may change: between two of them it is one and the same."""
    return days_of(Edge, line)[0]

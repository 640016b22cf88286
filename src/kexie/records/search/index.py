"""The index: it narrows down, the door says who may see, and the text itself decides."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models.expressions import RawSQL

from kexie.kit.bigrams import holds, terms, tokens
from kexie.records.access.models import Account
from kexie.records.search.sources import BY_NUMBER, SOURCES, Source
from kexie.records.search.walls import SHIFT, TABLES, rise

AT_ONCE: Final = 1_000
STEP: Final = 200
DEEPEST: Final = 2_000
"""So many candidates are looked at for one noun: pairs that stand apart in a text make few of them false."""
PATIENCE: Final = 2.0
"""Seconds that somebody who searches waits for what was written before; after an import of a million the worker is
at it for minutes, and whoever searches meanwhile is told so (``behind``)."""


def find(text: str, *, actor: Account | None, most: int, wait: float | None = None) -> dict[str, list[Any]]:
    """Return, by source, the first records in the actor's view that hold every word; an empty question finds none.

    What was written before is found: whatever the index has not taken in yet is taken in first, for at most ``wait``
    seconds (``None``: however long it takes; pages pass ``PATIENCE``); ``behind`` tells whether that was enough.
    """
    keep_up(wait)
    return {slug: found_in(source, text, actor=actor, most=most) for slug, source in SOURCES.items()}


def found_in(source: Source, text: str, *, actor: Account | None, most: int) -> list[Any]:
    """Return the first records of one source in the actor's view that hold every word.

    Words that stand nearly everywhere are looked for among the last records that hold them: to order all of those took
    a tenth of a second at a million. Where the actor sees too few of these, all are gone through.
    """
    asked = terms(text)
    if not asked:
        return []
    last = [number for (number,) in _listed(*_candidates(source, asked, DEEPEST))]
    hits = _held(source, text, actor, last, most)
    if len(hits) < most and len(last) == DEEPEST:
        hits = _held(source, text, actor, RawSQL(*_candidates(source, asked)), most)
    return hits


def _listed(sql: str, params: Sequence[Any]) -> list[tuple[int]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found: list[tuple[int]] = cursor.fetchall()
        return found


def _held(source: Source, text: str, actor: Account | None, among: RawSQL | list[int], most: int) -> list[Any]:
    """Return the first records among some candidates, in their order, whose text holds every word."""
    hits: list[Any] = []
    if among == []:
        return hits
    rows = source.seen(actor).filter(pk__in=among).order_by(*source.order(text))
    for start in range(0, DEEPEST, STEP):
        part = list(rows[start : start + STEP])
        hits += [row for row in part if holds(source.text(row), text)]
        if len(part) < STEP or len(hits) >= most:
            break
    return hits[:most]


def _candidates(source: Source, asked: list[tuple[str, bool]], most: int = 0) -> tuple[str, tuple[Any, ...]]:
    """Return SQL and parameters of the numbers that hold the terms; ``most``: only the last so many."""
    base = source.number * SHIFT
    if connection.vendor == "sqlite":
        question = " AND ".join(f'"{term}"{" *" if begins else ""}' for term, begins in asked)
        sql, number = "kexie_search MATCH %s", "rowid"
    else:
        question = " & ".join(f"{term}{':*' if begins else ''}" for term, begins in asked)
        sql, number = "words @@ %s::tsquery", "id"
    sql = f"SELECT {number} - %s FROM kexie_search WHERE {sql} AND {number} BETWEEN %s AND %s"
    by = number if connection.vendor == "sqlite" else f"{number} + 0"  # else it goes through all texts backwards
    last = f" ORDER BY {by} DESC LIMIT {most}" if most else ""
    return sql + last, (base, question, base, base + SHIFT - 1)


def keep_up(seconds: float | None = None) -> int:
    """Take in what was written since, for about so many seconds; return how many marks are gone.

    Nothing is lost where it cannot be done now, or not to the end: what is marked stays so until it is taken in.
    """
    if settings.READ_ONLY:
        return 0
    done, until = 0, None if seconds is None else time.monotonic() + seconds
    try:
        while part := _take_in():
            done += part
            if until is not None and time.monotonic() >= until:
                break
    except OperationalError:  # somebody writes for long, an import perhaps: what is indexed is searched
        return done
    return done


def behind() -> bool:
    """Tell whether something was written that the index has not taken in: what is found may not be all."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM kexie_search_stale)")
        return bool(cursor.fetchone()[0])


def _take_in() -> int:
    """Take in some of what is marked; return how many marks. A mark made meanwhile stays for the next time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT n, id FROM kexie_search_stale ORDER BY n LIMIT %s", [AT_ONCE])
        marks = cursor.fetchall()
    if not marks:
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        _put(cursor, sorted({number for _mark, number in marks}))  # in one order: two at once would lock each other
        cursor.executemany("DELETE FROM kexie_search_stale WHERE n = %s", [(mark,) for mark, _number in marks])
    return len(marks)


def _put(cursor: Any, wanted: Sequence[int]) -> None:  # noqa: ANN401 - a database cursor
    by_source: dict[int, list[int]] = defaultdict(list)
    for number in wanted:
        by_source[number // SHIFT].append(number % SHIFT)
    column = "rowid" if connection.vendor == "sqlite" else "id"
    cursor.executemany(f"DELETE FROM kexie_search WHERE {column} = %s", [(one,) for one in wanted])
    for number, rows in by_source.items():
        if number in BY_NUMBER:
            texts = _texts(BY_NUMBER[number], rows)
            cursor.executemany(_insert(), [(number * SHIFT + row, words) for row, words in texts.items()])


def _insert() -> str:
    if connection.vendor == "sqlite":
        return "INSERT INTO kexie_search (rowid, words) VALUES (%s, %s)"
    return (
        "INSERT INTO kexie_search (id, words) VALUES (%s, array_to_tsvector(string_to_array(%s, ' '))) "
        "ON CONFLICT (id) DO UPDATE SET words = EXCLUDED.words"
    )


def _texts(source: Source, rows: list[int]) -> Mapping[int, str]:
    found = source.model._base_manager.filter(pk__in=rows)  # noqa: SLF001 - the index holds all, the door says who sees
    return {row.pk: " ".join(sorted(tokens(source.text(row)))) for row in found}


def rebuild() -> int:
    """Make the index anew from the records; return how many it holds."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM kexie_search")
        cursor.execute("DELETE FROM kexie_search_stale")
        for source in SOURCES.values():
            table = connection.ops.quote_name(source.model._meta.db_table)  # noqa: SLF001 - Django's own name
            cursor.execute(f"INSERT INTO kexie_search_stale (id) SELECT {source.number * SHIFT} + id FROM {table}")
    return keep_up()


def mend(**_more: object) -> None:
    """Raise again the marks that a later migration took down: on SQLite a changed table is a new one, without them."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'trigger')")
        there = {name for (name,) in cursor.fetchall()}
        if "kexie_search_stale" not in there:
            return
        for number, table in TABLES.items():
            if table in there and f"{table}_search_insert" not in there:
                for statement in rise("sqlite", {number: table}):
                    cursor.execute(statement)

"""Lines that are posted nowhere, in the shape of entries: made of what stands in the records or in the book."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.db import connection

from kexie.figures.indicators import DERIVED, UNPOSTED
from kexie.figures.indicators.matters_in_time import MATTERS_IN_TIME
from kexie.records.ledger.measures import MATTERS_CLOSED, MATTERS_OPENED

PLANS: Final = """(
    SELECT host.id AS position, 'activity' AS source, activity.id AS source_id, 'plan:' || activity.id AS thing,
           'activities_planned' AS measure, host.unit_id, host.role, activity.count AS amount, activity.bound,
           activity.starts_on AS span_from, activity.starts_on AS span_to, activity.kind, activity.goals,
           CASE activity.series WHEN '' THEN ''
                ELSE ';series=' || replace(activity.series, ';', ',') || ';' END AS tags,
           activity.origin, CAST(NULL AS bigint) AS subject,
           'number' AS state, CAST(NULL AS bigint) AS reverses_id, CAST('0001-01-01' AS date) AS known_on
    FROM records_activity activity JOIN records_host host ON host.activity_id = activity.id
    WHERE activity.status = 'planned')"""
"""Planned activities in the shape of entries, one for each host; nothing of it is ever written."""
_COLUMNS: Final = (
    "position, source, source_id, thing, '{measure}' AS measure, unit_id, role, amount, bound, {on} AS span_from, "
    "{on} AS span_to, kind, goals, tags, origin, subject, state, reverses_id, known_on"
)


def lines(slug: str, as_of: date) -> tuple[str, list[Any]]:
    """Return the table of entries from which an indicator counts, as SQL with its parameters."""
    if slug in UNPOSTED:
        return PLANS, []
    if slug not in DERIVED:
        return "records_entry", []
    return _in_time() if slug == MATTERS_IN_TIME.slug else _overdue(as_of)


def _due(entry: str) -> str:
    """Return SQL of the due day that a line of a matter bears among its tags; null where it bears none."""
    at = "instr" if connection.vendor == "sqlite" else "strpos"
    text = f"substr({entry}.tags, {at}({entry}.tags, ';due=') + 5, 10)"
    day = text if connection.vendor == "sqlite" else f"CAST({text} AS date)"
    return f"CASE WHEN {at}({entry}.tags, ';due=') > 0 THEN {day} END"


def _columns(measure: str, on: str) -> str:
    return _COLUMNS.format(measure=measure, on=on)


def _in_time() -> tuple[str, list[Any]]:
    due = _due("closed")
    columns = _columns(MATTERS_IN_TIME.slug, "span_from")
    within = f"closed.measure = %s AND coalesce(closed.span_from <= {due}, true)"
    return f"(SELECT {columns} FROM records_entry closed WHERE {within})", [MATTERS_CLOSED.slug]


def _overdue(as_of: date) -> tuple[str, list[Any]]:
    """Return the lines of opening whose due day has passed by a day without a closing in time, known by that day.

    A line of closing bears the due day too, so which closings were in time is told row by row. All lines of a matter
    come from one source, by which the book finds them.
    """
    due = _due("opened")
    table = f"""(
        SELECT {_columns("matters_overdue", due)} FROM records_entry opened
        WHERE opened.measure = %s AND {due} < %s AND NOT EXISTS (
            SELECT 1 FROM records_entry closed
            WHERE closed.source = opened.source AND closed.source_id = opened.source_id
              AND closed.thing = opened.thing AND closed.measure = %s
              AND closed.span_from <= {_due("closed")} AND closed.known_on <= %s
              AND coalesce(closed.reverses_id, 0) = 0
              AND NOT EXISTS (SELECT 1 FROM records_entry undo WHERE undo.reverses_id = closed.position
                              AND undo.known_on <= %s)))"""
    return table, [MATTERS_OPENED.slug, as_of, MATTERS_CLOSED.slug, as_of, as_of]

"""The one rule by which dated facts are read, as SQL.

For a day and a day of knowledge, the latest assertion known by then that covers the day wins. An assertion is known
on its ``known_on``; a founding one is known always and before every other, also before one that is taken over from
another system with an earlier day than its own. Nothing in the book is updated, so an older answer can be asked
for at any time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol, TypeVar

from django.db import connection

from kexie.kit.clock import DAY_MAX, today
from kexie.records.units.kinds import MAIN


class Told(Protocol):
    """What makes an assertion: its days, and what its place among others is decided by."""

    @property
    def valid_from(self) -> date: ...  # noqa: D102 - as in ``Dated``

    @property
    def valid_to(self) -> date: ...  # noqa: D102 - the same

    @property
    def founding(self) -> bool: ...  # noqa: D102 - the same

    @property
    def known_on(self) -> date: ...  # noqa: D102 - the same

    @property
    def position(self) -> int: ...  # noqa: D102 - the same


F = TypeVar("F", bound=Told)


@dataclass(frozen=True, slots=True)
class TreeOn:
    """Which tree: on ``day``, as known on ``known``, along ``line``."""

    day: date
    known: date
    line: str = MAIN

    @classmethod
    def now(cls, line: str = MAIN) -> TreeOn:
        """Return today's tree as known today."""
        return cls(today(), today(), line)


def winning(table: str, subject: str, columns: str, extra: str = "") -> str:
    """Return SQL for the winning assertion of each subject; parameters: day, day, known, then those of ``extra``.

    ``subject`` names the columns that say what the assertion is about; ``columns`` what is wanted of the winner.
    """
    return (
        f"SELECT {columns} FROM (SELECT fact.*, row_number() OVER (PARTITION BY {subject} ORDER BY "
        "CASE WHEN fact.founding THEN 0 ELSE 1 END DESC, fact.known_on DESC, fact.position DESC) AS nth "
        f"FROM {table} fact WHERE fact.valid_from <= %s AND fact.valid_to >= %s "
        f"AND (fact.known_on <= %s OR fact.founding) {extra}) told WHERE nth = 1"
    )


def winning_of_all(table: str, columns: str, tree: TreeOn, line: str = "") -> tuple[str, list[Any]]:
    """Return SQL (and parameters) of the winning assertion of every unit: what ``winning`` says, for whole tables.

    Of most units only one thing was ever asserted. To put the assertions of millions of units in order, for the sake
    of the few of which there are several, takes most of the time; and so does to fetch each line by an index.
    """
    mine, params = ("WHERE line = %s", [line]) if line else ("", [])
    same, more = ("AND fact.line = %s", [line]) if line else ("", [])
    on = [tree.day, tree.day, tree.known]
    told = winning(table, "fact.unit_id", columns, f"{same} AND fact.unit_id IN (SELECT unit_id FROM several)")
    lie = "NOT INDEXED" if connection.vendor == "sqlite" else ""  # all lines are read, as they lie
    return (
        f"WITH several AS (SELECT unit_id FROM {table} {mine} GROUP BY unit_id HAVING count(*) > 1) "
        f"SELECT {columns} FROM {table} fact {lie} WHERE fact.valid_from <= %s AND fact.valid_to >= %s "
        f"AND (fact.known_on <= %s OR fact.founding) {same} "
        "AND NOT EXISTS (SELECT 1 FROM several WHERE several.unit_id = fact.unit_id) "
        f"UNION ALL {told}"
    ), [*params, *on, *more, *on, *more]


def parents_sql(tree: TreeOn) -> tuple[str, list[Any]]:
    """Return SQL (and parameters) of all ``(unit_id, parent_id)`` of a tree."""
    return winning_of_all("records_edge", "unit_id, parent_id", tree, tree.line)


def step_sql(tree: TreeOn, above: str) -> tuple[str, list[Any]]:
    """Return ``FROM … WHERE …`` that walks one step down by index: ``edge.unit_id`` hangs below ``above.unit_id``.

    A child counts only if the assertion that puts it there is the one that wins for it.
    """
    sql = f"""
        FROM {above} JOIN records_edge edge ON edge.parent_id = {above}.unit_id
        WHERE edge.line = %s AND edge.valid_from <= %s AND edge.valid_to >= %s
          AND (edge.known_on <= %s OR edge.founding)
          AND NOT EXISTS (
            SELECT 1 FROM records_edge later WHERE later.unit_id = edge.unit_id AND later.line = edge.line
              AND later.valid_from <= %s AND later.valid_to >= %s AND (later.known_on <= %s OR later.founding)
              AND {_order("later")} > {_order("edge")})"""
    day, known = tree.day, tree.known
    return sql, [tree.line, day, day, known, day, day, known]


def below_sql(tree: TreeOn, tops: str = "%s") -> tuple[str, list[Any]]:
    """Return SQL of the ids at or below ``tops``, and its parameters after those of ``tops``.

    ``tops`` is a placeholder, a literal list of numbers or a sub-select of unit ids. ``UNION`` ends a walk that would
    run in a circle.
    """
    step, params = step_sql(tree, "below")
    sql = f"""
        WITH RECURSIVE below(unit_id) AS (
            SELECT id FROM records_unit WHERE id IN ({tops}) UNION SELECT edge.unit_id {step})
        SELECT unit_id FROM below"""
    return sql, params


def _order(name: str) -> str:
    """Return what assertions are ordered by: a founding one first, then by knowledge, then by position."""
    return f"(CASE WHEN {name}.founding THEN 0 ELSE 1 END, {name}.known_on, {name}.position)"


def timeline(told: Iterable[F], begin: date) -> list[tuple[date, date, F]]:
    """Return which assertion about one subject wins on the days from ``begin`` on, as known now: first, last, winner.

    The same rule in memory, for what must be said anew of exactly the days on which something holds. Days that
    nothing covers are left out; neighbouring spans of one winner are one.
    """
    facts = sorted(told, key=lambda fact: (not fact.founding, fact.known_on, fact.position))
    day = timedelta(days=1)
    cuts = {begin, *(fact.valid_from for fact in facts if fact.valid_from > begin)}
    cuts |= {fact.valid_to + day for fact in facts if begin <= fact.valid_to < DAY_MAX}
    ordered = sorted(cuts)
    found: list[tuple[date, date, F]] = []
    for first, after in zip(ordered, [*ordered[1:], None], strict=True):
        winner = next((fact for fact in reversed(facts) if fact.valid_from <= first <= fact.valid_to), None)
        last = DAY_MAX if after is None else after - day
        if winner is None:
            continue
        if found and found[-1][2] is winner and found[-1][1] + day == first:
            found[-1] = (found[-1][0], last, winner)
        else:
            found.append((first, last, winner))
    return found

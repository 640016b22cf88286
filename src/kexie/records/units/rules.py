"""The one rule by which dated facts are read, as SQL.

For a day and a day of knowledge, the latest assertion known by then that covers the day wins. An assertion is known
on its ``known_on``; a founding one is known always and before every other, also before one that is taken over from
another system with an earlier day than its own. Nothing in the book is updated, so an older answer can be asked
for at any time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from kexie.kit.clock import today
from kexie.records.units.kinds import MAIN


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


def parents_sql(tree: TreeOn) -> tuple[str, list[Any]]:
    """Return SQL (and parameters) of all ``(unit_id, parent_id)`` of a tree."""
    sql = winning("records_edge", "fact.unit_id", "unit_id, parent_id", "AND fact.line = %s")
    return sql, [tree.day, tree.day, tree.known, tree.line]


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

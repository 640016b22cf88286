"""The same questions in SQL written by hand, on the best columns that one could lay out for them in DuckDB.

Every answer that is compared needs no join: the unit's number in pre-order, the unit of each level and the month stand
in the fact, sorted by month and unit; and whether the fact is the first of its thing in the province, so that a joint
activity counts once.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final, Protocol

import duckdb

from kexie.figures.bench.made import MANY, YEARS, Land
from kexie.figures.engine.columns import NUMBER
from kexie.kit.days import MONTHS

PLACE: Final = """
    CREATE OR REPLACE TEMP TABLE place AS SELECT unit::INTEGER unit, lft::INTEGER lft, province::TINYINT province,
      city::INTEGER city, county::INTEGER county FROM given"""
FACT: Final = """
    CREATE OR REPLACE TABLE fact (lft INTEGER, province TINYINT, city INTEGER, county INTEGER, unit INTEGER,
      month SMALLINT, kind UTINYINT, goals UTINYINT, person INTEGER, amount TINYINT, known INTEGER, first BOOLEAN)"""
MONTH: Final = f"""
    INSERT INTO fact
    SELECT p.lft, p.province, p.city, p.county, p.unit, ?, e.kind, e.goals, e.person, e.amount,
      e.known, e.unit = a.unit OR lead.province <> p.province
    FROM entry e JOIN place p USING (unit) JOIN activity a ON a.activity = (e.thing & {NUMBER}) // {MANY}
      JOIN place lead ON lead.unit = a.unit
    WHERE e.day >= ? AND e.day < ? ORDER BY p.lft"""


class Rival(Protocol):
    """Another way to the same answers."""

    name: str

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of an answer."""
        ...


class Duck:
    """DuckDB itself, on the columns laid out here."""

    name = "DuckDB"

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        """Keep the connection."""
        self.con = con

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of an answer."""
        return self.con.execute(sql).fetchall()


def lay_out(con: duckdb.DuckDBPyConnection, land: Land) -> None:
    """Write the fact table from the worker's entries, a month at a time."""
    con.register("given", land.levels())
    con.execute(PLACE)
    con.unregister("given")
    con.execute(FACT)
    for year in YEARS:
        for month in range(MONTHS):
            con.execute(MONTH, [year * MONTHS + month, *_days(year * MONTHS + month)])


def _days(month: int) -> list[int]:
    ends = (date(nth // MONTHS, nth % MONTHS + 1, 1).toordinal() for nth in (month, month + 1))
    return list(ends)


AMOUNTS: Final = "SELECT province, month, sum(amount) FROM fact WHERE first GROUP BY 1, 2"
AS_OF: Final = "SELECT province, month, sum(amount) FROM fact WHERE first AND known <= {known} GROUP BY 1, 2"
PERSONS: Final = (
    "SELECT province, count(DISTINCT person) FROM fact WHERE month BETWEEN {since} AND {until} GROUP BY 1 ORDER BY 1"
)
BELOW: Final = "SELECT count(DISTINCT person) FROM fact WHERE county = {county} AND month BETWEEN {since} AND {until}"
BY_PLACE: Final = (
    "SELECT count(DISTINCT person) FROM fact WHERE lft BETWEEN {low} AND {high} AND month BETWEEN {since} AND {until}"
)
"""The questions, in words that both databases understand; the months count from the year 0."""

"""The same questions in SQL written by hand, on the best columns that one could lay out for them in DuckDB.

Every answer that is compared needs no join: the unit's number in pre-order, its province and the month stand in the
fact, and whether the fact is the first of its thing in the province, so that a joint activity counts once.
"""

from __future__ import annotations

import duckdb

from kexie.figures.bench.made import Land

FACT = """
    CREATE OR REPLACE TABLE fact AS
    SELECT place.lft, place.province, year(d) * 12 + month(d) - 1 AS month, kind, person, thing, amount, known,
      day, row_number() OVER (PARTITION BY thing, place.province ORDER BY place.lft) = 1 AS first
    FROM (SELECT *, DATE '0001-01-01' + (day - 1) AS d,
          dense_rank() OVER (ORDER BY subject)::INTEGER AS person FROM entry)
    JOIN place USING (unit) ORDER BY month, lft"""


def lay_out(con: duckdb.DuckDBPyConnection, land: Land) -> None:
    """Write the fact table from the worker's entries."""
    units = land.tree.place >= 0
    ids = units.nonzero()[0]
    place = {"unit": ids, "lft": land.tree.place[ids], "province": land.province[land.tree.place[ids]]}
    con.register("given", place)
    con.execute(
        "CREATE OR REPLACE TEMP TABLE place AS "
        "SELECT unit::INTEGER unit, lft::INTEGER lft, province::TINYINT province FROM given"
    )
    con.execute(FACT)


AMOUNTS = "SELECT province, month, sum(amount) FROM fact WHERE first GROUP BY ALL ORDER BY ALL"
AS_OF = "SELECT province, month, sum(amount) FROM fact WHERE first AND known <= ? GROUP BY ALL ORDER BY ALL"
PERSONS = "SELECT province, count(DISTINCT person) FROM fact WHERE month BETWEEN ? AND ? GROUP BY ALL ORDER BY ALL"
BELOW = "SELECT count(DISTINCT person) FROM fact WHERE month BETWEEN ? AND ? AND lft BETWEEN ? AND ?"

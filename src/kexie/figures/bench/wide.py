"""The same questions in PostgreSQL, as a house without an engine of its own would lay them out.

One wide row a fact and host, with a column for each level of the tree, so that no question needs a join; an index for
each level with the month; joint activities marked; memory enough to sort; analysed, and asked once before the clock.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, Final

import duckdb
import psycopg

TABLE: Final = """
    CREATE UNLOGGED TABLE fact (province smallint, city integer, county integer, unit integer, month smallint,
      kind smallint, goals smallint, person integer, amount integer, known integer, first boolean)"""
COLUMNS: Final = "province, city, county, unit, month, kind, goals, person, amount, known, first"
LEVELS: Final = ("province", "city", "county", "unit")
WORK: Final = "SET work_mem = '512MB'; SET maintenance_work_mem = '1GB'; SET jit = off"
PIECE: Final = 1 << 20


class Wide:
    """A PostgreSQL server that holds the same facts."""

    def __init__(self, url: str) -> None:
        """Connect; the server is ours alone."""
        self.con = psycopg.connect(url, autocommit=True)
        self.con.execute(WORK)
        self.name = f"PostgreSQL {self.con.info.server_version // 10_000}"

    def load(self, facts: duckdb.DuckDBPyConnection, where: Path) -> None:
        """Copy the fact table over, build the indexes, and let the server look at what it holds."""
        with tempfile.TemporaryDirectory(dir=where) as folder:
            file = Path(folder) / "fact.csv"
            facts.execute(f"COPY (SELECT {COLUMNS} FROM fact) TO '{file}' (HEADER false)")
            self.con.execute(TABLE)
            into = f"COPY fact ({COLUMNS}) FROM STDIN (FORMAT csv)"
            with file.open("rb") as lines, self.con.cursor().copy(into) as to:
                while piece := lines.read(PIECE):
                    to.write(piece)
        for level in LEVELS:
            self.con.execute(f"CREATE INDEX ON fact ({level}, month)")
        self.con.execute("VACUUM ANALYZE fact")

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of an answer."""
        return self.con.execute(sql).fetchall()

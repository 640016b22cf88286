"""The worker's own DuckDB file: every entry as columns, with the watermark that says how far the book was moved.

Rows and watermark are committed together, so a worker that is killed anywhere moves nothing twice and loses nothing.
Nobody else opens this file: DuckDB locks it against every other process. A pseudonym is 64 random bits, which nothing
packs; it stands here once, and entries name the person by a number given in the order in which people came.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Self

import duckdb
import numpy as np

from kexie.figures.engine.columns import NUMBER, STORED, Extremes
from kexie.figures.engine.ledger import SHAPE, Lot, Merging, last_line, mergings, posted, same_book, undone
from kexie.figures.engine.rows import COLUMNS, THING_BITS, Column, Rows, Words
from kexie.figures.engine.trees import Ints

TABLES: Final = """
    CREATE TABLE IF NOT EXISTS entry (position BIGINT, reading UTINYINT, person UINTEGER, thing BIGINT, unit INTEGER,
      amount BIGINT, day INTEGER, known INTEGER, kind USMALLINT, goals UINTEGER, tags UINTEGER, bound UTINYINT,
      origin UTINYINT);
    CREATE TABLE IF NOT EXISTS person (number UINTEGER, pseudonym BIGINT);
    CREATE TABLE IF NOT EXISTS undo (position BIGINT, known INTEGER, moved BIGINT);
    CREATE TABLE IF NOT EXISTS mark (position BIGINT, line VARCHAR, words VARCHAR, mergings VARCHAR, epoch VARCHAR);
"""
FILE: Final = f"worker-4-{SHAPE}.duckdb"
"""It names the tables and the readings; a file of others is deleted, for all of it stands in the book."""
LOT: Final = 2_000_000
"""Entries that are built at once: about 1 GB of memory."""
HIGHEST: Final = 2**32
REST: Final = tuple(name for name in COLUMNS if name != "subject")
"""What an entry says beside whom it names."""
STEP: Final = 500_000
"""Positions that are moved in one transaction."""
THE_MACHINES: Final = (
    "No space left",
    "Permission denied",
    "Read-only file system",
    "Too many open files",
    "Input/output",
)
LOG: Final = logging.getLogger(__name__)


def damaged(error: duckdb.Error) -> bool:
    """Tell whether a file is to blame for an error, and not the machine: no room, no memory, no permission."""
    said = str(error)
    return not isinstance(error, duckdb.OutOfMemoryException) and not any(why in said for why in THE_MACHINES)


def discard(folder: Path) -> None:
    """Throw the worker's file away, with what was not yet written into it."""
    for file in folder.glob("worker*.duckdb*"):
        LOG.warning("figures: %s cannot be read; it is made anew from the book", file.name)
        file.unlink(missing_ok=True)


class BusyError(Exception):
    """Another worker holds the store: there is one at a time."""


class Vault:
    """The worker's store. Use as a context: ``with Vault(folder) as vault``."""

    def __init__(self, folder: Path, threads: int = 2, memory: str = "2GB") -> None:
        """Open (or make) the file. Raises ``BusyError`` while another worker holds it."""
        folder.mkdir(parents=True, exist_ok=True)
        config: dict[str, str | bool | int | float | list[str]] = {"threads": threads, "memory_limit": memory}
        for old in folder.glob("worker*.duckdb*"):
            if not old.name.startswith(FILE):
                old.unlink(missing_ok=True)
        try:
            self.con = duckdb.connect(str(folder / FILE), config=config)
        except duckdb.IOException as error:
            if "lock" in str(error):
                raise BusyError from error
            raise
        self.position, self.line, self.epoch = 0, "", secrets.token_hex(8)
        self.words = Words()
        self.mergings: list[Merging] = []
        try:
            self.con.execute(TABLES)
            self._read_mark()
        except BaseException:
            self.con.close()
            raise

    @classmethod
    def sound(cls, folder: Path) -> Self:
        """Open the file, or a new one in place of one that cannot be read: all of it stands in the book."""
        try:
            return cls(folder)
        except duckdb.Error as error:
            if not damaged(error):
                raise
            discard(folder)
            return cls(folder)

    def __enter__(self) -> Self:
        """Return the store."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close the file."""
        self.con.close()

    def _read_mark(self) -> None:
        for told in self.con.execute("SELECT position, line, words, mergings, epoch FROM mark").fetchall():
            self.position, self.line, self.epoch = told[0], told[1], told[4]
            self.words = Words.read(json.loads(told[2]))
            self.mergings = [Merging(*one) for one in json.loads(told[3])]

    def begin_anew(self) -> None:
        """Forget everything: the book is another one (a restored backup, a new sample)."""
        self.con.execute("BEGIN; DELETE FROM entry; DELETE FROM person; DELETE FROM undo; DELETE FROM mark; COMMIT")
        self.position, self.line, self.words, self.mergings = 0, "", Words(), []
        self.epoch = secrets.token_hex(8)

    def catch_up(self, upto: int) -> int:
        """Move what the book says up to a position; return how many positions that were."""
        if self.position > upto or not same_book(self.line):
            self.begin_anew()
        begun = self.position
        while self.position < upto:
            self._move(min(self.position + STEP, upto))
        return upto - begun

    def _move(self, upto: int) -> None:
        words = self.words.copy()
        after = self.position
        told = [*self.mergings, *mergings(after, upto)]
        line = last_line(upto)
        self.con.execute("BEGIN")
        try:
            for lot in posted(after, upto, words):
                self._insert(lot)
            for lot in undone(after, upto, words):
                taken = {"position": lot.position, "known": lot.rows.known, "moved": np.full_like(lot.position, upto)}
                self._append("undo", taken)
            self.con.execute("DELETE FROM mark")
            said = [[one.known, one.position, one.pseudonym, one.into] for one in told]
            row = [upto, line, json.dumps(words.as_json(), ensure_ascii=False), json.dumps(said), self.epoch]
            self.con.execute("INSERT INTO mark VALUES (?, ?, ?, ?, ?)", row)
            self.con.execute("COMMIT")
        except BaseException:
            with suppress(duckdb.Error):  # on a full disk it is over already, and that would hide why
                self.con.execute("ROLLBACK")
            raise
        self.position, self.line, self.words, self.mergings = upto, line, words, told

    def _insert(self, lot: Lot) -> None:
        columns = {"position": lot.position, "reading": lot.reading, "person": self._numbered(lot.rows.subject)}
        self._append("entry", columns | {name: getattr(lot.rows, name) for name in REST})

    def _numbered(self, subjects: Column) -> Ints:
        """Return the numbers of persons by their pseudonyms, giving new ones the next; 0 is nobody."""
        names = np.unique(subjects[subjects != 0])
        self.con.register("came", {"pseudonym": names})
        told = self.con.execute("SELECT p.pseudonym, p.number FROM person p SEMI JOIN came USING (pseudonym)")
        known = told.fetchnumpy()
        self.con.unregister("came")
        new = np.setdiff1d(names, known["pseudonym"], assume_unique=True)
        count = self.con.execute("SELECT count(*) FROM person").fetchall()[0][0]
        numbers = np.arange(count + 1, count + 1 + len(new))
        if len(new):
            self._append("person", {"number": numbers, "pseudonym": new})
        names, given = np.append(known["pseudonym"], new), np.append(known["number"], numbers)
        order = np.argsort(names)
        names, given = np.append(0, names[order]), np.append(0, given[order])
        found: Ints = given[np.searchsorted(names, subjects)]
        return found

    def _rows(self, told: dict[str, Column]) -> Rows:
        """Return what was read, with pseudonyms in place of the persons' numbers."""
        person = told.pop("person")
        numbers, which = np.unique(person, return_inverse=True)
        self.con.register("named", {"number": numbers})
        found = self.con.execute("SELECT p.number, p.pseudonym FROM person p SEMI JOIN named USING (number) ORDER BY 1")
        names = found.fetchnumpy()["pseudonym"]
        self.con.unregister("named")
        if len(numbers) and numbers[0] == 0:
            names = np.append(0, names)
        return Rows(**told, subject=names[which.reshape(-1)])

    def _append(self, table: str, columns: dict[str, np.ndarray[Any, Any]]) -> None:
        self.con.register("moved", columns)
        self.con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM moved")
        self.con.unregister("moved")

    def years(self, after: int = 0) -> list[int]:
        """Return the years in which any entry counts, of those moved after a position."""
        days = self.con.execute("SELECT DISTINCT day FROM entry WHERE position > ?", [after]).fetchnumpy()["day"]
        since = (days.astype(np.int64) - 719_163).astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)
        return [int(year) + 1970 for year in np.unique(since)]

    def newest(self, after: int) -> int:
        """Return the latest day (ordinal) on which anything was known that was moved after a position; 0: nothing."""
        told = self.con.execute(
            "SELECT greatest((SELECT coalesce(max(known), 0) FROM entry WHERE position > ?), "
            "(SELECT coalesce(max(known), 0) FROM undo WHERE moved > ?))",
            [after, after],
        ).fetchall()
        return max([int(told[0][0]), *(one.known for one in self.mergings if one.position > after)])

    def readings(self) -> set[int]:
        """Return the readings of which there is any entry."""
        told = self.con.execute("SELECT DISTINCT reading FROM entry").fetchall()
        return {int(reading) for (reading,) in told}

    def live(self, reading: int) -> tuple[int, Extremes]:
        """Prepare the live entries of a reading; return how many they are and their extreme values."""
        self.con.execute(
            "CREATE OR REPLACE TEMP VIEW live AS SELECT * FROM entry e "
            f"WHERE reading = {reading} AND NOT EXISTS (SELECT 1 FROM undo WHERE undo.position = e.position)"
        )
        told_of = {name: name for name in STORED}
        told_of |= {"late": "known - day", "what": f"thing >> {THING_BITS}", "number": f"thing & {NUMBER}"}
        asked = [f"{end}({word})" for end in ("max", "min") for word in told_of.values()]
        told = self.con.execute(f"SELECT {', '.join([*asked, 'count(*)'])} FROM live").fetchone() or ()
        ends = [int(value or 0) for value in told]
        most, least = (dict(zip(told_of, ends[begin:], strict=False)) for begin in (0, len(told_of)))
        return ends[-1], Extremes(most, least)

    def lots(self, count: int) -> Iterator[Rows]:
        """Yield the live entries prepared by ``live``, nobody's first, then person by person, none of them cut in two.

        A person's entries come in the order of their things.
        """
        parts = max(1, -(-count // LOT))
        bounds = [0]
        if parts > 1:
            share = ", ".join(str(n / parts) for n in range(1, parts))
            told = self.con.execute(
                f"SELECT quantile_disc(person, [{share}]) FROM live USING SAMPLE 1000000"
            ).fetchone()
            bounds = [0, *sorted({int(one) for one in (told[0] if told else []) if one > 0})]
        names = self.con.execute("SELECT pseudonym FROM person ORDER BY number").fetchnumpy()["pseudonym"]
        names = np.append(0, names)
        for low, high in zip(bounds, [*bounds[1:], HIGHEST], strict=True):
            found = self.con.execute(
                f"SELECT person, {', '.join(REST)} FROM live WHERE person >= {low} AND person < {high} "
                "ORDER BY person, thing, unit"
            ).fetchnumpy()
            yield Rows(subject=names[found.pop("person")], **found)

    def alone(self) -> tuple[Rows, np.ndarray[Any, Any]]:
        """Return the live entries prepared by ``live``, equal ones as one, and how many each stands for.

        Who and what is not told: a subject of 1 stands for anybody.
        """
        same = [name for name in REST if name != "thing"]
        told = self.con.execute(
            f"SELECT {', '.join(same)}, (person <> 0)::BIGINT AS subject, count(*) AS times FROM live GROUP BY ALL"
        ).fetchnumpy()
        times = told.pop("times")
        return Rows(**told, thing=np.zeros(len(times), dtype=np.int64)), times

    def posted(self, reading: int, after: int) -> Rows:
        """Return the entries of a reading that were moved after a position, reversed since or not."""
        told = self.con.execute(
            f"SELECT person, {', '.join(REST)} FROM entry WHERE reading = ? AND position > ?", [reading, after]
        ).fetchnumpy()
        return self._rows(told)

    def past(self, reading: int, after: int = 0) -> tuple[Rows, np.ndarray[Any, Any]]:
        """Return the entries whose reversal was moved after a position, and from which days they no longer count."""
        told = self.con.execute(
            f"SELECT e.person, {', '.join(f'e.{name}' for name in REST)}, undo.known AS until "
            "FROM entry e JOIN undo USING (position) WHERE reading = ? AND undo.moved > ?",
            [reading, after],
        ).fetchnumpy()
        until = told.pop("until")
        return self._rows(told), until

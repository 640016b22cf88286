"""The bench of figures: what it costs to build and to ask, beside SQL written by hand, every answer recounted.

It runs in a process and a folder of its own (``kexie.benches.child``), on a book that is thrown away.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kexie.figures.bench import book, hand, made
from kexie.figures.bench.asking import Asked
from kexie.figures.bench.hand import Duck, Rival
from kexie.figures.bench.measure import GIB, Peak, Row, going_on, timed
from kexie.figures.bench.news import news
from kexie.figures.bench.wide import Wide
from kexie.figures.engine import store, worker
from kexie.figures.engine.vault import Vault
from kexie.figures.engine.view import view

READING: Final = 1
"""Attendances by their hosts."""


def main(size: int, units: int, postgres: str) -> Iterator[Row]:
    """Measure so many attendances over so many units; yield the rows as they are known.

    ``postgres``: the address of a server of ours to compare with, or empty.
    """
    going_on(f"the tree of {units:,} units, and the book of it")
    land, where = made.land(units), store.home()
    after = book.begin(land, size)
    with Vault(where) as vault:
        going_on(f"{size:,} attendances are made up")
        made.fill(vault, size, units, after)
        recounted = book.some_units(land)
        book.furnish(vault, land, recounted)
        vault.con.execute("CHECKPOINT")
        going_on("everything is built and published")
        yield from _built(vault, size, where)
        going_on("the facts are laid out by hand")
        _none, laid = timed(lambda: hand.lay_out(vault.con, land))
        yield Row("by hand in DuckDB: lay out the facts", size, round(laid, 2), "s")
        rivals: list[Rival] = [Duck(vault.con)]
        if postgres:
            wide = Wide(postgres)
            _none, laid = timed(lambda: wide.load(vault.con, where))
            yield Row("by hand in PostgreSQL: load, index, analyse", size, round(laid, 2), "s")
            rivals.append(wide)
        seen = view()
        if seen is None:
            raise FileNotFoundError(where)
        asked = Asked(land, size, rivals, seen, recounted)
        going_on("questions are asked, and recounted by the oracle")
        yield from asked.amounts()
        yield from asked.persons()
        yield from asked.answers()
        vault.con.execute("DROP TABLE fact")
        going_on("10 000 new attendances are recorded, answered, applied")
        yield from news(vault, land, size, recounted)


def _built(vault: Vault, size: int, where: Path) -> Iterator[Row]:
    with Peak() as peak:
        manifest, took = timed(lambda: worker.once(vault, where))
    if manifest is None:
        raise FileNotFoundError(where)
    yield Row("build and publish everything", size, round(took, 2), "s")
    yield Row("memory at most while building", size, round(peak.held / GIB, 2), "GB")
    yield Row("of it not backed by files", size, round(peak.own / GIB, 2), "GB")
    folder = where / manifest.folder
    files = {file.stat().st_ino: file.stat().st_size for file in folder.rglob("*") if file.is_file()}
    cells = sum(len(at) for at in {id(one.at): one.at for one in store.load_planes(folder, READING).values()}.values())
    yield Row("cells kept", size, int(cells), "cells")
    vault.con.execute("CHECKPOINT")
    published = sum(files.values())
    own = sum(file.stat().st_size for file in where.rglob("*") if file.is_file() and file.stat().st_ino not in files)
    yield Row("published store", size, round(published / size, 1), "bytes a fact")
    yield Row("the worker's own files", size, round(own / size, 1), "bytes a fact")
    yield Row("figures store in all", size, round((published + own) / size, 1), "bytes a fact")

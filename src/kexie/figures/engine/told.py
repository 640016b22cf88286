"""What units state about one element, as columns: read once, and from then on only what the book says beyond."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final, Self

import numpy as np
from django.db import connection

from kexie.figures.engine.ledger import Standing, day_sql, last_line, same_book, standing
from kexie.figures.engine.rows import BOUNDS, ORIGINS, Column
from kexie.figures.engine.trees import Ints
from kexie.records.book.columns import columns_of
from kexie.records.values.operators import CONTROL, PART

NEVER: Final = np.iinfo(np.int32).max
KEPT: Final = 8
"""Elements that a process remembers; a million statements take 45 MB."""


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """Statements in the order of unit, last day, first day, position. Days are ordinals; ``undone``: when reversed.

    ``number`` is false for "no such item"; ``bound`` and ``origin`` are places in ``BOUNDS`` and ``ORIGINS``;
    ``control`` is true for a printed total.
    """

    position: Column
    unit: Column
    first: Column
    last: Column
    known: Column
    undone: Column
    amount: Column
    number: Column
    bound: Column
    origin: Column
    control: Column

    @classmethod
    def none(cls) -> Self:
        """Return no statements."""
        return cls(*(np.zeros(0, dtype=kind) for kind in _KINDS))

    def known_by(self, day: int) -> Column:
        """Tell which statements were known on a day (ordinal) and not reversed by then."""
        return (self.known <= day) & (self.undone > day)

    def more(self, rows: Ints) -> Told:
        """Return these and what further rows of the book say, reversals among them."""
        undo, told = rows[rows[:, 1] > 0], rows[rows[:, 1] == 0]
        new = [told[:, 0], *told[:, 2:6].T, np.full(len(told), NEVER), *told[:, 6:].T]
        whole = [
            np.concatenate([getattr(self, name), one.astype(kind)])
            for name, one, kind in zip(_NAMES, new, _KINDS, strict=True)
        ]
        position, undone = whole[0], whole[_NAMES.index("undone")]
        order = np.argsort(position, kind="stable")
        at = np.searchsorted(position[order], undo[:, 1])
        there = position[order[np.minimum(at, len(order) - 1)]] == undo[:, 1] if len(order) else at < 0
        undone[order[at[there]]] = undo[there, 5]
        order = np.lexsort((position, *(whole[_NAMES.index(name)] for name in ("first", "last", "unit"))))
        return Told(*(one[order] for one in whole))


_NAMES: Final = tuple(one.name for one in fields(Told))
_KINDS: Final = (
    np.int64, np.int32, np.int32, np.int32, np.int32, np.int32, np.int64, np.bool_, np.int8, np.int8, np.bool_,
)  # fmt: skip
_memory: OrderedDict[tuple[str, str], tuple[Standing, str, Told]] = OrderedDict()


def told(code: str) -> Told:
    """Return what is stated about an element, as the book stands.

    Inside a transaction nothing is remembered: what it wrote may be taken back, and its positions given again.
    """
    if connection.in_atomic_block:
        return Told.none().more(_rows(code, 0, standing().position))
    key, now = (str(connection.settings_dict["NAME"]), code), standing()
    at, line, found = _memory.get(key, (Standing(0, 0), "", Told.none()))
    if now.position < at.position or not same_book(line):
        at, found = Standing(0, 0), Told.none()
    if at.position < now.position:
        rows = _rows(code, at.position, now.position)
        _memory[key] = now, last_line(now.position), found.more(rows) if len(rows) else found
    _memory.move_to_end(key)
    while len(_memory) > KEPT:
        _memory.popitem(last=False)
    return _memory[key][2] if key in _memory else found


def _rows(code: str, after: int, upto: int) -> Ints:
    """Return (position, reversed position or 0, unit, first, last, known, amount, number, bound, origin, control)."""
    bound, origin = _places("bound", BOUNDS), _places("origin", ORIGINS)
    days = [day_sql(f"e.{name}") for name in ("span_from", "span_to", "known_on")]
    number = "CASE e.state WHEN 'number' THEN 1 ELSE 0 END"
    control = f"CASE e.kind WHEN '{CONTROL}' THEN 1 ELSE 0 END"
    told = ("e.position", "e.reverses_id", "e.unit_id", *days, "e.amount", number, bound, origin, control)
    names = [f"told_{n}" for n in range(len(told))]
    sql = f"""
        SELECT {", ".join(f"{one} AS {name}" for one, name in zip(told, names, strict=True))}
        FROM records_entry e
        WHERE e.measure = %s AND e.position > %s AND e.position <= %s AND e.kind IN ('{PART}', '{CONTROL}')"""
    return np.stack(columns_of(sql, [code, after, upto], *names), axis=1)


def _places(column: str, words: Sequence[str]) -> str:
    return f"CASE e.{column} " + " ".join(f"WHEN '{word}' THEN {n}" for n, word in enumerate(words)) + " END"

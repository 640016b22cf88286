"""Groups of units: a second tree of one level, in which an entry stands below every member that reaches its unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from kexie.figures.engine.cells import Plane
from kexie.figures.engine.memory import has, remembered
from kexie.figures.engine.oracle import Cell, Count
from kexie.figures.engine.reading import Part
from kexie.figures.engine.trees import NONE, Ints, Numbering, Unfit, number
from kexie.figures.engine.view import COLUMNS, SLICE, View
from kexie.figures.question import Question
from kexie.kit.periods import Period


def grouped(
    view: View, question: Question, period: Period, rows: Mapping[int, Sequence[int]]
) -> tuple[dict[Cell, Count], str]:
    """Return what the oracle's ``count`` returns for rows of units, and the path. ``Unfit``: only the oracle can."""
    asked = view.asked(question, period)
    members = list(rows)
    begin, member = _reached(asked.tree, [rows[one] for one in members])
    flat = number(np.arange(1, len(members) + 1), np.zeros(len(members), dtype=np.int64))
    asked_of_members = replace(asked, tree=flat, published=None)

    def compute() -> dict[str, Plane]:
        entries = view.rows(asked)
        at = asked.tree.numbers(entries.unit)
        if (at == NONE).any():
            raise Unfit
        many = begin[at + 1] - begin[at]
        of = np.repeat(np.arange(len(at)), many)
        nth = np.arange(len(of)) - np.repeat(np.cumsum(many) - many, many)
        spread = entries.pick(of).but(unit=member[begin[at][of] + nth] + 1)
        return view.counted(asked_of_members, spread)

    units = tuple((one, tuple(rows[one])) for one in members)
    key = ("groups", view.key(asked, "slice"), units)
    path = SLICE if has(key) else COLUMNS
    found = view.read(asked_of_members, range(1, len(members) + 1), [Part(1, remembered(key, compute), None)])
    return {Cell(members[cell.unit - 1], cell.kind, cell.goal): count for cell, count in found.items()}, path


def _reached(tree: Numbering, units: Sequence[Sequence[int]]) -> tuple[Ints, Ints]:
    """Return for each number of a unit the members that reach it: those of ``n`` from ``begin[n]`` to the next."""
    places: list[Ints] = []
    for mine in units:
        low = tree.numbers(np.array(mine, dtype=np.int64))
        if (low == NONE).any():
            raise Unfit
        change = np.zeros(tree.size + 1, dtype=np.int64)
        np.add.at(change, low, 1)
        np.add.at(change, tree.last[low].astype(np.int64) + 1, -1)
        places.append(np.flatnonzero(np.cumsum(change[:-1])))
    at = np.concatenate(places) if places else np.zeros(0, dtype=np.int64)
    member = np.repeat(np.arange(len(places)), [len(one) for one in places])
    order = np.argsort(at, kind="stable")
    begin = np.searchsorted(at[order], np.arange(tree.size + 1))
    return begin.astype(np.int64), member[order].astype(np.int64)

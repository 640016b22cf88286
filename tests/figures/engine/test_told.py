"""What is read of an element in several goes is what is read at once; what a rolled-back deed said is forgotten."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from types import SimpleNamespace
from unittest.mock import patch

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kexie.figures.engine import told as engine_told
from kexie.figures.engine.told import NEVER, Told, told
from kexie.kit.spans import month_of
from kexie.records.access.models import Account
from kexie.records.values.actions import Said, define, state
from kexie.records.values.definitions import Element
from tests.building import plant

drawn = st.lists(st.tuples(st.booleans(), *[st.integers(0, 5)] * 4), max_size=12)


def rows(told: list[tuple[bool, int, int, int, int]]) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """Lines of the book; one that reverses takes off an earlier one that still stands, or is no reversal."""
    found: list[list[int]] = []
    standing: list[int] = []
    for nth, (undoes, unit, first, lasts, amount) in enumerate(told, 1):
        gone = standing.pop(amount % len(standing)) if undoes and standing else 0
        found.append([nth, gone, unit, first, first + lasts, nth, amount, 1, 0, 0, 0])
        if not gone:
            standing.append(nth)
    return np.array(found, dtype=np.int64).reshape(-1, 11)


def same(one: Told, other: Told) -> bool:
    return all(np.array_equal(getattr(one, field.name), getattr(other, field.name)) for field in fields(Told))


@given(told=drawn, cut=st.integers(0, 12))
def test_in_two_goes_it_is_the_same(told: list[tuple[bool, int, int, int, int]], cut: int) -> None:
    every = rows(told)
    whole = Told.none().more(every)
    assert same(Told.none().more(every[:cut]).more(every[cut:]), whole)
    gone = {int(row[1]): int(row[5]) for row in every if row[1]}
    for position, undone in zip(whole.position.tolist(), whole.undone.tolist(), strict=True):
        assert undone == gone.get(position, NEVER)
    assert len(whole.unit) + len(gone) == len(every)


def test_a_process_reads_on_from_where_it_was(early: Account) -> None:
    root = plant(early, root="")["root"]
    define([Element("staff", "人员", 0, "month", "last")], by=early)
    outside = SimpleNamespace(in_atomic_block=False, settings_dict={"NAME": "a book of its own"})
    with patch.object(engine_told, "connection", outside):
        found = told("staff")
        assert not len(found.unit)
        for amount in (5, 7):
            state([Said("staff", root, month_of(2018, 1), state="number", amount=amount)], by=early)
            found = told("staff")
            assert found.amount[found.known_by(date.max.toordinal() - 1)].tolist() == [amount]
        with patch.object(engine_told, "_rows", side_effect=AssertionError):
            assert same(told("staff"), found)
        with patch.object(engine_told, "same_book", return_value=False):  # what it read last was taken back
            assert same(told("staff"), Told.none().more(engine_told._rows("staff", 0, 1 << 40)))

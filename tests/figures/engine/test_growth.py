"""A tree that only grew is given new numbers; what is published then reads as if it had been counted anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from unittest.mock import patch

import numpy as np
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from kexie.figures.engine import building, oracle, upkeep, worker
from kexie.figures.engine.growth import shift
from kexie.figures.engine.trees import NONE, number
from kexie.figures.engine.view import view
from kexie.figures.question import ask
from kexie.records.access.models import Account
from kexie.records.structure.actions import NewUnit, open_units
from kexie.records.units.queries import tree
from kexie.records.units.rules import TreeOn
from tests.figures.engine.test_both_or_neither import STORY, deed, said
from tests.figures.engine.test_view import fresh_store
from tests.figures.stories import Teller, at

PARENTS = st.lists(st.integers(0, 40), min_size=2, max_size=40).map(
    lambda drawn: [one % (nth + 1) for nth, one in enumerate(drawn)]
)


@given(PARENTS, st.integers(1, 39), st.integers(0, 39))
def test_units_keep_their_order_when_others_are_added_and_not_when_one_moves(
    parents: list[int], first: int, moved: int
) -> None:
    """``parents`` says of unit n + 1 the one above it, 0: none; the units from ``first`` on come later."""
    units, above = np.arange(1, len(parents) + 1), np.array(parents, dtype=np.int64)
    few = min(first, len(parents))
    old, new = number(units[:few], above[:few]), number(units, above)
    found = shift(old, new)
    assert found is not None
    assert (found == new.place[units[:few]][np.argsort(old.place[units[:few]])]).all()
    assert shift(new, old) is None or few == len(parents)
    one = moved % few
    if above[one]:
        above[one] = 0
        assert shift(old, number(units, above)) is None


def test_new_units_are_counted_without_counting_the_others_anew(early: Account) -> None:
    rows = ((0, 0, "present", 1), (1, 0, "present", 4), (2, 0, "present", 2))
    story = replace(
        STORY,
        deeds=(
            replace(deed("move", said(0)), one=4, other=2, days=40),  # two trees in a year
            replace(deed("record", said(0)), rows=rows),
            *STORY.deeds,
            replace(deed("record", said(5, 2), gap=5), rows=rows[1:]),
        ),
    )
    with transaction.atomic(), fresh_store(), patch.object(upkeep, "MUCH", 0):
        teller = Teller(story, early)
        teller.begin()
        published: list[str] = []

        def each_day() -> None:
            parent = teller.unit(len(published) + 2).code
            new = NewUnit(f"new{len(published)}", "新", "association", parent)
            teller.units += open_units([new], by=early) if published else []
            with patch.object(upkeep, "publish", building.publish if not published else None):
                made = worker.build()
            published.append(made.folder if made else "")

        teller.live(each_day)
        with at(teller.day):
            assert len(published) > 2
            seen = view()
            assert seen is not None
            assert len(set(seen.snapshot.manifest.trees)) > 1
            assert seen.until.mark == seen.snapshot.manifest.mark
            for slug in ("activities", "attendances", "attendees", "participants"):
                for by in ((), ("kind",), ("goal",)):
                    for period in ("2018", "2018-01", "2018Q1"):
                        asked = ask(slug, unit=teller.unit(0).code, period=period, reader=early, by=by)
                        tops = list(tree(TreeOn(date(2018, 12, 31), asked.as_of)).parent)
                        found, path = seen.count(asked, asked.period, tops)
                        assert path == "cells"
                        assert found == oracle.count(asked, asked.period, tops)
        transaction.set_rollback(True)


def test_a_tree_without_units_has_not_grown() -> None:
    none = np.zeros(0, dtype=np.int64)
    assert shift(number(none, none), number(np.array([1]), np.array([0]))) is None
    assert NONE not in number(np.array([1]), np.array([0])).last

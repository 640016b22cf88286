"""Cells and points of a reading are added up with their news together: answers take the one off the other."""

from __future__ import annotations

from unittest.mock import patch

from django.db import transaction

from kexie.figures.engine import oracle, upkeep, worker
from kexie.figures.engine.view import view
from kexie.figures.question import ask
from kexie.records.access.models import Account
from kexie.records.units.queries import tree
from kexie.records.units.rules import TreeOn
from tests.figures.days import at
from tests.figures.engine.test_view import fresh_store
from tests.figures.stories import Deed, Said, Story, Teller


def said(*hosts: int, goals: tuple[str, ...] = ()) -> Said:
    return Said("study", hosts, 0, 0, "held", 1, None, "exact", goals, "")


def deed(name: str, what: Said, gap: int = 0) -> Deed:
    return Deed(name=name, gap=gap, one=0, other=0, days=0, told=0, said=what, rows=())


STORY = Story(
    (1, 1, 1, 3, 1, 1, 5, 1, 1, 1),
    ("national",) * 14,
    (
        *(deed("record", said(0)) for _each in range(4)),
        deed("record", said(2, 4, 6, goals=("1.1",))),
        deed("record", said(3)),
        deed("change", said(0), gap=25),
    ),
)
"""Six activities on one day, three of whose hosts meet above; 25 days later one is said to have been on another day."""


def test_a_day_before_the_news_reads_the_same_however_they_were_added_up(early: Account) -> None:
    with (
        transaction.atomic(),
        fresh_store(),
        patch.object(upkeep, "FEW", 0),
        patch.object(upkeep, "MUCH", 0),
    ):
        teller = Teller(STORY, early)
        teller.begin()

        def each_day() -> None:
            worker.build()

        teller.live(each_day)
        with at(teller.day):
            for day in teller.days:
                code = teller.unit(0).code
                asked = ask("activities", unit=code, period="2018", reader=early, as_of=day.isoformat())
                tops = list(tree(TreeOn(asked.tree_day(asked.period), asked.as_of)).below(asked.unit.pk))
                seen = view()
                assert seen is not None
                found, path = seen.count(asked, asked.period, tops)
                assert path == "cells"
                assert found == oracle.count(asked, asked.period, tops)
        transaction.set_rollback(True)

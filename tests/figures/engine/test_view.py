"""The engine against the oracle on random histories, published at a random moment and asked at the end."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from unittest.mock import patch

from django.conf import settings as house
from django.db import transaction
from django.test import override_settings
from hypothesis import event, given
from hypothesis import strategies as st

from kexie.figures.engine import building, oracle, reading, store, upkeep, vault, worker
from kexie.figures.engine.groups import grouped
from kexie.figures.engine.oracle import Cell, Count
from kexie.figures.engine.store import Manifest
from kexie.figures.engine.trees import Numbering, Unfit
from kexie.figures.engine.view import CELLS, View, view
from kexie.figures.question import Question, ask
from kexie.kit.periods import Period
from kexie.records.access.models import Account
from kexie.records.structure.actions import move
from kexie.records.units.models import Unit
from kexie.records.units.queries import tree
from tests.building import held
from tests.figures.days import at
from tests.figures.stories import BEGIN, Story, Teller, stories
from tests.figures.test_oracle import Asked, questions


@contextmanager
def fresh_store() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder, override_settings(KEXIE_HOME=Path(folder)):
        yield Path(house.KEXIE_HOME)
        store._open.clear()


def asked_of(teller: Teller, asked: Asked, owner: Account, *, now: bool) -> Question:
    tree = "period" if asked.tree is None else "today"
    if asked.tree:
        tree = (BEGIN + timedelta(days=asked.tree)).isoformat()
    day = teller.days[asked.as_of[0] % len(teller.days)] + timedelta(days=asked.as_of[1])
    day = max(day, teller.day) if now else day
    return ask(
        asked.indicator,
        unit=teller.unit(asked.unit).code,
        period=asked.period,
        reader=owner,
        by=asked.by,
        where=asked.where,
        as_of=day.isoformat(),
        tree=tree,
    )


def tree_of(question: Question, period: Period, seen: View) -> Numbering:
    return seen._tree(question.tree_on(period))[0]


def how_published() -> str:
    seen = view()
    assert seen is not None
    names = {file.name.partition("-")[0] for file in seen.snapshot.folder.iterdir()}
    return "by news beside what is published" if "newer" in names else "whole"


def check(question: Question) -> None:
    seen = view()
    assert seen is not None
    periods = [question.period, *question.periods()[::7]]
    for period in periods:
        tops = list(tree(question.tree_on(period)).below(question.unit.pk))
        for asked in (question, replace(question, by=())):
            try:
                found, path = seen.count(asked, period, tops)
            except Unfit:
                event("unfit")
                continue
            event(path)
            many = {
                str(one): counts
                for one, (counts, _path) in zip(periods, seen.series(asked, periods, tops), strict=True)
            }
            assert many[str(period)] == found
            assert found == oracle.count(asked, period, tops), (path, str(period))
            rows = {3: tops[1::2], 5: tops[:1], 8: tops[-2:]}  # members overlap, and one unit lies below another's
            assert grouped(seen, asked, period, rows)[0] == oracle.count(asked, period, rows)
            if not asked.by:
                whole = seen.values(asked, period)
                places = tree_of(asked, period, seen)
                assert [whole[places.place[top]] for top in tops] == [
                    found[Cell(top)].value if Cell(top) in found else 0 for top in tops
                ]


@given(
    story=stories(cut=True),
    asked=questions,
    build_on=st.lists(st.booleans(), max_size=8),
    few=st.sampled_from([0, 10**6]),
    many=st.sampled_from([0, 1000]),  # slices added up whole, or units looked up one by one
)
def test_every_answer_is_the_oracles(
    early: Account, story: Story, asked: tuple[Asked, ...], build_on: list[bool], few: int, many: int
) -> None:
    # a question's path is told to hypothesis, whose statistics show that each is taken
    # without room for news they are added up with what they stand beside at every step, a few entries at once
    lot = 10**6 if few else 5
    with (
        transaction.atomic(),
        fresh_store(),
        patch.object(reading, "MANY", many),
        patch.object(upkeep, "FEW", few),
        patch.object(upkeep, "MUCH", 0),
        patch.object(upkeep, "LOT", lot),
        patch.object(vault, "LOT", lot),
    ):
        teller = Teller(story, early)
        teller.begin()
        days = iter([True, *build_on])

        def each_day() -> None:
            told = Manifest.read(store.home())
            # once anything was counted nothing makes the worker count all of it anew, whatever becomes of the tree
            with patch.object(upkeep, "publish", None if told is not None and told.years else building.publish):
                if next(days, False) and worker.build() is not None:
                    event(how_published())

        teller.live(each_day)
        with at(teller.day):
            for nth, one in enumerate(asked):
                question = asked_of(teller, one, early, now=nth % 3 > 0)
                check(replace(question, line="party") if nth in {3, 4} else question)
        transaction.set_rollback(True)


def test_along_the_party_line_what_is_published_is_counted_as_the_oracle_counts(
    owner: Account, tree: dict[str, Unit]
) -> None:
    with fresh_store():
        for code, above in (("c1", "p2"), ("c3", "p2"), ("p2", "root")):
            move(unit=tree[code], parent=tree[above], on=date(2018, 1, 1), by=owner, line="party")
        held(owner, tree["c1"], headcount=30, co_hosts=(tree["c3"],))
        worker.build()
        held(owner, tree["c3"], headcount=5, bound="at_least")  # beyond what is published
        seen, tops = view(), [unit.pk for unit in tree.values()]
        assert seen is not None
        for slug, by in product(("activities", "attendances", "attendees"), ([], ["kind"])):
            asked = ask(slug, unit="root", period="2018", reader=owner, by=by, line="party")
            found, path = seen.count(asked, asked.period, tops)
            assert found == oracle.count(asked, asked.period, tops)
            assert path != CELLS
        whole = ask("activities", unit="root", period="2018", reader=owner, line="party")
        told = seen.count(whole, whole.period, tops)[0]
        assert [told.get(Cell(tree[code].pk), Count()).value for code in ("root", "p2", "p1", "city")] == [2, 2, 0, 0]

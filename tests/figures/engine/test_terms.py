"""Terms of matters out of the columns are what the oracle reads off the lines, whatever was closed, reopened, moved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from unittest.mock import patch

from django.db import transaction
from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from kexie.figures.engine import oracle, worker
from kexie.figures.engine.groups import grouped
from kexie.figures.engine.paths import Counter
from kexie.figures.engine.view import view
from kexie.figures.indicators import DERIVED
from kexie.figures.question import Question, ask
from kexie.figures.records import records
from kexie.records.access.models import Account
from kexie.records.ledger.actions import Line, Source, restate
from kexie.records.units.models import Unit
from kexie.records.units.queries import tree
from kexie.records.units.rules import TreeOn
from tests.building import plant
from tests.figures.days import at
from tests.figures.engine.test_view import fresh_store
from tests.figures.stories import BEGIN, EXAMPLES

CODES = ("root", "p1", "p2", "c1", "c2", "c3")
SERIAL = 10**6


@dataclass(frozen=True)
class Said:
    """What is said of a matter, ``gap`` days after what was said before; days from ``BEGIN``, no ``due``: none is set.

    ``told``: another system knew it so many days earlier. ``build``: the worker catches up afterwards.
    """

    gap: int
    which: int
    units: tuple[str, ...]
    opened: int
    due: int | None
    closed: int | None
    told: int
    build: bool


days = st.integers(-20, 60)
said = st.builds(
    Said,
    gap=st.sampled_from([0, 1, 5, 20]),
    which=st.integers(1, 4),
    units=st.lists(st.sampled_from(CODES), min_size=1, max_size=3, unique=True).map(tuple),
    opened=days,
    due=days | st.none(),
    closed=days | st.none(),
    told=st.sampled_from([0, 0, 30]),
    build=st.booleans(),
)


def lines_of(one: Said, units: dict[str, Unit]) -> list[Line]:
    """Return the lines that a matter posts."""
    told = [("matters_opened", one.opened), *([("matters_closed", one.closed)] if one.closed is not None else [])]
    due = "" if one.due is None else f";due={BEGIN + timedelta(days=one.due)};"
    return [
        Line(
            measure=measure,
            unit=units[code].pk,
            role="co" if nth else "lead",
            thing=f"matter:{SERIAL + one.which}",
            amount=1,
            span_from=BEGIN + timedelta(days=on),
            span_to=BEGIN + timedelta(days=on),
            kind=("decision", "finding")[one.which % 2],
            goals=("", ";1.1;")[one.which // 2 % 2],
            tags=due,
            origin="live",
        )
        for measure, on in told
        for nth, code in enumerate(one.units)
    ]


def check(question: Question, reader: Account) -> None:
    """Hold what the columns tell against the oracle: of every unit, and of rows of units."""
    period, seen = question.period, view()
    assert seen is not None
    tops = list(tree(TreeOn(question.tree_day(period), question.as_of)).below(question.unit.pk))
    found = Counter(seen).count(question, period, tops)
    event(f"{found.path}, {'some' if found.cells else 'none'}")
    assert found.path != "oracle"
    assert found.cells == oracle.count(question, period, tops)
    rows = {3: tops[1::2], 5: tops[:1]}  # members overlap
    assert grouped(seen, question, period, rows)[0] == oracle.count(question, period, rows)
    told = records(question, reader=reader, limit=3)
    with patch("kexie.figures.records.view", return_value=None):
        assert records(question, reader=reader, limit=3) == told


AGAIN = Said(20, 1, ("c3",), opened=50, due=29, closed=1, told=0, build=True)
MEANWHILE = replace(AGAIN, gap=1, units=("c1",), closed=None, build=False)


@example(story=[AGAIN, MEANWHILE, AGAIN], by=())  # withdrawn and said again between two looks of the worker
@settings(max_examples=EXAMPLES // 2)
@given(story=st.lists(said, min_size=1, max_size=8), by=st.sampled_from([(), ("kind",), ("goal",), ("kind", "goal")]))
def test_terms_are_the_oracles(early: Account, story: list[Said], by: tuple[str, ...]) -> None:
    with transaction.atomic(), fresh_store():
        with at(BEGIN):
            units = plant(early, root="", p1="root", p2="root", c1="p1", c2="p1", c3="p2")
            worker.build()
        day = BEGIN
        for one in story:
            day += timedelta(days=one.gap)
            source = Source("matter", SERIAL + one.which)
            with at(day):
                told = {source: day - timedelta(days=one.told)} if one.told else None
                restate({source: lines_of(one, units)}, by=early.pk, known_on=told)
                if one.build:
                    worker.build()
        with at(day + timedelta(days=90)):
            due = next((BEGIN + timedelta(days=one.due) for one in story if one.due is not None), day)
            for slug in DERIVED:
                for period, known in (("2018-01", day), ("2018", due), ("2018", day + timedelta(days=80))):
                    check(ask(slug, unit="root", period=period, reader=early, by=by, as_of=known.isoformat()), early)
        transaction.set_rollback(True)

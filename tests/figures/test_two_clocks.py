"""What was answered as of a day is answered for ever: later knowledge, moves and mergings change no older answer."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from kexie.figures.answer import answer
from kexie.figures.indicators import INDICATORS
from kexie.figures.question import ask
from kexie.figures.records import records
from kexie.records.access.models import Account
from kexie.records.units.queries import show, tree
from kexie.records.units.rules import TreeOn
from tests.figures.days import at
from tests.figures.stories import EXAMPLES, Story, Teller, number, splits, stories

Told = dict[str, Any]

OF_ACTIVITIES = [slug for slug, one in INDICATORS.items() if one.measure in ("activities", "attendance")]
"""What the stories of activities tell of; they know no matters."""


def told(teller: Teller, which: list[tuple[int, tuple[str, ...]]], as_of: str, owner: Account) -> list[Told]:
    """Return figures with their passports and records, as JSON, as of a day."""
    found = []
    for (unit, by), slug in zip(which, OF_ACTIVITIES, strict=True):
        question = ask(slug, unit=teller.unit(unit).code, period="2018", by=by, as_of=as_of, reader=owner)
        found.append(answer(question, reader=owner).as_json() | records(question, reader=owner).as_json())
    return found


@settings(max_examples=EXAMPLES // 5)
@given(story=stories(told=False), which=st.lists(st.tuples(number, splits), min_size=5, max_size=5))
def test_an_answer_given_on_its_day_stands(
    early: Account, story: Story, which: list[tuple[int, tuple[str, ...]]]
) -> None:
    with transaction.atomic():
        teller = Teller(story, early)
        teller.begin()
        given_then: dict[str, list[Told]] = {}
        trees: dict[TreeOn, tuple[Any, ...]] = {}

        def remember() -> None:
            given_then[teller.day.isoformat()] = told(teller, which, teller.day.isoformat(), early)
            assert told(teller, which, "", early) == given_then[teller.day.isoformat()]
            on = TreeOn(teller.day, teller.day)
            trees[on] = (tree(on), *(show(unit, on) for unit in teller.units))

        teller.live(remember)
        with at(teller.day):
            for day, then in given_then.items():
                assert told(teller, which, day, early) == then
            for on, stood in trees.items():
                assert (tree(on), *(show(unit, on) for unit in teller.units)) == stood
        transaction.set_rollback(True)

"""A dry run tells exactly what then happens: every figure and every right, none too many and none too few."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from kexie.figures.engine import oracle, worker
from kexie.figures.engine.impact import Impact, impact
from kexie.figures.engine.oracle import Cell, Count
from kexie.figures.indicators import INDICATORS
from kexie.figures.question import Question
from kexie.kit.clock import today
from kexie.kit.periods import parse_period
from kexie.kit.refusal import Refused
from kexie.records.access.models import Account, Post
from kexie.records.access.rights import Right
from kexie.records.access.scope import reached
from kexie.records.people.models import Person
from kexie.records.structure.actions import close, move
from kexie.records.structure.surgery import Part, merge, split
from kexie.records.units.models import Unit
from tests.building import cast, held, present, someone
from tests.figures.days import at
from tests.figures.engine.test_view import fresh_store
from tests.figures.stories import BEGIN, EXAMPLES, Deed, Story, Teller, number, rows, said, stories
from tests.opened import everything

PERIODS = [*(f"2017-{m:02}" for m in range(1, 13)), *(f"2018-{m:02}" for m in range(1, 13)), "2017", "2018", "2019"]
PERIODS += [f"{year}Q{n}" for year in (2017, 2018, 2019) for n in (1, 2, 3, 4)] + [f"2019-{m:02}" for m in range(1, 13)]
Figures = dict[tuple[str, str, str], tuple[int, str]]


def all_figures() -> Figures:
    """Count every indicator of every unit in every period."""
    codes = dict(Unit.objects.values_list("pk", "code"))
    found: Figures = {}
    for text in PERIODS:
        period = parse_period(text, today())
        for slug, indicator in INDICATORS.items():
            counts = oracle.count(Question(indicator, Unit(), period, as_of=today()), period, list(codes))
            for unit, code in codes.items():
                count = counts.get(Cell(unit), Count())
                if (count.value, count.bound.value) != (0, "exact"):
                    found[slug, code, text] = (count.value, count.bound.value)
    return found


def all_rights(accounts: list[Account]) -> dict[tuple[str, bool], set[str]]:
    """Tell what each account reaches, by the rule that guards the records themselves."""
    codes = dict(Unit.objects.values_list("pk", "code"))
    found = {}
    for account in accounts:
        for right, shared in ((Right.RECORD_READ, False), (Right.FIGURE_READ, True)):
            reach = reached(account, right)
            assert reach is not None
            found[account.username, shared] = {codes[unit] for unit in reach}
    return found


def differences(before: Figures, after: Figures) -> dict[tuple[str, str, str], tuple[tuple[int, str], tuple[int, str]]]:
    none = (0, "exact")
    keys = before.keys() | after.keys()
    return {key: (before.get(key, none), after.get(key, none)) for key in keys if before.get(key) != after.get(key)}


def told(found: Impact) -> dict[tuple[str, str, str], tuple[tuple[Any, str], tuple[Any, str]]]:
    """What is said of the house's own counts; see ``test_impact_others`` for all else."""
    return {
        (one.indicator.slug, one.unit, str(one.period)): (
            (one.before.value, one.before.bound.value),
            (one.after.value, one.after.bound.value),
        )
        for one in found.figures
        if one.indicator.slug in INDICATORS
    }


@dataclass(frozen=True)
class Cut:
    """A piece of surgery; units and people by number, ``days`` from the last day of the story."""

    name: str
    one: int
    other: int
    days: int
    some: tuple[int, ...]


cuts = st.builds(
    Cut,
    st.sampled_from(["move", "merge", "merge", "split", "close"]),
    number,
    number,
    st.integers(-70, 40),
    st.lists(number, max_size=3).map(tuple),
)


happened = st.builds(Deed, st.just("record"), st.just(0), said=said, rows=rows)
busy = st.builds(
    lambda story, first: replace(story, deeds=(*first, *story.deeds)),
    stories(),
    st.lists(happened, min_size=4, max_size=4),
)


def deed(cut: Cut, teller: Teller, on: date) -> Callable[[], Any]:
    one, other = teller.unit(cut.one), teller.unit(cut.other)
    if cut.name == "move":
        return lambda: move(unit=one, parent=other, on=on, by=teller.owner)
    if cut.name == "merge":
        return lambda: merge(unit=one, into=other, on=on, by=teller.owner)
    if cut.name == "close":
        return lambda: close(unit=one, on=on, by=teller.owner)
    hung = teller.chronicle.world().hung(on)
    children = [unit for unit in teller.units if hung[unit.pk] == one.pk]
    taken = tuple(child for child in children if child.pk % 10 in {n % 10 for n in cut.some})
    return lambda: split(unit=one, parts=[Part(f"{one.code}new", "新", taken)], on=on, by=teller.owner)


@settings(max_examples=EXAMPLES // 2)
@given(
    story=busy,
    cut=cuts,
    posts=st.lists(st.tuples(number, st.sampled_from(["chair", "clerk"])), min_size=1, max_size=4),
    published=st.sampled_from([0, 1, 99]),
)
def test_a_dry_run_is_what_then_happens(
    early: Account, story: Story, cut: Cut, posts: list[tuple[int, str]], published: int
) -> None:
    """``published``: the day (by number) after which the worker does not run any more."""
    with transaction.atomic(), fresh_store():
        teller = Teller(story, early)
        teller.begin()
        days = itertools.count()

        def each_day() -> None:
            if next(days) < published:
                worker.build()

        teller.live(each_day)
        with at(teller.day):
            accounts = [cast(role, teller.unit(unit), f"post{n}") for n, (unit, role) in enumerate(posts)]
        on = teller.day + timedelta(days=cut.days)
        change = deed(cut, teller, on)
        try:
            with at(teller.day), transaction.atomic():
                seen = everything()
                listed = impact(change, on=on, reader=early)
                assert everything() == seen
        except Refused:
            with at(teller.day), pytest.raises(Refused), transaction.atomic():
                change()
        else:
            with at(teller.day):
                before = all_figures()
            with at(max(on, teller.day)):
                reach = all_rights(accounts)
            with at(teller.day):
                change()
                assert differences(before, all_figures()) == told(listed)
            with at(max(on, teller.day)):
                now = all_rights(accounts)
            expected = {
                (who, shared, tuple(sorted(now[who, shared] - old)), tuple(sorted(old - now[who, shared])))
                for (who, shared), old in reach.items()
                if old != now[who, shared]
            }
            assert {(one.person, one.shared, one.gains, one.loses) for one in listed.rights} == expected
        transaction.set_rollback(True)


@pytest.fixture
def spring() -> date:
    return date(BEGIN.year, 3, 1)


def test_a_merger_lists_what_the_ancestors_gain_and_lose(owner: Account, tree: dict[str, Unit], clerk: Account) -> None:
    present(owner, held(owner, tree["c1"], date(2018, 3, 9)), someone("x", owner, tree["c1"]))
    listed = impact(
        lambda: merge(unit=tree["c1"], into=tree["c3"], on=date(2018, 3, 5), by=owner),
        on=date(2018, 3, 5),
        reader=owner,
    )
    told_units = {
        (one.unit, one.before.value, one.after.value) for one in listed.figures if str(one.period) == "2018-03"
    }
    assert told_units == {("city", 1, 0), ("p1", 1, 0), ("c3", 0, 1), ("p2", 0, 1)}
    assert [(one.person, one.gains, one.loses) for one in listed.rights] == [("clerk", ("c3",), ())]
    assert Post.objects.get(person__code="clerk").unit == tree["c1"]


def test_a_small_number_of_people_stays_withheld_in_a_dry_run(owner: Account, tree: dict[str, Unit]) -> None:
    """Whoever may change one branch of the tree learns from a dry run no more than from a figure."""
    present(owner, held(owner, tree["c1"], date(2018, 3, 9)), someone("x", owner, tree["c1"]))
    person = Person.objects.knowing("test").get(code="x")
    Post.objects.create(person=person, unit=tree["p2"], role="owner")
    reader = Account.objects.create(username="reader", person=person)
    listed = impact(
        lambda: move(unit=tree["c1"], parent=tree["p2"], on=date(2018, 3, 5), by=owner),
        on=date(2018, 3, 5),
        reader=reader,
    )
    people = {
        (one.unit, one.before.masked, one.after.value) for one in listed.figures if one.indicator.slug == "attendees"
    }
    assert ("p1", True, 0) in people
    assert ("p2", False, 1) in people

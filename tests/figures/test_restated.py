"""Restatements: every figure of a period already over that reads otherwise, and because of which lines."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from kexie.figures.indicators import INDICATORS
from kexie.figures.restated import restated
from kexie.kit.periods import Period, parse_period
from kexie.records.access.models import Account
from kexie.records.book.models import BookLine
from kexie.records.ledger.closings import lines
from kexie.records.ledger.models import Entry
from kexie.records.ledger.queries import last_position
from kexie.records.structure.actions import close, move
from kexie.records.units.models import Edge, Opening, Unit
from kexie.records.values.actions import Said, define, state
from kexie.records.values.definitions import Element, Row
from tests.building import cast, held, make_owner, plant, present, someone
from tests.figures import brute
from tests.figures.days import at
from tests.figures.stories import BEGIN, EXAMPLES, Story, Teller, number, stories

YEAR = parse_period("2018", BEGIN)
MONTHS = [Period(one.first, one.last) for word in ("month", "quarter", "year") for one in YEAR.parts(word)]


def by_hand(teller: Teller, top: int, as_of: date) -> dict[tuple[str, str], tuple[int, str]]:
    world = teller.chronicle.world(as_of)
    found = {}
    for span in MONTHS:
        inside = brute.below(world.hung(span.last), top)
        for slug in (one.slug for one in INDICATORS.values() if one.measure in ("activities", "attendance")):
            counted = [
                one
                for one in brute.items(world, slug)
                if one.units & inside and one.fits(span.first, span.last, (), (), ())
            ]
            found[slug, str(span)] = brute.total(slug, counted)[:2]
    return found


@settings(max_examples=EXAMPLES // 2)
@given(story=stories(), one=number, days=st.tuples(st.integers(0, 90), st.integers(1, 60)))
def test_what_reads_otherwise_is_told_with_its_lines(
    early: Account, story: Story, one: int, days: tuple[int, int]
) -> None:
    with transaction.atomic():
        teller = Teller(story, early)
        teller.begin()
        teller.live()
        since = BEGIN + timedelta(days=days[0])
        until = since + timedelta(days=days[1])
        unit = teller.unit(one)
        was, now = (by_hand(teller, unit.pk, day) for day in (since, until))
        with at(teller.day):
            found = restated(unit=unit, period=YEAR, since=since, until=until, reader=early)
        over = {str(span) for span in MONTHS if span.last <= since}
        expected = {key: (was[key], now[key]) for key in was if key[1] in over and was[key] != now[key]}
        assert {
            (line.indicator.slug, str(line.period)): (
                (line.was.value, line.was.bound.value),
                (line.now.value, line.now.bound.value),
            )
            for line in found
        } == expected
        book: dict[int, BookLine] = {line.position: line for line in lines(0, last_position())}
        for restatement in found:
            assert restatement.because
            assert all(since < book[position].known_on <= until for position in restatement.because)
        transaction.set_rollback(True)


def test_a_late_session_and_a_back_dated_move_are_named(db: None) -> None:
    with at(date(2018, 1, 20)):
        owner = make_owner()
        tree = plant(owner, root="", p1="root", p2="root", c1="p1")
        held(owner, tree["c1"], on=date(2018, 1, 5))
    with at(date(2018, 3, 10)):
        held(owner, tree["c1"], on=date(2018, 1, 6))
    with at(date(2018, 3, 20)):
        move(unit=tree["c1"], parent=tree["p2"], on=date(2018, 1, 1), by=owner)

    def told(unit: Unit, until: date) -> dict[tuple[str, str], tuple[object, object, tuple[int, ...]]]:
        found = restated(unit=unit, period=YEAR, since=date(2018, 2, 28), until=until, reader=owner)
        return {(one.indicator.slug, str(one.period)): (one.was.value, one.now.value, one.because) for one in found}

    late = Entry.objects.get(span_from=date(2018, 1, 6)).position
    moved = Edge.objects.get(founding=False).position
    assert told(tree["p1"], date(2018, 3, 15)) == {("activities", "2018-01"): (1, 2, (late,))}
    assert told(tree["p1"], date(2018, 3, 31)) == {("activities", "2018-01"): (1, 0, (late, moved))}
    assert told(tree["p2"], date(2018, 3, 31)) == {("activities", "2018-01"): (0, 2, (late, moved))}
    assert told(tree["root"], date(2018, 3, 31)) == {("activities", "2018-01"): (1, 2, (late,))}


def test_a_small_number_of_people_is_neither_told_nor_explained(db: None) -> None:
    with at(date(2018, 1, 20)):
        owner = make_owner()
        tree = plant(owner, root="", p1="root", p2="root")
        reader = cast("member", tree["p2"])
    with at(date(2018, 3, 10)):
        present(owner, held(owner, tree["p1"], on=date(2018, 1, 6)), someone("x", owner, tree["p1"]))
        since, until = date(2018, 2, 28), date(2018, 3, 31)
        found = restated(unit=tree["p1"], period=YEAR, since=since, until=until, reader=reader)
    people = next(one for one in found if one.indicator.slug == "attendees")
    assert (people.now.value, people.now.masked, people.because) == (5, True, ())


def test_stated_numbers_and_what_is_computed_from_them_are_restated_too(db: None) -> None:
    january = parse_period("2018-01", BEGIN)
    with at(date(2018, 2, 1)):
        owner = make_owner()
        tree = plant(owner, root="", p1="root")
        define(
            [Element("e", "e", 0, "month"), Row("twice", "twice", "e × 2"), Row("other", "other", "1 + 1")], by=owner
        )
        state([Said("e", tree["p1"], january, amount=5)], by=owner)
    with at(date(2018, 3, 10)):
        state([Said("e", tree["p1"], january, amount=7)], by=owner)
        found = restated(
            unit=tree["root"],
            period=YEAR,
            since=date(2018, 2, 28),
            until=date(2018, 3, 31),
            reader=owner,
            children=True,
        )
    told = {(one.indicator.slug, one.unit.code, str(one.period)): (one.was.value, one.now.value) for one in found}
    assert told == {
        (slug, unit, "2018-01"): values
        for slug, values in (("e", (5, 7)), ("twice", (10, 14)))
        for unit in ("root", "p1")
    }
    changed = set(Entry.objects.filter(known_on=date(2018, 3, 10)).values_list("position", flat=True))
    assert all(set(one.because) == changed for one in found)


def test_a_first_report_of_a_month_that_was_over_restates_what_was_missing(db: None) -> None:
    with at(date(2018, 2, 1)):
        owner = make_owner()
        tree = plant(owner, root="")
        define([Element("e", "e", 0, "month")], by=owner)
    with at(date(2018, 3, 10)):
        state([Said("e", tree["root"], parse_period("2018-01", BEGIN), amount=0)], by=owner)
        found = restated(unit=tree["root"], period=YEAR, since=date(2018, 2, 28), until=date(2018, 3, 31), reader=owner)
    assert [(one.was.value, one.was.missing, one.now.value) for one in found] == [(None, "not reported", 0)]


def test_a_stock_of_a_unit_that_was_closed_before_anybody_knew_is_restated_because_of_that(db: None) -> None:
    with at(date(2018, 2, 1)):
        owner = make_owner()
        tree = plant(owner, root="", p1="root", p2="root")
        define([Element("s", "s", 0, "month", "last")], by=owner)
        for code, amount in (("p1", 5), ("p2", 8)):
            state([Said("s", tree[code], parse_period("2018-01", BEGIN), amount=amount)], by=owner)
    with at(date(2018, 4, 10)):
        close(unit=tree["p2"], on=date(2018, 2, 15), by=owner)
        found = restated(unit=tree["root"], period=YEAR, since=date(2018, 4, 1), until=date(2018, 4, 30), reader=owner)
    told = {str(one.period): (one.was.value, one.now.value) for one in found}
    assert told == {"2018-02": (13, 5), "2018-03": (13, 5), "2018Q1": (13, 5)}
    closed = Opening.objects.get(unit=tree["p2"], is_open=False).position
    assert all(one.because == (closed,) for one in found)

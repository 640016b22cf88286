"""Groups of units: a row for each member of a dated partition, with everything below its units, each thing once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from kexie.figures.answer import answer
from kexie.figures.engine import worker
from kexie.figures.question import ask
from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.structure.groups import Placing, group, place
from kexie.records.units.models import Unit
from tests.building import figure, held
from tests.figures import brute
from tests.figures.days import at
from tests.figures.engine.test_view import fresh_store
from tests.figures.stories import BEGIN, EXAMPLES, Story, Teller, number, stories

MEMBERS = ("east", "west", "")
Said = tuple[int, str, int]
placings = st.lists(st.tuples(number, st.sampled_from(MEMBERS), st.integers(-60, 60)), min_size=1, max_size=8)


def by_hand(said: list[tuple[int, str, date]], day: date) -> dict[str, set[int]]:
    """Return who stands where on a day: what was said last about it holds."""
    stands = {unit: member for unit, member, since in said if since <= day}
    return {member: {unit for unit, name in stands.items() if name == member} for member in MEMBERS if member}


@settings(max_examples=EXAMPLES // 2)
@given(
    story=stories(told=False),
    said=placings,
    indicator=st.sampled_from(["activities", "attendances", "attendees", "participants"]),
    asked=st.tuples(number, st.sampled_from(["2018", "2018Q1", "2018-02"]), st.integers(0, 60)),
)
def test_each_member_counts_what_lies_below_its_units_once(
    early: Account, story: Story, said: list[Said], indicator: str, asked: tuple[int, str, int]
) -> None:
    with transaction.atomic():
        teller = Teller(story, early)
        teller.begin()
        teller.live()
        told = [(teller.unit(unit), member, BEGIN + timedelta(days=since)) for unit, member, since in said]
        with at(teller.day):
            for unit, member, since in told:
                group(unit=unit, of_set="region", member=member, since=since, by=early)
            tree = (BEGIN + timedelta(days=asked[2])).isoformat()
            top = teller.unit(asked[0])
            question = ask(
                indicator, unit=top.code, period=asked[1], by=["group:region", "month"], tree=tree, reader=early
            )
            got = answer(question, reader=early)
        world = teller.chronicle.world()
        hung = world.hung(BEGIN + timedelta(days=asked[2]))
        things = brute.items(world, indicator)
        stands = by_hand([(unit.pk, member, since) for unit, member, since in told], BEGIN + timedelta(days=asked[2]))
        inside = brute.below(hung, top.pk)
        rows = {(row.group, str(row.period)): (row.value, row.bound.value, row.records) for row in got.rows}
        for period in question.periods():
            for member, units in stands.items():
                covered = inside & {below for unit in units for below in brute.below(hung, unit)}
                counted = [
                    one for one in things if one.units & covered and one.fits(period.first, period.last, (), (), ())
                ]
                expected = brute.total(indicator, counted)
                assert rows.pop((member, str(period)), (0, "exact", 0)) == expected
        assert not rows
        transaction.set_rollback(True)


def test_a_thing_of_two_members_stands_in_both_rows_and_once_in_the_total(
    owner: Account, tree: dict[str, Unit]
) -> None:
    for code, member in (("p1", "east"), ("p2", "west"), ("c1", "west")):
        group(unit=tree[code], of_set="region", member=member, by=owner)
    held(owner, tree["c1"], co_hosts=(tree["c3"],))
    held(owner, tree["city"])
    got = figure("activities", tree["root"], by=["group:region"])
    assert got.total.value == 2
    assert {row.group: row.value for row in got.rows} == {"east": 2, "west": 1}
    assert got.as_json()["rows"][0]["group"] == "east"


def test_the_passport_names_the_farthest_way_that_any_row_came_by(owner: Account, tree: dict[str, Unit]) -> None:
    group(unit=tree["p1"], of_set="region", member="east", by=owner)
    held(owner, tree["c1"])
    with fresh_store():
        worker.build()
        assert figure("activities", tree["root"]).passport.path == "cells"
        ways = [figure("activities", tree["root"], by=["group:region"]).passport.path for _again in range(2)]
        assert ways == ["columns", "slice"]


def test_a_set_that_nobody_named_is_refused(owner: Account, tree: dict[str, Unit]) -> None:
    with pytest.raises(Refused, match="region"):
        figure("activities", tree["root"], by=["group:region"])


def test_two_members_at_a_time_are_refused_and_one_after_the_other_are_not(
    owner: Account, tree: dict[str, Unit]
) -> None:
    unit = tree["p1"].pk
    with pytest.raises(Refused, match=r"east.*west"):
        place([Placing(unit, "region", "east"), Placing(unit, "region", "west", since=date(2018, 1, 1))], by=owner)
    first = Placing(unit, "region", "east", until=date(2018, 5, 31))
    place([first, Placing(unit, "region", "west", since=date(2018, 6, 1))], by=owner)
    held(owner, tree["c1"], on=date(2018, 3, 1))
    for period, member in (("2018-03", "east"), ("2018", "west")):
        rows = figure("activities", tree["root"], period, by=["group:region"]).rows
        assert [(row.group, row.value) for row in rows] == [(member, 1)]

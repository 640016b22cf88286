"""Units go up in one another and come out of one another: from the day on, and nothing before it changes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from kexie.kit.clock import DAY_MAX, today
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access.models import Account, Post
from kexie.records.activities.models import Activity
from kexie.records.people.queries import home_on, homes
from kexie.records.structure.actions import join, move
from kexie.records.structure.surgery import Part, merge, split
from kexie.records.units.models import Edge, Unit
from kexie.records.units.queries import is_open, show, tree
from kexie.records.units.rules import TreeOn, timeline
from tests.building import cast, held, plant, someone, value
from tests.figures.days import at
from tests.figures.stories import BEGIN, EXAMPLES, Story, Teller, number, stories

Planted = dict[str, Unit]
ON = date(2018, 6, 1)
BEFORE = ON - timedelta(days=1)


def parent(unit: Unit, day: date, line: str = "main") -> str | None:
    return show(unit, TreeOn(day, today(), line)).parent


def home(subject: int, day: date) -> int | None:
    return home_on(homes([subject]).get(subject, []), day)


def test_what_merges_closes_and_hangs_below_and_its_children_move(owner: Account, tree: Planted) -> None:
    merge(unit=tree["city"], into=tree["p2"], on=ON, by=owner)
    assert [parent(tree[code], BEFORE) for code in ("city", "c1", "c2")] == ["p1", "city", "city"]
    assert [parent(tree[code], ON) for code in ("city", "c1", "c2")] == ["p2", "p2", "p2"]
    assert [is_open(tree["city"], TreeOn(day, today())) for day in (BEFORE, ON)] == [True, False]


def test_history_counts_in_the_other_from_the_trees_of_that_day_on(owner: Account, tree: Planted) -> None:
    held(owner, tree["c1"], on=date(2018, 3, 1))
    merge(unit=tree["c1"], into=tree["c3"], on=ON, by=owner)
    assert [value("activities", tree["c3"], period)[0] for period in ("2018-03", "2018")] == [0, 1]
    assert [value("activities", tree["p1"], period)[0] for period in ("2018-03", "2018")] == [1, 0]
    assert value("activities", tree["c3"], "2018-03", tree="2018-06-01")[0] == 1
    assert value("activities", tree["c3"], "2018", tree="2018-05-31")[0] == 0
    assert value("activities", tree["c3"], "2018-03", tree="today")[0] == 1


def test_people_and_posts_move_along_and_their_past_stays(owner: Account, tree: Planted) -> None:
    person = someone("x", owner, tree["c1"])
    clerk = cast("clerk", tree["c1"])
    merge(unit=tree["c1"], into=tree["c3"], on=ON, by=owner)
    assert [home(person.pseudonym, day) for day in (BEFORE, ON)] == [tree["c1"].pk, tree["c3"].pk]
    assert clerk.person is not None
    told = list(Post.objects.filter(person=clerk.person).order_by("since").values_list("unit__code", "since", "until"))
    assert told == [("c1", date.min, BEFORE), ("c3", ON, DAY_MAX)]


def test_a_post_that_the_other_unit_gives_already_is_not_given_twice(owner: Account, tree: Planted) -> None:
    clerk = cast("clerk", tree["c1"])
    assert clerk.person is not None
    Post.objects.create(person=clerk.person, unit=tree["c3"], role="clerk")
    merge(unit=tree["c1"], into=tree["c3"], on=ON, by=owner)
    assert Post.objects.filter(person=clerk.person, unit=tree["c3"]).count() == 1


def test_open_work_moves_along_and_what_was_held_stays(owner: Account, tree: Planted) -> None:
    done = held(owner, tree["c1"], on=date(2018, 7, 1))
    lead = held(owner, tree["c1"], on=date(2018, 7, 1), status="planned", co_hosts=(tree["c3"],))
    joint = held(owner, tree["c2"], on=date(2018, 7, 1), status="planned", co_hosts=(tree["c1"],))
    both = held(owner, tree["c3"], on=date(2018, 7, 1), status="planned", co_hosts=(tree["c1"],))
    early = held(owner, tree["c1"], on=BEFORE, status="planned")
    merge(unit=tree["c1"], into=tree["c3"], on=ON, by=owner)

    def hosts(activity: Activity) -> list[tuple[str, str]]:
        again = Activity.objects.knowing("test").get(pk=activity.pk)
        found = sorted(again.hosts.values_list("unit__code", "role"), key=lambda host: host[1] != "lead")
        assert found[0][0] == again.unit.code
        return found

    assert hosts(done) == [("c1", "lead")]
    assert hosts(lead) == [("c3", "lead")]
    assert hosts(joint) == [("c2", "lead"), ("c3", "co")]
    assert hosts(both) == [("c3", "lead")]
    assert hosts(early) == [("c1", "lead")]


def test_what_is_already_known_of_later_days_is_not_undone(owner: Account, tree: Planted) -> None:
    """c1 leaves the city in September, x left it in July: the city's merger in June leaves both as they are."""
    person = someone("x", owner, tree["city"])
    move(unit=tree["c1"], parent=tree["p1"], on=date(2018, 9, 1), by=owner)
    join(subject=person.pseudonym, unit=tree["c3"], since=date(2018, 7, 1), by=owner)
    merge(unit=tree["city"], into=tree["p2"], on=ON, by=owner)
    assert [parent(tree["c1"], day) for day in (BEFORE, ON, date(2018, 8, 31), date(2018, 9, 1))] == [
        "city",
        "p2",
        "p2",
        "p1",
    ]
    homes_then = [home(person.pseudonym, day) for day in (BEFORE, ON, date(2018, 6, 30), date(2018, 7, 1))]
    assert homes_then == [tree[code].pk for code in ("city", "p2", "p2", "c3")]


@pytest.mark.parametrize(("unit", "into"), [("p1", "p1"), ("p1", "c1"), ("root", "p1")])
def test_no_unit_goes_up_in_itself_or_below(owner: Account, tree: Planted, unit: str, into: str) -> None:
    with pytest.raises(Refused):
        merge(unit=tree[unit], into=tree[into], on=ON, by=owner)
    assert is_open(tree[unit], TreeOn(ON, today()))


def test_a_closed_unit_neither_merges_nor_is_merged_into(owner: Account, tree: Planted) -> None:
    merge(unit=tree["c1"], into=tree["c2"], on=ON, by=owner)
    for unit, into in (("c1", "c3"), ("c3", "c1")):
        with pytest.raises(Refused, match=r"2018-06-01"):
            merge(unit=tree[unit], into=tree[into], on=ON, by=owner)


def test_only_an_owner_lets_owners_reach_further(owner: Account, tree: Planted) -> None:
    local = cast("owner", tree["root"], "local")
    cast("owner", tree["c1"], "other")
    with pytest.raises(Forbidden):
        merge(unit=tree["c1"], into=tree["p2"], on=ON, by=local)
    merge(unit=tree["c1"], into=tree["p2"], on=ON, by=owner)


def test_new_units_come_out_with_children_and_people(owner: Account, tree: Planted) -> None:
    person, stays = someone("x", owner, tree["city"]), someone("y", owner, tree["city"])
    north, south = split(
        unit=tree["city"],
        parts=[Part("n", "北", (tree["c1"],), (person,)), Part("s", "南", (tree["c2"],))],
        on=ON,
        by=owner,
    )
    assert [parent(unit, ON) for unit in (north, south, tree["c1"], tree["c2"])] == ["p1", "p1", "n", "s"]
    assert [parent(tree[code], BEFORE) for code in ("c1", "c2")] == ["city", "city"]
    assert [is_open(north, TreeOn(day, today())) for day in (BEFORE, ON)] == [False, True]
    assert [home(one.pseudonym, ON) for one in (person, stays)] == [north.pk, tree["city"].pk]
    assert home(person.pseudonym, BEFORE) == tree["city"].pk
    assert (north.kind, north.level) == (tree["city"].kind, tree["city"].level)


@pytest.mark.parametrize(
    ("code", "children", "sentence"),
    [("c1", (), "c1"), ("n", ("c3",), "示例c3"), ("n", ("c1", "c1"), "c1")],
)
def test_a_split_that_does_not_fit_is_refused(
    owner: Account, tree: Planted, code: str, children: tuple[str, ...], sentence: str
) -> None:
    part = Part(code, "北", tuple(tree[child] for child in children))
    with pytest.raises(Refused, match=sentence):
        split(unit=tree["city"], parts=[part], on=ON, by=owner)
    assert not Unit.objects.filter(code="n").exists()


def test_somebody_from_elsewhere_is_not_split_off(owner: Account, tree: Planted) -> None:
    with pytest.raises(Refused, match="x"):
        split(unit=tree["city"], parts=[Part("n", "北", (), (someone("x", owner, tree["c3"]),))], on=ON, by=owner)


@settings(max_examples=EXAMPLES // 2)
@given(story=stories(told=False), one=number, other=number, days=st.integers(-60, 60))
def test_a_merger_moves_exactly_what_hung_below(early: Account, story: Story, one: int, other: int, days: int) -> None:
    """On every later day what hung below the one hangs below the other, and everything else hangs where it did."""
    with transaction.atomic():
        teller = Teller(story, early)
        teller.begin()
        teller.live()
        unit, into, on = teller.unit(one), teller.unit(other), teller.day + timedelta(days=days)
        looked = [BEGIN + timedelta(days=n) for n in range(-70, 400, 9)]
        with at(teller.day):
            before = {day: tree(TreeOn(day, today())).parent for day in looked}
            try:
                merge(unit=unit, into=into, on=on, by=early)
            except Refused:
                transaction.set_rollback(True)
                return
            for day in looked:
                expected: dict[int, Any] = before[day]
                if day >= on:
                    expected = {who: into.pk if above == unit.pk else above for who, above in expected.items()}
                    expected[unit.pk] = into.pk
                assert tree(TreeOn(day, today())).parent == expected
        transaction.set_rollback(True)


facts = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 30), st.booleans(), st.integers(0, 3)), min_size=1, max_size=6
)


@given(told=facts, begin=st.integers(0, 30))
def test_the_timeline_is_the_winner_of_each_day(told: list[tuple[int, int, bool, int]], begin: int) -> None:
    lines = [
        Edge(
            position=n,
            valid_from=BEGIN + timedelta(days=first),
            valid_to=BEGIN + timedelta(days=first + lasts),
            founding=founding,
            known_on=BEGIN + timedelta(days=known),
        )
        for n, (first, lasts, founding, known) in enumerate(told)
    ]
    spans = timeline(lines, BEGIN + timedelta(days=begin))
    for day in (BEGIN + timedelta(days=n) for n in range(begin, 64)):
        covering = [fact for fact in lines if fact.valid_from <= day <= fact.valid_to]
        wins = max(covering, key=lambda fact: (not fact.founding, fact.known_on, fact.position), default=None)
        assert [fact for first, last, fact in spans if first <= day <= last] == ([wins] if wins else [])


def test_a_merger_on_every_line(owner: Account) -> None:
    planted = plant(owner, root="", a="root", b="root", c="a")
    for unit, above in (("a", "root"), ("b", "root"), ("c", "a")):
        move(unit=planted[unit], parent=planted[above], on=date(2018, 1, 1), by=owner, line="party")
    move(unit=planted["root"], parent=None, on=date(2018, 1, 1), by=owner, line="party")
    merge(unit=planted["a"], into=planted["b"], on=ON, by=owner)
    assert [parent(planted["c"], ON, line) for line in ("main", "party")] == ["b", "b"]
    assert [parent(planted["c"], BEFORE, line) for line in ("main", "party")] == ["a", "a"]

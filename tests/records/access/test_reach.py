"""One rule: whether a right reaches a unit, and which rows it reaches, are the same answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from kexie.kit.clock import today
from kexie.kit.refusal import Forbidden
from kexie.records.access import door, scope
from kexie.records.access.models import Account, Post
from kexie.records.access.rights import ROLES, SHARED, Right
from kexie.records.activities.models import Activity, Attendance
from kexie.records.activities.queries import hosted_and_seen
from kexie.records.people.models import Person
from kexie.records.structure.actions import NewUnit, close, move, open_units
from kexie.records.units.models import Unit
from kexie.records.units.queries import below_ids
from tests.building import held, present, someone
from tests.figures.brute import below, path
from tests.figures.stories import EXAMPLES, forests, number

LINES = ("main", "party")
Hung = dict[int, int | None]


@dataclass(frozen=True)
class Held:
    """A post: unit by number, role, line, and the days around today on which it is held."""

    unit: int
    role: str
    line: str
    since: int
    lasts: int


posts = st.lists(
    st.builds(
        Held, number, st.sampled_from([*ROLES, "guest"]), st.sampled_from(LINES), st.integers(-3, 2), st.integers(0, 3)
    ),
    max_size=3,
)
moves = st.lists(st.tuples(number, number, st.integers(-3, 3), st.sampled_from(LINES)), max_size=6)


def planted(
    owner: Account, steps: tuple[int, ...], moved: list[tuple[int, int, int, str]]
) -> tuple[list[Unit], dict[str, Hung]]:
    """Plant a forest, move some units on either line around today; return how both lines hang today, by hand."""
    parents = [n - up if up and n - up >= 0 else None for n, up in enumerate(steps)]
    new = [NewUnit(f"u{n}", f"u{n}", "branch", "" if up is None else f"u{up}") for n, up in enumerate(parents)]
    open_units(new, by=owner)
    found = {unit.code: unit for unit in Unit.objects.filter(kind="branch")}
    units = [found[f"u{n}"] for n in range(len(steps))]
    first: Hung = {units[n].pk: None if up is None else units[up].pk for n, up in enumerate(parents)}
    told: dict[str, list[tuple[int, int, int]]] = {line: [] for line in LINES}

    def hung(line: str, day: int) -> Hung:
        places: Hung = dict(first) if line == "main" else dict.fromkeys(first)
        places.update({unit: parent for unit, parent, since in told[line] if since <= day})
        return places

    for one, other, day, line in moved:
        unit, parent = units[one % len(units)], units[other % len(units)]
        later = [day, *(since for _u, _p, since in told[line] if since > day)]
        if any(unit.pk in path(hung(line, since), parent.pk) for since in later):
            continue
        move(unit=unit, parent=parent, on=today() + timedelta(days=day), by=owner, line=line)
        told[line].append((unit.pk, parent.pk, day))
    return units, {line: hung(line, 0) for line in LINES}


@settings(max_examples=EXAMPLES // 3)
@given(steps=forests(10), moved=moves, held_posts=posts, hosts=st.lists(st.tuples(number, number), max_size=3))
def test_yes_or_no_and_the_filter_agree_with_counting_by_hand(
    owner: Account,
    steps: tuple[int, ...],
    moved: list[tuple[int, int, int, str]],
    held_posts: list[Held],
    hosts: list[tuple[int, int]],
) -> None:
    with transaction.atomic():
        units, lines = planted(owner, steps, moved)
        reader = Account.objects.create(username="r", person=Person._base_manager.create(code="r", name="示例"))
        activities = []
        for lead, co in hosts:
            unit, beside = units[lead % len(units)], units[co % len(units)]
            activities.append(held(owner, unit, co_hosts=(beside,)))
            present(owner, activities[-1], someone(f"x{len(activities)}", owner))
        for post in held_posts:
            since = today() + timedelta(days=post.since)
            span = {"since": since, "until": since + timedelta(days=post.lasts)}
            unit = units[post.unit % len(units)]
            Post.objects.get_or_create(person=reader.person, unit=unit, role=post.role, line=post.line, defaults=span)
        for right in Right:
            reached: set[int] = set()
            for kept in Post.objects.filter(person=reader.person, since__lte=today(), until__gte=today()):
                if kept.role in ROLES and right in ROLES[kept.role].rights:
                    hung = lines[kept.line]
                    reached |= below(hung, path(hung, kept.unit_id)[-1] if right in SHARED else kept.unit_id)
            agree(reader, right, units, reached, activities)
        transaction.set_rollback(True)


def agree(reader: Account, right: Right, units: list[Unit], reached: set[int], activities: list[Activity]) -> None:
    assert {unit.pk for unit in units if door.may(reader, right, unit)} == reached
    assert set(door.units(reader, right).values_list("pk", flat=True)) == reached
    assert scope.reached(reader, right) == frozenset(reached)
    assert door.may_anywhere(reader, right) == bool(reached)
    seen = list(door.seen(reader, right, Activity).values_list("pk", flat=True))
    hosted = {one.pk for one in activities if reached & set(one.hosts.values_list("unit_id", flat=True))}
    assert sorted(seen) == sorted(hosted)
    rows = list(door.seen(reader, right, Attendance).values_list("activity_id", flat=True))
    assert sorted(rows) == sorted(hosted)
    one = units[len(reached) % len(units)].pk
    inside = {each.pk for each in activities if below_ids([one]) & set(each.hosts.values_list("unit_id", flat=True))}
    assert set(hosted_and_seen(reader, right, one).values_list("pk", flat=True)) == hosted & inside
    for unit in units:
        if unit.pk not in reached:
            with pytest.raises(Forbidden):
                door.demand(reader, right, unit)


def test_nobody_the_inactive_and_strangers_reach_nothing(
    tree: dict[str, Unit], chair: Account, stranger: Account
) -> None:
    chair.is_active = False
    for actor in (None, chair, stranger):
        for right in Right:
            assert not door.units(actor, right).exists()
            assert not door.may(actor, right, tree["root"])
            assert not door.seen(actor, right, Activity).exists()
            assert door.why(actor, right, tree["root"])


def test_the_owner_reaches_everything_until_put_out(tree: dict[str, Unit], owner: Account) -> None:
    assert door.units(owner, Right.RECORD_READ).count() == len(tree)
    owner.is_active = False
    assert not door.units(owner, Right.RECORD_READ).exists()


def test_a_party_post_reaches_the_party_line_only(tree: dict[str, Unit], owner: Account) -> None:
    """A society's branch stands under the party line and under the society."""
    move(unit=tree["c3"], parent=tree["p1"], on=date(2018, 1, 1), by=owner, line="party")
    person = Person._base_manager.create(code="s", name="示例")
    secretary = Account.objects.create(username="s", person=person)
    Post.objects.create(person=person, unit=tree["p1"], role="clerk", line="party")
    reached = {unit.code for unit in door.units(secretary, Right.ACTIVITY_RECORD)}
    assert reached == {"p1", "c3"}


def test_a_closed_unit_keeps_its_readers(tree: dict[str, Unit], owner: Account, clerk: Account) -> None:
    close(unit=tree["c1"], on=date(2018, 1, 1), by=owner)
    assert door.may(clerk, Right.RECORD_READ, tree["c1"])


def test_a_move_takes_the_reach_with_it(tree: dict[str, Unit], owner: Account) -> None:
    person = Person._base_manager.create(code="k", name="示例")
    provincial = Account.objects.create(username="k", person=person)
    Post.objects.create(person=person, unit=tree["p1"], role="clerk")
    assert door.may(provincial, Right.RECORD_READ, tree["c1"])
    move(unit=tree["c1"], parent=tree["p2"], on=today(), by=owner)
    assert not door.may(provincial, Right.RECORD_READ, tree["c1"])


def test_a_tree_seen_in_a_change_that_was_undone_is_not_remembered(
    tree: dict[str, Unit], owner: Account, clerk: Account
) -> None:
    """A dry run moves units, looks, and takes everything back; the next change gets the same positions."""
    person = Person._base_manager.create(code="k", name="示例")
    provincial = Account.objects.create(username="k", person=person)
    Post.objects.create(person=person, unit=tree["p2"], role="clerk")
    with transaction.atomic():
        move(unit=tree["c1"], parent=tree["p2"], on=date(2018, 1, 1), by=owner)
        assert door.may(provincial, Right.RECORD_READ, tree["c1"])
        transaction.set_rollback(True)
    move(unit=tree["c2"], parent=tree["p2"], on=date(2018, 1, 1), by=owner)
    assert not door.may(provincial, Right.RECORD_READ, tree["c1"])
    assert door.may(provincial, Right.RECORD_READ, tree["c2"])

"""Below a unit: the same units in memory as in the database, whatever the tree, the line and the day."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from kexie.kit.clock import DAY_MAX, DAY_MIN
from kexie.records.access.models import Account
from kexie.records.book.actions import append
from kexie.records.units.models import Edge, Opening, Unit
from kexie.records.units.queries import Structure, below, below_ids, every_unit, open_sql, open_units, tree
from kexie.records.units.rules import TreeOn, below_sql, parents_sql
from tests.building import plant

UNITS = ("root", "p1", "p2", "c1", "c2", "c3")
DAYS = (date(2018, 1, 1), date(2019, 1, 1))
MOVES = st.lists(
    st.tuples(
        st.sampled_from(UNITS), st.sampled_from((*UNITS, "")), st.sampled_from(DAYS), st.sampled_from(("main", "party"))
    ),
    max_size=6,
)


@settings(max_examples=30)
@given(MOVES, st.sets(st.sampled_from(UNITS), max_size=3), st.sampled_from(DAYS), st.sampled_from(("main", "party")))
def test_a_walk_in_memory_finds_what_a_walk_in_the_database_finds(
    owner: Account, moves: list[tuple[str, str, date, str]], tops: set[str], day: date, line: str
) -> None:
    if not Unit.objects.filter(code="root").exists():
        plant(owner, root="", p1="root", p2="root", c1="p1", c2="p1", c3="p2")
    units = {unit.code: unit for unit in Unit.objects.all()}
    told = [
        Edge(unit=units[one], parent=units.get(into), line=line, valid_from=day, valid_to=DAY_MAX)
        for one, into, day, line in moves
    ]
    if told:  # circles too: what was taken over from elsewhere may hold one
        append(told, by=owner.pk, known_on=DAY_MIN)
    on = TreeOn(day, DAY_MAX, line)
    asked = [units[code].pk for code in sorted(tops)]
    sql, params = below_sql(on, ",".join(map(str, asked)) or "NULL")
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        walked = {row[0] for row in cursor.fetchall()}
    assert below_ids(asked, on) == walked
    assert set(Unit.objects.filter(pk__in=below(asked, on)).values_list("pk", flat=True)) == walked


def test_a_unit_that_was_only_just_added_is_among_all_units(owner: Account) -> None:
    plant(owner, root="", p1="root")
    assert len(every_unit()) == 2
    Unit.objects.create(code="new", name="新", kind="association")  # hung nowhere yet
    assert len(every_unit()) == 3


ANY = tuple(date(2018, 1, 1 + 4 * n) for n in range(6))
SPANS = st.tuples(st.sampled_from(ANY), st.integers(0, 12))
FACTS = st.lists(
    st.tuples(st.sampled_from(UNITS), st.sampled_from((*UNITS, "")), SPANS, st.sampled_from(ANY), st.booleans()),
    max_size=5,
)
ON = st.tuples(st.integers(-2, 34), st.integers(-2, 34))


@settings(max_examples=25)
@given(FACTS, st.lists(ON, min_size=1, max_size=12))
def test_what_is_remembered_of_other_days_is_what_the_book_says_of_this_one(
    owner: Account, facts: list[tuple[str, str, tuple[date, int], date, bool]], asked: list[tuple[int, int]]
) -> None:
    if not Unit.objects.filter(code="root").exists():
        plant(owner, root="", p1="root", p2="root", c1="p1", c2="p1", c3="p2")
    units = {unit.code: unit for unit in Unit.objects.all()}
    for one, into, (first, days), known, is_open in facts:
        span = {"valid_from": first, "valid_to": first + timedelta(days=days) if days < 12 else DAY_MAX}
        told = Edge(unit=units[one], parent=units.get(into), line="main", **span)
        append([told, Opening(unit=units[one], is_open=is_open, **span)], by=owner.pk, known_on=known)
    for day, known_day in asked:
        on = TreeOn(date(2018, 1, 1) + timedelta(days=day), date(2018, 1, 1) + timedelta(days=known_day))
        with connection.cursor() as cursor:
            cursor.execute(*parents_sql(on))
            assert tree(on).parent == dict(cursor.fetchall())
            cursor.execute(*open_sql(on))
            assert open_units(on) == {row[0] for row in cursor.fetchall()}


def test_a_tree_is_read_once_for_all_the_days_on_which_it_is_the_same(
    owner: Account, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    plant(owner, root="", p1="root", c1="p1")
    looks = [TreeOn(date(2018, 1, 1) + timedelta(days=30 * n), DAY_MAX) for n in range(24)]
    structure = Structure.now()
    structure.open_units(looks[0])
    structure.tree(looks[0])
    with django_assert_num_queries(0):
        assert len({id(structure.tree(on)) for on in looks}) == 1
        assert len({id(structure.open_units(on)) for on in looks}) == 1


def test_what_is_open_on_many_days_is_one_reading(
    owner: Account, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    units = plant(owner, root="", p1="root", c1="p1")
    for n, day in enumerate(ANY):
        append([Opening(unit=units["c1"], is_open=n % 2 == 0, valid_from=day, valid_to=DAY_MAX)], by=owner.pk)
    structure, before = Structure.now(), TreeOn(DAYS[0] - timedelta(days=1), DAY_MAX)
    structure.open_units(before)
    with django_assert_num_queries(0):
        told = [units["c1"].pk in structure.open_units(TreeOn(day, DAY_MAX)) for day in ANY]
    assert told == [n % 2 == 0 for n in range(len(ANY))]

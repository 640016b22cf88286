"""The ledger says what its sources say: once, reversed and never rewritten."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.book.actions import append, lock
from kexie.records.ledger.actions import Line, Source, merge_persons, part_persons, put_in_force, restate, says
from kexie.records.ledger.models import Entry
from kexie.records.ledger.queries import last_position, resolve
from kexie.records.units.models import Unit
from tests.building import plant
from tests.figures.days import at

DAY = date(2018, 3, 1)
SOURCE = Source("activity", 1)


@pytest.fixture
def unit(clock: None, owner: Account) -> Unit:
    return plant(owner, root="")["root"]


@pytest.fixture
def other(unit: Unit, owner: Account) -> Unit:
    return plant(owner, p1="root")["p1"]


def line(unit: Unit, **more: Any) -> Line:
    given: dict[str, Any] = {"measure": "activities", "role": "lead", "thing": "activity:1", "amount": 3}
    return Line(unit=unit.pk, span_from=DAY, span_to=DAY, **(given | more))


def live() -> set[Line]:
    gone = set(Entry.objects.filter(reverses__isnull=False).values_list("reverses_id", flat=True))
    return {says(entry) for entry in Entry.objects.filter(reverses=None) if entry.pk not in gone}


lines = st.fixed_dictionaries(
    {},
    optional={
        "lead": st.tuples(st.sampled_from(["exact", "at_least"]), st.sampled_from(["", ";1;"])),
        "co": st.tuples(st.sampled_from(["exact", "under"]), st.sampled_from(["", ";2;"])),
    },
)


@given(said=st.lists(st.tuples(st.integers(1, 2), st.integers(0, 2), lines), min_size=1, max_size=8))
def test_the_ledger_says_what_was_said_last_and_only_grows(unit: Unit, said: list[tuple[int, int, Any]]) -> None:
    with transaction.atomic():
        wanted: dict[int, set[Line]] = {}
        for number, amount, roles in said:
            before = last_position()
            standing = list(Entry.objects.order_by("position").values())
            told = [
                line(unit, role=role, bound=bound, goals=goals, amount=amount, thing=f"activity:{number}")
                for role, (bound, goals) in roles.items()
            ]
            restate({Source("activity", number): told}, by=1)
            wanted[number] = set(told)
            assert live() == set().union(*wanted.values())
            assert list(Entry.objects.order_by("position").values())[: len(standing)] == standing
            after = last_position()
            assert after >= before
            assert restate({Source("activity", number): told}, by=1) == 0
            assert last_position() == after
        for entry in Entry.objects.filter(reverses__isnull=False):
            assert entry.reverses is not None
            assert entry.amount == -entry.reverses.amount
            assert entry.known_on >= entry.reverses.known_on
        transaction.set_rollback(True)


def test_an_entry_says_when_it_became_known(unit: Unit) -> None:
    restate({SOURCE: [line(unit)]}, by=7)
    entry = Entry.objects.get()
    assert (entry.known_on, entry.recorded_by, entry.version) == (date(2018, 1, 20), 7, 1)
    with at(date(2018, 5, 2)):
        restate({SOURCE: [line(unit, amount=4)]}, by=8)
    reversal, again = Entry.objects.order_by("position")[1:]
    assert (reversal.reverses_id, reversal.amount, reversal.known_on) == (entry.pk, -3, date(2018, 5, 2))
    assert (again.version, again.amount) == (2, 4)


def test_what_is_taken_over_is_never_withdrawn_before_it_was_known(unit: Unit) -> None:
    restate({SOURCE: [line(unit)]}, by=1, known_on={SOURCE: date(2018, 1, 10)})
    restate({SOURCE: [line(unit, amount=4)]}, by=1, known_on={SOURCE: date(2018, 1, 2)})
    first, reversal, again = Entry.objects.order_by("position")
    assert first.known_on == reversal.known_on == date(2018, 1, 10)
    assert again.known_on == date(2018, 1, 2)


def test_one_thing_carries_one_amount(unit: Unit) -> None:
    with pytest.raises(ValueError, match="one amount"):
        restate({SOURCE: [line(unit), line(unit, role="co", amount=4)]}, by=1)
    assert not Entry.objects.exists()


def entry(unit: Unit, **more: Any) -> Entry:
    given: dict[str, Any] = {
        "uid": "a", "source": "activity", "source_id": 1, "line": "x", "measure": "activities", "unit_id": unit.pk,
        "role": "lead", "thing": "activity:1", "amount": 3, "span_from": DAY, "span_to": DAY,
    }  # fmt: skip
    return Entry(**(given | more))


@pytest.mark.parametrize(
    "wrong",
    [
        {"span_to": DAY - timedelta(days=1)},
        {"state": "none"},
        {"bound": "many"},
        {"role": "guest"},
        {"origin": "guessed"},
    ],
)
def test_a_line_that_cannot_be_is_refused_by_the_database(unit: Unit, wrong: dict[str, Any]) -> None:
    before = last_position()
    with pytest.raises(DatabaseError), transaction.atomic():
        append([entry(unit, **wrong)], by=1)
    assert last_position() == before
    assert not Entry.objects.exists()


def test_a_reversal_takes_one_live_line_off_and_nothing_else(unit: Unit, other: Unit) -> None:
    append([entry(unit)], by=1)
    first = Entry.objects.get()
    right: dict[str, Any] = {"uid": "r", "reverses": first, "amount": -3}
    wrong: list[dict[str, Any]] = [
        {"amount": 3},
        {"amount": -2},
        {"unit_id": other.pk},
        {"role": "co"},
        {"thing": "activity:2"},
        {"measure": "attendance"},
    ]
    for one in wrong:
        with pytest.raises(DatabaseError), transaction.atomic():
            append([entry(unit, **(right | one))], by=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        append([entry(unit, **right)], by=1, known_on=first.known_on - timedelta(days=1))
    append([entry(unit, **right)], by=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        append([entry(unit, **(right | {"uid": "r2"}))], by=1)
    reversal = Entry.objects.get(uid="r")
    with pytest.raises(DatabaseError), transaction.atomic():
        append([entry(unit, uid="rr", reverses=reversal, amount=3)], by=1)
    assert Entry.objects.count() == 2


def test_the_same_uid_is_posted_once(unit: Unit) -> None:
    append([entry(unit)], by=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        append([entry(unit, thing="activity:2")], by=1)
    assert Entry.objects.count() == 1


def test_amounts_beyond_31_bits(unit: Unit) -> None:
    restate({SOURCE: [line(unit, amount=2**63 - 1)]}, by=1)
    assert Entry.objects.get().amount == 2**63 - 1


def test_measures_are_put_in_force_once(owner: Account) -> None:
    before = last_position()
    assert put_in_force(by=owner) == 0
    assert last_position() == before


def test_the_book_is_only_written_inside_a_transaction(monkeypatch: pytest.MonkeyPatch, unit: Unit) -> None:
    monkeypatch.setattr("kexie.records.book.actions.connection", SimpleNamespace(in_atomic_block=False))
    with pytest.raises(RuntimeError):
        lock()


def test_a_clock_that_was_set_back_does_not_set_back_the_book(unit: Unit) -> None:
    restate({SOURCE: [line(unit)]}, by=1)
    with at(date(2017, 1, 1)):
        restate({SOURCE: [line(unit, amount=4)]}, by=1)
    told = list(Entry.objects.order_by("position").values_list("recorded_at", "known_on"))
    assert told == sorted(told)


def test_a_rolled_back_writer_gives_its_positions_back(unit: Unit) -> None:
    before = last_position()
    with transaction.atomic():
        restate({SOURCE: [line(unit)]}, by=1)
        transaction.set_rollback(True)
    assert last_position() == before
    restate({SOURCE: [line(unit)]}, by=1)
    assert Entry.objects.get().position == before + 1


@given(deeds=st.lists(st.tuples(st.booleans(), st.integers(1, 5), st.integers(1, 5)), max_size=12))
def test_persons_merge_without_a_circle_and_part_again(owner: Account, deeds: list[tuple[bool, int, int]]) -> None:
    """By hand: each stands for whom it points to; merging hangs one whole below the other, parting takes one out."""
    with transaction.atomic():
        points = {one: one for one in range(1, 6)}

        def whole(one: int) -> int:
            return one if points[one] == one else whole(points[one])

        for merging, one, into in deeds:
            try:
                if merging:
                    merge_persons(pseudonym=one, into=into, by=owner)
                    points[whole(one)] = whole(into)
                else:
                    part_persons(pseudonym=one, by=owner)
                    points[one] = one
            except Refused:
                assert whole(one) == whole(into) if merging else points[one] == one
            assert resolve(points) == {person: whole(person) for person in points}
        transaction.set_rollback(True)


def test_a_line_names_its_unit_and_role_so_that_both_can_stand(unit: Unit) -> None:
    told = [line(unit), line(unit)._replace(role="home")]
    assert restate({SOURCE: told}, by=1) == 2
    assert live() == set(told)

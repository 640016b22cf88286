"""The tree on a day as known on a day: foundings hold for always, moves from the day they are known."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from unittest.mock import patch

import pytest
import time_machine
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from kexie.kit.clock import DAY_MAX, DAY_MIN, today
from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.history.models import HistoryEvent
from kexie.records.people.queries import home_on, homes
from kexie.records.structure.actions import NewUnit, change_unit, close, join, move, open_units, redate
from kexie.records.units import by_id
from kexie.records.units.by_id import units_of
from kexie.records.units.models import Unit
from kexie.records.units.queries import below, is_open, roots, show, tree
from kexie.records.units.queries import open_units as open_on
from kexie.records.units.rules import TreeOn
from tests.building import plant
from tests.figures.brute import below as by_hand
from tests.figures.days import at
from tests.figures.stories import BEGIN, EXAMPLES, Story, Teller, stories
from tests.opened import everything

Planted = dict[str, Unit]


@pytest.fixture
def planted(clock: time_machine.Traveller, owner: Account) -> Planted:
    return plant(owner, root="", p1="root", p2="root", c1="p1", c2="p1")


def under(unit: Unit, day: date, known: date, line: str = "main") -> str:
    path = show(unit, TreeOn(day, known, line)).parent
    return path or ""


@settings(max_examples=EXAMPLES // 2)
@given(story=stories(), days=st.lists(st.tuples(st.integers(-70, 200), st.integers(-100, 130)), min_size=3, max_size=3))
def test_the_tree_upwards_and_downwards_is_the_tree_by_hand(
    early: Account, story: Story, days: list[tuple[int, int]]
) -> None:
    with transaction.atomic():
        teller = Teller(story, early)
        teller.begin()
        teller.live()
        for day, known in days:
            on = TreeOn(BEGIN + timedelta(days=day), BEGIN + timedelta(days=known))
            hung = teller.chronicle.world(on.known).hung(on.day)
            whole = tree(on)
            assert whole.parent == hung
            for unit in teller.units:
                assert set(whole.below(unit.pk)) == by_hand(hung, unit.pk)
                found = Unit.objects.filter(pk__in=below([unit.pk], on))
                assert set(found.values_list("pk", flat=True)) == by_hand(hung, unit.pk)
        transaction.set_rollback(True)


@given(known=st.dates(), day=st.dates())
def test_a_founding_holds_for_every_day_and_every_knowledge(planted: Planted, known: date, day: date) -> None:
    assert under(planted["c1"], day, known) == "p1"
    assert is_open(planted["c1"], TreeOn(day, known))


def test_a_back_dated_move_is_seen_from_the_day_it_is_known(planted: Planted, owner: Account) -> None:
    with at(date(2018, 5, 1)):
        move(unit=planted["c1"], parent=planted["p2"], on=date(2018, 2, 1), by=owner)
    assert under(planted["c1"], date(2018, 3, 1), date(2018, 4, 30)) == "p1"
    assert under(planted["c1"], date(2018, 3, 1), date(2018, 5, 1)) == "p2"
    assert under(planted["c1"], date(2018, 1, 31), date(2018, 5, 1)) == "p1"


def test_a_move_taken_over_with_an_earlier_day_still_comes_after_the_founding(planted: Planted, owner: Account) -> None:
    move(unit=planted["c1"], parent=planted["p2"], on=date(2017, 2, 1), by=owner, known_on=date(2017, 2, 3))
    for known in (date(2017, 2, 3), date(2018, 1, 20), DAY_MAX):
        assert under(planted["c1"], date(2018, 3, 1), known) == "p2", known
    assert under(planted["c1"], date(2018, 3, 1), date(2017, 2, 2)) == "p1"


def test_a_circle_is_refused(planted: Planted, owner: Account) -> None:
    for unit, parent in (("p1", "c1"), ("p1", "p1"), ("root", "c2")):
        with pytest.raises(Refused):
            move(unit=planted[unit], parent=planted[parent], on=date(2018, 1, 1), by=owner)
    assert not HistoryEvent.objects.filter(deed="move").exists()


def test_a_circle_on_any_later_day_is_refused(planted: Planted, owner: Account) -> None:
    """c1 hangs below c2 in June and July only; c2 may not go below c1 in May for good."""
    move(unit=planted["c1"], parent=planted["c2"], on=date(2018, 6, 1), by=owner)
    move(unit=planted["c1"], parent=planted["p2"], on=date(2018, 8, 1), by=owner)
    with pytest.raises(Refused):
        move(unit=planted["c2"], parent=planted["c1"], on=date(2018, 5, 1), by=owner)
    move(unit=planted["c2"], parent=planted["c1"], on=date(2018, 8, 1), by=owner)
    assert under(planted["c2"], date(2018, 8, 1), today()) == "c1"


def test_lines_are_trees_of_their_own(planted: Planted, owner: Account) -> None:
    move(unit=planted["p1"], parent=planted["c1"], on=date(2018, 1, 1), by=owner, line="party")
    assert under(planted["p1"], date(2018, 2, 1), today(), "party") == "c1"
    assert under(planted["p1"], date(2018, 2, 1), today()) == "root"
    with pytest.raises(Refused):
        move(unit=planted["c1"], parent=planted["p1"], on=date(2018, 1, 1), by=owner, line="party")


def test_a_unit_is_open_on_its_days(planted: Planted, owner: Account) -> None:
    first, after = date(2018, 3, 1), date(2018, 6, 1)
    open_units([NewUnit("new", "新", "association", "p1", opened_on=first, closed_on=after)], by=owner)
    new = Unit.objects.get(code="new")
    days = [date(2018, 2, 28), date(2018, 3, 1), date(2018, 5, 31), date(2018, 6, 1)]
    assert [is_open(new, TreeOn(day, today())) for day in days] == [False, True, True, False]
    assert [new.pk in open_on(TreeOn(day, today())) for day in days] == [False, True, True, False]
    before = everything()
    for day in (days[0], days[-1]):
        with pytest.raises(Refused, match="尚未成立或已撤销"):
            move(unit=planted["c1"], parent=new, on=day, by=owner)
    assert everything() == before
    shown = show(new, TreeOn.now())
    assert (shown.opened_on, shown.closed_on) == (date(2018, 3, 1), date(2018, 6, 1))
    redate(unit=new, opened=date(2018, 2, 1), closed=None, by=owner)
    assert [is_open(new, TreeOn(day, today())) for day in days] == [True, True, True, True]


def test_closing_is_seen_from_the_day_it_is_known(planted: Planted, owner: Account) -> None:
    with at(date(2018, 5, 1)):
        close(unit=planted["c1"], on=date(2018, 2, 1), by=owner)
        assert not is_open(planted["c1"], TreeOn(date(2018, 3, 1), today()))
        assert is_open(planted["c1"], TreeOn(date(2018, 3, 1), date(2018, 4, 30)))
        assert is_open(planted["c1"], TreeOn(date(2018, 1, 31), today()))
        assert show(planted["p1"], TreeOn.now()).children == ("c2",)
        assert under(planted["c1"], date(2018, 3, 1), today()) == "p1"


def test_a_root_is_not_closed_over_what_is_open_below_it(planted: Planted, owner: Account) -> None:
    on = date(2018, 2, 1)
    before = everything()
    with pytest.raises(Refused, match="“示例root”是最上级单位，那天下面还有 4 个单位开着，如“示例p1”；请先"):
        close(unit=planted["root"], on=on, by=owner)
    assert everything() == before
    for code in ("p1", "p2", "c1", "c2"):  # a lower one may go before what hangs below it
        close(unit=planted[code], on=on, by=owner)
    close(unit=planted["root"], on=on, by=owner)
    assert not open_on(TreeOn(on, today()))


def test_roots_of_published_tables_come_last(planted: Planted, owner: Account) -> None:
    open_units([NewUnit("a", "统计", "aggregate")], by=owner)
    plant(owner, z="")
    assert [unit.code for unit in roots(TreeOn.now())] == ["root", "z", "a"]


def test_a_person_is_at_home_where_it_was_said_last(planted: Planted, owner: Account) -> None:
    march = date(2018, 3, 1), date(2018, 3, 31)
    for unit, since, until in (("c1", DAY_MIN, DAY_MAX), ("c2", *march), ("", date(2018, 6, 1), DAY_MAX)):
        join(subject=5, unit=planted[unit] if unit else None, since=since, until=until, by=owner)
    told = homes([5])[5]
    days = [date(2018, 2, 28), date(2018, 3, 1), date(2018, 4, 1), date(2018, 6, 1)]
    assert [home_on(told, day) for day in days] == [planted["c1"].pk, planted["c2"].pk, planted["c1"].pk, None]
    with pytest.raises(Refused):
        join(subject=5, unit=planted["c1"], since=date(2018, 2, 1), until=date(2018, 1, 1), by=owner)


def test_what_a_unit_is_called_is_changed_once(planted: Planted, owner: Account) -> None:
    assert change_unit(unit=planted["c1"], name="新名", by=owner)
    assert not change_unit(unit=planted["c1"], name="新名", by=owner)
    assert Unit.objects.get(code="c1").name == "新名"
    assert HistoryEvent.objects.filter(deed="change", noun="unit").count() == 1


def test_units_of_a_table_are_remembered_until_anything_is_written(owner: Account, planted: Planted) -> None:
    """Inside a transaction nothing is: what it wrote may be taken back, and its number in the history given again."""
    ids = sorted(unit.pk for unit in planted.values())
    outside = SimpleNamespace(in_atomic_block=False, settings_dict={"NAME": "a book of its own"})
    with patch.object(by_id, "connection", outside):
        found = units_of(ids)
        assert {unit.code: unit.name for unit in found.values()} == {unit.code: unit.name for unit in planted.values()}
        assert units_of(ids) is found
        change_unit(unit=planted["c1"], by=owner, name="新名县科协")
        assert units_of(ids)[planted["c1"].pk].name == "新名县科协"
    assert units_of(ids) is not units_of(ids)

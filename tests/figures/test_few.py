"""Fewer than 5 people are shown as "<5" where one sees the number but not its records; nothing beside tells it."""

from __future__ import annotations

from datetime import date

import pytest

from kexie.figures.answer import answer
from kexie.figures.question import ask
from kexie.figures.records import records
from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.units.models import Unit
from tests.building import figure, held, present, someone

Tree = dict[str, Unit]
PEOPLE = ["attendances", "attendees", "participations", "participants"]


@pytest.fixture
def few(owner: Account, tree: Tree) -> Tree:
    """Three people of c1 and one of c3 went to something in c3."""
    people = [*(someone(f"x{n}", owner, tree["c1"]) for n in range(3)), someone("y", owner, tree["c3"])]
    present(owner, held(owner, tree["c3"], date(2018, 3, 1), co_hosts=(tree["c1"],), origin="made_up"), *people)
    return tree


@pytest.mark.parametrize("indicator", PEOPLE)
def test_a_member_is_told_less_than_five(few: Tree, member: Account, owner: Account, indicator: str) -> None:
    true = figure(indicator, few["root"])
    assert true.total.value == 4
    shown = figure(indicator, few["root"], reader=member)
    assert (shown.total.value, shown.total.bound, shown.total.records, shown.total.masked) == (5, "under", 0, True)
    assert shown.rows[0].as_json(())["masked"] is True
    assert "4" not in str(shown.passport.as_json()["made_up"])
    behind = records(shown.question, reader=member)
    assert (behind.records, behind.count, behind.hidden) == ((), 0, 0)
    assert behind.reason


def test_a_clerk_sees_the_own_records_and_how_many_are_hidden(few: Tree, clerk: Account, owner: Account) -> None:
    held(owner, few["c2"], date(2018, 4, 1), headcount=20)
    told = figure("attendances", few["root"], reader=clerk)
    assert (told.total.value, told.total.records) == (24, 5)
    behind = records(told.question, reader=clerk)
    assert (len(behind.records), behind.count, behind.hidden) == (4, 5, 1)
    assert behind.reason
    mine = records(figure("participants", few["c1"], reader=clerk).question, reader=clerk)
    assert (len(mine.records), mine.hidden) == (3, 0)


def test_sessions_are_not_people(few: Tree, member: Account) -> None:
    told = figure("activities", few["root"], reader=member)
    assert (told.total.value, told.total.masked) == (1, False)
    behind = records(told.question, reader=member)
    assert (behind.records, behind.count, behind.hidden) == ((), 1, 1)


def test_zero_and_five_are_told(few: Tree, member: Account, owner: Account) -> None:
    assert figure("attendances", few["c2"], reader=member).total.value == 0
    held(owner, few["c2"], date(2018, 4, 1), headcount=5)
    assert figure("attendances", few["c2"], reader=member).total.value == 5


def test_every_row_is_told_or_withheld_by_itself(few: Tree, member: Account, owner: Account) -> None:
    held(owner, few["c2"], date(2018, 4, 1), headcount=20)
    rows = figure("attendances", few["root"], by=["month"], reader=member).rows
    assert [(row.value, row.masked) for row in rows[2:5]] == [(5, True), (20, False), (0, False)]


def test_the_stranger_asks_in_vain(few: Tree, stranger: Account, owner: Account) -> None:
    for reader in (stranger, None):
        with pytest.raises(Refused):
            ask("activities", unit="root", period="2018", reader=reader)
        question = ask("activities", unit="root", period="2018", reader=owner)
        assert records(question, reader=reader).records == ()
        assert answer(question, reader=reader).total.value == 1  # who may ask is decided when the question is read


def test_a_persons_label_cannot_be_followed_from_list_to_list(few: Tree, owner: Account) -> None:
    labels = [
        {record.thing for record in records(figure("attendees", few["root"], period).question, reader=owner).records}
        for period in ("2018", "2018-03")
    ]
    assert [len(one) for one in labels] == [4, 4]
    assert not labels[0] & labels[1]

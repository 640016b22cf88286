"""Rosters keep names for the term that was set, then numbers; no figure moves."""

from __future__ import annotations

from datetime import date

import pytest

from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access.models import Account
from kexie.records.activities import retention
from kexie.records.activities.models import Activity
from kexie.records.activities.queries import own_attendance
from kexie.records.history.actions import faults
from kexie.records.structure.association import describe
from kexie.records.units.models import Unit
from tests.building import held, present, someone, value
from tests.opened import everything

Tree = dict[str, Unit]


@pytest.fixture
def meetings(owner: Account, tree: Tree) -> list[Activity]:
    """Two meetings with one person on both rosters: one long ago, one of this year."""
    person = someone("S9", owner, tree["c1"])
    made = [
        held(owner, tree["c1"], on=date(2018, 3, 1), code="OLD", title="早年学习"),
        held(owner, tree["c1"], on=date.today(), code="NEW", title="今年学习"),  # noqa: DTZ011 - a day, whichever
    ]
    for one in made:
        present(owner, one, person)
    return made


def test_without_a_term_nothing_is_due_and_letting_go_is_refused(owner: Account, meetings: list[Activity]) -> None:
    assert retention.look() is None
    with pytest.raises(Refused, match="还没有定"):
        retention.let_go(by=owner)


def test_past_the_term_a_roster_keeps_numbers_and_no_figure_moves(
    owner: Account, meetings: list[Activity], tree: Tree
) -> None:
    describe(by=owner, retention_rosters="3")
    asked = [("attendances", "2018"), ("attendees", "2018"), ("attendees", "last-12-months"), ("activities", "2018")]
    before = [value(slug, tree["root"], period) for slug, period in asked]
    term = retention.look()
    assert term is not None
    assert (term.rosters, term.lines) == (1, 1)
    assert retention.let_go(by=owner) == term
    assert [value(slug, tree["root"], period) for slug, period in asked] == before
    assert faults() == []
    again = retention.look()
    assert again is not None
    assert again.rosters == 0


def test_a_roster_that_lost_its_names_is_not_changed_any_more(
    owner: Account, clerk: Account, meetings: list[Activity]
) -> None:
    describe(by=owner, retention_rosters="3")
    retention.let_go(by=owner)
    old = Activity.objects.knowing("test").get(code="OLD")
    before = everything()
    with pytest.raises(Refused, match="留存期满"):
        present(clerk, old, someone("S8", owner))
    assert {name: digest for name, digest in everything().items() if name != "records_person"} == {
        name: digest for name, digest in before.items() if name != "records_person"
    }


def test_ones_own_list_loses_the_meeting_too(owner: Account, clerk: Account, tree: Tree) -> None:
    old = held(owner, tree["c1"], on=date(2018, 3, 1))
    assert clerk.person is not None
    present(owner, old, clerk.person)
    assert len(own_attendance(clerk)) == 1
    describe(by=owner, retention_rosters="3")
    retention.let_go(by=owner)
    assert own_attendance(clerk) == []


def test_only_an_owner_lets_names_go(
    owner: Account, chair: Account, stranger: Account, meetings: list[Activity]
) -> None:
    describe(by=owner, retention_rosters="3")
    before = everything()
    for who in (chair, stranger):
        with pytest.raises(Forbidden):
            retention.let_go(by=who)
    assert everything() == before

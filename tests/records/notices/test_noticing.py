"""What branches are reminded of goes through the same outbox: looked over, bundled, told once, dropped when done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.core import mail
from pytest_django import Settings

from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access.models import Account
from kexie.records.branches import members
from kexie.records.branches.elections import begin_term, extend_term, last_term
from kexie.records.branches.meetings import Came, NewMeeting, record_meeting
from kexie.records.branches.members import Joining
from kexie.records.branches.minutes import Said, sign
from kexie.records.branches.models import Branch, Minutes
from kexie.records.branches.planning import plan_month
from kexie.records.branches.reminding import of_due, of_elections, of_signatures
from kexie.records.notices import actions, noticing
from kexie.records.notices.models import Contact, Notice
from kexie.records.notices.wanted import TOPICS
from kexie.records.people.models import Person
from kexie.records.structure.actions import NewUnit, open_units
from kexie.records.units.models import Unit
from tests.building import cast, make_owner, plant, someone
from tests.opened import everything
from tests.records.notices.test_outbox import MONDAY, clock

House = tuple[Branch, list[Person], Account]
MARCH = date(2026, 3, 25)
LONG_AGO = date(2020, 1, 1)


@pytest.fixture
def house(db: None, settings: Settings) -> Iterator[House]:
    """Return a branch of c1 with three members, the first of them its secretary, and the party clerk of c1."""
    settings.MAIL_READY = True
    with clock(MONDAY):
        owner = make_owner()
        tree = plant(owner, root="", c1="root", c3="root")
        people = [someone(f"x{n}", owner, tree["c1"]) for n in range(3)]
        for person in people:
            Contact.objects.create(person=person, channel="email", address=f"{person.code}@example.org")
        open_units([NewUnit(code="b1", name="示例支部一", kind="branch", parent="c1")], by=owner)
        branch = members.set_up(Unit.objects.get(code="b1"), by=owner)
        for person in people:
            members.admit(branch, Joining(person, LONG_AGO), by=owner)
        members.seat(branch, people[0], "secretary", since=LONG_AGO, by=owner)
        branch.refresh_from_db()
        yield branch, people, cast("party", tree["c1"])


def lines(on: date) -> list[str]:
    return sorted(one.line for wanted in (of_elections, of_due, of_signatures) for one in wanted(on))


def test_what_is_asked_soon_and_neither_held_nor_planned_is_reminded_before_its_period_ends(house: House) -> None:
    branch, _people, party = house
    assert lines(date(2026, 2, 10)) == []
    assert [line[:4] for line in lines(MARCH)] == ["主题党日", "党员大会"]
    with clock(MARCH):
        record_meeting(NewMeeting("branch_day", date(2026, 3, 24), (Came(branch),)), by=party)
        assert [line[:4] for line in lines(MARCH)] == ["党员大会"]
        plan_month(branch, 2026, 3, by=party)
        assert lines(MARCH) == []
    assert [line[:4] for line in lines(date(2026, 11, 2))] == ["民主评议", "组织生活"]


def test_an_election_is_reminded_of_half_a_year_before_and_once_more_when_the_term_is_over(house: House) -> None:
    branch, _people, party = house
    with clock(MONDAY):
        begin_term(branch, on=date(2023, 9, 20), by=party)
        assert of_elections(date(2026, 3, 18)) == []
        near, over = of_elections(date(2026, 3, 19)), of_elections(date(2026, 9, 20))
        assert near[0].key != over[0].key
        assert ("准备换届" in near[0].line, "已于 2026-09-19 届满" in over[0].line) == (True, True)
        term = last_term(branch)
        assert term is not None
        extend_term(term, until=date(2027, 3, 1), approval="示例批复1号", by=party)
        assert of_elections(date(2026, 9, 20))[0].line.startswith("本届支部委员会 2027-03-01")


def test_all_of_it_goes_in_one_message_once_and_what_was_done_meanwhile_is_dropped(house: House) -> None:
    branch, people, party = house
    with clock(MARCH - timedelta(days=5)):
        said = Said(chair=people[1], recorder=people[0], points="示例")
        made = record_meeting(NewMeeting("branch_day", date(2026, 3, 20), (Came(branch),), said=said), by=party)
    with clock(MARCH):
        assert actions.collect() == 3
        assert actions.collect() == 0
        assert {name: noticing.release_notices(TOPICS[name], branch.unit, by=party) for name in TOPICS} == {
            "election": 0,
            "branch_due": 1,
            "signature": 2,
        }
        minutes = Minutes.objects.knowing("a test").get(activity=made)
        sign(minutes, by=Account.objects.create(username="x1", person=people[1]), version=minutes.version)
        assert (actions.send_due().lapsed, actions.send_due().sent) == (1, 0)
        assert [(one.to, one.subject) for one in mail.outbox] == [(["x0@example.org"], "提醒：2 件事")]
        assert "会议记录等您签字" in mail.outbox[0].body
        assert "党员大会在 2026-03-31 前" in mail.outbox[0].body
        assert actions.collect() == 0
    kept = Notice.objects.knowing("a test").order_by("state").values_list("state", flat=True)
    assert list(kept) == ["dropped", "told", "told"]


def test_whoever_keeps_no_branch_looks_over_nothing_and_changes_nothing(house: House) -> None:
    branch, _people, party = house
    stranger = cast("", None)
    other = cast("party", Unit.objects.get(code="c3"), "elsewhere")
    with clock(MARCH):
        actions.collect()
        before = everything()
        for who in (stranger, other):
            with pytest.raises((Refused, Forbidden)):
                noticing.release_notices(TOPICS["branch_due"], branch.unit, by=who)
        assert everything() == before
        assert noticing.hold_back_notices(TOPICS["branch_due"], branch.unit, by=party) == 2

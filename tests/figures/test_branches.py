"""Branches that held what the rules ask: due by rule, openings and members, held by the book, as known on any day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from kexie.figures.answer import answer
from kexie.figures.question import ask
from kexie.figures.records import records
from kexie.kit.periods import parse_period
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access.models import Account
from kexie.records.activities import actions
from kexie.records.activities.models import Activity
from kexie.records.branches import members
from kexie.records.branches.facts import facts_of, held_in
from kexie.records.branches.meetings import Came, NewMeeting, record_meeting
from kexie.records.branches.members import Joining
from kexie.records.branches.models import Branch, BranchMember
from kexie.records.branches.rhythm import State, verdict
from kexie.records.branches.rules import RULES
from kexie.records.people.models import Person
from kexie.records.structure.actions import NewUnit, close, move, open_units
from kexie.records.units.models import Unit
from kexie.records.units.queries import below_ids
from kexie.records.units.rules import TreeOn
from tests.building import cast, plant, someone
from tests.figures.days import at
from tests.figures.stories import EXAMPLES

BEGIN = date(2018, 1, 20)
SLUGS = ("branches_due", "branches_held", "branches_held_share")
DEEDS = st.lists(
    st.tuples(st.integers(0, 11), st.integers(0, 2), st.integers(0, 400), st.integers(0, 60)), min_size=2, max_size=9
)


@dataclass
class House:
    """Two counties below a province, three branches, and what can happen to them."""

    owner: Account
    units: dict[str, Unit]
    branches: list[Branch]
    people: int = 0
    met: list[Activity] = field(default_factory=list)

    def deed(self, what: int, of: int, some: int, today: date) -> None:
        """Do one of the things that change what is asked or held; whatever the house refuses does not happen."""
        branch = self.branches[of]
        branch.refresh_from_db()
        on = today - timedelta(days=some)
        deeds: list[Callable[[], object]] = [
            *[lambda: self.meet(list(RULES)[some % len(RULES)], today - timedelta(days=some % 130), of, some)] * 4,
            lambda: self.admit(branch, some % 8 + 1, on),
            lambda: self.leave(branch, on),
            lambda: members.seat(branch, self.one_of(branch), "organisation", since=on, by=self.owner),
            lambda: members.make_group(branch, f"组{some}", since=on, by=self.owner),
            lambda: members.set_up(branch.unit, temporary=bool(some % 2), by=self.owner),
            self.take_back,
            lambda: move(unit=branch.unit, parent=self.units["c1" if some % 2 else "c2"], on=on, by=self.owner),
            lambda: close(unit=branch.unit, on=on, by=self.owner),
        ]
        try:
            with transaction.atomic():
                deeds[what]()
        except (Refused, IndexError):
            pass

    def meet(self, kind: str, on: date, of: int, some: int) -> None:
        """Record a meeting, a third of them joint ones of two branches."""
        came = [Came(self.branches[of])] + ([Came(self.branches[of - 1])] if some % 3 == 0 else [])
        self.met.append(record_meeting(NewMeeting(kind, on, tuple(came)), by=self.owner))

    def admit(self, branch: Branch, number: int, since: date) -> None:
        """Let so many people belong to a branch."""
        for _n in range(number):
            self.people += 1
            members.admit(branch, Joining(someone(f"m{self.people}", self.owner), since), by=self.owner)

    def leave(self, branch: Branch, on: date) -> None:
        """Let the first member of the day go."""
        members.leave(list(members.members_on(branch, on).values()).pop(), on=on, by=self.owner)

    def take_back(self) -> None:
        """Cancel the last meeting: it was a mistake."""
        last = self.met.pop()
        last.refresh_from_db()
        actions.cancel(last, reason="记错了", by=self.owner, version=last.version)

    def one_of(self, branch: Branch) -> Any:
        """Return some member, as a person."""
        found = BranchMember.objects.knowing("a test").filter(branch=branch).first()
        return Person.objects.knowing("a test").get(pseudonym=found.subject) if found else someone("x", self.owner)

    def counted(self, unit: Unit, period: str, known: date) -> dict[str, tuple[int, int]]:
        """Return due and held branches by kind ('' = all kinds), verdict by verdict from the records as they stand."""
        span = parse_period(period, known)
        inside = below_ids([unit.pk], TreeOn(span.last, known))
        branches = [one for one in Branch.objects.knowing("a test") if one.unit_id in inside]
        facts, held = facts_of(branches), held_in(branches, date(2017, 1, 1), date(2018, 12, 31))
        found: dict[str, tuple[int, int]] = {}
        for kinds in (*((kind,) for kind in RULES), tuple(RULES)):
            due = complete = 0
            for one in branches:
                said = [
                    verdict(facts[one.pk], RULES[kind], each, held.get(one.pk, ()), known + timedelta(days=1))
                    for kind in kinds
                    for year in (2017, 2018)
                    for each in RULES[kind].periods(year)
                    if span.first <= each.last <= min(span.last, known)
                ]
                asked = [one.state for one in said if one.asked]
                due += bool(asked)
                complete += bool(asked) and all(state is State.HELD for state in asked)
            found[kinds[0] if len(kinds) == 1 else ""] = due, complete
        return found


def make(owner: Account) -> House:
    """Open the units and the branches."""
    units = plant(owner, root="", c1="root", c2="root")
    opened = [NewUnit(code=f"b{n}", name=f"示例支部{n}", kind="branch", parent=f"c{1 + n % 2}") for n in range(3)]
    open_units(opened, by=owner)
    found = Unit.objects.filter(kind="branch").order_by("code")
    return House(owner, units, [members.set_up(unit, by=owner) for unit in found])


PERIODS = ("2018", "2017-11-01..2018-03-31")


def said(house: House, as_of: str) -> dict[tuple[str, str], Any]:
    """Return what the figures say of each unit and period: due, held and share, by kind and for all kinds."""
    found: dict[tuple[str, str], Any] = {}
    for code, period in product(("root", "c1"), PERIODS):
        rows: dict[str, list[Any]] = {"": [0, 0, None], **{kind: [0, 0, None] for kind in RULES}}
        for place, slug in enumerate(SLUGS):
            question = ask(slug, unit=code, period=period, by=["kind"], as_of=as_of, reader=house.owner)
            told = answer(question, reader=house.owner)
            for row in (told.total, *told.rows):
                rows[row.kind][place] = row.value
        found[code, period] = rows
    return found


@settings(max_examples=max(EXAMPLES // 10, 3))
@given(DEEDS)
def test_on_every_day_the_figures_are_the_verdicts_counted_and_later_knowledge_changes_none(
    early: Account, story: list[tuple[int, int, int, int]]
) -> None:
    with transaction.atomic():
        day, then = BEGIN, {}
        with at(day):
            house = make(early)
        for what, of, some, gap in story:
            day += timedelta(days=gap)
            with at(day):
                house.deed(what, of, some, day)
            with at(day + timedelta(days=1)):
                then[day] = said(house, day.isoformat())
                for (code, period), rows in then[day].items():
                    counted = house.counted(house.units[code], period, day)
                    assert {kind: tuple(row[:2]) for kind, row in rows.items()} == counted
                    for due, held, share in rows.values():
                        assert share == (round(Decimal(100 * held) / due, 2) if due else None)
            day += timedelta(days=2)
        with at(day):
            for known, told in then.items():
                assert said(house, known.isoformat()) == told
        transaction.set_rollback(True)


@pytest.fixture
def house(early: Account) -> House:
    """Return the house on the day it begins."""
    with at(BEGIN):
        return make(early)


def test_a_late_record_counts_from_the_day_it_is_known_and_each_number_opens(house: House) -> None:
    with at(date(2018, 2, 5)):
        house.meet("branch_day", date(2018, 1, 30), 0, 1)
    with at(date(2018, 4, 2)):
        asked: dict[str, Any] = {"unit": "root", "period": "2018-01", "where": ["kind=branch_day"]}
        asked["reader"] = house.owner
        for as_of, held, share in (("2018-01-31", 0, "0.00"), ("2018-02-05", 1, "33.33")):
            found = answer(ask("branches_held", as_of=as_of, **asked), reader=house.owner)
            assert found.total.value == held
            assert found.as_json()["rows"][0]["coverage"]["expected"] == 3
            rate = answer(ask("branches_held_share", as_of=as_of, **asked), reader=house.owner).total
            assert str(rate.value) == share
            assert found.passport.path == "rhythm"
        behind = records(ask("branches_held", **asked), reader=house.owner)
        assert [(one.source, one.unit, one.amount) for one in behind.records] == [("branch", "b0", 1)]
        behind = records(ask("branches_held_share", **asked), reader=house.owner, limit=2)
        assert ([one.amount for one in behind.records], behind.count, behind.next) == ([1, 0], 3, 2)
        months = answer(
            ask("branches_due", unit="root", period="2018Q1", by=["month"], where=["kind=branch_assembly"],
                reader=house.owner), reader=house.owner)  # fmt: skip
        assert [row.value for row in months.rows] == [0, 0, 3]


def test_who_sees_no_figures_is_refused_and_who_sees_no_records_sees_a_number(house: House) -> None:
    stranger, chair = cast("", None), cast("chair", house.units["c1"])
    asked: dict[str, Any] = {"unit": "root", "period": "2018-01"}
    with at(date(2018, 3, 1)):
        with pytest.raises((Forbidden, Refused)):
            ask("branches_held", reader=stranger, **asked)
        above = ask("branches_due", reader=chair, **asked)
        assert answer(above, reader=chair).total.value == 3
        assert (len(records(above, reader=chair).records), records(above, reader=chair).hidden) == (2, 1)
        own = ask("branches_due", unit="c1", period="2018-01", reader=chair)
        assert records(own, reader=chair).hidden == 0
        for wrong in ({"by": ["goal"]}, {"where": ["goal=1"]}, {"where": ["kind=study"]}, {"period": "2001..2018"}):
            with pytest.raises(Refused):
                ask("branches_due", reader=house.owner, **(asked | wrong))

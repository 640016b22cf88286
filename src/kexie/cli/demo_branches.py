"""The sample's branches: set up, one with members and minutes, meetings of the year, terms. Made up."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from kexie.kit.clock import today
from kexie.kit.days import add_months
from kexie.records.access.models import Account
from kexie.records.branches import members
from kexie.records.branches.elections import begin_term
from kexie.records.branches.meetings import Came, NewMeeting, record_meeting
from kexie.records.branches.members import Joining
from kexie.records.branches.minutes import Decision, Said, Vote
from kexie.records.branches.models import Branch
from kexie.records.branches.planning import plan_month
from kexie.records.people.models import Person
from kexie.records.units.models import Unit

ORIGIN: Final = "made_up"
LONG_AGO: Final = date(2016, 1, 1)
FULL, ALL = 9, 10


def record_sample(by: Account) -> None:
    """Set the sample's branches up and record a few meetings of this year."""
    units = Unit.objects.filter(kind="branch").order_by("code")
    branches = [members.set_up(unit, by=by, theme_day=15) for unit in units]
    if not branches:
        return
    people = _people(branches[0], by)
    _terms(branches, by)
    day = today()
    for month in range(1, day.month + 1):
        on = date(day.year, month, 15)
        for n, branch in enumerate(branches):
            if on <= day and (n + month) % 5:  # a few are silent, so that the list of reminders has something to show
                _meet("branch_day", on, branch, by)
    _assembly(branches[0], people, date(day.year, 1, 20), by)
    if len(branches) > 1 and day >= date(day.year, 2, 20):
        joint = (Came(branches[1], should=8, came=7, voters=8, voters_came=7), Came(branches[0]))
        record_meeting(NewMeeting("branch_class", date(day.year, 2, 20), joint, origin=ORIGIN), by=by)
    plan_month(branches[0], day.year, day.month, by=by)


def _people(branch: Branch, by: Account) -> list[Person]:
    rows = Person.objects.knowing("building the sample").order_by("code")
    people = list(rows[20 : 20 + ALL])
    group = members.make_group(branch, "第一党小组", since=LONG_AGO, by=by)
    for n, person in enumerate(people):
        standing = "full" if n < FULL else "probationary"
        members.admit(branch, Joining(person, LONG_AGO, standing, group=group), by=by)
    for person, role in zip(people, ("secretary", "organisation", "publicity"), strict=False):
        members.seat(branch, person, role, since=LONG_AGO, by=by)
    branch.refresh_from_db()
    return people


def _terms(branches: list[Branch], by: Account) -> None:
    for n, branch in enumerate(branches):
        begin_term(branch, on=add_months(today(), -(24 + 2 * n)), by=by)


def _meet(kind: str, on: date, branch: Branch, by: Account) -> None:
    came = Came(branch, should=8, came=7, voters=8, voters_came=7)
    record_meeting(NewMeeting(kind, on, (came,), origin=ORIGIN), by=by)


def _assembly(branch: Branch, people: list[Person], on: date, by: Account) -> None:
    if on > today() or not people:
        return
    said = Said(
        people[0],
        people[1],
        agenda="一、上年工作小结\n二、本年计划（示例）",
        points="讨论了本年学习与走访的安排（示例）。",
        decisions=(Decision("每月 15 日开展主题党日", "组织委员", (on + timedelta(days=10)).isoformat()),),
        votes=(Vote("本年工作计划", FULL - 1, 0, 0),),
    )
    absent = ((people[-2].pseudonym, "出差（示例）"),)
    record_meeting(NewMeeting("branch_assembly", on, (Came(branch, absent=absent),), said=said, origin=ORIGIN), by=by)

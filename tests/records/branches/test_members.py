"""Who belongs to a branch on a day, who has a vote, who sits where; and who may keep it."""

from __future__ import annotations

from datetime import date

import pytest

from kexie.kit.refusal import Forbidden, Refused
from kexie.kit.spans import ONE_DAY
from kexie.records.access.models import Account
from kexie.records.branches import members
from kexie.records.branches.members import Joining
from kexie.records.branches.models import Branch, BranchMember
from kexie.records.people.models import Person
from kexie.records.structure.surgery import merge
from kexie.records.units.models import Unit
from tests.building import someone
from tests.opened import everything
from tests.records.branches.conftest import LONG_AGO, people_of

DAY = date(2018, 3, 1)


def test_a_person_is_in_one_branch_at_a_time(owner: Account, branches: dict[str, Branch]) -> None:
    person = someone("S1", owner)
    first = members.admit(branches["b1"], Joining(person, LONG_AGO), by=owner)
    before = everything()
    with pytest.raises(Refused, match="另一个支部"):
        members.admit(branches["b2"], Joining(person, DAY), by=owner)
    with pytest.raises(Refused, match="已经在本支部"):
        members.admit(branches["b1"], Joining(person, DAY), by=owner)
    assert everything() == before
    members.leave(first, on=date(2018, 2, 28), by=owner)
    members.admit(branches["b2"], Joining(person, DAY), by=owner)
    assert list(members.members_on(branches["b1"], DAY)) == []
    assert list(members.members_on(branches["b2"], DAY)) == [person.pseudonym]


def test_who_has_a_vote_is_data_with_dates(owner: Account, branches: dict[str, Branch]) -> None:
    person = someone("S1", owner)
    with pytest.raises(Refused, match="预备党员没有表决权"):
        members.admit(branches["b1"], Joining(person, LONG_AGO, "probationary", votes=True), by=owner)
    with pytest.raises(Refused, match="写明原因"):
        members.admit(branches["b1"], Joining(person, LONG_AGO, "full", votes=False), by=owner)
    row = members.admit(branches["b1"], Joining(person, LONG_AGO, "probationary"), by=owner)
    row = members.change_standing(row, on=DAY, standing="full", by=owner)
    members.change_standing(row, on=date(2018, 6, 1), standing="full", votes=False, note="留党察看", by=owner)
    told = [
        (members.members_on(branches["b1"], day)[person.pseudonym].standing,
         members.members_on(branches["b1"], day)[person.pseudonym].votes)
        for day in (date(2018, 2, 28), DAY, date(2018, 6, 1))
    ]  # fmt: skip
    assert told == [("probationary", False), ("full", True), ("full", False)]


def test_a_seat_is_for_a_full_member_and_there_is_one_secretary(
    owner: Account, staffed: tuple[Branch, list[Person]]
) -> None:
    branch, people = staffed
    members.seat(branch, people[0], "secretary", since=DAY, by=owner)
    for person, role, words in (
        (people[5], "member", "不是本支部的正式党员"),
        (someone("X", owner), "member", "不是本支部的正式党员"),
        (people[1], "secretary", "已经有书记"),
    ):
        with pytest.raises(Refused, match=words):
            members.seat(branch, person, role, since=DAY, by=owner)


def test_only_a_branch_can_be_set_up_as_one(owner: Account, tree: dict[str, Unit], branches: dict[str, Branch]) -> None:
    with pytest.raises(Refused, match="不是支部"):
        members.set_up(tree["c1"], by=owner)
    with pytest.raises(Refused) as refused:
        members.set_up(branches["b1"].unit, by=owner, years=4, theme_day=32)
    assert len(refused.value.lines) == 2


def test_whoever_has_no_right_changes_nothing(
    owner: Account, stranger: Account, clerk: Account, party: Account, branches: dict[str, Branch]
) -> None:
    person = someone("S1", owner)
    row = members.admit(branches["b1"], Joining(person, LONG_AGO), by=owner)
    before = everything()
    for who in (stranger, clerk):
        for deed in (
            lambda who=who: members.set_up(branches["b1"].unit, by=who),
            lambda who=who: members.admit(branches["b1"], Joining(person, DAY), by=who),
            lambda who=who: members.leave(row, on=DAY, by=who),
            lambda who=who: members.make_group(branches["b1"], "一组", since=DAY, by=who),
            lambda who=who: members.seat(branches["b1"], person, "secretary", since=DAY, by=who),
        ):
            with pytest.raises(Forbidden):
                deed()
    with pytest.raises(Forbidden):
        members.make_group(branches["b3"], "一组", since=DAY, by=party)
    assert everything() == before
    members.make_group(branches["b1"], "一组", since=DAY, by=party)
    assert BranchMember.objects.knowing("a test").count() == 1


def test_members_of_a_branch_that_goes_up_in_another_belong_to_that_one(
    owner: Account, branches: dict[str, Branch]
) -> None:
    """With the standing they had; whoever sat in the old committee sits in none, and whoever comes later comes here."""
    old, new = branches["b1"], branches["b2"]
    full, young = people_of(owner, old, 1, 1)
    stays, later = people_of(owner, new, 1)[0], someone("S1", owner)
    members.seat(old, full, "secretary", since=LONG_AGO, by=owner)
    members.admit(old, Joining(later, date(2018, 9, 1)), by=owner)
    merge(unit=old.unit, into=new.unit, on=DAY, by=owner)

    def told(branch: Branch, day: date) -> dict[int, str]:
        return {subject: row.standing for subject, row in members.members_on(branch, day).items()}

    came = {full.pseudonym: "full", young.pseudonym: "probationary"}
    assert told(old, DAY - ONE_DAY) == came
    assert told(new, DAY - ONE_DAY) == {stays.pseudonym: "full"}
    assert told(old, DAY) == {}
    assert told(new, DAY) == came | {stays.pseudonym: "full"}
    assert told(new, date(2018, 9, 1)) == came | {stays.pseudonym: "full", later.pseudonym: "full"}
    assert (len(members.committee_on(old, DAY - ONE_DAY)), len(members.committee_on(old, DAY))) == (1, 0)

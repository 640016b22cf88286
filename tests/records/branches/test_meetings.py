"""Recording a meeting: what counts for whom, quorum and votes, the minutes and their two signatures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from kexie.kit.clock import today
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access.models import Account
from kexie.records.activities import actions
from kexie.records.activities.models import Activity
from kexie.records.branches import minutes as written
from kexie.records.branches.elections import begin_term, calendar, extend_term, last_term, result_of
from kexie.records.branches.leaders import leaders_of, own_life
from kexie.records.branches.meetings import Came, NewMeeting, record_meeting
from kexie.records.branches.minutes import Decision, Said, Vote
from kexie.records.branches.models import Branch, BranchMeeting, BranchVote, Minutes
from kexie.records.branches.terms import Coming
from kexie.records.branches.votes import Outcome
from kexie.records.people.models import Person
from kexie.records.structure.actions import close
from tests.building import cast, someone, value
from tests.opened import everything
from tests.records.branches.conftest import people_of

DAY = date(2018, 3, 5)
Staffed = tuple[Branch, list[Person]]


def meeting(branch: Branch, *others: Branch, kind: str = "branch_assembly", on: date = DAY, **more: Any) -> NewMeeting:
    came = [Came(one, should=8, came=7, voters=6, voters_came=5) for one in others]
    return NewMeeting(kind, on, (Came(branch, **more.pop("came", {})), *came), **more)


def refused(new: NewMeeting, by: Account) -> str:
    before = everything()
    with pytest.raises(Refused) as found:
        record_meeting(new, by=by)
    assert everything() == before
    return "\n".join(found.value.lines)


def test_a_meeting_counts_who_was_there_by_the_members_of_the_day(owner: Account, staffed: Staffed) -> None:
    branch, people = staffed
    absent = ((people[1].pseudonym, "出差"), (people[5].pseudonym, "病假"))
    made = record_meeting(meeting(branch, came={"absent": absent}), by=owner)
    row = made.branch_meetings.knowing("a test").get()
    assert (row.should, row.came, row.voters, row.voters_came) == (6, 4, 5, 4)
    assert (made.headcount, value("attendances", branch.unit)) == (4, (4, "exact"))
    assert value("activities", branch.unit, where=["kind=branch_assembly"]) == (1, "exact")


def test_a_joint_meeting_is_one_activity_and_counts_for_each_branch_listed(
    owner: Account, branches: dict[str, Branch], staffed: Staffed
) -> None:
    made = record_meeting(meeting(branches["b1"], branches["b2"]), by=owner)
    assert made.headcount == 6 + 7
    assert BranchMeeting.objects.knowing("a test").count() == 2
    for code, expected in (("b1", 1), ("b2", 1), ("c1", 1), ("b3", 0)):
        unit = branches[code].unit if code in branches else branches["b1"].unit.edges.get().parent
        assert unit is not None
        assert value("activities", unit)[0] == expected
    assert "列了两次" in refused(meeting(branches["b1"], branches["b2"], branches["b2"]), owner)


def test_what_cannot_be_is_refused_in_sentences(owner: Account, branches: dict[str, Branch], staffed: Staffed) -> None:
    branch, people = staffed
    stranger = someone("X", owner)
    said = Said(people[0], people[1])
    for new, words in (
        (meeting(branch, on=today() + timedelta(days=1)), "还没有到"),
        (meeting(branch, kind="study"), "没有“study”这种组织生活"),
        (meeting(branch, came={"absent": ((stranger.pseudonym, "出差"),)}), "不在“示例支部b1”"),
        (meeting(branch, came={"absent": ((people[0].pseudonym, " "),)}), "写明原因"),
        (meeting(branch, said=replace(said, chair=stranger)), "不是所列支部的党员"),
        (meeting(branch, said=replace(said, recorder=people[0])), "要是两个人"),
        (meeting(branch, said=said, came={"absent": ((people[0].pseudonym, "出差"),)}), "写在了请假的人里"),
        (meeting(branch, said=replace(said, votes=(Vote("工作计划", 5, 1),))), "多于到会有表决权的 5 人"),
        (NewMeeting("branch_day", DAY, (Came(branches["b2"], should=5, came=6),)), "多于应到的 5 人"),
        (NewMeeting("branch_day", DAY, (Came(branches["b2"], should=5, came=4, voters=5, voters_came=5),)), "表决权"),
        (NewMeeting("branch_day", DAY, ()), "哪个支部"),
    ):
        assert words in refused(new, owner)


def test_votes_are_counted_by_the_rule_and_a_vote_without_quorum_decides_nothing(
    owner: Account, staffed: Staffed
) -> None:
    branch, people = staffed
    votes = (Vote("年度计划", 3, 1, 1), Vote("换届选举", 4, election=True))
    said = Said(people[0], people[1], votes=votes)
    record_meeting(meeting(branch, said=said), by=owner)
    away = tuple((one.pseudonym, "出差") for one in people[2:5])
    thin = Said(people[0], people[1], votes=(Vote("年度计划", 2), Vote("换届选举", 2, election=True)))
    record_meeting(meeting(branch, said=thin, on=date(2018, 3, 6), came={"absent": away}), by=owner)
    results = [result_of(one) for one in BranchVote.objects.order_by("minutes", "order")]
    assert results == [Outcome.PASSED, Outcome.PASSED, Outcome.NO_QUORUM, Outcome.NO_QUORUM]


def test_minutes_are_amended_while_open_signed_by_two_and_corrected_afterwards(
    owner: Account, staffed: Staffed, monkeypatch: pytest.MonkeyPatch
) -> None:
    branch, people = staffed
    chair, recorder, other = (Account.objects.create(username=one.code, person=one) for one in people[:3])
    said = Said(people[0], people[1], agenda="学习", decisions=(Decision("建台账", "组织委员", "2018-04-01"),))
    record_meeting(meeting(branch, said=said), by=owner)

    def kept() -> Minutes:
        return Minutes.objects.knowing("a test").get()

    before = everything()
    with pytest.raises(Forbidden, match="本人"):
        written.sign(kept(), by=other, version=kept().version)
    with pytest.raises(Forbidden):
        written.amend(kept(), agenda="", points="", dissent="", decisions=(), by=other, version=1)
    assert everything() == before
    assert written.sign(kept(), by=chair, version=1) == "chair"
    assert written.sign(kept(), by=recorder, version=2) == "recorder"
    with pytest.raises(Refused, match="已经签过"):
        written.sign(kept(), by=chair, version=3)
    with pytest.raises(Refused, match="刚被别人改过"):
        written.amend(kept(), agenda="新", points="", dissent="", decisions=(), by=owner, version=1)
    written.amend(kept(), agenda="学习两项", points="", dissent="", decisions=(), by=owner, version=3)
    assert (kept().agenda, kept().chair_signed_at, kept().recorder_signed_at) == ("学习两项", None, None)
    late = kept().open_until + timedelta(days=1)
    monkeypatch.setattr(written, "today", lambda: late)
    with pytest.raises(Refused, match="更正说明"):
        written.amend(kept(), agenda="再改", points="", dissent="", decisions=(), by=owner, version=4)
    written.correct(kept(), "应为三项", by=owner, version=4)
    assert (kept().agenda, kept().corrections[0]["text"]) == ("学习两项", "应为三项")


def test_a_planned_meeting_becomes_the_one_that_was_held(owner: Account, staffed: Staffed) -> None:
    branch, _people = staffed
    draft = actions.Draft("P1", "branch_assembly", "大会", branch.unit, DAY, DAY, "planned")
    planned = actions.record(draft, by=owner)
    made = record_meeting(meeting(branch, on=DAY + timedelta(days=1)), by=owner, planned=planned)
    assert (made.pk, made.status, made.starts_on) == (planned.pk, Activity.Status.HELD, DAY + timedelta(days=1))
    with pytest.raises(Refused, match="不是等着登记的计划"):
        record_meeting(meeting(branch), by=owner, planned=made)


def test_a_branch_that_is_not_open_holds_nothing(owner: Account, branches: dict[str, Branch]) -> None:
    close(unit=branches["b2"].unit, on=date(2018, 2, 1), by=owner)
    assert "已经撤销" in refused(meeting(branches["b2"], came={"should": 5, "came": 5}), owner)


def test_a_term_begins_with_an_election_that_had_its_quorum(owner: Account, staffed: Staffed) -> None:
    branch, people = staffed
    begin_term(branch, on=date(2015, 3, 1), by=owner)
    said = Said(people[0], people[1], votes=(Vote("换届选举", 3, election=True),))
    away = ((people[4].pseudonym, "出差"), (people[3].pseudonym, "出差"))
    thin = record_meeting(meeting(branch, said=said, came={"absent": away}, on=date(2018, 2, 20)), by=owner)
    full = record_meeting(meeting(branch, said=said, on=date(2018, 2, 27)), by=owner)
    before = everything()
    with pytest.raises(Refused, match="五分之四"):
        begin_term(branch, on=date(2018, 2, 20), activity=thin, by=owner)
    with pytest.raises(Refused, match="不是本支部那天开的"):
        begin_term(branch, on=date(2018, 2, 20), activity=full, by=owner)
    assert everything() == before
    begin_term(branch, on=date(2018, 2, 27), activity=full, by=owner)
    latest = last_term(branch)
    assert latest is not None
    assert latest.until == date(2021, 2, 26)


def test_the_election_calendar_lists_what_ends_soon_and_what_is_over(
    owner: Account, branches: dict[str, Branch], stranger: Account
) -> None:
    for code, since in (("b1", date(2015, 3, 1)), ("b2", date(2015, 9, 1)), ("b3", date(2017, 1, 1))):
        begin_term(branches[code], on=since, by=owner)
    day = date(2018, 5, 31)
    told = [(one.branch.unit.code, one.state) for one in calendar(owner, on=day)]
    assert told == [("b1", Coming.OVER), ("b2", Coming.NEAR)]
    assert list(calendar(stranger, on=day)) == []
    term = last_term(branches["b1"])
    assert term is not None
    with pytest.raises(Refused, match="批准"):
        extend_term(term, until=date(2018, 8, 31), approval="", by=owner)
    with pytest.raises(Refused, match="不超过一年"):
        extend_term(term, until=date(2019, 3, 1), approval="示例机关党委", by=owner)
    extend_term(term, until=date(2018, 8, 31), approval="示例机关党委〔2018〕3号", by=owner)
    assert calendar(owner, on=day)[0].state is Coming.EXTENDED


def test_a_leaders_double_membership_is_answered_to_them_and_to_their_branch_only(
    owner: Account, branches: dict[str, Branch], staffed: Staffed, chair: Account, party: Account, auditor: Account
) -> None:
    branch, people = staffed
    leader = cast("chair", branch.unit, "L1")
    assert leader.person is not None
    other = people_of(owner, branches["b2"], 2)
    record_meeting(meeting(branch, came={"absent": ((people[0].pseudonym, "出差"),)}), by=owner)
    year = (date(2018, 1, 1), date(2018, 12, 31))
    assert list(own_life(leader, *year)) == []
    mine = Account.objects.create(username="mine", person=people[0])
    assert [(one.there, one.reason) for one in own_life(mine, *year)] == [(False, "出差")]
    assert list(own_life(Account.objects.create(username="o", person=other[0]), *year)) == []
    assert leaders_of(branch, *year, by=party) == []
    for who in (chair, auditor, leader):
        with pytest.raises(Forbidden):
            leaders_of(branch, *year, by=who)

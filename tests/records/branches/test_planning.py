"""A month planned ahead: everything asked and not held, once."""

from __future__ import annotations

from datetime import date

import pytest

from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access.models import Account
from kexie.records.branches import members, planning
from kexie.records.branches.meetings import Came, NewMeeting, record_meeting
from kexie.records.branches.models import Branch
from kexie.records.branches.planning import plan_month
from tests.opened import everything
from tests.records.branches.conftest import LONG_AGO


@pytest.fixture(autouse=True)
def in_march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "today", lambda: date(2018, 3, 20))


def test_a_month_is_filled_with_what_is_asked_and_a_second_time_with_nothing(
    owner: Account, branches: dict[str, Branch]
) -> None:
    branch = members.set_up(branches["b1"].unit, by=owner, theme_day=31)
    group = members.make_group(branch, "一组", since=LONG_AGO, by=owner)
    members.make_group(branch, "二组", since=LONG_AGO, by=owner)
    record_meeting(NewMeeting("branch_group", date(2018, 3, 2), (Came(branch, group, should=3, came=3),)), by=owner)
    made = plan_month(branch, 2018, 3, by=owner)
    assert [(one.kind, one.starts_on.day) for one in made] == [
        ("branch_assembly", 31), ("branch_group", 31), ("branch_day", 31),
    ]  # fmt: skip
    assert made[1].title.endswith("（二组）")
    assert plan_month(branch, 2018, 3, by=owner) == []
    assert [one.kind for one in plan_month(branch, 2018, 4, by=owner)] == ["branch_group", "branch_group", "branch_day"]
    assert [one.kind for one in plan_month(branch, 2018, 12, by=owner)][-2:] == ["branch_life", "branch_review"]


def test_a_month_that_is_over_is_not_planned_and_strangers_plan_nothing(
    owner: Account, branches: dict[str, Branch], stranger: Account, clerk: Account
) -> None:
    before = everything()
    with pytest.raises(Refused, match="已经过去"):
        plan_month(branches["b1"], 2018, 2, by=owner)
    for who in (stranger, clerk):
        with pytest.raises(Forbidden):
            plan_month(branches["b1"], 2018, 4, by=who)
    assert everything() == before

"""Branches, members and meetings brought as spreadsheets."""

from __future__ import annotations

from pathlib import Path

from kexie.kit.intake import Outcome
from kexie.kit.sheets.reading import read_table
from kexie.records.access.models import Account
from kexie.records.branches.models import Branch, BranchMeeting, BranchMember
from kexie.records.imports.base import bring
from kexie.records.imports.lists import LISTS
from kexie.records.people.models import Person
from tests.building import someone, value
from tests.opened import everything
from tests.records.branches.conftest import people_of


def brought(tmp_path: Path, name: str, by: Account, *lines: str, keep_good: bool = False) -> Outcome:
    file = tmp_path / f"{name}.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    return bring(LISTS[name], read_table(file), by=by, keep_good=keep_good)


def whys(found: Outcome) -> list[str]:
    return [problem.why for problem in found.problems]


def test_branches_are_set_up_and_a_second_time_nothing_changes(
    tmp_path: Path, owner: Account, party: Account, branches: dict[str, Branch]
) -> None:
    lines = ("unit,years,theme_day,temporary", "b1,5,15,是", "b2,3,,")
    assert brought(tmp_path, "branches", party, *lines).accepted == 1
    assert brought(tmp_path, "branches", party, *lines).unchanged == 2
    before = everything()
    found = brought(tmp_path, "branches", party, "unit,years", "b3,5", "c1,5", "b1,4")
    assert (found.accepted, found.rejected) == (0, 3)
    assert everything() == before


def test_a_member_of_two_branches_is_refused_line_by_line(
    tmp_path: Path, owner: Account, party: Account, branches: dict[str, Branch]
) -> None:
    people_of(owner, branches["b3"], 1)
    for code in ("S1", "S2"):
        someone(code, owner)
    lines = (
        "unit,person,since,until,standing,note",
        "b1,S1,2016-01-01,2018-02-28,正式党员,",
        "b2,S1,2018-03-01,,正式党员,",
        "b1,S2,2016-01-01,,预备党员,",
        "b2,S2,2018-01-01,,full,",
        "b1,b3-0,2018-01-01,,full,",
        "b1,nobody,2018-01-01,,full,",
    )
    before = everything()
    found = brought(tmp_path, "branch_members", party, *lines)
    assert (found.accepted, found.rejected) == (0, 3)
    assert everything() == before
    assert sum("一人一时只在一个支部" in why for why in whys(found)) == 2
    assert brought(tmp_path, "branch_members", party, *lines, keep_good=True).accepted == 3
    assert brought(tmp_path, "branch_members", party, *lines, keep_good=True).unchanged == 3
    rows = BranchMember.objects.knowing("a test").filter(branch__unit__code="b1")
    assert sorted(rows.values_list("standing", "votes")) == [("full", True), ("probationary", False)]
    assert Person.objects.knowing("a test").get(code="S1").pseudonym in set(rows.values_list("subject", flat=True))


def test_meetings_come_in_as_numbers_and_bad_ones_are_named(
    tmp_path: Path, owner: Account, party: Account, branches: dict[str, Branch]
) -> None:
    people_of(owner, branches["b1"], 4)
    lines = (
        "code,kind,on,unit,should,came,joint",
        "M1,党员大会,2018-03-05,b2,12,11,b1",
        "M2,主题党日,2018-03-05,b2,12,13,",
        "M3,主题党日,2018-03-05,b1,4,4,b2",
        "M4,主题党日,2018-03-05,b1,4,4,b1",
        "M5,主题党日,2018-03-05,b3,4,4,",
    )
    found = brought(tmp_path, "branch_meetings", party, *lines, keep_good=True)
    assert (found.accepted, found.rejected) == (1, 4)
    told = "\n".join(whys(found))
    assert all(words in told for words in ("多于应到", "没有列党员", "列了两次", "没有登记它的权限"))
    assert value("attendances", branches["b1"].unit) == (15, "exact")
    assert BranchMeeting.objects.knowing("a test").count() == 2
    assert brought(tmp_path, "branch_meetings", party, *lines[:2]).unchanged == 1

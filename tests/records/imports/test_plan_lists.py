"""Goals and targets from spreadsheets: a version is brought whole, and the same file twice changes nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest

from kexie.kit.intake import Outcome
from kexie.kit.sheets import Table
from kexie.kit.sheets.reading import read_table
from kexie.records.access.models import Account
from kexie.records.imports.base import bring
from kexie.records.imports.goals import as_rows
from kexie.records.imports.lists import LISTS
from kexie.records.plans.actions import goals_of, put_in_force
from kexie.records.plans.models import PlanVersion, Target
from kexie.records.plans.queries import layout_on, targets_on
from kexie.records.units.models import Unit
from tests.building import cast
from tests.kit.bad_files import xlsx_bytes
from tests.opened import everything

Tree = dict[str, Unit]
Read = Callable[[str], Table]
GOALS = """plan,year,code,name,name_en,part,sentence,was,plan_name
own,2018,main,主线,Main line,1,一切归到这条线,,自己的布局
own,２０１８年,six,六项,,6,,,
own,2018,six.a,甲,,6,,old;older,
"""


@pytest.fixture
def table(tmp_path: Path) -> Read:
    """Return a table of a text written as CSV."""

    def read(text: str) -> Table:
        file = tmp_path / "list.csv"
        file.write_text(text, encoding="utf-8")
        return read_table(file)

    return read


def whys(outcome: Outcome) -> Sequence[str]:
    return [problem.why for problem in outcome.problems]


def test_goals_make_a_version_and_the_same_again_changes_nothing(owner: Account, table: Read) -> None:
    outcome = bring(LISTS["goals"], table(GOALS), by=owner)
    assert (outcome.read, outcome.accepted, outcome.rejected) == (3, 3, 0)
    layout = layout_on(date(2018, 6, 1))
    assert layout is not None
    assert (layout.name, [goal.code for goal in layout.goals]) == ("自己的布局", ["main", "six", "six.a"])
    assert layout.goals[2].was == ";old;older;"
    before = everything()
    again = bring(LISTS["goals"], table(GOALS), by=owner)
    assert (again.accepted, again.unchanged) == (0, 3)
    assert everything() == before


def test_a_dry_run_keeps_no_version(owner: Account, table: Read) -> None:
    before = everything()
    assert bring(LISTS["goals"], table(GOALS), by=owner, dry_run=True).accepted == 3
    assert everything() == before


@pytest.mark.parametrize("keep_good", [False, True])
def test_one_bad_goal_keeps_its_whole_version_out_but_no_other(owner: Account, table: Read, keep_good: bool) -> None:
    text = GOALS + "own,2018,nine.a,乙,,,,,\nother,2019,main,主线,,,,,\n"
    outcome = bring(LISTS["goals"], table(text), by=owner, keep_good=keep_good)
    assert outcome.rejected == 4
    assert any("上级目标" in why for why in whys(outcome))
    assert sum("整版" in why for why in whys(outcome)) == 3
    assert list(PlanVersion.objects.values_list("plan__code", flat=True)) == (["other"] if keep_good else [])


def test_a_row_that_cannot_even_be_read_keeps_every_version_out(owner: Account, table: Read) -> None:
    outcome = bring(LISTS["goals"], table(GOALS + "own,year,x,乙,,,,,\n"), by=owner, keep_good=True)
    assert outcome.rejected == 4
    assert not PlanVersion.objects.exists()


def test_the_shipped_layout_goes_out_and_comes_back_unchanged(owner: Account, table: Read) -> None:
    put_in_force(by=owner)
    version = PlanVersion.objects.get()
    rows = as_rows(goals_of(version), version.plan.code, version.year)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    assert bring(LISTS["goals"], table(out.getvalue()), by=owner).unchanged == 22


def test_a_goal_that_no_layout_ever_had_is_kept_and_named(owner: Account, tree: Tree, table: Read) -> None:
    bring(LISTS["goals"], table(GOALS), by=owner)
    head = "code,kind,title,unit,starts_on,goals\n"
    rows = "A,study,学习,c1,2018-03-01,main;old\nB,study,学习,c1,2018-03-02,main;man\n"
    outcome = bring(LISTS["activities"], table(head + rows), by=owner)
    assert (outcome.accepted, ["man" in note for note in outcome.notes]) == (2, [True])
    assert not bring(LISTS["activities"], table(head + rows.partition("\n")[0]), by=owner).notes


TARGETS = """指标,单位编号,期间,任务数,方向,目标编号,活动种类,依据
activities,p1,2018,120,,,,示例要点
attendances,p1,2018年,2400,不少于,,study,
"""


def test_targets_are_kept_changed_and_withdrawn(owner: Account, tree: Tree, table: Read) -> None:
    assert bring(LISTS["targets"], table(TARGETS), by=owner).accepted == 2
    before = everything()
    assert bring(LISTS["targets"], table(TARGETS), by=owner).unchanged == 2
    assert everything() == before
    text = "indicator,unit,period,value\nactivities,p1,2018-01-01..2018-12-31,150\n"
    assert bring(LISTS["targets"], table(text), by=owner).accepted == 1
    assert [one.value for one in targets_on(tree["p1"], date(2018, 5, 1))] == [150, 2400]
    assert bring(LISTS["targets"], table(text.replace("150", "-")), by=owner).accepted == 1
    assert [one.value for one in targets_on(tree["p1"], date(2018, 5, 1))] == [2400]


def test_a_month_that_a_spreadsheet_made_a_day_is_no_target_of_that_day(owner: Account, tree: Tree) -> None:
    sheet = xlsx_bytes(
        [["指标", "单位编号", "期间", "任务数"], ["activities", "p1", date(2018, 5, 1), 3]],
        default_date_format="yyyy-mm",
    )
    before = everything()
    (problem,) = bring(LISTS["targets"], read_table(sheet, "a.xlsx"), by=owner).problems
    assert (problem.column, "变成了日期" in problem.why) == ("期间", True)
    assert everything() == before


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("activities,nowhere,2018,1", "没有编号"),
        ("plays,p1,2018,1", "没有名为"),
        ("activities,p1,2018-13,1", "13"),
        ("activities,p1,2018,20余", "准确"),
        ("activities,p1,2018,-3", "负数"),
        ("activities,p1,2018,", "空着"),
        ("activities,p1,2018,99999999999999999999", "太大"),
    ],
)
def test_a_bad_target_keeps_everything_out_and_says_why(
    owner: Account, tree: Tree, table: Read, row: str, why: str
) -> None:
    before = everything()
    outcome = bring(LISTS["targets"], table(f"indicator,unit,period,value\nactivities,p2,2018,1\n{row}\n"), by=owner)
    assert outcome.rejected == 1
    assert why in whys(outcome)[0]
    assert everything() == before


def test_two_rows_for_one_target_are_told_apart_by_nobody(owner: Account, tree: Tree, table: Read) -> None:
    text = "indicator,unit,period,value\nactivities,p1,2018,1\nactivities,p1,2018-01-01..2018-12-31,2\n"
    assert "同一项任务" in whys(bring(LISTS["targets"], table(text), by=owner))[0]


def test_rights_reach_down_from_the_post_and_a_stranger_changes_nothing(
    tree: Tree, stranger: Account, table: Read
) -> None:
    chair = cast("chair", tree["p1"])
    before = everything()
    for who, refused in ((stranger, 2), (cast("clerk", tree["p1"]), 2), (chair, 1)):
        text = "indicator,unit,period,value\nactivities,c1,2018,1\nactivities,c3,2018,1\n"
        assert bring(LISTS["targets"], table(text), by=who).rejected == refused
        assert bring(LISTS["goals"], table(GOALS), by=who).rejected == 3
    after = everything()
    assert {name for name in after if after[name] != before[name]} <= {
        "records_account", "records_person", "records_post",
    }  # fmt: skip
    assert not Target.objects.exists()

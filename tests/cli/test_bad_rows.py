"""Rows that read well and cannot stand: each is named with its row, column and how to mend it, and nothing is kept."""

from __future__ import annotations

import pytest

from kexie.records.access.models import Account
from kexie.records.units.models import Unit
from tests.building import held, present, someone
from tests.cli.conftest import Bring, Kexie
from tests.opened import everything

UNITS = "code,name,parent,kind,opened_on,closed_on,groups"
PEOPLE = "code,name,unit,since,until"
POSTS = "person,unit,role,since,until"
ACTIVITIES = "code,kind,title,unit,starts_on,ends_on,status,co_hosts,headcount,bound,count"
ATTENDANCE = "activity,person,unit,status,on"
ROWS = {
    "unknown parent": ("units", UNITS, ["N,新,zz,association,,,"], "没有编号为“zz”的上级单位"),
    "a root closed above open units": (
        "units",
        UNITS,
        ["root,示例root,,association,,2018-06-01,", "p2,示例p2,root,association,,2018-06-02,"],
        "“示例root”是最上级单位，那天下面还有",
    ),
    "a circle of two": ("units", UNITS, ["M,甲,N,association,,,", "N,乙,M,association,,,"], "上下级成了一个圈"),
    "its own parent": ("units", UNITS, ["N,新,N,association,,,"], "上下级成了一个圈"),
    "below a circle": (
        "units",
        UNITS,
        ["M,甲,N,association,,,", "N,乙,M,association,,,", "O,丙,M,association,,,"],
        "那一行被退回",
    ),
    "parent rejected": ("units", UNITS, ["M,甲,root,club,,,", "N,乙,M,association,,,"], "那一行被退回"),
    "unknown kind": ("units", UNITS, ["N,新,root,club,,,"], "“club”不在可选值中"),
    "no name": ("units", UNITS, ["N,,root,association,,,"], "不能空着"),
    "31 February": ("units", UNITS, ["N,新,root,association,2018-02-31,,"], "2 月没有 31 日"),
    "closes before it opens": ("units", UNITS, ["N,新,root,association,2018-02-01,2018-01-01,"], "撤销日期须晚于"),
    "a code twice": ("units", UNITS, ["N,新,root,association,,,", "N,新,root,association,,,"], "编号相同"),
    "hung elsewhere": ("units", UNITS, ["c1,示例c1,p2,association,,,"], "改挂请用 units move"),
    "a group twice": ("units", UNITS, ["N,新,root,association,,,region=east;region=west"], "一个组里只能留一个"),
    "spaces in a code": ("units", UNITS, ["N 1,新,root,association,,,"], "不能有空格"),
    "code too long": ("units", UNITS, [f"{'N' * 65},新,root,association,,,"], "代码太长"),
    "name too long": ("units", UNITS, [f"N,{'新' * 201},root,association,,,"], "太长"),
    "year 0": ("units", UNITS, ["N,新,root,association,0000-01-01,,"], "没有公元 0 年"),
    "unknown unit": ("people", PEOPLE, ["S9,示例九,zz,,"], "没有编号为“zz”的单位"),
    "until before since": ("people", PEOPLE, ["S9,示例九,c1,2018-02-01,2018-01-01"], "“止”早于“起”"),
    "two homes from one day": ("people", PEOPLE, ["S9,示例九,c1,2018-01-01,", "S9,示例九,c2,2018-01-01,"], "同一日期"),
    "two names": ("people", PEOPLE, ["S9,示例九,c1,2018-01-01,", "S9,示例十,c2,2018-02-01,"], "两个姓名"),
    "post of nobody": ("posts", POSTS, ["S9,c1,clerk,,"], "没有编号为“S9”的人员"),
    "post nowhere": ("posts", POSTS, ["S1,zz,clerk,,"], "没有编号为“zz”的单位"),
    "unknown role": ("posts", POSTS, ["S1,c1,king,,"], "“king”不在可选值中"),
    "post ends before it begins": ("posts", POSTS, ["S1,c1,clerk,2018-02-01,2018-01-01"], "“止”早于“起”"),
    "the same post twice": ("posts", POSTS, ["S1,c1,clerk,,", "S1,c1,clerk,,"], "相同"),
    "unknown host": ("activities", ACTIVITIES, ["B,study,学习,zz,2018-05-03,,,,,,"], "没有编号为“zz”的单位"),
    "unknown co-host": ("activities", ACTIVITIES, ["B,study,学习,c1,2018-05-03,,,c2；zz,,,"], "没有编号为“zz”的单位"),
    "co-host twice": ("activities", ACTIVITIES, ["B,study,学习,c1,2018-05-03,,,c2;c2,,,"], "写了两次"),
    "unknown kind of activity": ("activities", ACTIVITIES, ["B,party,学习,c1,2018-05-03,,,,,,"], "不在可选值中"),
    "held on no day": ("activities", ACTIVITIES, ["B,study,学习,c1,2018-02-30,,,,,,"], "2 月没有 30 日"),
    "ends before it starts": ("activities", ACTIVITIES, ["B,study,学习,c1,2018-05-03,2018-05-02,,,,,"], "早于开始日期"),
    "unknown status": ("activities", ACTIVITIES, ["B,study,学习,c1,2018-05-03,,maybe,,,,"], "不在可选值中"),
    "negative": ("activities", ACTIVITIES, ["B,study,学习,c1,2018-05-03,,,,-3,,"], "是负数"),
    "a fraction": ("activities", ACTIVITIES, ["B,study,学习,c1,2018-05-03,,,,3.5,,"], "不是整数"),
    "no number": ("activities", ACTIVITIES, ["B,study,学习,c1,2018-05-03,,,,许多,,"], "不是数"),
    "over 64 bits": ("activities", ACTIVITIES, ["B,study,学习,c1,2018-05-03,,,,99999999999999999999,,"], "太大"),
    "more than there are people": (
        "activities",
        ACTIVITIES,
        ["B,study,学习,c1,2018-05-03,,,,9000000000000000000,,"],
        "太大",
    ),
    "two bounds": ("activities", ACTIVITIES, ["B,study,学习,c1,2018-05-03,,,,约300余,,"], "只能选一种"),
    "bounds that disagree": ("activities", ACTIVITIES, ["B,study,学习,c1,2018-05-03,,,,300余,about,"], "只写一处"),
    "a lump of none": ("activities", ACTIVITIES, ["B,study,学习,c1,2018-05-03,,,,,,0"], "不在 1 到"),
    "an activity twice": (
        "activities",
        ACTIVITIES,
        ["B,study,学习,c1,2018-05-03,,,,,,", "B,study,学习,c1,2018-05-04,,,,,,"],
        "编号相同",
    ),
    "attendance nowhere": ("attendance", ATTENDANCE, ["zz,S1,,,"], "没有编号为“zz”的活动"),
    "attendance of nobody": ("attendance", ATTENDANCE, ["A,S9,,,"], "没有编号为“S9”的人员"),
    "came for no unit": ("attendance", ATTENDANCE, ["A,S1,zz,,"], "没有编号为“zz”的单位"),
    "unknown presence": ("attendance", ATTENDANCE, ["A,S1,,late,"], "不在可选值中"),
    "twice on a day": ("attendance", ATTENDANCE, ["A,S1,,,", "A,S1,,excused,"], "同一人同一天"),
    "twice, once by its date": ("attendance", ATTENDANCE, ["A,S1,,,", "A,S1,,,2018-03-01"], "同一人同一天"),
    "on another day": ("attendance", ATTENDANCE, ["A,S1,,,2018-03-02"], "日期不在活动的"),
}


@pytest.mark.parametrize(("name", "header", "rows", "says"), ROWS.values(), ids=ROWS)
def test_a_row_that_cannot_stand_is_named_and_nothing_is_kept(
    bring: Bring, small: dict[str, Unit], name: str, header: str, rows: list[str], says: str
) -> None:
    before = everything()
    said = bring(name, header, *rows)
    lines = said.refused()
    assert any(says in line for line in lines), lines
    assert all(line.startswith(("第 ", "另有 ")) for line in lines), lines
    assert everything() == before


def test_a_unit_hosts_nothing_before_it_opens_or_after_it_closes(bring: Bring, small: dict[str, Unit]) -> None:
    assert bring("units", UNITS, "N,新,root,association,2018-02-01,2018-03-01,").code == 0
    for day in ("2018-01-31", "2018-03-01"):
        said = bring("activities", "code,kind,title,unit,starts_on", f"B,study,学习,N,{day}")
        assert "尚未成立或已撤销" in said.refused()[0]
    for day in ("2018-02-01", "2018-02-28"):
        assert bring("activities", "code,kind,title,unit,starts_on", f"B,study,学习,N,{day}").code == 0


def test_a_roster_longer_than_an_exact_head_count_is_refused(
    bring: Bring, owner: Account, small: dict[str, Unit]
) -> None:
    for number in range(3, 6):
        someone(f"S{number}", owner, small["c1"])
    held(owner, small["c1"], code="TWO", headcount=2)
    rows = [f"TWO,S{number}" for number in range(1, 6)]
    before = everything()
    assert "实到 5 人，多于登记的 2 人" in bring("attendance", "activity,person", *rows).refused()[0]
    assert everything() == before
    assert bring("attendance", "activity,person", *rows[:2]).code == 0
    assert "实到 3 人" in bring("attendance", "activity,person", rows[2]).refused()[0]


def test_an_activity_cannot_lose_the_people_on_its_roster(bring: Bring, owner: Account, small: dict[str, Unit]) -> None:
    activity = held(owner, small["c1"], code="B", title="学习", headcount=2)
    present(owner, activity, someone("S8", owner, small["c1"]), someone("S9", owner, small["c1"]))
    header = "code,kind,title,unit,starts_on,headcount,count"
    before = everything()
    for row in ("B,study,学习,c1,2018-03-01,1,1", "B,study,学习,c1,2018-03-01,50,2", "B,study,学习,c1,2018-04-01,2,1"):
        bring("activities", header, row).refused()
        assert everything() == before


def test_a_lump_takes_no_roster(bring: Bring, owner: Account, small: dict[str, Unit]) -> None:
    held(owner, small["c1"], code="LUMP", headcount=300, bound="at_least", count=12)
    assert "不能带名册" in bring("attendance", "activity,person", "LUMP,S1").refused()[0]


def test_one_row_tells_all_its_faults_on_one_line(bring: Bring, small: dict[str, Unit]) -> None:
    lines = bring("activities", ACTIVITIES, "B,party,学习,c1,2018-02-30,,,,-3,,").refused()
    assert len(lines) == 1
    assert all(piece in lines[0] for piece in ("“kind”", "“starts_on”", "“headcount”", "第 2 行"))


def test_of_many_rejected_rows_twenty_are_told(bring: Bring, small: dict[str, Unit]) -> None:
    lines = bring("people", "code,name,unit", *(f"P{n},示例{n},zz" for n in range(30)), "Q,示例,c1").refused()
    assert lines[19].startswith("第 21 行")
    assert lines[20:] == ["……还有 10 行有问题", "另有 1 行无误，因有退回的行，一行也没有导入。"]


@pytest.mark.parametrize("words", [["move", "c1", "zz"], ["move", "zz", "p2"], ["close", "zz"]])
def test_a_unit_that_is_not_there_is_neither_moved_nor_closed(
    kexie: Kexie, small: dict[str, Unit], words: list[str]
) -> None:
    before = everything()
    assert "没有编号为“zz”的单位" in kexie("units", *words, "--on", "2018-06-01").refused()[0]
    assert everything() == before


def test_no_unit_moves_below_itself(kexie: Kexie, small: dict[str, Unit]) -> None:
    before = everything()
    for below in ("p1", "city", "c1"):
        assert len(kexie("units", "move", "p1", below, "--on", "2018-06-01").refused()) == 1
    assert everything() == before

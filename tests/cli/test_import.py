"""Importing: the same file twice, dry runs, the good rows only, mended rows, other people's ledgers, and formats."""

from __future__ import annotations

from pathlib import Path

import pytest

from kexie.kit.sheets.reading import read_table
from kexie.records.access.models import Account
from kexie.records.activities.models import Activity
from kexie.records.imports.lists import LISTS
from kexie.records.people.models import Person
from kexie.records.units.models import Unit
from tests.building import plant
from tests.cli.calling import csv, joined
from tests.cli.conftest import Bring, Kexie
from tests.kit.bad_files import xlsx_bytes
from tests.opened import everything

ACTIVITIES = "code,kind,title,unit,starts_on"
FILES = {
    "units": (
        "code,name,parent,kind,level,groups",
        ["N,示例新,root,association,county,region=east", "M,示例末,N,direct,,"],
    ),
    "people": (
        "code,name,unit,since,until,audience",
        ["S8,示例八,c1,2018-01-01,2018-12-31,女科技工作者", "S8,示例八,c2,2019-01-01,,女科技工作者"],
    ),
    "posts": ("person,unit,role,since", ["S1,c1,clerk,2018-01-01", "S2,root,auditor,"]),
    "activities": (
        f"{ACTIVITIES},ends_on,co_hosts,headcount,goals,speakers",
        ["B,study,学习,c1,2018-05-03,2018-05-04,c2;c3,300余,a.b,示例专家", "C,lecture,报告,root,2018-05-05,,,,,"],
    ),
    "attendance": ("activity,person,unit,status,on", ["A,S1,,present,", "A,S2,c2,excused,2018-03-01"]),
}


@pytest.mark.parametrize("name", FILES)
def test_the_same_file_twice_changes_nothing(bring: Bring, small: dict[str, Unit], name: str) -> None:
    header, rows = FILES[name]
    assert bring(name, header, *rows).out == "读入 2 行：接受 2，未变 0，退回 0\n"
    before = everything()
    assert bring(name, header, *rows).out == "读入 2 行：接受 0，未变 2，退回 0\n"
    assert everything() == before


@pytest.mark.parametrize("name", FILES)
def test_a_dry_run_says_what_would_happen_and_keeps_nothing(bring: Bring, small: dict[str, Unit], name: str) -> None:
    header, rows = FILES[name]
    before = everything()
    said = bring(name, header, *rows, options=("--dry-run", "--json"))
    assert (said.code, said.json["accepted"], said.json["kept"]) == (0, 2, False)
    assert everything() == before
    assert bring(name, header, *rows).code == 0


def test_a_dry_run_that_would_be_refused_is_refused(bring: Bring, small: dict[str, Unit]) -> None:
    bring("people", "code,name,unit", "S8,示例八,zz", options=("--dry-run",)).refused()


@pytest.mark.parametrize("name", FILES)
def test_the_columns_come_in_any_order_under_either_name(bring: Bring, small: dict[str, Unit], name: str) -> None:
    header, rows = FILES[name]
    chinese = {column.name: column.zh for column in LISTS[name].columns}
    turned = [",".join(reversed(row.split(","))) for row in rows]
    assert bring(name, ",".join(chinese[word] for word in reversed(header.split(","))), *turned).code == 0
    before = everything()
    assert bring(name, header, *rows).out == "读入 2 行：接受 0，未变 2，退回 0\n"
    assert everything() == before


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_chinese_comes_in_whole_in_every_encoding_that_offices_use(
    bring: Bring, small: dict[str, Unit], encoding: str
) -> None:
    rows = ["编号,姓名,单位编号", "S8,示例·㐀八,c1"]
    assert bring("people", *rows, encoding=encoding).code == 0
    assert Person.objects.knowing("a test").get(code="S8").name == "示例·㐀八"


def test_a_workbook_comes_in_as_a_csv_does(kexie: Kexie, small: dict[str, Unit], tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(
        xlsx_bytes([[*ACTIVITIES.split(","), "headcount"], ["B", "学习", "理论学习", "c1", "2018-05-03", 42]])
    )
    assert kexie("import", "activities", file).code == 0
    kept = Activity.objects.knowing("a test").get(code="B")
    assert (kept.kind, kept.headcount, kept.bound) == ("study", 42, "exact")


def test_the_good_rows_are_kept_if_that_is_asked_for(bring: Bring, small: dict[str, Unit]) -> None:
    rows = ["S7,示例七,c1", "S8,示例八,zz", "S9,示例九,c2"]
    said = bring("people", "code,name,unit", *rows, options=("--keep-good",))
    assert (said.code, said.out) == (0, "读入 3 行：接受 2，未变 0，退回 1\n")
    assert len(said.reasons) == 1
    assert said.reasons[0].startswith("第 3 行：“unit”")
    known = Person.objects.knowing("a test").filter(code__in=["S7", "S8", "S9"])
    assert sorted(known.values_list("code", flat=True)) == ["S7", "S9"]


def test_rejected_rows_come_back_and_can_be_handed_in_mended(
    bring: Bring, kexie: Kexie, small: dict[str, Unit], tmp_path: Path
) -> None:
    out = tmp_path / "errors.xlsx"
    said = bring(
        "people", "姓名,编号,单位编号", "示例七,S7,c1", "示例八,S8,zz", options=("--keep-good", "--errors", out)
    )
    assert said.code == 0
    back = read_table(out)
    assert [row.cells for row in back.rows] == [{"姓名": "示例八", "编号": "S8", "单位编号": "zz"}]
    assert kexie("import", "people", out).code == 1
    owner = Account.objects.get(username="owner")
    plant(owner, zz="root")
    assert kexie("import", "people", out).out == "读入 1 行：接受 1，未变 0，退回 0\n"


def test_an_errors_file_that_cannot_be_written_keeps_everything_out(
    bring: Bring, small: dict[str, Unit], tmp_path: Path
) -> None:
    before = everything()
    rows = ["S7,示例七,c1", "S8,示例八,zz"]
    for out in (tmp_path / "no" / "e.xlsx", tmp_path / "e.txt"):
        bring("people", "code,name,unit", *rows, options=("--keep-good", "--errors", out)).refused()
        assert everything() == before


def test_what_was_known_when_is_only_told_of_a_ledger_taken_over(
    bring: Bring, kexie: Kexie, small: dict[str, Unit]
) -> None:
    header, row = f"{ACTIVITIES},recorded_on", "B,study,学习,c1,2018-05-03,2018-05-10"
    before = everything()
    assert "--migrate" in bring("activities", header, row).refused()[0]
    late = bring("activities", header, row.replace("2018-05-10", "9999-01-01"), options=("--migrate",))
    assert "晚于今天" in late.refused()[0]
    assert everything() == before
    assert bring("activities", header, row, options=("--migrate",)).code == 0
    asked = ("figure", "activities", "--unit", "c1", "--period", "2018-05", "--json")
    for day, value in (("2018-05-09", 0), ("2018-05-10", 1)):
        found = kexie(*asked, "--as-of", day).json
        assert (found["rows"][0]["value"], found["passport"]["migrated"]) == (value, value)


def test_nothing_is_taken_over_once_a_month_is_closed(bring: Bring, kexie: Kexie, small: dict[str, Unit]) -> None:
    assert kexie("close", "2018-01").code == 0
    before = everything()
    row = "B,study,学习,c1,2018-05-03,2018-05-10"
    assert "已结账" in bring("activities", f"{ACTIVITIES},recorded_on", row, options=("--migrate",)).refused()[0]
    assert everything() == before


@pytest.mark.parametrize(
    ("typed", "value", "bound"),
    [
        ("300", 300, "exact"),
        ("300余", 300, "at_least"),
        ("约300", 300, "about"),
        ("近300", 300, "under"),
        ("1.2万余", 12000, "at_least"),
        ("３００余", 300, "at_least"),
        ('"26,000余"', 26000, "at_least"),
        ("0", 0, "exact"),
    ],
)
def test_a_head_count_carries_its_bound(
    bring: Bring, kexie: Kexie, small: dict[str, Unit], typed: str, value: int, bound: str
) -> None:
    assert bring("activities", f"{ACTIVITIES},headcount", f"B,study,学习,c2,2018-05-03,{typed}").code == 0
    row = kexie("figure", "attendances", "--unit", "c2", "--period", "2018", "--json").json["rows"][0]
    assert (row["value"], row["bound"]) == (value, bound)


def test_a_lump_counts_its_sessions_and_says_at_least(bring: Bring, kexie: Kexie, small: dict[str, Unit]) -> None:
    assert (
        bring("activities", f"{ACTIVITIES},headcount,bound,count", "B,study,学习,c2,2018-05-03,300,at_least,12").code
        == 0
    )
    asked = ("--unit", "c2", "--period", "2018", "--json")
    row = kexie("figure", "activities", *asked).json["rows"][0]
    assert (row["value"], row["bound"], row["records"]) == (12, "at_least", 1)


def test_a_joint_activity_counts_once_in_each_host_and_above(
    bring: Bring, kexie: Kexie, small: dict[str, Unit]
) -> None:
    assert bring("activities", f"{ACTIVITIES},co_hosts,headcount", "B,training,培训,c2,2018-05-03,p1；c3,300").code == 0
    for unit in ("c2", "city", "p1", "c3", "p2", "root"):
        for indicator, value in (("activities", 1), ("attendances", 300)):
            asked = ("figure", indicator, "--unit", unit, "--period", "2018-05", "--json")
            assert kexie(*asked).json["rows"][0]["value"] == value, unit


@pytest.mark.parametrize(("day", "status"), [("2000-01-01", "held"), ("9999-01-01", "planned")])
def test_without_a_status_what_has_begun_was_held(bring: Bring, small: dict[str, Unit], day: str, status: str) -> None:
    assert bring("activities", ACTIVITIES, f"B,study,学习,c1,{day}").code == 0
    assert Activity.objects.knowing("a test").get(code="B").status == status


def test_the_home_on_the_day_is_the_unit_they_came_for(bring: Bring, kexie: Kexie, small: dict[str, Unit]) -> None:
    assert bring("people", "code,name,unit,since", "S8,示例八,c1,", "S8,示例八,c3,2018-03-01").code == 0
    assert bring("attendance", "activity,person", "A,S8").code == 0
    for unit, value in (("c1", 0), ("c3", 1)):
        asked = ("figure", "participations", "--unit", unit, "--period", "2018", "--json")
        assert kexie(*asked).json["rows"][0]["value"] == value


def test_a_template_filled_in_comes_in(kexie: Kexie, small: dict[str, Unit], tmp_path: Path) -> None:
    for name in FILES:
        out = tmp_path / f"{name}.xlsx"
        assert kexie("template", name, out).code == 0
        assert kexie("import", name, out).out == "读入 0 行：接受 0，未变 0，退回 0\n"


def test_names_are_not_repeated_where_rows_are_told(bring: Bring, small: dict[str, Unit]) -> None:
    said = bring("people", "code,name,unit", "S8,示例秘密,zz")
    assert "示例秘密" not in joined(said.refused())


def test_two_files_at_once_are_wrong_usage(kexie: Kexie, small: dict[str, Unit], tmp_path: Path) -> None:
    file = csv(tmp_path / "a.csv", "code")
    assert kexie("import", "units", file, file).code == 2

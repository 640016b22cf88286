from __future__ import annotations

import csv
import io
from datetime import date

from kexie.records.access.models import Account
from kexie.records.units.models import Unit
from tests.building import held
from tests.web.visiting import visit

Tree = dict[str, Unit]


def rows(account: Account, query: str) -> list[dict[str, str]]:
    """Return the rows of a table that was taken away."""
    answer = visit(account).get(f"/figures/attendances/table.csv?{query}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment; ")
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_whole_stands_first_and_each_row_says_its_source(chair: Account, owner: Account, tree: Tree) -> None:
    held(owner, tree["c1"], date(2018, 3, 1), headcount=30, bound="at_least")
    held(owner, tree["c3"], date(2018, 4, 1), headcount=50)
    found = rows(chair, "unit=root&period=2018&by=children")
    assert [(row["单位编号"], row["数"], row["余约近"]) for row in found] == [
        ("root", "80", "at_least"),
        ("p1", "30", "at_least"),
        ("p2", "50", "exact"),
    ]
    for row in found:
        assert "attendances@1#" in row["来历"]
        assert "台账位" in row["来历"]
        assert row["地址"].startswith(f"http://testserver/figures/attendances/?unit={row['单位编号']}&")
        assert "虚构" not in row["来历"]


def test_made_up_rows_say_so(chair: Account, owner: Account, tree: Tree) -> None:
    held(owner, tree["c1"], date(2018, 3, 1), headcount=30, origin="made_up")
    assert all("示例·数据虚构" in row["来历"] for row in rows(chair, "unit=root&period=2018"))


def test_months_are_rows_and_add_up(chair: Account, owner: Account, tree: Tree) -> None:
    for month in (1, 2, 5):
        held(owner, tree["c1"], date(2018, month, 1), headcount=month)
    found = rows(chair, "unit=root&period=2018H1&by=children&by=month")
    of_p1 = [int(row["数"]) for row in found if row["单位编号"] == "p1" and row["期间"] != "2018H1"]
    assert of_p1 == [1, 2, 0, 0, 5, 0]
    assert next(row["数"] for row in found if row["单位编号"] == "root" and row["期间"] == "2018H1") == "8"


def test_a_unit_named_like_a_formula_stays_a_name(chair: Account, owner: Account, tree: Tree) -> None:
    Unit.objects.filter(code="p1").update(name="=HYPERLINK(1)")
    held(owner, tree["c1"], date(2018, 3, 1))
    assert {row["单位"] for row in rows(chair, "unit=root&period=2018")} >= {"'=HYPERLINK(1)"}

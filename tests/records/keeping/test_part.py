"""A part of the house: what the reader may see of a unit, importable elsewhere, with the same figures."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kexie.kit.periods import parse_period
from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.activities.models import Activity, Attendance
from kexie.records.keeping.actions import FORM
from kexie.records.keeping.archive import Sealed
from kexie.records.keeping.part import ROSTERS, export_unit, take_part
from kexie.records.people.models import Person
from kexie.records.structure.actions import erase_person
from kexie.records.structure.groups import group
from kexie.records.units.models import Unit
from kexie.records.values.actions import Said, define, new_element, state
from tests.building import cast, held, make_owner, present, someone, value
from tests.opened import everything

DAY = date(2018, 3, 1)


@pytest.fixture
def busy(owner: Account, tree: dict[str, Unit]) -> dict[str, Unit]:
    """Fill the small tree: p1 with city, c1, c2 is the part; p2 and c3 are not."""
    s1, s2, far, gone = (
        someone(code, owner, tree[at]) for code, at in {"S1": "c1", "S2": "c2", "F": "c3", "G": "c1"}.items()
    )
    roster = held(owner, tree["c1"], DAY, code="NAMED", goals=("main",), speakers=("专家;甲",), series="西迁")
    present(owner, roster, s1, s2, far, gone)
    joint = held(
        owner, tree["c3"], DAY, code="JOINT", co_hosts=(tree["c1"], tree["c2"]), headcount=30, bound="at_least"
    )
    present(owner, joint, s1, far)
    held(owner, tree["c2"], DAY, code="LUMP", count=12, bound="at_least", headcount=300)
    held(owner, tree["c3"], DAY, code="OUTSIDE", headcount=7)
    held(owner, tree["p1"], DAY, code="PLAN", status="planned")
    group(unit=tree["c1"], of_set="region", member="east", by=owner)
    define([new_element("staff", 1, "year")], by=owner)
    said = {"element": "staff", "period": parse_period("2018", DAY), "role": "part", "source": "", "origin": "live"}
    state([Said(unit=tree["c1"], amount=125, bound="exact", **said)], by=owner)  # type: ignore[arg-type]
    state([Said(unit=tree["c2"], state="none", **said)], by=owner)  # type: ignore[arg-type]
    erase_person(person=gone, by=owner)
    return tree


def rows(file: Path, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(file) as opened:
        names = sorted(one for one in opened.namelist() if one.startswith(name))
        return [row for one in names for row in csv.DictReader(io.StringIO(opened.read(one).decode()))]


def taken(file: Path, by: Account) -> None:
    with Sealed(file, FORM) as sealed:
        take_part(sealed, by=by)


def figures(unit: Unit) -> list[object]:
    counted = [value(slug, unit, by=by) for slug in ("activities", "attendances") for by in ([], ["month"], ["kind"])]
    return [*counted, value("activities", unit, where=["goal=main"]), value("staff", unit)]


def test_the_figures_of_the_part_are_the_same_elsewhere(
    busy: dict[str, Unit], owner: Account, afresh: Callable[[], Account], home: Path
) -> None:
    before = {code: figures(busy[code]) for code in ("p1", "c1", "c2")}
    homes = {slug: int(value(slug, busy["c1"])[0] or 0) for slug in ("participations", "participants")}
    export_unit(home / "p1.zip", code="p1", by=owner)
    taken(home / "p1.zip", afresh())
    assert {code: figures(Unit.objects.get(code=code)) for code in before} == before
    for slug in ("participations", "participants"):
        # what the erased person took part in is no longer anybody's: the part cannot say whose it was
        assert value(slug, Unit.objects.get(code="c1"))[0] == homes[slug] - 1
    assert sorted(Unit.objects.values_list("code", flat=True)) == ["c1", "c2", "city", "p1"]
    kept = everything()
    taken(home / "p1.zip", make_owner())
    assert everything() == kept


def test_nobody_from_elsewhere_and_nobody_erased_is_named(busy: dict[str, Unit], owner: Account, home: Path) -> None:
    export_unit(home / "p1.zip", code="p1", by=owner)
    assert [row["code"] for row in rows(home / "p1.zip", "lists/people")] == ["S1", "S2"]
    assert {row["person"] for row in rows(home / "p1.zip", ROSTERS)} == {"S1", "S2"}
    (named,) = (row for row in rows(home / "p1.zip", "lists/activities") if row["code"] == "NAMED")
    assert named["headcount"] == "4"  # two on the roster handed out, and two more were there
    assert {row["code"] for row in rows(home / "p1.zip", "lists/activities")} == {"NAMED", "JOINT", "LUMP", "PLAN"}


def test_a_name_like_a_formula_is_text_in_a_spreadsheet_and_the_same_name_elsewhere(
    busy: dict[str, Unit], owner: Account, afresh: Callable[[], Account], home: Path
) -> None:
    names = {"c1": "=cmd|' /C calc'!A1", "c2": "'-1+1"}
    for code, name in names.items():
        Unit.objects.filter(code=code).update(name=name)
    export_unit(home / "p1.zip", code="p1", by=owner)
    handed = {row["code"]: row["name"] for row in rows(home / "p1.zip", "lists/units")}
    assert {code: handed[code] for code in names} == {code: f"'{name}" for code, name in names.items()}
    taken(home / "p1.zip", afresh())
    assert dict(Unit.objects.filter(code__in=names).values_list("code", "name")) == names


def test_rosters_stay_one_for_each_meeting(busy: dict[str, Unit], owner: Account, home: Path) -> None:
    """DOMAIN: no export lists a person's attendance across meetings."""
    export_unit(home / "p1.zip", code="p1", by=owner)
    with zipfile.ZipFile(home / "p1.zip") as opened:
        for name in opened.namelist():
            if name.startswith(ROSTERS):
                told = csv.DictReader(io.StringIO(opened.read(name).decode()))
                assert len({row["activity"] for row in told}) == 1
        assert not [name for name in opened.namelist() if "attendance" in name]


def test_each_list_follows_its_own_right(busy: dict[str, Unit], clerk: Account, auditor: Account, home: Path) -> None:
    export_unit(home / "clerk.zip", code="c1", by=clerk)
    export_unit(home / "auditor.zip", code="c1", by=auditor)
    assert [row["code"] for row in rows(home / "clerk.zip", "lists/people")] == ["S1"]
    assert rows(home / "clerk.zip", "lists/posts") == []
    assert rows(home / "auditor.zip", "lists/people") == []
    assert rows(home / "auditor.zip", ROSTERS) == []
    (named,) = (row for row in rows(home / "auditor.zip", "lists/activities") if row["code"] == "NAMED")
    assert named["headcount"] == "4"


def test_who_reads_no_records_there_gets_nothing_and_nothing_is_written(
    busy: dict[str, Unit], clerk: Account, member: Account, stranger: Account, home: Path
) -> None:
    for who, code in ((stranger, "c1"), (member, "c1"), (clerk, "c3"), (clerk, "p1"), (clerk, "none")):
        before = everything()
        with pytest.raises(Refused):
            export_unit(home / "x.zip", code=code, by=who)
        assert everything() == before
    assert not (home / "x.zip").exists()


def test_that_names_left_the_house_is_in_the_history(busy: dict[str, Unit], clerk: Account, home: Path) -> None:
    export_unit(home / "x.zip", code="c1", by=clerk)
    event = Activity.objects.knowing("test").get(code="NAMED").unit
    assert event == busy["c1"]
    told = everything()
    export_unit(home / "x.zip", code="c1", by=clerk)
    assert {name for name, digest in everything().items() if told[name] != digest} == {
        "records_book",
        "records_historyevent",
        "records_historydetail",
    }


def test_a_part_with_a_row_that_does_not_fit_is_left_out_whole(
    busy: dict[str, Unit], owner: Account, afresh: Callable[[], Account], home: Path
) -> None:
    export_unit(home / "p1.zip", code="p1", by=owner)
    new = afresh()
    stranger = cast("newcomer", None)
    before = everything()
    with pytest.raises(Refused, match="没有导入"):
        taken(home / "p1.zip", stranger)
    assert everything() == before
    assert new.is_owner
    assert not Attendance.objects.knowing("test").exists()
    assert not Person.objects.knowing("test").filter(code="S1").exists()


def test_a_part_comes_back_into_its_own_house_and_changes_nothing(
    busy: dict[str, Unit], owner: Account, home: Path
) -> None:
    export_unit(home / "city.zip", code="city", by=owner)
    before = everything()
    taken(home / "city.zip", owner)
    assert everything() == before

"""Every kind of bad file, brought to every list: clear lines, nothing kept, and a good file afterwards works."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kexie.records.access.models import Account
from kexie.records.branches.members import set_up
from kexie.records.imports.lists import LISTS
from kexie.records.structure.actions import NewUnit, open_units
from kexie.records.topics.actions import found_body
from kexie.records.units.models import Unit
from tests.cli.conftest import Kexie
from tests.kit.bad_files import KINDS, BadFile, Texts, csv_bytes
from tests.opened import everything
from tests.records.classes.building import begun
from tests.records.speakers.conftest import pooled

GOOD: dict[str, tuple[Texts, Texts]] = {
    "units": (["code", "name", "parent", "kind"], ["N1", "示例新", "root", "association"]),
    "people": (["code", "name", "unit"], ["S9", "示例九", "c1"]),
    "posts": (["person", "unit", "role"], ["S1", "c1", "clerk"]),
    "goals": (["plan", "code", "name", "year"], ["own", "main", "主线", "2018"]),
    "targets": (["unit", "indicator", "period", "value"], ["c1", "activities", "2018", "12"]),
    "activities": (["code", "kind", "title", "unit", "starts_on"], ["B", "study", "专题学习", "c1", "2018-05-03"]),
    "attendance": (["activity", "person"], ["A", "S1"]),
    "enrolments": (["class", "person", "unit"], ["PX", "S1", "c1"]),
    "topics": (["unit", "year", "title"], ["c1", "2018", "科技创新"]),
    "branches": (["unit", "years"], ["zb1", "5"]),
    "branch_members": (["unit", "person", "since"], ["zb2", "S1", "2018-01-01"]),
    "branch_meetings": (
        ["code", "kind", "on", "unit", "should", "came"],
        ["ZB", "branch_day", "2018-03-05", "zb2", "5", "4"],
    ),
    "elements": (
        ["code", "name", "frequency", "time_operator", "unit_operator"],
        ["lectures", "科普讲座", "year", "sum", "sum"],
    ),
    "values": (["element", "unit", "period", "value"], ["lectures", "c1", "2018", "12"]),
    "indicators": (["code", "name", "numerator"], ["twice", "两倍", "lectures * 2"]),
    "speakers": (["code", "label", "unit", "fields"], ["示例0001", "示例0001　农业专家", "c1", "农业"]),
    "requests": (
        ["code", "unit", "pool", "title", "field", "on", "begins", "ends"],
        ["J1", "c1", "c1", "稻田里的科技", "农业", "2999-05-03", "09:30", "11:00"],
    ),
    "visits": (
        ["code", "title", "unit", "on", "purpose", "place"],
        ["V", "走访", "c1", "2018-05-30", "care", "c2"],
    ),
}


@pytest.fixture(autouse=True)
def a_branch(small: dict[str, Unit], owner: Account) -> None:
    """Let there be two branches, one of them set up."""
    open_units([NewUnit(code, f"示例{code}", "branch", "c1") for code in ("zb1", "zb2")], by=owner)
    set_up(Unit.objects.get(code="zb2"), by=owner)


@pytest.fixture(autouse=True)
def a_class(small: dict[str, Unit], owner: Account) -> None:
    """Let there be a class to enrol in, and a leading body that studies."""
    found_body(unit=small["c1"], name="中心组", by=owner)
    begun(owner, small["root"], {small["p1"]: 9})


@pytest.fixture(autouse=True)
def a_pool(small: dict[str, Unit], owner: Account) -> None:
    """Let somebody lecture."""
    pooled(owner, small["c1"], "示例0009")


def test_there_is_a_good_row_for_every_list() -> None:
    assert list(GOOD) == list(LISTS)


@pytest.mark.parametrize("build", KINDS, ids=lambda build: build.__name__)
def test_a_bad_file_is_refused_by_every_list_and_a_good_one_works_afterwards(
    kexie: Kexie, small: dict[str, Unit], tmp_path: Path, build: Callable[[Texts, Texts], BadFile]
) -> None:
    for name, (headers, row) in GOOD.items():
        bad = build(headers, row)
        file = tmp_path / f"{name}{bad.suffix}"
        file.write_bytes(bad.data)
        before = everything()
        said = kexie("import", name, file)
        assert any(bad.says in line for line in said.refused()), said
        assert everything() == before
        assert (said.out == "") is bad.whole
        file = tmp_path / f"{name}-good.csv"
        file.write_bytes(csv_bytes([headers, row]))
        assert kexie("import", name, file).out == "读入 1 行：接受 1，未变 0，退回 0\n"


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("missing", ["nothere.csv", "", "\x00.csv", "x" * 5000])
def test_a_file_that_is_not_there_is_named(
    kexie: Kexie, small: dict[str, Unit], tmp_path: Path, name: str, missing: str
) -> None:
    before = everything()
    said = kexie("import", name, tmp_path / missing)
    assert len(said.refused()) == 1
    assert said.out == ""
    assert everything() == before

"""The sample's files fit together, can be imported as they are, and cannot be taken for real."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kexie.data import layouts, sample, societies

if TYPE_CHECKING:
    from tests.data.sample.conftest import Written

COLUMNS = {
    "units": "code name parent kind level line opened_on closed_on groups recorded_on",
    "people": "code name unit since until audience recorded_on",
    "posts": "person unit role since until line",
    "activities": (
        "code kind title unit starts_on ends_on status co_hosts headcount bound count goals place speakers series "
        "recorded_on"
    ),
    "attendance": "activity person unit status on recorded_on",
    "targets": "indicator unit period value goal kind basis recorded_on",
}
KINDS = {"association", "society", "department", "direct", "office", "branch", "grassroots"}
PARENT_LEVEL = {"province": {"national"}, "prefecture": {"province"}, "county": {"prefecture", "province"}}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(written: Written, tmp_path: Path) -> None:
    """A demo that changes under one's hands proves nothing."""
    sample.build(tmp_path / "again")
    sample.build(tmp_path / "other", seed=7)
    for name in sample.FILES:
        assert (tmp_path / "again" / name).read_bytes() == (written.folder / name).read_bytes()
    assert (tmp_path / "other/activities.csv").read_bytes() != (written.folder / "activities.csv").read_bytes()


def test_only_columns_that_an_import_knows(written: Written) -> None:
    """Unknown columns are refused by name."""
    for name, columns in COLUMNS.items():
        assert set(written.rows(name)[0]) <= set(columns.split())


def test_codes_are_unique_and_every_reference_is_met(written: Written) -> None:
    """No row would come back rejected."""
    people = [row["code"] for row in written.rows("people")]
    codes = [row["code"] for row in written.activities]
    assert len(set(people)) == len(people)
    assert len(set(codes)) == len(codes)
    places = [(row["code"], row["line"]) for row in written.rows("units")]
    assert len(set(places)) == len(places)
    assert {row["unit"] for row in written.rows("people")} <= set(written.units)
    assert set(written.roster) <= set(codes)
    for row in written.activities:
        hosts = written.hosts(row)
        assert len(set(hosts)) == len(hosts)
        assert set(hosts) <= set(written.units)
    for line in written.rows("attendance"):
        assert line["person"] in people
        assert line["unit"] in {"", *written.units}


def test_a_person_is_on_a_roster_once(written: Written) -> None:
    """And nobody is both present and excused."""
    for lines in written.roster.values():
        assert len({line["person"] for line in lines}) == len(lines)
        assert {line["status"] for line in lines} <= {"present", "excused"}


def test_every_unit_is_reached_from_the_root_and_parents_come_first(written: Written) -> None:
    """One root; a file that can be imported in one pass."""
    seen: set[str] = {""}
    for row in written.rows("units"):
        assert row["parent"] in seen
        seen.add(row["code"])
        assert row["kind"] in KINDS
    assert [code for code, row in written.units.items() if not row["parent"]] == [sample.ROOT]


def test_the_tree_has_the_published_size(written: Written) -> None:
    """32 + 333 prefectures with divisions + 2 696 counties, 210 societies, 20 direct units: about 3 400 in all."""
    levels = [row["level"] for row in written.units.values()]
    kinds = [row["kind"] for row in written.units.values()]
    assert [levels.count(level) for level in ("national", "province", "county")] == [1, 32, 2696]
    assert (kinds.count("society"), kinds.count("direct")) == (210, 20)
    assert 3300 < len(levels) < 3500
    for row in written.units.values():
        if row["level"] in PARENT_LEVEL:
            assert written.units[row["parent"]]["level"] in PARENT_LEVEL[row["level"]]


def test_branches_stand_below_their_unit_and_on_the_party_line(written: Written) -> None:
    """What they hold counts for the association on the main line, and for the committee on the other."""
    party = {row["code"]: row["parent"] for row in written.rows("units") if row["line"] == "party"}
    branches = {code: row["parent"] for code, row in written.units.items() if row["kind"] == "branch"}
    assert {code for code, parent in party.items() if parent == "DEMO-JGDW"} == set(branches)
    assert {written.units[parent]["kind"] for parent in branches.values()} == {"department", "direct"}
    assert len(set(branches.values())) == len(branches)


def test_everything_that_could_be_taken_for_real_is_marked(written: Written) -> None:
    """No screenshot puts an invented event under a real body's or person's name."""
    assert all("示例" in row["name"] for row in written.units.values())
    assert not {row["name"] for row in written.units.values()} & {one.name for one in societies.load()}
    assert all(re.fullmatch(r"示例\d{4}", row["name"]) for row in written.rows("people"))
    for row in written.activities:
        for shown in ("place", "speakers", "series"):
            assert not row[shown] or row[shown].startswith("示例")
        if row["kind"] in {"symposium", "lecture"}:
            assert "示例" in row["title"]


def test_days_are_in_order(written: Written) -> None:
    """Held: known on or after its end. Planned and cancelled: known before."""
    for row in written.activities:
        assert row["starts_on"] <= row["ends_on"]
        date.fromisoformat(row["recorded_on"])
        if row["status"] == "held":
            assert row["ends_on"] <= row["recorded_on"]
        else:
            assert row["recorded_on"] < row["starts_on"]
            assert not row["headcount"]
    known = {row["code"]: row for row in written.activities}
    for line in written.rows("attendance"):
        assert line["on"] == known[line["activity"]]["starts_on"]
        assert line["recorded_on"] == known[line["activity"]]["recorded_on"]
    assert max(row["recorded_on"] for row in written.rows("units")) < known["A0001"]["starts_on"]


def test_planned_and_cancelled_activities_are_there(written: Written) -> None:
    """Planned ones in June; only held ones are counted."""
    planned = [row for row in written.activities if row["status"] == "planned"]
    assert len(planned) > 20
    assert {row["starts_on"][:7] for row in planned} == {"2018-06"}
    assert 3 <= sum(row["status"] == "cancelled" for row in written.activities) <= 8


def test_a_roster_is_never_longer_than_its_head_count(written: Written) -> None:
    """Such a session would be refused."""
    for row in written.activities:
        assert not row["headcount"] or len(written.present(row)) <= int(row["headcount"])
        assert bool(row["headcount"]) == bool(row["bound"])
        assert row["status"] != "held" or row["headcount"] or written.present(row)


def test_goals_are_goals_of_the_layout(written: Written) -> None:
    """Dotted codes of 1-9·6-1."""
    goals = {goal.code for goal in layouts.load("1-9-6-1")}
    assert {row["goal"] for row in written.rows("targets")} <= goals
    for row in written.activities:
        assert set(row["goals"].split(";")) <= goals

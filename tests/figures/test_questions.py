"""Questions are read as they are typed, and refused with a sentence where they cannot be."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kexie.figures.indicators import INDICATORS
from kexie.figures.question import ask
from kexie.figures.records import records
from kexie.figures.source import source_line
from kexie.kit.refusal import Refused
from kexie.records.access.models import Account, Post
from kexie.records.structure.actions import close, move
from kexie.records.units.models import Unit
from tests.building import cast, figure, held, value

Tree = dict[str, Unit]


@pytest.mark.parametrize(
    "wrong",
    [
        {"indicator": "happiness"},
        {"unit": "nowhere"},
        {"period": "2018-13"},
        {"by": ["colour"]},
        {"by": ["units:galaxy"]},
        {"by": ["month", "quarter"]},
        {"by": ["children", "units:county"]},
        {"where": ["colour=red"]},
        {"where": ["kind"]},
        {"where": ["kind="]},
        {"as_of": "31 February"},
        {"tree": "oak"},
        {"line": "river"},
        {"indicator": "branches_held", "line": "party"},
    ],
)
def test_nonsense_is_refused(owner: Account, tree: Tree, wrong: dict[str, Any]) -> None:
    right: dict[str, Any] = {"indicator": "activities", "unit": "root", "period": "2018", "reader": owner}
    with pytest.raises(Refused) as refusal:
        ask(**(right | wrong))
    assert all(len(line) > 5 for line in refusal.value.lines)


def test_a_moved_unit_counts_where_the_tree_says(owner: Account, tree: Tree) -> None:
    held(owner, tree["c1"], date(2018, 3, 1))
    move(unit=tree["c1"], parent=tree["p2"], on=date(2018, 6, 1), by=owner)
    assert value("activities", tree["p1"], "2018Q1") == (1, "exact")
    assert value("activities", tree["p1"], "2018") == (0, "exact")
    assert value("activities", tree["p2"], "2018") == (1, "exact")
    assert value("activities", tree["p1"], "2018", tree="2018-05-31") == (1, "exact")
    assert value("activities", tree["p2"], "2018Q1", tree="today") == (1, "exact")


def test_along_the_party_line_a_committee_counts_what_its_branches_held(owner: Account, tree: Tree) -> None:
    """A society's branch stands below its society, and below a committee on the line of the party."""
    move(unit=tree["c3"], parent=tree["p1"], on=date(2018, 1, 1), by=owner, line="party")
    for day in (1, 15):
        held(owner, tree["c3"], date(2018, 3, day), kind="branch_day")
    held(owner, tree["c1"], date(2018, 3, 1), kind="branch_day")
    where = ["kind=branch_day"]
    assert [value("activities", tree[code], where=where)[0] for code in ("root", "p1", "p2")] == [3, 1, 2]
    assert [value("activities", tree[code], where=where, line="party")[0] for code in ("p1", "p2")] == [2, 0]
    found = figure("activities", tree["p1"], where=where, line="party", by=["children"])
    assert [(row.unit.code, row.value) for row in found.rows] == [("c3", 2)]
    assert found.passport.as_json()["tree"]["line"] == "party"
    assert "按党组织隶属" in source_line(found)
    assert len(records(found.question, reader=owner).records) == 2
    assert "line" not in figure("activities", tree["p1"]).passport.as_json()["tree"]


def test_a_post_on_one_line_asks_no_figure_along_the_other(owner: Account, tree: Tree) -> None:
    move(unit=tree["c3"], parent=tree["p1"], on=date(2018, 1, 1), by=owner, line="party")
    held(owner, tree["c3"], date(2018, 3, 1))
    of_main, of_party = cast("clerk", tree["p1"], "main"), cast("clerk", tree["p1"], "party")
    Post.objects.filter(person=of_party.person).update(line="party")
    assert figure("activities", tree["p1"], reader=of_party, line="party").total.value == 1
    with pytest.raises(Refused, match="没有按“党组织隶属”看“示例p1”的数的权限"):
        figure("activities", tree["p1"], reader=of_main, line="party")


def test_kinds_of_a_unit_that_left_keep_their_row(owner: Account, tree: Tree) -> None:
    held(owner, tree["c1"], date(2018, 3, 1), kind="visit", goals=("1.2",))
    move(unit=tree["c1"], parent=tree["p2"], on=date(2018, 6, 1), by=owner)
    rows = figure("activities", tree["p1"], by=["month", "kind", "goal"]).rows
    counted = {(str(row.period), row.kind, row.goal) for row in rows if row.value}
    assert counted == {("2018-03", "visit", "1"), ("2018-03", "visit", "1.2")}


def test_closing_keeps_what_was_done_counted(owner: Account, tree: Tree) -> None:
    held(owner, tree["c1"], date(2018, 3, 1))
    for code in ("c1", "c2"):
        close(unit=tree[code], on=date(2018, 2, 1), by=owner)
    assert value("activities", tree["root"]) == (1, "exact")
    assert [row.unit.code for row in figure("activities", tree["city"], "2018Q1", by=["children"]).rows] == ["c1", "c2"]
    assert [row.unit.code for row in figure("activities", tree["city"], "2018-03", by=["children"]).rows] == ["c1"]


def test_a_series_with_a_semicolon_is_found(owner: Account, tree: Tree) -> None:
    held(owner, tree["c1"], date(2018, 3, 1), series="百场;宣讲")
    assert value("activities", tree["root"], where=["series=百场;宣讲"]) == (1, "exact")
    assert value("activities", tree["root"], where=["series=百场"]) == (0, "exact")


def test_amounts_beyond_31_bits_add_up(owner: Account, tree: Tree) -> None:
    for code in ("c1", "c2"):
        held(owner, tree[code], headcount=3_380_000_000)
    assert value("attendances", tree["root"]) == (6_760_000_000, "exact")


def test_every_indicator_names_its_definition(owner: Account, tree: Tree) -> None:
    names = {indicator.name() for indicator in INDICATORS.values()}
    assert len(names) == len(INDICATORS)
    passport = figure("attendees", tree["root"]).passport.as_json()
    assert set(passport) == {"version", "as_of", "tree", "position", "path", "migrated", "made_up"}
    assert passport["version"] in names

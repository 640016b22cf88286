"""Questions are read as they are typed, and refused with a sentence where they cannot be."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kexie.figures.indicators import INDICATORS
from kexie.figures.question import ask
from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.structure.actions import close, move
from kexie.records.units.models import Unit
from tests.building import figure, held, value

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

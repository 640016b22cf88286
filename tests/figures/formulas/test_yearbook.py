"""The two published tables as real data: totals come out of their levels, and a printed total is only compared."""

from __future__ import annotations

import csv
from decimal import Decimal

import pytest

from kexie.data import yearbook
from kexie.figures.indicators import formula
from kexie.kit.sheets import read_table
from kexie.records.access.models import Account
from kexie.records.imports.base import bring
from kexie.records.imports.lists import LISTS
from kexie.records.units.models import Unit
from kexie.records.values.models import Statement
from tests.building import figure


@pytest.fixture
def units(owner: Account) -> dict[str, Unit]:
    """Take both tables in."""
    files = [("units", yearbook.UNITS)]
    files += [("elements", yearbook.elements_file(table)) for table in yearbook.TABLES]
    files += [("values", yearbook.values_file(table)) for table in yearbook.TABLES]
    for name, file in files:
        assert bring(LISTS[name], read_table(file), by=owner).rejected == 0
    return {unit.code: unit for unit in Unit.objects.all()}


YEAR = {"cast": "2004", "gz": "2021"}


def test_every_total_comes_out_of_its_levels_but_for_one_cent(units: dict[str, Unit]) -> None:
    off = {}
    compared = 0
    for table in yearbook.TABLES:
        with yearbook.values_file(table).open(encoding="utf-8", newline="") as lines:
            printed = [row for row in csv.DictReader(lines) if row["role"] == "control" and row["value"]]
        for row in printed:
            control = figure(row["element"], units[row["unit"]], row["period"]).total.control
            assert control is not None
            assert control.value == Decimal(row["value"])
            if control.own is not None:
                compared += 1
            if control.own:
                off[row["element"], row["unit"]] = control.own
    assert off == {("cast.meeting_visits", "agg.cast.society"): Decimal("0.01")}
    assert compared > 25


def test_the_difference_shows_above_too_and_says_where_it_arises(units: dict[str, Unit]) -> None:
    total = figure("cast.meeting_visits", units["agg.cast"], "2004").total
    assert total.value == Decimal("283.91")
    assert total.control is not None
    assert total.control.as_json() == {
        "value": Decimal("283.92"),
        "difference": Decimal("0.01"),
        "own": Decimal("0.00"),
        "complete": True,
    }


def test_what_was_cut_off_the_page_is_not_reported_and_not_compared_as_if_whole(units: dict[str, Unit]) -> None:
    total = figure("cast.exhibition_visits", units["agg.cast.assoc"], "2004").total
    assert (total.value, total.coverage and total.coverage.reported) == (Decimal("1096.94"), 2)
    assert total.control is not None
    assert not total.control.complete
    assert figure("cast.members", units["agg.cast.assoc"], "2004").total.missing == "not reported"


def test_parts_called_of_which_need_not_exhaust_the_whole(units: dict[str, Unit]) -> None:
    for unit in ("agg.guangzhou", "agg.guangzhou.city"):
        named = ("talks", "exhibitions", "consultations")
        parts = [figure(f"gz.popsci.{part}", units[unit], "2021").total.value or 0 for part in named]
        assert 0 < sum(parts) < (figure("gz.popsci", units[unit], "2021").total.value or 0)


def test_every_element_is_an_indicator_by_its_code(units: dict[str, Unit]) -> None:
    codes = {one.slug for one in formula.listed()}
    assert codes == set(Statement.objects.knowing("test").values_list("element", flat=True).distinct())
    for code in codes:
        root = units["agg.cast" if code.startswith("cast") else "agg.guangzhou"]
        assert figure(code, root, YEAR[code.partition(".")[0]], by=["children"]).rows

"""The published tables add up where they are printed to, and a blank stays a blank."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from kexie.data import yearbook


def rows(file: Path) -> list[dict[str, str]]:
    """Return a table's rows."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


UNITS = rows(yearbook.UNITS)
VALUES = {table: rows(yearbook.values_file(table)) for table in yearbook.TABLES}
ALL = [row for table in VALUES.values() for row in table]
BELOW = {unit["code"]: [one["code"] for one in UNITS if one["parent"] == unit["code"]] for unit in UNITS}
PRINTED = {(row["element"], row["unit"]): row["value"] for row in ALL}


def differences() -> dict[tuple[str, str], Decimal]:
    """Return printed total less the sum of what is printed directly below, where all of it is printed."""
    found = {}
    for (element, unit), total in PRINTED.items():
        parts = [PRINTED[element, child] for child in BELOW[unit]]
        if parts and total and all(parts):
            found[element, unit] = Decimal(total) - sum(map(Decimal, parts))
    return found


def test_levels_add_up_but_for_one_known_rounding_difference() -> None:
    """万人次 with two decimals loses 0.01 once; everything else is exact."""
    off = {key: difference for key, difference in differences().items() if difference}
    assert off == {("cast.meeting_visits", "agg.cast.society"): Decimal("0.01")}
    assert len(differences()) > 25


def test_totals_are_controls_and_only_totals() -> None:
    """A unit with units below it holds printed totals, to be compared and never added."""
    for row in ALL:
        assert row["role"] == ("control" if BELOW[row["unit"]] else "part")


def test_the_parts_called_of_which_do_not_exhaust_the_whole() -> None:
    """其中 rows are parts: each at most the whole, together less than it."""
    for unit in ("agg.guangzhou", "agg.guangzhou.city", "agg.guangzhou.district"):
        parts = [int(PRINTED[f"gz.popsci.{part}", unit]) for part in ("talks", "exhibitions", "consultations")]
        assert 0 < sum(parts) < int(PRINTED["gz.popsci", unit])


def test_a_blank_stays_a_blank() -> None:
    """The cut row gives no county figure, and blank is not zero."""
    assert PRINTED["cast.exhibition_visits", "agg.cast.assoc.county"] == ""
    assert PRINTED["gz.exchanges", "agg.guangzhou.district"] == ""
    assert "0" not in {row["value"] for row in ALL}


@pytest.mark.parametrize("table", yearbook.TABLES)
def test_what_is_imported_is_what_is_printed(table: str) -> None:
    """Every cell of the source table is in the values, once, in its printed form."""
    source = rows(yearbook.FOLDER / f"source_{table}.csv")
    labels = {"item", "item_zh", "unit", "of_which_of"}
    cells = sorted(value for row in source for column, value in row.items() if column not in labels)
    assert sorted(row["value"] for row in VALUES[table]) == cells


@pytest.mark.parametrize("table", yearbook.TABLES)
def test_values_speak_of_listed_units_and_elements_with_their_decimals(table: str) -> None:
    """An element's decimals are the most that are printed; one statement a unit and period."""
    decimals = {row["code"]: int(row["decimals"]) for row in rows(yearbook.elements_file(table))}
    keys = [(row["element"], row["unit"], row["period"]) for row in VALUES[table]]
    assert len(keys) == len(set(keys))
    assert {key[0] for key in keys} == set(decimals)
    assert {key[1] for key in keys} <= set(BELOW)
    for row in VALUES[table]:
        assert len(row["value"].partition(".")[2]) <= decimals[row["element"]]


def test_aggregates_stand_in_roots_of_their_own() -> None:
    """They are no part of an association's tree."""
    assert {unit["kind"] for unit in UNITS} == {"aggregate"}
    assert [unit["code"] for unit in UNITS if not unit["parent"]] == ["agg.cast", "agg.guangzhou"]
    assert {unit["parent"] for unit in UNITS} - {""} <= set(BELOW)

"""The sample's files, written once, and plain readings of them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

from kexie.data import sample

Row = dict[str, str]


@dataclass
class Written:
    """The sample as it lies on disk, with the brute-force answers the tests compare."""

    folder: Path

    def rows(self, name: str) -> list[Row]:
        """Return the rows of one file."""
        with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    @cached_property
    def units(self) -> dict[str, Row]:
        """Units by code, where they stand on the main line."""
        return {row["code"]: row for row in self.rows("units") if row["line"] != "party"}

    @cached_property
    def activities(self) -> list[Row]:
        """Activities, in the file's order."""
        return self.rows("activities")

    @cached_property
    def roster(self) -> dict[str, list[Row]]:
        """Roster lines by activity."""
        found: dict[str, list[Row]] = {}
        for row in self.rows("attendance"):
            found.setdefault(row["activity"], []).append(row)
        return found

    def above(self, code: str) -> list[str]:
        """Return a unit and everything above it, up to the root."""
        path = [code]
        while code := self.units[code]["parent"]:
            path.append(code)
        return path

    def hosts(self, activity: Row) -> list[str]:
        """Return the lead host and the co-hosts."""
        return [activity["unit"], *filter(None, activity["co_hosts"].split(";"))]

    def held(self, *, unit: str, kind: str, period: tuple[str, str], as_of: str) -> list[Row]:
        """Return the held activities of a kind, hosted at or below a unit, within a period, known by a day."""
        return [
            row
            for row in self.activities
            if row["status"] == "held"
            and row["kind"] == kind
            and period[0] <= row["starts_on"]
            and row["ends_on"] <= period[1]
            and row["recorded_on"] <= as_of
            and any(unit in self.above(host) for host in self.hosts(row))
        ]

    def present(self, activity: Row) -> list[Row]:
        """Return the roster lines of those who came."""
        return [line for line in self.roster.get(activity["code"], []) if line["status"] == "present"]

    def person_times(self, activity: Row) -> int:
        """Return the head count, or the named where there is none."""
        return int(activity["headcount"]) if activity["headcount"] else len(self.present(activity))


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Write the sample of the shipped seed, once."""
    folder = tmp_path_factory.mktemp("sample")
    sample.build(folder)
    return Written(folder)

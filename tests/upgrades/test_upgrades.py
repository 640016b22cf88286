"""``upgrade`` brings the database of every earlier version to this one, and no number changes.

``made/`` holds a small house as each earlier version left it (its tables, by an invented association), with the figures
that the version itself gave, as known on the day it was made.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from kexie.records.keeping.actions import migration
from tests.cli.calling import Session, clean, program
from tests.cli.keeping.conftest import done

Where = Callable[[], dict[str, str]]
MADE = Path(__file__).with_name("made")
VERSIONS = sorted(path.stem for path in MADE.glob("*.zip"))
EARLIER = [version for version in VERSIONS if version < migration()[:4]]
TRIED = EARLIER if connection.vendor == "sqlite" else [EARLIER[0], EARLIER[-1]]
"""Every version on SQLite; on PostgreSQL, whose steps are the same, the longest way and the shortest."""
BROKEN_OFF = ("0004_plans", "0005_values", "0006_groups", "0007_no_group_text", "0008_mergings")
TOLD = ("unit", "period", "value", "bound", "month", "kind")
MADE_ON = "2026-11-23"
"""The day on which the versions gave their figures, in the association's zone."""


def laid(file: Path, home: Path, *on: str, **more: str) -> None:
    words = [sys.executable, "-P", str(Path(__file__).with_name("laying.py")), str(file), *on]
    ended = subprocess.run(words, cwd=home.parent, env=clean(home, **more), capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


def figures(house: Session, questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Ask again, as known when the version answered."""
    found = []
    for one in questions:
        known = () if "--as-of" in one["words"] else ("--as-of", MADE_ON)
        rows = json.loads(done(house("figure", *one["words"], *known, "--json")))["rows"]
        told = [{name: row[name] for name in TOLD if name in row} for row in rows]
        found.append({"words": one["words"], "rows": told})
    return found


def raised(file: Path, home: Path, *on: str, **more: str) -> None:
    """Lay a version's database down, upgrade it, and hold its figures against what the version gave."""
    laid(file, home, *on, **more)
    before = program(home, "figure", "activities", "--unit", "R", "--period", "2018", **more)
    assert "upgrade" in before.refused()[0]
    with closing(Session(home, **more)) as house:
        done(house("upgrade"))
        told = json.loads((MADE / f"{file.stem}.json").read_text())
        assert figures(house, told) == told
        assert json.loads(done(house("verify", "--json"))) == {"verified": True, "closed_months": 2}
        kept = done(house("units", "show", "C1", "--json"))
        done(house("upgrade"))
        assert done(house("units", "show", "C1", "--json")) == kept
        assert house("person", "show", "S2").code == 1


@pytest.mark.parametrize("version", TRIED)
def test_every_earlier_version_comes_up_with_its_figures_and_seals(version: str, tmp_path: Path, where: Where) -> None:
    raised(MADE / f"{version}.zip", tmp_path / "home", **where())


def test_an_upgrade_that_was_broken_off_after_any_step_is_gone_on_with(tmp_path: Path, where: Where) -> None:
    for step in BROKEN_OFF[connection.vendor == "postgresql" : 4 : 2]:  # each database takes every other one
        home = tmp_path / step
        laid(MADE / "0003.zip", home, step, **(more := where()))
        done(program(home, "upgrade", **more))
        told = json.loads((MADE / "0003.json").read_text())[:2]
        with closing(Session(home, **more)) as house:
            assert figures(house, told) == told
            done(house("verify"))


def test_the_groups_that_stood_as_text_became_facts(tmp_path: Path, where: Where) -> None:
    home, more = tmp_path / "home", where()
    laid(MADE / "0005.zip", home, **more)
    with closing(Session(home, **more)) as house:
        done(house("upgrade"))
        asked = ("--unit", "R", "--period", "2018", "--by", "group:region", "--json")
        rows = json.loads(done(house("figure", "activities", *asked)))["rows"]
    assert {"east", "west"} <= {str(word) for row in rows for word in row.values()}


def test_every_migration_lies_between_kept_versions_and_this_one() -> None:
    """Whoever adds a migration need not add a database; whoever releases one does: the last kept must not grow old."""
    with zipfile.ZipFile(MADE / f"{VERSIONS[-1]}.zip") as last:
        assert json.loads(last.read("manifest.json"))["migration"] <= migration()
    assert sum(path.stat().st_size for path in MADE.iterdir()) < 400_000

"""The sample year: 示例科学技术协会, January to June 2018. Every unit, person and event in it is invented.

``build`` writes the six files that ``import --migrate`` reads; the same seed gives the same bytes. The totals follow a
published statement of 2018 (``FACTS``); how they spread over units, days and people is made up, and says so.
"""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Final

from kexie.data.sample import events, people, rows, study, targets, tree
from kexie.data.sample.facts import FACTS, Fact

__all__ = ["CAST", "FACTS", "FILES", "ROOT", "SEED", "STUDY_GROUP", "Fact", "build"]

SEED: Final = 2018
ROOT: Final = tree.ROOT
CAST: Final = people.CAST
STUDY_GROUP: Final = tree.STUDY_GROUP
FILES: Final = ("units.csv", "people.csv", "posts.csv", "activities.csv", "attendance.csv", "targets.csv")
"""In the order in which they must be imported."""


def build(out_dir: Path, seed: int = SEED) -> None:
    """Write the six files into ``out_dir`` (made if it is not there), replacing what bears their names.

    They hold about 3 400 units, 570 people, 6 posts, 1 100 activities, 1 600 roster lines and 10 targets, and
    take well under a second. All but posts carry ``recorded_on``: they are another system's ledger, taken over.
    """
    rng = random.Random(seed)  # noqa: S311 - made-up data must come out the same every time
    grown = tree.grow(rng)
    gathered = people.gather(rng, grown)
    book = study.hold(rng, grown, gathered)
    activities, final = rows.numbered([*book.activities, *events.stage(rng, grown)])
    roster = [replace(line, activity=final[line.activity]) for line in book.attendance]
    roster.sort(key=lambda line: (line.activity, line.person))
    out_dir.mkdir(parents=True, exist_ok=True)
    rows.write(out_dir / "units.csv", rows.Unit, grown.units)
    rows.write(out_dir / "people.csv", rows.Person, gathered.persons)
    rows.write(out_dir / "posts.csv", rows.Post, gathered.posts)
    rows.write(out_dir / "activities.csv", rows.Activity, activities)
    rows.write(out_dir / "attendance.csv", rows.Attendance, roster)
    rows.write(out_dir / "targets.csv", targets.Target, targets.stated())

"""The invented people: a cast that signs in, and the members of the units that keep rosters."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Final

from kexie.data.sample.rows import Person, Post
from kexie.data.sample.tree import ROOT, STUDY_GROUP, Tree

PROVINCE: Final = "JS"
"""The province whose clerk signs in."""
COUNTY_DIVISION: Final = "320106"
"""The division of the county whose clerk signs in: 江苏省 / 南京市 / 鼓楼区, one of four of that name."""
STRANGERS_UNIT: Final = "XH-210"
CAST: Final = {
    "owner": "S0001",
    "chair": "S0002",
    "auditor": "S0003",
    "province_clerk": "S0004",
    "county_clerk": "S0005",
    "member": "S0006",
    "stranger": "S0007",
}
"""Who signs in to the demo; the stranger is a person of a society without any post."""
JOINT_DIVISIONS: Final = ("3201", "3205", "3301")
"""The three prefectures of two provinces that held one session together."""


@dataclass(slots=True)
class People:
    """Everyone, the posts of those who sign in, and the members by unit."""

    persons: list[Person] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    of: dict[str, list[str]] = field(default_factory=dict)

    def join(self, unit: str) -> str:
        """Make up one more person, of this unit, and return their code."""
        number = len(self.persons) + 1
        code = f"S{number:04d}"
        self.persons.append(Person(code, f"示例{number:04d}", unit))
        self.of.setdefault(unit, []).append(code)
        return code


def _cast(people: People, county: str) -> None:
    """Make up those of ``CAST``, in its order, so that their codes are the first seven."""
    posts = (
        (ROOT, "owner"),
        (ROOT, "chair"),
        (ROOT, "auditor"),
        (PROVINCE, "clerk"),
        (county, "clerk"),
        (county, "member"),
    )
    for unit, role in posts:
        people.posts.append(Post(people.join(unit), unit, role))
    people.join(STRANGERS_UNIT)


def gather(rng: random.Random, tree: Tree) -> People:
    """Return the people: who keeps rosters and how many they are, drawn from ``rng``."""
    people = People()
    county = tree.by_division[COUNTY_DIVISION]
    _cast(people, county)
    provinces = [code for code in tree.of["province"] if code != PROVINCE]
    sizes = {
        STUDY_GROUP: 16,
        PROVINCE: 22,
        county: 14,
        **{tree.by_division[division]: 8 for division in JOINT_DIVISIONS},
        **{code: rng.randint(15, 22) for code in rng.sample(provinces, 9)},
        **{code: rng.randint(12, 20) for code in rng.sample(tree.of["society"][:200], 10)},
        **{code: rng.randint(10, 16) for code in rng.sample(tree.of["direct"], 5)},
        **{code: rng.randint(8, 14) for code in rng.sample(tree.of["county"], 8) if code != county},
    }
    for unit, size in sizes.items():
        for _ in range(size):
            people.join(unit)
    return people

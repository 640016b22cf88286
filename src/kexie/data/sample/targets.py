"""Targets of the sample's year: made up, but for the hundred lectures that the published statement speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from kexie.data.sample.events import LECTURE_TARGET
from kexie.data.sample.tree import ROOT

YEAR: Final = "2018"
KNOWN: Final = date(2018, 1, 5)
BASIS: Final = "示例科协2018年工作要点（虚构）"


@dataclass(frozen=True, slots=True)
class Target:
    """A number that a unit is to reach in a period."""

    indicator: str
    unit: str
    period: str
    value: int
    goal: str
    kind: str
    basis: str
    recorded_on: date


STATED: Final = (
    # indicator, goal, kind, value
    ("activities", "line", "", 2400),
    ("attendances", "line", "", 60000),
    ("activities", "nine.wheels.academic", "", 20),
    ("activities", "nine.wheels.popsci", "", 40),
    ("activities", "nine.transforms.synergy", "", 15),
    ("activities", "nine.reach.across", "", 20),
    ("activities", "six.cohesion", "", 240),
    ("activities", "six.academic", "", 30),
    ("activities", "six.popsci", "lecture", LECTURE_TARGET),
    ("activities", "deeds", "visit", 100),
)


def stated() -> list[Target]:
    """Return the association's targets of the year, as rows of the list ``targets``."""
    return [Target(indicator, ROOT, YEAR, value, goal, kind, BASIS, KNOWN) for indicator, goal, kind, value in STATED]

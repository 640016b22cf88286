"""What an indicator is: a pure expression over the ledger, with the words that explain it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise

HOSTED: Final = ("lead", "co")
HOME: Final = ("home",)


class Counts(StrEnum):
    """What is added up: each thing's amount once, each person once, what a definition says, what the rules ask."""

    AMOUNTS = "amounts"
    PERSONS = "persons"
    FORMULA = "formula"
    RULED = "ruled"


@dataclass(frozen=True, slots=True)
class Indicator:
    """A definition (指标): which measure, credited in which roles, counted how. ``sentence`` says it plainly.

    The hosted reading credits the units that held something; the home reading those whose people went.
    """

    slug: str
    version: int
    title: str | Promise
    sentence: str | Promise
    unit: str | Promise
    measure: str
    roles: tuple[str, ...]
    counts: Counts
    of_people: bool
    """Whether small numbers say something about persons, so that below 5 they are shown as "<5" where the records
    behind are not open to the reader."""

    def name(self) -> str:
        """Return ``slug@version#hash``: the hash is over what is computed, so a changed rule shows."""
        rule = [self.slug, self.version, self.measure, list(self.roles), self.counts.value]
        digest = hashlib.sha256(json.dumps(rule, separators=(",", ":")).encode()).hexdigest()
        return f"{self.slug}@{self.version}#{digest[:12]}"

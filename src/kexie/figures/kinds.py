"""The kinds by which what is counted is told apart: of matters, of inspections, else of activities."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise

from kexie.figures.indicators import DERIVED
from kexie.figures.indicators.ruled import MEASURE as RHYTHM
from kexie.records.activities.kinds import KINDS
from kexie.records.branches.rules import RULES
from kexie.records.inspections.rules import KINDS as ROUNDS
from kexie.records.ledger.measures import (
    MATTERS_CLOSED,
    MATTERS_CONFIRMED,
    MATTERS_OPENED,
    UNITS_INSPECTED,
    VOICES_CONTENT,
    VOICES_RATED,
)
from kexie.records.matters.workflows import WORKFLOWS

OF_MATTERS: Final = frozenset(
    (*(one.slug for one in (MATTERS_OPENED, MATTERS_CLOSED, MATTERS_CONFIRMED, VOICES_RATED, VOICES_CONTENT)), *DERIVED)
)
"""The measures whose records are matters."""
_ACTIVITIES: Final[dict[str, str | Promise]] = {kind.slug: kind.title for kind in KINDS.values()}
_MATTERS: Final[dict[str, str | Promise]] = {workflow.slug: workflow.title for workflow in WORKFLOWS.values()}
_BRANCHES: Final[dict[str, str | Promise]] = {rule.slug: rule.title for rule in RULES.values()}
_INSPECTIONS: Final[dict[str, str | Promise]] = ROUNDS
WORDS: Final[dict[str, str | Promise]] = {**_ACTIVITIES, **_MATTERS, **_INSPECTIONS}
"""The word of every kind; no slug stands for two."""


def kinds_of(measure: str) -> dict[str, str | Promise]:
    """Return the kinds of what a measure counts, slug → word, in their order."""
    if measure == UNITS_INSPECTED.slug:
        return _INSPECTIONS
    if measure == RHYTHM:
        return _BRANCHES
    return _MATTERS if measure in OF_MATTERS else _ACTIVITIES

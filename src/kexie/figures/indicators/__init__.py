"""Indicators (指标): one file each, one line here."""

from __future__ import annotations

from typing import Final

from kexie.figures.indicators.activities import ACTIVITIES
from kexie.figures.indicators.attendances import ATTENDANCES
from kexie.figures.indicators.attendees import ATTENDEES
from kexie.figures.indicators.base import Indicator
from kexie.figures.indicators.body_studies import BODY_STUDIES
from kexie.figures.indicators.branches_due import BRANCHES_DUE
from kexie.figures.indicators.branches_held import BRANCHES_HELD
from kexie.figures.indicators.branches_held_share import BRANCHES_HELD_SHARE
from kexie.figures.indicators.completions import COMPLETIONS
from kexie.figures.indicators.graduates import GRADUATES
from kexie.figures.indicators.matters_closed import MATTERS_CLOSED
from kexie.figures.indicators.matters_confirmed import MATTERS_CONFIRMED
from kexie.figures.indicators.matters_in_time import MATTERS_IN_TIME
from kexie.figures.indicators.matters_opened import MATTERS_OPENED
from kexie.figures.indicators.matters_overdue import MATTERS_OVERDUE
from kexie.figures.indicators.participants import PARTICIPANTS
from kexie.figures.indicators.participations import PARTICIPATIONS
from kexie.figures.indicators.planned import PLANNED
from kexie.figures.indicators.topics_studied import TOPICS_STUDIED
from kexie.figures.indicators.units_inspected import UNITS_INSPECTED
from kexie.figures.indicators.voices_content import VOICES_CONTENT
from kexie.figures.indicators.voices_rated import VOICES_RATED

INDICATORS: Final[dict[str, Indicator]] = {
    indicator.slug: indicator
    for indicator in (
        ACTIVITIES,
        ATTENDANCES,
        ATTENDEES,
        PARTICIPATIONS,
        PARTICIPANTS,
        MATTERS_OPENED,
        MATTERS_CLOSED,
        MATTERS_CONFIRMED,
        COMPLETIONS,
        GRADUATES,
        UNITS_INSPECTED,
        VOICES_RATED,
        VOICES_CONTENT,
        BODY_STUDIES,
        TOPICS_STUDIED,
    )
}

UNPOSTED: Final[dict[str, Indicator]] = {PLANNED.slug: PLANNED}
"""Counted from records that post nothing, as they stand today: no engine, no earlier day of knowledge."""

DERIVED: Final[dict[str, Indicator]] = {one.slug: one for one in (MATTERS_IN_TIME, MATTERS_OVERDUE)}
"""Counted from what lines of other measures say together: exact as known on any day, by their columns."""

RULED: Final[dict[str, Indicator]] = {one.slug: one for one in (BRANCHES_DUE, BRANCHES_HELD, BRANCHES_HELD_SHARE)}
"""Due by the rules and held by the book, as known on any day; no engine behind them but the kept rhythm."""

HOUSE: Final[dict[str, Indicator]] = {**INDICATORS, **DERIVED, **RULED}
"""Whatever the house shows of itself without a definition in the book."""

__all__ = [
    "DERIVED",
    "HOUSE",
    "INDICATORS",
    "MATTERS_CLOSED",
    "MATTERS_IN_TIME",
    "MATTERS_OPENED",
    "MATTERS_OVERDUE",
    "RULED",
    "UNPOSTED",
    "Indicator",
]

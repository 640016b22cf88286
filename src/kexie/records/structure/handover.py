"""Open work moves along: when a unit goes up in another, every noun above hands over what it still has to do.

Structure knows no activities or matters; each noun that keeps open work registers here once, when the app is ready.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from kexie.records.access.models import Account
from kexie.records.units.models import Unit


@dataclass(frozen=True, slots=True)
class Handover:
    """From ``on`` on, what ``old`` had still to do is the affair of ``new``."""

    old: Unit
    new: Unit
    on: date
    by: Account


Heir = Callable[[Handover], None]
_HEIRS: Final[list[Heir]] = []


def register(heir: Heir) -> None:
    """Let a noun hand over its open work; registering twice is once."""
    if heir not in _HEIRS:
        _HEIRS.append(heir)


def hand_over(what: Handover) -> None:
    """Let every noun hand over, in the caller's transaction."""
    for heir in _HEIRS:
        heir(what)

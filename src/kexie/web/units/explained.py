"""Why one may (or may not) do something in a unit: right by right, with the posts that carry it."""

from __future__ import annotations

from dataclasses import dataclass

from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import TITLES, Right
from kexie.records.units.models import Unit


@dataclass(frozen=True, slots=True)
class Why:
    """One right in one unit: whether it is held there, and the sentences that say why."""

    title: str
    held: bool
    chain: tuple[str, ...]


def explained(who: Account, unit: Unit) -> list[Why]:
    """Return every right with its answer for a unit; a post elsewhere explains nothing here, so it is left out."""
    found = []
    for right in Right:
        held = door.may(who, right, unit)
        found.append(Why(str(TITLES[right]), held, tuple(door.why(who, right, unit)) if held else ()))
    return sorted(found, key=lambda why: not why.held)

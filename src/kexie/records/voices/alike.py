"""Voices that say the same (同类): found by the pairs of letters they share, put together by a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from kexie.kit.bigrams import likeness, pairs
from kexie.kit.clock import today
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.matters.models import Matter
from kexie.records.matters.workflows.voice import VOICE

AMONG: Final = 400
BACK: Final = timedelta(days=365)
ENOUGH: Final = 0.4
SHOWN: Final = 5


def alike(matter: Matter, *, to: Account) -> list[Matter]:
    """Return the voices in view that read like one, the most alike first: what a person looks through, no more."""
    seen = door.seen(to, Right.MATTER_READ, Matter).filter(workflow=VOICE.slug, opened_on__gte=today() - BACK)
    others = list(seen.exclude(pk=matter.pk).exclude(end="dropped").order_by("-pk")[:AMONG])
    mine = pairs(f"{matter.title} {matter.text}")
    ranked = [(likeness(mine, pairs(f"{one.title} {one.text}")), one) for one in others]
    best = sorted((pair for pair in ranked if pair[0] >= ENOUGH), key=lambda pair: -pair[0])
    return [one for _share, one in best[:SHOWN]]


def grouped(texts: Sequence[str], *, enough: float = ENOUGH) -> list[list[int]]:
    """Return texts that read alike together, as lists of their places: each is alike to the first of its group."""
    found: list[tuple[set[str], list[int]]] = []
    for place, text in enumerate(texts):
        mine = pairs(text)
        home = next((group for first, group in found if likeness(first, mine) >= enough), None)
        if home is None:
            found.append((mine, [place]))
        else:
            home.append(place)
    return [group for _first, group in found]

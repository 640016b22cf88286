"""Units by their ids: what the rows of a table are of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from django.db import connection

from kexie.records.book.queries import Written, written
from kexie.records.units.models import Unit
from kexie.records.units.queries import BATCH

REMEMBERED: Final = 1_000
"""Most units that are remembered for one table."""


def units_of(ids: Sequence[int]) -> Mapping[int, Unit]:
    """Return units by id, however many; to be read, not to be changed.

    The rows of a table are remembered until anything is written; inside a transaction nothing is, since what it wrote
    may be taken back, and its events given again.
    """
    if len(ids) > REMEMBERED or connection.in_atomic_block:
        return _units(ids)
    return _units_by(tuple(ids), str(connection.settings_dict["NAME"]), written())


@lru_cache(maxsize=32)
def _units_by(ids: tuple[int, ...], database: str, book: Written) -> Mapping[int, Unit]:  # noqa: ARG001 - remembered by them
    return _units(ids)


def _units(ids: Sequence[int]) -> dict[int, Unit]:
    """Return units by id. As plain SQL: to make it from the model takes longer than to ask it."""
    found: dict[int, Unit] = {}
    for start in range(0, len(ids), BATCH):
        told = f"SELECT * FROM records_unit WHERE id IN ({','.join(map(str, ids[start : start + BATCH]))})"
        found |= {one.pk: one for one in Unit.objects.raw(told)}
    return found

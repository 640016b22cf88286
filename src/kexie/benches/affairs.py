"""The matters of the made-up association, written in bulk: five years of them, most of them at their end.

A matter stands as the actions would leave it (``matters.actions.stand``) with the units it concerns and the lines it
credits; the steps that led there are missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final

import numpy as np

from kexie.figures.bench import made
from kexie.figures.bench.book import whole
from kexie.kit.clock import today
from kexie.records.book.bulk import insert
from kexie.records.ledger.actions import Line
from kexie.records.matters.actions import stand
from kexie.records.matters.models import Concerned, Matter
from kexie.records.matters.posting import lines
from kexie.records.matters.workflow import End
from kexie.records.matters.workflows import WORKFLOWS

BACK: Final = 5 * 365
"""Days back on which matters were opened."""
TERM: Final = 60
"""Days until a matter is due."""
SLOW: Final = 100
"""One matter in so many is not at its end when its term has passed."""
PARTS: Final = 20
"""One matter in so many is part of another."""
LINES: Final = 2
"""Positions kept free for a matter's entries: opened and closed."""


def write(count: int, units: int) -> None:
    """Insert so many matters of counties' units, each issued by the county above (units lie in pre-order there)."""
    insert(Matter, *whole(Matter, held(count, units)))
    insert(Concerned, ("matter_id", "unit_id", "role"), _concerned(count, units))


def held(count: int, units: int) -> Iterator[Matter]:
    """Yield the matters, the same ones each time."""
    dice = np.random.default_rng(made.SEED + 1)
    kinds, day = list(WORKFLOWS.values()), today()
    drawn = zip(
        dice.integers(0, BACK, count).tolist(),
        dice.integers(made.HIGH + 1, units + 1, count).tolist(),
        dice.integers(made.HIGH - made.COUNTIES + 1, made.HIGH + 1, count).tolist(),
        dice.integers(0, len(kinds), count).tolist(),
        dice.integers(0, SLOW, count).tolist(),
        dice.integers(0, TERM, count).tolist(),
        strict=True,
    )
    for n, (back, lead, unit, kind, slow, took) in enumerate(drawn, 1):
        workflow, opened = kinds[kind], day - timedelta(days=back)
        closed = opened + timedelta(days=took)
        open_stages = [stage for stage in workflow.stages if stage.end is End.OPEN]
        ended = [stage for stage in workflow.stages if stage.end is End.CLOSED]
        going = closed > day or not slow
        stage = open_stages[n % len(open_stages)] if going else ended[0]
        one = Matter(
            id=n, code=f"M{n}", workflow=workflow.slug, title=f"事项 {n}", unit_id=unit, lead_id=lead, opened_on=opened,
            due=opened + timedelta(days=TERM), goals=f";{n % 9 + 1};",
            parent_id=n - 1 if n % PARTS == 0 else None,
        )  # fmt: skip
        stand(one, stage, opened if going else closed)
        yield one


def _concerned(count: int, units: int) -> Iterator[tuple[Any, ...]]:
    for one in held(count, units):
        yield one.pk, one.unit_id, Concerned.Role.ISSUER.value
        yield one.pk, one.lead_id, Concerned.Role.LEAD.value


def entries(count: int, units: int, who: tuple[datetime, int], first: int) -> Iterator[tuple[Any, ...]]:
    """Yield what the matters credit, as rows of the ledger (``association.ENTRY``)."""
    for one in held(count, units):
        told: list[Line] = lines(one, {one.lead_id: "lead"})
        for nth, line in enumerate(islice(told, LINES)):
            position = first + (one.pk - 1) * LINES + nth
            uid = f"matter:{one.pk}:{line.name}:1"
            yield position, *who, line.span_from, uid, "matter", one.pk, line.name, 1, 1, *line

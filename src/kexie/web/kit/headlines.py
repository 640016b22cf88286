"""Headline figures: the few numbers that stand at the head of a page, each with its curve, day and state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kexie.web.kit.charts import Number


@dataclass(frozen=True, slots=True)
class Headline:
    """One headline figure. ``href`` is its passport; ``points`` its curve; ``asof`` words such as 截至 5月31日.

    ``state`` is a shape (done, due …) with its ``words`` (已复核); ``missing`` says why ``value`` is None.
    """

    label: str
    value: int | Decimal | None
    href: str
    bound: str = ""
    unit: str = ""
    missing: str = ""
    asof: str = ""
    points: Sequence[Number | None] = ()
    state: str = ""
    words: str = ""

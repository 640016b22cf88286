"""What a picture is drawn from: points with their words and addresses, in series."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Point:
    """One value: what it is of, its number (``None``: not told or missing), how it is printed, where it opens.

    ``missing``: ``na`` (no such item), ``un`` (not reported) or empty.
    """

    label: str
    value: Number | None
    said: str
    href: str = ""
    missing: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """Points of one thing in their order, with its name."""

    name: str
    points: tuple[Point, ...]

    def spoken(self) -> str:
        """Return name and numbers in one line, for those who do not see the picture."""
        return f"{self.name}：" + "，".join(f"{point.label} {point.said}" for point in self.points)


def known(series: Iterable[Series]) -> list[float]:
    """Return every number that is known."""
    return [float(point.value) for one in series for point in one.points if point.value is not None]


def spoken(series: Sequence[Series]) -> str:
    """Return all series in words."""
    return "；".join(one.spoken() for one in series)

"""What the association was promised of speed and size, and how near a measurement comes to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kexie.figures.bench.measure import Row


@dataclass(frozen=True, slots=True)
class Target:
    """A limit for the row of a name: the value at most, or with ``least`` the ratio at least.

    A name that ends in … speaks of every row that begins so.

    ``size``: the size (attendances, activities, rows) at which it is promised, ``units``: so many units; 0: any.
    """

    name: str
    limit: float
    least: bool = False
    size: int = 0
    against: str = ""
    units: int = 0

    def fits(self, row: Row, units: int = 0) -> bool:
        """Tell whether it speaks of a row, of so many units (0: the usual ones)."""
        return (
            (row.name == self.name or (self.name.endswith("…") and row.name.startswith(self.name[:-1])))
            and row.against.startswith(self.against)
            and self.size in {0, row.size}
            and (not units or self.units in {0, units})
            and (not self.least or row.ratio is not None)
        )

    def met(self, row: Row) -> bool:
        """Tell whether the row is within it."""
        return (row.ratio or 0) >= self.limit if self.least else row.value <= self.limit

    def said(self, row: Row) -> str:
        """Return the limit and how near the row is to it, in words."""
        measured = (row.ratio or 0.0) if self.least else row.value
        near = "met" if self.met(row) else f"{measured / self.limit:.2g} times it"
        return f"{self.promised(row.unit)}: {near}"

    def promised(self, unit: str) -> str:
        """Return the limit in words."""
        return f"≥ {self.limit:g} ×" if self.least else f"≤ {self.limit:g} {unit}".rstrip()


TARGETS: Final = (
    Target("report: PDF of 3 pages", 50),
    Target("amounts by province and month", 20, least=True, size=10**8, against="DuckDB"),
    Target("amounts by province and month", 200, least=True, size=10**7, against="PostgreSQL"),
    Target("persons of a year, one unit", 1),
    Target("persons of a year, every unit", 20, units=40_000),
    Target("build a slice of a year anew", 0.33, least=True),
    Target("build and publish everything", 600, size=10**8),
    Target("as known on an earlier day, times as long as now", 2),
    Target("attendances of a year after 10 000 new ones, from commit to answer", 1),
    Target("attendees of a year after 10 000 new ones, from commit to answer", 1),
    Target("10 000 new attendances applied to the cells", 5),
    Target("memory at most while building", 8),
    Target("figures store in all", 30),
    Target("beyond the trivial page: figure…", 15),
    Target("beyond the trivial page: …", 20),
    Target("first load…", 120),
    Target("rhythm: matrix and what is open, from scratch…", 5, size=150_000),
    Target("import attendance with 50 bad rows, --keep-good", 10, size=10**5),
)


def target_of(row: Row, units: int = 0) -> Target | None:
    """Return the first target that speaks of a row, of so many units (0: the usual ones)."""
    return next((one for one in TARGETS if one.fits(row, units)), None)

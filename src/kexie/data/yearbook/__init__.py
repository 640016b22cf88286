"""Two published tables, ready for ``import units|elements|values``, and the tables as printed (``source_*.csv``).

They hang on units of kind ``aggregate`` in roots of their own (``agg.…``), never in an association's tree. A printed
total is a ``control`` value: compared with the sum of its parts, never added. A blank is *not reported*, it is not
zero.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
UNITS: Final = FOLDER / "units.csv"
TABLES: Final = ("cast_2004", "guangzhou_2021")


def elements_file(table: str) -> Path:
    """Return the path of a table's ``import elements`` file."""
    return FOLDER / f"elements_{table}.csv"


def values_file(table: str) -> Path:
    """Return the path of a table's ``import values`` file."""
    return FOLDER / f"values_{table}.csv"

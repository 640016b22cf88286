"""A table said once in Python: its heads, its rows, and how a row folds on a phone. ``{% table t %}`` sets it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Col:
    """A column. ``n`` right-aligned digits; on a folded row ``lead`` takes the whole line, ``end`` goes to the right.

    ``fold`` is the word put before the cell when the head is gone (自, 限).
    """

    label: str | _StrPromise
    n: bool = False
    lead: bool = False
    end: bool = False
    fold: str | _StrPromise = ""

    @property
    def classes(self) -> str:
        """Return the classes of its cells."""
        return " ".join(name for name, on in (("n", self.n), ("lead", self.lead), ("end", self.end)) if on)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that needs more than its content: classes of its own, or a span over several columns."""

    content: object = ""
    classes: str = ""
    span: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A row of cells, or plain contents. ``kind``: "" · ``total`` (stands on top) · ``sub`` (adds up) · ``part``."""

    cells: Sequence[object]
    kind: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a name (read out, not shown). Contents are escaped unless they are marked safe (tags' output).

    ``folds``: rows become small sheets on a phone (names, rosters); else the table scrolls inside its frame (number
    grids). ``heads``: the first cell of each row names the row. ``tall``: on a wide screen a long table scrolls inside
    its frame, so that what stands below it stays in reach.
    """

    label: str | _StrPromise
    cols: Sequence[Col]
    rows: Iterable[Row]
    folds: bool = True
    tight: bool = True
    heads: bool = True
    classes: str = ""
    tall: bool = False
    _set: list[Row] = field(default_factory=list, init=False, repr=False)

    def set_rows(self) -> list[Row]:
        """Return the rows, however often they are asked for; one of a wrong width is a mistake and raises."""
        if not self._set:
            self._set.extend(self._checked(row) for row in self.rows)
        return self._set

    def _checked(self, row: Row) -> Row:
        width = sum(cell.span if isinstance(cell, Cell) else 1 for cell in row.cells)
        if width != len(self.cols):
            msg = f"{self.label}: {width} cells under {len(self.cols)} heads"
            raise ValueError(msg)
        return row

"""What hangs directly below some units, as a list that is read page by page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple, overload

from django.db import connection

from kexie.records.units.kinds import KINDS
from kexie.records.units.queries import open_units, tree
from kexie.records.units.rules import TreeOn

_PLACES: Final = " ".join(f"WHEN '{term.slug}' THEN {at}" for at, term in enumerate(KINDS))
ORDER: Final = f"CASE kind {_PLACES} ELSE {len(KINDS)} END, code"
"""The order of the kinds, then of the codes."""


class Child(NamedTuple):
    """A unit as a list of units shows it."""

    pk: int
    code: str
    name: str
    kind: str
    level: str


class Children(Sequence[Child]):
    """The units open on a day that hang directly below some, in the order of the kinds, then of their codes."""

    def __init__(self, tops: Iterable[int], on: TreeOn) -> None:
        """Take them from the tree in memory; their names are read where a page of them is asked for."""
        hung, alive = tree(on).children, open_units(on)
        self._units = [one for top in tops for one in hung.get(top, []) if one in alive]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._units)

    @overload
    def __getitem__(self, which: int) -> Child: ...

    @overload
    def __getitem__(self, which: slice) -> list[Child]: ...

    def __getitem__(self, which: int | slice) -> Child | list[Child]:
        """Return one of them, or some that follow each other."""
        if isinstance(which, int):
            return self[which : which + 1][0]
        first, last, _step = which.indices(len(self))
        if first >= last:
            return []
        listed = ",".join(str(int(one)) for one in self._units)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id, code, name, kind, level FROM records_unit WHERE id IN ({listed})"  # noqa: S608 - whole numbers
                f" ORDER BY {ORDER} LIMIT {last - first} OFFSET {first}"
            )
            return [Child(*row) for row in cursor.fetchall()]

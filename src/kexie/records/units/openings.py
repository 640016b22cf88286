"""Which units are open on a day, from one reading of all that is said of them: a table by months asks for many days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
from django.db.models import Case, F, IntegerField, Value, When
from django.db.models.functions import Cast

from kexie.records.book.columns import Ints, Ordinal, columns
from kexie.records.units.models import Opening

Days = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Openings:
    """All assertions, those about a unit beside each other in the order in which they win; days are ordinals.

    ``known``: the day on which it became known; 0 of a founding one, which is known always and wins last.
    """

    units: Ints
    first: Days
    last: Days
    known: Days
    is_open: npt.NDArray[np.bool_]

    def on(self, day: date, known: date) -> frozenset[int]:
        """Return the units open on a day as known on another: the rule of ``units.rules`` on all of them at once."""
        on = day.toordinal()
        told = (self.first <= on) & (self.last >= on) & (self.known <= known.toordinal())
        units = self.units[told]
        wins = np.append(True, units[1:] != units[:-1])[: len(units)]
        return frozenset(units[wins & self.is_open[told]].tolist())


def openings() -> Openings:
    """Read what is said of all units."""
    known = Case(When(founding=True, then=Value(0)), default=Ordinal("known_on"), output_field=IntegerField())
    told = columns(
        Opening.objects.all(),
        "unit_id",
        Ordinal("valid_from"),
        Ordinal("valid_to"),
        known,
        F("position") * 2 + Cast("is_open", IntegerField()),
    )
    units, first, last, heard, said = told
    order = np.lexsort((-said, -heard, units))
    since, until, known_on = (one[order].astype(np.int32) for one in (first, last, heard))
    return Openings(units[order], since, until, known_on, said[order] % 2 == 1)

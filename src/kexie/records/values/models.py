"""One row for each unit, element and period that was stated or asked for."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kexie.kit.bounds import Bound
from kexie.records.book.guarded import Guarded
from kexie.records.book.models import Origin
from kexie.records.units.models import Unit
from kexie.records.values.operators import CONTROL, PART


class Statement(Guarded):
    """What a unit states for an element and a period; the ledger says it as one entry of the unit.

    ``amount`` is in steps of the element (10^-decimals). A row that is *awaited* says only that the unit is asked for
    the element: it has no entry, and its unit counts among those expected to report. A ``control`` is a printed total:
    compared, never added.
    """

    class State(models.TextChoices):
        """A number; the statement that there is no such item; or nothing yet."""

        NUMBER = "number", "数"
        NONE = "none", "无此项"
        AWAITED = "awaited", "未报"

    element = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="statements")
    first = models.DateField()
    last = models.DateField()
    role = models.CharField(max_length=8, default=PART)
    state = models.CharField(max_length=8, choices=State.choices)
    amount = models.BigIntegerField(default=0)
    bound = models.CharField(max_length=8, default="exact")
    source = models.CharField(max_length=200, default="", help_text="where it is printed")
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.LIVE)
    asked_on = models.DateField(help_text="since when the unit is known to be asked for it")

    class Meta:
        """A unit states an element once for a period; only numbers carry an amount."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["element", "unit", "first", "last", "role"], name="one_statement"),
            models.CheckConstraint(condition=Q(first__lte=F("last")), name="statement_span"),
            models.CheckConstraint(condition=Q(state="number") | Q(amount=0), name="statement_empty"),
            models.CheckConstraint(
                condition=Q(role__in=[PART, CONTROL]) & Q(bound__in=[bound.value for bound in Bound]),
                name="statement_words",
            ),
        ]

"""Terms (时限): so many workdays, days or months after a day."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from django.utils.translation import ngettext

from kexie.kit.workdays import workdays_after

DECEMBER: Final = 12


class Span(StrEnum):
    """What a term is counted in."""

    WORKDAY = "workday"
    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time from a day on; the day from which it is counted is not one of its days."""

    number: int
    span: Span = Span.WORKDAY

    def after(self, day: date) -> date:
        """Return the last day of the term. A month ends on the same day of a later month, or on that month's last."""
        if self.span is Span.WORKDAY:
            return workdays_after(day, self.number)
        if self.span is Span.DAY:
            return day + timedelta(days=self.number)
        months = day.month - 1 + self.number
        year, month = day.year + months // DECEMBER, months % DECEMBER + 1
        return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))

    def __str__(self) -> str:
        """Return the term in words."""
        said = {"n": self.number}
        if self.span is Span.WORKDAY:
            return ngettext("%(n)s 个工作日", "%(n)s 个工作日", self.number) % said
        if self.span is Span.DAY:
            return ngettext("%(n)s 天", "%(n)s 天", self.number) % said
        return ngettext("%(n)s 个月", "%(n)s 个月", self.number) % said

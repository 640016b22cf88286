"""When a branch elects: terms of 3 or 5 years, reminders before the end, early and late with approval. Pure.

Source: 支部工作条例（试行）第二十二条 (terms), 基层组织选举工作条例第三条 (approval; at most a year early or late).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext as _

from kexie.kit.days import MONTHS, add_months
from kexie.kit.spans import ONE_DAY

TERMS: Final = (3, 5)
"""Years: 3, in a village or a community 5."""
AHEAD: Final = 6
"""Months before the end of a term from which it stands on the list: time to ask for more, or to prepare."""
FARTHEST: Final = 1
"""Years by which an election may be early or late, with approval."""


class Coming(StrEnum):
    """Where a term stands. Over is a reminder."""

    FAR = "far"
    NEAR = "near"
    EXTENDED = "extended"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Term:
    """A term: elected on ``since``, for ``years``; ``until`` only where an other end was approved."""

    since: date
    years: int
    until: date | None = None

    @property
    def usual_end(self) -> date:
        """Return the last day of the term as the rules give it."""
        return add_months(self.since, self.years * MONTHS) - ONE_DAY

    @property
    def end(self) -> date:
        """Return the last day that holds: the approved one, else the usual one."""
        return self.until or self.usual_end


def coming(term: Term, today: date) -> Coming:
    """Return where a term stands on a day."""
    if today > term.end:
        return Coming.OVER
    if today > term.usual_end:
        return Coming.EXTENDED
    return Coming.NEAR if add_months(term.end, -AHEAD) <= today else Coming.FAR


def election_fault(term: Term | None, on: date, *, approval: str) -> str | None:
    """Return why an election cannot be on a day, in a sentence; ``None``: it can.

    Before or after the usual end it needs an approval (where it is from, and its number), and lies within a year.
    """
    if term is None or on == term.usual_end + ONE_DAY:
        return None
    months = AHEAD  # within half a year before its end an election is on time: it must be prepared and held by then
    if add_months(term.usual_end, -months) <= on <= term.usual_end:
        return None
    last, first = add_months(term.usual_end, FARTHEST * MONTHS), add_months(term.usual_end, -FARTHEST * MONTHS)
    said = {"end": term.usual_end, "on": on}
    if not approval.strip():
        return _("本届到 %(end)s 期满；%(on)s 换届属于提前或者延期，请写明上级党组织的批准。") % said
    if not first <= on <= last:
        return _("本届到 %(end)s 期满；提前或者延期一般不超过一年，%(on)s 超出了。") % said
    return None

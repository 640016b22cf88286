"""How many came: the head count and the roster of an activity as one number, by the rule that the ledger follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities.models import Activity, Attendance


@dataclass(frozen=True, slots=True)
class Heads:
    """Who came to one activity. ``value`` None: nothing was stated and nobody is named."""

    value: int | None = None
    bound: str = "exact"
    present: int = 0
    excused: int = 0
    expected: int = 0

    @property
    def listed(self) -> int:
        """Return how many lines the roster has."""
        return self.present + self.excused + self.expected

    @property
    def rest(self) -> int:
        """Return how many came beyond those who are named."""
        return max((self.value or 0) - self.present, 0)


def heads_of(activities: Sequence[Activity], who: Account) -> dict[int, Heads]:
    """Return by activity who came, as far as the reader may see records: one query however many."""
    rows = door.seen(who, Right.RECORD_READ, Attendance).filter(activity__in=[one.pk for one in activities])
    counted = rows.order_by().values_list("activity", "status").annotate(lines=Count("pk", distinct=True))
    by_status: dict[int, dict[str, int]] = {}
    for activity, status, lines in counted:
        by_status.setdefault(activity, {})[status] = lines
    return {one.pk: _heads(one, by_status.get(one.pk, {})) for one in activities}


def _heads(one: Activity, lines: dict[str, int]) -> Heads:
    named = lines.get("present", 0)
    value = max(one.headcount, named) if one.headcount is not None else (named or None)
    bound = one.bound if one.headcount is not None else "exact"
    return Heads(value, bound, named, lines.get("excused", 0), lines.get("expected", 0))

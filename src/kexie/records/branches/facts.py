"""What is so of branches, read from the records in a few queries however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Final

from kexie.kit.clock import DAY_MAX, DAY_MIN
from kexie.kit.spans import ONE_DAY
from kexie.records.activities.models import Activity, Host
from kexie.records.branches.models import Branch, BranchMeeting, BranchMember, CommitteeSeat, PartyGroup
from kexie.records.branches.rhythm import Facts, Held, Span
from kexie.records.branches.rules import RULES
from kexie.records.units.models import Opening
from kexie.records.units.rules import timeline

WHY: Final = "the rhythm is worked out for every branch, whoever reads it"
_AT_ONCE: Final = 5_000


def facts_of(branches: Collection[Branch]) -> dict[int, Facts]:
    """Return, by the branch's number, what the verdicts depend on."""
    found: dict[int, Facts] = {}
    listed = list(branches)
    for start in range(0, len(listed), _AT_ONCE):
        part = listed[start : start + _AT_ONCE]
        ids = [one.pk for one in part]
        opened = spans_of(Opening.objects.filter(unit__in=[one.unit_id for one in part]))
        full, seats, groups = _full(ids), _seats(ids), _groups(ids)
        for one in part:
            found[one.pk] = Facts(
                open=opened.get(one.unit_id, ()),
                full=tuple(full.get(one.pk, ((DAY_MIN, 0),))) if one.listed else None,
                committee=tuple(seats.get(one.pk, ())),
                groups=tuple(groups.get(one.pk, ())),
                temporary=one.temporary,
            )
    return found


def spans_of(openings: Iterable[Opening]) -> dict[int, tuple[Span, ...]]:
    """Return, by unit, the days on which it is open by what some lines say."""
    told: dict[int, list[Opening]] = defaultdict(list)
    for line in openings:
        told[line.unit_id].append(line)
    return {
        unit: tuple(Span(first, last) for first, last, fact in timeline(lines, DAY_MIN) if fact.is_open)
        for unit, lines in told.items()
    }


def _full(branches: Collection[int]) -> dict[int, list[tuple[date, int]]]:
    """Return the number of full members of each branch from each day on which it changes."""
    steps: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    rows = BranchMember.objects.knowing(WHY).filter(branch_id__in=branches, standing=BranchMember.Standing.FULL)
    for branch, since, until in rows.values_list("branch_id", "since", "until"):
        steps[branch][since] += 1
        if until < DAY_MAX:
            steps[branch][until + ONE_DAY] -= 1
    found = {}
    for branch, changes in steps.items():
        number, listed = 0, [(DAY_MIN, 0)]
        for day in sorted(changes):
            number += changes[day]
            listed.append((day, number))
        found[branch] = listed
    return found


def _seats(branches: Collection[int]) -> dict[int, list[Span]]:
    """Return when each branch had a committee: somebody besides the secretary and the deputy sat in it."""
    found: dict[int, list[Span]] = defaultdict(list)
    alone = (CommitteeSeat.Role.SECRETARY, CommitteeSeat.Role.DEPUTY)
    rows = CommitteeSeat.objects.knowing(WHY).filter(branch_id__in=branches).exclude(role__in=alone)
    for branch, since, until in rows.values_list("branch_id", "since", "until"):
        found[branch].append(Span(since, until))
    return found


def _groups(branches: Collection[int]) -> dict[int, list[tuple[int, Span]]]:
    found: dict[int, list[tuple[int, Span]]] = defaultdict(list)
    rows = PartyGroup.objects.knowing(WHY).filter(branch_id__in=branches).order_by("pk")
    for number, branch, since, until in rows.values_list("pk", "branch_id", "since", "until"):
        found[branch].append((number, Span(since, until)))
    return found


def held_in(branches: Collection[Branch], first: date, last: date) -> dict[int, list[Held]]:
    """Return what was held from one day to another, by the branch's number; a joint meeting for each branch listed.

    A branch that hosts an activity of such a kind held it, however it was entered; of which group it was a meeting, the
    record of the meeting says.
    """
    found: dict[int, list[Held]] = defaultdict(list)
    listed = list(branches)
    for start in range(0, len(listed), _AT_ONCE):
        part = {one.unit_id: one.pk for one in listed[start : start + _AT_ONCE]}
        rows = Host.objects.filter(
            unit_id__in=list(part),
            activity__status=Activity.Status.HELD,
            activity__kind__in=list(RULES),
            activity__starts_on__range=(first, last),
        )
        told = list(rows.values_list("unit_id", "activity_id", "activity__kind", "activity__starts_on"))
        groups = group_meetings(list(part.values()), first, last)
        for unit, activity, kind, on in told:
            found[part[unit]].append(Held(kind, on, groups.get((part[unit], activity))))
    return found


def group_meetings(branches: Collection[int], first: date, last: date) -> dict[tuple[int, int], int]:
    """Return, by branch and activity, of which group a meeting was; those of whole branches are left out."""
    rows = BranchMeeting.objects.knowing(WHY).filter(
        branch_id__in=branches, group__isnull=False, activity__starts_on__range=(first, last)
    )
    return {(branch, activity): group for branch, activity, group in rows.values_list("branch", "activity", "group")}

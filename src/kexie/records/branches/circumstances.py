"""Every branch of the house by its circumstances in a year: what the verdicts depend on, each that differs once.

150 000 branches have few histories between them. What is read here is what ``facts`` reads of a branch at a time, as
whole columns of the year, so that ``Facts`` are made of each history and not of each branch.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from django.db.models import Count, IntegerField, QuerySet
from django.db.models.functions import Cast

from kexie.kit.clock import DAY_MIN
from kexie.kit.spans import ONE_DAY, Period, year_of
from kexie.records.book.columns import Ints, Ordinal, columns
from kexie.records.branches.facts import WHY, spans_of
from kexie.records.branches.models import Branch, BranchMember, CommitteeSeat, PartyGroup
from kexie.records.branches.rhythm import Facts, Span
from kexie.records.branches.stories import Stories, crossed, places_of, stories
from kexie.records.units.models import Opening

_DAY: Final = 22
"""Bits that hold any day there is."""
_OPEN: Final = 1 << 2 * _DAY
"""What is put to a span of days on which a unit is open."""
Steps = tuple[tuple[date, int], ...]
NOBODY: Final[Steps] = ((DAY_MIN, 0),)


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups that stand in the year, in the order of their numbers; ``nth``: among their branch's, from 1 on."""

    numbers: Ints
    places: Ints
    nth: Ints


@dataclass(frozen=True, slots=True)
class Circumstances:
    """All branches in the order of their numbers; ``of``: the place of each one's facts in ``facts``."""

    branches: Ints
    units: Ints
    of: Ints
    facts: list[Facts]
    groups: Groups


def circumstances(year: int) -> Circumstances:
    """Read all branches; eight questions however many there are."""
    whole = year_of(year)
    numbered = ("pk", "unit_id", Cast("temporary", IntegerField()), Cast("listed", IntegerField()))
    told = np.stack(columns(Branch.objects.knowing(WHY), *numbered), axis=1)
    branches, units, temporary, listed = told[np.argsort(told[:, 0])].T
    opened, seats, (numbers, groups) = _opened(units, whole), _seats(branches, whole), _groups(branches, whole)
    full, steps = _full(branches, listed, whole)
    of, first = crossed(opened.of, seats.of, groups.of, full, temporary)
    facts = [
        Facts(
            _open(opened.told[opened.of[n]]),
            steps[full[n]],
            tuple(sorted({_span(line) for line in seats.told[seats.of[n]]})),
            tuple(enumerate((_span(line) for line in groups.told[groups.of[n]]), 1)),
            bool(temporary[n]),
        )
        for n in first.tolist()
    ]
    return Circumstances(branches, units, of, facts, numbers)


def _span(line: int) -> Span:
    first, last = divmod(line & (_OPEN - 1), 1 << _DAY)
    return Span(date.fromordinal(first), date.fromordinal(last))


def _open(lines: tuple[int, ...]) -> tuple[Span, ...]:
    """Return the days on which a unit is open by what is said of it, in the order in which it counts."""
    same: dict[str, Any] = {"unit_id": 0, "known_on": DAY_MIN, "founding": True}
    told = [(_span(line), bool(line & _OPEN)) for line in lines]
    rows = [
        Opening(**same, valid_from=s.first, valid_to=s.last, is_open=o, position=n) for n, (s, o) in enumerate(told)
    ]
    return spans_of(rows).get(0, ())


def _lines(whole: Period, first: Ints, last: Ints) -> Ints:
    """Return spans as numbers, of each the days that lie in the year: what was before or comes after is no matter."""
    ends = (whole.first.toordinal(), whole.last.toordinal())
    found: Ints = np.clip(first, *ends) << _DAY | np.clip(last, *ends)
    return found


def _opened(units: Ints, whole: Period) -> Stories:
    """Return what is said of each unit's openings in the year, in the order in which it counts."""
    rows = Opening.objects.filter(unit__branch__isnull=False, valid_from__lte=whole.last, valid_to__gte=whole.first)
    days = (Ordinal("valid_from"), Ordinal("valid_to"), Cast("is_open", IntegerField()))
    unit, first, last, is_open = columns(rows, "unit_id", *days)
    places, lines = places_of(units, unit), _lines(whole, first, last) + is_open * _OPEN
    once = np.bincount(places, minlength=len(units))[places] == 1 if len(places) else np.zeros(0, np.bool_)
    if not once.all():
        again = Opening.objects.values("unit").annotate(n=Count("pk")).filter(n__gt=1).values("unit")
        ordered = rows.filter(unit__in=again).order_by("-founding", "known_on", "position")
        told = np.array(
            [(u, f.toordinal(), t.toordinal(), o) for u, f, t, o in ordered.values_list(
                "unit_id", "valid_from", "valid_to", "is_open"
            )],
            np.int64,
        )  # fmt: skip
        where = places_of(units, told[:, 0])
        several = ~np.isin(where, places[once])
        more = _lines(whole, told[:, 1], told[:, 2]) + told[:, 3] * _OPEN
        places, lines = np.append(places[once], where[several]), np.append(lines[once], more[several])
    return stories(len(units), places, lines)


def _seats(branches: Ints, whole: Period) -> Stories:
    """Return on which days of the year each branch had a committee: see ``facts``."""
    alone = (CommitteeSeat.Role.SECRETARY, CommitteeSeat.Role.DEPUTY)
    rows = _in(whole, CommitteeSeat.objects.knowing(WHY).exclude(role__in=alone))
    of, first, last = columns(rows, "branch_id", Ordinal("since"), Ordinal("until"))
    seats = np.unique(np.stack([places_of(branches, of), _lines(whole, first, last)], axis=1), axis=0)
    return stories(len(branches), seats[:, 0], seats[:, 1])


def _groups(branches: Ints, whole: Period) -> tuple[Groups, Stories]:
    """Return the groups that stand in the year, and the days of those of each branch, in the order of their numbers."""
    rows = _in(whole, PartyGroup.objects.knowing(WHY))
    told = np.stack(columns(rows, "pk", "branch_id", Ordinal("since"), Ordinal("until")))
    number, of, first, last = told[:, np.argsort(told[0])]
    places = places_of(branches, of)
    order = np.argsort(places, kind="stable")
    nth = np.empty_like(order)
    nth[order] = np.arange(len(order)) - np.searchsorted(places[order], places[order]) + 1
    return Groups(number, places, nth), stories(len(branches), places, _lines(whole, first, last))


def _full(branches: Ints, listed: Ints, whole: Period) -> tuple[Ints, list[Steps | None]]:
    """Return for each branch the place of its story among stories: the number of full members from each day on.

    The first is that nobody has listed them; then those of a number that stays, from nobody on; then all others.
    """
    rows = BranchMember.objects.knowing(WHY).filter(standing=BranchMember.Standing.FULL)
    (then,) = columns(rows.filter(since__lte=whole.first, until__gte=whole.first), "branch_id")
    begin = np.bincount(places_of(branches, then), minlength=len(branches))
    told: list[Steps | None] = [None, *(((DAY_MIN, n),) for n in range(int(begin.max(initial=0)) + 1))]
    steps: dict[int, Counter[date]] = defaultdict(Counter)
    came = rows.filter(since__gt=whole.first, since__lte=whole.last).values_list("branch_id", "since")
    for branch, since in came.iterator(50_000):
        steps[branch][since] += 1
    went = rows.filter(until__gte=whole.first, until__lt=whole.last).values_list("branch_id", "until")
    for branch, until in went.iterator(50_000):
        steps[branch][until + ONE_DAY] -= 1
    of = begin + 1
    known: dict[Steps, int] = {}
    changed = sorted(steps)
    for branch, place in zip(changed, places_of(branches, np.array(changed, np.int64)).tolist(), strict=True):
        number, each = int(begin[place]), [(DAY_MIN, int(begin[place]))]
        for day in sorted(steps[branch]):
            number += steps[branch][day]
            each.append((day, number))
        of[place] = known.setdefault(tuple(each), len(told) + len(known))
    return np.where(listed != 0, of, 0), told + list(known)


def _in(whole: Period, rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(since__lte=whole.last, until__gte=whole.first)

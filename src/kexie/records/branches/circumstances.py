"""Every branch of the house by its circumstances in a year: what the verdicts depend on, each that differs once.

150 000 branches have few histories between them. What is read here is what ``facts`` reads of a branch at a time, as
plain rows of the year, so that ``Facts`` are made of each history and not of each branch.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, Final, NamedTuple

from django.db.models import Count, QuerySet

from kexie.kit.clock import DAY_MIN
from kexie.kit.spans import ONE_DAY, Period, year_of
from kexie.records.branches.facts import WHY, spans_of
from kexie.records.branches.models import Branch, BranchMember, CommitteeSeat, PartyGroup
from kexie.records.branches.rhythm import Facts, Span
from kexie.records.units.models import Opening

Line = tuple[date, date, bool]
NOBODY: Final = ((DAY_MIN, 0),)


class Key(NamedTuple):
    """What a branch's verdicts of a year depend on. Groups go by their place among the branch's, not their numbers."""

    opened: tuple[Line, ...]
    full: tuple[tuple[date, int], ...] | None
    committee: frozenset[Span]
    groups: tuple[tuple[int, Span], ...]
    temporary: bool


@dataclass(slots=True)
class Circumstances:
    """All branches in the order of their numbers; ``of``: the place of each one's facts in ``facts``.

    ``groups``: the numbers of the groups of those branches that have any in the year, by the branch's number.
    """

    branches: list[int] = field(default_factory=list)
    units: list[int] = field(default_factory=list)
    of: list[int] = field(default_factory=list)
    facts: list[Facts] = field(default_factory=list)
    groups: dict[int, list[int]] = field(default_factory=dict)


def circumstances(year: int) -> Circumstances:
    """Read all branches; five questions however many there are."""
    whole = year_of(year)
    opened, full, seats, groups = _opened(), _full(whole), _seats(whole), _groups(whole)
    found = Circumstances(groups={branch: list(of) for branch, of in groups.items()})
    places: dict[Key, int] = {}
    rows = Branch.objects.knowing(WHY).order_by("pk").values_list("pk", "unit_id", "temporary", "listed")
    for branch, unit, temporary, listed in rows.iterator(50_000):
        key = Key(
            opened.get(unit, ()),
            full.get(branch, NOBODY) if listed else None,
            seats.get(branch, frozenset()),
            tuple(enumerate(groups.get(branch, {}).values(), 1)) if branch in groups else (),
            temporary,
        )
        place = places.setdefault(key, len(places))
        if place == len(found.facts):
            found.facts.append(_facts(key))
        found.branches.append(branch)
        found.units.append(unit)
        found.of.append(place)
    return found


def _facts(key: Key) -> Facts:
    same = {"unit_id": 0, "known_on": DAY_MIN, "founding": True}
    lines = [
        Opening(**same, valid_from=first, valid_to=last, is_open=is_open, position=n)
        for n, (first, last, is_open) in enumerate(key.opened)
    ]
    return Facts(spans_of(lines).get(0, ()), key.full, tuple(sorted(key.committee)), key.groups, key.temporary)


def _opened() -> dict[int, tuple[Line, ...]]:
    """Return what is said of each unit's openings, in the order in which it counts."""
    found: dict[int, tuple[Line, ...]] = {}
    rows = Opening.objects.filter(unit__branch__isnull=False).order_by("-founding", "known_on", "position")
    same = cache(lambda *line: (line,))
    for unit, *line in rows.values_list("unit_id", "valid_from", "valid_to", "is_open").iterator(50_000):
        found[unit] = (*found[unit], *same(*line)) if unit in found else same(*line)
    return found


def _full(whole: Period) -> dict[int, tuple[tuple[date, int], ...]]:
    """Return the number of full members of each branch from each day of the year on which it changes."""
    rows = BranchMember.objects.knowing(WHY).filter(standing=BranchMember.Standing.FULL)
    then = rows.filter(since__lte=whole.first, until__gte=whole.first).order_by().values_list("branch_id")
    begin = dict(then.annotate(number=Count("pk")).iterator(50_000))
    steps: dict[int, Counter[date]] = defaultdict(Counter)
    came = rows.filter(since__gt=whole.first, since__lte=whole.last).values_list("branch_id", "since")
    for branch, since in came.iterator(50_000):
        steps[branch][since] += 1
    went = rows.filter(until__gte=whole.first, until__lt=whole.last).values_list("branch_id", "until")
    for branch, until in went.iterator(50_000):
        steps[branch][until + ONE_DAY] -= 1
    found: dict[int, tuple[tuple[date, int], ...]] = {b: ((DAY_MIN, number),) for b, number in begin.items()}
    for branch, changes in steps.items():
        number, listed = begin.get(branch, 0), [(DAY_MIN, begin.get(branch, 0))]
        for day in sorted(changes):
            number += changes[day]
            listed.append((day, number))
        found[branch] = tuple(listed)
    return found


def _seats(whole: Period) -> dict[int, frozenset[Span]]:
    """Return on which days of the year each branch had a committee: see ``facts``."""
    alone = (CommitteeSeat.Role.SECRETARY, CommitteeSeat.Role.DEPUTY)
    rows = _in(whole, CommitteeSeat.objects.knowing(WHY).exclude(role__in=alone))
    found: dict[int, frozenset[Span]] = {}
    same = cache(lambda since, until: frozenset({Span(since, until)}))
    for branch, since, until in rows.order_by().values_list("branch_id", "since", "until").distinct().iterator(50_000):
        found[branch] = found[branch] | same(since, until) if branch in found else same(since, until)
    return found


def _groups(whole: Period) -> dict[int, dict[int, Span]]:
    """Return the groups of each branch that stood in the year, in the order of their numbers, with their days."""
    found: dict[int, dict[int, Span]] = defaultdict(dict)
    rows = _in(whole, PartyGroup.objects.knowing(WHY)).order_by("pk")
    for number, branch, since, until in rows.values_list("pk", "branch_id", "since", "until").iterator(50_000):
        found[branch][number] = Span(since, until)
    return found


def _in(whole: Period, rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(since__lte=whole.last, until__gte=whole.first)

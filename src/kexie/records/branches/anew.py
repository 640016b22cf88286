"""A year of every branch worked out at once: the bits that ``masks.lines`` gives of a branch, of all as columns.

Each of the circumstances that occur is judged once, by the same pure rules; what was held comes from the database as
whole columns. Held equal to ``masks.lines`` over random histories.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
from django.db.models import Case, IntegerField, Value, When

from kexie.records.activities.models import Activity, Host
from kexie.records.book.columns import Ints, Month, Unindexed, columns
from kexie.records.branches.circumstances import Circumstances, circumstances
from kexie.records.branches.facts import WHY
from kexie.records.branches.masks import MOST, asked_mask, clipped, held_mask, periods
from kexie.records.branches.models import BranchMeeting
from kexie.records.branches.rhythm import Facts, Held
from kexie.records.branches.rules import RULES, Needs

Bits = npt.NDArray[np.int16]
WHOLE: Final = -1
"""What stands for no group: a meeting of the whole branch."""


@dataclass(frozen=True, slots=True)
class Year:
    """By kind, the bits of what was asked and held, in the order of ``branches``."""

    branches: Ints
    asked: dict[str, Bits]
    held: dict[str, Bits]

    def lines(self) -> Iterator[tuple[int, str, int, int]]:
        """Yield branch, kind, asked and held; what was neither asked nor held is left out."""
        for kind in RULES:
            some = (self.asked[kind] | self.held[kind]) != 0
            told = (self.branches[some], self.asked[kind][some], self.held[kind][some])
            for branch, asked, held in zip(*(one.tolist() for one in told), strict=True):
                yield branch, kind, asked, held


def worked_out(year: int, rules: str) -> Year:
    """Work out a year of all branches from the records."""
    known = circumstances(year)
    of = np.array(known.of, np.int64)
    short = [clipped(facts, year) for facts in known.facts]
    asked, held = {}, {}
    met = _met(known, year)
    months = _months(met, len(known.branches))
    for kind, rule in RULES.items():
        each = np.array([asked_mask(facts, kind, year, rules) for facts in short], np.int16)
        asked[kind] = each[of] if len(of) else np.zeros(0, np.int16)
        held[kind] = _together(kind, year, rules)[months[kind]]
        if rule.needs is Needs.GROUPS and known.groups:
            _by_groups(held[kind], known, met, short, (kind, year))
    return Year(np.array(known.branches, np.int64), asked, held)


def _together(kind: str, year: int, rules: str) -> Bits:
    """Return for each set of months the set of the rule's periods that have one of them; no number set: the months."""
    step = MOST // (len(periods(kind, year, rules)) or MOST)
    sets, found = np.arange(1 << MOST), np.zeros(1 << MOST, np.int16)
    for month in range(MOST):
        found |= ((sets >> month & 1) << month // step).astype(np.int16)
    return found


@dataclass(frozen=True, slots=True)
class _Met:
    """What was held in a year, an entry for each branch and meeting: the branch's place, the meeting, when and what.

    ``slots``: the month (January is 0) and ``MOST`` times the place of the kind among the rules.
    """

    places: Ints
    slots: Ints
    meetings: Ints


def _met(known: Circumstances, year: int) -> _Met:
    """Read all that branches held in a year in one question: twice costs twice four seconds for three million."""
    rows = Host.objects.alias(day=Unindexed("activity__starts_on")).filter(
        activity__status=Activity.Status.HELD,
        activity__kind__in=list(RULES),
        day__gte=date(year, 1, 1),
        day__lte=date(year, 12, 31),
    )
    kinds = [When(activity__kind=kind, then=Value(n * MOST)) for n, kind in enumerate(RULES)]
    slot = Case(*kinds, output_field=IntegerField()) + Month("activity__starts_on")
    units, slots, meetings = columns(rows, "unit_id", slot, "activity_id")
    places = _places(np.array(known.units, np.int64), units)
    return _Met(places[places >= 0], slots[places >= 0], meetings[places >= 0])


def _months(met: _Met, size: int) -> dict[str, Ints]:
    """Return for each kind the months in which each branch held it, as bits."""
    held = np.zeros((size, len(RULES) * MOST), np.bool_)
    held[met.places, met.slots] = True
    powers = 1 << np.arange(MOST)
    return {kind: held[:, n * MOST : (n + 1) * MOST] @ powers for n, kind in enumerate(RULES)}


def _by_groups(bits: Bits, known: Circumstances, met: _Met, short: Sequence[Facts], kind_year: tuple[str, int]) -> None:
    """Set the bits of the branches with groups: each must have met. Equal ones are judged once, by the verdict."""
    kind, year = kind_year
    judged: dict[tuple[int, bytes], int] = {}
    for place, pairs in _of_groups(known, met, kind):
        of = known.of[place]
        if not short[of].groups:
            continue
        key = (of, pairs.tobytes())
        if key not in judged:
            told = [
                Held(kind, date(year, 1 + month, 1), None if group < 0 else group) for month, group in pairs.tolist()
            ]
            judged[key] = held_mask(short[of], kind, year, told)
        bits[place] = judged[key]


def _of_groups(known: Circumstances, met: _Met, kind: str) -> Iterator[tuple[int, Ints]]:
    """Yield the place of each branch with groups, and the pairs of month and group in which it met.

    Groups go by their place among the branch's, from 1 on; 0 is one that did not stand in the year, and ``WHOLE`` the
    branch as a whole.
    """
    kinds, months = np.divmod(met.slots, MOST)
    of_kind = kinds == list(RULES).index(kind)
    places, months, meetings = met.places[of_kind], months[of_kind], met.meetings[of_kind]
    size, group = len(known.branches), np.full(len(places), WHOLE)
    if len(meetings):
        rows = BranchMeeting.objects.knowing(WHY).filter(
            group__isnull=False, activity__gte=int(meetings.min()), activity__lte=int(meetings.max())
        )
        branches, at, groups = columns(rows, "branch_id", "activity_id", "group_id")
        told_of = at * size + _places(np.array(known.branches, np.int64), branches)
        which = _places(told_of, meetings * size + places)
        local = np.append(_places_from_one(known, groups), WHOLE)  # the last for those of no group, found at -1
        group = local[which]
    told = np.unique(np.stack([places, months, group], axis=1), axis=0)
    begins = np.searchsorted(told[:, 0], np.arange(size + 1))
    branch_of = {branch: n for n, branch in enumerate(known.branches)}
    for place in sorted(branch_of[branch] for branch in known.groups if branch in branch_of):
        yield place, told[begins[place] : begins[place + 1], 1:]


def _places_from_one(known: Circumstances, groups: Ints) -> Ints:
    """Return the place of each group among those of its branch, from 1 on; 0: it did not stand in the year."""
    place = {group: n for of in known.groups.values() for n, group in enumerate(of, 1)}
    return np.array([place.get(group, 0) for group in groups.tolist()], np.int64)


def _places(numbers: Ints, wanted: Ints) -> Ints:
    """Return where in a list each of some numbers stands; -1: nowhere."""
    if not len(numbers):
        return np.full(len(wanted), -1)
    order = np.argsort(numbers)
    found = order[np.minimum(np.searchsorted(numbers, wanted, sorter=order), len(numbers) - 1)]
    return np.where(numbers[found] == wanted, found, -1)

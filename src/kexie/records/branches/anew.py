"""A year of every branch worked out at once: the bits that ``masks.lines`` gives of a branch, of all as columns.

Each of the circumstances that occur is judged once, by the same pure rules; what was held comes from the database as
whole columns. Held equal to ``masks.lines`` over random histories.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
from django.db.models import Case, F, IntegerField, Value, When

from kexie.kit.clock import DAY_MAX
from kexie.records.activities.models import Activity, Host
from kexie.records.book.columns import Ints, Month, columns
from kexie.records.branches.circumstances import Circumstances, circumstances
from kexie.records.branches.facts import WHY
from kexie.records.branches.masks import MOST, asked_mask, clipped, periods
from kexie.records.branches.models import BranchMeeting
from kexie.records.branches.packed import packed
from kexie.records.branches.rhythm import Facts, Held, State, verdict
from kexie.records.branches.rules import RULES, Needs, Rule, rules_with
from kexie.records.branches.stories import places_of

Bits = npt.NDArray[np.int64]
_SLOTS: Final = len(RULES) * MOST
_COMMON: Final = sorted(RULES, key=lambda kind: (RULES[kind].needs is not Needs.NOTHING, -len(periods(kind, 2018))))
"""The kinds, those first that most meetings are of: the database compares each meeting with one after the other."""
WHOLE: Final = -1
"""What stands for no group: a meeting of the whole branch."""


@dataclass(frozen=True, slots=True)
class Year:
    """By kind, the bits of what was asked and held, in the order of ``branches``."""

    branches: Ints
    asked: dict[str, Bits]
    held: dict[str, Bits]

    def lines(self) -> Iterator[tuple[int, int, int]]:
        """Return branch, asked and held of all kinds (see ``packed``); a branch of which neither was is left out."""
        asked, held = packed(self.asked), packed(self.held)
        some = asked | held != 0
        return zip(*(one[some].tolist() for one in (self.branches, asked, held)), strict=True)


def worked_out(year: int, rules: str) -> Year:
    """Work out a year of all branches from the records."""
    known = circumstances(year)
    short = [clipped(facts, year) for facts in known.facts]
    asked, held = {}, {}
    met = _met(known, year)
    months = _months(met, len(known.branches))
    for kind, rule in rules_with(rules).items():
        each = np.array([asked_mask(facts, kind, year, rules) for facts in short], np.int64)
        asked[kind] = each[known.of]
        held[kind] = _together(kind, year, rules)[months[kind]]
        if rule.needs is Needs.GROUPS and periods(kind, year, rules) and len(known.groups.numbers):
            _by_groups(held[kind], known, met, short, (rule, year))
    return Year(known.branches, asked, held)


def _together(kind: str, year: int, rules: str) -> Bits:
    """Return for each set of months the set of the rule's periods that have one of them; no number set: the months."""
    step = MOST // (len(periods(kind, year, rules)) or MOST)
    sets, found = np.arange(1 << MOST), np.zeros(1 << MOST, np.int64)
    for month in range(MOST):
        found |= (sets >> month & 1) << month // step
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
    """Read all that branches held in a year: meetings and hosts apart cost half of what the two joined do."""
    kinds = [When(kind=kind, then=Value(list(RULES).index(kind) * MOST)) for kind in _COMMON]
    slot = Case(*kinds, output_field=IntegerField()) + Month("starts_on")
    told = Activity.objects.knowing(WHY).filter(
        status=Activity.Status.HELD, kind__in=_COMMON, starts_on__range=(date(year, 1, 1), date(year, 12, 31))
    )
    (both,) = columns(told, F("pk") * _SLOTS + slot)
    numbers, slots = np.divmod(both, _SLOTS)
    if not len(numbers):
        return _Met(numbers, slots, numbers)
    hosts = Host.objects.filter(activity__gte=int(numbers.min()), activity__lte=int(numbers.max()))
    units, meetings = columns(hosts, "unit_id", "activity_id")
    which, places = places_of(numbers, meetings), places_of(known.units, units)
    ours = (which >= 0) & (places >= 0)
    return _Met(places[ours], slots[which[ours]], meetings[ours])


def _months(met: _Met, size: int) -> dict[str, Ints]:
    """Return for each kind the months in which each branch held it, as bits."""
    held = np.zeros((size, _SLOTS), np.bool_)
    held[met.places, met.slots] = True
    powers = 1 << np.arange(MOST)
    return {kind: held[:, n * MOST : (n + 1) * MOST] @ powers for n, kind in enumerate(RULES)}


def _by_groups(bits: Bits, known: Circumstances, met: _Met, short: Sequence[Facts], asked: tuple[Rule, int]) -> None:
    """Set the bits of the branches with groups: each must have met. Equal periods are judged once, by the verdict."""
    rule, year = asked
    spans = rule.periods(year)

    @cache
    def judged(of: int, period: int, groups: tuple[int, ...]) -> int:
        span = spans[period]
        told = [Held(rule.slug, span.first, None if one == WHOLE else one) for one in groups]
        return (verdict(short[of], rule, span, told, DAY_MAX).state is State.HELD) << period

    @cache
    def of_year(of: int, told: bytes) -> int:
        by_period: dict[int, list[int]] = defaultdict(list)
        for period, group in np.frombuffer(told, np.int64).reshape(-1, 2).tolist():
            by_period[period].append(group)
        return sum(judged(of, period, tuple(groups)) for period, groups in by_period.items())

    for place, told in _of_groups(known, met, rule.slug, MOST // len(spans)):
        bits[place] = of_year(int(known.of[place]), told.tobytes())


def _of_groups(known: Circumstances, met: _Met, kind: str, step: int) -> Iterator[tuple[int, Ints]]:
    """Yield the place of each branch with groups, and the pairs of period and group in which it met, in their order.

    Groups go by their place among the branch's, from 1 on; 0 is one that did not stand in the year, and ``WHOLE`` the
    branch as a whole.
    """
    kinds, months = np.divmod(met.slots, MOST)
    grouped = np.unique(known.groups.places)
    ours = (kinds == list(RULES).index(kind)) & np.isin(met.places, grouped)
    places, meetings = met.places[ours], met.meetings[ours]
    group, many = np.full(len(places), WHOLE), int(known.groups.nth.max()) + 2
    if len(meetings):
        rows = BranchMeeting.objects.knowing(WHY).filter(
            group__isnull=False, activity__gte=int(meetings.min()), activity__lte=int(meetings.max())
        )
        size = len(known.branches)
        branches, at, groups = columns(rows, "branch_id", "activity_id", "group_id")
        which = places_of(at * size + places_of(known.branches, branches), meetings * size + places)
        standing = np.append(known.groups.nth, 0)[places_of(known.groups.numbers, groups)]
        group = np.append(standing, WHOLE)[which]  # the last for those of no group, found at -1
    told = np.unique((places * MOST + months[ours] // step) * many + group + 1)  # quicker than of three columns
    at, group = np.divmod(told, many)
    pairs = np.stack([at % MOST, group - 1], axis=1)
    begins, ends = (np.searchsorted(at // MOST, grouped, side).tolist() for side in ("left", "right"))
    for place, begin, end in zip(grouped.tolist(), begins, ends, strict=True):
        yield place, pairs[begin:end]

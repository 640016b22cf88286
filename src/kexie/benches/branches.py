"""A made-up province of branches for the bench of the rhythm: whatever the rules look at, and meetings of all of them.

Every fourth branch came into being in the course of the year, every third lists its members and has a committee, every
tenth has two groups; each holds nine in ten of what a year asks for.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from kexie.kit.clock import DAY_MAX, DAY_MIN
from kexie.records.access.models import Account
from kexie.records.activities.models import Activity, Host
from kexie.records.book.actions import take
from kexie.records.book.bulk import insert
from kexie.records.branches.masks import MOST, asked_mask, clipped, periods
from kexie.records.branches.models import Branch, BranchMeeting, BranchMember, CommitteeSeat, PartyGroup
from kexie.records.branches.rhythm import Facts, Span
from kexie.records.branches.rules import RULES
from kexie.records.structure.actions import NewUnit, open_units
from kexie.records.units.models import Edge, Opening, Unit

YEAR: Final = 2018
COUNTIES: Final = 100
LISTED, GROUPED, NEW = 3, 10, 4
"""Every how-many-th branch lists its members, has groups, came into being in the year."""
MEMBERS: Final = 9
OFTEN: Final = 0.9
_DAYS: Final = 50
_ALWAYS: Final = Span(DAY_MIN, DAY_MAX)

Ints = npt.NDArray[np.int64]
Known = dict[str, tuple[Ints, Ints]]
"""By kind, the bits of what is asked and held, in the order of the branches."""


def world(size: int, owner: Account) -> Known:
    """Make the tree, the branches and their meetings; return what is asked and held, known from the making."""
    open_units([NewUnit("R", "示例", "association"), *_counties()], by=owner)
    counties = list(Unit.objects.filter(code__startswith="C").order_by("pk").values_list("pk", flat=True))
    first = (Unit.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    _branches(range(first, first + size), counties, owner)
    held = _held(size)
    _meetings(range(first, first + size), held)
    known = {kind: (_asked(kind, size), _bits(held[kind])) for kind in RULES}
    asked, met = known["branch_group"]
    met[::GROUPED] |= ((1 << MOST) - 1) & ~asked[::GROUPED]  # where it is not asked, one group's meeting is one held
    return known


def _counties() -> list[NewUnit]:
    return [NewUnit(f"C{n}", f"示例{n}", "association", "R") for n in range(COUNTIES)]


def _opened(n: int) -> date:
    return date(YEAR, 1, 1) + timedelta(days=7 * (n // NEW % _DAYS)) if n % NEW == 0 else DAY_MIN


def _branches(units: range, counties: list[int], owner: Account) -> None:
    names = ("id", "code", "name", "kind", "level", "initials", "origin", "withdrawn")
    insert(Unit, names, ((pk, f"Z{pk}", f"示例支部{pk}", "branch", "", "", "made_up", False) for pk in units))
    stamp = take(2 * len(units), structure=True)
    said = (stamp.day, stamp.at, owner.pk)
    dated = ("position", "known_on", "recorded_at", "recorded_by", "valid_from", "valid_to", "founding")
    edges = ((stamp.first + n, *said, DAY_MIN, DAY_MAX, True, pk, counties[n % COUNTIES], "main")
             for n, pk in enumerate(units))  # fmt: skip
    insert(Edge, (*dated, "unit_id", "parent_id", "line"), edges)
    opened = ((stamp.first + len(units) + n, *said, _opened(n), DAY_MAX, True, pk, True) for n, pk in enumerate(units))
    insert(Opening, (*dated, "unit_id", "is_open"), opened)
    rows = ((pk, pk, False, 3, n % LISTED == 0) for n, pk in enumerate(units))
    insert(Branch, ("id", "unit_id", "temporary", "years", "listed"), rows)
    always, full = (DAY_MIN, DAY_MAX), BranchMember.Standing.FULL
    people = ((pk, *always, pk * MEMBERS + m, full, True, "") for pk in units[::LISTED] for m in range(MEMBERS))
    insert(BranchMember, ("branch_id", "since", "until", "subject", "standing", "votes", "note"), people)
    seats = ((pk, *always, pk * MEMBERS, CommitteeSeat.Role.ORGANISATION) for pk in units[::LISTED])
    insert(CommitteeSeat, ("branch_id", "since", "until", "subject", "role"), seats)
    groups = ((2 * pk + g, pk, *always, f"示例{g}") for pk in units[::GROUPED] for g in range(2))
    insert(PartyGroup, ("id", "branch_id", "since", "until", "name"), groups)


def _held(size: int) -> dict[str, npt.NDArray[np.bool_]]:
    """Return by kind which branch held a meeting in which period of the year; of groups both did."""
    rng = np.random.default_rng(size)
    held = {kind: rng.random((size, len(periods(kind, YEAR)))) < OFTEN for kind in RULES}
    for kind, every in (("branch_committee", LISTED), ("branch_group", GROUPED)):
        held[kind][np.arange(size) % every != 0] = False
    return held


def _meetings(units: range, held: dict[str, npt.NDArray[np.bool_]]) -> None:
    """Record what was held, as plain rows; where a branch has groups and did not hold it, one of them met alone."""
    head = ("id", "code", "kind", "title", "unit_id", "starts_on", "ends_on", "status", "count", "bound", "goals",
            "place", "series", "minutes", "reason", "origin", "version", "audience")  # fmt: skip
    told = list(_numbered(units, held))
    days = {month: date(YEAR, month, 15) for month in range(1, MOST + 1)}
    insert(Activity, head, (
        (number, f"M{number}", kind, "示例", unit, days[month], days[month], "held", 1, "exact", "", "", "", "", "",
         "made_up", 1, {}) for number, (kind, unit, month, _group) in enumerate(told, 1)
    ))  # fmt: skip
    insert(Host, ("activity_id", "unit_id", "role"), ((n, one[1], "lead") for n, one in enumerate(told, 1)))
    names = ("activity_id", "branch_id", "group_id", "should", "came", "voters", "voters_came")
    insert(BranchMeeting, names, ((n, one[1], one[3], 0, 0, 0, 0) for n, one in enumerate(told, 1)))


def _numbered(units: range, held: dict[str, npt.NDArray[np.bool_]]) -> Iterator[tuple[str, int, int, int | None]]:
    for kind, met in held.items():
        step = MOST // (met.shape[1] or MOST)
        grouped = kind == "branch_group"
        for n, period in np.argwhere(met).tolist():
            for group in (0, 1) if grouped else (None,):
                yield kind, units[n], period * step + 1, None if group is None else 2 * units[n] + group
        if grouped:
            for n, period in np.argwhere(~met[::GROUPED]).tolist():
                unit = units[n * GROUPED]
                yield kind, unit, period + 1, 2 * unit


def _bits(met: npt.NDArray[np.bool_]) -> Ints:
    found: Ints = (met @ (1 << np.arange(met.shape[1]))).astype(np.int64)
    return found


def _asked(kind: str, size: int) -> Ints:
    """Return what the rules ask of each branch, by its facts as they were made."""
    masks: dict[Any, int] = {}
    found = []
    for n in range(size):
        key = (_opened(n), n % LISTED == 0, n % GROUPED == 0)
        if key not in masks:
            opened, listed, grouped = key
            facts = Facts(
                open=(Span(opened, DAY_MAX),),
                full=((DAY_MIN, MEMBERS),) if listed else None,
                committee=(_ALWAYS,) if listed else (),
                groups=((1, _ALWAYS), (2, _ALWAYS)) if grouped else (),
            )
            masks[key] = asked_mask(clipped(facts, YEAR), kind, YEAR)
        found.append(masks[key])
    return np.array(found, np.int64)

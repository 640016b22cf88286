"""How long the rhythm of a province takes: 150 000 branches, 12 months, 7 kinds; the whole, and a page of it.

It runs in a process and a folder of its own (``kexie.benches.child``), on a database that is thrown away. *The whole*
begins with the bits that the house keeps for each branch, year and kind, which the news of the book keep in step; what
working those out from members and meetings costs is a row of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

import numpy as np
from django.core.management import call_command
from django.db import connection, transaction

from kexie.figures.answer import answer
from kexie.figures.bench.measure import Row, best, ms, ratio, timed
from kexie.figures.indicators import HOUSE
from kexie.figures.question import Question, Where
from kexie.kit.clock import DAY_MAX, DAY_MIN, today
from kexie.kit.spans import year_of
from kexie.records.access.models import Account
from kexie.records.activities.models import Activity, Host
from kexie.records.book.actions import take
from kexie.records.book.bulk import insert
from kexie.records.branches import matrix, upkeep
from kexie.records.branches.masks import ended_mask, periods
from kexie.records.branches.models import Branch, Rhythm, RhythmMark
from kexie.records.branches.rhythm import State
from kexie.records.branches.rules import RULES
from kexie.records.ledger.actions import put_in_force
from kexie.records.structure.actions import NewUnit, open_units
from kexie.records.units.models import Edge, Opening, Unit

YEAR: Final = 2018
TODAY: Final = date(2018, 10, 15)
AFTER: Final = date(YEAR + 1, 1, 1)
"""When every period of the year is over."""
WHOLE: Final = 5.0
"""Seconds that the whole may take, of a province of 150 000 branches."""
PAGE: Final = 50.0
"""Milliseconds that a page may take."""
COUNTIES: Final = 100
WORKED: Final = 2_000
"""Branches whose rhythm is worked out from their meetings."""
MEETINGS: Final = 12
FULL: Final = (1 << 12) - 1


def main(size: int) -> Iterator[Row]:
    """Make ``size`` branches and measure."""
    call_command("migrate", verbosity=0)
    yield from measured(size)


def measured(size: int) -> Iterator[Row]:
    """Yield the rows, on the database there is; each says whether its answer was counted right."""
    owner = Account.objects.create(username="bench-owner", is_owner=True)
    put_in_force(by=owner)
    with transaction.atomic():
        known = _world(size, owner)
    on = "" if connection.vendor == "sqlite" else ", PostgreSQL"
    root = Unit.objects.get(code="R")
    branches = matrix.under(root, owner)
    worked, took = timed(lambda: upkeep.work_out(_some(size), YEAR, ""))
    yield Row(f"rhythm: {MEETINGS} meetings a branch worked out{on}", worked, round(took, 3), "s", exact=_right(worked))
    told, took = timed(lambda: matrix.tallies(branches, YEAR, TODAY))
    limit = WHOLE * max(size, 1) / 150_000
    exact = {one.kind: (one.held, one.late, one.due) for one in told} == _counted(known, worked)
    yield Row(f"rhythm: matrix and what is open, the whole{on}", size, round(took, 3), "s", f"{limit:g} s",
              ratio(limit, took), exact)  # fmt: skip
    start = _middle()
    page, took = best(lambda: matrix.page(branches, YEAR, start))
    yield _page(f"rhythm: a page of the matrix{on}", size, took, exact=len(page) == matrix.PAGE)
    late, took = best(lambda: matrix.open_list(branches, YEAR, TODAY, late=True))
    fine = all(state is State.LATE for one in late for _n, state in one.states)
    yield _page(f"rhythm: a page of what was not held{on}", size, took, exact=len(late) == matrix.PAGE and fine)
    due, took = best(lambda: matrix.open_list(branches, YEAR, TODAY, late=False))
    fine = all(state is State.DUE for one in due for _n, state in one.states)
    yield _page(f"rhythm: a page of what is to be held{on}", size, took, exact=len(due) == matrix.PAGE and fine)
    yield from _figures(
        root, owner, on, {one.kind: (one.complete, one.asked) for one in matrix.tallies(branches, YEAR, AFTER)}
    )


def _figures(root: Unit, owner: Account, on: str, told: dict[str, tuple[int, int]]) -> Iterator[Row]:
    """Yield how long the figure "branches that held it" takes by county and month, read first and from memory."""
    size = Branch.objects.knowing("a bench").count()
    where = Where(kinds=("branch_day",))
    question = Question(HOUSE["branches_held"], root, year_of(YEAR), ("children", "month"), where, today())
    for name in ("read first", "from memory"):
        found, took = timed(lambda: answer(question, reader=owner))
        covered = found.total.coverage
        exact = covered is not None and (found.total.value, covered.expected) == told["branch_day"]
        exact = exact and len(found.rows) == COUNTIES * MEETINGS
        limit = WHOLE * size / 150_000
        yield Row(f"rhythm: branches that held, by county and month, {name}{on}", size, round(took, 3), "s",
                  f"{limit:g} s", ratio(limit, took), exact)  # fmt: skip


def _page(name: str, size: int, took: float, *, exact: bool) -> Row:
    return Row(name, size, ms(took), "ms", f"{PAGE:g} ms", ratio(PAGE, ms(took)), exact)


def _middle() -> str:
    return Unit.objects.filter(kind="branch").order_by("code").values_list("code", flat=True)[WORKED]


def _some(size: int) -> list[int]:
    rows = Branch.objects.knowing("a bench").order_by("pk")
    return list(rows.values_list("pk", flat=True)[: min(WORKED, size)])


def _right(worked: int) -> bool:
    """Tell whether the branches worked out have held their theme day in each month, and nothing else."""
    rows = Rhythm.objects.knowing("a bench").filter(branch__in=_some(worked), held=FULL, kind="branch_day")
    return rows.count() == worked


Known = dict[str, tuple["np.ndarray[tuple[int], np.dtype[np.int64]]", "np.ndarray[tuple[int], np.dtype[np.int64]]"]]


def _world(size: int, owner: Account) -> Known:
    """Make the tree, the branches, the kept bits of all and the meetings of some; return the bits."""
    open_units([NewUnit("R", "示例", "association"), *_counties()], by=owner)
    counties = list(Unit.objects.filter(code__startswith="C").order_by("pk").values_list("pk", flat=True))
    first = (Unit.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    names = ("id", "code", "name", "kind", "level", "initials", "origin", "withdrawn")
    units = range(first, first + size)
    insert(Unit, names, ((pk, f"Z{pk}", f"示例支部{pk}", "branch", "", "", "made_up", False) for pk in units))
    stamp = take(2 * size, structure=True)
    said = (stamp.day, stamp.at, owner.pk, DAY_MIN, DAY_MAX, True)
    dated = ("position", "known_on", "recorded_at", "recorded_by", "valid_from", "valid_to", "founding")
    edges = ((stamp.first + n, *said, pk, counties[n % COUNTIES], "main") for n, pk in enumerate(units))
    insert(Edge, (*dated, "unit_id", "parent_id", "line"), edges)
    opened = ((stamp.first + size + n, *said, pk, True) for n, pk in enumerate(units))
    insert(Opening, (*dated, "unit_id", "is_open"), opened)
    insert(Branch, ("id", "unit_id", "temporary", "years", "listed"), ((pk, pk, False, 3, False) for pk in units))
    known = _bits(size)
    for kind, (asked, held) in known.items():
        both = zip(units, asked.tolist(), held.tolist(), strict=True)
        insert(Rhythm, ("branch_id", "year", "kind", "asked", "held"), ((pk, YEAR, kind, a, h) for pk, a, h in both))
    _meetings(list(units[: min(WORKED, size)]))
    RhythmMark.objects.create(year=YEAR, position=stamp.first + 2 * size - 1)
    return known


def _counties() -> list[NewUnit]:
    return [NewUnit(f"C{n}", f"示例{n}", "association", "R") for n in range(COUNTIES)]


def _bits(size: int) -> Known:
    rng = np.random.default_rng(size)
    found: Known = {}
    for kind in RULES:
        whole = (1 << len(periods(kind, YEAR))) - 1
        asked = np.where(rng.random(size) < 0.9, whole, 0)  # noqa: PLR2004 - a tenth is not asked
        held = rng.integers(0, whole + 1, size) | rng.integers(0, whole + 1, size)
        found[kind] = (asked.astype(np.int64), held.astype(np.int64))
    return found


def _meetings(branches: list[int]) -> None:
    """Record a theme day a month for some branches, as plain rows: what working out reads."""
    head = ("id", "code", "kind", "title", "unit_id", "starts_on", "ends_on", "status", "count", "bound", "goals",
            "place", "series", "minutes", "reason", "origin", "version", "audience")  # fmt: skip
    rows: list[tuple[object, ...]] = []
    for n, unit in enumerate(branches):
        for month in range(1, MEETINGS + 1):
            day = date(YEAR, month, 15)
            number = n * MEETINGS + month
            rows.append((number, f"M{number}", "branch_day", "示例", unit, day, day, "held", 1, "exact", "", "", "", "",
                         "", "made_up", 1, {}))  # fmt: skip
    insert(Activity, head, rows)
    insert(Host, ("activity_id", "unit_id", "role"), ((row[0], row[4], "lead") for row in rows))


def _counted(known: Known, worked: int) -> dict[str, tuple[int, int, int]]:
    """Return held, late and due periods of each kind by counting bits: those worked out held only theme days."""
    found = {}
    for kind, (asked, held) in known.items():
        spans = periods(kind, YEAR)
        ended, whole = ended_mask(kind, YEAR, TODAY), (1 << len(spans)) - 1
        wanted, met = asked.copy(), held.copy()
        none = kind in {"branch_committee", "branch_group", "branch_class"}
        wanted[:worked] = 0 if none else whole
        met[:worked] = FULL if kind == "branch_day" else 0
        found[kind] = tuple(
            int(sum(((bits >> n) & 1).sum() for n in range(len(spans))))
            for bits in (wanted & met, wanted & ended & ~met, wanted & ~ended & ~met & whole)
        )
    return {kind: (one[0], one[1], one[2]) for kind, one in found.items()}

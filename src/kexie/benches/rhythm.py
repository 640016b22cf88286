"""How long the rhythm of a province takes: 150 000 branches, 12 months, 7 kinds; the whole, and a page of it.

It runs in a process and a folder of its own (``kexie.benches.child``), on a database that is thrown away. *From
scratch* begins with openings, members, committees, groups and meetings, and nothing worked out; *the whole* with the
bits that the house then keeps for each branch, year and kind, which the news of the book keep in step.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

import numpy as np
from django.db import transaction
from django.db.models import QuerySet

from kexie.benches.begun import begun, migrated
from kexie.benches.branches import COUNTIES, YEAR, Known, world
from kexie.figures.answer import answer
from kexie.figures.bench.measure import Row, best, ms, ratio, timed
from kexie.figures.indicators import HOUSE
from kexie.figures.question import Question, Where
from kexie.kit.clock import today
from kexie.kit.spans import year_of
from kexie.records.access.models import Account
from kexie.records.branches import matrix, upkeep
from kexie.records.branches.masks import MOST, ended_mask
from kexie.records.branches.models import Branch, Rhythm
from kexie.records.branches.packed import packed
from kexie.records.branches.rhythm import State
from kexie.records.units.models import Unit

TODAY: Final = date(2018, 10, 15)
AFTER: Final = date(YEAR + 1, 1, 1)
"""When every period of the year is over."""
WHOLE: Final = 5.0
"""Seconds that the whole may take, of a province of 150 000 branches."""
PAGE: Final = 50.0
"""Milliseconds that a page may take."""
WORKED: Final = 2_000
"""Branches whose rhythm is worked out one by one, as after a deed."""


def main(size: int) -> Iterator[Row]:
    """Make ``size`` branches and measure."""
    yield from migrated(measured, size)


def measured(size: int) -> Iterator[Row]:
    """Yield the rows, on the database there is; each says whether its answer was counted right."""
    owner, on = begun()
    with transaction.atomic():
        known = world(size, owner)
    root = Unit.objects.get(code="R")
    branches = matrix.under(root, owner)
    told, took = timed(lambda: _whole(branches))
    yield _within(f"rhythm: matrix and what is open, from scratch{on}", size, took, exact=told == _counted(known))
    told, took = timed(lambda: _whole(branches))
    yield _within(f"rhythm: matrix and what is open, the whole{on}", size, took, exact=told == _counted(known))
    some = _some(size)
    worked, took = timed(lambda: upkeep.work_out(some, YEAR, ""))
    name = f"rhythm: branches worked out one by one{on}"
    yield Row(name, worked, round(took, 3), "s", exact=_right(known, worked))
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
        exact = exact and len(found.rows) == COUNTIES * MOST
        yield _within(f"rhythm: branches that held, by county and month, {name}{on}", size, took, exact=exact)


def _whole(branches: QuerySet[Branch]) -> dict[str, tuple[int, int, int]]:
    """Count held, late and due periods of each kind, and open the first pages of what is not held."""
    told = {one.kind: (one.held, one.late, one.due) for one in matrix.tallies(branches, YEAR, TODAY)}
    for late in (True, False):
        matrix.open_list(branches, YEAR, TODAY, late=late)
    return told


def _within(name: str, size: int, took: float, *, exact: bool) -> Row:
    limit = WHOLE * max(size, 1) / 150_000
    return Row(name, size, round(took, 3), "s", f"{limit:g} s", ratio(limit, took), exact)


def _page(name: str, size: int, took: float, *, exact: bool) -> Row:
    return Row(name, size, ms(took), "ms", f"{PAGE:g} ms", ratio(PAGE, ms(took)), exact)


def _middle() -> str:
    return Unit.objects.filter(kind="branch").order_by("code").values_list("code", flat=True)[WORKED]


def _some(size: int) -> list[int]:
    rows = Branch.objects.knowing("a bench").order_by("pk")
    return list(rows.values_list("pk", flat=True)[: min(WORKED, size)])


def _right(known: Known, worked: int) -> bool:
    """Tell whether the bits of the branches worked out are those that they were made with."""
    some = _some(worked)
    rows = Rhythm.objects.knowing("a bench").filter(branch__in=some)
    told = {branch: bits for branch, *bits in rows.values_list("branch_id", "asked", "held")}
    asked, held = (packed({kind: bits[n] for kind, bits in known.items()}).tolist() for n in (0, 1))
    return all(told.get(branch) == [asked[n], held[n]] for n, branch in enumerate(some))


def _counted(known: Known) -> dict[str, tuple[int, int, int]]:
    """Return held, late and due periods of each kind by counting the bits that the branches were made with."""
    found = {}
    for kind, (asked, held) in known.items():
        ended = ended_mask(kind, YEAR, TODAY)
        counted = (asked & held, asked & ended & ~held, asked & ~ended & ~held)
        found[kind] = tuple(int(np.bitwise_count(bits).sum()) for bits in counted)
    return {kind: (one[0], one[1], one[2]) for kind, one in found.items()}

"""Small cases of a tour, drawn from a seed, and the optimum that a solver finds for them."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from kexie.records.speakers import planning
from kexie.records.speakers.planning import Able, Wish, obstacle
from kexie.records.speakers.slots import Slot, clash

START = datetime(2018, 5, 7, 1, tzinfo=UTC)
FIELDS = ("农业", "环保", "医学")


def case(seed: int, wishes: int, speakers: int, regions: int) -> tuple[list[Wish], list[Able], frozenset[int]]:
    """Draw a case: lectures within ten days, speakers with one or two fields, some at home, some had a few."""
    draw = random.Random(seed)  # noqa: S311 - a drawn test case
    asked = []
    for key in range(wishes):
        begins = START + timedelta(days=draw.randrange(10), hours=draw.choice((0, 1, 5, 6)))
        region = draw.randrange(regions)
        slot = Slot(begins, begins + timedelta(hours=2), region)
        asked.append(Wish(key, region, draw.choice(FIELDS), "zh", slot, begins.date()))
    pool = []
    for key in range(speakers):
        fields = frozenset(draw.sample(FIELDS, draw.choice((1, 2))))
        where = frozenset(draw.sample(range(regions), regions - 1)) if draw.random() < 0.3 else frozenset()
        home = draw.randrange(regions)
        pool.append(
            Able(key, fields, frozenset({"zh"}), where, home, most=draw.choice((2, 3, 4)), had=draw.randrange(3))
        )
    return asked, pool, frozenset({0})


def optimum(wishes: list[Wish], ables: list[Able], reached: frozenset[int]) -> int:  # noqa: C901 - one programme, top to bottom
    """Return what the best plan is worth: a mixed integer programme of the same rules, solved exactly by HiGHS."""
    pairs = [(w, a) for w in wishes for a in ables if obstacle(w, a) is None]
    if not pairs:
        return 0
    steps = [(a, k) for a in ables for k in range(len(wishes))]
    fresh = sorted({w.region for w in wishes} - reached)
    at_pair = {(w.key, a.key): n for n, (w, a) in enumerate(pairs)}
    at_step = {(a.key, k): len(pairs) + n for n, (a, k) in enumerate(steps)}
    at_region = {region: len(pairs) + len(steps) + n for n, region in enumerate(fresh)}
    size = len(pairs) + len(steps) + len(fresh)
    worth = np.zeros(size)
    for (w, a), n in zip(pairs, range(len(pairs)), strict=True):
        worth[n] = planning.PLACED - planning.cost(w, a)
    for a, k in steps:
        worth[at_step[a.key, k]] = -planning.LOAD * (2 * (a.had + k) + 1)
    for region in fresh:
        worth[at_region[region]] = planning.EMPTY
    rows: list[tuple[dict[int, float], float, float]] = []
    rows += [({at_pair[w.key, a.key]: 1.0 for a in ables if (w.key, a.key) in at_pair}, 0, 1) for w in wishes]
    for a in ables:
        mine = [w for w in wishes if (w.key, a.key) in at_pair]
        load = {at_pair[w.key, a.key]: 1.0 for w in mine}
        rows.append((load | {at_step[a.key, k]: -1.0 for k in range(len(wishes))}, 0, 0))
        for month in {w.month for w in mine}:
            free = a.most - (a.given or {}).get(month, 0)
            rows.append(({at_pair[w.key, a.key]: 1.0 for w in mine if w.month == month}, 0, free))
        for n, one in enumerate(mine):
            hindering = [two for two in mine[n + 1 :] if clash(one.slot, two.slot) in planning.HARD]
            rows += [({at_pair[one.key, a.key]: 1.0, at_pair[two.key, a.key]: 1.0}, 0, 1) for two in hindering]
    for region in fresh:
        placed = {at_pair[w.key, a.key]: -1.0 for w, a in pairs if w.region == region}
        rows.append(({at_region[region]: 1.0} | placed, -np.inf, 0))
    matrix = np.zeros((len(rows), size))
    for n, (said, _low, _high) in enumerate(rows):
        for column, factor in said.items():
            matrix[n, column] = factor
    limits = LinearConstraint(matrix, [low for _s, low, _h in rows], [high for _s, _l, high in rows])
    found = milp(-worth, constraints=limits, integrality=np.ones(size), bounds=Bounds(0, 1))
    assert found.success, found.message
    return int(np.rint(-found.fun))

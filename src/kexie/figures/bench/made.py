"""A made-up book, the same at every run: units in five levels, 24 months, 12 kinds, 40 goals, persons who come often.

It is written straight into the worker's store, as if it had been moved there: the ledger itself would take days.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from kexie.figures.engine.building import Forest
from kexie.figures.engine.calendar import Calendar
from kexie.figures.engine.rows import Words, code
from kexie.figures.engine.trees import Ints, Numbering, number
from kexie.figures.engine.vault import Vault
from kexie.kit.days import MONTHS

YEARS: Final = (2017, 2018)
KINDS: Final = 12
GOALS: Final = 40
OFTEN: Final = 20
"""Attendances a person, on average."""
MANY: Final = 30
"""Attendances at one activity."""
FIRST: Final = 736_330
"""2017-01-01 as an ordinal."""
DAYS: Final = 730
SEED: Final = 20_180_531


@dataclass(frozen=True, slots=True, eq=False)
class Land:
    """The tree: unit 1 the association, then 31 provinces, 340 cities, 2 800 counties, the rest below counties."""

    tree: Numbering
    province: Ints
    """Province (0 … 30) by unit's number in pre-order; -1 for the association itself."""
    provinces: Ints
    """The provinces' unit ids."""

    @property
    def forest(self) -> Forest:
        """Return it as the one tree of all months."""
        calendar = Calendar(YEARS, (0,) * (MONTHS * len(YEARS)))
        return Forest([self.tree], calendar, [1], FIRST + DAYS, 1)


def land(units: int) -> Land:
    """Return the tree of so many units."""
    sizes = [1, 31, 340, 2800]
    ids = np.arange(1, units + 1, dtype=np.int64)
    parents = np.zeros(units, dtype=np.int64)
    begin = 0
    for above, size in zip(sizes, [*sizes[1:], units - sum(sizes)], strict=True):
        low = begin + above
        parents[low : low + size] = begin + 1 + np.arange(size) % above
        begin = low
    tree = number(ids, parents)
    provinces = np.arange(2, 33, dtype=np.int64)
    province = np.full(units, -1, dtype=np.int64)
    for nth, unit in enumerate(provinces):
        at = int(tree.place[unit])
        province[at : int(tree.last[at]) + 1] = nth
    return Land(tree, province, provinces)


def words() -> Words:
    """Return the kinds and goals: ten main goals with three below each; a record names one or two of them."""
    found = Words()
    for kind in range(KINDS):
        code(found.kinds, f"kind{kind}")
    names = [f"{n // 4}" if n % 4 == 0 else f"{n // 4}.{n % 4}" for n in range(GOALS)]
    for one in range(GOALS):
        code(found.goals, f";{names[one]};")
    for one in range(GOALS):
        code(found.goals, f";{names[one]};{names[(one * 7 + 3) % GOALS]};")
    code(found.things, "attendance")
    return found


def fill(vault: Vault, facts: int, units: int) -> None:
    """Write so many attendances (hosted reading) to the store; one activity in twelve has a second host.

    Whoever goes to one place goes mostly to places near it; activities decide day, kind, goals and hosts.
    """
    vault.words, vault.position = words(), facts
    activities = max(1, facts // MANY)
    people = max(1, facts // OFTEN)
    leaves, lowest = units - 3172, 3173
    vault.con.execute(f"""
        CREATE OR REPLACE TEMP TABLE activity AS SELECT range AS activity,
          ({lowest} + hash(range * 3 + {SEED}) % {leaves})::INTEGER AS unit,
          CASE WHEN hash(range * 5 + 1) % 12 = 0 THEN ({lowest} + hash(range * 7 + 2) % {leaves})::INTEGER END AS other,
          ({FIRST} + hash(range * 11 + 3) % {DAYS})::INTEGER AS day, (hash(range * 13 + 4) % 60)::INTEGER AS late,
          (1 + hash(range * 17 + 5) % {KINDS})::USMALLINT AS kind,
          (1 + hash(range * 19 + 6) % {2 * GOALS})::UINTEGER AS goals
        FROM range({activities});
        CREATE OR REPLACE TEMP TABLE came AS SELECT range AS number, (range // {MANY})::BIGINT AS activity,
          ((hash((CASE WHEN hash(range) % 4 = 0 THEN range ELSE range // {MANY} * {MANY} + range % 7 END) + 7)
            % {people})::BIGINT * 2147483647 + 1) AS subject
        FROM range({facts})""")
    columns = """subject, (1::BIGINT << 48) | number, {unit}, 1, day, least(day + late, {last}),
        kind, goals, 0, 0, 0 FROM came JOIN activity USING (activity)"""
    for unit, where in (("unit", ""), ("other", "WHERE other IS NOT NULL AND other <> unit")):
        picked = columns.format(unit=unit, last=FIRST + DAYS)
        vault.con.execute(f"INSERT INTO entry SELECT number, 1, {picked} {where}")
    vault.con.execute("DROP TABLE came; DROP TABLE activity")

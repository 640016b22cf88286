"""A made-up book, the same at every run: units in five levels, 24 months, 12 kinds, 40 goals, persons who come often.

It is written straight into the worker's store, as if it had been moved there: the ledger itself would take days.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from kexie.figures.engine.building import Forest
from kexie.figures.engine.calendar import Calendar
from kexie.figures.engine.rows import THING_BITS, Words, code
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
LOT: Final = 10_000_000
"""Attendances that are written at once."""
SIZES: Final = (1, 31, 340, 2800)
"""Units on each level above the lowest one."""
LEVELS: Final = ("national", "province", "prefecture", "county", "township")
HIGH: Final = sum(SIZES)
"""Units above the lowest level; they bear the numbers 1 … HIGH."""
COUNTIES: Final = SIZES[-1]
NEIGHBOURS: Final = 100
"""People a county at least; a smaller book shares them out among fewer counties."""
THING: Final = 1
"""The code of attendances among the things."""
PSEUDONYM: Final = "(hash({} + 1) >> 1)::BIGINT"
"""What the person of a number, from 0 on, is called."""
FIRST: Final = 736_330
"""2017-01-01 as an ordinal."""
DAYS: Final = 730
SEED: Final = 20_180_531


@dataclass(frozen=True, slots=True, eq=False)
class Land:
    """The tree: unit 1 the association, then 31 provinces, 340 cities, 2 800 counties, the rest below counties."""

    tree: Numbering
    parents: Ints
    """The unit above each unit, the first unit's first; 0 above the association."""
    province: Ints
    """Province (0 … 30) by unit's number in pre-order; -1 for the association itself."""
    provinces: Ints
    """The provinces' unit ids."""

    @property
    def provinces_at(self) -> list[int]:
        """Return the provinces' unit ids as plain numbers."""
        found: list[int] = self.provinces.tolist()
        return found

    def levels(self) -> dict[str, Ints]:
        """Return by unit: its number in pre-order (``lft``), and the province (0 … 30), city and county it lies in."""
        units = np.arange(1, self.tree.size + 1, dtype=np.int64)
        lft = self.tree.place[units].astype(np.int64)
        found = {"unit": units, "lft": lft, "province": self.province[lft]}
        begin = 1 + SIZES[1]
        for name, size in (("city", SIZES[2]), ("county", SIZES[3])):
            of = np.zeros(self.tree.size, dtype=np.int64)
            for unit in range(begin + 1, begin + size + 1):
                at = int(self.tree.place[unit])
                of[at : int(self.tree.last[at]) + 1] = unit
            found[name] = of[lft]
            begin += size
        return found

    @property
    def forest(self) -> Forest:
        """Return it as the one tree of all months."""
        calendar = Calendar(YEARS, (0,) * (MONTHS * len(YEARS)))
        return Forest([self.tree], calendar, [1], FIRST + DAYS, 1)


def land(units: int) -> Land:
    """Return the tree of so many units; there must be more than ``HIGH``."""
    sizes = [*SIZES, units - HIGH]
    ids = np.arange(1, units + 1, dtype=np.int64)
    parents = np.zeros(units, dtype=np.int64)
    begin = 0
    for above, size in pairwise(sizes):
        low = begin + above
        parents[low : low + size] = begin + 1 + np.arange(size) % above
        begin = low
    tree = number(ids, parents)
    provinces = np.arange(2, 33, dtype=np.int64)
    province = np.full(units, -1, dtype=np.int64)
    for nth, unit in enumerate(provinces):
        at = int(tree.place[unit])
        province[at : int(tree.last[at]) + 1] = nth
    return Land(tree, parents, province, provinces)


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


def fill(vault: Vault, facts: int, units: int, after: int = 0) -> None:
    """Write so many attendances (hosted reading) to the store, at positions of the book beyond ``after``.

    Activities decide day, kind, goals and hosts; one in twelve has a second host. Three people of four come from the
    county of the leading host, the fourth from anywhere. They are written in lots, so that memory stays small.
    """
    vault.words, vault.position = words(), after + 2 * facts
    activities, people, leaves = -(-facts // MANY), facts // OFTEN, units - HIGH
    host = f"{HIGH + 1} + hash(range * {{}} + {{}}) % {leaves}"
    vault.con.execute(f"""
        CREATE OR REPLACE TABLE activity AS SELECT range AS activity,
          ({host.format(3, SEED)})::INTEGER AS unit,
          CASE WHEN hash(range * 5 + 1) % 12 = 0 THEN ({host.format(7, 2)})::INTEGER END AS other,
          ({FIRST} + hash(range * 11 + 3) % {DAYS})::INTEGER AS day, (hash(range * 13 + 4) % 60)::INTEGER AS late,
          (1 + hash(range * 17 + 5) % {KINDS})::USMALLINT AS kind,
          (1 + hash(range * 19 + 6) % {2 * GOALS})::UINTEGER AS goals
        FROM range({activities})""")
    areas = max(1, min(COUNTIES, people // NEIGHBOURS))
    pool = people // areas
    near = f"(unit - {HIGH + 1}) % {COUNTIES} % {areas} * {pool} + hash(number + 7) % {pool}"
    person = f"CASE WHEN hash(number) % 4 = 0 THEN hash(number + 7) % {people} ELSE {near} END"
    # like those of a real book pseudonyms are in no order, and need 63 bits
    vault.con.execute(f"INSERT INTO person SELECT range + 1, {PSEUDONYM.format('range')} FROM range({people})")
    for low in range(0, facts, LOT):
        came = f"SELECT range AS number, range // {MANY} AS activity FROM range({low}, {min(low + LOT, facts)})"
        for nth, unit, where in ((1, "unit", ""), (2, "other", "WHERE other <> unit")):
            vault.con.execute(f"""
                INSERT INTO entry BY NAME
                SELECT {after} + 2 * number + {nth} AS position, 1 AS reading,
                  ({person})::UINTEGER + 1 AS person, ({THING}::BIGINT << {THING_BITS}) | number AS thing,
                  {unit} AS unit, 1 AS amount, day, least(day + late, {FIRST + DAYS}) AS known, kind, goals,
                  0 AS tags, 0 AS bound, 0 AS origin
                FROM ({came}) JOIN activity USING (activity) {where}""")

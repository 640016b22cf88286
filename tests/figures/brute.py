"""Figures counted by hand: plain Python over plain lists, written from the definition and not from the SQL.

Nothing here looks at the ledger. A chronicle holds what people said and on which day it was known; to answer as of a
day, what was known by its midnight is told again from the beginning, and then counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

HOSTED = ("activities", "attendances", "attendees")
OF_PERSONS = ("attendees", "participants")


@dataclass
class Gathering:
    """An activity as it stands; the roster says for (person, day) the status and the unit they came for."""

    kind: str
    hosts: tuple[int, ...]
    starts: date
    ends: date
    status: str = "held"
    count: int = 1
    heads: int | None = None
    bound: str = "exact"
    goals: tuple[str, ...] = ()
    series: str = ""
    roster: dict[tuple[int, date], tuple[str, int | None]] = field(default_factory=dict)

    def named(self) -> int:
        return sum(status == "present" for status, _unit in self.roster.values())

    def stands(self) -> bool:
        """A lump has no roster; nobody is named beyond an exact head count, or a day of the activity."""
        named = self.named()
        if self.count > 1 and named:
            return False
        if any(not self.starts <= day <= self.ends for _person, day in self.roster):
            return False
        return self.heads is None or named <= self.heads or self.bound in {"at_least", "about"}


@dataclass
class World:
    """What is so, as far as it is known."""

    parents: dict[int, int | None]
    moves: list[tuple[int, int | None, date]] = field(default_factory=list)
    gatherings: dict[int, Gathering] = field(default_factory=dict)
    homes: dict[int, list[tuple[int | None, date]]] = field(default_factory=dict)
    same: dict[int, int] = field(default_factory=dict)

    def hung(self, day: date) -> dict[int, int | None]:
        """Where each unit hangs on a day: what was said last about that day holds."""
        found = dict(self.parents)
        found.update({unit: parent for unit, parent, since in self.moves if since <= day})
        return found

    def home(self, person: int, day: date) -> int | None:
        home = None
        for unit, since in self.homes.get(person, []):
            if since <= day:
                home = unit
        return home

    def person(self, pseudonym: int) -> int:
        while self.same.get(pseudonym, pseudonym) != pseudonym:
            pseudonym = self.same[pseudonym]
        return pseudonym


def path(hung: dict[int, int | None], unit: int) -> list[int]:
    """The unit and all above it."""
    steps: list[int] = []
    step: int | None = unit
    while step is not None and step not in steps:
        steps.append(step)
        step = hung.get(step)
    return steps


def below(hung: dict[int, int | None], top: int) -> set[int]:
    """The unit and all below it."""
    return {unit for unit in hung if top in path(hung, unit)}


Change = Callable[[World], None]


@dataclass
class Chronicle:
    """What was said, with the day it was known; of one day, in the order of telling."""

    parents: dict[int, int | None]
    facts: list[tuple[date, Change]] = field(default_factory=list)

    def tell(self, known: date, change: Change) -> None:
        self.facts.append((known, change))

    def world(self, as_of: date = date.max) -> World:
        world = World(dict(self.parents))
        for known, change in sorted(self.facts, key=lambda fact: fact[0]):
            if known <= as_of:
                change(world)
        return world


@dataclass(frozen=True)
class Item:
    """Something counted once: a session or lump, a person present, or the unnamed rest of a head count."""

    name: tuple[object, ...]
    units: frozenset[int]
    day: date
    gathering: Gathering
    amount: int
    bound: str
    person: int | None = None

    def fits(self, first: date, last: date, kinds: Iterable[str], goals: Iterable[str], series: Iterable[str]) -> bool:
        what = self.gathering
        return (
            first <= self.day <= last
            and (not kinds or what.kind in kinds)
            and (not goals or any(under(mine, goal) for mine in what.goals for goal in goals))
            and (not series or what.series in series)
        )


def under(code: str, goal: str) -> bool:
    return code == goal or code.startswith(goal + ".")


def items(world: World, indicator: str) -> list[Item]:
    """Everything that an indicator may count, whatever the unit and the period."""
    found = []
    for number, what in world.gatherings.items():
        if what.status != "held":
            continue
        hosts = frozenset(what.hosts)
        if indicator == "activities":
            bound = what.bound if what.count > 1 else "exact"
            found.append(Item(("session", number), hosts, what.starts, what, what.count, bound))
            continue
        for (pseudonym, day), (status, unit) in what.roster.items():
            units = hosts if indicator in HOSTED else frozenset() if unit is None else frozenset({unit})
            if status == "present" and units:
                person = world.person(pseudonym)
                found.append(Item(("row", number, pseudonym, day), units, day, what, 1, "exact", person))
        rest = None if what.heads is None else max(what.heads - what.named(), 0)
        if indicator in HOSTED and rest is not None and (rest or not what.named() or what.bound != "exact"):
            found.append(Item(("rest", number), hosts, what.starts, what, rest, what.bound))
    return found


def total(indicator: str, counted: list[Item]) -> tuple[int, str, int]:
    """The value of a slice, its bound, and how many records it counts."""
    if indicator in OF_PERSONS:
        persons = {item.person for item in counted if item.person is not None}
        rest = any(item.person is None and (item.amount or item.bound != "exact") for item in counted)
        return len(persons), "at_least" if rest else "exact", len(persons)
    bounds = {item.bound for item in counted} - {"exact"}
    bound = "about" if len(bounds) > 1 else next(iter(bounds), "exact")
    return sum(item.amount for item in counted), bound, len(counted)

"""Random histories: a forest, and what happened in it day by day. Told to the house and to the chronicle alike."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final

import pytest
from django.db import connection, transaction
from hypothesis import settings
from hypothesis import strategies as st

from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.activities import actions
from kexie.records.activities.actions import Draft, Row
from kexie.records.activities.models import Activity, Attendance
from kexie.records.ledger.actions import merge_persons, part_persons
from kexie.records.people.models import Person
from kexie.records.structure.actions import NewUnit, close, join, move, open_units
from kexie.records.structure.surgery import Part, merge, split
from kexie.records.units.models import Unit
from kexie.records.units.queries import is_open, tree
from kexie.records.units.rules import TreeOn
from tests.figures.brute import Chronicle, Gathering, World, below
from tests.figures.days import at

BEGIN: Final = date(2018, 1, 10)
KINDS: Final = ("study", "visit", "training")
GOALS: Final = ("1", "1.1", "1.10", "11", "2.1%_")
SERIES: Final = ("西迁", "a", "ab")
LEVELS: Final = ("national", "province", "county", "")
BOUNDS: Final = ("exact", "exact", "at_least", "about", "under")
PEOPLE: Final = 4
CUTS: Final = frozenset({"absorb", "cleave", "enlist"})
EXAMPLES: Final = settings().max_examples // (1 if connection.vendor == "sqlite" else 2)
"""How many histories the profile of the run asks for; a question costs twice as much where a server answers."""

number = st.integers(0, 999)


@dataclass(frozen=True)
class Said:
    """What a deed says of an activity; units by number, days from the day of the deed."""

    kind: str
    hosts: tuple[int, ...]
    starts: int
    lasts: int
    status: str
    count: int
    heads: int | None
    bound: str
    goals: tuple[str, ...]
    series: str


@dataclass(frozen=True)
class Deed:
    """Something done ``gap`` days after the deed before. ``told``: known so many days earlier (taken over)."""

    name: str
    gap: int
    one: int = 0
    other: int = 0
    days: int = 0
    told: int = 0
    said: Said | None = None
    rows: tuple[tuple[int, int, str, int], ...] = ()


@dataclass(frozen=True)
class Story:
    """``steps``: how many units up the parent of each is, 0: a root."""

    steps: tuple[int, ...]
    levels: tuple[str, ...]
    deeds: tuple[Deed, ...]


def forests(most: int = 14) -> st.SearchStrategy[tuple[int, ...]]:
    """Steps to the parents: mostly 1, so that trees are deep."""
    return st.lists(st.sampled_from([1, 1, 1, 2, 3, 5, 0]), min_size=2, max_size=most).map(tuple)


said = st.builds(
    Said,
    kind=st.sampled_from(KINDS),
    hosts=st.lists(number, min_size=1, max_size=4).map(tuple),
    starts=st.integers(-60, 20),
    lasts=st.sampled_from([0, 0, 0, 1, 40]),
    status=st.sampled_from(["held", "held", "held", "held", "held", "planned", "cancelled"]),
    count=st.sampled_from([1, 1, 1, 1, 1, 1, 3, 12]),
    heads=st.sampled_from([None, None, None, 0, 1, 3, 5, 20]),
    bound=st.sampled_from(BOUNDS),
    goals=st.lists(st.sampled_from(GOALS), max_size=2).map(tuple),
    series=st.sampled_from(["", "", *SERIES]),
)
STATUSES: Final = ["present", "present", "present", "present", "excused", "expected"]
rows = st.lists(
    st.tuples(st.integers(0, PEOPLE - 1), number, st.sampled_from(STATUSES), st.integers(0, 29)), min_size=1, max_size=4
).map(tuple)
gaps = st.sampled_from([0, 0, 1, 5, 25])


def held(told: st.SearchStrategy[int]) -> st.SearchStrategy[Deed]:
    """An activity is recorded, with a roster or without."""
    return st.builds(Deed, st.just("record"), gaps, said=said, rows=rows | st.just(()), told=told)


def deeds(told: st.SearchStrategy[int]) -> st.SearchStrategy[Deed]:
    """One deed of any sort; ``told`` draws how many days before it another system knew it."""
    offset = st.integers(-60, 60)
    return st.one_of(
        held(told),
        st.builds(Deed, st.just("change"), gaps, one=number, said=said),
        st.builds(Deed, st.just("roster"), gaps, one=number, rows=rows),
        st.builds(Deed, st.sampled_from(["strike", "cancel"]), gaps, one=number, other=number),
        st.builds(Deed, st.just("move"), gaps, one=number, other=number, days=offset, told=told),
        st.builds(Deed, st.just("home"), gaps, one=number, other=number, days=offset),
        st.builds(Deed, st.just("merge"), gaps, one=number, other=number),
        st.builds(Deed, st.sampled_from(["merge", "part"]), gaps, one=number, other=number),
        st.builds(Deed, st.just("close"), gaps, one=number, days=offset),
    )


def cuts() -> st.SearchStrategy[Deed]:
    """What the chronicle does not know: units go up in others or come out of them, and stand below others of the party.

    Such stories hold the engine against the exact definition, not against counting by hand.
    """
    return st.builds(
        Deed,
        st.sampled_from(sorted(CUTS)),
        gaps,
        one=number,
        other=number,
        days=st.sampled_from([-60, -9, 0, 0, 0, 30]),
    )


def stories(*, told: bool = True, most: int = 12, cut: bool = False) -> st.SearchStrategy[Story]:
    """Random histories; without ``told`` everything is known on the day it was recorded; see ``cuts``."""
    known = st.sampled_from([0, 0, 0, 10, 90]) if told else st.just(0)
    opening = st.lists(held(known), min_size=2, max_size=4)  # or most histories would be of nothing
    happens = deeds(known) | cuts() if cut else deeds(known)
    return st.builds(
        Story,
        forests(),
        st.lists(st.sampled_from(LEVELS), min_size=14, max_size=14).map(tuple),
        st.tuples(opening, st.lists(happens, min_size=4, max_size=most)).map(lambda both: (*both[0], *both[1])),
    )


splits = st.tuples(
    st.sampled_from(["", "children", *(f"units:{level}" for level in LEVELS if level)]),
    st.sampled_from(["", "", "month", "quarter", "year"]),
    st.sampled_from(["", "kind"]),
    st.sampled_from(["", "", "goal"]),
).map(lambda words: tuple(word for word in words if word))
"""Break-downs that may be asked for together."""
_serial = itertools.count(1)


@dataclass
class Teller:
    """Lives through a story: does each deed in the house and writes it in the chronicle."""

    story: Story
    owner: Account
    units: list[Unit] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    chronicle: Chronicle = field(default_factory=lambda: Chronicle({}))
    activities: list[int] = field(default_factory=list)
    closed: set[int] = field(default_factory=set)
    day: date = BEGIN
    days: list[date] = field(default_factory=list)

    def begin(self) -> None:
        """Open the forest and know the people, on the first day."""
        serial = next(_serial)
        codes = [f"s{serial}u{n:02}" for n in range(len(self.story.steps))]
        parents = [n - up if up and n - up >= 0 else None for n, up in enumerate(self.story.steps)]
        with at(self.day):
            new = [
                NewUnit(code, code, "association", "" if parent is None else codes[parent], level=level)
                for code, parent, level in zip(codes, parents, self.story.levels, strict=False)
            ]
            open_units(new, by=self.owner)
        found = {unit.code: unit for unit in Unit.objects.filter(code__in=codes)}
        self.units = [found[code] for code in codes]
        made = [Person(code=f"s{serial}p{n}", name="示例") for n in range(PEOPLE)]
        self.people = Person._base_manager.bulk_create(made)
        pks = [unit.pk for unit in self.units]
        self.chronicle = Chronicle({pks[n]: None if up is None else pks[up] for n, up in enumerate(parents)})

    def live(self, each_day: Callable[[], None] | None = None) -> None:
        """Do every deed on its day; ``each_day`` is called at the end of each day on which something was done."""
        for deed in self.story.deeds:
            if deed.gap and each_day is not None:
                with at(self.day):
                    each_day()
            self.day += timedelta(days=deed.gap)
            self.days += [self.day, self.day - timedelta(days=deed.told)]
            with at(self.day):
                getattr(self, deed.name)(deed)
        if each_day is not None:
            with at(self.day):
                each_day()

    def unit(self, number: int) -> Unit:
        return self.units[number % len(self.units)]

    def _gathering(self, what: Said) -> Gathering:
        starts = self.day + timedelta(days=what.starts)
        hosts = tuple(dict.fromkeys(self.unit(one).pk for one in what.hosts))
        ends = starts + timedelta(days=what.lasts)
        return Gathering(
            what.kind, hosts, starts, ends, what.status, what.count, what.heads, what.bound, what.goals, what.series
        )

    def _draft(self, code: str, what: Gathering) -> Draft:
        hosts = [next(unit for unit in self.units if unit.pk == one) for one in what.hosts]
        return Draft(
            code=code, kind=what.kind, title="活动", unit=hosts[0], co_hosts=tuple(hosts[1:]), starts_on=what.starts,
            ends_on=what.ends, status=what.status, headcount=what.heads, bound=what.bound, count=what.count,
            goals=what.goals, series=what.series, reason="下雨",
        )  # fmt: skip

    def _pick(self, number: int) -> tuple[Activity, Gathering] | None:
        if not self.activities:
            return None
        pk = self.activities[number % len(self.activities)]
        return Activity.objects.knowing("test").get(pk=pk), self.chronicle.world().gatherings[pk]

    def _told(self, deed: Deed) -> date | None:
        return self.day - timedelta(days=deed.told) if deed.told else None

    def record(self, deed: Deed) -> None:
        assert deed.said is not None
        what = self._gathering(deed.said)
        told = self._told(deed)
        code = f"a{next(_serial)}"
        made = actions.record_many([self._draft(code, what)], by=self.owner, known_on={code: told} if told else None)
        pk = made[0].pk
        self.activities.append(pk)

        def tell(world: World) -> None:
            world.gatherings[pk] = replace(what, roster={})

        self.chronicle.tell(told or self.day, tell)
        if deed.rows:
            self._keep(made[0], what, deed, told)

    def roster(self, deed: Deed) -> None:
        if picked := self._pick(deed.one):
            self._keep(*picked, deed, None)

    def _keep(self, activity: Activity, what: Gathering, deed: Deed, told: date | None) -> None:
        world = self.chronicle.world()
        lines: dict[tuple[int, date], tuple[str, int | None]] = {}
        given = []
        for person, day, status, unit in deed.rows:
            on = what.starts + timedelta(days=day % ((what.ends - what.starts).days + 1))
            pseudonym = self.people[person].pseudonym
            came_for = self.units[unit].pk if unit < len(self.units) else None
            given.append(Row(pseudonym, status, on, came_for))
            lines[pseudonym, on] = (status, came_for if came_for is not None else world.home(pseudonym, on))
        kept = replace(what, roster=what.roster | lines)
        known_on = {activity.pk: told} if told else None
        expect(kept.stands(), actions.keep_rosters, {activity: given}, by=self.owner, known_on=known_on)
        if kept.stands():
            pk = activity.pk
            self.chronicle.tell(told or self.day, lambda world: world.gatherings[pk].roster.update(lines))

    def change(self, deed: Deed) -> None:
        if not (picked := self._pick(deed.one)):
            return
        activity, what = picked
        assert deed.said is not None
        new = replace(self._gathering(deed.said), roster=what.roster)
        draft = self._draft(activity.code, new)
        expect(new.stands(), actions.change, activity, draft, by=self.owner, version=activity.version)
        if new.stands():

            def tell(world: World) -> None:
                world.gatherings[activity.pk] = replace(new, roster=world.gatherings[activity.pk].roster)

            self.chronicle.tell(self.day, tell)

    def cancel(self, deed: Deed) -> None:
        if picked := self._pick(deed.one):
            activity, what = picked
            draft = self._draft(activity.code, replace(what, status="cancelled"))
            actions.change(activity, draft, by=self.owner, version=activity.version)
            self.chronicle.tell(self.day, lambda world: setattr(world.gatherings[activity.pk], "status", "cancelled"))

    def strike(self, deed: Deed) -> None:
        if not (picked := self._pick(deed.one)):
            return
        activity, what = picked
        if what.roster:
            pseudonym, on = sorted(what.roster)[deed.other % len(what.roster)]
            row = Attendance.objects.knowing("test").get(activity=activity, subject=pseudonym, on=on)
            actions.strike(activity, row.pk, by=self.owner)
            self.chronicle.tell(self.day, lambda world: world.gatherings[activity.pk].roster.pop((pseudonym, on)))  # type: ignore[arg-type]

    def move(self, deed: Deed) -> None:
        unit = self.unit(deed.one)
        parent = self.unit(deed.other) if deed.other % 7 else None
        on, told = self.day + timedelta(days=deed.days), self._told(deed)
        hangs: set[int] = set()
        world = self.chronicle.world()
        for since in [on, *(since for _unit, _parent, since in world.moves if since > on)]:
            hangs |= below(world.hung(since), unit.pk)
        if CUTS & {one.name for one in self.story.deeds}:  # the chronicle does not know where all units hang
            self._if_it_may(lambda: move(unit=unit, parent=parent, on=on, by=self.owner, known_on=told))
            return
        fits = parent is None or (parent.pk not in hangs and is_open(parent, TreeOn(on, date.max)))
        expect(fits, move, unit=unit, parent=parent, on=on, by=self.owner, known_on=told)
        if fits:
            target = None if parent is None else parent.pk
            self.chronicle.tell(told or self.day, lambda world: world.moves.append((unit.pk, target, on)))

    def close(self, deed: Deed) -> None:
        unit = self.unit(deed.one)
        try:
            close(unit=unit, on=self.day + timedelta(days=deed.days), by=self.owner)
        except Refused:  # a root with open units below: see test_structure
            return
        self.closed.add(unit.pk)

    def absorb(self, deed: Deed) -> None:
        unit, into, on = self.unit(deed.one), self.unit(deed.other), self.day + timedelta(days=deed.days)
        self._if_it_may(lambda: merge(unit=unit, into=into, on=on, by=self.owner))

    def cleave(self, deed: Deed) -> None:
        unit, on, code = self.unit(deed.one), self.day + timedelta(days=deed.days), f"n{next(_serial)}"
        whole = tree(TreeOn(on, date.max))
        below = [one for one in self.units if one.pk in whole.children.get(unit.pk, [])][:: 1 + deed.other % 2]
        self._if_it_may(lambda: split(unit=unit, parts=[Part(code, "新", tuple(below))], on=on, by=self.owner))
        self.units += Unit.objects.filter(code=code)

    def enlist(self, deed: Deed) -> None:
        unit, above = self.unit(deed.one), self.unit(deed.other) if deed.other % 5 else None
        on = self.day + timedelta(days=deed.days)
        self._if_it_may(lambda: move(unit=unit, parent=above, on=on, by=self.owner, line="party"))

    def _if_it_may(self, action: Callable[[], object]) -> None:
        with suppress(Refused), transaction.atomic():
            action()

    def home(self, deed: Deed) -> None:
        person = self.people[deed.one % PEOPLE].pseudonym
        unit = self.unit(deed.other) if deed.other % 7 else None
        since = self.day + timedelta(days=deed.days)
        join(subject=person, unit=unit, since=since, by=self.owner)
        place = None if unit is None else unit.pk
        self.chronicle.tell(self.day, lambda world: world.homes.setdefault(person, []).append((place, since)))

    def merge(self, deed: Deed) -> None:
        one, into = (self.people[n % PEOPLE].pseudonym for n in (deed.one, deed.other))
        world = self.chronicle.world()
        fits = world.person(one) != world.person(into)
        expect(fits, merge_persons, pseudonym=one, into=into, by=self.owner)
        if fits:
            root, target = world.person(one), world.person(into)
            self.chronicle.tell(self.day, lambda world: world.same.update({root: target}))

    def part(self, deed: Deed) -> None:
        one = self.people[deed.one % PEOPLE].pseudonym
        fits = self.chronicle.world().person(one) != one
        expect(fits, part_persons, pseudonym=one, by=self.owner)
        if fits:
            self.chronicle.tell(self.day, lambda world: world.same.update({one: one}))


def expect(fits: bool, action: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
    """Do it; if it does not fit it must be refused."""
    if fits:
        action(*args, **kwargs)
        return
    with pytest.raises(Refused):
        action(*args, **kwargs)

"""What is kept against counting by hand, on many small histories that need no database.

Trees that change within the year, hosts above one another, late hosts, head counts without names, persons in many
places: whole, as known on a day, and after what changed was taken off and put on again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kexie.figures.engine import points
from kexie.figures.engine.calendar import Calendar
from kexie.figures.engine.cells import Plane
from kexie.figures.engine.family import Keeping, total
from kexie.figures.engine.planes import Planes
from kexie.figures.engine.points import Points
from kexie.figures.engine.rows import Goals, Rows, ordered
from kexie.kit.periods import Period
from kexie.kit.spans import month_of, year_of
from tests.figures.engine.test_cells import forests, numbered, path, planted, reach

FIRST = date(2018, 1, 1).toordinal()
TEXTS = ("", ";1;", ";1.1;2;")
KINDS, WIDTH = 4, 8
HISTORIES = 1000


@dataclass(frozen=True)
class Held:
    """Something held by hosts (unit, days late), with who came (0: nobody is named)."""

    hosts: tuple[tuple[int, int], ...]
    person: int
    amount: int
    day: int
    kind: int
    goals: int
    late: bool


held = st.builds(
    Held,
    hosts=st.lists(st.tuples(st.integers(0, 99), st.integers(0, 3)), min_size=1, max_size=3).map(tuple),
    person=st.integers(0, 3),
    amount=st.integers(0, 3),
    day=st.sampled_from([0, 1, 31, 45, 100, 180, 181, 364]),
    kind=st.integers(1, 2),
    goals=st.integers(0, len(TEXTS) - 1),
    late=st.booleans(),
)


@dataclass(frozen=True)
class Line:
    """An entry as counting by hand sees it."""

    thing: int
    unit: int
    known: int
    what: Held


def lines(history: list[Held], units: list[int]) -> Iterator[Line]:
    for thing, what in enumerate(history):
        hosts = {units[unit % len(units)]: late for unit, late in what.hosts}
        for unit, late in hosts.items():
            yield Line(thing, unit, FIRST + what.day + 20 * late, what)


def rows_of(told: list[Line]) -> Rows:
    def column(values: list[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return np.array(values, dtype=np.int64)

    zeros = np.zeros(len(told), dtype=np.int64)
    return ordered(
        Rows(
            subject=column([line.what.person for line in told]),
            thing=column([line.thing for line in told]),
            unit=column([line.unit for line in told]),
            amount=column([line.what.amount for line in told]),
            day=column([FIRST + line.what.day for line in told]),
            known=column([line.known for line in told]),
            kind=column([line.what.kind for line in told]),
            goals=column([line.what.goals for line in told]),
            tags=zeros,
            bound=zeros,
            origin=zeros,
        )
    )


def kept(keeping: Keeping, rows: Rows) -> tuple[dict[int, Points], Planes]:
    found = points.total((1, points.alone(rows, keeping.calendar, keeping.trees)), (1, keeping.met(rows)))
    return found, total((1, keeping.summed(found, people=True)), (1, keeping.again(rows)))


def goal_of(text: str, goal: str) -> bool:
    return not goal or any(one == goal or one.startswith(f"{goal}.") for one in text.split(";"))


PERIODS = (month_of(2018, 2), month_of(2018, 7), Period(date(2018, 4, 1), date(2018, 6, 30)), year_of(2018))


@settings(max_examples=HISTORIES)
@given(
    ups=forests,
    moved=st.tuples(st.integers(0, 99), st.integers(0, 99), st.integers(0, 12)),
    history=st.lists(held, max_size=14),
    split=st.tuples(st.integers(0, 2), st.sampled_from(["", "1", "1.1"])),
)
def test_what_is_kept_is_what_is_counted_by_hand(
    ups: list[int], moved: tuple[int, int, int], history: list[Held], split: tuple[int, str]
) -> None:
    parents = planted(ups)
    units = list(parents)
    unit, target = units[moved[0] % len(units)], units[moved[1] % len(units)]
    other = parents | ({unit: target} if unit not in path(parents, target) else {})
    shapes = [parents, other]
    calendar = Calendar((2018,), tuple(int(month >= moved[2]) for month in range(12)))
    goals = Goals.of(TEXTS)
    keeping = Keeping(calendar, [numbered(shape) for shape in shapes], goals, KINDS, WIDTH)
    told = list(lines(history, units))
    earlier = [line for line in told if not line.what.late]
    again = {line.what.person for line in told if line.what.late}
    # what is published first, less what the news touch, and what stands of that
    begun, planes = kept(keeping, rows_of(earlier))
    gone = kept(keeping, rows_of([line for line in earlier if line.what.person in again]))
    come = kept(keeping, rows_of([line for line in told if line.what.person in again]))
    found = points.total((1, begun), (-1, gone[0]), (1, come[0]))
    whole = {name: Plane.of(sums, keeping.size) for name, sums in
             total((1, planes), (-1, gone[1]), (1, come[1])).items()}  # fmt: skip
    kind, goal = split
    word = kind * WIDTH + goals.nodes.get(goal, 0)
    for period in PERIODS:
        shape = calendar.trees[period.last.month - 1]
        mine = [
            line
            for line in told
            if period.first.toordinal() <= FIRST + line.what.day <= period.last.toordinal()
            and kind in {0, line.what.kind}
            and goal_of(TEXTS[line.what.goals], goal)
        ]
        months = calendar.months_of(period, shape)
        people = calendar.people_of(period, shape)
        assert months is not None
        assert people is not None
        for top in units:
            below = [line for line in mine if top in path(shapes[shape], line.unit)]
            low, high = reach(keeping.trees[shape], top)
            by_hand = {
                "value": sum({line.thing: line.what.amount for line in below}.values()),
                "records": len({line.thing for line in below}),
                "persons": len({line.what.person for line in below if line.what.person}),
                "unnamed": len({line.thing for line in below if not line.what.person}),
            }
            things = [calendar.things[month, shape] for month, _whole in months]
            slices = {"value": things, "records": things, "persons": people, "unnamed": people}
            for name, expected in by_hand.items():
                there = np.array([one * KINDS * WIDTH + word for one in slices[name]], dtype=np.int64)
                plane = whole.get(name)
                assert expected == (plane.below(there, low, high).sum() if plane else 0), name
        check_known(found[shape] if shape in found else Points.none(), period, told, shapes[shape], keeping, shape)


def check_known(
    mine: Points, period: Period, told: list[Line], shape: dict[int, int], keeping: Keeping, number: int
) -> None:
    """What was known on a day is what points known by then come to."""
    as_of = FIRST + 60
    first, last = period.first.toordinal(), period.last.toordinal()
    keys = mine.keys
    good = (keys["known"] <= as_of) & (keys["day"] >= first) & (keys["day"] <= last)
    for top in shape:
        low, high = (int(bound[0]) for bound in reach(keeping.trees[number], top))
        there = good & (keys["at"] >= low) & (keys["at"] < high)
        by_hand = {
            line.thing
            for line in told
            if line.known <= as_of and first <= FIRST + line.what.day <= last and top in path(shape, line.unit)
        }
        assert int(mine.weights.get("records", np.zeros(len(mine)))[there].sum()) == len(by_hand)

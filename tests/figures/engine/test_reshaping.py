"""Units move, join, part and come to be: what is published is brought under the new trees, and nothing counted anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from unittest.mock import patch

import numpy as np
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from kexie.figures.engine import building, oracle, points, reshaping, upkeep, worker
from kexie.figures.engine.calendar import Calendar
from kexie.figures.engine.family import Keeping, total
from kexie.figures.engine.hanging import rehung
from kexie.figures.engine.planes import Planes
from kexie.figures.engine.points import Points
from kexie.figures.engine.reshaping import Reshaping
from kexie.figures.engine.rows import Goals
from kexie.figures.engine.trees import NONE, Numbering
from kexie.figures.engine.view import view
from kexie.figures.question import ask
from kexie.records.access.models import Account
from kexie.records.structure.actions import NewUnit, open_units
from kexie.records.structure.surgery import Part, merge, split
from kexie.records.units.queries import tree
from kexie.records.units.rules import TreeOn
from tests.figures.days import at
from tests.figures.engine.test_both_or_neither import STORY, deed, said
from tests.figures.engine.test_cells import forests, ints, numbered, path, planted
from tests.figures.engine.test_keeping import KINDS, TEXTS, WIDTH, Held, held, kept, lines, rows_of
from tests.figures.engine.test_view import fresh_store
from tests.figures.stories import Teller

moves = st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=1, max_size=3)


def moved(parents: dict[int, int], moves: list[tuple[int, int]]) -> dict[int, int]:
    """The same units, some of them below others now; a unit is never moved below itself."""
    units, found = list(parents), dict(parents)
    for one, other in moves:
        unit, target = units[one % len(units)], units[other % len(units)]
        found[unit] = 0 if unit in path(found, target) else target
    return found


def meeting(tree: Numbering, one: int, other: int) -> int:
    """The unit at which two units meet; ``NONE``: nowhere."""
    low, high = sorted(int(tree.place[unit]) for unit in (one, other))
    at = low if low == high else int(tree.common(ints([low]), ints([high]))[0])
    return NONE if at == NONE else int(np.flatnonzero(tree.place == at)[0])


@given(ups=forests, moves=moves)
def test_within_a_piece_two_units_meet_where_they_met(ups: list[int], moves: list[tuple[int, int]]) -> None:
    parents = planted(ups)
    later = moved(parents, moves) | {1000: next(iter(parents))}  # and one is new
    old, new = numbered(parents), numbered(later)
    found = rehung(old, new)
    for one in parents:
        assert found.shift[old.place[one]] == new.place[one]
        for other in parents:
            if found.piece is None or found.piece[one] == found.piece[other]:
                assert meeting(old, one, other) == meeting(new, one, other)
    assert (found.piece is None) == all(parents[unit] == later[unit] for unit in parents)


def months(breaks: list[int], shapes: int) -> tuple[int, ...]:
    """The tree of each month of a year, another one after each break."""
    return tuple(min(sum(month >= one for one in breaks), shapes - 1) for month in range(12))


@given(
    ups=forests,
    moves=st.tuples(moves, moves),
    breaks=st.tuples(st.lists(st.integers(0, 12), max_size=2), st.lists(st.integers(0, 12), max_size=2)),
    history=st.lists(held, max_size=14),
    earlier=st.booleans(),
)
def test_what_was_kept_under_other_trees_becomes_what_is_kept_under_these(
    ups: list[int],
    moves: tuple[list[tuple[int, int]], ...],
    breaks: tuple[list[int], list[int]],
    history: list[Held],
    earlier: bool,
) -> None:
    parents = planted(ups)
    first, second = moved(parents, moves[0]), moved(moved(parents, moves[0]), moves[1])
    grown = {unit: second[unit] for unit in second} | {1000: next(iter(second))}
    goals = Goals.of(TEXTS)
    old = Keeping(Calendar((2018,), months(breaks[0], 2)), [numbered(parents), numbered(first)], goals, KINDS, WIDTH)
    years, trees = ((2017, 2018), (0,) * 12) if earlier else ((2018,), ())
    shapes = [numbered(one | {1000: next(iter(one))}) for one in (parents, second)] + [numbered(grown)]
    new = Keeping(Calendar(years, (*trees, *months(breaks[1], 3))), shapes, goals, 2 * KINDS, 2 * WIDTH)
    rows = rows_of(list(lines(history, list(parents))))
    shape = Reshaping(old, new)
    found, planes = kept(old, rows)
    pieces = shape.pieces
    torn = {
        person
        for person in set(rows.subject.tolist())
        if any(len(set(piece[rows.unit[rows.subject == person]].tolist())) > 1 for piece in pieces)
    }
    again, moved_points = reshaping._again(shape, rows.pick(np.isin(rows.subject, list(torn))), people=True)
    expected, whole = kept(new, rows)
    check_same(total((1, shape.planes(planes)), (1, again)), whole)
    told = points.total((1, shape.points(found)), (1, moved_points))
    for number, mine in expected.items():
        check_points(told[number], mine)


def check_same(found: Planes, expected: Planes) -> None:
    assert set(found) == set(expected)
    for name, sums in expected.items():
        assert (found[name].at.tolist(), found[name].value.tolist()) == (sums.at.tolist(), sums.value.tolist())


def check_points(found: Points, expected: Points) -> None:
    assert {name: one.tolist() for name, one in found.keys.items()} == {
        name: one.tolist() for name, one in expected.keys.items()
    }
    assert {name: one.tolist() for name, one in found.weights.items()} == {
        name: one.tolist() for name, one in expected.weights.items()
    }


def test_after_moves_mergers_splits_and_new_units_nothing_is_counted_anew(early: Account) -> None:
    rows = ((0, 0, "present", 1), (1, 0, "present", 4), (2, 0, "present", 2))
    story = replace(
        STORY,
        deeds=(
            replace(deed("move", said(0)), one=4, other=2, days=40),  # two trees in a year
            replace(deed("record", said(0)), rows=rows),
            *STORY.deeds,
            replace(deed("record", replace(said(5, 2), starts=-400), gap=35), rows=rows[1:]),  # a year not kept before
            replace(deed("move", said(0), gap=35), one=6, other=1, days=-30),  # long since, known only now
            replace(deed("record", said(9, 7), gap=35), rows=rows),
            deed("change", said(2), gap=5),
        ),
    )
    with transaction.atomic(), fresh_store(), patch.object(upkeep, "MUCH", 0), patch.object(reshaping, "FEW", 0):
        teller = Teller(story, early)
        teller.begin()
        published: list[str] = []

        def shake(day: date) -> None:
            """Change the tree on each day in another way."""
            unit = teller.unit
            if len(published) == 1:
                teller.units += open_units([NewUnit("new1", "新", "association", unit(3).code)], by=early)
            elif len(published) == 2:
                merge(unit=unit(8), into=unit(5), on=day, by=early)
            elif len(published) == 3:
                parts = [Part("part1", "一"), Part("part2", "二")]
                split(unit=unit(9), parts=parts, on=day - timedelta(days=10), by=early)

        def each_day() -> None:
            shake(teller.day)
            with (
                patch.object(upkeep, "publish", building.publish if not published else None),
                patch.object(reshaping, "SHARE", 0),
            ):
                made = worker.build()
            published.append(made.folder if made else "")

        teller.live(each_day)
        with at(teller.day):
            assert len(published) > 4
            seen = view()
            assert seen is not None
            assert seen.snapshot.manifest.years == (2017, 2018)
            assert len(set(seen.snapshot.manifest.trees)) > 2
            assert seen.until.mark == seen.snapshot.manifest.mark
            for slug in ("activities", "attendances", "attendees", "participants"):
                for by in ((), ("kind",), ("goal",)):
                    for period in ("2017", "2018", "2018-01", "2018Q1"):
                        asked = ask(slug, unit=teller.unit(0).code, period=period, reader=early, by=by)
                        tops = list(tree(TreeOn(date(2018, 12, 31), asked.as_of)).parent)
                        found, path = seen.count(asked, asked.period, tops)
                        assert path == "cells"
                        assert found == oracle.count(asked, asked.period, tops)
        transaction.set_rollback(True)

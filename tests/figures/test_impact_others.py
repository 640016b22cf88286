"""A dry run lists what units state, formulas, terms, branches and plans as exactly as what the house counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from kexie.figures.engine.impact import impact
from kexie.figures.engine.oracle import Cell, Count
from kexie.figures.engine.paths import Counter
from kexie.figures.engine.stated import StatedCount
from kexie.figures.indicators import DERIVED, INDICATORS, RULED, UNPOSTED, Indicator, formula
from kexie.figures.question import Question
from kexie.kit.clock import today
from kexie.kit.periods import parse_period
from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.branches import members
from kexie.records.branches.members import Joining
from kexie.records.matters.opening import NewMatter, open_matter
from kexie.records.structure.actions import NewUnit, close, move, open_units
from kexie.records.structure.surgery import Part, merge, split
from kexie.records.units.models import Unit
from kexie.records.values.actions import Said, define, state
from kexie.records.values.definitions import Element, Row
from tests.building import cast, held, plant, someone
from tests.figures.days import at
from tests.figures.stories import EXAMPLES, number

TODAY = date(2018, 10, 15)
PERIODS = ["2018-08", "2018-09", "2018-10", "2018-11", "2018Q2", "2018Q3", "2018Q4", "2018", "2019"]
DEFINED = (
    Element("staff", "人员", 0, "month", "last", "sum", "3m"),
    Element("books", "藏书", 1, "year"),
    Row("per", "人均", "attendances", "staff"),
    Row("more", "比上期", "staff - staff.offset(-1)"),
)
CODES = ("root", "p1", "p2", "city", "c1", "c2", "b1", "b2")
HOW = ("", "", "none", "awaited")
statement = st.tuples(st.sampled_from(["staff", "staff", "books"]), number, st.integers(1, 12), st.sampled_from(HOW))
statements = st.lists(statement, min_size=2, max_size=5)
cuts = st.tuples(st.sampled_from(["move", "party", "merge", "split", "close"]), number, number, st.integers(-200, 40))
Read = dict[tuple[str, str, str], tuple[Any, str, str]]


def settle(owner: Account, told: list[tuple[str, int, int, str]]) -> dict[str, Unit]:
    """A tree with two branches, a plan, a term that ran out, and what units state."""
    units = plant(owner, root="", p1="root", p2="root", city="p1", c1="city", c2="city")
    open_units([NewUnit(code, "示例支部", "branch", above) for code, above in (("b1", "c1"), ("b2", "p2"))], by=owner)
    units |= {one.code: one for one in Unit.objects.filter(kind="branch")}
    for code in ("b1", "b2"):
        branch = members.set_up(units[code], by=owner)
        for n in range(4):
            joining = Joining(someone(f"{code}{n}", owner, units[code]), date(2018, 1, 5))
            members.admit(branch, joining, by=owner)
    held(owner, units["c2"], date(2018, 11, 3), status="planned", co_hosts=(units["p2"],))
    held(owner, units["c1"], date(2018, 8, 8), headcount=30)
    chair = cast("chair", units["root"])
    open_matter(
        NewMatter("decision", "示例", units["root"], units["c1"], due=date(2018, 9, 1), opened_on=date(2018, 8, 1)),
        by=chair,
    )
    define(DEFINED, by=owner)
    for element, unit, month, how in told:
        period = parse_period("2018" if element == "books" else f"2018-{month:02}", today())
        amount = 0 if how else month * 7
        state([Said(element, units[CODES[unit % len(CODES)]], period, state=how or "number", amount=amount)], by=owner)
    return units


def everything() -> Read:
    """What all of it reads now."""
    listed: list[Indicator] = [*DERIVED.values(), *RULED.values(), *UNPOSTED.values(), *formula.listed()]
    codes = dict(Unit.objects.values_list("pk", "code"))
    found: Read = {}
    for text in PERIODS:
        period = parse_period(text, today())
        for one in listed:
            counts = Counter(None).count(Question(one, Unit(), period, as_of=today()), period, list(codes)).cells
            for unit, code in codes.items():
                count = counts.get(Cell(unit), Count())
                if isinstance(count, StatedCount):
                    found[one.slug, code, text] = count.number, count.bound.value, count.missing
                else:
                    found[one.slug, code, text] = count.value, count.bound.value, ""
    return found


def deed(cut: tuple[str, int, int, int], units: dict[str, Unit], on: date, by: Account) -> Callable[[], object]:
    name, *numbers = cut[:3]
    one, other = (units[CODES[n % len(CODES)]] for n in numbers)
    if name in {"move", "party"}:
        return lambda: move(unit=one, parent=other, on=on, by=by, line="party" if name == "party" else "main")
    if name == "merge":
        return lambda: merge(unit=one, into=other, on=on, by=by)
    if name == "close":
        return lambda: close(unit=one, on=on, by=by)
    return lambda: split(unit=one, parts=[Part("new", "新")], on=on, by=by)


@settings(max_examples=EXAMPLES // 4)
@given(told=statements, cut=cuts)
def test_whatever_would_read_otherwise_is_listed_and_nothing_else(
    early: Account, told: list[tuple[str, int, int, str]], cut: tuple[str, int, int, int]
) -> None:
    with transaction.atomic(), at(TODAY):
        units = settle(early, told)
        on = date.fromordinal(TODAY.toordinal() + cut[3])
        change = deed(cut, units, on, early)
        try:
            with transaction.atomic():
                listed = impact(change, on=on, reader=early)
        except Refused:
            transaction.set_rollback(True)
            return
        before = everything()
        change()
        after = everything()
        expected = {
            key: (was, after[key])
            for key, was in before.items()
            if was != after[key] and parse_period(key[2], today()).last >= on
        }
        found = {
            (one.indicator.slug, one.unit, str(one.period)): tuple(
                (each.value, each.bound.value, each.missing) for each in (one.before, one.after)
            )
            for one in listed.figures
            if one.indicator.slug not in INDICATORS and not one.of_set
        }
        assert {key: both for key, both in found.items() if key in before} == expected
        new = {key: both[1] for key, both in found.items() if key[1] == "new" and key[2] in PERIODS}
        assert new == {key: after[key] for key in new}
        transaction.set_rollback(True)

"""Every value of another system's own tests: equal, or a difference with a name, or out of scope with a reason."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from kexie.figures.engine import stated
from kexie.figures.formulas.value import rounded
from kexie.figures.indicators import formula
from kexie.figures.question import Question
from kexie.kit.clock import DAY_MIN, today
from kexie.kit.periods import parse_period
from kexie.records.access.models import Account
from kexie.records.structure.actions import NewUnit, open_units
from kexie.records.units.models import Unit
from kexie.records.values.actions import Said, define, state
from kexie.records.values.definitions import defined
from tests.conformance.cases import FILES, FOLDER, ROOT, Asked, Case, World

PAGE = ROOT / "docs" / "conformance.md"
PLACES = 2
"""They print at most two decimals."""
EARLY = "they round the inner result to two places before they go on"
A_CENT = Fraction(1, 100)
"""All that rounding an inner result to two places has changed in these cases."""
LEAST_EQUAL = 140
MOST_EARLY = 3

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the cases are not beside the project")


@dataclass(frozen=True)
class Result:
    """What became of one expected value."""

    case: str
    expected: Decimal
    ours: Fraction | None
    verdict: str


def build(world: World, owner: Account) -> dict[str, Unit]:
    """Make their tree, elements and numbers ours, through the same actions that imports use."""
    new = [
        NewUnit(
            code=one["id"],
            name=one["id"],
            kind="association",
            parent=one["parent"] or "",
            opened_on=date.fromisoformat(one["openingDate"]) if "openingDate" in one else DAY_MIN,
        )
        for one in world.units
    ]
    known = {unit.code: unit for unit in Unit.objects.all()}
    open_units([one for one in new if one.code not in known], by=owner)
    units = {unit.code: unit for unit in Unit.objects.all()}
    define(world.elements, by=owner)
    before = parse_period("2016-12", today())
    said = [Said(name, units[unit], before, state="awaited") for name, unit in world.asked_for]
    said += [Said(one.element, units[one.unit], one.period, amount=one.value) for one in world.numbers]
    state(said, by=owner)
    return units


def ours(asked: Asked, units: dict[str, Unit]) -> Fraction | None:
    """Return our value, exact; ``None`` if it is missing."""
    indicator = formula.of(asked.code, defined())
    question = Question(indicator, units[asked.units[0]], asked.periods[0], as_of=today())
    rows = stated.over_rows(question, asked.periods, {0: [units[unit].pk for unit in asked.units]})
    return rows[0].exact


def results(case: Case, units: dict[str, Unit], owner: Account) -> tuple[list[Result], list[str]]:
    """Return what became of a case's expected values, and where we have a value that they do not have."""
    if case.outside:
        told = [one.expected for one in case.asked if one.expected is not None]
        return [Result(case.name, one, None, f"out of scope: {case.outside}") for one in told], []
    define(case.rows, by=owner)
    found, more = [], []
    for one in case.asked:
        value = ours(one, units)
        if one.expected is None:
            more += [f"{case.name}: {value}"] if value is not None else []
        elif value is not None and rounded(value, 0, PLACES) == one.expected:
            found.append(Result(case.name, one.expected, value, "equal"))
        else:
            near = value is not None and abs(value - Fraction(one.expected)) <= A_CENT
            found.append(Result(case.name, one.expected, value, EARLY if near else "DIFFERENT"))
    return found, more


def page(found: list[Result], cases: int) -> str:
    """Return the page of the documentation, every number of it counted here."""
    counts: dict[str, int] = {}
    for one in found:
        counts[one.verdict] = counts.get(one.verdict, 0) + 1
    lines = [
        "# Cases of another system",
        "",
        "`tests/conformance` runs the expected results of DHIS2's own integration tests (dhis2-core, BSD-3-Clause,",
        "© University of Oslo) against our figures on stated values. The cases lie beside the project and are no part",
        "of it; without them the test is skipped. `KEXIE_CONFORMANCE` names another folder. Their formulas are said in",
        "our grammar ([formulas](formulas.md)); a result is equal if ours, exact, rounds to what they print. Every",
        "value that they leave empty is missing with us too.",
        "",
        f"{cases} cases, {len(found)} expected values:",
        "",
        "| values | what became of them |",
        "|---|---|",
        *(f"| {count} | {verdict} |" for verdict, count in sorted(counts.items(), key=lambda one: -one[1])),
        "",
        "Differences by name:",
        "",
        "| they print | ours, to six places | why |",
        "|---|---|---|",
        *(
            f"| {one.expected} | {rounded(one.ours, 0, 6)} | {one.verdict} |"
            for one in found
            if one.ours is not None and one.verdict != "equal"
        ),
        "",
        "How their notions are read: an element's category option is an element of its own; a yes/no value is 1 or 0;",
        "a registered data set is a stated value of each assigned unit, and its reporting rate is `rate(…)`; results",
        "of validation rules are counted by unit and month before they are stated (running the rules is not tested).",
    ]
    return "\n".join(lines) + "\n"


def test_every_value_is_equal_or_named(owner: Account) -> None:
    found: list[Result] = []
    more: list[str] = []
    cases = 0
    for file in FILES:
        world = World(FOLDER / file)
        prefix = {case.name for case in world.cases()}
        assert prefix
        units = build(world, owner)
        for case in world.cases():
            cases += 1
            one, extra = results(case, units, owner)
            found += one
            more += extra
    assert [one for one in found if one.verdict == "DIFFERENT"] == []
    assert more == []
    assert (cases, len(found)) == (69, 152)
    assert sum(one.verdict == "equal" for one in found) >= LEAST_EQUAL
    assert sum(one.verdict == EARLY for one in found) <= MOST_EARLY
    text = page(found, cases)
    if os.environ.get("KEXIE_WRITE"):
        PAGE.write_text(text, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == text

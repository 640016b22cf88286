"""Rules of figures on stated values that single examples tell best."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.figures.engine import stated
from kexie.figures.formulas.value import Value, applied, rounded
from kexie.figures.formulas.windows import shifted, steps_inside
from kexie.figures.indicators import formula
from kexie.figures.question import Question
from kexie.figures.records import records
from kexie.kit.bounds import Bound
from kexie.kit.clock import today
from kexie.kit.periods import parse_period
from kexie.kit.refusal import Refused
from kexie.kit.spans import Kind
from kexie.records.access.models import Account
from kexie.records.structure.actions import close
from kexie.records.units.models import Unit
from kexie.records.values.actions import Said, define, state
from kexie.records.values.definitions import Element, Row
from tests.building import cast, figure, held, present, someone


def say(owner: Account, unit: Unit, period: str, amount: int, element: str = "e", **more: Any) -> None:
    """State one value."""
    state([Said(element, unit, parse_period(period, today()), amount=amount, **more)], by=owner)


def test_a_year_is_not_spread_over_its_months_and_is_named(owner: Account, tree: dict[str, Unit]) -> None:
    define([Element("e", "e", 0, "year")], by=owner)
    say(owner, tree["c1"], "2018", 5)
    found = figure("e", tree["root"], "2018-03-01..2018-12-31")
    assert (found.total.value, found.total.missing, found.passport.wider) == (None, "not reported", ("2018",))
    assert figure("e", tree["root"], "2017-12-31..2019-01-01").total.value == 5


def test_a_stock_holds_until_it_is_no_longer_good(owner: Account, tree: dict[str, Unit]) -> None:
    define([Element("e", "e", 0, "month", "last"), Element("s", "s", 0, "month", "last", "sum", "3m")], by=owner)
    for code in ("e", "s"):
        say(owner, tree["c1"], "2018-02", 7, code)
    told = [[figure(code, tree["root"], f"2018-{m:02d}").total.value for m in range(1, 7)] for code in ("e", "s")]
    assert told == [[None, 7, 7, 7, 7, 7], [None, 7, 7, 7, None, None]]
    assert figure("e", tree["root"], "2019-01").total.missing == "not reported"


def test_all_time_is_a_period_like_any_other(owner: Account, tree: dict[str, Unit]) -> None:
    define([Element("e", "e", 0, "day"), Element("s", "s", 0, "month", "last")], by=owner)
    say(owner, tree["c1"], "2018-03-01", 5)
    say(owner, tree["c1"], "9999-12", 7, "s")
    close(unit=tree["c1"], on=date(2018, 6, 1), by=owner)
    found = figure("e", tree["root"], "0001..9999").total
    assert found.coverage is not None
    assert (found.value, found.coverage.due) == (5, date(2018, 5, 31).toordinal())
    assert figure("s", tree["root"], "0001..9999").total.value == 7


def test_what_is_divided_is_printed_with_places_and_what_is_counted_over_units_without(
    owner: Account, tree: dict[str, Unit]
) -> None:
    ways = {"a": ("count", "average"), "b": ("average", "count"), "c": ("count", "sum")}
    define([Element(code, code, 2, "month", *way) for code, way in ways.items()], by=owner)
    for code in ways:
        for unit, month in (("c1", 1), ("c1", 2), ("c1", 3), ("c2", 1), ("c3", 2)):
            say(owner, tree[unit], f"2018-{month:02d}", 700, code)
    assert [str(figure(code, tree["root"]).total.value) for code in ways] == ["1.67", "3", "5"]


def test_the_bound_goes_along(owner: Account, tree: dict[str, Unit]) -> None:
    define([Element("e", "e", 0, "year"), Row("less", "less", "100 - e"), Row("over", "over", "1", "e")], by=owner)
    say(owner, tree["c1"], "2018", 10, bound="at_least")
    bounds = {code: figure(code, tree["root"]).total.bound for code in ("e", "less", "over")}
    assert bounds == {"e": Bound.AT_LEAST, "less": Bound.UNDER, "over": Bound.UNDER}


def test_a_formula_counts_what_the_house_counts(owner: Account, tree: dict[str, Unit]) -> None:
    define([Row("per", "每场人次", "attendances", "activities", decimals=1)], by=owner)
    held(owner, tree["c1"], headcount=10, co_hosts=(tree["c3"],))
    held(owner, tree["c2"], date(2018, 4, 1), headcount=5)
    found = figure("per", tree["root"], by=["children"])
    assert str(found.total.value) == "7.5"
    assert [str(row.value) for row in found.rows] == ["7.5", "10.0"]
    assert str(figure("per", tree["root"], where=["kind=visit"]).total.missing) == "none"


def test_a_formula_does_not_tell_how_few_people_there_are(owner: Account, tree: dict[str, Unit]) -> None:
    define([Row("twice", "两倍", "2 × attendees", decimals=0)], by=owner)
    present(owner, held(owner, tree["c1"]), someone("x", owner, tree["c1"]), someone("y", owner, tree["c1"]))
    reader = cast("member", tree["c1"], code="m")
    told = figure("twice", tree["root"], reader=reader).total
    assert (told.value, told.masked, told.records) == (None, True, 0)
    assert figure("twice", tree["root"]).total.value == 4
    question = figure("twice", tree["root"], reader=reader).question
    assert records(question, reader=reader).as_json()["count"] == 0


def test_rows_may_be_any_sets_of_units(owner: Account, tree: dict[str, Unit]) -> None:
    define([Element("e", "e", 0, "year")], by=owner)
    for unit in ("c1", "c2", "c3"):
        say(owner, tree[unit], "2018", 1)
    indicator = formula.find("e")
    assert indicator is not None
    question = Question(indicator, tree["root"], parse_period("2018", today()), as_of=today())
    rows = {1: [tree["c1"].pk, tree["c3"].pk], 2: [tree["p1"].pk, tree["c1"].pk]}
    found = stated.count(question, question.period, rows)
    assert [one.number for one in found.values()] == [2, 2]


def test_stated_values_have_no_kind(owner: Account, tree: dict[str, Unit]) -> None:
    define([Element("e", "e", 0, "year")], by=owner)
    with pytest.raises(Refused):
        figure("e", tree["root"], by=["kind"])
    with pytest.raises(Refused):
        figure("e", tree["root"], where=["kind=study"])


def test_records_are_the_statements_that_the_reader_may_see(owner: Account, tree: dict[str, Unit]) -> None:
    define([Element("e", "e", 1, "year")], by=owner)
    say(owner, tree["c1"], "2018", 15)
    say(owner, tree["c3"], "2018", 20)
    clerk = cast("clerk", tree["c1"], code="k")
    question = figure("e", tree["root"], reader=clerk).question
    seen = records(question, reader=clerk)
    assert (seen.count, seen.hidden, [(one.unit, one.amount) for one in seen.records]) == (
        2,
        1,
        [("c1", Decimal("1.5"))],
    )
    assert figure("e", tree["root"], reader=clerk).total.records == 2


@given(st.fractions(), st.integers(0, 6))
def test_rounding_is_half_up_and_never_further_than_half_a_step(value: Fraction, places: int) -> None:
    found = rounded(value, places, places)
    step = Fraction(1, 10**places)
    assert abs(Fraction(found) - value) <= step / 2
    assert Fraction(rounded(value + step, places, places)) - Fraction(found) in {step, 2 * step, Fraction(0)}


def test_a_half_goes_away_from_zero() -> None:
    halves = (Fraction(5, 2), Fraction(-5, 2), Fraction(1, 8), Fraction(10))
    assert [str(rounded(one, 0, 2)) for one in halves] == ["2.5", "-2.5", "0.13", "10"]
    assert [rounded(one, 0, 0) for one in halves] == [3, -3, 0, 10]


def test_dividing_by_zero_is_missing() -> None:
    assert applied("/", [Value(Fraction(1)), Value(Fraction(0))]).missing == "none"


@given(st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.sampled_from(list(Kind)[:5]), st.integers(-20, 20))
def test_moving_there_and_back_is_staying(day: date, kind: Kind, steps: int) -> None:
    period = parse_period(day.isoformat(), day) if kind is Kind.DAY else parse_period(f"{day.year}", day).parts(kind)[0]
    assert shifted(shifted(period, steps), -steps) == period


@given(st.dates(date(2017, 1, 1), date(2019, 1, 1)), st.integers(0, 900), st.sampled_from(list(Kind)[:5]))
def test_steps_inside_are_the_parts_that_are_whole(first: date, length: int, kind: Kind) -> None:
    last = date.fromordinal(first.toordinal() + length)
    period = parse_period(f"{first}..{last}", first)
    whole = [part for part in period.parts(kind) if part.kind is kind]
    assert steps_inside((period,), kind) == len(whole)

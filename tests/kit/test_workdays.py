"""Workdays: the table where it reaches, Monday to Friday beyond it."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kexie.kit.workdays import announced, is_workday, workday_before, workday_from, workdays_after


def test_a_holiday_is_no_workday_and_a_saturday_worked_in_its_place_is_one() -> None:
    """Labour Day 2018: 04-29 to 05-01 off, Saturday 04-28 worked."""
    assert not is_workday(date(2018, 5, 1))
    assert is_workday(date(2018, 4, 28))


def test_beyond_the_table_monday_to_friday_are_workdays_and_it_is_said() -> None:
    """A year whose holidays nobody announced yet."""
    assert not announced(date(2099, 1, 1))
    assert is_workday(date(2099, 1, 1))  # a Thursday
    assert not is_workday(date(2099, 1, 3))


@given(st.dates(date(2010, 1, 1), date(2040, 12, 31)), st.integers(1, 30))
def test_so_many_workdays_after_a_day_are_exactly_so_many(day: date, number: int) -> None:
    """Counted one by one between the two days."""
    end = workdays_after(day, number)
    days = [day + timedelta(days=n + 1) for n in range((end - day).days)]
    assert sum(map(is_workday, days)) == number
    assert is_workday(end)


@given(st.dates(date(2010, 1, 1), date(2040, 12, 31)))
def test_the_workday_before_lies_before_and_the_next_one_not_before(day: date) -> None:
    """And none lies between."""
    assert workday_before(day) < day <= workday_from(day)
    assert is_workday(workday_before(day))
    assert is_workday(workday_from(day))

"""One person is in one place at a time, wherever the clocks stand."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.kit.refusal import Refused
from kexie.records.speakers.slots import TRAVEL, Clash, Slot, booked_twice, clash, clashes, instant, whole_days, zone_of

NINE = datetime(2018, 5, 3, 1, tzinfo=UTC)
hours = st.integers(0, 48).map(lambda n: timedelta(hours=n))
slots = st.builds(
    lambda after, lasts, region, vague: Slot(NINE + after, NINE + after + timedelta(hours=lasts), region, vague=vague),
    hours, st.integers(1, 5), st.sampled_from([None, 1, 2]), st.booleans(),
)  # fmt: skip


@given(slots, slots)
def test_a_clash_is_the_same_from_both_sides(one: Slot, other: Slot) -> None:
    assert clash(one, other) == clash(other, one)


@given(slots, slots, st.sampled_from(["Asia/Shanghai", "America/New_York", "Pacific/Apia"]))
def test_the_zone_in_which_an_instant_is_written_changes_nothing(one: Slot, other: Slot, zone: str) -> None:
    where = ZoneInfo(zone)
    moved = Slot(one.begins.astimezone(where), one.ends.astimezone(where), one.region, vague=one.vague)
    assert clash(moved, other) == clash(one, other)


def test_the_table_of_cases() -> None:
    def slot(first: float, last: float, region: int | None = 1, *, vague: bool = False) -> Slot:
        return Slot(NINE + timedelta(hours=first), NINE + timedelta(hours=last), region, vague=vague)

    gap = TRAVEL.total_seconds() / 3600
    for one, other, how in (
        (slot(0, 2), slot(1, 3), Clash.OVERLAP),
        (slot(0, 2), slot(0, 2), Clash.OVERLAP),
        (slot(0, 4), slot(1, 2, 2), Clash.OVERLAP),
        (slot(0, 2), slot(2, 4), None),
        (slot(0, 2), slot(2, 4, 2), Clash.TRAVEL),
        (slot(0, 2), slot(2 + gap - 1, 9, 2), Clash.TRAVEL),
        (slot(0, 2), slot(2 + gap, 2 + gap + 2, 2), None),
        (slot(0, 2), slot(2, 4, None), None),
        (slot(0, 24, vague=True), slot(3, 5), Clash.SAME_DAY),
        (slot(0, 24, vague=True), slot(24, 26), None),
    ):
        assert clash(one, other) == how, (one, other)
    assert booked_twice([slot(0, 2), slot(5, 6), slot(1, 3)])
    assert not booked_twice([slot(0, 2), slot(2, 4), slot(0, 24, vague=True)])
    assert [how for how, _slot in clashes(slot(0, 2), [slot(2, 3, 2), slot(1, 2), slot(20, 21)])] == [
        "overlap",
        "travel",
    ]


def test_two_places_overseas_at_one_wall_clock_time_do_not_clash_and_one_instant_does() -> None:
    tokyo, paris = ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/Paris")
    east = Slot(instant(date(2018, 5, 3), time(9), tokyo), instant(date(2018, 5, 3), time(11), tokyo))
    west = Slot(instant(date(2018, 5, 3), time(9), paris), instant(date(2018, 5, 3), time(11), paris))
    assert clash(east, west) is None
    same = Slot(instant(date(2018, 5, 3), time(2), paris), instant(date(2018, 5, 3), time(4), paris))
    assert clash(east, same) is Clash.OVERLAP


def test_an_hour_that_the_clocks_skip_is_refused_and_one_struck_twice_is_the_first() -> None:
    paris = ZoneInfo("Europe/Paris")
    with pytest.raises(Refused, match="拨快了钟"):
        instant(date(2018, 3, 25), time(2, 30), paris)
    assert instant(date(2018, 10, 28), time(2, 30), paris) == datetime(2018, 10, 28, 0, 30, tzinfo=UTC)
    begins, ends = whole_days(date(2018, 3, 25), date(2018, 3, 25), paris)
    assert ends - begins == timedelta(hours=23)


def test_an_unknown_zone_is_refused() -> None:
    assert zone_of("").key == "Asia/Shanghai"
    for name in ("Mars/Base", "../etc/passwd", "UTC\0"):
        with pytest.raises(Refused, match="没有时区"):
            zone_of(name)

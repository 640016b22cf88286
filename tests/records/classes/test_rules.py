"""The rules of a class, without a database: who completes, who gets a place, what stands at one hour."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.kit.refusal import Refused
from kexie.records.classes.rules import Hour, Lesson, Rule, allot, at_once, completion, day_status, drawn_on
from kexie.records.classes.typed import read_modules

TWO_DAYS = (Lesson(1, 4, required=True), Lesson(2, 4, required=True), Lesson(3, 2, required=False))


@pytest.mark.parametrize(
    ("present", "share", "every", "done", "missed"),
    [
        ({1, 2, 3}, 80, True, True, ()),
        ({1, 2}, 80, True, True, ()),  # 8 of 10 hours is 80 per cent
        ({1, 2}, 81, True, False, ()),
        ({1, 3}, 60, True, False, (2,)),
        ({1, 3}, 60, False, True, (2,)),
        ({1, 3}, 61, False, False, (2,)),
        ({3}, 0, False, True, (1, 2)),
        (set(), 0, False, False, (1, 2)),  # nobody completes by staying away
        (set(), 0, True, False, (1, 2)),
        ({1, 2, 3}, 100, True, True, ()),
        ({1, 2}, 100, False, False, ()),
        ({99}, 0, False, False, (1, 2)),  # a lesson of another class counts for nothing
    ],
)
def test_who_completes_a_class(present: set[int], share: int, every: bool, done: bool, missed: tuple[int, ...]) -> None:
    verdict = completion(TWO_DAYS, present, Rule(share, every_required=every))
    assert (verdict.done, verdict.missed, verdict.of) == (done, missed, 10)


def test_seven_of_nine_hours_are_not_eighty_per_cent_and_no_lessons_complete_nobody() -> None:
    assert not completion(
        [Lesson(1, 7, required=True), Lesson(2, 2, required=False)], {1}, Rule(78, every_required=False)
    ).done
    assert completion(
        [Lesson(1, 7, required=True), Lesson(2, 2, required=False)], {1}, Rule(77, every_required=False)
    ).done
    assert not completion([], set(), Rule(0, every_required=False)).done


lessons = st.lists(
    st.builds(Lesson, st.integers(1, 12), st.integers(1, 8), st.booleans()),
    max_size=12,
    unique_by=lambda one: one.number,
)


@given(lessons, st.sets(st.integers(1, 12)), st.integers(1, 12), st.integers(0, 100), st.booleans())
def test_to_have_come_once_more_never_takes_a_completion_away(
    listed: list[Lesson], present: set[int], more: int, share: int, every: bool
) -> None:
    rule = Rule(share, every_required=every)
    assert completion(listed, present | {more}, rule).done >= completion(listed, present, rule).done


@given(st.dictionaries(st.integers(1, 4), st.integers(0, 5), min_size=1), st.data())
def test_places_go_in_the_order_of_arrival_and_never_beyond_the_quota(
    places: dict[int, int], data: st.DataObject
) -> None:
    taken = data.draw(st.dictionaries(st.sampled_from(sorted(places)), st.integers(0, 7)))
    arriving = data.draw(st.lists(st.sampled_from(sorted(places)), max_size=20))
    room = allot(places, taken, arriving)
    for quota, most in places.items():
        mine = [free for free, one in zip(room, arriving, strict=True) if one == quota]
        assert mine == sorted(mine, reverse=True)
        assert sum(mine) == min(len(mine), max(most - taken.get(quota, 0), 0))


def test_a_county_draws_on_its_own_places_before_its_province_s() -> None:
    assert drawn_on([1, 2, 3], {1, 2}) == 2
    assert drawn_on([1, 2, 3], {3, 1}) == 3
    assert drawn_on([1, 2, 3], {9}) is None


DAY = date(2018, 6, 5)


def hour(begins: str = "", ends: str = "", on: date = DAY) -> Hour:
    return Hour(on, *(time.fromisoformat(one) if one else None for one in (begins, ends)))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (hour("09:00", "11:00"), hour("10:00", "12:00"), True),
        (hour("09:00", "11:00"), hour("11:00", "12:00"), False),
        (hour("09:00", "12:00"), hour("10:00", "11:00"), True),
        (hour("09:00", "12:00"), hour("10:00"), True),
        (hour("09:00"), hour("09:00"), True),
        (hour("09:00"), hour("10:00", "11:00"), False),
        (hour("09:00", "11:00"), hour(), False),  # nobody said when: nothing is said
        (hour("09:00", "11:00"), hour("09:00", "11:00", date(2018, 6, 6)), False),
    ],
)
def test_two_rosters_at_one_hour(one: Hour, other: Hour, same: bool) -> None:
    assert at_once(one, other) is same
    assert at_once(other, one) is same


def test_a_day_s_roster_says_the_best_of_its_modules() -> None:
    assert day_status(["absent", "present"]) == "present"
    assert day_status(["absent", "excused"]) == "excused"
    assert day_status(["absent"]) == day_status([]) == "expected"


def test_modules_are_typed_a_line_each_and_read_back_the_same() -> None:
    text = (
        "2018-06-05 14:00-16:00 参观科技馆；选修；2学时\n2018-06-05 09：00—11：30 科研诚信；示例专家（管理学）；3学时"
    )
    first, second = read_modules(text)
    assert (first.title, first.lecturer, first.hours, first.required) == ("科研诚信", "示例专家（管理学）", 3, True)
    assert (second.title, second.lecturer, second.hours, second.required) == ("参观科技馆", "", 2, False)
    assert read_modules("\n".join(one.line() for one in (first, second))) == [first, second]


def test_each_bad_line_of_modules_is_named() -> None:
    with pytest.raises(Refused) as refused:
        read_modules("科研诚信；3学时\n2018-06-05 甲；0学时\n2018-06-05 乙\n2018-06-05 乙")
    assert len(refused.value.lines) == 3

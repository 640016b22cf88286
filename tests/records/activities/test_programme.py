"""Days, places and programme, as they are typed."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.activities.actions import Row, keep_roster
from kexie.records.activities.models import Activity
from kexie.records.activities.programme import Part, Slot, read_parts, read_slots, set_programme
from kexie.records.units.models import Unit
from tests.building import held, someone, value
from tests.opened import everything

Tree = dict[str, Unit]
texts = (
    st.text("会堂二楼甲乙A-1 ", min_size=1, max_size=20)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: text and not text[0].isdigit() and text[0] != "-")
)
minutes = st.integers(0, 1438)


@given(
    st.lists(
        st.tuples(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.none() | st.tuples(minutes, minutes), texts),
        max_size=6,
    )
)
def test_what_is_written_back_is_read_the_same(rows: list[tuple[date, tuple[int, int] | None, str]]) -> None:
    slots = []
    for on, span, place in rows:
        first, last = sorted(span) if span else (None, None)
        begins = time(*divmod(first, 60)) if first is not None else None
        ends = time(*divmod(last + 1, 60)) if last is not None else None
        slots.append(Slot(on, begins, ends, place))
    slots.sort(key=lambda slot: (slot.on, slot.begins or time.min))
    assert read_slots("\n".join(slot.line() for slot in slots)) == slots


def test_lines_as_people_type_them() -> None:
    assert read_slots("2018年5月3日 9:00—11:30 南京会堂\n\n2018/5/4") == [
        Slot(date(2018, 5, 3), time(9), time(11, 30), "南京会堂"),
        Slot(date(2018, 5, 4)),
    ]
    assert read_parts("09:00-09:40 开幕；主持人\n2018-05-04 报告;专家（经济学）\n10:00\t讨论\t各组组长\n散会") == [
        Part("开幕", None, time(9), time(9, 40), "主持人"),
        Part("报告", date(2018, 5, 4), None, None, "专家（经济学）"),
        Part("讨论", None, time(10), None, "各组组长"),
        Part("散会"),
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("南京会堂", "第 1 行"),
        ("2018-05-03\n2018-02-31 会堂", "第 2 行"),
        ("2018-05-03 11:00-09:00", "不晚于"),
        ("2018-05-03 25:00", "没有 25:00"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(text: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        read_slots(text)


def test_a_programme_needs_words() -> None:
    with pytest.raises(Refused, match="没有写内容"):
        read_parts("09:00-10:00")
    with pytest.raises(Refused, match="最多"):
        read_parts("讨论\n" * 201)


def test_several_days_and_places_are_one_activity_counted_on_its_first(clerk: Account, tree: Tree) -> None:
    one = held(clerk, tree["c1"], date(2018, 5, 31))
    slots = read_slots("2018-06-02 二楼\n2018-05-31 09:00 会堂")
    changed = set_programme(one, slots=slots, parts=[Part("开幕")], by=clerk, version=one.version)
    assert (changed.starts_on, changed.ends_on, changed.place) == (date(2018, 5, 31), date(2018, 6, 2), "会堂")
    assert value("activities", tree["root"], "2018-05") == (1, "exact")
    assert value("activities", tree["root"], "2018-06") == (0, "exact")
    assert value("activities", tree["root"], "2018") == (1, "exact")


def test_days_that_leave_the_programme_or_the_roster_outside_keep_nothing(
    clerk: Account, stranger: Account, tree: Tree
) -> None:
    one = held(clerk, tree["c1"], date(2018, 5, 3))
    keep_roster(one, [Row(someone("x1", clerk, tree["c1"]).pseudonym)], by=clerk)
    one = Activity.objects.knowing("test").select_related("unit").get()
    before = everything()
    with pytest.raises(Refused, match="不在活动的日期"):
        set_programme(one, slots=[], parts=[Part("x", date(2018, 5, 4))], by=clerk, version=one.version)
    with pytest.raises(Refused, match="名册"):
        set_programme(one, slots=[Slot(date(2018, 5, 9))], parts=[], by=clerk, version=one.version)
    with pytest.raises(Refused):
        set_programme(one, slots=[], parts=[], by=stranger, version=one.version)
    assert everything() == before

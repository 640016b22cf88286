"""The same activity again: copies, and one or all that follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.activities import actions, programme, series
from kexie.records.activities.audience import Audience, set_audience
from kexie.records.activities.models import Activity, Attendance
from kexie.records.activities.programme import Part, Slot
from kexie.records.activities.queries import draft_of
from kexie.records.activities.recurrence import Rule
from kexie.records.activities.series import PARTS
from kexie.records.ledger.models import Entry
from kexie.records.units.models import Unit
from tests.building import cast, held, present, someone
from tests.opened import everything

Tree = dict[str, Unit]
MONDAYS = Rule("week", 1, (0,))
FIRST = date(2030, 1, 7)


def fresh(activity: Activity) -> Activity:
    return Activity.objects.knowing("test").select_related("unit").get(pk=activity.pk)


def full(clerk: Account, tree: Tree) -> Activity:
    """Record an activity that has every part."""
    given = {"goals": ("line",), "speakers": ("专家",), "place": "会堂", "series": "月读"}
    one = held(clerk, tree["c1"], date(2018, 3, 5), co_hosts=(tree["p2"],), **given)
    present(clerk, one, someone("x1", clerk, tree["c1"]))
    slots = [Slot(date(2018, 3, 5), time(9), time(11), "会堂"), Slot(date(2018, 3, 6), None, None, "二楼")]
    one = programme.set_programme(
        fresh(one), slots=slots, parts=[Part("开幕", date(2018, 3, 6), time(9))], by=clerk, version=fresh(one).version
    )
    set_audience(one, Audience(group="主席"), by=clerk, version=one.version)
    return fresh(one)


def test_a_copy_has_the_parts_wanted_and_nothing_that_was_counted(clerk: Account, tree: Tree) -> None:
    one = full(clerk, tree)
    lines = Entry.objects.count()
    new = series.clone(one, code="B1", title="又一次", on=date(2018, 4, 2), parts=set(PARTS), by=clerk)
    draft = draft_of(new)
    assert (new.status, new.headcount, new.minutes, draft.ends_on) == ("planned", None, "", date(2018, 4, 3))
    assert (draft.goals, draft.speakers, draft.place, draft.series) == (("line",), ("专家",), "会堂", "月读")
    assert [unit.code for unit in draft.co_hosts] == ["p2"]
    assert [(s.on, s.place) for s in new.sittings.order_by("pk")] == [
        (date(2018, 4, 2), "会堂"),
        (date(2018, 4, 3), "二楼"),
    ]
    assert [i.on for i in new.items.all()] == [date(2018, 4, 3)]
    assert new.audience == one.audience
    assert [row.status for row in Attendance.objects.knowing("test").filter(activity=new)] == ["expected"]
    bare = series.clone(one, code="B2", title="只要名称", on=date(2018, 4, 2), parts=(), by=clerk)
    draft = draft_of(bare)
    assert (draft.goals, draft.speakers, draft.place, draft.series, draft.co_hosts) == ((), (), "", "", ())
    assert not bare.sittings.exists()
    assert not bare.audience
    assert Entry.objects.count() == lines


def test_a_code_that_is_taken_and_a_part_that_there_is_not_copy_nothing(clerk: Account, tree: Tree) -> None:
    one = full(clerk, tree)
    other = cast("clerk", tree["c3"], "other")
    before = everything()
    with pytest.raises(Refused, match="已经用过"):
        series.clone(one, code=one.code, title="x", on=FIRST, parts=set(PARTS), by=clerk)
    with pytest.raises(Refused, match="照抄"):
        series.clone(one, code="B1", title="x", on=FIRST, parts={"minutes"}, by=clerk)
    with pytest.raises(Refused):
        series.clone(one, code="B1", title="x", on=FIRST, parts=set(), by=other)
    assert everything() == before


def test_the_next_ones_are_planned_and_more_go_on_after_the_last(clerk: Account, tree: Tree) -> None:
    one = held(clerk, tree["c1"], FIRST, status="planned", code="M", place="会堂")
    made = series.plan_ahead(one, MONDAYS, number=3, by=clerk, version=one.version)
    assert [a.starts_on for a in made] == [FIRST + timedelta(weeks=n) for n in (1, 2, 3)]
    assert [a.code for a in made] == ["M-20300114", "M-20300121", "M-20300128"]
    assert {a.place for a in made} == {"会堂"}
    more = series.plan_ahead(fresh(made[0]), MONDAYS, number=1, by=clerk, version=made[0].version)
    assert [a.starts_on for a in more] == [FIRST + timedelta(weeks=4)]
    assert Entry.objects.count() == 0
    assert [a.starts_on.day for a in series.following(made[1])] == [28, 4]


def test_one_is_changed_or_all_that_follow(clerk: Account, tree: Tree) -> None:
    one = held(clerk, tree["c1"], FIRST, status="planned", code="M", place="会堂")
    made = series.plan_ahead(one, MONDAYS, number=3, by=clerk, version=one.version)
    alone = fresh(made[2])
    actions.change(alone, replace(draft_of(alone), speakers=("专家",)), by=clerk, version=alone.version)
    second = fresh(made[1])
    moved = second.starts_on + timedelta(days=1)
    draft = replace(draft_of(second), place="二楼", starts_on=moved, ends_on=moved)
    assert series.change_following(second, draft, by=clerk, version=second.version) == 1
    told = [draft_of(fresh(a)) for a in (one, *made)]
    assert [d.place for d in told] == ["会堂", "会堂", "二楼", "二楼"]
    assert [d.starts_on.weekday() for d in told] == [0, 0, 1, 1]
    assert told[3].speakers == ("专家",)  # what was set for one alone stays


def test_cancelling_what_follows_leaves_what_was_held(clerk: Account, tree: Tree) -> None:
    one = held(clerk, tree["c1"], date(2018, 1, 1), status="planned", code="M")
    made = series.plan_ahead(one, MONDAYS, number=3, by=clerk, version=one.version)
    last = fresh(made[2])
    actions.change(last, replace(draft_of(last), status="held"), by=clerk, version=last.version)
    first = fresh(made[0])
    assert series.cancel_following(first, reason="改线上", by=clerk, version=first.version) == 2
    assert [fresh(a).status for a in (one, *made)] == ["planned", "cancelled", "cancelled", "held"]


def test_a_stranger_plans_and_changes_nothing(clerk: Account, stranger: Account, tree: Tree) -> None:
    one = held(clerk, tree["c1"], FIRST, status="planned", code="M")
    series.plan_ahead(one, MONDAYS, number=2, by=clerk, version=one.version)
    one = fresh(one)
    before = everything()
    for deed in (
        lambda: series.plan_ahead(one, MONDAYS, number=2, by=stranger, version=one.version),
        lambda: series.change_following(one, draft_of(one), by=stranger, version=one.version),
        lambda: series.cancel_following(one, reason="x", by=stranger, version=one.version),
    ):
        with pytest.raises(Refused):
            deed()
    assert everything() == before


@settings(max_examples=15)
@given(
    number=st.integers(1, 6),
    at=st.integers(0, 6),
    shift=st.integers(-3, 9),
    place=st.sampled_from(["", "会堂", "二楼"]),
    held_ones=st.sets(st.integers(0, 6)),
)
def test_a_change_of_what_follows_never_touches_what_is_before_or_was_held(
    number: int, at: int, shift: int, place: str, held_ones: set[int], owner: Account, tree: Tree
) -> None:
    one = held(owner, tree["c1"], date(2018, 1, 1), status="planned", code=f"M{Activity.objects.knowing('t').count()}")
    row = [one, *series.plan_ahead(one, Rule("week", 1, (0,)), number=number, by=owner, version=one.version)]
    for n in held_ones & set(range(len(row))):
        a = fresh(row[n])
        actions.change(a, replace(draft_of(a), status="held"), by=owner, version=a.version)
    at = min(at, number)
    before = [draft_of(fresh(a)) for a in row]
    this = fresh(row[at])
    moved = timedelta(days=shift)
    draft = replace(before[at], place=place, starts_on=before[at].starts_on + moved, ends_on=before[at].ends_on + moved)
    series.change_following(this, draft, by=owner, version=this.version)
    after = [draft_of(fresh(a)) for a in row]
    for n, (old, new) in enumerate(zip(before, after, strict=True)):
        if n < at or (n > at and n in held_ones):
            assert new == old
        else:
            assert new.starts_on == old.starts_on + moved
            assert new.place == place or (n > at and place == before[at].place)

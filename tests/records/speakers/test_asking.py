"""A request from the asking to the lecture held, which is one activity; what hinders it, and who may not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kexie.kit.clock import today
from kexie.kit.refusal import Refused
from kexie.kit.sheets import read_table
from kexie.records.access.models import Account
from kexie.records.activities.actions import change
from kexie.records.activities.models import Activity, Speaker
from kexie.records.activities.queries import draft_of
from kexie.records.history.models import HistoryEvent
from kexie.records.imports.base import bring
from kexie.records.imports.lists import LISTS
from kexie.records.speakers import queries
from kexie.records.speakers.actions import Listed, keep_speaker
from kexie.records.speakers.asking import match_many, take, unfit
from kexie.records.speakers.models import LectureRequest
from kexie.records.units.models import Unit
from tests.building import cast, held, value
from tests.opened import everything
from tests.records.speakers.conftest import pooled, soon, step, toured, wanted

Tree = dict[str, Unit]


def hold(by: Account, activity: Activity) -> None:
    """Say on the activity that it was held, as its own page does."""
    first = date(today().year, 1, 1)
    change(activity, replace(draft_of(activity), status="held", starts_on=first, ends_on=first), by=by,
           version=Activity.objects.knowing("test").get(pk=activity.pk).version)  # fmt: skip


def test_from_asked_to_held_it_is_one_activity_counted_once(owner: Account, top: Account, tree: Tree) -> None:
    clerk = cast("clerk", tree["c1"])
    tour = toured(top, tree["root"])
    speaker = pooled(top, tree["root"])
    request = wanted(clerk, tree["c1"], tree["root"], tour=tour)
    assert Activity.objects.knowing("test").count() == 0
    request = step(request, "match", by=top, speaker=speaker)
    request = step(request, "invite", "confirm", "remind", by=top)
    activity = Activity.objects.knowing("test").get()
    assert (activity.status, activity.kind, activity.series) == ("planned", "lecture", "示例百场报告")
    assert list(activity.speakers.values_list("text", flat=True)) == [speaker.label]
    sitting = activity.sittings.get()
    assert (sitting.begins, sitting.ends) == (time(9), time(11))
    told = queries.progress(tour)
    assert (told.done.value, told.agreed, told.open) == (0, 1, 2)
    activity.sittings.all().delete()
    hold(clerk, activity)
    assert queries.standing(LectureRequest.objects.knowing("test").select_related("activity").get()) == "held"
    told = queries.progress(tour)
    assert (told.done.value, told.agreed, told.open) == (1, 0, 2)
    assert [one.unit.code for one in told.without] == ["p2"]
    for unit in ("root", "p1", "c1"):
        assert value("activities", tree[unit], str(today().year), where=["series=示例百场报告"])[0] == 1
    assert [one.step for one in request.steps.all()] == ["ask", "match", "invite", "confirm", "remind"]
    assert HistoryEvent.objects.filter(noun="lecture").count() == 5
    with pytest.raises(Refused, match="已讲"):
        step(request, "withdraw", by=clerk, reason="不办了")


def test_a_speaker_replaced_after_agreeing_leaves_the_day_and_the_tour_no_longer_counts_it_agreed(
    top: Account, tree: Tree
) -> None:
    clerk = cast("clerk", tree["c1"])
    tour = toured(top, tree["root"])
    first, second = pooled(top, tree["root"]), pooled(top, tree["root"], "示例0002")
    request = step(wanted(clerk, tree["c1"], tree["root"], tour=tour), "match", by=top, speaker=first)
    request = step(request, "invite", "confirm", by=top)
    with pytest.raises(Refused, match="还是同一位"):
        step(request, "replace", by=top, speaker=first, reason="病了")
    request = step(request, "replace", by=top, speaker=second, reason="病了")
    activity = Activity.objects.knowing("test").get()
    assert (activity.status, activity.speakers.count(), queries.progress(tour).agreed) == ("planned", 0, 0)
    step(request, "invite", "confirm", by=top)
    assert list(Activity.objects.knowing("test").get().speakers.values_list("text", flat=True)) == [second.label]
    assert queries.progress(tour).agreed == 1
    step(request, "withdraw", by=clerk, reason="会场有变")
    assert Activity.objects.knowing("test").get().status == "cancelled"
    assert queries.progress(tour).agreed == 0


def test_what_hinders_a_match_is_said_and_nothing_changes(top: Account, tree: Tree) -> None:
    day = soon()
    good = pooled(top, tree["root"], "busy", load=2)
    step(wanted(top, tree["p2"], tree["root"], on=day), "match", by=top, speaker=good)
    one = wanted(top, tree["c1"], tree["root"], on=day, begins=time(10), ends=time(12))
    near = wanted(top, tree["c1"], tree["root"], on=day, begins=time(13), ends=time(14))
    later = wanted(top, tree["c1"], tree["root"], on=day + timedelta(days=1))
    shut = ((later.begins_at.date(), later.begins_at.date()),)
    cases = [
        (one, good, "同一时间已有"),
        (near, good, "另一个地区"),
        (later, pooled(top, tree["root"], "field", fields=("医学",)), "不合这一单"),
        (later, pooled(top, tree["root"], "tongue", languages=("en",)), "不合这一单"),
        (later, pooled(top, tree["root"], "region", regions=("p2",)), "不合这一单"),
        (later, pooled(top, tree["root"], "away", away=shut), "那天不便"),
        (later, pooled(top, tree["root"], "mute", consented_on=None), "还没有同意"),
        (later, pooled(top, tree["root"], "gone", withdrawn=True), "已退出"),
    ]
    apart = keep_speaker(Listed("apart", "示例别处", tree["p2"], ("农业",), consented_on=date(2018, 1, 1)), by=top)
    asked_p1 = wanted(top, tree["c1"], tree["p2"])
    cases.append((asked_p1, pooled(top, tree["root"], "up"), "不在"))
    before = everything()
    for request, speaker, said in cases:
        with pytest.raises(Refused, match=said):
            take(request, "match", by=top, version=request.version, speaker=speaker)
    assert everything() == before
    step(later, "match", by=top, speaker=good)
    last = wanted(top, tree["c1"], tree["root"], on=day + timedelta(days=2))
    assert "已排满 2 场" in unfit(last, good)[0]
    assert unfit(last, apart) == []


def test_an_activity_elsewhere_that_names_the_speaker_takes_their_hours_and_without_hours_is_only_shown(
    top: Account, tree: Tree
) -> None:
    speaker = pooled(top, tree["root"])
    day = soon()
    other = held(top, tree["p2"], day, status="planned", speakers=(speaker.label,))
    request = wanted(top, tree["c1"], tree["root"], on=day)
    assert unfit(request, speaker) == []
    assert [slot.vague for slot in queries.taken([speaker])[speaker.pk]] == [True]
    other.sittings.create(on=day, begins=time(8), ends=time(10))
    assert "同一时间已有" in unfit(request, speaker)[0]
    Speaker.objects.filter(activity=other).update(text="示例另一位")
    assert unfit(request, speaker) == []


def test_a_plan_taken_over_is_taken_whole_or_not_at_all(top: Account, tree: Tree) -> None:
    speaker = pooled(top, tree["root"])
    day = soon()
    two = [wanted(top, tree["c1"], tree["root"], on=day), wanted(top, tree["c2"], tree["root"], on=day)]
    before = everything()
    with pytest.raises(Refused, match="同一时间已有"):
        match_many(dict.fromkeys(two, speaker), by=top)
    assert everything() == before
    assert match_many({two[0]: speaker}, by=top) == 1


def test_what_cannot_be_asked_is_refused_in_words(top: Account, tree: Tree) -> None:
    pooled(top, tree["root"])
    tour = toured(top, tree["p2"])
    before = everything()
    for more, said in (
        ({"on": today() - timedelta(days=1)}, "时间已经过去"),
        ({"field": "占星"}, "没有“占星”这个领域"),
        ({"language": "tlh"}, "没有这种语言"),
        ({"title": " "}, "请写想听什么"),
        ({"zone": "Mars/Base"}, "没有时区"),
        ({"begins": time(9), "ends": time(9)}, "超过 12 小时"),
        ({"tour": tour}, "不面向"),
    ):
        with pytest.raises(Refused, match=said):
            wanted(top, tree["c1"], tree["root"], **more)
    with pytest.raises(Refused, match="这一轮巡讲的日期"):
        wanted(top, tree["c3"], tree["root"], tour=tour, on=date(today().year + 2, 1, 1))
    assert everything() == before


def test_a_lecture_overseas_stands_on_our_day_and_hours(top: Account, tree: Tree) -> None:
    speaker = pooled(top, tree["root"])
    day = soon()
    told = {"on": day, "begins": time(15), "ends": time(17), "zone": "America/New_York"}
    request = step(wanted(top, tree["c1"], tree["root"], **told), "match", by=top, speaker=speaker)
    step(request, "invite", "confirm", by=top)
    activity = Activity.objects.knowing("test").get()
    assert activity.starts_on == day + timedelta(days=1)
    assert queries.day_there(request).date() == day


def test_strangers_neighbours_and_readers_may_nothing_and_nothing_changes(
    top: Account, chair: Account, member: Account, auditor: Account, stranger: Account, tree: Tree
) -> None:
    clerk, other = cast("clerk", tree["c1"]), cast("clerk", tree["c2"], "other")
    speaker = pooled(top, tree["root"])
    request = wanted(clerk, tree["c1"], tree["root"])
    before = everything()
    for who in (stranger, member, other, auditor, chair):
        for deed in (
            lambda who=who: take(request, "match", by=who, version=1, speaker=speaker),
            lambda who=who: take(request, "withdraw", by=who, version=1, reason="x"),
            lambda who=who: wanted(who, tree["c1"], tree["root"]),
            lambda who=who: pooled(who, tree["c1"], "x"),
            lambda who=who: toured(who, tree["c1"]),
        ):
            with pytest.raises(Refused):
                deed()
    with pytest.raises(Refused, match="派单单位"):
        take(request, "match", by=clerk, version=1, speaker=speaker)
    with pytest.raises(Refused, match="刚被别人动过"):
        take(request, "match", by=top, version=7, speaker=speaker)
    assert everything() == before
    assert not queries.seen(stranger).exists()
    assert not queries.seen(other).exists()
    assert queries.seen(auditor).get() == request


def test_the_filter_of_a_stage_is_the_rule_of_a_stage(top: Account, tree: Tree) -> None:
    speaker = pooled(top, tree["root"])
    asked = wanted(top, tree["c1"], tree["root"])
    agreed = step(
        wanted(top, tree["c2"], tree["root"], on=soon() + timedelta(days=1)), "match", by=top, speaker=speaker
    )
    step(agreed, "invite", "confirm", by=top)
    step(wanted(top, tree["c3"], tree["root"]), "withdraw", by=top, reason="x")
    for request in queries.seen(top):
        assert queries.seen(top).filter(queries.at(queries.standing(request)), pk=request.pk).exists()
    assert queries.seen(top).filter(queries.at("asked")).get() == asked


def test_the_pool_holds_no_number_and_no_address(top: Account, tree: Tree) -> None:
    before = everything()
    for label in ("示例 13800000000", "示例 a@example.org", "示例 010-12345678", ""):
        with pytest.raises(Refused):
            pooled(top, tree["root"], label=label)
    for more in ({"fields": ()}, {"languages": ("tlh",)}, {"load": 0}, {"zone": "Mars"}):
        with pytest.raises(Refused):
            pooled(top, tree["root"], **more)
    assert everything() == before


def test_requests_come_in_by_spreadsheet_and_a_second_time_nothing_changes(
    tree: Tree, top: Account, clerk: Account
) -> None:
    pooled(top, tree["root"])
    head = "code,unit,pool,title,field,on,begins,ends\n"
    good = f"J1,c1,root,稻田里的科技,农业,{soon()},9:30,11:00\n"
    bad = [
        f"J2,c2,root,别处的,农业,{soon()},9:30,11:00\n",
        f"J3,c1,root,没有的,天文,{soon()},9:30,11:00\n",
        "J4,c1,root,过去的,农业,2018-05-03,9:30,11:00\n",
        f"J5,c1,root,太长,农业,{soon()},9:30,9:30\n",
        f"J6,c1,root,没有这时间,农业,{soon()},25:30,11:00\n",
    ]
    before = everything()
    said = bring(LISTS["requests"], read_table((head + good + "".join(bad)).encode(), "x.csv"), by=clerk)
    whys = "没有在该单位登记的权限", "没有“天文”这个领域", "时间已经过去", "超过 12 小时", "没有 25:30 这个时间"
    assert sorted(problem.row for problem in said.problems) == [3, 4, 5, 6, 7]
    assert all(any(why in problem.why for problem in said.problems) for why in whys)
    assert everything() == before
    for accepted in (1, 0):
        said = bring(LISTS["requests"], read_table((head + good).encode(), "x.csv"), by=clerk)
        assert (said.accepted, said.unchanged, said.problems) == (accepted, 1 - accepted, ())
    (kept,) = LectureRequest.objects.knowing("test")
    assert (kept.code, kept.stage, kept.steps.count()) == ("J1", "asked", 1)
    asked = []
    for many in (1, 20):  # as many questions for many rows as for one
        rows = "".join(f"M{many}-{n},c1,root,稻田里的科技,农业,{soon()},9:30,11:00\n" for n in range(many))
        with CaptureQueriesContext(connection) as told:
            assert bring(LISTS["requests"], read_table((head + rows).encode(), "x.csv"), by=clerk).accepted == many
        asked.append(len(told))
    assert asked[0] == asked[1]
    changed = good.replace("11:00", "11:30")
    said = bring(LISTS["requests"], read_table((head + changed).encode(), "x.csv"), by=clerk)
    assert "已经用过" in said.problems[0].why

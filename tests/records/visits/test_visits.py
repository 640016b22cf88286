"""A visit is one activity; what was promised there becomes a matter in one step, and nothing personal is kept."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from kexie.kit.clock import today
from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.activities.models import Activity
from kexie.records.matters.models import Matter
from kexie.records.units.models import Unit
from kexie.records.visits import queries
from kexie.records.visits.actions import (
    About,
    Heard,
    NewVisit,
    change_visit,
    follow_up,
    go_through,
    note_down,
    record_visit,
    settle,
)
from kexie.records.visits.checklists import CHECKLISTS
from kexie.records.visits.models import Visit
from tests.building import cast, held, value
from tests.opened import everything

Tree = dict[str, Unit]
DAY = date(2018, 5, 30)


def visited(by: Account, unit: Unit, activity: Activity | None = None, **more: Any) -> Visit:
    """Record a visit."""
    given: dict[str, Any] = {
        "code": "V1",
        "title": "走访",
        "starts_on": DAY,
        "purpose": "care",
        "whom": "退休人员 3 人",
    }
    return record_visit(NewVisit(unit=unit, **(given | more)), by=by, activity=activity)


def test_a_visit_is_one_activity_and_a_promise_becomes_a_matter_in_one_step(clerk: Account, tree: Tree) -> None:
    lines = (Heard("盼望开放实验室"), Heard("下月开放实验室", "分管领导", tree["c1"], today() + timedelta(days=30)))
    visit = visited(clerk, tree["c1"], went=("分管领导", "办公室经办"), heard=lines)
    for unit in ("root", "c1"):
        assert value("activities", tree[unit], "2018", where=["kind=visit"])[0] == 1
    heard, promised = visit.notes.all()
    assert (heard.kind, promised.kind) == ("heard", "promised")
    assert list(queries.to_follow_up(clerk)) == [promised]
    matter = follow_up(promised, title="", lead=tree["c1"], due=promised.due, by=clerk)
    assert (matter.workflow, matter.source) == ("promise", f"activity:{visit.activity_id}")
    assert matter.details["visit"] == "V1"
    assert value("matters_opened", tree["c1"], str(today().year), where=["kind=promise"])[0] == 1
    assert not queries.to_follow_up(clerk).exists()
    before = everything()
    with pytest.raises(Refused, match="已经立为事项"):
        follow_up(promised, title="", lead=tree["c1"], due=None, by=clerk)
    with pytest.raises(Refused, match="已经立为事项"):
        settle(promised, reason="x", by=clerk)
    assert everything() == before


def test_what_was_heard_is_passed_on_only_with_consent(clerk: Account, tree: Tree) -> None:
    visit = visited(clerk, tree["c1"], heard=(Heard("盼望开放实验室"),))
    line = visit.notes.get()
    before = everything()
    with pytest.raises(Refused, match="没有征得同意"):
        follow_up(line, title="", lead=tree["c1"], due=None, by=clerk)
    assert everything() == before
    change_visit(visit, About("care", visit.whom, "given"), by=clerk, version=1)
    assert queries.to_follow_up(clerk).get() == line
    follow_up(line, title="开放实验室", lead=tree["c1"], due=None, by=clerk)
    assert Matter.objects.knowing("test").get().title == "开放实验室"


def test_a_line_is_settled_with_a_reason_and_a_check_list_kept(clerk: Account, tree: Tree) -> None:
    visit = visited(clerk, tree["c1"], purpose="guidance", place=tree["c1"], whom="")
    visit = note_down(visit, [Heard("送两套图书", "分管领导")], by=clerk, version=1)
    settle(visit.notes.get(), reason="当场送到", by=clerk)
    assert not queries.to_follow_up(clerk).exists()
    told = {"people": ("good", ""), "records": ("missing", "名册缺两场"), "plan": ("", "")}
    visit = go_through(visit, "guidance", told, by=clerk, version=2)
    assert list(visit.checked.values_list("item", "found")) == [("people", "good"), ("records", "missing")]
    before = everything()
    for of_list, found, version in (
        ("nothing", {}, 3),
        ("guidance", {"thoughts": ("good", "")}, 3),
        ("guidance", {"people": ("5 分", "")}, 3),
        ("guidance", {}, 1),
    ):
        with pytest.raises(Refused):
            go_through(visit, of_list, found, by=clerk, version=version)
    assert everything() == before


def test_check_lists_ask_about_work_with_slugs_that_fit() -> None:
    for one in CHECKLISTS.values():
        slugs = [item.slug for item in one.items]
        assert len(slugs) == len(set(slugs))
        assert all(len(slug) <= 20 for slug in (one.slug, *slugs))


def test_an_activity_that_stands_is_described_not_entered_twice(clerk: Account, owner: Account, tree: Tree) -> None:
    there, other = held(owner, tree["c1"], kind="visit"), held(owner, tree["c1"])
    assert queries.undescribed(clerk).get() == there
    visited(clerk, tree["c1"], activity=there)
    assert value("activities", tree["c1"], "2018", where=["kind=visit"])[0] == 1
    assert not queries.undescribed(clerk).exists()
    before = everything()
    for activity, said in ((there, "已经写过"), (other, "不是走访")):
        with pytest.raises(Refused, match=said):
            visited(clerk, tree["c1"], activity=activity)
    assert everything() == before


def test_what_cannot_stand_is_refused_in_words(clerk: Account, tree: Tree) -> None:
    before = everything()
    for more, said in (
        ({"purpose": "watch"}, "走访的目的"),
        ({"consent": "maybe"}, "同意转达"),
        ({"whom": ""}, "走访了谁"),
        ({"whom": "示例 13800000000"}, "只写身份"),
        ({"went": ("a@example.org",)}, "只写身份"),
        ({"heard": (Heard(" "),)}, "听到了什么"),
        ({"heard": (Heard("电话 13800000000"),)}, "请去掉"),
        ({"heard": (Heard("开放", "", None, DAY),)}, "谁答应的"),
        ({"checklist": "x"}, "没有这张检查单"),
        ({"ends_on": DAY - timedelta(days=1)}, "早于"),
        ({"title": ""}, "编号和名称"),
    ):
        with pytest.raises(Refused, match=said):
            visited(clerk, tree["c1"], **more)
    assert everything() == before


def test_strangers_neighbours_and_readers_may_nothing(
    clerk: Account, member: Account, auditor: Account, stranger: Account, tree: Tree
) -> None:
    visit = visited(clerk, tree["c1"], heard=(Heard("开放", "分管领导"),))
    line, other = visit.notes.get(), cast("clerk", tree["c2"], "other")
    before = everything()
    for who in (stranger, member, auditor, other):
        for deed in (
            lambda who=who: visited(who, tree["c1"], code="V2"),
            lambda who=who: note_down(visit, [Heard("x")], by=who, version=1),
            lambda who=who: change_visit(visit, About("care", "x", "given"), by=who, version=1),
            lambda who=who: go_through(visit, "guidance", {}, by=who, version=1),
            lambda who=who: follow_up(line, title="x", lead=tree["c1"], due=None, by=who),
            lambda who=who: settle(line, reason="x", by=who),
        ):
            with pytest.raises(Refused):
                deed()
    assert everything() == before
    assert not queries.seen(stranger).exists()
    assert not queries.seen(other).exists()
    assert queries.seen(auditor).get() == visit

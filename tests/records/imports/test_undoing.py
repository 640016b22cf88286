"""An import is taken back whole where nothing stands on it, and not at all where something does."""

from __future__ import annotations

from datetime import date

import pytest

from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access.models import Account, Post
from kexie.records.activities.actions import Row, keep_roster
from kexie.records.activities.models import Activity, Attendance
from kexie.records.history.actions import faults
from kexie.records.imports import runs
from kexie.records.imports.models import ImportRun
from kexie.records.imports.undoing import undo
from kexie.records.ledger.closings import close
from kexie.records.ledger.closings import faults as torn
from kexie.records.people.models import Person
from kexie.records.structure import persons
from kexie.records.units.models import Unit
from kexie.records.units.queries import tree as tree_of
from tests.building import held, present, someone, value
from tests.opened import everything

Tree = dict[str, Unit]
ACTIVITIES = "编号,种类,名称,主办单位编号,开始日期,人数,联合主办"
UNITS = "编号,名称,上级编号,种类"
PEOPLE = "编号,姓名,单位编号,起"
POSTS = "人员编号,单位编号,岗位,起,止"
ROSTER = "活动编号,人员编号,状态"
HEADS = {"activities": ACTIVITIES, "units": UNITS, "people": PEOPLE, "posts": POSTS, "attendance": ROSTER}


def brought(of_list: str, by: Account, *lines: str) -> ImportRun:
    """Bring a sheet and keep it."""
    content = "\n".join([HEADS[of_list], *lines]).encode()
    run = runs.take(of_list, name=f"{of_list}.csv", content=content, by=by)
    outcome = runs.keep(run, by=by, only_good=False)
    assert not outcome.rejected, outcome.problems
    return ImportRun.objects.get(pk=run.pk)


def figures(tree: Tree) -> list[object]:
    return [value(slug, tree["root"]) for slug in ("activities", "attendances", "attendees")]


def test_a_batch_says_who_when_what_file_and_what_it_did(clerk: Account, tree: Tree) -> None:
    run = brought("activities", clerk, "B1,学习,一场,c1,2018-05-03,300余,", "B2,学习,二场,c1,2018-05-04,12,")
    assert (run.by, run.name, run.state, run.read, run.accepted) == (clerk.pk, "activities.csv", "done", 2, 2)
    assert len(run.digest) == 64
    assert run.kept_at is not None
    assert undo(run, by=clerk, dry_run=True).does == ("登记活动 2 项",)


def test_a_dry_run_changes_nothing(clerk: Account, tree: Tree) -> None:
    run = brought("activities", clerk, "B1,学习,一场,c1,2018-05-03,300余,")
    before = everything()
    assert undo(run, by=clerk, dry_run=True).possible
    assert everything() == before


def test_undoing_brings_every_figure_back_and_is_done_once(clerk: Account, owner: Account, tree: Tree) -> None:
    held(owner, tree["c1"], headcount=40)
    before = figures(tree)
    run = brought("activities", clerk, "B1,学习,一场,c1,2018-05-03,300余,c2", "B2,讲座,二场,c1,2018-05-04,12,")
    assert figures(tree) != before
    undo(run, by=clerk)
    assert figures(tree) == before
    run.refresh_from_db()
    assert (run.state, run.undone_by) == ("undone", clerk.pk)
    stands = everything()
    with pytest.raises(Refused, match="已经撤销过"):
        undo(run, by=clerk)
    assert everything() == stands
    assert faults() == torn() == []


def test_the_mended_sheet_may_be_brought_again(clerk: Account, tree: Tree) -> None:
    undo(brought("activities", clerk, "B1,学习,一场,c1,2018-05-03,300余,"), by=clerk)
    brought("activities", clerk, "B1,学习,一场,c1,2018-05-03,30,")
    assert value("attendances", tree["root"]) == (30, "exact")


def test_what_an_import_changed_is_put_back_as_it_was(clerk: Account, tree: Tree) -> None:
    brought("activities", clerk, "B1,学习,一场,c1,2018-05-03,300余,c2")
    before = figures(tree), value("activities", tree["c2"])
    run = brought("activities", clerk, "B1,讲座,改了名,c1,2018-06-03,,")
    undo(run, by=clerk)
    assert (figures(tree), value("activities", tree["c2"])) == before
    again = Activity.objects.knowing("test").get(code="B1")
    assert (again.title, again.kind, again.headcount, again.bound) == ("一场", "study", 300, "at_least")


def test_what_stands_on_it_is_named_and_nothing_is_undone(clerk: Account, owner: Account, tree: Tree) -> None:
    run = brought("activities", clerk, "B1,学习,一场,c1,2018-05-03,300余,")
    one = Activity.objects.knowing("test").get(code="B1")
    present(clerk, one, someone("S1", owner, tree["c1"]))
    assert undo(run, by=clerk, dry_run=True).against == ("活动 B1 之后又被改过（1 次）。",)
    before = everything()
    with pytest.raises(Refused, match="B1 之后又被改过"):
        undo(run, by=clerk)
    assert everything() == before


def test_a_tree_is_withdrawn_and_its_codes_are_free_again(owner: Account, tree: Tree) -> None:
    run = brought("units", owner, "n1,误设一,c3,association", "n2,误设二,n1,association")
    pk = Unit.objects.get(code="n1").pk
    assert pk in tree_of().parent
    undo(run, by=owner)
    assert pk not in tree_of().parent
    assert not Unit.objects.filter(code__in=["n1", "n2"]).exists()
    brought("units", owner, "n1,改好的,p1,association")
    assert tree_of().parent[Unit.objects.get(code="n1").pk] == tree["p1"].pk


def test_a_tree_with_records_in_it_stays(owner: Account, tree: Tree) -> None:
    run = brought("units", owner, "n1,新设,c3,association")
    held(owner, Unit.objects.get(code="n1"))
    assert "单位 n1 之下已有后来的记录（1 条）。" in undo(run, by=owner, dry_run=True).against
    more = brought("units", owner, "n2,新设,c3,association")
    brought("units", owner, "n3,再设,n2,association")
    assert "单位 n2 之下后来又设了单位。" in undo(more, by=owner, dry_run=True).against


def test_a_units_name_is_put_back(owner: Account, tree: Tree) -> None:
    run = brought("units", owner, "c3,改名了,p2,association")
    undo(run, by=owner)
    assert Unit.objects.get(code="c3").name == "示例c3"


def test_people_go_with_everything_told_of_them_and_moved_ones_are_at_home_where_they_were(
    clerk: Account, owner: Account, tree: Tree
) -> None:
    moved = someone("M1", owner, tree["c1"])
    run = brought("people", owner, "N1,新人,c1,2018-01-01", "M1,示例M1,c2,2018-06-01")
    home = persons.home_of(moved)
    assert home is not None
    assert home.code == "c2"
    undo(run, by=owner)
    assert not Person.objects.knowing("test").filter(code="N1").exists()
    home = persons.home_of(moved)
    assert home is not None
    assert home.code == "c1"
    assert faults() == []


def test_people_on_a_roster_or_with_a_post_stay(clerk: Account, owner: Account, tree: Tree) -> None:
    run = brought("people", clerk, "N1,新人,c1,", "N2,新人二,c1,")
    people = {one.code: one for one in Person.objects.knowing("test").filter(code__in=["N1", "N2"])}
    present(owner, held(owner, tree["c1"]), people["N1"])
    Post.objects.create(person=people["N2"], unit=tree["c1"], role="member")
    told = undo(run, by=clerk, dry_run=True).against
    assert set(told) == {"人员 N1 已在名册上。", "人员 N2 已有任职。"}


def test_posts_are_taken_away_or_end_as_they_did(owner: Account, tree: Tree) -> None:
    someone("S1", owner, tree["c1"])
    brought("posts", owner, "S1,c1,经办,2018-01-01,2018-12-31")
    run = brought("posts", owner, "S1,c1,经办,2018-01-01,2019-12-31", "S1,c2,成员,2018-01-01,")
    undo(run, by=owner)
    assert [(post.unit.code, post.until) for post in Post.objects.filter(person__code="S1")] == [
        ("c1", date(2018, 12, 31))
    ]


def test_lines_of_rosters_go_and_changed_ones_are_put_back(clerk: Account, owner: Account, tree: Tree) -> None:
    one = held(owner, tree["c1"], code="A1", headcount=50)
    first = someone("S1", owner, tree["c1"])
    someone("S2", owner, tree["c1"])
    keep_roster(one, [Row(first.pseudonym, "excused")], by=owner)
    before = figures(tree)
    run = brought("attendance", clerk, "A1,S1,实到", "A1,S2,实到")
    assert figures(tree) != before
    undo(run, by=clerk)
    assert figures(tree) == before
    assert list(Attendance.objects.knowing("test").filter(activity=one).values_list("status", flat=True)) == ["excused"]


def test_after_a_closing_it_is_undone_as_a_restatement_and_says_so(clerk: Account, owner: Account, tree: Tree) -> None:
    run = brought("activities", clerk, "B1,学习,一场,c1,2018-05-03,30,")
    close(month=date(2018, 5, 1), by=owner)
    told = undo(run, by=clerk)
    assert told.notes == ("2018-05 已结账：撤销以后，那些数显示为更正，早先所知的不变。",)
    assert torn() == []


def test_only_who_brought_it_or_an_owner_undoes_it(
    clerk: Account, chair: Account, stranger: Account, owner: Account, tree: Tree
) -> None:
    run = brought("activities", clerk, "B1,学习,一场,c1,2018-05-03,30,")
    before = everything()
    for who in (chair, stranger):
        with pytest.raises(Forbidden):
            undo(run, by=who)
    assert everything() == before
    undo(run, by=owner)


def test_who_lost_the_unit_meanwhile_undoes_nothing(clerk: Account, tree: Tree) -> None:
    run = brought("activities", clerk, "B1,学习,一场,c1,2018-05-03,30,")
    Post.objects.filter(person=clerk.person).update(unit=tree["c3"])
    with pytest.raises(Refused, match="管不到的单位"):
        undo(run, by=clerk)

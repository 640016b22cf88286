from __future__ import annotations

import pytest
from django.test import Client

from kexie.kit.clock import today
from kexie.records.access.models import Account
from kexie.records.history.models import Look
from kexie.records.matters.opening import NewMatter, open_matter
from kexie.records.meetings.actions import Call, NewSeries, begin_series, call
from kexie.records.search import index
from kexie.records.speakers.actions import Listed, keep_speaker
from kexie.records.units.models import Unit
from kexie.records.visits.actions import NewVisit, record_visit
from tests.api.conftest import Program, program
from tests.building import cast, held, someone
from tests.web.visiting import queries, visit, words

__all__ = ["program"]
Tree = dict[str, Unit]


def test_a_unit_is_found_by_part_of_its_name_and_shown_with_its_path(clerk: Account) -> None:
    text = words(visit(clerk), "/search/?q=示例c")
    assert "c1　示例p1／示例city" in visit(clerk).get("/search/?q=示例c").content.decode()
    assert "示例c3" in text
    assert "示例root" not in text


def test_a_code_is_found_too_and_the_exact_one_stands_first(clerk: Account) -> None:
    page = visit(clerk).get("/search/?q=C").content.decode()
    assert page.index("示例c1") < page.index("示例c2")
    exact = visit(clerk).get("/search/?q=c3").content.decode()
    assert "示例c3" in exact


def test_who_searches_before_all_is_taken_in_is_told_so(
    clerk: Account, owner: Account, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    held(owner, tree["c1"], title="本县读书班")
    assert "还没有全部编入搜索" not in words(visit(clerk), "/search/?q=读书班")
    monkeypatch.setattr(index, "AT_ONCE", 1)
    monkeypatch.setattr(index, "PATIENCE", 0.0)
    for at in range(3):
        held(owner, tree["c1"], title=f"读书班{at}")
    assert "还没有全部编入搜索" in words(visit(clerk), "/search/?q=读书班")
    index.keep_up()
    text = words(visit(clerk), "/search/?q=读书班")
    assert "还没有全部编入搜索" not in text
    assert "读书班2" in text


def test_only_activities_that_one_may_open_are_found(
    clerk: Account, chair: Account, member: Account, owner: Account, tree: Tree
) -> None:
    held(owner, tree["c1"], title="本县读书班")
    held(owner, tree["c3"], title="别县读书班")
    mine = words(visit(clerk), "/search/?q=读书班")
    assert "本县读书班" in mine
    assert "别县读书班" not in mine
    assert "别县读书班" in words(visit(chair), "/search/?q=读书班")
    assert "没有找到，或者您看不到" in words(visit(member), "/search/?q=读书班")


def test_matters_and_what_stands_in_their_text_are_found_and_only_ones_own(
    clerk: Account, chair: Account, tree: Tree
) -> None:
    for lead in ("c1", "c3"):
        open_matter(NewMatter("decision", f"{lead}的督办", tree[lead], tree[lead], text="选址在文化中心"), by=chair)
    page = words(visit(clerk), "/search/?q=文化中心")
    assert "c1的督办" in page
    assert "c3的督办" not in page


def test_figures_are_found_as_questions(clerk: Account) -> None:
    assert "示例c1的活动有多少人次参加" in words(visit(clerk), "/search/?q=人次")


def test_no_sign_is_a_wildcard_and_none_breaks_the_page(clerk: Account) -> None:
    for typed in ("%25", "_", "%00", "%27%22%3Cb%3E", "x" * 5000, "%E3%80%80"):
        assert visit(clerk).get(f"/search/?q={typed}").status_code == 200
    assert "没有找到" in words(visit(clerk), "/search/?q=%25")
    assert "<b>&" not in visit(clerk).get("/search/?q=%3Cb%3E").content.decode()


def test_a_stranger_finds_nothing_and_a_visitor_the_door(client: Client, stranger: Account, tree: Tree) -> None:
    assert "示例c1" not in words(visit(stranger), "/search/?q=c1", 403)
    assert client.get("/search/?q=c1")["Location"].startswith("/sign-in/")


def test_three_hits_ask_no_more_than_one(chair: Account, owner: Account, tree: Tree) -> None:
    client = visit(chair)
    held(owner, tree["c1"], title="读书班")
    asked = queries(client, "/search/?q=读书班")
    held(owner, tree["c2"], title="读书班")
    held(owner, tree["c3"], title="读书班")
    assert queries(client, "/search/?q=读书班") == asked
    assert queries(client, "/search/?q=c") <= asked + 2


def test_meetings_goals_speakers_visits_and_people_are_found_by_whoever_may_see_them(
    program: Program, owner: Account, clerk: Account, member: Account, tree: Tree
) -> None:
    """One word stands in each; a clerk elsewhere finds what is everybody's, and the page and the program agree."""
    office, elsewhere = cast("clerk", tree["root"], "office"), cast("clerk", tree["p2"], "elsewhere")
    series = begin_series(NewSeries(tree["root"], "石榴籽调度会", 5), by=office)
    call(Call(series, today(), (tree["c1"],)), by=office)
    keep_speaker(Listed("S1", "石榴籽专家", tree["p1"], ("农业",)), by=office)
    record_visit(NewVisit("V1", "石榴籽走访", tree["c1"], today(), "care", "三位会员"), by=clerk)
    someone("石榴籽", owner, tree["c1"])
    assert {"meetings", "visits"} <= _found(program, clerk) <= {"meetings", "visits", "speakers", "activities"}
    assert {"meetings", "speakers", "visits"} <= _found(program, office)
    assert not _found(program, elsewhere) & {"meetings", "speakers", "visits"}
    assert not _found(program, member) & {"meetings", "speakers", "visits"}
    page = words(visit(clerk), "/search/?q=石榴籽")
    assert "石榴籽调度会" in page
    assert "人员" in page
    assert Look.objects.filter(noun="people", by=clerk.pk).count() == 1
    assert "示例石榴籽" not in words(visit(elsewhere), "/search/?q=石榴籽")
    assert "示例石榴籽" in words(visit(owner), "/search/?q=石榴籽")  # who has all has them without a post
    assert Look.objects.filter(noun="people", by=owner.pk).count() == 1


def _found(program: Program, who: Account) -> set[str]:
    return set(program(who).get("search", q="石榴籽")[1]["found"])

"""Visits on the site: from recording to the matter and the number; whoever may not is refused; a sheet comes in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kexie.kit.clock import today
from kexie.kit.sheets import read_table
from kexie.records.access.models import Account
from kexie.records.activities.models import Activity
from kexie.records.imports.base import bring
from kexie.records.imports.visits import VISITS
from kexie.records.matters.models import Matter
from kexie.records.units.models import Unit
from kexie.records.visits.models import Visit, VisitNote
from kexie.web.visits.deeds import free_code
from tests.building import cast, held, value
from tests.opened import everything
from tests.records.visits.test_visits import visited
from tests.web.visiting import queries, visit, words

Tree = dict[str, Unit]
PLACE = "/visits/"


def test_from_the_first_click_to_the_number_that_changed(clerk: Account, tree: Tree) -> None:
    client, due = visit(clerk), (today() + timedelta(days=30)).isoformat()
    typed: dict[str, Any] = {"title": "走访退休人员", "starts_on": today().isoformat(), "unit": "c1", "purpose": "care"}
    typed |= {"whom": "退休人员 3 人", "consent": "given", "went": "分管领导\n经办", "heard": "盼望开放"}
    wrong = client.post(f"{PLACE}new/", typed | {"promised": "开放实验室"})
    assert wrong.status_code == 400
    assert "没有写谁答应的" in wrong.content.decode()
    assert client.post(f"{PLACE}new/", typed | {"promised": f"开放实验室｜分管领导｜c1｜{due}"}).status_code == 302
    activity = Activity.objects.knowing("test").get()
    page = words(client, f"{PLACE}{activity.code}/")
    assert "待跟进" in page
    assert "开放实验室" in words(client, f"{PLACE}follow/")
    line = VisitNote.objects.get(kind="promised")
    shown = client.get(f"{PLACE}lines/{line.pk}/follow/").context["form"].initial
    assert (shown["title"], shown["lead"], str(shown["due"])) == ("开放实验室", "c1", due)
    assert client.post(f"{PLACE}lines/{line.pk}/follow/", shown).status_code == 302
    matter = Matter.objects.knowing("test").get()
    assert matter.code in words(client, f"{PLACE}{activity.code}/")
    assert value("matters_opened", tree["c1"], str(today().year), where=["kind=promise"])[0] == 1
    assert "开放实验室" in words(client, f"/figures/matters_opened/?unit=c1&period={today().year}&where=kind=promise")
    heard = VisitNote.objects.get(kind="heard")
    assert client.post(f"{PLACE}lines/{heard.pk}/settle/", {"reason": "已开放"}).status_code == 302
    assert "没有要跟进的" in words(client, f"{PLACE}follow/")


def test_a_check_list_is_gone_through_and_what_is_missing_becomes_a_promise(clerk: Account, tree: Tree) -> None:
    visited(clerk, tree["c1"], purpose="guidance", place=tree["c1"])
    client = visit(clerk)
    assert "基层组织指导" in words(client, f"{PLACE}V1/")
    told = {"version": 1, "found_records": "missing", "note_records": "名册缺两场"}
    assert client.post(f"{PLACE}V1/check/?list=guidance", told).status_code == 302
    assert "名册缺两场" in words(client, f"{PLACE}V1/")
    form = client.get(f"{PLACE}V1/note/?promise=名册缺两场").context["form"]
    assert form.initial["promised"] == "名册缺两场｜"
    assert client.post(f"{PLACE}V1/note/", {"version": 2, "promised": "补名册｜组织处经办"}).status_code == 302
    assert client.post(f"{PLACE}V1/note/", {"version": 2, "heard": "x"}).status_code == 400
    told = {"version": 3, "purpose": "guidance", "whom": "经办 2 人", "consent": "refused", "went": "组织处经办"}
    assert client.post(f"{PLACE}V1/change/", told).status_code == 302
    assert Visit.objects.knowing("test").get().whom == "经办 2 人"


def test_a_visit_entered_as_an_activity_is_described(clerk: Account, owner: Account, tree: Tree) -> None:
    there = held(owner, tree["c1"], kind="visit")
    client = visit(clerk)
    assert "还没写情况" in words(client, PLACE)
    assert client.get(f"{PLACE}{there.code}/")["Location"] == f"{PLACE}{there.code}/describe/"
    typed = {"purpose": "research", "whom": "企业技术负责人 5 人", "consent": "unasked", "heard": "缺设备"}
    assert client.post(f"{PLACE}{there.code}/describe/", typed).status_code == 302
    assert "没有征询" in words(client, f"{PLACE}{there.code}/")


def test_strangers_and_neighbours_are_refused(
    clerk: Account, stranger: Account, member: Account, auditor: Account, tree: Tree
) -> None:
    one = visited(clerk, tree["c1"])
    line = VisitNote.objects.create(visit=one, kind="promised", text="开放", by_role="分管领导")
    away, reader, neighbour = visit(stranger), visit(member), visit(cast("clerk", tree["c2"], "other"))
    looker = visit(auditor)
    before = everything()
    deeds = ("V1/change/", "V1/note/", "V1/check/", f"lines/{line.pk}/follow/", f"lines/{line.pk}/settle/")
    for address in ("", "follow/", "new/", "V1/", *deeds):
        assert away.get(f"{PLACE}{address}").status_code == 403
    for address in ("V1/", *deeds):
        assert neighbour.get(f"{PLACE}{address}").status_code == 404, address
        assert reader.get(f"{PLACE}{address}").status_code == 404, address
    for address in ("new/", *deeds):
        assert looker.post(f"{PLACE}{address}", {"version": 1}).status_code == 404, address
    assert "走访" in words(looker, f"{PLACE}V1/")
    listed = looker.get(f"{PLACE}follow/").content.decode()
    assert "开放" in listed
    assert f"lines/{line.pk}/follow/" not in listed  # no link that would be refused
    assert "/matters/new/" not in looker.get("/matters/kinds/project/").content.decode()
    assert everything() == before


def test_a_list_asks_as_many_queries_for_three_as_for_one(clerk: Account, tree: Tree) -> None:
    client, pages = visit(clerk), (PLACE, f"{PLACE}follow/")

    def more(n: int) -> None:
        one = visited(clerk, tree["c1"], code=f"V{n}", place=tree["c1"])
        VisitNote.objects.create(visit=one, kind="promised", text="开放", by_role="领导", unit=tree["c1"])

    more(1)
    one = [queries(client, page) for page in pages]
    more(2)
    more(3)
    assert [queries(client, page) for page in pages] == one


def test_a_sheet_of_visits_comes_in_once(clerk: Account, owner: Account, tree: Tree) -> None:
    held(owner, tree["c1"], kind="visit", code="V9")
    head = "code,title,unit,on,purpose,whom,consent,went,heard,promised,promised_by,does,due\n"
    good = "V1,走访,c1,2018-05-30,care,退休人员 3 人,given,领导;经办,盼望开放,开放实验室,领导,c1,2018-06-30\n"
    again = "V9,走访,c1,2018-03-01,research,企业 5 人,,,,,,,\n"
    told = [bring(VISITS, read_table((head + good + again).encode(), "v.csv"), by=clerk) for _time in range(2)]
    assert [(one.accepted, one.unchanged, one.rejected) for one in told] == [(2, 0, 0), (0, 2, 0)]
    assert Activity.objects.knowing("test").count() == 2
    assert VisitNote.objects.filter(kind="promised", unit=tree["c1"]).count() == 1
    before = everything()
    for row, said in (
        ("V2,走访,c1,2018-05-30,care,,,,,,,,", "走访了谁"),
        ("V2,走访,c1,2018-05-30,care,电话 13800000000,,,,,,,", "只写身份"),
        ("V2,走访,c1,2018-05-30,care,人,,,,开放,,,", "谁答应的"),
        ("V2,走访,c2,2018-05-30,care,人,,,,,,,", "权限"),
        ("V2,走访,zz,2018-05-30,care,人,,,,,,,", "没有编号"),
    ):
        outcome = bring(VISITS, read_table((head + row).encode(), "v.csv"), by=clerk)
        assert said in outcome.problems[0].why, outcome.problems
    assert everything() == before


def test_a_code_that_ends_in_an_odd_digit_stops_no_later_visit(clerk: Account, tree: dict[str, Unit]) -> None:
    for code in ("visit-2018-0007", "visit-2018-²", "visit-2018-" + "9" * 40):
        held(clerk, tree["c1"], kind="visit", code=code)
    assert free_code(2018) == "visit-2018-0008"

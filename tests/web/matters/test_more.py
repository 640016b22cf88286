"""Beside the sheet: several at once, kept lists, the line of time, lists of kinds, details, reviews, confirmation."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from kexie.kit.clock import today
from kexie.records.access.models import Account
from kexie.records.matters.actions import take_step
from kexie.records.matters.doing import Showing, attach
from kexie.records.matters.models import Matter
from kexie.records.matters.opening import NewMatter, open_matter
from kexie.records.matters.rules import Given
from kexie.records.units.models import Unit
from kexie.records.views.models import SavedList
from kexie.web.matters.timeline import WIDTH, place
from tests.building import cast, value
from tests.opened import everything
from tests.web.visiting import queries, visit, words

Tree = dict[str, Unit]


def now(matter: Matter) -> Matter:
    return Matter.objects.knowing("test").get(pk=matter.pk)


def opened(chair: Account, tree: Tree, title: str, workflow: str = "decision", **more: object) -> Matter:
    told = {"due": today() + timedelta(days=20)} | more
    return open_matter(NewMatter(workflow, title, tree["root"], tree["c1"], **told), by=chair)  # type: ignore[arg-type]


def moved(matter: Matter, *steps: str, by: Account) -> Matter:
    """Take steps one after the other, with everything they could need."""
    for step in steps:
        take_step(now(matter), step, by=by, version=now(matter).version, given=Given("原因", "结果", "答复"))
    return now(matter)


def test_several_are_moved_at_once_and_each_that_cannot_be_says_why(chair: Account, clerk: Account, tree: Tree) -> None:
    """Two are signed for; a third was moved meanwhile, and is told so."""
    listed = [opened(chair, tree, title) for title in ("甲", "乙", "丙")]
    client = visit(clerk)
    assert 'name="matter"' in client.get("/matters/").content.decode()
    ticked = {"matter": [one.pk for one in listed]} | {f"version_{one.pk}": 1 for one in listed}
    page = client.post("/matters/many/", ticked).content.decode()
    assert "签收" in page
    assert "3 件可以" in page
    assert "改派" not in page
    moved(listed[2], "sign", by=clerk)
    answer = client.post("/matters/many/", ticked | {"step": "sign"})
    assert answer.status_code == 400
    assert "丙" in answer.content.decode()
    assert [now(one).stage for one in listed] == ["working"] * 3
    answer = client.post("/matters/many/", {"matter": [one.pk for one in listed], "step": "report", "text": "都办好了"})
    assert answer.status_code == 302
    assert {now(one).result for one in listed} == {"都办好了"}
    assert client.post("/matters/many/", {}).status_code == 302


@pytest.mark.parametrize("who", ["stranger", "auditor"])
def test_who_may_not_moves_none_of_several(
    who: str, request: pytest.FixtureRequest, chair: Account, tree: Tree
) -> None:
    matter = opened(chair, tree, "甲", "project")
    client = visit(request.getfixturevalue(who))
    before = everything()
    client.post("/matters/many/", {"matter": [matter.pk], "step": "sign"})
    for path in ("details/", "review/", "confirm/"):
        given = {"version": 1, "text": "看过", "on": today().isoformat(), "risks": "高"}
        assert client.post(f"/matters/{matter.code}/{path}", given).status_code in {400, 403, 404}, path
    assert everything() == before


def test_a_list_is_kept_under_a_name_and_is_ones_own(chair: Account, clerk: Account, tree: Tree) -> None:
    """Only conditions of the list are kept; another neither sees it nor drops it."""
    top, county = visit(chair), visit(clerk)
    asked = "view=open&kind=decision&next=//x"
    assert top.post("/matters/lists/keep/", {"name": "督办在办", "asked": asked}).status_code == 302
    kept = SavedList.objects.get()
    assert kept.asked == "view=open&kind=decision"
    assert "督办在办" in words(top, "/matters/")
    assert "督办在办" not in words(county, "/matters/")
    assert county.post(f"/matters/lists/{kept.pk}/drop/").status_code == 404
    assert top.post("/matters/lists/keep/", {"name": " ", "asked": asked}).status_code == 400
    assert top.post(f"/matters/lists/{kept.pk}/drop/").status_code == 302
    assert not SavedList.objects.exists()


def test_the_line_of_time_puts_days_in_order() -> None:
    """Within its months; a day outside stands at the nearer end."""
    first, last = today(), today() + timedelta(days=200)
    days = [place(first + timedelta(days=n), first, last) for n in range(-30, 240)]
    assert days == sorted(days)
    assert (days[0], days[-1]) == (0, WIDTH)


def test_a_project_tells_what_it_planned_and_used(chair: Account, clerk: Account, tree: Tree) -> None:
    """Brought up to date by its lead; the step says what changed; the list shows it beside its milestones."""
    matter = opened(chair, tree, "科普品牌", "project", details={"funds_planned": "200000"})
    county = visit(clerk)
    typed = {"version": 1, "funds_planned": "200000", "funds_used": "50000", "risks": "场地未定"}
    assert county.post(f"/matters/{matter.code}/details/", typed).status_code == 302
    page = words(county, f"/matters/{matter.code}/")
    assert "已用经费（元）：／ → 50000.00" in page
    stale = county.post(f"/matters/{matter.code}/details/", typed | {"funds_used": "1", "version": 1})
    assert stale.status_code == 400
    assert "刚被别人动过" in stale.content.decode()
    same = typed | {"version": now(matter).version}
    assert "没有改动" in county.post(f"/matters/{matter.code}/details/", same).content.decode()
    listed = words(county, "/matters/kinds/project/")
    assert "场地未定" in listed
    later = (today() + timedelta(days=1)).isoformat()
    bad = county.post(f"/matters/{matter.code}/review/", {"version": 2, "on": later, "text": "看过"})
    assert "立项之后、今天之前" in bad.content.decode()
    good = {"version": now(matter).version, "on": today().isoformat(), "text": "双方到场，布展过半"}
    assert county.post(f"/matters/{matter.code}/review/", good).status_code == 302
    assert "双方到场，布展过半" in words(county, f"/matters/{matter.code}/")


def test_an_agreement_ends_after_its_items(chair: Account, clerk: Account, tree: Tree) -> None:
    """An item is opened from its sheet and says what the agreement says; a stranger to it opens none."""
    details = {"agreement": "省会合作协议", "parties": "省、会"}
    whole = opened(chair, tree, "协议", "cooperation", details=details)
    top = visit(chair)
    address = f"/matters/new/?kind=cooperation&parent={whole.code}"
    assert "省会合作协议" in top.get(address).content.decode()
    typed = {
        "title": "共建展馆",
        "unit": "root",
        "lead": "c1",
        "detail_agreement": "省会合作协议",
        "detail_parties": "省、会",
    }
    assert top.post(address, typed).status_code == 302
    part = Matter.objects.knowing("test").get(title="共建展馆")
    assert part.parent_id == whole.pk
    assert "共建展馆" in words(top, f"/matters/{whole.code}/")
    assert "分办" in words(top, "/matters/kinds/cooperation/")
    attach(moved(whole, "sign", by=clerk), Showing(text="成了"), by=clerk, version=now(whole).version)
    moved(whole, "report", by=clerk)
    other = visit(cast("clerk", tree["root"], "checker"))
    assert "还有 1 件分办事项没有办结" in words(other, f"/matters/{whole.code}/")
    elsewhere = visit(cast("clerk", tree["p2"], "elsewhere"))
    before = everything()
    assert elsewhere.post(address, typed | {"unit": "p2", "title": "另一件"}).status_code in {400, 404}
    assert everything() == before


def test_a_deed_is_chosen_published_done_and_confirmed(chair: Account, clerk: Account, tree: Tree) -> None:
    """By those it was for, put down by nobody who did it; the number of confirmed matters knows."""
    details = {"for_whom": "青年科技工作者", "year": str(today().year)}
    deed = moved(opened(chair, tree, "办实事", "deed", details=details), "choose", "publish", by=chair)
    attach(moved(deed, "sign", by=clerk), Showing(text="办了"), by=clerk, version=now(deed).version)
    moved(deed, "report", by=clerk)
    checker = cast("clerk", tree["root"], "checker")
    early = visit(chair).post(f"/matters/{deed.code}/confirm/", {"version": now(deed).version, "text": "回访"})
    assert "先办结" in early.content.decode()
    moved(deed, "close", by=checker)
    county = visit(clerk)
    before = everything()
    own = county.post(f"/matters/{deed.code}/confirm/", {"version": now(deed).version, "text": "都说好"})
    assert own.status_code == 400
    assert everything() == before
    top = visit(chair)
    given = {"version": now(deed).version, "text": "回访 20 人，19 人满意"}
    assert top.post(f"/matters/{deed.code}/confirm/", given).status_code == 302
    assert now(deed).confirmed_on == today()
    assert value("matters_confirmed", tree["root"], str(today().year))[0] == 1
    year = f"/matters/kinds/deed/?year={today().year}"
    assert today().isoformat() in words(top, year)
    assert "办实事" not in words(top, "/matters/kinds/deed/?year=1999&q=办实事").split("列出")[1]


def test_a_promise_is_kept_changed_or_refused_with_a_reason(chair: Account, clerk: Account, tree: Tree) -> None:
    """Each says so on its sheet and in the list."""
    changed, refused = (opened(chair, tree, title, "promise") for title in ("改日办", "办不到"))
    moved(changed, "sign", "change", by=clerk)
    moved(refused, "refuse", by=chair)
    assert (now(changed).state, now(refused).state, now(refused).end) == ("changed", "refused", "dropped")
    top = visit(chair)
    assert "已商定调整" in words(top, f"/matters/{changed.code}/")
    listed = words(top, "/matters/kinds/promise/?state=refused").split("列出")[1]
    assert ("办不到" in listed, "改日办" in listed) == (True, False)
    none = top.post(f"/matters/{changed.code}/do/refuse/", {"version": now(changed).version, "reason": " "})
    assert (none.status_code, now(changed).stage) == (400, "working")
    attach(now(changed), Showing(text="办了"), by=clerk, version=now(changed).version)
    moved(changed, "report", by=clerk)
    assert moved(changed, "close", by=cast("clerk", tree["root"], "checker")).state == "kept"


def test_lists_ask_as_much_for_three_as_for_one(chair: Account, tree: Tree) -> None:
    """The line of time and the lists of kinds."""
    opened(chair, tree, "甲", "project")
    client, addresses = visit(chair), ("/matters/timeline/", "/matters/kinds/project/")
    one = [queries(client, address) for address in addresses]
    for title in ("乙", "丙"):
        opened(chair, tree, title, "project")
    assert [queries(client, address) for address in addresses] == one
    assert client.get("/matters/kinds/nothing/").status_code == 404


def test_every_number_by_unit_opens_as_many_matters(chair: Account, clerk: Account, tree: Tree) -> None:
    """Each unit with those below it, once however many it concerns; the list behind it is as long."""
    for title, lead in (("甲", "c1"), ("乙", "c2"), ("丙", "c3")):
        due = today() + timedelta(days=5)
        open_matter(NewMatter("decision", title, tree["root"], tree[lead], due=due, assisting=(tree["c1"],)), by=chair)
    Matter.objects.knowing("test").filter(title="乙").update(
        due=today() - timedelta(days=1), opened_on=today() - timedelta(days=2)
    )
    client = visit(chair)
    page = client.get("/matters/units/").content.decode()
    links = re.findall(r'href="([^"]*view=[^"]*)"[^>]*>(?:<[^>]*>)*(\d+)', page.split("<main")[1])
    assert [int(number) for _href, number in links] == [3, 1, 2, 1, 1, 0]
    for href, number in links:
        shown = re.search(r"列出 (\d+) 件", words(client, href.replace("&amp;", "&")))
        assert shown is not None
        assert shown[1] == number, href
    assert visit(clerk).get("/matters/units/?unit=root").status_code == 404


def test_what_was_closed_in_a_sister_unit_is_offered_and_tied(
    chair: Account, clerk: Account, stranger: Account, tree: Tree
) -> None:
    """The issuer sees it and ties it; another unit joins; nobody else finds the page."""
    old = open_matter(NewMatter("decision", "科普馆屋顶漏水修缮", tree["root"], tree["c3"]), by=chair)
    open_matter(NewMatter("decision", "报送会员名册", tree["root"], tree["c1"]), by=chair)
    new = open_matter(NewMatter("decision", "科普馆屋顶漏水", tree["root"], tree["c1"]), by=chair)
    page = words(visit(chair), f"/matters/{new.code}/tie/")
    assert "科普馆屋顶漏水修缮" in page
    assert "会员名册" not in page
    typed = {"version": new.version, "other": old.code, "kind": "again"}
    issuer, others = visit(chair), [visit(who) for who in (clerk, stranger)]
    before = everything()
    for other in others:
        for path in ("tie", "join"):
            sent = typed | {"unit": "c2", "role": "assist"}
            assert other.post(f"/matters/{new.code}/{path}/", sent).status_code in {403, 404}
    assert issuer.post(f"/matters/{new.code}/tie/", typed | {"other": "none"}).status_code == 400
    assert everything() == before
    assert issuer.post(f"/matters/{new.code}/tie/", typed).status_code == 302
    assert "再次发生" in words(visit(chair), f"/matters/{new.code}/")
    assert "修缮" not in words(visit(chair), f"/matters/{new.code}/tie/")
    joined = {"version": new.version, "unit": "c2", "role": "assist"}
    assert issuer.post(f"/matters/{new.code}/join/", joined).status_code == 302
    assert "示例c2" in words(visit(chair), f"/matters/{new.code}/")

"""The room 事项: from opening a matter on a page to closing it by another; whoever may not is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kexie.kit.clock import today
from kexie.records.access.models import Account
from kexie.records.matters.models import Evidence, Extension, Matter, Reader
from kexie.records.matters.opening import NewMatter, open_matter
from kexie.records.units.models import Unit
from tests.building import cast, value
from tests.opened import everything
from tests.web.visiting import queries, visit, words

Tree = dict[str, Unit]


def only() -> Matter:
    return Matter.objects.knowing("test").get()


def post(client: Client, matter: Matter, path: str, status: int = 302, **typed: object) -> str:
    """Send a form of a matter's sheet, with the version that stands there."""
    given = {"version": only().version, **typed}
    answer = client.post(f"/matters/{matter.code}/{path}", given)
    assert answer.status_code == status, answer.content.decode()[:400]
    return answer.content.decode()


def opened(chair: Account, tree: Tree, title: str = "建好科普馆", lead: str = "c1") -> Matter:
    due = today() + timedelta(days=20)
    return open_matter(NewMatter("decision", title, tree["root"], tree[lead], due=due), by=chair)


def test_from_the_first_click_to_the_number_that_changed(chair: Account, clerk: Account, tree: Tree) -> None:
    """The chair opens it, the county does it, a second clerk at the top closes it."""
    top, county = visit(chair), visit(clerk)
    assert "立哪一类事项" in words(top, "/matters/new/")
    typed = {"title": "建好科普馆", "unit": "root", "lead": "c1", "grade": "13710/hard"}
    assert top.post("/matters/new/?kind=decision", typed).status_code == 302
    matter = only()
    assert matter.due > today()
    assert "建好科普馆" in words(county, "/matters/")
    post(county, matter, "do/sign/")
    post(county, matter, "measures/", text="选址\n布展")
    first, second = matter.measures.all()
    for measure in (first, second):
        post(county, matter, f"measures/{measure.pk}/", result="已完成")
    post(county, matter, "evidence/", file=SimpleUploadedFile("验收.pdf", b"%PDF"), measure=str(first.pk))
    post(county, matter, "do/report/", result="已开馆")
    checker = visit(cast("clerk", tree["root"], "checker"))
    assert "复核办结" in words(checker, f"/matters/{matter.code}/")
    post(checker, matter, "do/close/")
    assert only().end == "closed"
    assert value("matters_closed", tree["root"], str(today().year))[0] == 1
    asked = f"/figures/matters_closed/?unit=root&period={today().year}&where=kind=decision"
    assert "建好科普馆" in words(top, asked)
    file = Evidence.objects.get()
    assert county.get(f"/matters/{matter.code}/evidence/{file.pk}/").content == b"%PDF"


def test_the_sheet_says_why_one_cannot_close_what_one_did(chair: Account, clerk: Account, tree: Tree) -> None:
    """The reasons stand where the button would."""
    matter = opened(chair, tree)
    county = visit(clerk)
    post(county, matter, "do/sign/")
    post(county, matter, "evidence/", text="已开馆")
    post(county, matter, "do/report/", result="已开馆")
    own = visit(chair)
    assert "复核办结" in words(own, f"/matters/{matter.code}/")
    post(own, matter, "do/send_back/", reason="再补一份")
    post(own, matter, "evidence/", text="我也帮了忙")
    post(county, matter, "do/report/", result="已开馆")
    page = words(own, f"/matters/{matter.code}/")
    assert "您参与了办理，不能由您复核" in page
    before = everything()
    assert "不能由您复核" in post(own, matter, "do/close/", status=400)
    assert everything() == before


def test_evidence_is_handed_out_as_a_file_and_never_shown_as_a_page(chair: Account, clerk: Account, tree: Tree) -> None:
    matter = opened(chair, tree)
    client = visit(clerk)
    post(client, matter, "do/sign/")
    post(client, matter, "evidence/", file=SimpleUploadedFile("结果.html", b"<script>alert(1)</script>"))
    answer = client.get(f"/matters/{matter.code}/evidence/{Evidence.objects.get().pk}/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert not answer["Content-Type"].startswith("text/html")


def test_what_was_typed_stays_when_a_step_is_refused(chair: Account, clerk: Account, tree: Tree) -> None:
    """Somebody else was faster; the text is still in the box."""
    matter = opened(chair, tree)
    county = visit(clerk)
    post(county, matter, "do/sign/")
    page = post(county, matter, "do/report/", status=400, result="写了很久的结果", version=1)
    assert "写了很久的结果" in page
    assert "刚被别人动过" in page


def test_more_time_is_asked_for_and_decided_on_pages(chair: Account, clerk: Account, tree: Tree) -> None:
    """The request stands on the sheet until it is decided, and after."""
    matter = opened(chair, tree)
    county, top = visit(clerk), visit(chair)
    post(county, matter, "do/sign/")
    later = (matter.due + timedelta(days=9)).isoformat()
    post(county, matter, "extension/", new_due=later, reason="材料未到")
    asked = Extension.objects.get()
    assert f"要延到 {later}" in words(top, f"/matters/{matter.code}/")
    assert "要写明原因" in post(top, matter, f"extension/{asked.pk}/", status=400, grant="no")
    post(top, matter, f"extension/{asked.pk}/", grant="yes")
    assert only().due.isoformat() == later


def test_lists_ask_as_much_for_three_as_for_one(chair: Account, tree: Tree) -> None:
    """Of every view, and the board."""
    opened(chair, tree)
    client = visit(chair)
    views = ("/matters/?view=open", "/matters/?view=all", "/matters/board/")
    one = [queries(client, address) for address in views]
    for title in ("甲", "乙"):
        opened(chair, tree, title, "c3")
    assert [queries(client, address) for address in views] == one


def test_a_form_sent_twice_opens_one_matter(chair: Account, tree: Tree) -> None:
    """A button pressed twice."""
    typed = {"title": "建好科普馆", "unit": "root", "lead": "c1"}
    for _again in range(2):
        assert visit(chair).post("/matters/new/?kind=decision", typed).status_code == 302
    only()


def test_a_bad_form_keeps_everything_and_says_each_thing(chair: Account, tree: Tree) -> None:
    """An unknown unit, a missing basis, a severity that is not offered, a day that is none."""
    typed = {"title": "台账不全", "unit": "root", "lead": "没有的", "detail_severity": "x", "due": "明天"}
    answer = visit(chair).post("/matters/new/?kind=finding", typed)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "没有“没有的”这个单位" in page
    assert "台账不全" in page
    assert not Matter.objects.knowing("test").exists()


@pytest.mark.parametrize("who", ["stranger", "member"])
def test_who_reads_no_matters_finds_none(who: str, request: pytest.FixtureRequest, chair: Account, tree: Tree) -> None:
    """Every page and every deed is refused, and nothing has changed."""
    matter = opened(chair, tree)
    client = visit(request.getfixturevalue(who))
    before = everything()
    for path in ("", "do/sign/", "measures/", "evidence/", "extension/", "countersign/"):
        assert client.get(f"/matters/{matter.code}/{path}").status_code in {403, 404, 405}
        assert client.post(f"/matters/{matter.code}/{path}", {"version": 1}).status_code in {403, 404, 405}
    assert client.post("/matters/new/?kind=decision", {"title": "x"}).status_code in {403, 404}
    assert everything() == before


def test_a_confidential_matter_reads_as_none_to_those_not_named(chair: Account, clerk: Account, tree: Tree) -> None:
    """The clerk's right reaches its unit; it is 404 all the same."""
    assert chair.person is not None
    told = NewMatter("decision", "内部", tree["root"], tree["c1"], confidential=True, readers=(chair.person,))
    matter = open_matter(told, by=chair)
    assert visit(chair).get(f"/matters/{matter.code}/").status_code == 200
    assert visit(clerk).get(f"/matters/{matter.code}/").status_code == 404
    assert "内部" not in words(visit(clerk), "/matters/?view=all")


def test_home_says_what_waits_for_the_reader(chair: Account, clerk: Account, tree: Tree) -> None:
    """In its title and first in the list; whoever has no move in it is not bothered."""
    opened(chair, tree)
    assert "1 件事项等您办" in words(visit(clerk), "/")
    assert "建好科普馆" in words(visit(clerk), "/")
    assert "等您办" not in words(visit(chair), "/").replace("今天没有等您办的事", "")


def test_home_says_once_what_moved_to_those_concerned(chair: Account, clerk: Account, tree: Tree) -> None:
    """Whoever took the step is not told; what was opened is told of no more; a lost right shows nothing."""
    matter = opened(chair, tree)
    home = words(visit(clerk), "/")
    assert "有 1 件事项有新进展" in home
    assert "有新进展" not in words(visit(chair), "/")
    post(visit(clerk), matter, "do/sign/")
    assert "签收" in words(visit(chair), "/")
    visit(clerk).get(f"/matters/{matter.code}/")
    assert "有新进展" not in words(visit(clerk), "/")
    Reader.objects.all().delete()
    Matter.objects.knowing("test").update(confidential=True)
    assert "有新进展" not in words(visit(chair), "/")

"""Writing, issuing and proving on the site: nothing typed is lost, and who may not, reads that it is not there."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kexie.records.access.models import Account
from kexie.records.issues import actions
from kexie.records.issues.models import Issue, Report
from kexie.records.units.models import Unit
from tests.building import held
from tests.opened import everything
from tests.web.visiting import queries, visit, words

Tree = dict[str, Unit]
EDIT = "/reports/drafts/W1/"


@pytest.fixture
def begun(chair: Account, owner: Account, tree: Tree) -> Report:
    held(owner, tree["c1"], date(2018, 3, 1), headcount=1030, bound="at_least")
    held(owner, tree["c3"], date(2018, 4, 1), headcount=50)
    return actions.begin(unit=tree["root"], title="示例报告", period="2018", by=chair)


def typed(version: int, text: str = "", do: str = "save", **more: Any) -> dict[str, Any]:
    said = {"title": "示例报告", "period": "2018", "as_of": "", "text": text, "version": str(version), "do": do}
    return said | more


def inserting(version: int, text: str, **more: Any) -> dict[str, Any]:
    asked = {"indicator": "attendances", "form": "number", "by": "", "after": "0"}
    return typed(version, text, "insert") | asked | more


def kept() -> Report:
    return Report.objects.knowing("the test asks").get(code="W1")


def frozen(client: Client) -> Issue:
    client.post(EDIT, inserting(1, "一、总体\n共有参加。"))
    client.post(f"{EDIT}issue/", {"version": kept().version})
    return Issue.objects.get()


@pytest.mark.parametrize("path", ["", "preview/", "file.docx"])
def test_a_stranger_is_refused_and_nothing_changes(client: Client, stranger: Account, begun: Report, path: str) -> None:
    assert client.get(EDIT + path)["Location"].startswith("/sign-in/")
    signed_in = visit(stranger)
    before = everything()
    assert signed_in.get(EDIT + path).status_code == 403
    assert signed_in.post(EDIT, typed(1, "x")).status_code == 403
    assert everything() == before


def test_who_may_not_write_there_reads_that_it_is_not_there(clerk: Account, auditor: Account, begun: Report) -> None:
    browsers = [visit(who) for who in (clerk, auditor)]
    before = everything()
    for browser in browsers:
        assert browser.get(EDIT).status_code == 404
        assert browser.post(EDIT, typed(1, "x")).status_code == 404
        assert browser.post(f"{EDIT}issue/", {"version": 1}).status_code == 404
    assert everything() == before


def test_a_report_is_begun_for_one_s_own_unit(clerk: Account, tree: Tree) -> None:
    client = visit(clerk)
    assert 'value="c1"' in client.get("/reports/drafts/new/").content.decode()
    told = {"title": "月报", "unit": "c1", "period": "2018-05"}
    assert client.post("/reports/drafts/new/", told)["Location"] == EDIT
    answer = client.post("/reports/drafts/new/", told | {"unit": "p2"})
    assert answer.status_code == 400
    assert 'value="月报"' in answer.content.decode()


def test_a_number_is_inserted_with_the_text_kept(chair: Account, begun: Report) -> None:
    client = visit(chair)
    text = "一、总体情况\r\n共有人次参加。"
    assert client.post(EDIT, inserting(1, text, after="2"))["Location"] == EDIT
    assert kept().text == "一、总体情况\n共有人次参加【数1】。"
    assert "已插入【数1】：1000余人次。" in words(client, EDIT)
    assert "1000余人次" in words(client, f"{EDIT}preview/")


def test_what_cannot_be_counted_is_said_and_the_text_is_kept(chair: Account, begun: Report) -> None:
    answer = visit(chair).post(EDIT, inserting(1, "共有", of_unit="nope"))
    assert answer.status_code == 400
    assert "没有编号为“nope”的单位" in answer.content.decode()
    assert kept().text == "共有"
    assert kept().pieces == []


def test_the_second_of_two_is_told_and_both_texts_are_on_the_page(
    chair: Account, owner: Account, begun: Report
) -> None:
    visit(owner).post(EDIT, typed(1, "甲写的"))
    client = visit(chair)
    answer = client.post(EDIT, typed(1, "乙写的"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert kept().text == "甲写的"
    assert "别人刚存过这份文稿" in page
    assert "甲写的" in page
    assert "乙写的" in page
    assert 'name="version" value="2"' in page
    assert client.post(EDIT, typed(2, "甲乙合写"))["Location"] == EDIT
    assert kept().text == "甲乙合写"


def test_a_wrong_day_is_said_beside_its_field_and_nothing_is_lost(chair: Account, begun: Report) -> None:
    answer = visit(chair).post(EDIT, typed(1, "新写的", as_of="2018-02-30"))
    assert answer.status_code == 400
    assert "新写的" in answer.content.decode()
    assert kept().text == ""


def test_a_piece_is_taken_out(chair: Account, begun: Report) -> None:
    client = visit(chair)
    client.post(EDIT, inserting(1, "共"))
    now = kept()
    client.post(EDIT, typed(now.version, now.text, "drop-1"))
    assert kept().pieces == []
    assert "正文里的【数1】没有对应的数" in words(client, f"{EDIT}preview/")


def test_indicators_are_found_by_a_word(chair: Account, begun: Report) -> None:
    page = visit(chair).post(EDIT, typed(1, "", "find", find="人次")).content.decode()
    assert 'value="attendances"' in page
    assert 'value="activities"' not in page


def test_issuing_freezes_and_the_json_is_byte_for_byte_what_was_frozen(
    chair: Account, owner: Account, tree: Tree, begun: Report
) -> None:
    client = visit(chair)
    one = frozen(client)
    address = f"/reports/issued/{one.position}/"
    first = client.get(f"{address}file.json").content
    held(owner, tree["c3"], date(2018, 5, 1), headcount=5)
    assert client.get(f"{address}file.json").content == first
    assert "1000余人次" in words(client, address)
    assert "签发第 1 次" in words(client, address)
    assert json.loads(first)["figures"][0]["rows"][0]["value"] == 1080
    assert client.get(f"{address}file.docx").content.startswith(b"PK")
    assert client.get(f"{address}file.pdf").content.startswith(b"%PDF")
    assert client.get(f"{address}file.exe").status_code == 404


def test_a_draft_that_was_changed_after_it_was_looked_at_is_not_issued(chair: Account, begun: Report) -> None:
    client = visit(chair)
    client.post(EDIT, typed(1, "甲。"))
    before = everything()
    assert client.post(f"{EDIT}issue/", {"version": "1"}).status_code == 400
    assert client.post(f"{EDIT}issue/", {"version": "x"}).status_code == 400
    assert everything() == before


def test_who_may_write_but_not_issue_is_offered_no_seal(clerk: Account, tree: Tree) -> None:
    client = visit(clerk)
    actions.begin(unit=tree["c1"], title="月报", period="2018", by=clerk)
    client.post(EDIT, typed(1, "甲。"))
    assert "签发由负责人做" in words(client, f"{EDIT}preview/")
    before = everything()
    assert client.post(f"{EDIT}issue/", {"version": kept().version}).status_code == 404
    assert everything() == before


def test_what_changed_since_is_shown_with_its_lines(chair: Account, owner: Account, tree: Tree, begun: Report) -> None:
    client = visit(chair)
    one = frozen(client)
    address = f"/reports/issued/{one.position}/changes/"
    assert "没有：每个数今天再数" in words(client, address)
    held(owner, tree["c3"], date(2018, 5, 1), headcount=500)
    text = words(client, address)
    assert "1 个数与签发时不同" in text
    assert "1000余人次" in text
    assert "1500余人次" in text
    assert "示例c3" in text


def test_an_issue_is_taken_back_with_its_reason(chair: Account, begun: Report) -> None:
    client = visit(chair)
    address = f"/reports/issued/{frozen(client).position}/"
    client.post(f"{address}withdraw/", {"why": ""})
    assert "请写明为什么撤回" in words(client, address)
    client.post(f"{address}withdraw/", {"why": "数错了"})
    text = words(client, address)
    assert "这份文稿已撤回。数错了" in text
    assert "已撤回" in words(client, "/reports/")


def test_anybody_proves_a_file_without_signing_in(client: Client, chair: Account, begun: Report) -> None:
    one = frozen(visit(chair))
    content = one.text.content.encode()

    def proved(sent: bytes) -> tuple[int, str]:
        answer = client.post("/reports/verify/", {"file": SimpleUploadedFile("x.json", sent)})
        return answer.status_code, re.sub(r"<[^>]+>", "", answer.content.decode())

    assert client.get("/reports/verify/").status_code == 200
    status, text = proved(content)
    assert status == 200
    assert "是的，一字未改。" in text
    status, text = proved(content + b" ")
    assert status == 400
    assert "改动过" in text
    for said, wanted in ((one.digest[:16], 200), ("0" * 16, 400), ("", 400)):
        assert client.post("/reports/verify/", {"fingerprint": said}).status_code == wanted


def test_issues_are_out_of_reach_of_those_who_see_no_records(
    client: Client, member: Account, begun: Report, chair: Account
) -> None:
    position = frozen(visit(chair)).position
    browser = visit(member)
    before = everything()
    for path in ("", "file.json", "changes/"):
        assert browser.get(f"/reports/issued/{position}/{path}").status_code == 404
    assert browser.post(f"/reports/issued/{position}/withdraw/", {"why": "x"}).status_code == 404
    assert everything() == before


def test_the_room_asks_as_often_for_three_as_for_one(chair: Account, tree: Tree, begun: Report) -> None:
    client = visit(chair)
    frozen(client)
    one = queries(client, "/reports/")
    for title in ("二", "三"):
        report = actions.begin(unit=tree["root"], title=title, period="2018", by=chair)
        actions.issue(report, '{"title": "x"}', as_of=date(2018, 5, 1), seen=1, by=chair)
    assert queries(client, "/reports/") == one

"""The public pages know nobody; the desk shows names to those who may know; nothing from outside is ever run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from kexie.records.access.models import Account
from kexie.records.matters.models import Matter
from kexie.records.units.models import Unit
from kexie.records.voices.limits import OPENING, SENDING
from kexie.records.voices.models import Digest, PublishedAnswer, Voice
from tests.opened import everything
from tests.web.kit.test_logs import collected
from tests.web.visiting import queries, visit, words

Tree = dict[str, Unit]
SAID = {"unit": "root", "sort": "suggestion", "topic": "talent", "title": "评审周期", "text": "周期太长"}


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    yield
    for one in (SENDING, OPENING):
        one.forget()


def send(client: Client, status: int = 200, **more: Any) -> str:
    answer = client.post("/voices/", SAID | more)
    assert answer.status_code == status, answer.content.decode()[:600]
    return answer.content.decode()


def code_in(page: str) -> str:
    found = re.search(r'id="receipt">([^<]+)<', page)
    assert found is not None
    return found[1]


def only() -> Matter:
    return Matter.objects.knowing("test").get()


def test_a_signed_in_sender_of_an_anonymous_voice_leaves_no_trace(tree: Tree, chair: Account, member: Account) -> None:
    """No log line, no session touched, no cookie, no account: as if nobody had been signed in; and no page is kept."""
    client = visit(member)
    sessions = sorted(Session.objects.values_list())
    people = everything()
    answers: list[str] = []

    def speak() -> None:
        answers.append(send(client))
        send(client, 400, title="")

    told = collected(speak)
    assert told == [], "nothing is logged"
    assert sorted(Session.objects.values_list()) == sessions
    changed = {table for table, digest in everything().items() if people[table] != digest}
    assert changed == {"records_voice"}
    voice = Voice.objects.knowing("test").get()
    kept = repr([getattr(voice, field.attname) for field in voice._meta.concrete_fields])
    for trace in (member.username, str(member.person), "127.0.0.1"):
        assert trace not in kept
    nobody = Client()
    answer = nobody.post("/voices/follow/", {"code": code_in(answers[0])})
    assert answer["Cache-Control"] == "no-store"
    assert "no-referrer" in answer["Referrer-Policy"]
    assert not nobody.cookies
    assert code_in(answers[0]) not in answer.request["PATH_INFO"] + answer.request["QUERY_STRING"]


def test_the_page_says_what_is_hidden_what_is_not_and_who_must_ask_for_names(tree: Tree, chair: Account) -> None:
    page = words(Client(), "/voices/")
    for said in ("不记账号", "只记到哪一天", "网络设备", "丢了谁也找不回来", "不作为对任何提出人的评价"):
        assert said in page
    visit(chair).post("/matters/voices/settings/", {"unit": "root", "names_required": "on", "note": "十日内答复"})
    page = words(Client(), "/voices/")
    assert "示例root：要求署名。十日内答复" in page
    assert "要匿名，请选别的单位" in send(Client(), status=400)


def test_every_page_leads_to_the_box_signed_in_or_not(tree: Tree, chair: Account) -> None:
    for client, address in (
        (Client(), "/help/"),
        (Client(), "/sign-in/"),
        (visit(chair), "/"),
        (visit(chair), "/units/"),
    ):
        assert 'href="/voices/"' in client.get(address).content.decode(), address


def test_machines_floods_and_bad_files_are_refused_and_nothing_is_kept(
    tree: Tree, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything()
    assert "看不见的那个框" in send(Client(), status=400, website="http://x")
    page = send(Client(), status=400, paper1=SimpleUploadedFile("a.pdf", b"<html><script>alert(1)</script>"))
    assert "收不了" in page
    assert "周期太长" in page, "what was typed stays"
    assert Client().post("/voices/", SAID, headers={"content-length": "99000000"}).status_code == 413
    assert everything() == before
    SENDING.forget()
    monkeypatch.setattr(SENDING, "_each", 1)
    client = Client()
    send(client, receipt="ABCD-ABCD-ABCD-ABCD-ABCD-ABCD")
    assert "今天从这里来的太多了" in send(client, status=400, title="又一件")
    settings.BEHIND_TLS, settings.SECURE_SSL_REDIRECT = True, False
    send(client, title="网络服务器不告诉地址时一起计")
    assert "127.0.0.1" not in repr(vars(SENDING))


def test_a_button_pressed_twice_is_one_voice_and_shows_the_same_code(tree: Tree) -> None:
    client = Client()
    receipt = re.search(r'name="receipt" value="([^"]+)"', client.get("/voices/").content.decode())
    assert receipt is not None
    assert code_in(send(client, receipt=receipt[1])) == code_in(send(client, receipt=receipt[1])) == receipt[1]
    assert Voice.objects.knowing("test").count() == 1
    monkey = client.post("/voices/follow/", {"code": receipt[1][:-1] + ("A" if receipt[1][-1] != "A" else "B")})
    assert monkey.status_code == 400


def test_from_the_desk_a_file_is_saved_never_shown_and_names_stay_with_the_receiving_unit(
    tree: Tree, chair: Account, clerk: Account, stranger: Account, member: Account
) -> None:
    send(Client(), name="示例李四", contact="13800000000", paper1=SimpleUploadedFile("李四.pdf", b"%PDF-x"))
    top, county = visit(chair), visit(clerk)
    assert "新信 1 封" in words(top, "/matters/voices/")
    assert top.post("/matters/voices/collect/").status_code == 302
    matter = only()
    sheet = f"/matters/voices/{matter.code}/"
    top.post("/matters/voices/settings/route/", {"unit": "root", "topic": "talent", "lead": "c1"})
    assert "按对照分办给示例c1" in words(top, sheet)
    top.post(f"/matters/{matter.code}/do/route/", {"lead": "c1", "version": only().version})
    assert "示例李四" in words(top, sheet)
    page = words(county, sheet)
    assert "示例李四" not in page
    assert "13800000000" not in page
    assert "只有收信单位看得到" in page
    voice = Voice.objects.knowing("test").get()
    file = county.get(f"{sheet}paper/{voice.files.get().pk}/")
    assert (file["Content-Type"], file["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert "sandbox" in file["Content-Security-Policy"]
    assert "%E6%9D%8E" not in file["Content-Disposition"], "the name that it came with is gone"
    nobody, other = visit(stranger), visit(member)
    before = everything()
    for client, status in ((nobody, 403), (other, 404)):
        assert client.get(sheet).status_code == status
        for deed in ("ask/", "merge/", "publish/", "withdraw/"):
            assert client.post(sheet + deed, {"text": "x", "other": "y"}).status_code == status
    assert nobody.post("/matters/voices/collect/").status_code == 403
    assert everything() == before


def test_a_signed_sender_follows_their_own_and_nobody_elses(tree: Tree, chair: Account, member: Account) -> None:
    client = visit(member)
    answer = client.post("/voices/signed/", SAID)
    assert "我的心声" in answer.content.decode()
    visit(chair).post("/matters/voices/collect/")
    assert "有新进展" in words(client, "/voices/mine/")
    voice = Voice.objects.knowing("test").get()
    assert "已收信并登记" in words(client, f"/voices/mine/{voice.pk}/")
    assert "有新进展" not in words(client, "/voices/mine/")
    assert client.post(f"/voices/mine/{voice.pk}/", {"says": "more", "text": "补一句"}).status_code == 200
    assert visit(chair).get(f"/voices/mine/{voice.pk}/").status_code == 404
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(member)
    assert strict.post("/voices/signed/", SAID).status_code == 403, "a foreign page cannot sign for anyone"


def test_an_answer_is_published_and_a_digest_sent_up(tree: Tree, chair: Account, clerk: Account) -> None:
    send(Client(), consent="on")
    top, county = visit(chair), visit(clerk)
    top.post("/matters/voices/collect/")
    code = only().code
    for client, step, given in (
        (top, "route", {"lead": "c1"}),
        (county, "sign", {}),
        (county, "not_adopt", {"answer": "暂不调整", "reason": "上级统一规定"}),
    ):
        client.post(f"/matters/{code}/do/{step}/", {"version": only().version, **given})
    public = {"title": "评审周期", "question": "太长", "answer": "暂不调整"}
    assert county.post(f"/matters/voices/{code}/publish/", public).status_code == 400
    assert not PublishedAnswer.objects.exists()
    assert top.post(f"/matters/voices/{code}/publish/", public).status_code == 302
    assert "暂不调整" in words(Client(), "/voices/answers/")
    assert PublishedAnswer.objects.count() == 1
    assert top.post("/matters/voices/digests/new/", {"title": "", "voice": code}).status_code == 400
    top.post("/matters/voices/digests/new/", {"title": "关于评审周期", "voice": code})
    digest = Digest.objects.knowing("test").get()
    address = f"/matters/voices/digests/{digest.code}/"
    top.post(address, {"title": "关于评审周期", "text": "建议一年两次", "version": 1})
    top.post(f"{address}mark/", {"deed": "sent", "note": "2026 第 1 期"})
    assert "建议一年两次" in words(top, address)
    assert "已报送 1" in words(top, "/matters/voices/digests/")


def test_lists_ask_the_same_number_of_queries_however_long(tree: Tree, chair: Account) -> None:
    top, counts = visit(chair), []
    for wanted in (1, 3):
        while Matter.objects.knowing("test").count() < wanted:
            send(Client(), title=f"第 {Matter.objects.knowing('test').count()} 件")
            top.post("/matters/voices/collect/")
        counts.append([queries(top, address) for address in ("/matters/voices/", "/matters/voices/digests/new/")])
    assert counts[0] == counts[1]

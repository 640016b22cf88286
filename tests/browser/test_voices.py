"""A voice in a browser: nobody signed in, routed, answered, not solved, answered again, solved."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import DESKTOP, PASSWORD, PHONE, PageAt, sign_in
from tests.building import cast, make_owner, plant


@pytest.fixture
def site(live_server: LiveServer, transactional_db: None) -> str:
    """Return the address of a site with a chair at the top and a clerk in a county."""
    tree = plant(make_owner(), root="", p1="root", c1="p1")
    for account in (cast("chair", tree["root"]), cast("clerk", tree["c1"])):
        account.set_password(PASSWORD)
        account.save()
    return str(live_server.url)


def test_an_anonymous_voice_ends_with_its_senders_word(
    page_at: PageAt, site: str, axe_violations: Callable[[Page], list[str]], overflow: Callable[[Page], int]
) -> None:
    """The sender sits at a phone without scripts and keeps nothing but a code."""
    sender, top = page_at(PHONE, java_script_enabled=False), sign_in(page_at(DESKTOP), site, "chair")
    county = sign_in(page_at(DESKTOP), site, "clerk")
    sender.goto(f"{site}/help/")
    sender.get_by_role("link", name="说说心声").first.click()
    sender.get_by_label("事由").select_option("talent")
    sender.get_by_label("标题").fill("职称评审周期太长")
    sender.get_by_label("内容").fill("希望每年两次")
    sender.get_by_role("button", name="投进信箱").click()
    code = sender.locator("#receipt").inner_text()
    assert sender.context.cookies() == []

    def look() -> Page:
        sender.goto(f"{site}/voices/follow/")
        sender.get_by_label("回执码").fill(code.lower())
        sender.get_by_role("button", name="看进展").click()
        return sender

    def collect() -> None:
        top.goto(f"{site}/matters/voices/")
        top.get_by_role("button", name="取信").click()

    expect(look().get_by_text("等取信")).to_be_visible()
    collect()
    top.get_by_role("link", name="职称评审周期太长").click()
    expect(top.get_by_text("匿名")).to_be_visible()
    assert axe_violations(top) == []
    top.get_by_role("link", name="办理这件事").click()
    top.get_by_role("link", name="分办", exact=True).click()
    top.get_by_label("主责单位").fill("c1")
    top.get_by_role("button", name="分办").click()
    matter = top.url
    for answer in ("正在研究", "改为每年两次，已发通知"):
        county.goto(matter)
        if county.get_by_role("button", name="签收").count():
            county.get_by_role("button", name="签收").click()
        county.get_by_role("link", name="答复：采纳").click()
        county.get_by_label("答复").fill(answer)
        county.get_by_role("button", name="答复：采纳").click()
        expect(look().get_by_text(answer)).to_be_visible()
        if answer == "正在研究":
            sender.get_by_label("没有解决的，请写还差什么").fill("还没有改")
            sender.get_by_role("button", name="没有解决").click()
        else:
            sender.get_by_label("您对办理").select_option("good")
            sender.get_by_role("button", name="解决了").click()
        expect(sender.get_by_text("已投进信箱；")).to_be_visible()
        collect()
    expect(look().get_by_text("按您的意见，记为已经解决。")).to_be_visible()
    assert overflow(sender) == 0
    top.goto(matter)
    expect(top.get_by_text("提出人确认已解决")).to_be_visible()
    assert sender.context.cookies() == []


def test_the_senders_pages_are_clean_and_fit(
    page_at: PageAt, site: str, axe_violations: Callable[[Page], list[str]], overflow: Callable[[Page], int]
) -> None:
    """No axe violation, nothing wider than a phone."""
    clean = page_at(PHONE)
    for address in ("", "follow/", "answers/"):
        clean.goto(f"{site}/voices/{address}")
        assert overflow(clean) == 0, address
        assert axe_violations(clean) == [], address

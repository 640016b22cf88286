"""The frame in a real browser: both sizes, every way of reading, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from kexie.records.access.models import Account
from tests.browser.conftest import DESKTOP, PASSWORD, PHONE, PageAt, Size, sign_in

ADDRESSES = ["/", "/help/", "/account/", "/account/password/", "/nowhere/"]


@pytest.fixture
def site(live_server: LiveServer, transactional_db: None) -> str:
    """Return the address of a running site with one account."""
    made = Account(username="stranger")
    made.set_password(PASSWORD)
    made.save()
    return str(live_server.url)


@pytest.mark.parametrize(
    ("size", "reading"),
    [
        (DESKTOP, "scheme=light"),
        (DESKTOP, "scheme=dark&lang=en"),
        (PHONE, "scheme=light"),
        (PHONE, "scheme=dark&type=large&lang=en"),
    ],
)
def test_every_page_of_the_frame_is_clean_and_fits(
    page_at: PageAt,
    site: str,
    axe_violations: Callable[[Page], list[str]],
    overflow: Callable[[Page], int],
    size: Size,
    reading: str,
) -> None:
    page = page_at(size)
    sign_in(page, site, "stranger")
    page.goto(f"{site}/preferences/?{reading}&next=/help/")
    for address in ADDRESSES:
        page.goto(site + address)
        assert overflow(page) == 0, address
        assert axe_violations(page) == [], address


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_door_is_clean_and_says_what_was_wrong(
    page_at: PageAt, site: str, axe_violations: Callable[[Page], list[str]], overflow: Callable[[Page], int], size: Size
) -> None:
    page = page_at(size)
    page.goto(f"{site}/sign-in/")
    page.get_by_label("账号").fill("stranger")
    page.get_by_label("口令").fill("wrong")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("还可再试 4 次")
    expect(page.get_by_label("账号")).to_have_value("stranger")
    assert overflow(page) == 0
    assert axe_violations(page) == []


def test_everything_works_without_scripts(page_at: PageAt, site: str) -> None:
    page = page_at(PHONE, java_script_enabled=False)
    sign_in(page, site, "stranger")
    page.locator(".bar summary").click()
    page.locator(".bar-all").get_by_role("link", name="夜间").click()
    assert page.locator("html").get_attribute("data-scheme") == "dark"
    page.locator(".who").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page).to_have_title("登录 · 智慧科协")


def test_the_keys_lead_where_the_links_do(page_at: PageAt, site: str) -> None:
    page = page_at()
    sign_in(page, site, "stranger")
    page.keyboard.press("?")
    expect(page).to_have_title("帮助：今日 · 智慧科协")
    page.keyboard.press("g")
    page.keyboard.press("s")
    expect(page).to_have_title("您还没有任职 · 智慧科协")
    page.keyboard.press("g")
    page.keyboard.press("h")
    expect(page).to_have_title("今日 · 智慧科协")


def test_the_first_tab_skips_to_the_content(page_at: PageAt, site: str) -> None:
    page = page_at()
    sign_in(page, site, "stranger")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("跳到正文")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"

"""Lectures and visits from the first click to the figure that changes, in a browser; their pages fit and are clean."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from kexie.kit.clock import today
from kexie.records.activities.models import Activity
from tests.browser.conftest import DESKTOP, PASSWORD, PHONE, PageAt, sign_in
from tests.building import cast, make_owner, plant
from tests.records.speakers.conftest import pooled, toured


@pytest.fixture
def site(live_server: LiveServer, transactional_db: None) -> str:
    """Return the address of a site with a pool and a tour at the top, its clerk, and a county's."""
    tree = plant(make_owner(), root="", p1="root", p2="root", c1="p1")
    people = [cast("clerk", tree["root"], "top"), cast("clerk", tree["c1"])]
    for account in people:
        account.set_password(PASSWORD)
        account.save()
    pooled(people[0], tree["root"])
    toured(people[0], tree["root"])
    return live_server.url


def test_a_lecture_from_the_asking_to_the_figure(
    page_at: PageAt, site: str, axe_violations: Callable[[Page], list[str]], overflow: Callable[[Page], int]
) -> None:
    """The county asks on a phone without scripts; the top matches, invites, notes the yes; the figure changes."""
    county = sign_in(page_at(PHONE, java_script_enabled=False), site, "clerk")
    county.goto(f"{site}/speakers/ask/?tour=T1")
    county.get_by_label("想听什么").fill("稻田里的科技")
    county.get_by_label("日期").fill((today() + timedelta(days=9)).isoformat())
    county.get_by_label("几点开始").fill("9:00")
    county.get_by_label("几点结束").fill("11:00")
    county.get_by_role("button", name="点单").click()
    expect(county.get_by_text("现在等派单单位办")).to_be_visible()
    sheet = county.url
    top = sign_in(page_at(DESKTOP), site, "top")
    top.goto(f"{site}/speakers/tours/T1/")
    top.get_by_role("link", name="排一版派单").click()
    top.get_by_role("button", name="采用这一版").click()
    top.goto(sheet)
    for name in ("记下已邀请", "记下已接单"):
        top.get_by_role("button", name=name).click()
    day = today().replace(month=1, day=1)  # the day has come: an activity may only be held once it has
    Activity.objects.knowing("test").update(starts_on=day, ends_on=day)
    county.goto(sheet)
    county.get_by_role("link", name="稻田里的科技").click()
    county.get_by_role("button", name="记为已举办").first.click()
    top.goto(f"{site}/speakers/tours/T1/")
    top.get_by_role("link", name="1场").first.click()
    expect(top.get_by_role("link", name="稻田里的科技")).to_be_visible()
    top.goto(f"{site}/preferences/?scheme=dark&type=large&lang=en&next=/speakers/")
    for address in (sheet, *(f"{site}/speakers/{one}" for one in ("", "pool/", "tours/T1/"))):
        top.goto(address)
        assert axe_violations(top) == [], address
        for size in (DESKTOP, PHONE):
            top.set_viewport_size({"width": size.width, "height": size.height})
            assert overflow(top) == 0, address


def test_a_promise_from_the_visit_to_the_figure(
    page_at: PageAt, site: str, axe_violations: Callable[[Page], list[str]], overflow: Callable[[Page], int]
) -> None:
    """The county records a visit, makes a matter of the promise in one step, and the figure of promises has it."""
    page = sign_in(page_at(DESKTOP), site, "clerk")
    page.goto(f"{site}/visits/")
    page.get_by_role("link", name="记一次走访").click()
    page.get_by_label("名称").fill("走访退休科技工作者")
    page.get_by_label("走访了谁").fill("退休人员 3 人")
    page.get_by_label("谁去的").fill("分管领导")
    page.get_by_label("答应了什么").fill("开放实验室｜分管领导｜c1")
    page.get_by_role("button", name="记下").click()
    sheet = page.url
    page.get_by_role("link", name="转成事项").click()
    page.get_by_role("button", name="转成事项").click()
    page.goto(f"{site}/visits/")
    page.get_by_role("link", name="1件").first.click()
    expect(page.get_by_role("link", name="开放实验室")).to_be_visible()
    page.goto(f"{site}/preferences/?scheme=dark&type=large&lang=en&next=/visits/")
    for address in (sheet, f"{sheet}check/?list=guidance", f"{site}/visits/", f"{site}/visits/new/"):
        page.goto(address)
        assert axe_violations(page) == [], address
        for size in (DESKTOP, PHONE):
            page.set_viewport_size({"width": size.width, "height": size.height})
            assert overflow(page) == 0, address

"""A dispatch meeting in a browser: what it decides is overdue, carried over to the next meeting, and done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from kexie.kit.clock import today
from kexie.kit.days import add_months
from tests.browser.conftest import PASSWORD, PHONE, PageAt, sign_in
from tests.building import cast, make_owner, plant


@pytest.fixture
def site(live_server: LiveServer, transactional_db: None) -> str:
    """Return the address of a site with the clerk who runs the meeting, a county clerk and one who verifies."""
    tree = plant(make_owner(), root="", p1="root", c1="p1")
    seats = [cast("clerk", tree["root"], "office"), cast("clerk", tree["c1"]), cast("clerk", tree["root"], "checker")]
    for account in seats:
        account.set_password(PASSWORD)
        account.save()
    return str(live_server.url)


def call(page: Page, month: str, on: str) -> str:
    """Call the meeting of a month for a day, and return its address."""
    page.get_by_label("月份").fill(month)
    page.get_by_label("会期").fill(on)
    page.get_by_label("通知单位").fill("c1")
    page.get_by_role("button", name="召集：工作调度会").click()
    expect(page.get_by_text("已召集；")).to_be_visible()
    return page.url


def test_an_outcome_is_overdue_carried_over_and_done(
    page_at: PageAt, site: str, axe_violations: Callable[[Page], list[str]], overflow: Callable[[Page], int]
) -> None:
    """Decided in one line last month, on the agenda of this month's meeting as carried over, then closed by another."""
    top = sign_in(page_at(), site, "office")
    top.goto(f"{site}/meetings/series/new/")
    top.get_by_role("button", name="设一个每月的会").click()
    before = today() - timedelta(days=20)
    first = call(top, add_months(today().replace(day=1), -1).isoformat(), before.isoformat())
    top.get_by_role("button", name="定下议程").click()
    top.get_by_role("link", name="记到会情况").click()
    top.get_by_label("主持").fill("主席")
    top.get_by_label("记录").fill("综合处")
    top.get_by_role("button", name="记到会情况").click()
    top.get_by_role("link", name="记议定事项").click()
    top.get_by_role("textbox", name="议定事项").fill("c1 3天内 报送名册")
    top.get_by_role("button", name="记议定事项").click()
    expect(top.get_by_text("已立项 1 件")).to_be_visible()
    top.goto(f"{site}/meetings/")
    top.get_by_role("link", name="召集工作调度会").click()
    second = call(top, today().isoformat(), today().isoformat())
    expect(top.get_by_text("上次议定、还没有办结的")).to_be_visible()
    expect(top.get_by_text("第 1 次顺延")).to_be_visible()
    expect(top.get_by_text("已逾期 17 天")).to_be_visible()
    county = sign_in(page_at(PHONE, java_script_enabled=False), site, "clerk")
    county.goto(f"{site}/matters/")
    county.get_by_role("link", name="报送名册").click()
    county.get_by_role("button", name="签收").click()
    county.get_by_role("link", name="交佐证材料").click()
    county.get_by_label("说明").fill("名册已报")
    county.get_by_role("button", name="交佐证材料").click()
    county.get_by_role("link", name="报送办理结果").click()
    county.get_by_label("办理结果").fill("已报送")
    county.get_by_role("button", name="报送办理结果").click()
    sheet = county.url.split("#")[0]
    other = sign_in(page_at(), site, "checker")
    other.goto(sheet)
    other.get_by_role("button", name="复核办结").click()
    expect(other.get_by_text("逾期办结")).to_be_visible()
    top.goto(second)
    expect(top.get_by_text("没有逾期、临期、顺延或提请研究的事。")).to_be_visible()
    own = f"{site}/meetings/lists/c1/{today().year}-{today().month:02d}/"
    for address in (first, own, f"{site}/matters/timeline/"):
        top.goto(address)
        assert overflow(top) == 0, address
        assert axe_violations(top) == [], address
    top.goto(f"{site}/preferences/?scheme=dark&type=large&lang=en&next=/help/")
    top.set_viewport_size({"width": PHONE.width, "height": PHONE.height})
    for address in (second, f"{first}wall/", f"{sheet}print/"):
        top.goto(address)
        assert overflow(top) == 0, address
        assert axe_violations(top) == [], address

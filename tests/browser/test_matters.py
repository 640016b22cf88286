"""A matter from the first click to the verified end, in a browser: with scripts on a desk, without them on a phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from kexie.kit.clock import today
from tests.browser.conftest import DESKTOP, PASSWORD, PHONE, PageAt, Size, sign_in
from tests.building import cast, make_owner, plant


@pytest.fixture
def site(live_server: LiveServer, transactional_db: None) -> str:
    """Return the address of a site with a chair, a county clerk and a second clerk at the top."""
    tree = plant(make_owner(), root="", p1="root", c1="p1")
    people = [cast("chair", tree["root"]), cast("clerk", tree["c1"]), cast("clerk", tree["root"], "checker")]
    for account in people:
        account.set_password(PASSWORD)
        account.save()
    return str(live_server.url)


@pytest.mark.parametrize(("size", "scripts"), [(DESKTOP, True), (PHONE, False)])
def test_a_decision_is_followed_to_its_verified_end(page_at: PageAt, site: str, size: Size, scripts: bool) -> None:
    """Issued, signed for, evidence refused as missing, sent back, mended, closed by another; the number opens to it."""
    top, county, other = (
        sign_in(page_at(size, java_script_enabled=scripts), site, name) for name in ("chair", "clerk", "checker")
    )
    top.goto(f"{site}/matters/new/")
    top.get_by_role("link", name="督办事项").click()
    top.get_by_label("事项", exact=True).fill("建好科普馆")
    top.get_by_label("主责单位").fill("c1")
    top.get_by_label("办理时限").fill((today() + timedelta(days=20)).isoformat())
    top.get_by_role("button", name="立项").click()
    expect(top.get_by_text("已立项“建好科普馆”")).to_be_visible()
    address = top.url
    county.goto(f"{site}/")
    expect(county.get_by_role("heading", name="1 件事项等您办")).to_be_visible()
    county.get_by_role("link", name="建好科普馆", exact=True).click()
    county.get_by_role("button", name="签收").click()
    county.get_by_role("link", name="报送办理结果").click()
    county.get_by_label("办理结果").fill("已开馆")
    county.get_by_role("button", name="报送办理结果").click()
    other.goto(address)
    expect(other.get_by_text("还没有佐证材料")).to_be_visible()
    other.get_by_role("link", name="退办").click()
    other.get_by_label("原因").fill("缺验收单")
    other.get_by_role("button", name="退办").click()
    county.goto(address)
    county.get_by_role("link", name="交佐证材料").click()
    county.get_by_label("说明").fill("验收单见附件")
    county.get_by_role("button", name="交佐证材料").click()
    county.get_by_role("link", name="报送办理结果").click()
    county.get_by_label("办理结果").fill("已开馆并验收")
    county.get_by_role("button", name="报送办理结果").click()
    expect(county.get_by_text("现在等复核人办")).to_be_visible()
    other.goto(address)
    other.get_by_role("button", name="复核办结").click()
    expect(other.get_by_text("按期办结")).to_be_visible()
    top.goto(f"{site}/figures/matters_closed/?unit=root&period={today().year}")
    expect(top.get_by_role("link", name="建好科普馆")).to_be_visible()


@pytest.mark.parametrize(("size", "reading"), [(DESKTOP, "scheme=light"), (PHONE, "scheme=dark&type=large&lang=en")])
def test_pages_of_matters_are_clean_and_fit(
    page_at: PageAt,
    site: str,
    axe_violations: Callable[[Page], list[str]],
    overflow: Callable[[Page], int],
    size: Size,
    reading: str,
) -> None:
    """No axe violation, nothing wider than its screen."""
    page = sign_in(page_at(size), site, "chair")
    for lead in ("c1", "p1"):
        page.goto(f"{site}/matters/new/?kind=finding")
        for label, text in (("事项", "台账不全"), ("主责单位", lead), ("依据（文件、条款）", "第三章")):
            page.get_by_label(label, exact=True).fill(text)
        page.get_by_label("程度").select_option("middle")
        page.get_by_role("button", name="立项").click()
    sheet = page.url
    page.goto(f"{sheet}tie/")
    expect(page.get_by_role("button", name="“台账不全”再次发生")).to_be_visible()
    page.goto(f"{site}/preferences/?{reading}&next=/help/")
    for address in (
        sheet,
        f"{sheet}tie/",
        *(f"{site}/matters/{one}" for one in ("", "?view=open", "board/", "new/", "new/?kind=decision")),
    ):
        page.goto(address)
        assert overflow(page) == 0, address
        assert axe_violations(page) == [], address

"""From the list of figures to a number, another day, a view of one's own and a file; with scripts and without."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from kexie.kit.periods import parse_period
from kexie.records.units.models import Association
from kexie.records.values.actions import Said, define, state
from kexie.records.values.definitions import Element
from tests.browser.conftest import DESKTOP, PASSWORD, PHONE, PageAt, Size, sign_in
from tests.building import cast, held, make_owner, plant

EXPLORER = "/figures/activities/?unit=root&period=2018&by=children&by=month&compare=last-year"
ADDRESSES = [
    "/figures/",
    EXPLORER,
    "/figures/activities/?unit=root&period=2018&by=kind&by=month",
    "/figures/talks/?unit=root&period=2018&by=units:county",
    "/figures/restated/?unit=root&period=2018&since=2018-02-01",
]


@pytest.fixture
def site(live_server: LiveServer, transactional_db: None) -> str:
    """Return the address of a site with records and a stated number that one county has not reported."""
    owner = make_owner()
    provinces = {f"p{number}": "root" for number in range(1, 8)}
    tree = plant(owner, root="", **provinces, c1="p1", c2="p1")
    Association.objects.create(pk=1, name="示例协会", opening_period="2018")
    for month in range(1, 6):
        held(owner, tree["c1"], date(2018, month, 1), headcount=20 * month)
        held(owner, tree[f"p{month + 1}"], date(2018, month, 2), kind="training")
    define([Element("talks", "科普报告（次）", 0, "month")], by=owner)
    for code, kind in (("c1", "number"), ("c2", "awaited")):
        state([Said("talks", tree[code], parse_period("2018-03", date(2018, 3, 1)), state=kind, amount=0)], by=owner)
    chair = cast("clerk", tree["root"])
    chair.set_password(PASSWORD)
    chair.save()
    return str(live_server.url)


@pytest.mark.parametrize(
    ("size", "reading"), [(DESKTOP, "scheme=light"), (PHONE, "scheme=dark&type=large&lang=en")], ids=["desk", "phone"]
)
def test_every_page_of_the_explorer_is_clean_and_fits(
    page_at: PageAt,
    site: str,
    axe_violations: Callable[[Page], list[str]],
    overflow: Callable[[Page], int],
    size: Size,
    reading: str,
) -> None:
    page = page_at(size)
    sign_in(page, site, "clerk")
    page.goto(f"{site}/preferences/?{reading}&next=/help/")
    for address in ADDRESSES:
        page.goto(site + address)
        assert overflow(page) == 0, address
        assert axe_violations(page) == [], address


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_from_the_list_to_a_number_of_another_day_and_a_view_of_it(page_at: PageAt, site: str, scripts: bool) -> None:
    page = page_at(java_script_enabled=scripts)
    sign_in(page, site, "clerk")
    page.goto(f"{site}/figures/")
    page.get_by_role("link", name="科普报告（次）").click()
    expect(page.locator("#passport .value")).to_have_text("0")  # asked where it was last stated
    page.get_by_label("单位", exact=True).fill("root")
    page.get_by_label("期间", exact=True).fill("2018-03")
    page.get_by_label("分列", exact=True).select_option("units:county")
    page.get_by_role("button", name="看", exact=True).click()
    expect(page.locator(".explore-tbl")).to_contain_text("未报")
    expect(page.locator("tr.total")).to_contain_text("0")
    page.get_by_label("指标", exact=True).select_option("activities")
    page.get_by_label("期间", exact=True).fill("2018")
    page.get_by_label("再按", exact=True).select_option("month")
    page.get_by_role("button", name="看", exact=True).click()
    expect(page.locator("#passport .value")).to_have_text("10场")
    if scripts:
        expect(page.get_by_role("slider")).to_be_hidden()  # one day of knowledge: nothing to move between
    page.get_by_role("link", name="上一次变动前").click()
    expect(page.locator("#passport .value")).to_have_text("0场")
    page.get_by_role("link", name="下一次变动").click()
    expect(page.locator("#passport .value")).to_have_text("10场")
    page.get_by_text("存为视图").click()
    page.get_by_label("视图的名字").fill("各县的活动")
    page.get_by_label("放在今日").check()
    page.get_by_role("button", name="存下").click()
    page.goto(site)
    expect(page.locator(".head-fig", has_text="各县的活动")).to_contain_text("10")
    with page.expect_download() as taken:
        page.goto(f"{site}{EXPLORER}")
        page.get_by_role("link", name="存成图").first.click()
    assert taken.value.suggested_filename.endswith(".png")

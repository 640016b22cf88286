"""From the first click to the number that changed: a unit moved, doubles merged and parted, own data taken along."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from kexie.records.access.models import Account
from kexie.records.units.models import Association
from tests.browser.conftest import DESKTOP, PASSWORD, PHONE, PageAt, Size, sign_in
from tests.building import cast, held, make_owner, plant, present, someone

ADDRESSES = [
    "/units/",
    "/units/?q=示例c",
    "/units/p1/",
    "/units/c1/move/",
    "/units/c1/split/",
    "/units/groups/",
    "/activities/doubles/?period=2018",
    "/settings/people/doubles/",
    "/settings/people/requests/",
    "/settings/rights/why/?unit=c1",
    "/settings/log/looks/",
    "/me/",
]


@pytest.fixture
def site(live_server: LiveServer, transactional_db: None) -> str:
    """Return the address of a site with two provinces, a meeting that both hosts entered, an owner and a stranger."""
    owner = make_owner()
    tree = plant(owner, root="", p1="root", p2="root", c1="p1", c2="p2")
    Association.objects.create(pk=1, name="示例协会", opening_period="2018")
    held(owner, tree["c1"], date(2018, 2, 1), headcount=40)
    given = {"title": "一起办的会", "place": "市科技馆", "kind": "training"}
    for code in ("c1", "c2"):
        held(owner, tree[code], date(2018, 5, 8), **given)
    stranger = cast("stranger", None)
    assert stranger.person is not None
    present(owner, held(owner, tree["c2"], date(2018, 6, 1), title="我去过的会"), stranger.person)
    owner.person = someone("boss", owner, tree["root"])
    for account in (owner, stranger):
        account.set_password(PASSWORD)
        account.save()
    return str(live_server.url)


@pytest.mark.parametrize(
    ("size", "reading"),
    [(DESKTOP, "scheme=light"), (PHONE, "scheme=dark&type=large&lang=en")],
)
def test_pages_of_units_and_people_are_clean_and_fit(
    page_at: PageAt,
    site: str,
    axe_violations: Callable[[Page], list[str]],
    overflow: Callable[[Page], int],
    size: Size,
    reading: str,
) -> None:
    page = page_at(size)
    sign_in(page, site, "owner")
    page.goto(f"{site}/preferences/?{reading}&next=/help/")
    for address in ADDRESSES:
        page.goto(site + address)
        assert overflow(page) == 0, address
        assert axe_violations(page) == [], address


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_branch_opens_in_the_tree_and_a_move_changes_the_number(page_at: PageAt, site: str, scripts: bool) -> None:
    page = page_at(java_script_enabled=scripts)
    sign_in(page, site, "owner")
    page.get_by_role("link", name="组织").first.click()
    expect(page.locator("#tree")).not_to_contain_text("示例c1")
    page.get_by_role("link", name="示例p1 的下级").click()
    page.locator("#tree").get_by_role("link", name="示例c1", exact=True).click()
    page.get_by_role("link", name="改隶属").click()
    page.get_by_label("新的上级").fill("示例p2")
    page.get_by_label("自哪一天起").fill("2018-01-01")
    page.get_by_role("button", name="先看会怎样").click()
    row = page.locator("#trial tr", has_text="示例p2").filter(has_text="参加人次").first
    expect(row).to_contain_text("41")
    page.get_by_role("button", name="就这样改").click()
    expect(page.get_by_role("alert")).to_contain_text("改挂在“示例p2”之下")
    restated = page.get_by_role("alert").get_by_role("link", name="示例p1").get_attribute("href")
    assert restated is not None
    assert restated.startswith("/figures/restated/?unit=p1&period=2018&since=")
    page.goto(f"{site}/figures/attendances/?unit=p2&period=2018")
    expect(page.locator("#passport .value")).to_contain_text("41")


def test_doubles_are_merged_the_count_drops_and_undoing_brings_it_back(page_at: PageAt, site: str) -> None:
    page = page_at(PHONE, java_script_enabled=False)
    sign_in(page, site, "owner")

    def counted() -> None:
        page.goto(f"{site}/figures/activities/?unit=root&period=2018-05")

    counted()
    expect(page.locator("#passport .value")).to_contain_text("2")
    page.goto(f"{site}/activities/doubles/?period=2018")
    page.get_by_role("link", name="一起办的会").click()
    page.get_by_role("button", name="同一项，保留").first.click()
    expect(page.get_by_role("alert")).to_contain_text("只计一次")
    counted()
    expect(page.locator("#passport .value")).to_contain_text("1")
    page.goto(f"{site}/activities/doubles/?period=2018")
    page.get_by_role("button", name="撤销").click()
    counted()
    expect(page.locator("#passport .value")).to_contain_text("2")


def test_somebody_without_a_post_takes_their_own_data_along(page_at: PageAt, site: str) -> None:
    page = page_at()
    sign_in(page, site, "stranger")
    page.get_by_role("link", name="我的资料").click()
    expect(page.locator("main")).to_contain_text("我去过的会")
    with page.expect_download() as told:
        page.get_by_role("link", name="全部导出").click()
    held_of_me = json.loads(Path(told.value.path()).read_text(encoding="utf-8"))
    assert held_of_me["code"] == "stranger"
    assert [row["title"] for row in held_of_me["attended"]] == ["我去过的会"]
    assert Account.objects.get(username="stranger").is_active

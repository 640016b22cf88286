"""The room 布局 in a real browser: no overflow, nothing axe finds, and a target set without a script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from kexie.records.access.models import Account
from kexie.records.plans.actions import Split, Wanted, allocate, put_in_force, set_targets
from kexie.records.plans.queries import targets_on
from kexie.records.plans.rules import Aim
from kexie.records.units.models import Association
from tests.browser.conftest import DESKTOP, PASSWORD, PHONE, PageAt, Size, sign_in
from tests.building import cast, held, make_owner, plant

LINE = "unit=root&indicator=activities&period=2018&goal=line"
ADDRESSES = [
    "/plan/", "/plan/table/", "/plan/goal/line/", "/plan/targets/", f"/plan/targets/set/?{LINE}",
    f"/plan/targets/split/?{LINE}", "/plan/versions/", "/plan/versions/new/",
]  # fmt: skip


@pytest.fixture
def site(live_server: LiveServer, transactional_db: None) -> str:
    """Return the address of a site with a layout, a target split over two provinces, and a chair."""
    owner = make_owner()
    tree = plant(owner, root="", p1="root", p2="root", c1="p1")
    put_in_force(by=owner)
    Association.objects.create(pk=1, name="示例科协", opening_period="2018-01-01..2018-05-31")
    aim = Aim("activities", tree["root"].pk, date(2018, 1, 1), date(2018, 12, 31), "line")
    set_targets([Wanted(aim, 7)], by=owner)
    [target] = targets_on(tree["root"], date(2018, 5, 31))
    allocate(target, Split({tree["p1"].pk: 2, tree["p2"].pk: 1}), by=owner)
    held(owner, tree["c1"], goals=("line", "six.popsci"), headcount=30, bound="at_least")
    chair: Account = cast("chair", tree["root"])
    chair.set_password(PASSWORD)
    chair.save()
    return str(live_server.url)


@pytest.mark.parametrize(
    ("size", "reading"),
    [(DESKTOP, "scheme=light"), (PHONE, "scheme=dark&type=large&lang=en")],
)
def test_every_page_of_the_plan_is_clean_and_fits(
    page_at: PageAt, site: str, axe_violations: Callable[[Page], list[str]], overflow: Callable[[Page], int],
    size: Size, reading: str,
) -> None:  # fmt: skip
    page = page_at(size)
    sign_in(page, site, "chair")
    page.goto(f"{site}/preferences/?{reading}&next=/help/")
    for address in ADDRESSES:
        page.goto(site + address)
        assert overflow(page) == 0, address
        assert axe_violations(page) == [], address


def test_the_whole_house_stands_above_the_fold_of_a_desk(page_at: PageAt, site: str) -> None:
    page = page_at(DESKTOP)
    sign_in(page, site, "chair")
    page.goto(f"{site}/plan/")
    foot = page.locator(".plinth").bounding_box()
    assert foot is not None
    assert foot["y"] + foot["height"] <= DESKTOP.height


def test_a_target_is_changed_and_given_on_without_a_script(page_at: PageAt, site: str) -> None:
    page = page_at(DESKTOP, java_script_enabled=False)
    sign_in(page, site, "chair")
    page.goto(f"{site}/plan/targets/")
    page.get_by_role("link", name="改", exact=True).click()
    page.get_by_label("任务数").fill("9")
    page.get_by_role("button", name="存下").click()
    expect(page.get_by_text("已存下。")).to_be_visible()
    page.get_by_role("link", name="份额", exact=True).click()
    expect(page.get_by_text("与任务数不等，请重新分解")).to_be_visible()
    page.get_by_role("button", name="下达给这 2 个单位").click()
    expect(page.get_by_text("与任务数相等")).to_be_visible()
    expect(page.get_by_text("已下达给 2 个单位，共 9。")).to_be_visible()

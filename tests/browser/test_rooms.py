"""Recording, a roster, a spreadsheet and the tree in a real browser, at both sizes, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from kexie.records.activities.models import Activity
from kexie.records.units.models import Association
from tests.browser.conftest import DESKTOP, PASSWORD, PHONE, PageAt, Size, sign_in
from tests.building import cast, held, make_owner, plant, present, someone

PAGES = [
    "/activities/",
    "/activities/new/",
    "/activities/A1/",
    "/activities/A1/edit/",
    "/activities/A1/roster/",
    "/activities/A1/minutes/",
    "/units/",
    "/units/c1/?why=1",
    "/units/p1/",
    "/units/divisions/?q=鼓楼",
    "/imports/",
    "/settings/",
    "/settings/people/",
    "/settings/people/clerk/",
    "/settings/posts/",
    "/settings/rights/",
    "/settings/catalogues/",
]


@pytest.fixture
def site(live_server: LiveServer, transactional_db: None) -> str:
    """Return the address of a site with a small association, a clerk, and one activity with a roster."""
    owner = make_owner()
    tree = plant(owner, root="", p1="root", p2="root", c1="p1", c2="p1")
    clerk = cast("clerk", tree["p1"])
    clerk.set_password(PASSWORD)
    clerk.save()
    Association.objects.create(pk=1, name="示例协会", opening_period="2018")
    activity = held(owner, tree["c1"], code="A1", title="党的十九大精神专题学习", headcount=120, bound="at_least")
    present(owner, activity, *(someone(f"S{n:04}", owner, tree["c1"]) for n in range(3)))
    return str(live_server.url)


@pytest.mark.parametrize(
    ("size", "reading", "half"),
    [(DESKTOP, "scheme=light", 0), (PHONE, "scheme=dark&type=large&lang=en", 1)],
    ids=["desk", "phone"],
)
def test_every_page_is_clean_and_fits(
    page_at: PageAt,
    site: str,
    axe_violations: Callable[[Page], list[str]],
    overflow: Callable[[Page], int],
    size: Size,
    reading: str,
    half: int,
) -> None:
    page = page_at(size)
    sign_in(page, site, "clerk")
    page.goto(f"{site}/preferences/?{reading}&next=/help/")
    for address in PAGES:
        answer = page.goto(site + address)
        assert answer is not None
        assert answer.status == 200, address
        assert overflow(page) == 0, address
    for address in PAGES[half::2]:  # axe takes long: each page is looked at once
        page.goto(site + address)
        assert axe_violations(page) == [], address


def test_an_activity_is_recorded_on_a_phone_without_scripts_and_its_roster_ticked(page_at: PageAt, site: str) -> None:
    page = page_at(PHONE, java_script_enabled=False)
    sign_in(page, site, "clerk")
    page.goto(f"{site}/activities/")
    page.get_by_role("link", name="记一项活动").first.click()
    page.get_by_label("名称").fill("理事会专题学习")
    page.get_by_label("日期", exact=True).fill("2018-05-03")
    page.get_by_label("人数").fill("三百")
    page.get_by_role("button", name="存下").click()
    expect(page.get_by_role("alert")).to_contain_text("没有存上")
    expect(page.get_by_label("名称")).to_have_value("理事会专题学习")
    page.get_by_label("人数").fill("300余")
    page.get_by_role("button", name="存下").click()
    expect(page.locator("h1")).to_have_text("理事会专题学习")
    expect(page.locator(".answer")).to_contain_text("300余")
    page.get_by_role("link", name="名册", exact=True).click()
    page.get_by_label("编号或姓名").fill("S0000\n示例S0001")
    page.get_by_role("button", name="加入名册").click()
    row = page.locator(".ticking li").filter(has_text="S0001")
    row.get_by_label("请假").check(force=True)
    page.get_by_role("button", name="存下").click()
    expect(page.locator(".answer")).to_contain_text("请假")
    assert Activity.objects.knowing("test").filter(title="理事会专题学习", headcount=300).exists()
    expect(row.get_by_label("请假")).to_be_checked()


def test_a_spreadsheet_is_looked_at_mended_and_kept(page_at: PageAt, site: str, tmp_path: Path) -> None:
    page = page_at()
    sign_in(page, site, "clerk")
    sheet = tmp_path / "五月.csv"
    head = "编号,种类,名称,主办单位编号,开始日期,人数\n"
    sheet.write_text(head + "Z1,学习,一,c1,2018-05-03,300余\nZ2,学习,二,c1,2018-02-31,24\n", encoding="utf-8")
    page.goto(f"{site}/imports/?list=activities")
    page.set_input_files("input[type=file]", sheet)
    page.get_by_role("button", name="检查这张表").click()
    expect(page.locator("h1")).to_have_text("导入活动：2 行里有 1 行要改")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载待改表").click()
    assert download.value.suggested_filename == "待改_五月.xlsx"
    page.get_by_role("button", name="只导入无误的 1 行").click()
    expect(page.get_by_role("alert")).to_contain_text("收下 1 行")
    assert Activity.objects.knowing("test").filter(code__startswith="Z").count() == 1


def test_the_tree_is_walked_down_and_up(page_at: PageAt, site: str) -> None:
    page = page_at(PHONE)
    sign_in(page, site, "clerk")
    page.goto(f"{site}/units/")
    page.locator("main").get_by_role("link", name="示例p1", exact=True).first.click()
    expect(page.locator("h1")).to_have_text("示例p1")
    page.locator("#below").get_by_role("link", name="示例c1").click()
    expect(page.locator("h1")).to_have_text("示例c1")
    page.locator(".kicker").get_by_role("link", name="示例p1").click()
    expect(page.locator("h1")).to_have_text("示例p1")

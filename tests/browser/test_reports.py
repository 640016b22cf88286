"""A report from the first word to the proof, in a real browser and without scripts: written, issued, told of news."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from kexie.records.access.models import Account
from kexie.records.units.models import Association, Unit
from tests.browser.conftest import DESKTOP, PASSWORD, PHONE, PageAt, Size, sign_in
from tests.building import cast, held, make_owner, plant


@pytest.fixture
def tree(transactional_db: None) -> dict[str, Unit]:
    """Plant an association with one session, and seat its chair."""
    owner = make_owner()
    units = plant(owner, root="", p1="root", c1="p1")
    Association.objects.update_or_create(pk=1, defaults={"name": "示例科协", "opening_period": "2018"})
    held(owner, units["c1"], date(2018, 3, 1), headcount=1030, bound="at_least")
    chair: Account = cast("chair", units["root"])
    chair.set_password(PASSWORD)
    chair.save()
    return units


def write(page: Page, site: str) -> None:
    """Write a report with a number and a table in it."""
    page.goto(f"{site}/reports/")
    page.get_by_role("link", name="起草文稿").click()
    page.get_by_label("标题").fill("示例月报")
    page.get_by_role("button", name="起草").click()
    page.get_by_label("正文").fill("一、总体情况\n到会共计。")
    page.get_by_label("指标", exact=True).select_option("attendances")
    page.get_by_role("button", name="插入", exact=True).click()
    expect(page.get_by_label("正文")).to_have_value("一、总体情况\n到会共计【数1】。")
    page.get_by_label("插入成").select_option("bars")
    page.get_by_label("表、图按什么分列").select_option("month")
    page.get_by_role("button", name="插入", exact=True).click()


def test_a_report_is_written_issued_taken_away_and_proved_and_later_news_is_told(
    page_at: PageAt, live_server: LiveServer, tree: dict[str, Unit], tmp_path: Path
) -> None:
    site = str(live_server.url)
    page = page_at(java_script_enabled=False)
    sign_in(page, site, "chair")
    write(page, site)
    page.get_by_role("button", name="存下并看成稿").click()
    expect(page.get_by_role("link", name="1000余人次").first).to_be_visible()
    page.get_by_role("button", name="签发").click()
    expect(page.get_by_text("已签发，数字已冻结")).to_be_visible()
    kept = tmp_path
    for name, head in (("Word 清稿", b"PK"), ("PDF 审阅稿", b"%PDF"), ("JSON", b"{")):
        with page.expect_download() as taken:
            page.get_by_role("link", name=name, exact=True).click()
        kept = tmp_path / taken.value.suggested_filename
        taken.value.save_as(kept)
        assert kept.read_bytes().startswith(head), name
    issued = page.url
    held(make_owner(), tree["p1"], date(2018, 4, 1), headcount=500)
    page.goto(issued)
    expect(page.get_by_role("link", name="1000余人次").first).to_be_visible()
    page.get_by_role("link", name="签发后有什么变了").click()
    expect(page.get_by_text("1500余人次").first).to_be_visible()
    expect(page.get_by_text("示例p1").first).to_be_visible()
    stranger = page_at(java_script_enabled=False)
    stranger.goto(f"{site}/reports/verify/")
    stranger.get_by_label("签发文稿的 .json 原件").set_input_files(kept)
    stranger.get_by_role("button", name="核验").click()
    expect(stranger.get_by_text("是的，一字未改。")).to_be_visible()


@pytest.mark.parametrize(("size", "reading"), [(DESKTOP, "scheme=light"), (PHONE, "scheme=dark&type=large&lang=en")])
def test_every_page_of_a_report_is_clean_and_fits(
    page_at: PageAt, live_server: LiveServer, tree: dict[str, Unit],
    axe_violations: Callable[[Page], list[str]], overflow: Callable[[Page], int], size: Size, reading: str,
) -> None:  # fmt: skip
    site = str(live_server.url)
    page = page_at(size)
    sign_in(page, site, "chair")
    write(page, site)
    page.get_by_role("button", name="存下并看成稿").click()
    page.get_by_role("button", name="签发").click()
    issued = page.url
    held(make_owner(), tree["p1"], date(2018, 4, 1), headcount=500)
    page.goto(f"{site}/preferences/?{reading}&next=/help/")
    drafts = f"{site}/reports/drafts"
    addresses = (
        f"{site}/reports/", f"{drafts}/new/", f"{drafts}/W1/", f"{drafts}/W1/preview/", issued, f"{issued}changes/",
        f"{site}/reports/verify/",
    )  # fmt: skip
    for address in addresses:
        page.goto(address)
        assert overflow(page) == 0, address
        assert axe_violations(page) == [], address

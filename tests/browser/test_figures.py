"""From today to a number, from the number to its passport and its records, from a report's note back to the figure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from kexie.records.access.models import Account, Post
from kexie.records.units.models import Association
from tests.browser.conftest import DESKTOP, PASSWORD, PHONE, PageAt, Size, sign_in
from tests.building import cast, held, make_owner, plant, present, someone

ADDRESSES = [
    "/",
    "/?as_of=2018-04-30",
    "/figures/",
    "/figures/attendances/?unit=root&period=2018&by=children&by=month",
    "/figures/attendees/?unit=root&period=2018",
    "/figures/activities/?unit=nope&period=2018-13",
    "/reports/",
    "/reports/work-report/?unit=root&period=2018",
    "/search/?q=示例",
    "/lens/",
]


@pytest.fixture
def site(live_server: LiveServer, transactional_db: None) -> str:
    """Return the address of a site with a small association, a clerk with two posts, and a stranger."""
    owner = make_owner()
    tree = plant(owner, root="", p1="root", p2="root", c1="p1", c2="p2")
    Association.objects.create(pk=1, name="示例协会", opening_period="2018")
    for month in range(1, 6):
        held(owner, tree["c1"], date(2018, month, 1), headcount=20 * month, bound="at_least")
    joint = held(owner, tree["c1"], date(2018, 5, 8), kind="training", co_hosts=(tree["c2"],), title="联合培训")
    present(owner, joint, *(someone(f"m{number}", owner, tree["c1"]) for number in range(6)))
    held(owner, tree["c1"], date(2018, 5, 20), status="planned", title="还没登记的学习")
    clerk = cast("clerk", tree["c1"])
    assert clerk.person is not None
    Post.objects.create(person=clerk.person, unit=tree["c2"], role="member")
    for account in (clerk, cast("stranger", None)):
        account.set_password(PASSWORD)
        account.save()
    return str(live_server.url)


@pytest.mark.parametrize(
    ("size", "reading"),
    [(DESKTOP, "scheme=light"), (PHONE, "scheme=dark&type=large&lang=en")],
)
def test_every_page_of_the_rooms_is_clean_and_fits(
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


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_answer_is_the_largest_thing_on_the_first_screen(page_at: PageAt, site: str, size: Size) -> None:
    page = page_at(size)
    sign_in(page, site, "clerk")
    page.goto(f"{site}/figures/attendances/?unit=root&period=2018")
    largest = page.evaluate(
        """() => [...document.querySelectorAll('main *')].filter(e => [...e.childNodes].some(n => n.nodeType === 3
            && n.textContent.trim()) && e.getBoundingClientRect().top < innerHeight)
            .map(e => [parseFloat(getComputedStyle(e).fontSize), e.textContent.trim()])
            .sort((a, b) => b[0] - a[0])[0][1]"""
    )
    assert largest.startswith(("306", "300余"))  # the passport says the number itself, the head rounds it


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_number_on_today_leads_to_its_records_and_a_day_back(page_at: PageAt, site: str, scripts: bool) -> None:
    page = page_at(java_script_enabled=scripts)
    sign_in(page, site, "clerk")
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 项活动等您登记")
    page.locator(".head-fig", has_text="学习参加").get_by_role("link").click()
    expect(page.locator("#passport .value")).to_contain_text("300余")
    expect(page.locator("#records")).to_contain_text("2018-05-01")
    page.get_by_label("分列", exact=True).select_option("month")
    page.get_by_role("button", name="看", exact=True).click()
    expect(page.locator("tr.total")).to_contain_text("300余")
    page.get_by_role("link", name=str(date.today())).click()  # noqa: DTZ011 - the mast's own day
    page.get_by_label("截至", exact=True).fill("2018-03-31")
    page.get_by_role("button", name="照此看").click()
    expect(page.locator(".lens-note")).to_contain_text("2018-03-31")
    expect(page.locator("#passport .value")).to_have_text("0人次")
    page.get_by_role("link", name="回到今天").click()
    expect(page.locator(".lens-note")).to_have_count(0)


def test_another_seat_opens_another_unit(page_at: PageAt, site: str) -> None:
    page = page_at(PHONE, java_script_enabled=False)
    sign_in(page, site, "clerk")
    page.locator(".who-menu summary").click()
    page.get_by_role("button", name="示例c2").click()
    expect(page.locator(".kicker")).to_contain_text("示例c2")


def test_a_note_of_the_report_leads_to_its_passport(page_at: PageAt, site: str) -> None:
    page = page_at()
    sign_in(page, site, "clerk")
    page.goto(f"{site}/reports/work-report/?unit=root&period=2018")
    page.locator("#t2").click()
    expect(page.locator("#n2")).to_contain_text("300余")
    page.locator("#n2 .fig").click()
    expect(page.locator("#passport .value")).to_contain_text("300余")


def test_a_stranger_is_told_so_on_every_page(page_at: PageAt, site: str) -> None:
    page = page_at(PHONE)
    sign_in(page, site, "stranger")
    for address in ["/", *ADDRESSES[2:]]:
        page.goto(site + address)
        if address != "/lens/":
            expect(page.get_by_role("heading", level=1)).to_have_text("您还没有任职")
    assert Account.objects.count() == 3

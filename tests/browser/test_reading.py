"""Ways of reading that no size of screen covers: zoomed in, forced colours, from the keyboard, in reading order."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from kexie.records.units.models import Association
from tests.browser.conftest import PASSWORD, PageAt, Size, sign_in
from tests.building import cast, held, make_owner, plant

ZOOMED = Size(683, 384)
"""1366×768 at 200 %."""
NARROW = Size(320, 640)
"""1280 CSS pixels at 400 %: WCAG 2.2, success criterion 1.4.10."""
PAGES = [
    "/",
    "/plan/",
    "/activities/",
    "/units/p1/",
    "/figures/",
    "/reports/",
    "/settings/",
    "/imports/",
    "/help/?of=home",
]


@pytest.fixture
def site(live_server: LiveServer, transactional_db: None) -> str:
    """Return the address of a small association with a clerk."""
    owner = make_owner()
    tree = plant(owner, root="", p1="root", c1="p1")
    Association.objects.create(pk=1, name="示例协会", opening_period="2018")
    for number in range(3):
        held(owner, tree["c1"], code=f"A{number}", title=f"第 {number} 次学习", headcount=20)
    clerk = cast("clerk", tree["p1"])
    clerk.set_password(PASSWORD)
    clerk.save()
    return str(live_server.url)


@pytest.mark.parametrize("size", [ZOOMED, NARROW], ids=["200%", "400%"])
def test_zoomed_in_every_room_still_fits(
    page_at: PageAt, site: str, overflow: Callable[[Page], int], size: Size
) -> None:
    page = page_at(size)
    sign_in(page, site, "clerk")
    page.goto(f"{site}/preferences/?type=large&next=/help/")
    for address in PAGES:
        page.goto(site + address)
        assert overflow(page) == 0, address


def test_where_colours_are_forced_shapes_frames_and_the_room_we_are_in_still_show(page_at: PageAt, site: str) -> None:
    page = page_at(forced_colors="active")
    sign_in(page, site, "clerk")
    marked = page.locator('.rail [aria-current="page"]')
    other = page.locator(".rail a:not([aria-current])").first
    style = "one => { const s = getComputedStyle(one); return [s.fontWeight, s.textDecorationLine].join() }"
    assert marked.evaluate(style) != other.evaluate(style)
    button = page.locator("a.btn").first
    assert button.evaluate("one => parseFloat(getComputedStyle(one).borderTopWidth)") >= 1
    for shape in page.locator("main svg.sh").all()[:5]:
        assert shape.evaluate("one => getComputedStyle(one).forcedColorAdjust") in {
            "auto",
            "none",
            "preserve-parent-color",
        }
        box = shape.bounding_box()
        assert box is not None
        assert box["width"] > 0


def test_a_reader_meets_the_page_in_its_order(page_at: PageAt, site: str) -> None:
    page = page_at()
    sign_in(page, site, "clerk")
    for address in PAGES:
        page.goto(site + address)
        assert page.locator("h1").count() == 1, address
        landmarks = page.evaluate(
            "[...document.querySelectorAll('header.mast, nav, main, footer')].map(o => o.localName)"
        )
        assert landmarks[0] == "header", address
        assert landmarks.index("main") < landmarks.index("footer"), address
        levels = page.evaluate("[...document.querySelectorAll('main :is(h1,h2,h3,h4)')].map(o => +o.localName[1])")
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), (address, levels)


def test_rooms_and_rows_are_reached_from_the_keyboard_alone(page_at: PageAt, site: str) -> None:
    page = page_at()
    sign_in(page, site, "clerk")
    page.wait_for_load_state("load")  # keys are heard once the script is there
    page.keyboard.press("g")
    page.keyboard.press("a")
    expect(page).to_have_url(f"{site}/activities/")
    page.wait_for_load_state("load")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    first = page.locator("main tbody tr a").first
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("次学习")
    page.keyboard.press("/")
    expect(page.locator(".mast-search input")).to_be_focused()
    page.keyboard.type("g")
    page.keyboard.type("h")  # in a box, letters are letters
    expect(page.locator(".mast-search input")).to_have_value("gh")

"""The association that the guide shows, and the camera that takes its pictures.

Each task is walked twice: in Chinese with scripts, in English without. ``scripts/guide.py`` walks them with the camera
on and so draws the pictures anew; without it the tests hold that the pictures named by the guide are there.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page
from pytest_django.live_server_helper import LiveServer

from kexie.kit.clock import today
from kexie.records.access.models import Account, Post
from kexie.records.people.models import Person
from kexie.records.structure.actions import Home, NewUnit, open_units, settle
from kexie.records.units.models import Association, Unit
from tests.browser.conftest import PageAt, Size
from tests.building import held, make_owner
from tests.docs.pages import ROOT

PASSWORD = "invented-password-1"
PICTURES = ROOT / "docs" / "guide" / "images"
CAMERA = "KEXIE_GUIDE_CAMERA"
FRAME = Size(1040, 700)
MOST = 60 * 1024
UNITS = (
    ("ROOT", "示例科学技术协会", "", "national"),
    ("JS", "江苏示例科协", "ROOT", "province"),
    ("ZJ", "浙江示例科协", "ROOT", "province"),
    ("NJ", "南京示例科协", "JS", "prefecture"),
    ("SZ", "苏州示例科协", "JS", "prefecture"),
    ("GL", "鼓楼示例科协", "NJ", "county"),
)


@dataclass
class Walk:
    """Somebody of the guide at the site, in one language; ``shot`` takes a picture of what stands on the screen."""

    page: Page
    site: str
    lang: str

    def go(self, address: str) -> None:
        """Open an address, as a link of the guide would."""
        self.page.goto(self.site + address)

    def click(self, address: str) -> None:
        """Click the first link that leads to an address."""
        self.page.locator(f'a[href="{address}"]:visible').first.click()

    def press(self, scope: str = "main") -> None:
        """Press the one main button of the page."""
        self.page.locator(f"{scope} button.btn-main").first.click()

    def fill(self, name: str, text: str) -> None:
        """Fill in a field by its name."""
        self.page.locator(f'[name="{name}"]').first.fill(text)

    def shot(self, name: str, mark: Locator | None = None) -> None:
        """Take a picture, the place in question in view; or hold that the guide has it."""
        path = PICTURES / f"{name}.{self.lang}.webp"
        if os.environ.get(CAMERA):
            if mark is not None:
                mark.scroll_into_view_if_needed()
            _draw(self.page, path)
        assert path.is_file(), f"{path.name}: run scripts/guide.py"


def _draw(page: Page, path: Path) -> None:
    """Write what stands on the screen as a small picture."""
    content = b""
    page.bring_to_front()
    session = page.context.new_cdp_session(page)
    for quality in (80, 60, 40, 25):
        told = session.send("Page.captureScreenshot", {"format": "webp", "quality": quality})
        content = base64.b64decode(told["data"])
        if len(content) <= MOST:
            break
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


@pytest.fixture
def house(live_server: LiveServer, transactional_db: None) -> str:
    """Return the address of a small association: a clerk in 南京, an owner, this year's activities."""
    owner = make_owner()
    open_units([NewUnit(code, name, "association", parent, level) for code, name, parent, level in UNITS], by=owner)
    units = {unit.code: unit for unit in Unit.objects.all()}
    year = today().year
    Association.objects.create(pk=1, name="示例科学技术协会", opening_period=str(year))
    people = [Person._base_manager.create(code=f"S{n:04}", name=f"示例{n:04}") for n in range(1, 7)]
    settle([Home(one.pseudonym, units["NJ"].pk, date.min, date.max) for one in people], by=owner)
    Post.objects.create(person=people[0], unit=units["NJ"], role="clerk")
    clerk = Account(username="S0001", person=people[0])
    for account in (owner, clerk):
        account.set_password(PASSWORD)
        account.save()
    for month in range(1, today().month + 1):
        held(owner, units["NJ"], date(year, month, 1), code=f"NJ-{month}", title="理事会专题学习", headcount=20 + month)
    held(
        owner,
        units["GL"],
        date(year, 1, 1),
        code="GL-1",
        title="科普讲座",
        kind="lecture",
        headcount=300,
        bound="at_least",
    )
    held(owner, units["NJ"], date(year, 1, 1), code="NJ-P", title="基层学会负责人座谈会", status="planned")
    return str(live_server.url)


@pytest.fixture(params=["zh", "en"])
def walk(request: pytest.FixtureRequest, page_at: PageAt, house: str) -> Callable[[str], Walk]:
    """Return ``walk(who)``: somebody signed in, in Chinese with scripts or in English without."""

    def begin(who: str = "S0001") -> Walk:
        page = page_at(FRAME, java_script_enabled=request.param == "zh")
        page.goto(
            f"{house}/preferences/?lang={'zh-hans' if request.param == 'zh' else 'en'}&scheme=light&next=/sign-in/"
        )
        page.locator('[name="username"]').fill(who)
        page.locator('[name="password"]').fill(PASSWORD)
        page.locator("form button.btn-main").click()
        page.wait_for_url(f"{house}/")
        return Walk(page, house, request.param)

    return begin

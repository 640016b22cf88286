"""A branch from the first click to the figure that changes; minutes signed by two; on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from kexie.kit.clock import today
from kexie.records.branches.models import Branch
from tests.browser.conftest import DESKTOP, PASSWORD, PHONE, PageAt, sign_in
from tests.building import cast, make_owner, plant
from tests.records.branches.conftest import open_branches, people_of


@pytest.fixture
def site(live_server: LiveServer, transactional_db: None) -> str:
    """Return the address of a site with a branch of four, kept by a party clerk."""
    owner = make_owner()
    tree = plant(owner, root="", c1="root")
    branch: Branch = open_branches(owner, b1="c1")["b1"]
    people_of(owner, branch, 4)
    party = cast("party", tree["c1"])
    party.set_password(PASSWORD)
    party.save()
    return str(live_server.url)


def test_a_meeting_is_recorded_and_the_figure_changes(
    page_at: PageAt,
    site: str,
    axe_violations: Callable[[Page], list[str]],
    overflow: Callable[[Page], int],
) -> None:
    """From the room to the branch, an absence with its reason, a vote; what is to be held is one less."""
    page = sign_in(page_at(DESKTOP), site, "party")
    year = today().year
    page.goto(f"{site}/branches/open/?unit=c1&kind=branch_assembly")
    expect(page.get_by_role("link", name="示例支部b1")).to_be_visible()
    page.get_by_role("link", name="示例支部b1").click()
    page.get_by_role("link", name="记一次会").click()
    page.get_by_label("哪一种").select_option("branch_assembly")
    page.get_by_label("示例b1-3（正式党员）").fill("出差")
    page.get_by_label("主持人").select_option(label="示例b1-0")
    page.get_by_label("记录人").select_option(label="示例b1-1")
    page.get_by_label("表决").fill("本年计划；3；0；0")
    page.get_by_role("button", name="存下").click()
    expect(page.get_by_text("示例b1-3（出差）")).to_be_visible()
    expect(page.get_by_text("通过")).to_be_visible()
    minutes = page.url
    page.goto(f"{site}/branches/open/?unit=c1&kind=branch_assembly")
    expect(page.get_by_role("link", name="示例支部b1")).to_have_count(0)
    page.goto(f"{site}/figures/activities/?unit=c1&period={year}")
    expect(page.get_by_role("link", name="示例支部b1党员大会")).to_be_visible()
    for address in (minutes, *(f"{site}/branches/{one}" for one in ("?unit=c1", "matrix/?unit=c1", "of/b1/"))):
        page.set_viewport_size({"width": DESKTOP.width, "height": DESKTOP.height})
        page.goto(address)
        assert axe_violations(page) == [], address
        assert overflow(page) == 0, address
        page.set_viewport_size({"width": PHONE.width, "height": PHONE.height})
        assert overflow(page) == 0, address

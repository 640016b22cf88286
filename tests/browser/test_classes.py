"""A class and a study session in a browser, from the first click to the figure that changes: both sizes, dark too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from kexie.kit.clock import today
from kexie.records.classes.models import Certificate
from tests.browser.conftest import DESKTOP, PASSWORD, PHONE, PageAt, sign_in
from tests.building import cast, make_owner, plant, someone


@pytest.fixture
def site(live_server: LiveServer, transactional_db: None) -> str:
    """Return the address of a site with a clerk at the top and one in a county that has somebody to send."""
    owner = make_owner()
    tree = plant(owner, root="", p1="root", c1="p1")
    for account in (cast("clerk", tree["root"], "host"), cast("clerk", tree["c1"])):
        account.set_password(PASSWORD)
        account.save()
    someone("S1", owner, tree["c1"])
    return str(live_server.url)


def test_a_class_to_its_certificate_and_a_study_session_to_its_figure(
    page_at: PageAt, site: str, axe_violations: Callable[[Page], list[str]], overflow: Callable[[Page], int]
) -> None:
    """The top sets it up on a desk, the county enrols on a phone without scripts; anybody may check the certificate."""
    day = today()
    top = sign_in(page_at(DESKTOP), site, "host")
    top.goto(f"{site}/activities/")
    top.get_by_role("link", name="培训班").click()
    top.get_by_role("link", name="办一个班").first.click()
    top.get_by_label("班的名称").fill("县级科协主席班")
    top.get_by_label("课程").fill(f"{day} 科研诚信；示例专家（管理学）；3学时")
    top.get_by_label("名额").fill("c1 1")
    top.get_by_label("报名截止").fill(day.isoformat())
    top.get_by_role("button", name="办班，开放报名").click()
    expect(top.get_by_text("已办班“县级科协主席班”")).to_be_visible()
    address = top.url
    county = sign_in(page_at(PHONE, java_script_enabled=False), site, "clerk")
    county.goto(address)
    county.get_by_label("人员编号").fill("S1")
    county.get_by_role("button", name="报名").click()
    expect(county.get_by_text("录取 1 人")).to_be_visible()
    top.goto(address)
    top.get_by_role("link", name="点名").click()
    top.get_by_role("button", name="没点的都到了").click()
    top.get_by_role("link", name="回到班").click()
    top.get_by_role("link", name="看活动记录").click()
    top.get_by_role("button", name="记为已举办").first.click()
    top.goto(f"{address}completion/")
    top.get_by_role("button", name="核定结业").click()
    expect(top.get_by_text("新发结业证 1 份")).to_be_visible()
    top.goto(f"{site}/figures/completions/?unit=root&period={day.year}")
    expect(top.get_by_role("link", name="县级科协主席班")).to_be_visible()
    anybody = page_at(PHONE)
    anybody.goto(f"{site}/activities/classes/check/?code={Certificate.objects.knowing('test').get().code}")
    expect(anybody.get_by_text("现在有效")).to_be_visible()
    assert axe_violations(anybody) == []
    top.goto(f"{site}/activities/study/")
    top.get_by_role("button", name="设立").click()
    top.get_by_role("link", name="记一次学习").click()
    top.get_by_label("领学").fill("党组书记")
    top.get_by_role("button", name="存下").click()
    top.goto(f"{site}/activities/study/root/?since={day - timedelta(days=100)}")
    top.locator("#since a.fig").click()
    expect(top.get_by_role("link", name="党组理论学习中心组集体学习")).to_be_visible()
    code = Certificate.objects.knowing("test").get().code
    checked = {
        "scheme=light": [address, f"{site}/activities/study/root/"],
        "scheme=dark&type=large&lang=en": [f"{site}/activities/classes/certificates/{code}/", address],
    }
    for reading, addresses in checked.items():
        top.goto(f"{site}/preferences/?{reading}&next=/help/")
        top.set_viewport_size({"width": 390 if "dark" in reading else 1366, "height": 844})
        for one in addresses:
            top.goto(one)
            assert axe_violations(top) == [], one
            assert overflow(top) == 0, one

"""The life of an activity in a real browser: planned ahead, announced, held, ticked, recorded, checked, counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from kexie.kit.clock import today
from kexie.records.access.models import Account
from kexie.records.activities import library
from kexie.records.activities.audience import Audience, prefill, set_audience
from kexie.records.activities.library import use
from kexie.records.activities.life import announce
from kexie.records.activities.models import Activity, Attendance, Material
from kexie.records.activities.programme import read_parts, read_slots, set_programme
from kexie.records.notices.actions import collect
from kexie.records.units.models import Association, Unit
from tests.browser.conftest import DESKTOP, PASSWORD, PHONE, PageAt, Size, sign_in
from tests.building import cast, held, make_owner, plant, someone

PAGES = [
    "/activities/A1/",
    "/activities/calendar/",
    "/activities/calendar/?view=week",
    "/activities/A1/sheet/",
    "/activities/A1/ahead/",
    "/activities/A1/clone/",
    "/activities/A1/programme/",
    "/activities/A1/expected/",
    "/activities/A1/materials/",
    "/activities/materials/",
    "/activities/materials/{material}/",
    "/activities/feeds/",
    "/activities/outbox/",
    "/activities/contact/",
    "/activities/?status=recorded",
    "/activities/A2/send-back/",
]


@pytest.fixture
def site(live_server: LiveServer, transactional_db: None) -> str:
    """Return the address of a site with a small association, a clerk, their chair and three people."""
    owner = make_owner()
    tree = plant(owner, root="", p1="root", c1="p1")
    for name, role in (("clerk", "clerk"), ("chair", "chair")):
        account = cast(role, tree["p1"], name)
        account.set_password(PASSWORD)
        account.save()
    Association.objects.create(pk=1, name="示例协会", opening_period=str(today().year))
    for n in range(3):
        someone(f"S{n:04}", owner, tree["c1"])
    return str(live_server.url)


def press(page: Page, name: str) -> None:
    """Press a button."""
    page.get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize(("scripts", "size"), [(True, DESKTOP), (False, PHONE)], ids=["desk", "phone-no-scripts"])
def test_from_a_plan_to_the_number_that_changed(page_at: PageAt, site: str, scripts: bool, size: Size) -> None:
    page = page_at(size, java_script_enabled=scripts)
    sign_in(page, site, "clerk")
    page.goto(f"{site}/activities/new/")
    page.get_by_label("名称").fill("每周专题学习")
    page.get_by_label("日期", exact=True).fill((today() + timedelta(days=3)).isoformat())
    press(page, "存下")
    page.get_by_role("link", name="往后排期").click()
    page.get_by_label("往后排几次").fill("2")
    press(page, "看看是哪几天")
    expect(page.locator("main .log li")).to_have_count(2)
    press(page, "排上")
    expect(page.locator("main")).to_contain_text("每周星期")
    press(page, "通知")
    expect(page.locator(".way-here")).to_contain_text("已通知")
    page.get_by_role("link", name="定谁应到").click()
    page.get_by_label("连同下级单位").check()
    press(page, "存下")
    press(page, "照范围填名册")
    expect(page.locator(".ticking li")).to_have_count(3)
    page.get_by_role("link", name="回到活动").click()
    page.get_by_role("link", name="改", exact=True).first.click()
    page.get_by_label("日期", exact=True).fill(today().isoformat())
    press(page, "存下")
    expect(page.locator("main")).to_contain_text("名册里有不在新日期内的人次")  # nothing typed is lost, nothing is kept
    page.get_by_role("link", name="不存了").click()
    # the day comes: here the record is moved to it, as the clock of a browser cannot be
    Activity.objects.knowing("test").filter(announced_at__isnull=False).update(starts_on=today(), ends_on=today())
    _set_roster_to_today()
    page.reload()
    press(page, "记为已举办")
    page.get_by_role("link", name="名册", exact=True).click()
    page.locator(".ticking li").filter(has_text="S0001").get_by_label("请假").check(force=True)
    press(page, "应到的都到了")
    expect(page.locator(".answer")).to_contain_text("实到")
    press(page, "登记完毕")
    expect(page.locator("main")).to_contain_text("您登记的，要由另一个人复核")
    other = page_at(size, java_script_enabled=scripts)
    sign_in(other, site, "chair")
    other.goto(f"{site}/activities/?status=recorded")
    other.get_by_role("checkbox", name="每周专题学习").check()
    press(other, "复核勾选的")
    expect(other.get_by_role("alert")).to_contain_text("已复核 1 项")
    other.goto(site)
    expect(other.locator("main")).to_contain_text("2")
    page.goto(f"{site}/activities/")
    expect(page.locator(".answer")).to_contain_text("1")
    assert Activity.objects.knowing("test").filter(checked_at__isnull=False).count() == 1
    assert Activity.objects.knowing("test").filter(status="planned").count() == 2


def _set_roster_to_today() -> None:
    Attendance.objects.knowing("test").update(on=today())


def _furnish() -> None:
    """Record an activity that has everything, and one to be checked."""
    clerk = Account.objects.get(username="clerk")
    unit = Unit.objects.get(code="p1")
    soon = today() + timedelta(days=2)
    one = held(clerk, unit, soon, status="planned", code="A1", title="县级科协主席培训班", speakers=("专家",))
    slots = read_slots(f"{soon.isoformat()} 09:00-11:30 会堂\n{(soon + timedelta(days=1)).isoformat()} 二楼")
    one = set_programme(one, slots=slots, parts=read_parts("09:00-09:40 开幕；主持人"), by=clerk, version=one.version)
    set_audience(one, Audience(), by=clerk, version=one.version)
    one.refresh_from_db()
    prefill(one, by=clerk)
    one.refresh_from_db()
    announce(one, by=clerk, version=one.version)
    link = library.keep_link(unit=unit, title="课件", url="https://example.org/a", by=clerk)
    use(one, link, by=clerk)
    collect()
    held(Account.objects.get(username="owner"), unit, today(), code="A2", headcount=20)


@pytest.mark.parametrize(
    ("size", "reading", "half"),
    [(DESKTOP, "scheme=light", 0), (PHONE, "scheme=dark&type=large&lang=en", 1)],
    ids=["desk", "phone"],
)
def test_every_page_of_the_life_is_clean_and_fits(
    page_at: PageAt,
    site: str,
    axe_violations: Callable[[Page], list[str]],
    overflow: Callable[[Page], int],
    size: Size,
    reading: str,
    half: int,
) -> None:
    _furnish()
    page = page_at(size)
    sign_in(page, site, "clerk")
    page.goto(f"{site}/preferences/?{reading}&next=/help/")
    listed = [address.format(material=Material.objects.knowing("test").get().pk) for address in PAGES]
    for address in listed:
        answer = page.goto(site + address)
        assert answer is not None
        assert answer.status == 200, address
        assert overflow(page) == 0, address
    for address in listed[half::2]:  # axe takes long: each page is looked at once
        page.goto(site + address)
        assert axe_violations(page) == [], address

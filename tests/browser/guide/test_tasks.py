"""Each task of the guide, from the first click to the number that changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import expect

from kexie.figures.answer import answer
from kexie.figures.question import ask
from kexie.kit.clock import today
from kexie.records.access.models import Account
from kexie.records.activities.models import Activity
from kexie.records.matters.actions import take_step
from kexie.records.matters.models import Matter
from kexie.records.matters.opening import NewMatter, open_matter
from kexie.records.people.models import Person
from kexie.records.units.models import Unit
from tests.browser.guide.conftest import Walk
from tests.building import cast, make_owner

Begin = Callable[..., Walk]


def number(slug: str, unit: str = "ROOT") -> object:
    """Return a figure of this year as the running system has it."""
    owner = Account.objects.get(username="owner")
    asked = ask(slug, unit=unit, period=str(today().year), reader=owner)
    return answer(asked, reader=owner).total.value


def brought(walk: Walk, folder: Path, of_list: str, *lines: str) -> None:
    """Bring a sheet from the page of imports to the look at it."""
    sheet = folder / f"{of_list}.csv"
    sheet.write_text("\n".join(lines) + "\n", encoding="utf-8")
    walk.page.locator('[name="of_list"]').select_option(of_list)
    walk.page.locator('input[type="file"]').set_input_files(sheet)
    walk.press()
    walk.page.wait_for_url("**/imports/*/")


def test_tree(walk: Begin, tmp_path: Path) -> None:
    here = walk("owner")
    here.click("/settings/")
    here.click("/imports/")
    here.shot("tree-1")
    brought(
        here, tmp_path, "units", "编号,名称,上级编号,种类,层级",
        "XZ,徐州示例科协,JS,association,prefecture", "YL,云龙示例科协,XZ,association,county",
    )  # fmt: skip
    here.shot("tree-2")
    before = Unit.objects.count()
    here.press()
    here.page.wait_for_load_state()
    assert Unit.objects.count() == before + 2
    here.go("/units/JS/")
    expect(here.page.locator("main")).to_contain_text("徐州示例科协")
    here.shot("tree-3")


def test_people(walk: Begin, tmp_path: Path) -> None:
    here = walk("owner")
    here.click("/settings/")
    here.shot("people-1")
    here.click("/imports/")
    brought(here, tmp_path, "people", "编号,姓名,单位编号", "S0101,示例0101,SZ", "S0102,示例0102,SZ")
    here.press()
    here.page.wait_for_load_state()
    here.go("/imports/")
    brought(here, tmp_path, "posts", "人员编号,单位编号,岗位", "S0101,SZ,clerk")
    here.press()
    here.page.wait_for_load_state()
    assert Person.objects.knowing("test").filter(code__startswith="S01").count() == 2
    here.go("/settings/people/S0101/sign-in/")
    here.press()
    expect(here.page.locator("main code").first).to_be_visible()
    here.go("/settings/posts/?unit=SZ")
    expect(here.page.locator("main")).to_contain_text("示例0101")
    here.shot("people-2")


def test_record(walk: Begin) -> None:
    here = walk()
    before = number("attendances")
    here.click("/activities/new/")
    here.fill("title", "青年科技工作者座谈会")
    here.fill("starts_on", today().isoformat())
    here.fill("headcount", "60余")
    here.shot("record-1")
    here.press()
    expect(here.page.locator("h1")).to_have_text("青年科技工作者座谈会")
    here.shot("record-2")
    assert number("attendances") == before + 60  # type: ignore[operator]


def test_hold(walk: Begin) -> None:
    here = walk()
    before = number("activities")
    here.shot("hold-1")
    here.click("/activities/NJ-P/hold/")
    here.fill("headcount", "45")
    here.shot("hold-2")
    here.press()
    here.page.wait_for_url("**/activities/NJ-P/")
    assert number("activities") == before + 1  # type: ignore[operator]


def test_matter(walk: Begin) -> None:
    units = {unit.code: unit for unit in Unit.objects.all()}
    due = today() + timedelta(days=20)
    open_matter(
        NewMatter("decision", "公示科普馆开放时间", units["JS"], units["NJ"], code="D-1", due=due), by=make_owner()
    )
    here = walk()
    here.shot("matter-1")
    here.click("/matters/D-1/")
    here.page.locator('form[action$="/do/sign/"] button').click()
    expect(here.page.locator('a[href$="/do/report/"]')).to_be_visible()
    here.shot("matter-2")
    here.click("/matters/D-1/evidence/")
    here.fill("text", "已在门口和网站公示")
    here.press()
    expect(here.page.locator('a[href$="/do/report/"]')).to_be_visible()
    here.click("/matters/D-1/do/report/")
    here.fill("result", "开放时间已公示")
    here.shot("matter-3")
    here.press()
    here.page.wait_for_url("**/matters/D-1/")
    now = Matter.objects.knowing("test").get()
    take_step(now, "close", by=cast("clerk", units["JS"], "checker"), version=now.version)
    assert number("matters_closed") == 1


def test_roster(walk: Begin) -> None:
    here = walk()
    before = number("attendees")
    here.go("/activities/NJ-1/")
    here.click("/activities/NJ-1/roster/")
    here.fill("people", "S0002\nS0003\n示例0004")
    here.shot("roster-1")
    here.page.locator('form:has([name="people"]) button').last.click()
    expect(here.page.locator(".ticking li")).to_have_count(3)
    here.page.locator('.ticking li:has-text("S0003") input[type="radio"][value="excused"]').check(force=True)
    here.press()
    expect(here.page.locator('.ticking li:has-text("S0003") input[type="radio"][value="excused"]')).to_be_checked()
    here.shot("roster-2")
    assert number("attendees") == before + 2  # type: ignore[operator]


def test_correct(walk: Begin) -> None:
    here = walk()
    before = number("attendances")
    here.go("/activities/NJ-1/")
    here.click("/activities/NJ-1/edit/")
    here.fill("headcount", "31")
    here.press()
    here.page.wait_for_url("**/activities/NJ-1/")
    here.shot("correct-1")
    assert number("attendances") == before + 10  # type: ignore[operator]
    assert Activity.objects.knowing("test").get(code="NJ-1").version == 2


def test_what_only_reads_is_one_walk(walk: Begin) -> None:
    here = walk()
    for task in (figure, compare, report, own):
        here.go("/")
        task(here)
    for address in ("/guide/", "/guide/record/"):
        here.go(address)
        expect(here.page.locator("h1")).to_be_visible()
        assert here.page.evaluate("[...document.images].filter(i => i.complete && !i.naturalWidth).length") == 0


def figure(here: Walk) -> None:
    here.page.locator(".block-heads").scroll_into_view_if_needed()
    here.shot("figure-1")
    here.page.locator(".block-heads a[href*='/figures/attendances']").first.click()
    expect(here.page.locator("h1")).to_be_visible()
    here.shot("figure-2")
    assert "/figures/attendances/" in here.page.url


def compare(here: Walk) -> None:
    here.go(f"/figures/attendances/?unit=JS&period={today().year}&by=children")
    expect(here.page.locator("main table").first).to_contain_text("南京示例科协")
    here.shot("compare-1", here.page.locator("main table").first)
    here.go(f"/figures/attendances/?unit=JS&period={today().year}&by=month")
    here.shot("compare-2", here.page.locator("main table").first)


def report(here: Walk) -> None:
    here.click("/reports/")
    here.shot("report-1")
    here.fill("unit", "NJ")
    here.fill("period", str(today().year))
    here.page.locator('form[action="/reports/work-report/"] button').click()
    expect(here.page.locator("article.report")).to_be_visible()
    here.shot("report-2")
    with here.page.expect_download() as download:
        here.page.locator("a[download]").first.click()
    assert Path(download.value.path()).stat().st_size > 1000


def test_undo(walk: Begin, tmp_path: Path) -> None:
    here = walk()
    before = number("activities")
    here.go("/imports/")
    brought(
        here, tmp_path, "activities", "编号,种类,名称,主办单位编号,开始日期,人数",
        f"W1,lecture,导错的讲座,NJ,{today().year}-01-01,90",
    )  # fmt: skip
    here.press()
    here.page.wait_for_load_state()
    assert number("activities") == before + 1  # type: ignore[operator]
    here.shot("undo-1")
    here.page.locator('main a[href$="/undo/"]').click()
    here.shot("undo-2")
    here.press()
    here.page.wait_for_load_state()
    assert number("activities") == before


def own(here: Walk) -> None:
    here.click("/settings/")
    here.click("/me/")
    here.shot("own-1")
    with here.page.expect_download() as download:
        here.click("/me/export/")
    told = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert told["code"] == "S0001"
    assert told["posts"][0]["role"] == "clerk"

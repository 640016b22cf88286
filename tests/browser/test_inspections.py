"""A finding from the first word to the verified end, and open again at the re-look, in a browser without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from kexie.kit.clock import today
from kexie.records.access.models import Account
from kexie.records.inspections import actions, going
from kexie.records.inspections.actions import NewRound
from kexie.records.inspections.going import Paper
from kexie.records.inspections.models import Inspection, Round
from kexie.records.units.models import Unit
from tests.browser.conftest import DESKTOP, PASSWORD, PHONE, PageAt, sign_in
from tests.building import cast, make_owner, plant


@pytest.fixture
def people(transactional_db: None) -> dict[str, Account]:
    """Seat a chair, a leader of the team and a county's clerk."""
    tree = plant(make_owner(), root="", p1="root", c1="p1")
    found = [cast("chair", tree["root"]), cast("clerk", tree["c1"]), cast("clerk", tree["root"], "leader")]
    for account in found:
        account.set_password(PASSWORD)
        account.save()
    return {account.username: account for account in found}


def _round(people: dict[str, Account], name: str, kind: str) -> Inspection:
    """Open a round over the county, led by the leader, on site today."""
    chair, day, unit = people["chair"], today(), Unit.objects.get(code="c1")
    root = Unit.objects.get(code="root")
    turn = Round.objects.knowing("test").first()
    last = day + timedelta(days=900)
    term = (
        turn.term
        if turn is not None
        else actions.begin_term(unit=root, name="第一届", since=day, until=last, scope=[unit], by=chair)
    )
    made = actions.open_round(term, NewRound(name, day, last, kind), by=chair)
    assert people["leader"].person is not None
    actions.authorise(made, people["leader"].person, role="leader", document="示例1号", by=chair)
    actions.set_list(made, [{"text": "账实相符", "basis": "内控制度第三章"}], by=chair)
    (row,) = actions.plan_units(made, [unit], by=chair)
    for stage in ("noticed", "on_site"):
        _go(row, stage, chair)
    return row


def _go(row: Inspection, stage: str, by: Account) -> None:
    version = Inspection.objects.knowing("test").get(pk=row.pk).version
    going.advance(row, stage, on=today(), by=by, version=version, paper=Paper("示例"))


def _said(page: Page, address: str, deed: str, **typed: str) -> None:
    """Open a sheet, follow one of its deeds, fill the form, send it."""
    page.goto(address)
    page.get_by_role("link", name=deed, exact=True).click()
    for label, text in typed.items():
        page.get_by_label(re.compile(f"^{label}")).fill(text)  # 选填 may stand behind it
    page.get_by_role("button", name=deed, exact=True).click()


def test_a_finding_is_followed_to_its_verified_end_and_opened_again_at_the_re_look(
    page_at: PageAt,
    live_server: LiveServer,
    people: dict[str, Account],
    axe_violations: Callable[[Page], list[str]],
    overflow: Callable[[Page], int],
) -> None:
    """Measures, a report refused for want of evidence, more time, verified by another, reopened, closed."""
    site, row = str(live_server.url), _round(people, "第一轮", "regular")
    page = f"{site}/inspections/{row.pk}/"
    team = sign_in(page_at(DESKTOP), site, "leader")
    county = sign_in(page_at(PHONE, java_script_enabled=False), site, "clerk")
    team.goto(page)
    team.get_by_role("button", name=re.compile("^发现问题")).click()
    team.get_by_label("问题", exact=True).fill("固定资产台账不全")
    team.get_by_label("程度").select_option("middle")
    team.get_by_role("button", name="写问题").click()
    assert (overflow(team), axe_violations(team)) == (0, [])
    _said(team, page, "向派出单位报告", 情况="问题一项")
    _said(team, page, "反馈")
    county.goto(page)
    county.get_by_role("link", name="固定资产台账不全").click()
    sheet = county.url
    _said(county, sheet, "列措施", 措施="补账", 责任人="示例clerk")
    _said(county, sheet, "立行立改")
    later = today() + timedelta(days=120)
    _said(county, sheet, "申请延期", 新的时限=later.isoformat(), 原因="设备分散")
    county.get_by_role("link", name="报完成").click()
    county.get_by_label("完成情况").fill("已补")
    county.get_by_role("button", name="这项措施完成了").click()
    _said(county, sheet, "报送整改结果", 办理结果="已补齐")
    team.goto(sheet)
    expect(team.get_by_text("还没有佐证材料")).to_be_visible()
    team.get_by_role("link", name="去决定").click()
    team.get_by_role("button", name="决定延期").click()
    _said(team, sheet, "退回整改", 原因="缺佐证")
    _said(county, sheet, "交佐证材料", 说明="台账在案")
    _said(county, sheet, "报送整改结果", 办理结果="已补齐并核对")
    team.goto(sheet)
    team.get_by_role("button", name="验收销号", exact=True).click()
    for stage in ("plan", "progress", "final"):
        _go(row, stage, people["clerk"])
    again = _round(people, "回头看", "relook")
    team.goto(f"{site}/inspections/{again.pk}/")
    team.get_by_role("button", name="重新查看已销号的问题").click()
    _said(team, sheet, "重新打开", 原因="又少一件")
    _said(county, sheet, "报送整改结果", 办理结果="再次补齐")
    team.goto(sheet)
    team.get_by_role("button", name="验收销号，长期坚持").click()
    expect(team.get_by_text("长期坚持", exact=True)).to_be_visible()
    team.goto(f"{site}/inspections/round/{row.round_id}/results/")
    assert (overflow(team), axe_violations(team)) == (0, [])
    for one in (team, county):
        one.goto(page)
        assert overflow(one) == 0
    expect(team.get_by_role("link", name="固定资产台账不全")).to_be_visible()
    team.goto(f"{site}/figures/units_inspected/?unit=root&period={today().year}")
    expect(team.get_by_role("link", name="巡察示例c1")).to_be_visible()

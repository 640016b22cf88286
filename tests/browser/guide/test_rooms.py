"""The tasks of the rooms beside activities, walked one after the other by the same two people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from kexie.kit.clock import today
from kexie.records.access.models import Account, Post
from kexie.records.activities.models import Activity
from kexie.records.branches import members
from kexie.records.branches.members import Joining
from kexie.records.branches.models import Minutes
from kexie.records.inspections import actions as inspecting
from kexie.records.inspections import going
from kexie.records.inspections.actions import NewRound
from kexie.records.inspections.going import NewFinding, Paper
from kexie.records.inspections.models import Inspection
from kexie.records.ledger.models import Closing
from kexie.records.matters.actions import take_step
from kexie.records.matters.models import Matter
from kexie.records.matters.rules import Given
from kexie.records.people.models import Person
from kexie.records.speakers.models import LectureRequest
from kexie.records.units.models import Unit
from tests.browser.guide.conftest import Walk
from tests.browser.guide.test_tasks import number
from tests.building import cast, held, make_owner
from tests.records.branches.conftest import LONG_AGO, open_branches, people_of
from tests.records.speakers.conftest import pooled

Begin = Callable[..., Walk]


@pytest.fixture
def rooms(house: str) -> Account:
    """Furnish the house of the guide: a branch that S0001 keeps, a speaker, two records of one activity, a finding."""
    owner, units = make_owner(), {unit.code: unit for unit in Unit.objects.all()}
    clerk = Account.objects.select_related("person").get(username="S0001")
    assert clerk.person is not None
    Post.objects.create(person=clerk.person, unit=units["NJ"], role="party")
    branch = open_branches(owner, b1="NJ")["b1"]
    members.admit(branch, Joining(clerk.person, LONG_AGO), by=owner)
    people_of(owner, branch, 3)
    pooled(owner, units["JS"])
    day = today().replace(day=1)
    for code in ("NJ", "GL"):
        held(owner, units[code], day, code=f"{code}-D", title="科技工作者日座谈会", place="市科技馆", headcount=40)
    chair = cast("chair", units["ROOT"], "S0009")
    assert chair.person is not None
    term = inspecting.begin_term(
        unit=units["ROOT"], name="第一届", since=day, until=day + timedelta(days=900), scope=[units["NJ"]], by=chair
    )
    turn = inspecting.open_round(term, NewRound("第一轮", day, day + timedelta(days=90)), by=chair)
    inspecting.authorise(turn, chair.person, role="leader", document="示例1号", by=chair)
    (row,) = inspecting.plan_units(turn, [units["NJ"]], by=chair)
    for stage in ("noticed", "on_site"):
        going.advance(_now(row), stage, on=today(), by=chair, version=_now(row).version)
    details = {"basis": "内控制度第三章", "severity": "light", "root_cause": ""}
    going.find(_now(row), NewFinding("固定资产台账不全", "抽查十件，缺两件。", details), by=chair)
    going.advance(_now(row), "reported", on=today(), by=chair, version=_now(row).version, paper=Paper("一项"))
    going.feed_back(_now(row), on=today(), by=chair, version=_now(row).version)
    return owner


def _now(row: Inspection) -> Inspection:
    return Inspection.objects.knowing("test").get(pk=row.pk)


def test_the_tasks_of_the_rooms(walk: Begin, rooms: Account) -> None:
    """Each task ends with what it changed, as the running system has it."""
    top, clerk = walk("owner"), walk("S0001")
    for task in (month, doubles, training, lecture, visit, meeting):
        task(top)
    branch(clerk)
    finding(clerk)
    voice(top, clerk, rooms)


def month(here: Walk) -> None:
    here.click("/settings/")
    here.click("/settings/closings/")
    here.shot("month-1")
    here.page.locator("main button.btn-seal").click()
    here.page.wait_for_url("**/settings/closings/")
    here.shot("month-2")
    assert Closing.objects.count() == 1


def doubles(here: Walk) -> None:
    before = number("activities")
    here.go(f"/activities/doubles/?period={today().year}")
    here.shot("doubles-1")
    here.page.locator('main td a[href*="one="], main th a[href*="one="]').first.click()
    here.shot("doubles-2", here.page.locator('button[value="keep_one"]'))
    here.page.locator('button[value="keep_one"]').click()
    here.page.wait_for_load_state()
    assert number("activities") == before - 1  # type: ignore[operator]


def training(here: Walk) -> None:
    day = today().isoformat()
    here.go("/activities/classes/new/")
    for name, text in {
        "title": "县级科协主席班", "unit": "NJ", "modules": f"{day} 科研诚信；示例专家（管理学）；3学时",
        "quotas": "NJ 2", "closes_on": day,
    }.items():  # fmt: skip
        here.fill(name, text)
    here.shot("class-1")
    here.press()
    here.page.locator("#enrol").wait_for()
    made = here.page.url.removeprefix(here.site)
    here.fill("unit", "NJ")
    here.fill("people", "S0002\nS0003")
    here.press("#enrol")
    here.page.locator('#modules a[href*="/modules/"]').click()
    here.page.locator('button[name="all"]').click()
    here.page.wait_for_load_state()
    here.go(made.replace("/classes/", "/") + "hold/")
    here.press()
    here.page.wait_for_load_state()
    here.go(made + "completion/")
    here.page.locator("main button.btn-seal").click()
    here.page.wait_for_load_state()
    here.shot("class-2")
    assert number("completions") == 2


def lecture(here: Walk) -> None:
    here.go("/speakers/ask/")
    soon = (today() + timedelta(days=9)).isoformat()
    for name, text in {"title": "稻田里的科技", "on": soon, "begins": "9:00", "ends": "11:00", "unit": "NJ"}.items():
        here.fill(name, text)
    here.shot("lecture-1")
    here.press()
    here.page.locator("#candidates a").first.click()
    here.press()
    for _step in ("invite", "confirm"):
        here.press(".moves")
        here.page.wait_for_load_state()
    here.shot("lecture-2")
    assert LectureRequest.objects.knowing("test").get().stage == "confirmed"
    assert Activity.objects.knowing("test").filter(title="稻田里的科技", status="planned").exists()


def visit(here: Walk) -> None:
    here.go("/visits/new/")
    for name, text in {
        "title": "走访退休科技工作者", "unit": "NJ", "whom": "退休人员 3 人", "went": "分管领导",
        "promised": "开放实验室｜分管领导｜NJ",
    }.items():  # fmt: skip
        here.fill(name, text)
    here.shot("visit-1", here.page.locator('[name="promised"]'))
    here.press()
    here.shot("visit-2")
    here.page.locator('#lines a[href$="/follow/"]').click()
    here.press()
    here.page.wait_for_load_state()
    assert Matter.objects.knowing("test").filter(workflow="promise", lead__code="NJ").count() == 1


def meeting(here: Walk) -> None:
    here.go("/meetings/series/new/")
    here.fill("unit", "ROOT")
    here.press()
    here.fill("on", today().isoformat())
    here.fill("units", "NJ")
    here.press()
    here.page.locator("#agenda").wait_for()
    here.shot("meeting-1")
    here.press(".moves")
    here.page.locator('.moves a[href$="/hold/"]').click()
    here.fill("chaired", "主席")
    here.fill("recorded", "综合处")
    here.press()
    here.page.locator('.moves a[href$="/outcomes/"]').click()
    here.fill("text", "NJ 3天内 报送名册")
    here.shot("meeting-2")
    here.press()
    here.page.locator("#outcomes td").first.wait_for()
    here.shot("meeting-3")
    assert Matter.objects.knowing("test").filter(workflow="decision", lead__code="NJ").count() == 1


def branch(here: Walk) -> None:
    here.go("/branches/of/b1/")
    here.click("/branches/of/b1/meet/")
    people = {one.code: str(one.pseudonym) for one in Person.objects.knowing("test").filter(code__in=("S0001", "b1-1"))}
    here.page.locator('[name="kind"]').select_option("branch_assembly")
    here.page.locator('[name="chair"]').select_option(people["S0001"])
    here.page.locator('[name="recorder"]').select_option(people["b1-1"])
    here.page.locator('[name^="away_"]').last.fill("出差")
    here.fill("points", "通报全年安排")
    here.fill("votes", "本年计划；3；0；0")
    here.shot("branch-1", here.page.locator('[name="chair"]'))
    here.press()
    here.page.locator("main button.btn-seal").click()
    here.page.wait_for_load_state()
    here.shot("branch-2")
    assert Minutes.objects.knowing("test").get().chair_signed_at is not None


def finding(here: Walk) -> None:
    matter = Matter.objects.knowing("test").get(workflow="finding")
    sheet = f"/matters/{matter.code}/"
    here.go(sheet)
    here.shot("finding-1")
    here.click(f"{sheet}measures/")
    here.fill("text", "补齐台账")
    here.press()
    here.page.wait_for_load_state()
    here.go(f"{sheet}evidence/")
    here.fill("text", "台账已补齐")
    here.press()
    here.page.wait_for_load_state()
    here.shot("finding-2", here.page.locator("#measures"))
    assert Matter.objects.knowing("test").get(pk=matter.pk).measures.count() == 1


def voice(top: Walk, clerk: Walk, owner: Account) -> None:
    top.go("/voices/")
    top.page.locator('[name="topic"]').select_option("talent")
    top.fill("title", "职称评审周期太长")
    top.page.locator('[name="text"]').fill("希望每年两次")
    top.press()
    top.page.locator("#receipt").wait_for()
    top.shot("voice-1")
    top.go("/matters/voices/")
    top.press()
    top.page.wait_for_load_state()
    top.shot("voice-2")
    matter = Matter.objects.knowing("test").get(workflow="voice")
    take_step(matter, "route", by=owner, version=matter.version, given=Given(lead=Unit.objects.get(code="NJ").pk))
    sheet = f"/matters/{matter.code}/"
    clerk.go(sheet)
    clerk.press(".moves")
    clerk.click(f"{sheet}do/adopt/")
    clerk.fill("answer", "改为每年两次，已发通知")
    clerk.shot("voice-3")
    clerk.press()
    clerk.page.wait_for_url(f"**{sheet}**")
    assert Matter.objects.knowing("test").get(pk=matter.pk).stage == "answered"

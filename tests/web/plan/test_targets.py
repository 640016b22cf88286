"""Targets by form: who may set them does, nobody overwrites another, and a split is seen before it is given."""

from __future__ import annotations

from datetime import date

from django.test import Client

from kexie.kit.clock import today
from kexie.records.access.models import Account
from kexie.records.plans.actions import Issue, issue
from kexie.records.plans.models import Target
from kexie.records.plans.queries import shares_of, targets_on
from kexie.records.plans.rules import NewGoal
from tests.building import cast
from tests.opened import everything
from tests.web.plan.conftest import As, Tree
from tests.web.visiting import words

MAY = date(2018, 5, 31)
NEW = {
    "indicator": "attendances", "unit": "p1", "period": "2018", "goal": "six.popsci", "kind": "lecture",
    "direction": "least", "value": "120", "note": "示例要点", "seen": "0",
}  # fmt: skip
SPLIT = "/plan/targets/split/?unit=root&indicator=activities&period=2018&goal=line"


def post(client: Client, address: str, told: dict[str, str], status: int = 302) -> str:
    answer = client.post(address, told)
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer.content.decode()


def tables(before: dict[str, str]) -> set[str]:
    return {name for name, digest in everything().items() if digest != before[name]} - {"records_account"}


def test_a_target_is_set_changed_and_withdrawn(spring: Tree, as_: As, chair: Account) -> None:
    browser = as_(chair)
    post(browser, "/plan/targets/set/", NEW)
    [one] = targets_on(spring["p1"], MAY)
    assert (one.value, one.goal, one.kind, one.note.text) == (120, "six.popsci", "lecture", "示例要点")
    address = "/plan/targets/set/?unit=p1&indicator=attendances&period=2018&goal=six.popsci&kind=lecture"
    page = browser.get(address).content.decode()
    assert 'value="120"' in page
    assert f'value="{one.position}"' in page
    post(browser, "/plan/targets/set/", NEW | {"value": "150", "seen": str(one.position)})
    [one] = targets_on(spring["p1"], MAY)
    assert one.value == 150
    post(browser, "/plan/targets/set/", NEW | {"withdraw": "1", "seen": str(one.position)})
    assert targets_on(spring["p1"], MAY) == []


def test_targets_and_layout_of_a_year_to_come_are_seen_before_it_begins(
    spring: Tree, as_: As, chair: Account, owner: Account
) -> None:
    year = today().year
    issue(Issue("1-9-6-1", year + 1, (NewGoal("next", "来年的目标"),)), by=owner)
    browser = as_(chair)
    post(browser, "/plan/targets/set/", NEW | {"period": str(year)})
    post(browser, "/plan/targets/set/", NEW | {"period": str(year + 1), "goal": "next", "value": "333"})
    page = words(browser, f"/plan/targets/?unit=p1&period={year + 1}")
    assert "来年的目标" in page
    assert "1 个未开始" in page
    assert "120" not in page
    assert "来年的目标" not in words(browser, f"/plan/targets/?unit=p1&period={year}")
    assert "来年的目标" in words(browser, f"/plan/?unit=p1&period={year + 1}")


def test_the_second_of_two_who_change_one_target_is_told_and_overwrites_nothing(
    spring: Tree, as_: As, chair: Account
) -> None:
    browser = as_(chair)
    post(browser, "/plan/targets/set/", NEW)
    before = everything()
    page = post(browser, "/plan/targets/set/", NEW | {"value": "999"}, 400)
    assert "别人刚把这项任务改成：120" in page
    assert 'value="999"' in page
    assert tables(before) == set()


def test_what_cannot_be_a_target_is_said_at_the_form(spring: Tree, as_: As, chair: Account) -> None:
    browser, before = as_(chair), everything()
    for wrong, why in (
        ({"value": "20余"}, "准确的整数"),
        ({"value": ""}, "请填写"),
        ({"unit": "nowhere"}, "没有“nowhere”这个单位"),
        ({"period": "2018-13"}, "13"),
        ({"goal": "no.such"}, "no.such"),
    ):
        assert why in post(browser, "/plan/targets/set/", NEW | wrong, 400)
    assert tables(before) == set()


def test_who_may_not_plan_is_refused_and_nothing_changes(
    spring: Tree, as_: As, clerk: Account, member: Account, stranger: Account
) -> None:
    below = cast("chair", spring["p2"], "below")
    before = everything()
    for who in (clerk, member, stranger):
        browser = as_(who)
        assert browser.get("/plan/targets/set/").status_code in (403, 404)
        assert browser.post("/plan/targets/set/", NEW).status_code in (403, 404)
        assert browser.post(SPLIT, {"weights": "equal", "give": "1", "seen": "0"}).status_code in (403, 404, 200)
        assert "改</a>" not in browser.get("/plan/targets/?unit=root").content.decode()
    post(as_(below), "/plan/targets/set/", NEW, 400)
    assert as_(below).post(SPLIT, {"weights": "equal", "give": "1", "seen": "0"}).status_code == 200
    assert tables(before) == set()


def test_a_split_is_worked_out_first_and_then_given(spring: Tree, as_: As, chair: Account) -> None:
    browser = as_(chair)
    before = everything()
    page = browser.get(SPLIT).content.decode()
    [target] = [one for one in targets_on(spring["root"], MAY) if one.goal == "line"]
    told = {"to": "association", "weights": "equal", "seen": str(target.position), f"fix_{spring['p1'].pk}": "7"}
    page = post(browser, SPLIT, told | {"look": "1"}, 200)
    assert '<td class="n">3</td>' in page
    assert tables(before) == set()
    post(browser, SPLIT, told | {"give": "1"})
    assert {one.unit.code: (one.value, one.fixed) for one in shares_of(target)} == {"p1": (7, True), "p2": (3, False)}
    assert "与任务数相等" in browser.get(SPLIT).content.decode()
    assert "别人改过" in post(browser, SPLIT, told | {"give": "1"}, 400)
    assert "由“示例root”下达" in browser.get("/plan/targets/?unit=p1&period=2018").content.decode()


def test_fixed_shares_beyond_the_target_are_refused(spring: Tree, as_: As, chair: Account) -> None:
    browser, before = as_(chair), everything()
    told = {"to": "association", "weights": "equal", "seen": "0", f"fix_{spring['p1'].pk}": "70", "give": "1"}
    assert "多于要分解的 10" in post(browser, SPLIT, told, 400)
    told[f"fix_{spring['p1'].pk}"] = "约7"
    assert "准确的整数" in post(browser, SPLIT, told, 400)
    assert tables(before) == set()


def test_who_reads_only_sees_the_shares(spring: Tree, as_: As, chair: Account, member: Account) -> None:
    [target] = [one for one in targets_on(spring["root"], MAY) if one.goal == "line"]
    post(as_(chair), SPLIT, {"to": "association", "weights": "units", "seen": str(target.position), "give": "1"})
    page = as_(member).get(SPLIT).content.decode()
    assert "示例p1" in page
    assert "fix_" not in page
    assert Target.objects.filter(given_by=spring["root"]).count() == 2


def test_a_target_that_is_not_there_cannot_be_split(spring: Tree, as_: As, chair: Account) -> None:
    assert as_(chair).get(SPLIT.replace("line", "deeds")).status_code == 404
    assert as_(chair).get("/plan/targets/split/").status_code == 404

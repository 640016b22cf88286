"""Versions by form and by sheet: a new year's layout, a goal renamed, dropped, added, moved."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from kexie.records.access.models import Account
from kexie.records.plans.models import PlanVersion
from kexie.records.plans.queries import layout_on
from tests.building import cast
from tests.opened import everything
from tests.web.plan.conftest import As, Tree

COLUMNS = ("code", "part", "goal_zh", "goal_en", "sentence", "was")


def typed(**changes: Any) -> dict[str, Any]:
    """Return the form for 2019 with three goals."""
    lines = [
        ("line", "1", "坚持一条主线", "", "", ""),
        ("six", "6", "六项", "", "", ""),
        ("six.popsci", "6", "科普品牌", "", "", ""),
    ]
    told: dict[str, Any] = {name: [line[place] for line in lines] for place, name in enumerate(COLUMNS)}
    return told | {"year": "2019", "name_zh": "新布局", "name_en": "", "source": "", "known": ["line", "six"]} | changes


def test_a_new_year_has_its_own_names_and_the_old_one_keeps_its(spring: Tree, as_: As, chair: Account) -> None:
    browser = as_(chair)
    page = browser.get("/plan/versions/new/").content.decode()
    assert page.count('name="drop"') == 22
    answer = browser.post("/plan/versions/new/", typed(drop=["six.popsci"]))
    assert answer.status_code == 302
    now, then = layout_on(date(2019, 1, 1)), layout_on(date(2018, 12, 31))
    assert now is not None
    assert then is not None
    assert [goal.code for goal in now.goals] == ["line", "six"]
    assert len(then.goals) == 22
    assert "新布局" in browser.get("/plan/?period=2019").content.decode()
    assert "2019年　第 2 版" in browser.get(answer["Location"]).content.decode()


def test_a_form_that_cannot_stand_keeps_what_was_typed(spring: Tree, as_: As, chair: Account) -> None:
    browser, before = as_(chair), everything()
    for changes, why in (
        ({"year": "19"}, "1900"),
        ({"code": ["line", "six", "nine.popsci"]}, "上级目标"),
        ({"goal_zh": ["主线", "", "科普"]}, "请填写"),
        ({"name_zh": ""}, "请填写"),
    ):
        page = browser.post("/plan/versions/new/", typed(**changes))
        assert page.status_code == 400
        assert why in page.content.decode()
    assert {n for n, d in everything().items() if d != before[n]} <= {"records_account"}


def test_only_who_plans_for_the_whole_issues_a_version(
    spring: Tree, as_: As, clerk: Account, stranger: Account, member: Account
) -> None:
    below = cast("chair", spring["p1"], "below")
    before = everything()
    for who in (clerk, stranger, member, below):
        browser = as_(who)
        assert browser.get("/plan/versions/new/").status_code in (403, 404)
        assert browser.post("/plan/versions/new/", typed()).status_code in (403, 404)
    assert {n for n, d in everything().items() if d != before[n]} <= {"records_account"}
    assert "出新一版" not in as_(member).get("/plan/versions/").content.decode()


def test_a_version_goes_out_as_a_sheet_and_its_import_changes_nothing(spring: Tree, as_: As, chair: Account) -> None:
    browser = as_(chair)
    version = PlanVersion.objects.get()
    answer = browser.get(f"/plan/versions/{version.pk}/goals.csv")
    assert answer["Content-Type"].startswith("text/csv")
    file = SimpleUploadedFile("goals.csv", answer.content)
    looked = browser.post("/imports/", {"of_list": "goals", "file": file})
    assert looked.status_code == 302
    page = browser.get(looked["Location"]).content.decode()
    assert "完全相同" in page


def test_versions_are_shown_to_who_holds_a_post(spring: Tree, as_: As, member: Account) -> None:
    version = PlanVersion.objects.get()
    browser = as_(member)
    assert "第 1 版" in browser.get("/plan/versions/").content.decode()
    page = browser.get(f"/plan/versions/{version.pk}/").content.decode()
    assert "nine.wheels.popsci" in page
    assert browser.get("/plan/versions/999999/").status_code == 404

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from django.test import Client

from kexie.records.access.models import Account
from kexie.records.units.models import Unit
from tests.building import held
from tests.opened import everything
from tests.web.visiting import visit, words

Tree = dict[str, Unit]
REPORT = "/reports/work-report/?unit=root&period=2018"


@pytest.fixture
def story(owner: Account, tree: Tree) -> Tree:
    """Let two counties hold studies."""
    held(owner, tree["c1"], date(2018, 3, 1), headcount=1030, bound="at_least")
    held(owner, tree["c3"], date(2018, 4, 1), headcount=50)
    return tree


@pytest.mark.parametrize("address", ["/reports/", REPORT, "/reports/work-report/file.md?unit=root&period=2018"])
def test_a_stranger_is_refused_and_nothing_changes(
    client: Client, stranger: Account, story: Tree, address: str
) -> None:
    assert client.get(address)["Location"].startswith("/sign-in/")
    signed_in = visit(stranger)
    before = everything()
    assert "示例root" not in words(signed_in, address, 403)
    assert everything() == before


def test_the_numbers_stand_in_the_sentence_with_their_bounds(chair: Account, story: Tree) -> None:
    text = words(visit(chair), REPORT)
    assert "2场" in text
    assert "1000余人次" in text
    assert "示例root2018年工作报告" in text


def test_every_note_has_its_passport_and_every_passport_its_note(chair: Account, story: Tree) -> None:
    page = visit(chair).get(REPORT).content.decode()
    notes = re.findall(r'id="n(\d+)"', page)
    assert notes == [str(number + 1) for number in range(len(notes))]
    assert len(notes) >= 5
    assert re.findall(r'id="t(\d+)"', page) == notes
    assert {*re.findall(r'href="#n(\d+)"', page)} == {*notes} == {*re.findall(r'href="#t(\d+)"', page)}


def test_every_number_opens(chair: Account, story: Tree) -> None:
    client = visit(chair)
    links = re.findall(r'href="(/figures/[^"?]+\?[^"]*)"', client.get(REPORT).content.decode())
    assert len(links) > 10
    for href in dict.fromkeys(links):
        assert client.get(href.replace("&amp;", "&")).status_code == 200, href


def test_it_opens_with_one_s_own_unit(clerk: Account, story: Tree) -> None:
    assert "示例c1" in words(visit(clerk), "/reports/work-report/?period=2018")
    assert 'value="c1"' in visit(clerk).get("/reports/").content.decode()


def test_as_of_an_earlier_day_it_says_less(chair: Account, story: Tree) -> None:
    text = words(visit(chair), f"{REPORT}&as_of=2018-12-31")
    assert "有0场" in text
    assert "1000余" not in text


def test_all_that_is_wrong_is_said_at_once_and_what_was_typed_stays(chair: Account, story: Tree) -> None:
    answer = visit(chair).get("/reports/work-report/?unit=nope&period=2018-13&as_of=soon")
    page = answer.content.decode()
    assert answer.status_code == 400
    assert page.count('aria-invalid="true"') == 3
    for typed in ('value="nope"', 'value="2018-13"', 'value="soon"'):
        assert typed in page


def test_a_report_of_all_time_is_refused_in_a_sentence(chair: Account, story: Tree) -> None:
    always = "unit=root&period=0001-01-01..9999-12-31"
    assert "期间太长" in words(visit(chair), f"/reports/work-report/?{always}", 400)
    assert "期间太长" in words(visit(chair), f"/reports/work-report/file.md?{always}", 400)


@pytest.mark.parametrize("ending", [".md", ".html", ".json"])
def test_it_can_be_taken_away_and_its_numbers_lead_back(chair: Account, story: Tree, ending: str) -> None:
    answer = visit(chair).get(f"/reports/work-report/file{ending}?unit=root&period=2018")
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert answer["X-Content-Type-Options"] == "nosniff"
    text = answer.content.decode()
    if ending == ".json":
        assert json.loads(text)["figures"][1]["text"] == "1000余人次"
    else:
        assert "http://testserver/figures/attendances/?unit=root" in text


@pytest.mark.parametrize("address", ["/reports/secret/", "/reports/work-report/file.exe", "/reports/secret/file.md"])
def test_what_does_not_exist_reads_as_such(chair: Account, story: Tree, address: str) -> None:
    assert visit(chair).get(address).status_code == 404


def test_made_up_numbers_say_so_on_the_sheet(chair: Account, owner: Account, tree: Tree) -> None:
    assert "虚构" not in words(visit(chair), REPORT)
    held(owner, tree["c1"], date(2018, 3, 1), origin="made_up")
    page = visit(chair).get(REPORT).content.decode()
    assert page.count("chip-sample") == 2

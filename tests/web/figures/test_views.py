from __future__ import annotations

import re
from html import unescape

from django.test import Client

from kexie.records.access.models import Account
from kexie.records.units.models import Unit
from kexie.records.views.models import SavedView
from tests.opened import everything
from tests.web.visiting import visit, words

Tree = dict[str, Unit]
ADDRESS = "/figures/talks/?unit=c1&period=this-year&by=month&compare=last-year"


def typed(client: Client, address: str, **more: str) -> dict[str, str]:
    """Return what the form of a page would send."""
    page = client.get(address).content.decode()
    hidden = re.findall(r'<input type="hidden" name="(indicator|asked)" value="([^"]*)" (?:maxlength="\d+" )?id=', page)
    return {name: unescape(value) for name, value in hidden} | {"name": "县里的报告"} | more


def test_a_question_is_kept_as_it_was_typed_and_opens_again(clerk: Account, told: Tree) -> None:
    client = visit(clerk)
    answered = client.post("/figures/views/keep/", typed(client, ADDRESS))
    assert answered.status_code == 302
    view = SavedView.objects.knowing("looking").get()
    assert (view.indicator, view.unit, view.on_home) == ("talks", None, False)
    assert view.asked == "unit=c1&period=this-year&by=month&compare=last-year"
    assert client.get(answered["Location"]).status_code == 200
    assert "县里的报告只有您看得到" in words(client, "/figures/").replace(" ", "")


def test_a_shared_view_is_there_for_the_unit_and_its_number_for_its_reader(
    clerk: Account, member: Account, stranger: Account, told: Tree
) -> None:
    client = visit(clerk)
    client.post("/figures/views/keep/", typed(client, ADDRESS, share="on"))
    assert "与示例c1共用" in words(visit(member), "/figures/")
    assert "删去：县里的报告" not in words(visit(member), "/figures/")
    assert visit(stranger).get("/figures/").status_code == 403


def test_a_view_stands_on_home_with_its_own_number(clerk: Account, told: Tree) -> None:
    client = visit(clerk)
    client.post("/figures/views/keep/", typed(client, "/figures/talks/?unit=c1&period=2018", home="on"))
    text = words(client, "/")
    assert "县里的报告" in text
    page = client.get("/").content.decode()
    assert re.search(r'href="/figures/talks/\?unit=c1&amp;period=2018[^"]*">5<', page)


def test_what_cannot_be_kept_is_said_and_nothing_is_lost(clerk: Account, told: Tree) -> None:
    client = visit(clerk)
    sent = typed(client, ADDRESS)
    before = everything()
    for wrong in ({"name": ""}, {"asked": "unit=nowhere&period=2018"}, {"indicator": "none"}, {"asked": "x" * 1001}):
        answered = client.post("/figures/views/keep/", sent | wrong)
        assert answered.status_code == 400
        assert "没有存上" in answered.content.decode()
    assert everything() == before


def test_nobody_else_drops_it(clerk: Account, member: Account, stranger: Account, told: Tree) -> None:
    client = visit(clerk)
    client.post("/figures/views/keep/", typed(client, ADDRESS, share="on"))
    view = SavedView.objects.knowing("looking").get()
    others = (visit(member), visit(stranger))
    before = everything()
    assert [one.post(f"/figures/views/{view.pk}/drop/").status_code for one in others] == [404, 403]
    assert everything() == before
    assert client.post(f"/figures/views/{view.pk}/drop/").status_code == 302
    assert not SavedView.objects.knowing("looking").exists()

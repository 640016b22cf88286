from __future__ import annotations

from datetime import date

import pytest

from kexie.records.access.models import Account
from kexie.records.units.models import Unit
from tests.building import cast, held, make_owner, plant
from tests.figures.days import at
from tests.opened import everything
from tests.web.visiting import visit, words

Tree = dict[str, Unit]
ADDRESS = "/figures/restated/?unit=root&period=2018&since=2018-02-28"


@pytest.fixture
def late(db: None) -> Tree:
    """Let a session of January be written down in March."""
    with at(date(2018, 2, 1)):
        owner = make_owner()
        tree = plant(owner, root="", p1="root")
        held(owner, tree["p1"], on=date(2018, 1, 5))
    with at(date(2018, 3, 10)):
        held(owner, tree["p1"], on=date(2018, 1, 6))
    return tree


def test_the_page_lists_what_reads_otherwise_and_each_number_opens_as_of_its_day(late: Tree) -> None:
    client = visit(cast("chair", late["root"]))
    text = words(client, ADDRESS)
    assert "1个数" in text
    page = client.get(ADDRESS).content.decode()
    assert "/figures/activities/?unit=root&amp;period=2018-01&amp;as_of=2018-02-28" in page
    assert ">1<small>场" in page
    assert ">2<small>场" in page
    assert "示例p1" in words(client, f"{ADDRESS}&children=on")


def test_on_one_day_nothing_is_restated(late: Tree) -> None:
    text = words(visit(cast("chair", late["root"])), "/figures/restated/?unit=root&period=2018&since=2018-03-10")
    assert "没有更正" in text


@pytest.mark.parametrize(
    "wrong", ["unit=nowhere", "period=2018-13", "since=nonsense", "since=9999-12-31", "period=1800..2018"]
)
def test_what_cannot_be_compared_is_said(late: Tree, wrong: str) -> None:
    assert "没有去数" in words(visit(cast("chair", late["root"])), f"/figures/restated/?{wrong}", 400)


def test_a_stranger_is_refused_and_nothing_changes(stranger: Account, late: Tree) -> None:
    client = visit(stranger)
    before = everything()
    assert "您还没有任职" in words(client, ADDRESS, 403)
    assert everything() == before

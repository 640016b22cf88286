from __future__ import annotations

import pytest

from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access.models import Account
from kexie.records.units.models import Unit
from kexie.records.views.actions import LONGEST_NAME, MOST_ON_HOME, drop, save
from kexie.records.views.models import SavedView
from kexie.records.views.queries import on_home, visible
from tests.building import cast, plant
from tests.opened import everything

Tree = dict[str, Unit]


def names(reader: Account) -> list[str]:
    """Return the names of the views that somebody sees."""
    return [view.name for view in visible(reader)]


def kept(by: Account, name: str = "本月学习", **more: object) -> SavedView:
    """Keep a view."""
    return save(name=name, indicator="activities", asked="unit=root&period=2018", by=by, **more)  # type: ignore[arg-type]


def test_a_view_is_one_s_own_until_it_is_shared(clerk: Account, chair: Account, tree: Tree) -> None:
    kept(clerk)
    assert (names(clerk), names(chair)) == (["本月学习"], [])
    kept(clerk, unit=tree["c1"])
    assert names(clerk) == ["本月学习"]


def test_who_stands_in_the_unit_or_below_it_sees_a_shared_one(chair: Account, clerk: Account, tree: Tree) -> None:
    kept(chair, "全会", unit=tree["root"])
    kept(chair, "一省", unit=tree["p1"])
    other = cast("clerk", tree["c3"], "other")
    assert names(clerk) == ["一省", "全会"]
    assert names(other) == ["全会"]


def test_the_same_name_again_replaces(clerk: Account, tree: Tree) -> None:
    kept(clerk)
    save(name=" 本月学习 ", indicator="attendances", asked="unit=c1", by=clerk, on_home=True)
    view = visible(clerk).get()
    assert (view.indicator, view.asked, view.on_home) == ("attendances", "unit=c1", True)


def test_home_holds_few(clerk: Account, tree: Tree) -> None:
    for number in range(MOST_ON_HOME):
        kept(clerk, f"第{number}个", on_home=True)
    before = everything()
    with pytest.raises(Refused, match="今日最多放"):
        kept(clerk, "多一个", on_home=True)
    assert everything() == before
    assert len(on_home(clerk)) == MOST_ON_HOME


@pytest.mark.parametrize("name", ["", "   ", "长" * (LONGEST_NAME + 1)])
def test_a_name_that_is_none_is_refused(clerk: Account, tree: Tree, name: str) -> None:
    before = everything()
    with pytest.raises(Refused):
        kept(clerk, name)
    assert everything() == before


def test_sharing_needs_the_right_at_the_unit(stranger: Account, clerk: Account, owner: Account, tree: Tree) -> None:
    elsewhere = plant(owner, elsewhere="")["elsewhere"]
    before = everything()
    for who, unit in ((stranger, tree["c1"]), (clerk, elsewhere)):
        with pytest.raises(Forbidden):
            kept(who, unit=unit)
    assert everything() == before


def test_only_its_keeper_or_the_head_of_the_unit_drops_it(
    clerk: Account, chair: Account, member: Account, stranger: Account, tree: Tree
) -> None:
    own, shared = kept(clerk, "自己的"), kept(clerk, "共用的", unit=tree["c1"])
    before = everything()
    for who, view in ((stranger, own), (member, own), (chair, own), (stranger, shared), (member, shared)):
        with pytest.raises(Forbidden):
            drop(view=view.pk, by=who)
    assert everything() == before
    head = cast("chair", tree["c1"], "head")
    drop(view=shared.pk, by=head)
    drop(view=own.pk, by=clerk)
    assert names(clerk) == []

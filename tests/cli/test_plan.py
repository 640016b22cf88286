"""``plan``: the layout, targets with their rule, and a split that adds up; rights as everywhere."""

from __future__ import annotations

from kexie.records.access.models import Account
from kexie.records.plans.actions import put_in_force
from kexie.records.units.models import Unit
from tests.building import cast
from tests.cli.conftest import Bring, Kexie
from tests.opened import everything

GIVE = ("plan", "allocate", "activities", "--unit", "root", "--period", "2018", "--goal", "line")


def test_the_layout_is_shown_to_who_holds_a_post_and_to_nobody_else(
    kexie: Kexie, owner: Account, small: dict[str, Unit], stranger: Account
) -> None:
    put_in_force(by=owner)
    cast("member", small["c1"])
    told = kexie("plan", "show", "--as", "member", "--json").json
    assert (told["plan"], told["year"], told["version"], len(told["goals"])) == ("1-9-6-1", 2018, 1, 22)
    assert len(kexie("plan", "show", "--as", "stranger").refused()) == 1
    assert len(kexie("plan", "show", "no-such").refused()) == 1


def test_a_target_is_told_with_its_rule_and_split_exactly(
    kexie: Kexie, bring: Bring, owner: Account, small: dict[str, Unit]
) -> None:
    put_in_force(by=owner)
    bring("targets", "indicator,unit,period,value,goal", "activities,root,2018,7,line")
    [target] = kexie("plan", "targets", "--unit", "root", "--on", "2018-05-31", "--json").json["targets"]
    assert (target["target"], target["state"], target["value"]) == (7, "slow", 0)
    before = everything()
    told = kexie(*GIVE, "--dry-run", "--json").json
    assert (sum(row["share"] for row in told["shares"]), told["kept"]) == (7, False)
    assert everything() == before
    told = kexie(*GIVE, "--fix", "p1=6", "--json").json
    assert {row["unit"]: row["share"] for row in told["shares"]} == {"p1": 6, "p2": 1}
    before = everything()
    assert "多于" in kexie(*GIVE, "--fix", "p1=8").refused()[0]
    assert "看不懂" in kexie(*GIVE, "--fix", "p1=x").refused()[0]
    bring("targets", "indicator,unit,period,value,goal", "activities,root,2018,9,line")
    asked = ("plan", "targets", "--unit", "root", "--on", "2018-05-31")
    assert kexie(*asked, "--json").json["targets"][0]["shares"] == 7
    assert "已分下去 7，与任务数不等" in kexie(*asked).out
    clerk = cast("clerk", small["c1"])
    before = everything()
    assert len(kexie(*GIVE, "--as", clerk.username).refused()) == 1
    assert everything() == before

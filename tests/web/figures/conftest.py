"""A small association of which much is told: records, stated numbers, a formula, groups, what became known later."""

from __future__ import annotations

from datetime import date

import pytest

from kexie.kit.periods import parse_period
from kexie.records.access.models import Account
from kexie.records.structure.groups import group
from kexie.records.units.models import Unit
from kexie.records.values.actions import Said, define, state
from kexie.records.values.definitions import Element, Row
from tests.building import held, present, someone

Tree = dict[str, Unit]
DAY = date(2018, 3, 1)


@pytest.fixture
def told(owner: Account, tree: Tree) -> Tree:
    """Tell it: studies and a joint training, an element with all its empty marks, a stock, formulas over both."""
    held(owner, tree["c1"], DAY, headcount=30, bound="at_least", goals=("nine.wheels",))
    held(owner, tree["c3"], DAY, headcount=50, goals=("nine.wheels", "line"))
    joint = held(owner, tree["c1"], date(2018, 5, 2), kind="training", co_hosts=(tree["c2"],))
    present(owner, joint, *(someone(f"t{n}", owner, tree["c1"]) for n in range(7)))
    held(owner, tree["c1"], date(2017, 3, 1), headcount=11)
    elements = [Element("talks", "科普报告（次）", 0, "month"), Element("rate", "比率", 2, "year", "last", "average")]
    rows = [
        Row("per", "每场人次", "attendances", "activities", decimals=2),
        Row("more", "报告加活动", "talks + activities"),
    ]
    define([*elements, *rows], by=owner)
    for unit, month, amount, kind in (
        ("c1", 1, 5, "number"),
        ("c1", 3, 0, "number"),
        ("c2", 3, 0, "none"),
        ("c3", 3, 0, "awaited"),
    ):
        state([Said("talks", tree[unit], parse_period(f"2018-{month:02d}", DAY), state=kind, amount=amount)], by=owner)
    for unit, amount in (("c1", 1234), ("c3", 25)):
        state([Said("rate", tree[unit], parse_period("2018", DAY), amount=amount)], by=owner)
    for code, member in (("c1", "east"), ("c2", "east"), ("p2", "west")):
        group(unit=tree[code], of_set="region", member=member, by=owner)
    return tree

"""A small association with a layout, targets and activities of spring 2018."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from kexie.records.access.models import Account
from kexie.records.plans.actions import Wanted, put_in_force, set_targets
from kexie.records.plans.rules import Aim
from kexie.records.units.models import Association, Unit
from tests.building import held

Tree = dict[str, Unit]
As = Callable[[Account], Client]
MAY = "period=2018-01-01..2018-05-31"


@pytest.fixture
def as_(client: Client) -> As:
    """Return ``as_(account)``: a browser in which that account is signed in."""

    def signed(account: Account) -> Client:
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed


@pytest.fixture
def spring(owner: Account, tree: Tree) -> Tree:
    """Put the shipped layout in force, set three targets, and hold four activities, one of them for two goals."""
    put_in_force(by=owner)
    Association.objects.create(pk=1, name="示例科协", opening_period="2018-01-01..2018-05-31")
    aim = Aim("activities", tree["root"].pk, date(2018, 1, 1), date(2018, 12, 31))
    goals = {"line": 10, "six.popsci": 4, "nine.wheels.popsci": 3}
    set_targets([Wanted(aim._replace(goal=goal), value) for goal, value in goals.items()], by=owner)
    held(owner, tree["c1"], date(2018, 2, 1), goals=("line", "six.popsci"), headcount=30)
    held(owner, tree["c2"], date(2018, 3, 1), goals=("line",), headcount=20, bound="at_least")
    held(owner, tree["c3"], date(2018, 4, 1), goals=("line",), count=4, bound="at_least")
    held(owner, tree["p2"], date(2018, 6, 1), goals=("six.popsci", "nine.wheels.popsci"))
    return tree

"""Closing a month on a page: what is over and not closed, in order, by whoever may close."""

from __future__ import annotations

from datetime import date

import pytest

from kexie.kit.clock import today
from kexie.kit.days import add_months
from kexie.records.access.models import Account
from kexie.records.ledger.closings import faults
from kexie.records.ledger.models import Closing
from kexie.records.units.models import Unit
from tests.opened import everything
from tests.web.visiting import visit, words

Tree = dict[str, Unit]


def before(months: int) -> date:
    return add_months(today().replace(day=1), -months)


def test_a_month_that_is_over_is_closed_and_every_page_says_so(owner: Account, tree: Tree) -> None:
    client = visit(owner)
    assert "还没有封存过" in words(client, "/settings/closings/")
    assert client.post("/settings/closings/", {"month": before(2).isoformat()}).status_code == 302
    page = words(client, "/settings/closings/")
    assert f"{before(2).year}年{before(2).month}月 已封存" in page
    assert f"已封存至 {before(2):%Y-%m}" in page
    assert Closing.objects.get().month == before(2)
    assert faults() == []
    offered = client.get("/settings/closings/").content.decode()
    assert f'value="{before(1).isoformat()}"' in offered
    assert f'value="{before(2).isoformat()}"' not in offered


@pytest.mark.parametrize("months", [0, 2, 3])
def test_a_month_not_over_or_before_the_last_closing_is_refused(owner: Account, tree: Tree, months: int) -> None:
    client = visit(owner)
    client.post("/settings/closings/", {"month": before(2).isoformat()})
    stands = everything()
    assert client.post("/settings/closings/", {"month": before(months).isoformat()}).status_code == 400
    assert everything() == stands


@pytest.mark.parametrize("who", ["clerk", "member", "stranger"])
def test_nobody_else_closes(request: pytest.FixtureRequest, tree: Tree, who: str) -> None:
    client = visit(request.getfixturevalue(who))
    stands = everything()
    assert client.get("/settings/closings/").status_code in {403, 404}
    assert client.post("/settings/closings/", {"month": before(1).isoformat()}).status_code in {403, 404}
    assert everything() == stands

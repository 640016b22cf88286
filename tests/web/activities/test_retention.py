"""A roster past its term shows numbers, no names, and is not kept any further."""

from __future__ import annotations

from datetime import date

from kexie.records.access.models import Account
from kexie.records.activities import retention
from kexie.records.structure.association import describe
from kexie.records.units.models import Unit
from tests.building import held, present, someone
from tests.web.visiting import visit, words


def test_names_go_numbers_stay(owner: Account, clerk: Account, tree: dict[str, Unit]) -> None:
    person = someone("S9", owner, tree["c1"])
    for code, on in (("OLD", date(2018, 3, 1)), ("NEW", date(2026, 3, 1))):
        present(owner, held(owner, tree["c1"], on=on, code=code), person)
    client = visit(clerk)
    assert "示例S9" in words(client, "/activities/OLD/")
    describe(by=owner, retention_rosters="3")
    retention.let_go(by=owner)
    page = words(client, "/activities/OLD/")
    assert "示例S9" not in page
    assert "留存期满" in page
    assert "实到1" in page.replace(" ", "")
    assert "留存期满" in words(client, "/activities/OLD/roster/", 400)
    assert "示例S9" in words(client, "/activities/NEW/")

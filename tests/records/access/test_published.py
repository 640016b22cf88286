"""Published tables are open to whoever holds a post; nothing else is, and nobody states there who may not."""

from __future__ import annotations

import pytest

from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import PUBLISHED, Right
from kexie.records.structure.actions import NewUnit, open_units
from kexie.records.units.models import Unit

Tree = dict[str, Unit]


@pytest.fixture
def table(owner: Account, tree: Tree) -> Unit:
    """Return a row of a published table, below its root."""
    new = [
        NewUnit(code="agg", name="示例年鉴", kind="aggregate"),
        NewUnit(code="agg.p", name="示例分项", kind="aggregate", parent="agg"),
    ]
    open_units(new, by=owner)
    return Unit.objects.get(code="agg.p")


def test_whoever_holds_the_right_anywhere_holds_it_there(
    chair: Account, clerk: Account, member: Account, auditor: Account, table: Unit
) -> None:
    for reader in (chair, clerk, member, auditor):
        for right in PUBLISHED - {Right.RECORD_READ}:
            assert door.may(reader, right, table)
            assert door.unit(reader, "agg.p", right) == table
            assert door.units(reader, right).filter(pk=table.pk).exists()
    assert door.may(clerk, Right.RECORD_READ, table)
    assert not door.may(member, Right.RECORD_READ, table)


def test_a_stranger_sees_no_table(stranger: Account, table: Unit) -> None:
    assert not any(door.may(stranger, right, table) for right in Right)
    with pytest.raises(Refused, match="没有编号为"):
        door.unit(stranger, "agg", Right.FIGURE_READ)


def test_no_other_right_reaches_there(chair: Account, clerk: Account, table: Unit) -> None:
    for right in set(Right) - PUBLISHED:
        assert not door.may(chair, right, table)
        assert not door.may(clerk, right, table)


def test_a_root_of_another_association_stays_closed(clerk: Account, owner: Account, tree: Tree) -> None:
    open_units([NewUnit(code="other", name="示例外会", kind="association")], by=owner)
    assert not any(door.may(clerk, right, Unit.objects.get(code="other")) for right in Right)

"""What one person attended is shown to that person alone."""

from __future__ import annotations

import inspect

from kexie.records.access.models import Account
from kexie.records.activities.queries import own_attendance
from kexie.records.units.models import Unit
from tests.building import held, present

Tree = dict[str, Unit]


def test_each_reads_their_own_and_nobody_can_ask_for_another(
    owner: Account, tree: Tree, member: Account, clerk: Account, stranger: Account
) -> None:
    assert member.person is not None
    assert clerk.person is not None
    activity = held(owner, tree["c1"], title="示例读书会")
    present(owner, activity, member.person)
    assert [row.activity_id for row in own_attendance(member)] == [activity.pk]
    assert own_attendance(clerk) == own_attendance(stranger) == own_attendance(owner) == []
    assert list(inspect.signature(own_attendance).parameters) == ["by"]

"""Rows that go in at once come out as they were said."""

from __future__ import annotations

from datetime import date, time

from kexie.records.access.models import Account
from kexie.records.activities.models import Sitting
from kexie.records.book.bulk import insert
from kexie.records.units.models import Unit
from tests.building import held


def test_an_hour_of_the_day_goes_in_and_comes_out(owner: Account, tree: dict[str, Unit]) -> None:
    activity = held(owner, tree["c1"])
    hours = (date(2018, 3, 1), time(9, 30), time(11, 0), "示例会堂")
    insert(Sitting, ("activity_id", "on", "begins", "ends", "place"), [(activity.pk, *hours)])
    assert list(Sitting.objects.values_list("on", "begins", "ends", "place")) == [hours]

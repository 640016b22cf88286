"""Activities below a unit, and what the door lets through where a right reaches (nearly) everything."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities.models import Activity
from kexie.records.activities.queries import hosted
from kexie.records.units.models import Unit
from tests.building import held, plant


def titles(found: list[Activity]) -> set[str]:
    return {one.title for one in found}


def seen(reader: Account) -> set[str]:
    return titles(list(door.seen(reader, Right.RECORD_READ, Activity)))


def test_the_whole_sees_all_until_something_is_hosted_beside_it(
    owner: Account, chair: Account, tree: dict[str, Unit]
) -> None:
    held(owner, tree["c1"], title="甲")
    held(owner, tree["c3"], title="乙", co_hosts=(tree["p1"],))
    every = Activity.objects.knowing("a test")
    assert seen(chair) == titles(list(hosted(every, tree["root"].pk))) == {"甲", "乙"}
    beside = plant(owner, other="")["other"]  # a root of its own, as published tables have
    assert seen(chair) == {"甲", "乙"}
    held(owner, beside, title="丙")
    assert seen(chair) == titles(list(hosted(every, tree["root"].pk))) == {"甲", "乙"}
    held(owner, beside, title="丁", co_hosts=(tree["c2"],))
    assert seen(chair) == titles(list(hosted(every, tree["root"].pk))) == {"甲", "乙", "丁"}
    assert seen(owner) == {"甲", "乙", "丙", "丁"}


def test_a_part_sees_what_it_hosts_or_joins_once_each(owner: Account, clerk: Account, tree: dict[str, Unit]) -> None:
    held(owner, tree["c1"], title="甲", co_hosts=(tree["c2"], tree["c3"]))
    held(owner, tree["c3"], title="乙", co_hosts=(tree["c1"],))
    held(owner, tree["c3"], title="丙")
    assert door.seen(clerk, Right.RECORD_READ, Activity).count() == 2
    assert seen(clerk) == {"甲", "乙"}
    assert titles(list(hosted(Activity.objects.knowing("a test"), tree["p1"].pk))) == {"甲", "乙"}


def test_a_stranger_sees_nothing(owner: Account, stranger: Account, tree: dict[str, Unit]) -> None:
    held(owner, tree["c1"])
    assert seen(stranger) == set()
    assert door.seen(None, Right.RECORD_READ, Activity).count() == 0


def test_no_query_walks_the_tree(owner: Account, chair: Account, clerk: Account, tree: dict[str, Unit]) -> None:
    held(owner, tree["c1"])
    for reader in (chair, clerk):
        with CaptureQueriesContext(connection) as asked:
            seen(reader)
        assert not [one["sql"] for one in asked.captured_queries if "RECURSIVE" in one["sql"]]

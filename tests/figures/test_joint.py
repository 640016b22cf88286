"""A joint activity is ONE activity: once in each host, in every unit above, and in the whole."""

from __future__ import annotations

from kexie.records.access.models import Account
from kexie.records.units.models import Unit
from tests.building import held, present, someone, value

Tree = dict[str, Unit]


def test_three_hosts_of_two_provinces_count_once_everywhere_above(owner: Account, tree: Tree) -> None:
    held(owner, tree["c1"], co_hosts=(tree["c2"], tree["c3"]), headcount=300)
    for code in ("c1", "c2", "c3", "city", "p1", "p2", "root"):
        assert value("activities", tree[code]) == (1, "exact"), code
        assert value("attendances", tree[code]) == (300, "exact"), code


def test_a_province_and_a_county_below_it_count_once(owner: Account, tree: Tree) -> None:
    held(owner, tree["p1"], co_hosts=(tree["c1"],), headcount=40, bound="at_least")
    for code in ("p1", "c1", "city", "root"):
        assert value("activities", tree[code]) == (1, "exact"), code
        assert value("attendances", tree[code]) == (40, "at_least"), code
    assert value("activities", tree["c2"]) == (0, "exact")


def test_a_roster_and_a_head_count_never_add(owner: Account, tree: Tree) -> None:
    people = [someone(f"x{n}", owner, tree["c2"]) for n in range(3)]
    activity = held(owner, tree["c1"], headcount=10)
    present(owner, activity, *people)
    assert value("attendances", tree["root"]) == (10, "exact")
    assert value("attendees", tree["root"]) == (3, "at_least")
    assert value("participations", tree["c2"]) == (3, "exact")
    assert value("participants", tree["c1"]) == (0, "exact")

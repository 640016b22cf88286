"""Questions about groups (分组): dated partitions of units, such as the regions of the provinces."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from django.db import connection

from kexie.records.units.models import GroupMembership
from kexie.records.units.queries import structure_mark
from kexie.records.units.rules import TreeOn, winning

LOT = 5_000


def sets() -> list[str]:
    """Return the names of all partitions that any unit ever stood in, remembered until the structure changes."""
    return list(_sets(str(connection.settings_dict["NAME"]), structure_mark()))


@lru_cache(maxsize=4)
def _sets(database: str, mark: int) -> tuple[str, ...]:  # noqa: ARG001 - what it is remembered by
    return tuple(sorted(GroupMembership.objects.values_list("of_set", flat=True).distinct()))


def members(of_set: str, on: TreeOn) -> dict[str, list[int]]:
    """Return for each member of a set the ids of the units that stand in it on the day; members in order."""
    sql = winning("records_groupmembership", "fact.unit_id", "member, unit_id", "AND fact.of_set = %s")
    with connection.cursor() as cursor:
        cursor.execute(sql + " AND member <> '' ORDER BY member, unit_id", [on.day, on.day, on.known, of_set])
        found: dict[str, list[int]] = {}
        for member, unit in cursor.fetchall():
            found.setdefault(member, []).append(unit)
    return found


def groups_of(units: Collection[int], on: TreeOn) -> dict[int, dict[str, str]]:
    """Return for each of the units ``{set: member}`` on the day; units in no group are left out."""
    if not sets():
        return {}
    found: dict[int, dict[str, str]] = {}
    listed = sorted(set(units))
    for start in range(0, len(listed), LOT):
        part = ",".join(str(int(unit)) for unit in listed[start : start + LOT])
        extra = f"AND fact.unit_id IN ({part})"
        sql = winning("records_groupmembership", "fact.unit_id, fact.of_set", "unit_id, of_set, member", extra)
        with connection.cursor() as cursor:
            cursor.execute(sql + " AND member <> ''", [on.day, on.day, on.known])
            for unit, of_set, member in cursor.fetchall():
                found.setdefault(unit, {})[of_set] = member
    return found


def grouped(units: Collection[int]) -> set[tuple[int, str]]:
    """Return which ``(unit, set)`` anything was ever said of."""
    found: set[tuple[int, str]] = set()
    listed = sorted(set(units))
    for start in range(0, len(listed), LOT):
        rows = GroupMembership.objects.filter(unit_id__in=listed[start : start + LOT])
        found.update(rows.values_list("unit_id", "of_set").distinct())
    return found

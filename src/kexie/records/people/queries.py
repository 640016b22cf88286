"""Questions about people: where someone is at home on a day, who belongs to a unit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from kexie.kit.clock import today
from kexie.records.book.bulk import among
from kexie.records.people.models import Membership
from kexie.records.units.kinds import MAIN
from kexie.records.units.rules import TreeOn, winning


class Stay(NamedTuple):
    """An assertion about where a person is at home, as plain values: there are as many as people."""

    subject: int
    unit_id: int | None
    valid_from: date
    valid_to: date
    founding: bool
    known_on: date
    position: int


def homes(subjects: Iterable[int], line: str = MAIN) -> dict[int, list[Stay]]:
    """Return every assertion about the given people, oldest knowledge first; ``home_on`` reads one day from it."""
    found: dict[int, list[Stay]] = {}
    wanted = sorted(set(subjects))
    for start in range(0, len(wanted), 10_000):
        part = wanted[start : start + 10_000]
        rows = among(Membership.objects.filter(line=line), "subject", part)
        for row in rows.order_by("-founding", "known_on", "position").values_list(*Stay._fields):
            found.setdefault(row[0], []).append(Stay(*row))
    return found


def home_on(told: Iterable[Stay], day: date) -> int | None:
    """Return the id of the unit in which a person is at home on ``day``, as known now; ``None``: in none.

    ``told`` are the assertions about one person in the order in which ``homes`` gives them: the last one wins.
    """
    home = None
    for fact in told:
        if fact.valid_from <= day <= fact.valid_to:
            home = fact.unit_id
    return home


def members_sql(on: TreeOn) -> tuple[str, list[Any]]:
    """Return SQL (and parameters) of ``(subject, unit_id)`` on a day."""
    sql = winning("records_membership", "fact.subject", "subject, unit_id", "AND fact.line = %s")
    return sql, [on.day, on.day, on.known, on.line]


def count_members(unit_ids_sql: str, params: list[Any], on: TreeOn | None = None) -> int:
    """Return how many people are at home on the day in the units that a sub-select names."""
    when = on or TreeOn(today(), today())
    sql, head = members_sql(when)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql}) home WHERE unit_id IN ({unit_ids_sql})", [*head, *params])
        return int(cursor.fetchone()[0])

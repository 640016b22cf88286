"""Questions about people: where someone is at home on a day, who belongs to a unit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Case, OuterRef, Q, Subquery, Value, When

from kexie.kit.clock import today
from kexie.records.book.bulk import among
from kexie.records.book.guarded import GuardedQuerySet
from kexie.records.people.models import Membership, Person
from kexie.records.units.kinds import MAIN
from kexie.records.units.queries import below_ids, every_unit, structure_mark, within
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


def count_members(unit_ids_sql: str, on: TreeOn | None = None) -> int:
    """Return how many people are at home on the day in the units that a sub-select (without parameters) names.

    Homes are facts of structure: the number is remembered in this process until the structure changes.
    """
    when = on or TreeOn(today(), today())
    return _count_members(unit_ids_sql, when, structure_mark(), str(connection.settings_dict["NAME"]))


@lru_cache(maxsize=64)
def _count_members(unit_ids_sql: str, on: TreeOn, mark: int, database: str) -> int:  # noqa: ARG001 - remembered by
    sql, params = members_sql(on)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql}) home WHERE unit_id IN ({unit_ids_sql})", params)
        return int(cursor.fetchone()[0])


def at_home_in(found: GuardedQuerySet[Person], unit: int, on: TreeOn) -> GuardedQuerySet[Person]:
    """Narrow people to those at home on a day in a unit or below it.

    Each person's home is looked up by index, so a page of them costs what it shows; where the unit is a small part of
    the whole, only those are looked at who ever were at home in it.
    """
    known = Q(known_on__lte=on.known) | Q(founding=True)
    told = Membership.objects.filter(known, line=on.line, valid_from__lte=on.day, valid_to__gte=on.day)
    told = told.filter(subject=OuterRef("pseudonym"))
    late = Case(When(founding=True, then=Value(0)), default=Value(1))
    home = told.order_by(late.desc(), "-known_on", "-position").values("unit_id")[:1]
    inside = below_ids([unit], on)
    if 2 * len(inside) < len(every_unit()):
        ever = Membership.objects.filter(within("unit", [unit], on)).values("subject")
        found = found.filter(pseudonym__in=ever)
    narrowed: GuardedQuerySet[Person] = found.alias(at=Subquery(home)).filter(within("at", [unit], on))  # type: ignore[assignment]
    return narrowed

"""The days on which what is known of a figure changed: where an as-of slider may stop."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Final

from django.db import connection
from django.db.models import QuerySet

from kexie.figures.indicators.formula import Formula
from kexie.figures.question import Question
from kexie.kit.clock import today
from kexie.records.book.queries import written
from kexie.records.ledger.models import Alias, Entry
from kexie.records.units.models import Edge
from kexie.records.units.queries import tree
from kexie.records.units.rules import TreeOn
from kexie.records.values.definitions import Element

MANY: Final = 200_000
"""From so many lines on the days are those on which the book grew at all, found by steps through its index."""
FEW_UNITS: Final = 500
"""Up to so many units are named in the query; more than that, all are looked at."""


def days_of(asked: Question) -> tuple[date, ...]:
    """Return the days, in order, on which something that bears on a figure became known.

    What bears on it: entries and reversals of its measures in its period (for stated values also of earlier ones, which
    a formula may look back to), moves told after the first day, persons merged. In a book of more than ``MANY`` lines
    they are all days on which any entry became known, so a stop may change nothing.
    """
    return _days((str(connection.settings_dict["NAME"]), *written().lines), _key(asked), today())


_Key = tuple[tuple[str, ...], date, date, int]
_Mark = tuple[str, int, int, object]


def _key(asked: Question) -> _Key:
    indicator = asked.indicator
    if isinstance(indicator, Formula):
        measures = [one.code for one in indicator.parts if isinstance(one, Element)]
        measures += ["activities", "attendance"] if indicator.counted else []
        return tuple(sorted(measures)), date.min, asked.period.last, asked.unit.pk
    return (indicator.measure,), asked.period.first, asked.period.last, asked.unit.pk


@lru_cache(maxsize=256)
def _days(mark: _Mark, key: _Key, day: date) -> tuple[date, ...]:
    if mark[1] > MANY:
        return _steps(day)
    measures, first, last, unit = key
    told = Entry.objects.filter(measure__in=measures, span_from__range=(first, last), known_on__lte=day)
    below = list(tree(TreeOn(last, day)).below(unit))
    if len(below) <= FEW_UNITS:
        told = told.filter(unit__in=below)
    found = _distinct(told)
    found |= _distinct(Edge.objects.filter(founding=False, valid_from__lte=last, valid_to__gte=first))
    if "attendance" in measures:
        found |= _distinct(Alias.objects.all())
    return tuple(sorted(one for one in found if one <= day))


def _distinct(told: QuerySet[Entry] | QuerySet[Edge] | QuerySet[Alias]) -> set[date]:
    return set(told.values_list("known_on", flat=True).order_by().distinct())


def _steps(day: date) -> tuple[date, ...]:
    """Walk through the index from one day to the next: as many looks as there are days, however many entries."""
    step = "(SELECT min(known_on) FROM records_entry WHERE known_on > walk.day)"
    sql = (
        "WITH RECURSIVE walk(day) AS (SELECT min(known_on) FROM records_entry "
        f"UNION ALL SELECT {step} FROM walk WHERE walk.day IS NOT NULL) SELECT day FROM walk WHERE day IS NOT NULL"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found = [one if isinstance(one, date) else date.fromisoformat(str(one)) for (one,) in cursor.fetchall()]
    return tuple(one for one in found if one <= day)

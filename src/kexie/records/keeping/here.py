"""What stands here already, by the keys of each list: a part that comes in never changes it.

A part was cut to what one reader saw; brought back into its own house it would cut what stands there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from kexie.kit.periods import Period
from kexie.records.access.models import Post
from kexie.records.activities.models import Activity
from kexie.records.keeping.lists import day
from kexie.records.people.models import Person
from kexie.records.plans.models import PlanVersion
from kexie.records.plans.queries import standing
from kexie.records.units.models import Unit
from kexie.records.values.definitions import defined
from kexie.records.values.models import Statement

WHY: Final = "what is here stays as it is"
Keys = set[tuple[str, ...]]


def _units() -> Keys:
    return {(code,) for code in Unit.objects.values_list("code", flat=True)}


def _people() -> Keys:
    return {(code,) for code in Person.objects.knowing(WHY).values_list("code", flat=True)}


def _posts() -> Keys:
    rows = Post.objects.values_list("person__code", "unit__code", "role", "line", "since")
    return {(person, unit, role, line, day(since)) for person, unit, role, line, since in rows}


def _goals() -> Keys:
    return {(code, str(year)) for code, year in PlanVersion.objects.values_list("plan__code", "year")}


def _definitions() -> Keys:
    return {(code,) for code in defined()}


def _values() -> Keys:
    rows = Statement.objects.knowing(WHY).values_list("element", "unit__code", "first", "last", "role")
    return {(element, unit, str(Period(first, last)), role) for element, unit, first, last, role in rows}


def _targets() -> Keys:
    codes = dict(Unit.objects.values_list("pk", "code"))
    return {
        (aim.indicator, codes[aim.unit], str(Period(aim.span_from, aim.span_to)), aim.goal, aim.kind)
        for aim in standing(codes)
    }


def _activities() -> Keys:
    return {(code,) for code in Activity.objects.knowing(WHY).values_list("code", flat=True)}


KEYS: Final[dict[str, tuple[tuple[str, ...], Callable[[], Keys]]]] = {
    "units": (("code",), _units),
    "people": (("code",), _people),
    "posts": (("person", "unit", "role", "line", "since"), _posts),
    "goals": (("plan", "year"), _goals),
    "elements": (("code",), _definitions),
    "indicators": (("code",), _definitions),
    "values": (("element", "unit", "period", "role"), _values),
    "targets": (("indicator", "unit", "period", "goal", "kind"), _targets),
    "activities": (("code",), _activities),
    "attendance": (("activity",), _activities),
}
"""For each list the columns that name a row, and the rows of this house by them."""

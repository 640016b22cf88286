"""Questions to layouts and targets: what is in force on a day, as known on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.kit.looking import asked_once
from kexie.kit.refusal import Refused
from kexie.kit.text import clipped, reader_language
from kexie.records.plans.models import Goal, Plan, PlanVersion, Target
from kexie.records.plans.rules import Aim
from kexie.records.units.models import Unit
from kexie.records.units.queries import open_units, tree
from kexie.records.units.rules import TreeOn

PART = 5_000


@dataclass(frozen=True, slots=True)
class Layout:
    """A version of a layout with its goals, parents before children."""

    version: PlanVersion
    goals: tuple[Goal, ...]

    @property
    def name(self) -> str:
        """Return the layout's name in the reader's language."""
        return said(self.version.plan)

    def find(self, code: str) -> Goal | None:
        """Return the goal of a code, also of one that it had in an earlier version; ``None``: there is none."""
        exact = next((goal for goal in self.goals if goal.code == code), None)
        return exact or next((goal for goal in self.goals if f";{code};" in goal.was), None)

    def below(self, code: str) -> list[Goal]:
        """Return the goals right below a goal; those at the top for an empty code."""
        return [goal for goal in self.goals if goal.parent == code]

    def leaves(self) -> list[Goal]:
        """Return the goals that nothing stands below."""
        parents = {goal.parent for goal in self.goals}
        return [goal for goal in self.goals if goal.code not in parents]


def said(named: Plan | Goal) -> str:
    """Return the name of a layout or goal in the reader's language; Chinese where there is no English."""
    return named.name_en if named.name_en and reader_language() == "en" else named.name_zh


def credited(goal: Goal) -> tuple[str, ...]:
    """Return the codes whose records are credited to a goal: its own and those that it had before."""
    return (goal.code, *(code for code in goal.was.split(";") if code))


def version_on(plan: Plan, day: date, known: date | None = None) -> PlanVersion | None:
    """Return the version of a layout in force on a day, as known on a day (default today).

    A version is in force from the beginning of its year until that of a later year begins; of several for the same
    days the one known last holds. The first one ever issued holds before its year, too, where no other does, and was
    always known.
    """
    told = plan.versions.filter(Q(known_on__lte=known or today()) | Q(founding=True))
    found = told.filter(valid_from__lte=day, valid_to__gte=day).select_related("plan")

    def rank(one: PlanVersion) -> tuple[Any, ...]:
        return *_begun(one, day), not one.founding, one.known_on, one.position

    return max(found, key=rank, default=None)


def _begun(version: PlanVersion, day: date) -> tuple[bool, int]:
    """Return what puts the version first whose year began last; one whose year is still to come stands behind all."""
    begun = version.year <= day.year
    return begun, version.year if begun else -version.year


@asked_once
def layout_on(day: date, known: date | None = None, code: str = "") -> Layout | None:
    """Return the layout in force on a day with its goals: the one of a code, else the one whose year began last."""
    plans = Plan.objects.filter(code=code) if code else Plan.objects.all()
    found = [version for plan in plans.order_by("pk") if (version := version_on(plan, day, known))]
    if not found:
        return None
    return layout_of(max(found, key=lambda version: (*_begun(version, day), version.position)))


def layout_of(version: PlanVersion) -> Layout:
    """Return a version with its goals."""
    return Layout(version, tuple(version.goals.order_by("place")))


def known_goals() -> frozenset[str]:
    """Return the codes that goals have, or had before, in any version of any layout."""
    told = Goal.objects.values_list("code", "was")
    return frozenset(code for one, was in told for code in (one, *was.split(";")) if code)


def plan_of(code: str) -> Plan:
    """Return the layout of a code; ``Refused`` if there is none."""
    found = Plan.objects.filter(code=code).first()
    if found is None:
        raise Refused(_("没有编号为“%(code)s”的布局；请核对编号，或先导入目标。") % {"code": clipped(code)})
    return found


def aim_of(target: Target) -> Aim:
    """Return what a target is set for."""
    return Aim(target.indicator, target.unit_id, target.span_from, target.span_to, target.goal, target.kind)


def standing(units: Iterable[int], known: date | None = None) -> dict[Aim, Target]:
    """Return the targets of some units that hold as known on a day (default today): the latest known of each key.

    One that was withdrawn is left out.
    """
    listed = list(dict.fromkeys(units))
    found: dict[Aim, Target] = {}
    for start in range(0, len(listed), PART):
        told = Target.objects.filter(unit_id__in=listed[start : start + PART], known_on__lte=known or today())
        for target in told.select_related("unit", "given_by", "note").order_by("known_on", "position"):
            found[aim_of(target)] = target
    return {aim: target for aim, target in found.items() if target.value is not None}


def targets_on(unit: Unit, day: date, known: date | None = None) -> list[Target]:
    """Return a unit's targets whose period a day lies in, the longest period first, then by goal."""
    held = [one for aim, one in standing([unit.pk], known).items() if aim.span_from <= day <= aim.span_to]
    return sorted(held, key=lambda one: (one.span_from - one.span_to, one.goal, one.indicator, one.kind))


def shares_of(target: Target, known: date | None = None) -> list[Target]:
    """Return the shares that a unit's target was split into, in the order of the units' codes."""
    aim = aim_of(target)
    given = Target.objects.filter(given_by=target.unit_id, indicator=aim.indicator, goal=aim.goal, kind=aim.kind)
    units = given.filter(span_from=aim.span_from, span_to=aim.span_to).values_list("unit_id", flat=True).distinct()
    held = standing(units, known)
    mine = [held[key] for unit in units if (key := aim._replace(unit=unit)) in held]
    return sorted((one for one in mine if one.given_by_id == target.unit_id), key=lambda one: one.unit.code)


def split(unit: int, known: date | None = None) -> dict[Aim, int]:
    """Return which targets of a unit were split into shares that hold, and their sum: two questions however many."""
    takers = Target.objects.filter(given_by=unit).values_list("unit_id", flat=True).distinct()
    sums: dict[Aim, int] = {}
    for aim, share in standing(takers, known).items():
        if share.given_by_id == unit:
            key = aim._replace(unit=unit)
            sums[key] = sums.get(key, 0) + (share.value or 0)
    return sums


def receivers(target: Target, known: date | None = None) -> list[Unit]:
    """Return the units that a target can be split over: those right below on the period's last day that are open."""
    on = TreeOn(target.span_to, known or today())
    alive = open_units(on)
    children = [child for child in tree(on).children.get(target.unit_id, []) if child in alive]
    named = Unit.objects.in_bulk(children)
    return [named[child] for child in children]

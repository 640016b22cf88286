"""What can be done to layouts and targets: issue a version, set targets, split a target down the tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kexie.data import layouts
from kexie.kit.clock import DAY_MAX, DAY_MIN
from kexie.kit.refusal import Forbidden, Refused
from kexie.kit.text import joined
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.access.scope import reached
from kexie.records.book.actions import append, lock
from kexie.records.history.actions import Deed, write
from kexie.records.plans.measured import check_aim, check_splits
from kexie.records.plans.models import Goal, Plan, PlanVersion, Target, TargetNote
from kexie.records.plans.queries import (
    aim_of,
    layout_of,
    layout_on,
    plan_of,
    receivers,
    shares_of,
    standing,
    version_on,
)
from kexie.records.plans.rules import Aim, NewGoal, check_goals, check_value, check_year, order
from kexie.records.plans.shares import shares_with_fixed
from kexie.records.units.kinds import AGGREGATE
from kexie.records.units.models import Unit
from kexie.records.units.queries import roots
from kexie.records.units.rules import TreeOn

if TYPE_CHECKING:
    from kexie.records.book.models import BookLine


@dataclass(frozen=True, slots=True)
class Issue:
    """A version to be issued: the layout's code and names, the year it is for, its goals, where it is taken from."""

    plan: str
    year: int
    goals: tuple[NewGoal, ...]
    name_zh: str = ""
    name_en: str = ""
    source: str = ""
    shipped: int = 0


def demand_plan(by: Account) -> None:
    """Raise ``Forbidden`` unless the actor may manage the plan in every root of the organisation."""
    own = [root for root in roots(TreeOn.now()) if root.kind != AGGREGATE]
    for root in own:
        door.demand(by, Right.PLAN_MANAGE, root)
    if not own:
        door.demand_owner(by)


def put_in_force(*, by: Account) -> int:
    """Issue the shipped layouts, each shipped version once; return how many were new."""
    new = 0
    for name in layouts.names():
        shipped = layouts.layout(name)
        known = PlanVersion.objects.filter(plan__code=shipped.code, year=shipped.year)
        if known.filter(Q(shipped__gte=shipped.version) | Q(shipped=0)).exists():
            continue  # it is there, or the association has issued that year's layout itself
        goals = tuple(NewGoal(goal.code, goal.name_zh, goal.name_en, goal.part) for goal in shipped.goals)
        names = {"name_zh": shipped.name_zh, "name_en": shipped.name_en, "source": shipped.source}
        _issue(Issue(shipped.code, shipped.year, goals, **names, shipped=shipped.version), by, None)
        new += 1
    return new


def issue(said: Issue, *, by: Account, known_on: date | None = None) -> PlanVersion | None:
    """Issue a version of a layout for a year; return it, or ``None`` where the year already has just these goals.

    Nothing is overwritten: earlier versions stay, and figures of earlier days of knowledge use them. A new layout is
    made on the way. ``known_on`` is given only for what another system knew. Raises ``Refused`` for goals that cannot
    stand, ``Forbidden`` without the right in every root.
    """
    demand_plan(by)
    check_year(said.year)
    check_goals(said.goals)
    return _issue(said, by, known_on)


def _issue(said: Issue, by: Account, known_on: date | None) -> PlanVersion | None:
    with transaction.atomic():
        lock()  # the number of a version is the count of those before it
        plan, _made = Plan.objects.get_or_create(
            code=said.plan, defaults={"name_zh": said.name_zh or said.plan, "name_en": said.name_en}
        )
        renamed = _rename(plan, said)
        goals = order(said.goals)
        begins = first_day(said.year)
        now = version_on(plan, begins)
        if now is not None and now.year == said.year and goals_of(now) == goals and not said.shipped:
            if renamed:
                write([Deed("retitle", "plan", str(plan.pk), body={"name": plan.name_zh})], by=by.pk)
            return None
        first = not plan.versions.exists()
        version = PlanVersion(
            plan=plan,
            year=said.year,
            number=plan.versions.count() + 1,
            shipped=said.shipped,
            source=said.source[:200],
            valid_from=DAY_MIN if first else begins,
            valid_to=DAY_MAX,
            founding=first,
        )
        append([version], by=by.pk, known_on=known_on)
        append([_goal(version, place, goal) for place, goal in enumerate(goals)], by=by.pk, known_on=known_on)
        body = {"plan": plan.code, "year": said.year, "number": version.number}
        write([Deed("issue", "plan", str(plan.pk), body=body)], by=by.pk)
    return version


def first_day(year: int) -> date:
    """Return the day from which a year's layout is in force."""
    return date(year, 1, 1)


def _rename(plan: Plan, said: Issue) -> bool:
    names = {"name_zh": said.name_zh or plan.name_zh, "name_en": said.name_en or plan.name_en}
    changed = {key: name for key, name in names.items() if name != getattr(plan, key)}
    if changed:
        Plan.objects.filter(pk=plan.pk).update(**changed)
        for key, name in changed.items():
            setattr(plan, key, name)
    return bool(changed)


def _goal(version: PlanVersion, place: int, goal: NewGoal) -> Goal:
    was = f";{';'.join(goal.was)};" if goal.was else ""
    return Goal(
        version=version,
        place=place,
        code=goal.code,
        parent=goal.parent,
        part=goal.part,
        name_zh=goal.name_zh,
        name_en=goal.name_en,
        sentence=goal.sentence,
        was=was,
    )


def goals_of(version: PlanVersion) -> list[NewGoal]:
    """Return the goals of a version as they would be issued again."""
    return [
        NewGoal(
            goal.code, goal.name_zh, goal.name_en, goal.part, goal.sentence, tuple(filter(None, goal.was.split(";")))
        )
        for goal in layout_of(version).goals
    ]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A target as it is to hold; ``value=None`` withdraws it. ``known_on`` only for what another system knew.

    ``seen``: the position of the target that this was thought out from, 0 for none; ``None``: whatever holds.
    """

    aim: Aim
    value: int | None
    direction: str = "least"
    note: str = ""
    origin: str = "live"
    known_on: date | None = None
    seen: int | None = None


def set_targets(wanted: Sequence[Wanted], *, by: Account) -> int:
    """Make these targets hold; return how many changed. One atomic, set-based step.

    It needs the right to manage the plan at the unit; a share that was given from above is changed only by whoever
    holds the right there, and is from then on fixed (a new split leaves it). With a target that is withdrawn go the
    shares that it was split into, but for those that are set here. Raises ``Refused`` for what cannot be.
    """
    reach = reached(by, Right.PLAN_MANAGE)
    with transaction.atomic():
        lock()  # two who set one target: the second sees what the first has set
        held = standing([one.aim.unit for one in wanted])
        units = Unit.objects.in_bulk({one.aim.unit for one in wanted})
        for one in wanted:
            if one.direction not in Target.Direction.values:
                raise Refused(_("方向只能是 least（不少于）或 most（不超过）。"))
            if fault := fault_of(one, units[one.aim.unit], held.get(one.aim), reach):
                raise fault
        gone = _withdrawn(wanted, held)
        fallen = {aim_of(line.target) for line in gone}
        changed = [
            _line(one, None if one.aim in fallen else held.get(one.aim))
            for one in wanted
            if (one.value is not None if one.aim in fallen else not same(held.get(one.aim), one))
        ]
        _keep([*gone, *changed], by)
    return len(changed)


def _withdrawn(wanted: Sequence[Wanted], held: Mapping[Aim, Target]) -> list[_Line]:
    """Return the lines that take back the shares of targets that are withdrawn, all the way down."""
    lines: dict[Aim, _Line] = {}
    for one in wanted:
        old = held.get(one.aim)
        if one.value is None and old is not None:
            below: list[_Line] = []
            _follow(old, None, below)
            lines |= {aim_of(line.target): replace(line, known_on=one.known_on) for line in below}
    return list(lines.values())


def same(held: Target | None, wanted: Wanted) -> bool:
    """Tell whether a target already holds as wanted."""
    if held is None:
        return wanted.value is None
    return (held.value, held.direction, note_of(held)) == (wanted.value, wanted.direction, wanted.note)


def note_of(target: Target) -> str:
    """Return why a target was set, empty where nobody said."""
    return target.note.text if hasattr(target, "note") else ""


def fault_of(one: Wanted, unit: Unit, held: Target | None, reach: frozenset[int] | None) -> Refused | None:
    """Return why somebody whose right reaches ``reach`` cannot set this target; ``None``: they can.

    ``reach=None``: everywhere. What was given from above is changed from above.
    """
    named = {"unit": unit.name}
    if reach is not None and unit.pk not in reach:
        return Forbidden(_("您没有在“%(unit)s”定指标任务的权限；请向该单位负责人申请。") % named)
    if held is not None and held.given_by is not None and reach is not None and held.given_by_id not in reach:
        said = named | {"above": held.given_by.name}
        return Forbidden(_("“%(unit)s”的这项任务由“%(above)s”下达，只能由下达单位改。") % said)
    if one.seen is not None and one.seen != (held.position if held is not None else 0):
        now = _("撤销了") if held is None else str(held.value)
        return Refused(_("别人刚把这项任务改成：%(now)s。请看过再存。") % {"now": now})
    try:
        if one.value is not None:
            check_aim(one.aim)
        check_value(one.value)
        check_goal(one)
    except Refused as refusal:
        return refusal
    return None


def check_goal(one: Wanted) -> None:
    """Raise ``Refused`` for a goal that the layout of the target's period does not have; a withdrawal may name any."""
    layout = layout_on(one.aim.span_to) if one.aim.goal and one.value is not None else None
    if layout is not None and layout.find(one.aim.goal) is None:
        said = {"code": one.aim.goal, "plan": layout.name}
        raise Refused(_("“%(plan)s”里没有编号为“%(code)s”的目标；请核对编号，或先导入新一版目标。") % said)


@dataclass(frozen=True, slots=True)
class _Line:
    target: Target
    note: str = ""
    known_on: date | None = None


def _line(one: Wanted, old: Target | None) -> _Line:
    target = Target(**one.aim.columns(), direction=one.direction, value=one.value, origin=one.origin)
    if old is not None and one.value is not None:
        target.given_by, target.fixed = old.given_by, old.given_by_id is not None
    return _Line(target, one.note[:200], one.known_on)


def _keep(lines: Sequence[_Line], by: Account) -> None:
    """Append targets with their notes and the deeds, in order."""
    if not lines:
        return
    days = {id(line.target): line.known_on for line in lines}

    def known(line: BookLine) -> date | None:
        return days[id(line)]

    append([line.target for line in lines], by=by.pk, known_on=known)
    TargetNote.objects.bulk_create([TargetNote(target=line.target, text=line.note) for line in lines if line.note])
    write([_deed(line.target) for line in lines], by=by.pk)


def _deed(target: Target) -> Deed:
    aim = aim_of(target)
    asked = {"indicator": aim.indicator, "period": str(aim.period), "goal": aim.goal, "kind": aim.kind}
    body = {**asked, "value": target.value, "direction": target.direction}
    deed = "withdraw" if target.value is None else "set"
    return Deed(deed, "target", str(target.position), unit=aim.unit, body=body)


@dataclass(frozen=True, slots=True)
class Split:
    """How a target is to be split: a weight for each receiving unit, and shares that somebody has fixed by hand.

    ``seen``: the ``mark`` of the split that this one was thought out from; ``None``: whatever holds.
    """

    weights: Mapping[int, int]
    fixed: Mapping[int, int] = field(default_factory=dict)
    seen: int | None = None


def mark(target: Target) -> int:
    """Return the position of the last line of a target's split, the target included: it rises with every change."""
    return max([target.position, *(share.position for share in shares_of(target))])


def plan_split(target: Target, split: Split) -> dict[int, int]:
    """Return the share of each unit: they add up to the target exactly. Raises ``Refused`` where they cannot."""
    if target.value is None or not (split.weights or split.fixed):
        raise Refused(_("没有可以分解的单位；请先选单位。"))
    check_splits(target.indicator)
    return shares_with_fixed(target.value, split.weights, split.fixed)


def allocate(target: Target, split: Split, *, by: Account, known_on: date | None = None) -> dict[int, int]:
    """Split a unit's target over units right below it; return the share of each. The shares add up to it exactly.

    A share that another split gave before and that is not in this one is withdrawn. Where a share's unit had split it
    further, that split is made again in the old proportions, so that every level still adds up. ``known_on`` is given
    only for what another system knew. Raises ``Refused`` if a unit is not right below, the fixed shares cannot add up,
    or somebody has changed target or shares since ``split.seen``; ``Forbidden`` without the right at the target's unit.
    """
    door.demand(by, Right.PLAN_MANAGE, target.unit)
    with transaction.atomic():
        lock()
        if split.seen is not None and mark(target) != split.seen:
            raise Refused(_("这项任务的份额刚被别人改过；请看过现在的份额再分。"))
        below = {unit.pk for unit in receivers(target)}
        strangers = [unit for unit in (*split.weights, *split.fixed) if unit not in below]
        if strangers:
            names = joined(unit.name for unit in Unit.objects.filter(pk__in=strangers[:5]))
            said = {"unit": target.unit.name, "names": names}
            raise Refused(_("%(names)s 在期末那天不直属于“%(unit)s”或已撤销，不能分给它；请更正。") % said)
        found = plan_split(target, split)
        lines: list[_Line] = []
        _give(target, found, frozenset(split.fixed), lines)
        _keep([replace(line, known_on=known_on) for line in lines], by)
    return found


def _give(target: Target, given: Mapping[int, int], fixed: frozenset[int], lines: list[_Line]) -> None:
    """Add the lines that give a target's shares, and those of every split below that must follow."""
    aim = aim_of(target)
    held = standing([*given, *(one.unit_id for one in shares_of(target))])
    for one in shares_of(target):
        if one.unit_id not in given:
            lines.append(_Line(_share(target, aim._replace(unit=one.unit_id), None, fixed=False)))
            _follow(one, None, lines)
    for unit, value in given.items():
        old = held.get(aim._replace(unit=unit))
        is_fixed = unit in fixed
        if old is not None and _stands(old) == (value, target.direction, target.unit_id, is_fixed):
            continue
        lines.append(_Line(_share(target, aim._replace(unit=unit), value, fixed=is_fixed)))
        if old is not None and old.value != value:
            _follow(old, value, lines)


def _stands(target: Target) -> tuple[object, ...]:
    return target.value, target.direction, target.given_by_id, target.fixed


def _follow(share: Target, value: int | None, lines: list[_Line]) -> None:
    """Make the split below a changed share again in its old proportions; below a withdrawn one it goes, too."""
    below = shares_of(share)
    if not below:
        return
    changed = Target(**aim_of(share).columns(), value=value, direction=share.direction, origin=share.origin)
    old = {one.unit_id: one.value or 0 for one in below}
    _give(changed, shares_with_fixed(value, old, {}) if value is not None else {}, frozenset(), lines)


def _share(target: Target, aim: Aim, value: int | None, *, fixed: bool) -> Target:
    given_by = target.unit_id if value is not None else None
    return Target(
        **aim.columns(),
        value=value,
        direction=target.direction,
        given_by_id=given_by,
        fixed=fixed,
        origin=target.origin,
    )


def latest(plan: str) -> PlanVersion:
    """Return the version of a layout that is in force last; ``Refused`` if there is no such layout."""
    found = version_on(plan_of(plan), DAY_MAX)
    if found is None:
        raise Refused(_("这个布局还没有版本；请先导入目标。"))
    return found

"""Setting up a class beside its activity: modules, places, for whom, its rule; and changing them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from kexie.kit.clock import now
from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities import actions, programme
from kexie.records.activities.actions import Draft
from kexie.records.activities.kinds.training import TRAINING
from kexie.records.activities.models import Activity
from kexie.records.activities.programme import Slot
from kexie.records.book.actions import lock
from kexie.records.classes.models import Enrolment, Module, ModuleRoll, Quota, TrainingClass
from kexie.records.classes.rules import WHOLE, Rule
from kexie.records.classes.typed import NewModule
from kexie.records.history.actions import Deed, write
from kexie.records.units.models import Unit

WHY = "keeping a class in step with its activity"
MOST_PLACES = 100_000
"""More places than this in one class are a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody says of a class. ``quotas``: places by unit; ``groups``: audience groups, none for everybody."""

    closes_on: date
    modules: tuple[NewModule, ...]
    quotas: Mapping[Unit, int]
    groups: tuple[str, ...] = ()
    rule: Rule = field(default_factory=Rule)


def faults(plan: Plan, first: date) -> list[str]:
    """Return what is wrong with a plan for a class that begins on ``first``, a sentence each."""
    wrong = []
    if not plan.modules:
        wrong.append(_("至少写一门课。"))
    if not plan.quotas:
        wrong.append(_("至少给一个单位名额。"))
    wrong += [
        _("“%(unit)s”的名额要在 0 到 %(most)s 之间。") % {"unit": unit.name, "most": MOST_PLACES}
        for unit, places in plan.quotas.items()
        if not 0 <= places <= MOST_PLACES
    ]
    if not 0 <= plan.rule.share <= WHOLE:
        wrong.append(_("结业要求的学时比例要在 0 到 100 之间。"))
    if plan.closes_on > first:
        wrong.append(_("报名截止日晚于开班日；请更正。"))
    return wrong


def set_up(draft: Draft, plan: Plan, *, by: Account) -> TrainingClass:
    """Record the activity of a class and its details in one step; the modules say its days.

    Raises ``Refused`` with every sentence that is wrong; then there is neither.
    """
    with transaction.atomic():
        activity = actions.record(draft, by=by)
        return beside(activity, plan, by=by)


def beside(activity: Activity, plan: Plan, *, by: Account) -> TrainingClass:
    """Make an activity of kind training a class. Raises ``Refused`` if it is none, is a lump, or is a class already."""
    door.demand(by, Right.ACTIVITY_RECORD, activity.unit)
    if activity.kind != TRAINING.slug or activity.count > 1:
        raise Refused(_("只有逐场登记的培训才能办成班；“%(title)s”不是。") % {"title": activity.title})
    with transaction.atomic():
        lock()
        if TrainingClass.objects.knowing(WHY).filter(activity=activity).exists():
            raise Refused(_("“%(title)s”已经是一个班。") % {"title": activity.title})
        made = TrainingClass._base_manager.create(activity=activity, closes_on=plan.closes_on, rule={})  # noqa: SLF001
        _written(made, plan, by)
        write([Deed("class", "activity", str(activity.pk), unit=activity.unit_id)], by=by.pk)
    return made


def change(training: TrainingClass, plan: Plan, *, by: Account, version: int) -> None:
    """Change a class to what a plan says; those who wait move up where places were added.

    Raises ``Refused`` where a module with a roster would go, a unit's places would be fewer than those placed, or
    somebody else changed it since ``version``.
    """
    door.demand(by, Right.ACTIVITY_RECORD, training.activity.unit)
    with transaction.atomic():
        lock()
        rows = TrainingClass.objects.knowing(WHY).filter(pk=training.pk, version=version)
        if not rows.update(version=F("version") + 1):
            raise Refused(_("这个班刚被别人改过；您的改动没有保存，请核对后再存。"))
        _written(training, plan, by)
        settle(training)
        activity = training.activity
        write([Deed("class", "activity", str(activity.pk), unit=activity.unit_id)], by=by.pk)


def _written(training: TrainingClass, plan: Plan, by: Account) -> None:
    activity = Activity.objects.knowing(WHY).select_related("unit").get(pk=training.activity_id)
    wrong = faults(plan, min((one.on for one in plan.modules), default=activity.starts_on))
    if wrong:
        raise Refused(wrong)
    _set_modules(training, plan.modules)
    _set_quotas(training, plan.quotas)
    told: dict[str, Any] = {"closes_on": plan.closes_on, "rule": plan.rule.as_json(), "groups": ";".join(plan.groups)}
    TrainingClass.objects.knowing(WHY).filter(pk=training.pk).update(**told)
    slots = [Slot(on, place=activity.place) for on in sorted({one.on for one in plan.modules})]
    parts = [one.part() for one in plan.modules]
    training.activity = programme.set_programme(activity, slots=slots, parts=parts, by=by, version=activity.version)


def _set_modules(training: TrainingClass, modules: Sequence[NewModule]) -> None:
    """Keep modules in place of those before: the same title on the same day stays the same module."""
    standing = {(one.on, one.title): one for one in training.modules.all()}
    wanted = {(one.on, one.title) for one in modules}
    going = [one for key, one in standing.items() if key not in wanted]
    rolled = set(ModuleRoll.objects.knowing(WHY).filter(module__in=going).values_list("module_id", flat=True))
    if rolled:
        raise Refused(
            [_("“%(title)s”已经点过名，不能去掉或改日期。") % {"title": one.title} for one in going if one.pk in rolled]
        )
    Module.objects.filter(pk__in=[one.pk for one in going]).delete()
    for order, one in enumerate(modules):
        Module.objects.update_or_create(
            training=training,
            on=one.on,
            title=one.title,
            defaults={
                "order": order,
                "begins": one.begins,
                "ends": one.ends,
                "lecturer": one.lecturer,
                "hours": one.hours,
                "required": one.required,
            },
        )


def _set_quotas(training: TrainingClass, quotas: Mapping[Unit, int]) -> None:
    placed = Count("enrolments", filter=Q(enrolments__state=Enrolment.State.PLACED))
    standing = {one.unit_id: one for one in training.quotas.annotate(placed=placed, all=Count("enrolments"))}
    wrong = []
    for unit, places in quotas.items():
        old: Any = standing.pop(unit.pk, None)
        if old is not None and old.placed > places:
            said = {"unit": unit.name, "placed": old.placed}
            wrong.append(_("“%(unit)s”已录取 %(placed)s 人，名额不能更少；请先请几位退出。") % said)
        Quota.objects.update_or_create(training=training, unit=unit, defaults={"places": places})
    named = Unit.objects.in_bulk([pk for pk, one in standing.items() if getattr(one, "all", 0)])
    wrong += [_("“%(unit)s”已经有人报名，名额不能撤掉；可以改为 0。") % {"unit": unit.name} for unit in named.values()]
    if wrong:
        raise Refused(wrong)
    Quota.objects.filter(pk__in=[one.pk for one in standing.values()]).delete()


def settle(training: TrainingClass) -> int:
    """Let those who wait move up into free places, in their order; return how many did."""
    count = 0
    rows = Enrolment.objects.knowing(WHY).filter(training=training)
    taken = dict(rows.filter(state="placed").values_list("quota").annotate(n=Count("pk")).order_by())
    for quota in Quota.objects.filter(training=training):
        free = max(quota.places - taken.get(quota.pk, 0), 0)
        moving = list(rows.filter(quota=quota, state="waiting").order_by("order").values_list("pk", flat=True)[:free])
        count += rows.filter(pk__in=moving).update(state=Enrolment.State.PLACED)
    return count


def touched(training: TrainingClass, deed: str, by: Account, **body: object) -> None:
    """Write a deed of a class into the history of its activity: numbers only."""
    activity = training.activity
    write([Deed(deed, "activity", str(activity.pk), unit=activity.unit_id, body=body)], by=by.pk)


def stamped(by: Account) -> dict[str, Any]:
    """Return the columns that say when completion was decided, and by whom."""
    return {"decided_at": now(), "decided_by": by.pk}

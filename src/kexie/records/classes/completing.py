"""The roster of each module, who completed by the class's own rule, and the certificates of those who did."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities import actions as activities
from kexie.records.activities.actions import Row
from kexie.records.activities.models import Activity
from kexie.records.book.actions import lock
from kexie.records.classes.actions import stamped, touched
from kexie.records.classes.models import Certificate, Enrolment, Module, ModuleRoll, TrainingClass
from kexie.records.classes.posting import post
from kexie.records.classes.queries import lessons
from kexie.records.classes.rules import Rule, Verdict, completion, day_status

WHY = "the roster of a module, for whoever organises the class"
ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No letter that is read as a digit: a code is typed from paper."""
LENGTH: Final = 12
"""32 to the 12th is 2 to the 60th: nobody guesses one."""


def keep_roll(module: Module, marks: Mapping[int, str], *, by: Account) -> int:
    """Keep who was at a module (by enrolment); the roster of the activity follows. Return how many lines changed.

    Only those with a place are on it; an empty mark takes a line off again. Raises ``Refused`` before the module's
    day, and where the activity's own roster cannot follow (its names are gone, an exact head count is smaller).
    """
    training = _training(module.training_id)
    door.demand(by, Right.ACTIVITY_RECORD, training.activity.unit)
    door.demand(by, Right.ROSTER_READ, training.activity.unit)
    if module.on > today():
        raise Refused(_("“%(title)s”在 %(day)s，到那天再点名。") % {"title": module.title, "day": module.on})
    with transaction.atomic():
        lock()
        placed = Enrolment.objects.knowing(WHY).filter(training=training, state="placed").in_bulk(list(marks))
        standing = ModuleRoll.objects.knowing(WHY).filter(module=module, enrolment__in=placed)
        before = dict(standing.values_list("enrolment", "status"))
        changed = {pk: mark for pk, mark in marks.items() if pk in placed and before.get(pk, "") != mark}
        if not changed:
            return 0
        ModuleRoll.objects.knowing(WHY).filter(module=module, enrolment__in=changed).delete()
        fresh = [
            ModuleRoll(module=module, enrolment_id=pk, status=mark)
            for pk, mark in changed.items()
            if mark in ModuleRoll.Status.values
        ]
        ModuleRoll._base_manager.bulk_create(fresh, batch_size=500)  # noqa: SLF001 - a guarded model's bulk insert
        _follow(training, module, [placed[pk] for pk in changed], by)
        touched(training, "module_roll", by, module=module.pk, lines=len(changed))
    return len(changed)


def _training(number: int) -> TrainingClass:
    return TrainingClass.objects.knowing(WHY).select_related("activity__unit").get(pk=number)


def _follow(training: TrainingClass, module: Module, changed: Iterable[Enrolment], by: Account) -> None:
    """Let the activity's roster of the day say what that day's modules say: entered once, counted there."""
    listed = list(changed)
    rolls = ModuleRoll.objects.knowing(WHY).filter(module__training=training, module__on=module.on)
    told: dict[int, list[str]] = {}
    for enrolment, status in rolls.filter(enrolment__in=listed).values_list("enrolment", "status"):
        told.setdefault(enrolment, []).append(status)
    rows = [Row(one.subject, day_status(told.get(one.pk, ())), module.on, one.unit_id) for one in listed]
    activities.keep_roster(training.activity, rows, by=by)


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody with a place in a class, and what its rule says of them."""

    enrolment: Enrolment
    verdict: Verdict


def standings(training: TrainingClass) -> list[Standing]:
    """Return for everybody with a place what the class's rule says of them now, in the order of arrival."""
    listed = lessons(training)
    rule = Rule(**training.rule)
    there: dict[int, set[int]] = {}
    rolls = ModuleRoll.objects.knowing(WHY).filter(module__training=training, status=ModuleRoll.Status.PRESENT)
    for enrolment, module in rolls.values_list("enrolment", "module"):
        there.setdefault(enrolment, set()).add(module)
    rows = Enrolment.objects.knowing(WHY).filter(training=training, state="placed").order_by("order")
    return [Standing(row, completion(listed, there.get(row.pk, ()), rule)) for row in rows.select_related("unit")]


@dataclass(slots=True)
class Decided:
    """What deciding did: certificates issued, given back, withdrawn; and how many did not complete."""

    issued: int = 0
    withdrawn: int = 0
    completed: int = 0
    missed: int = 0


def why_not_yet(training: TrainingClass) -> list[str]:
    """Return why completion cannot be decided yet, a sentence each; empty: it can."""
    activity = training.activity
    if activity.status != Activity.Status.HELD:
        return [_("活动还没有记为已举办；请先在活动页记为已举办。")]
    if activity.ends_on > today():
        return [_("班到 %(day)s 才结束；那天以后再核定。") % {"day": activity.ends_on}]
    rolled = ModuleRoll.objects.knowing(WHY).filter(module__training=training).values("module")
    open_still = training.modules.exclude(pk__in=rolled).order_by("on", "begins", "order")
    return [_("“%(title)s”还没有点名。") % {"title": module.title} for module in open_still]


def decide(training: TrainingClass, *, by: Account, version: int) -> Decided:
    """Decide who completed, by the rule, and issue their certificates; deciding again follows a corrected roster.

    Whoever does not complete any more has the certificate withdrawn: its check page says so from then on.
    """
    door.demand(by, Right.ACTIVITY_RECORD, training.activity.unit)
    done = Decided()
    with transaction.atomic():
        lock()
        training = _training(training.pk)
        wrong = why_not_yet(training)
        if wrong:
            raise Refused(wrong)
        rows = TrainingClass.objects.knowing(WHY).filter(pk=training.pk, version=version)
        if not rows.update(**stamped(by), version=F("version") + 1):
            raise Refused(_("这个班刚被别人改过；没有核定，请核对后再来。"))
        held = {one.enrolment_id: one for one in Certificate.objects.knowing(WHY).filter(enrolment__training=training)}
        fresh = []
        for one in standings(training):
            old = held.pop(one.enrolment.pk, None)
            done.completed += one.verdict.done
            done.missed += not one.verdict.done
            if one.verdict.done and old is None:
                fresh.append(_certificate(one))
            elif old is not None:
                _kept(old, one.verdict, done)
        Certificate._base_manager.bulk_create(fresh, batch_size=500)  # noqa: SLF001 - a guarded model's bulk insert
        done.issued += len(fresh)
        told: dict[str, Any] = {"issued": done.issued, "withdrawn": done.withdrawn, "missed": done.missed}
        touched(training, "complete", by, **told)
        post([training.pk], by=by.pk)
    return done


def _certificate(one: Standing) -> Certificate:
    code = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))
    return Certificate(enrolment=one.enrolment, code=code, hours=one.verdict.hours, issued_on=today())


def _kept(old: Certificate, verdict: Verdict, done: Decided) -> None:
    """Bring a certificate that there is in step with what the roster says now."""
    rows = Certificate.objects.knowing(WHY).filter(pk=old.pk)
    if verdict.done:
        done.issued += old.withdrawn_on is not None
        rows.update(withdrawn_on=None, hours=verdict.hours)
    elif old.withdrawn_on is None:
        done.withdrawn += 1
        rows.update(withdrawn_on=today())


def printed(code: str) -> str:
    """Return a certificate's code as it is printed: in groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))

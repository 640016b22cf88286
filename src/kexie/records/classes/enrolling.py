"""Enrolling: units send people within their places, others wait; somebody leaves, a substitute takes their place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Count, Max
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.kit.refusal import Refused
from kexie.kit.text import clipped, joined
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.access.scope import reached
from kexie.records.book.actions import lock
from kexie.records.classes.actions import settle, touched
from kexie.records.classes.models import Certificate, Enrolment, ModuleRoll, Quota, TrainingClass
from kexie.records.classes.queries import LIVE, organises, seen
from kexie.records.classes.rules import allot, drawn_on
from kexie.records.people.models import Person
from kexie.records.people.queries import home_on, homes
from kexie.records.units.models import Unit
from kexie.records.units.queries import Tree, tree
from kexie.records.units.rules import TreeOn

WHY = "checking who enrols whom"
LOT = 5_000
STANDING = (Enrolment.State.PLACED, Enrolment.State.WAITING)


@dataclass(frozen=True, slots=True)
class Sent:
    """Somebody whom a unit would send to a class: codes, as a spreadsheet or a form says them."""

    training: str
    person: str
    unit: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one who would be sent: in which column, and how to mend it."""

    column: str
    why: str


@dataclass(slots=True)
class Desk:
    """Everything that is needed to judge many enrolments, read in a few queries."""

    by: Account
    trainings: dict[str, TrainingClass] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    homes: dict[int, int | None] = field(default_factory=dict)
    quotas: dict[int, dict[int, Quota]] = field(default_factory=dict)
    standing: set[tuple[int, int]] = field(default_factory=set)
    organised: set[int] = field(default_factory=set)
    reach: frozenset[int] | None = None
    whole: Tree = field(default_factory=lambda: tree(TreeOn.now()))

    @classmethod
    def of(cls, sent: Sequence[Sent], *, by: Account) -> Desk:
        """Return the desk for those who would be sent."""
        desk = cls(by, reach=reached(by, Right.ACTIVITY_RECORD))
        for part in _parts(one.training for one in sent):
            rows = seen(by).filter(activity__code__in=part).select_related("activity__unit")
            desk.trainings.update({row.activity.code: row for row in rows})
        for part in _parts(one.person for one in sent):
            desk.people.update({row.code: row for row in Person.objects.knowing(WHY).filter(code__in=part)})
        for part in _parts(one.unit for one in sent):
            desk.units.update({row.code: row for row in Unit.objects.filter(code__in=part, withdrawn=False)})
        told = homes(person.pseudonym for person in desk.people.values())
        day = today()
        desk.homes = {subject: home_on(facts, day) for subject, facts in told.items()}
        numbers = [row.pk for row in desk.trainings.values()]
        desk.organised = {row.pk for row in desk.trainings.values() if organises(by, row)}
        for quota in Quota.objects.filter(training__in=numbers).select_related("unit"):
            desk.quotas.setdefault(quota.training_id, {})[quota.unit_id] = quota
        enrolled = Enrolment.objects.knowing(WHY).filter(training__in=numbers, state__in=STANDING)
        desk.standing = set(enrolled.values_list("training", "subject"))
        return desk

    def stands(self, one: Sent) -> bool:
        """Tell whether somebody is enrolled there already: then nothing changes."""
        return (self.trainings[one.training].pk, self.people[one.person].pseudonym) in self.standing

    def quota(self, one: Sent) -> Quota | None:
        """Return the places on which one draws: those of the nearest unit above that has any."""
        quotas = self.quotas.get(self.trainings[one.training].pk, {})
        unit = drawn_on(self.whole.path(self.units[one.unit].pk), quotas)
        return quotas[unit] if unit is not None else None

    def fault(self, one: Sent, *, late: bool = False) -> Fault | None:
        """Return why somebody cannot be sent; ``None``: they can. What one may not see reads as not there.

        ``late``: in somebody's place, so also after enrolment has closed.
        """
        training = self.trainings.get(one.training)
        if training is None:
            return Fault(
                "class", _("没有编号为“%(code)s”的班，或者没有给您单位名额。") % {"code": clipped(one.training)}
            )
        unit = self.units.get(one.unit)
        if unit is None or (self.reach is not None and unit.pk not in self.reach):
            return Fault(
                "unit", _("您不能代编号为“%(code)s”的单位报名；请核对单位编号。") % {"code": clipped(one.unit)}
            )
        closed = self._closed(training, late=late)
        if closed:
            return Fault("class", closed)
        return self._not_theirs(one, training, unit)

    def _not_theirs(self, one: Sent, training: TrainingClass, unit: Unit) -> Fault | None:
        """Return why a unit cannot send this person to a class that takes enrolments from it."""
        person = self.people.get(one.person)
        home = self.homes.get(person.pseudonym) if person is not None else None
        if person is None or home is None or unit.pk not in self.whole.path(home):
            said = {"unit": unit.name, "code": clipped(one.person)}
            return Fault("person", _("“%(unit)s”及下级没有编号为“%(code)s”的人员；请核对编号，或先登记人员。") % said)
        if self.quota(one) is None:
            return Fault("unit", _("“%(unit)s”在这个班没有名额；请向主办单位申请。") % {"unit": unit.name})
        groups = set(filter(None, training.groups.split(";")))
        if groups and groups.isdisjoint(part.strip() for part in person.audience.split(";")):
            told = {"groups": joined(sorted(groups))}
            return Fault("person", _("这个班面向%(groups)s，该人员不在其中；请核对人群，或换一位。") % told)
        return None

    def _closed(self, training: TrainingClass, *, late: bool) -> str:
        activity = training.activity
        if activity.status not in LIVE:
            return _("“%(title)s”已取消，不再报名。") % {"title": activity.title}
        if training.decided_at is not None:
            return _("“%(title)s”已核定结业，不再报名。") % {"title": activity.title}
        if training.closes_on < today() and not late and training.pk not in self.organised:
            said = {"title": activity.title, "day": training.closes_on}
            return _("“%(title)s”的报名已于 %(day)s 截止；请与主办单位联系。") % said
        return ""


@dataclass(slots=True)
class Enrolled:
    """What enrolling did: how many got a place, how many wait, how many were enrolled already."""

    placed: int = 0
    waiting: int = 0
    unchanged: int = 0


def enrol(sent: Sequence[Sent], *, by: Account) -> Enrolled:
    """Enrol people in one set-based step, in the given order; whoever is enrolled already stays as they are.

    Raises ``Refused`` with a sentence for each who cannot be sent; then nobody is enrolled.
    """
    done = Enrolled()
    with transaction.atomic():
        lock()  # two units at one door: the second counts the first one's places
        desk = Desk.of(sent, by=by)
        wrong = []
        for one in sent:
            fault = desk.fault(one)
            if fault is not None:
                wrong.append(_("%(person)s：%(why)s") % {"person": clipped(one.person), "why": fault.why})
        if wrong:
            raise Refused(list(dict.fromkeys(wrong)))
        by_class: dict[str, dict[int, Sent]] = {}
        for one in sent:
            if desk.stands(one):
                done.unchanged += 1
            else:
                by_class.setdefault(one.training, {}).setdefault(desk.people[one.person].pseudonym, one)
        for code, fresh in by_class.items():
            _enrolled(desk, desk.trainings[code], fresh, done)
    return done


def _enrolled(desk: Desk, training: TrainingClass, fresh: dict[int, Sent], done: Enrolled) -> None:
    rows = Enrolment.objects.knowing(WHY).filter(training=training)
    taken = dict(rows.filter(state="placed").values_list("quota").annotate(n=Count("pk")).order_by())
    last = rows.aggregate(last=Max("order"))["last"] or 0
    quotas = [desk.quota(one) for one in fresh.values()]
    places = {quota.pk: quota.places for quota in desk.quotas[training.pk].values()}
    room = allot(places, taken, [quota.pk for quota in quotas if quota is not None])
    made = [
        Enrolment(
            training=training,
            subject=subject,
            unit=desk.units[one.unit],
            quota=quota,
            state=Enrolment.State.PLACED if free else Enrolment.State.WAITING,
            order=last + number,
        )
        for number, (free, quota, (subject, one)) in enumerate(zip(room, quotas, fresh.items(), strict=True), 1)
    ]
    Enrolment._base_manager.bulk_create(made, batch_size=500)  # noqa: SLF001 - a guarded model's bulk insert
    done.placed += sum(room)
    done.waiting += len(room) - sum(room)
    touched(training, "enrol", desk.by, placed=sum(room), waiting=len(room) - sum(room))


def _parts(values: Iterable[str]) -> list[list[str]]:
    listed = list(dict.fromkeys(values))
    return [listed[start : start + LOT] for start in range(0, len(listed), LOT)]


def _changing(row: Enrolment, by: Account) -> None:
    """Raise ``Refused`` unless the actor may change an enrolment that still stands and was never attended."""
    if not organises(by, row.training):
        door.demand(by, Right.ACTIVITY_RECORD, row.unit)
    if row.state not in STANDING:
        raise Refused(_("这条报名已经不在了；请刷新再看。"))
    if row.training.decided_at is not None or Certificate.objects.knowing(WHY).filter(enrolment=row).exists():
        raise Refused(_("已核定结业，不能再改报名。"))


def _fresh(row: Enrolment) -> Enrolment:
    rows = Enrolment.objects.knowing(WHY).select_related("training__activity__unit", "unit", "quota")
    return rows.get(pk=row.pk)


def leave(row: Enrolment, *, by: Account) -> int:
    """Let somebody leave a class (退出), by their unit or the organiser; return how many moved up from the list."""
    with transaction.atomic():
        lock()
        row = _fresh(row)
        _changing(row, by)
        Enrolment.objects.knowing(WHY).filter(pk=row.pk).update(state=Enrolment.State.LEFT)
        touched(row.training, "leave", by, enrolment=row.pk)
        return settle(row.training)


def substitute(row: Enrolment, person: str, *, by: Account) -> Enrolment:
    """Send somebody else of the same unit in a person's place, which stays as it is (录取 or 候补); return the new one.

    Raises ``Refused`` once the person came to a module: they were there, and that stays said of them.
    """
    with transaction.atomic():
        lock()
        row = _fresh(row)
        _changing(row, by)
        there = ModuleRoll.objects.knowing(WHY).filter(enrolment=row, status=ModuleRoll.Status.PRESENT)
        if there.exists():
            raise Refused(_("这一位已经到过课，不能换人；请退出后另报。"))
        sent = Sent(row.training.activity.code, person.strip(), row.unit.code)
        desk = Desk.of([sent], by=by)
        fault = desk.fault(sent, late=True)
        if fault is not None:
            raise Refused(fault.why)
        if desk.stands(sent):
            raise Refused(_("“%(person)s”已经报了这个班；请换一位。") % {"person": clipped(person)})
        Enrolment.objects.knowing(WHY).filter(pk=row.pk).update(state=Enrolment.State.REPLACED)
        made = Enrolment._base_manager.create(  # noqa: SLF001 - a guarded model's insert
            training=row.training,
            subject=desk.people[sent.person].pseudonym,
            unit=row.unit,
            quota=row.quota,
            state=row.state,
            order=row.order,
            replaces=row,
        )
        touched(row.training, "substitute", by, enrolment=row.pk, instead=made.pk)
    return made

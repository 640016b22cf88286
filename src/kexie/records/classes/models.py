"""Classes, their places, modules and enrolments; module rosters, certificates, and what those who were there said."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kexie.records.activities.models import Activity
from kexie.records.book.guarded import Guarded
from kexie.records.units.models import Unit


def random_key() -> int:
    """Return a random number that tells nothing of when it was drawn."""
    return secrets.randbits(62) | 1


class TrainingClass(Guarded):
    """The details of a class beside its activity: until when units enrol, for whom it is, and its own rule.

    ``groups`` are audience groups, ';' between; empty: for everybody. ``rule`` is ``rules.Rule`` as JSON.
    """

    SCOPE: ClassVar[str] = "activity__hosts__unit"
    PLACED: ClassVar[bool] = True

    activity = models.OneToOneField(Activity, models.PROTECT, related_name="training")
    groups = models.CharField(max_length=200, default="")
    closes_on = models.DateField(help_text="last day on which units enrol")
    rule = models.JSONField()
    decided_at = models.DateTimeField(null=True, help_text="completion was decided last")
    decided_by = models.BigIntegerField(null=True, help_text="account number")
    version = models.IntegerField(default=1)


class Quota(models.Model):
    """How many places a unit has in a class; units below it draw on the same places."""

    training = models.ForeignKey(TrainingClass, models.CASCADE, related_name="quotas")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    places = models.IntegerField()

    class Meta:
        """A unit has its places in a class once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["training", "unit"], name="one_quota"),
            models.CheckConstraint(condition=Q(places__gte=0), name="quota_places"),
        ]


class Module(models.Model):
    """A module of a class: a lecture, a workshop, a visit; on one day, with its hours of study (学时)."""

    training = models.ForeignKey(TrainingClass, models.CASCADE, related_name="modules")
    order = models.IntegerField()
    title = models.CharField(max_length=200)
    on = models.DateField()
    begins = models.TimeField(null=True, help_text="of the association's zone")
    ends = models.TimeField(null=True)
    lecturer = models.CharField(max_length=120, default="", help_text="by role and field")
    hours = models.IntegerField(default=1)
    required = models.BooleanField(default=True)

    class Meta:
        """A title stands once a day."""

        indexes: ClassVar = [models.Index(fields=["on"], name="module_day")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["training", "on", "title"], name="one_module"),
            models.CheckConstraint(condition=Q(hours__gte=1), name="module_hours"),
            models.CheckConstraint(
                condition=Q(ends=None) | (Q(begins__isnull=False) & Q(begins__lt=F("ends"))), name="module_times"
            ),
        ]


class Enrolment(Guarded):
    """Somebody whom a unit sends (派员): placed, waiting, left, or replaced by a substitute.

    ``order`` is the order of arrival in the class; ``answered`` says that they gave feedback, never which.
    """

    class State(models.TextChoices):
        """Where it stands."""

        PLACED = "placed", "已录取"
        WAITING = "waiting", "候补"
        LEFT = "left", "已退出"
        REPLACED = "replaced", "已换人"

    SCOPE: ClassVar[str] = "training__activity__hosts__unit"
    PLACED: ClassVar[bool] = True

    training = models.ForeignKey(TrainingClass, models.PROTECT, related_name="enrolments")
    subject = models.BigIntegerField(help_text="pseudonym")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", help_text="who sends them")
    quota = models.ForeignKey(Quota, models.PROTECT, related_name="enrolments")
    state = models.CharField(max_length=8, choices=State.choices)
    order = models.IntegerField()
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="substitute")
    answered = models.BooleanField(default=False)

    class Meta:
        """A person is enrolled in a class once at a time; read by class in order, and by person."""

        indexes: ClassVar = [
            models.Index(fields=["subject"], name="enrolment_subject"),
            models.Index(fields=["training", "state", "order"], name="enrolment_order"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["training", "subject"], condition=Q(state__in=["placed", "waiting"]), name="one_enrolment"
            ),
        ]


class ModuleRoll(Guarded):
    """A line of a module's roster: the organiser's word on whether somebody was there."""

    class Status(models.TextChoices):
        """到课, 请假, 缺课."""

        PRESENT = "present", "到课"
        EXCUSED = "excused", "请假"
        ABSENT = "absent", "缺课"

    SCOPE: ClassVar[str] = "enrolment__training__activity__hosts__unit"
    PLACED: ClassVar[bool] = True

    module = models.ForeignKey(Module, models.PROTECT, related_name="rolls")
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="rolls")
    status = models.CharField(max_length=8, choices=Status.choices)

    class Meta:
        """Once a module."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["module", "enrolment"], name="one_roll")]


class Certificate(Guarded):
    """That somebody completed a class by its rule. ``code`` is random: whoever holds it may check it.

    The name is read from the person when it is shown, so that erasing the person leaves none here.
    """

    SCOPE: ClassVar[str] = "enrolment__training__activity__hosts__unit"
    PLACED: ClassVar[bool] = True

    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="certificate")
    code = models.CharField(max_length=20, unique=True)
    hours = models.IntegerField(help_text="hours of study attended")
    issued_on = models.DateField()
    withdrawn_on = models.DateField(null=True)


class Answer(Guarded):
    """What one of those who were there said of the class's arrangement; nothing leads from it to who said it.

    The key is random and no time is kept, so that neither order nor clock tells. About the class, never a person.
    """

    SCOPE: ClassVar[str] = "training__activity__hosts__unit"
    PLACED: ClassVar[bool] = True

    key = models.BigIntegerField(primary_key=True, default=random_key)
    training = models.ForeignKey(TrainingClass, models.CASCADE, related_name="answers")
    content = models.CharField(max_length=8)
    pace = models.CharField(max_length=8)
    place = models.CharField(max_length=8)
    text = models.CharField(max_length=500, default="")

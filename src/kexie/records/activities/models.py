"""Activities, their hosts, speakers, rosters and files."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kexie.records.book.guarded import Guarded
from kexie.records.book.models import Origin
from kexie.records.files.models import Attachment
from kexie.records.ledger.models import Entry
from kexie.records.units.models import Unit


class Activity(Guarded):
    """A gathering of any kind, on one or more days.

    ``count`` > 1 is a lump: "at least 12 sessions, not listed one by one". ``bound`` says how the head count is to be
    read, and for a lump the count too. ``minutes`` is free text of the organiser; ``version`` rises with each change.
    """

    class Status(models.TextChoices):
        """Only what was held is counted; merged: another record stands for it."""

        PLANNED = "planned", "计划"
        HELD = "held", "已举办"
        CANCELLED = "cancelled", "已取消"
        MERGED = "merged", "已并入"

    SCOPE: ClassVar[str] = "hosts__unit"

    code = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=32)
    title = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="activities", help_text="lead host")
    starts_on = models.DateField()
    ends_on = models.DateField()
    status = models.CharField(max_length=10, choices=Status.choices)
    count = models.BigIntegerField(default=1)
    headcount = models.BigIntegerField(null=True)
    bound = models.CharField(max_length=8, choices=Entry.Bound.choices, default=Entry.Bound.EXACT)
    goals = models.TextField(default="", help_text="codes of a layout, ';a;b;'")
    place = models.CharField(max_length=200, default="")
    series = models.CharField(max_length=100, default="")
    minutes = models.TextField(default="")
    reason = models.CharField(max_length=200, default="", help_text="why it was cancelled")
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.LIVE)
    version = models.IntegerField(default=1)
    names_gone_on = models.DateField(null=True, help_text="from this day its roster shows no names (retention)")

    class Meta:
        """Read by day, by lead host and by series."""

        indexes: ClassVar = [
            models.Index(fields=["-starts_on", "-id"], name="activity_day"),
            models.Index(fields=["unit", "-starts_on"], name="activity_unit"),
            models.Index(fields=["series"], name="activity_series"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="activity_days"),
            models.CheckConstraint(condition=Q(count__gte=1), name="activity_count"),
            models.CheckConstraint(condition=Q(headcount__isnull=True) | Q(headcount__gte=0), name="activity_heads"),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class Host(models.Model):
    """A unit that hosts an activity: one leads (主办), others join (联合主办). It stays ONE activity."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="hosts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="hostings")
    role = models.CharField(max_length=4, choices=[("lead", "主办"), ("co", "联合主办")])

    class Meta:
        """A unit hosts an activity once; exactly one unit leads."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["activity", "unit"], name="one_hosting"),
            models.UniqueConstraint(fields=["activity"], condition=Q(role="lead"), name="one_lead"),
        ]


class Speaker(models.Model):
    """Who spoke, by role and field (示例专家（经济学）); a name only if the organiser wrote one."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="speakers")
    text = models.CharField(max_length=120)
    order = models.IntegerField(default=0)


class Attendance(Guarded):
    """One line of the organiser's roster (名册): expected, present or excused, on a day of the activity."""

    class Status(models.TextChoices):
        """应到, 实到, 请假."""

        EXPECTED = "expected", "应到"
        PRESENT = "present", "实到"
        EXCUSED = "excused", "请假"

    SCOPE: ClassVar[str] = "activity__hosts__unit"

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="roster")
    subject = models.BigIntegerField(help_text="pseudonym")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", null=True, help_text="the unit they came for")
    status = models.CharField(max_length=8, choices=Status.choices)
    on = models.DateField()

    class Meta:
        """A person stands on a roster once a day."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["activity", "subject", "on"], name="one_attendance")]


class Merging(models.Model):
    """Two hosts had entered one activity: ``other`` stands in ``kept`` from then on, until it is ``undone``.

    ``before`` holds what undoing needs: the other's status, and what the kept one was given (hosts, lines of the
    roster with what they said before, head count). Numbers and pseudonyms only.
    """

    kept = models.ForeignKey(Activity, models.PROTECT, related_name="mergings")
    other = models.ForeignKey(Activity, models.PROTECT, related_name="merged_as")
    before = models.JSONField()
    undone = models.BooleanField(default=False)

    class Meta:
        """An activity stands in one other at most."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["other"], condition=Q(undone=False), name="one_merging"),
        ]


class ActivityFile(models.Model):
    """A file kept with an activity: minutes, pictures of papers, programmes. Never needed to save or to close."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="files")
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="+")

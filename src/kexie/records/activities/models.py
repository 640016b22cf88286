"""Activities, their hosts, days, programme, rosters and files; materials; addresses for calendars."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kexie.records.access.models import Account
from kexie.records.book.guarded import Guarded
from kexie.records.book.models import Origin
from kexie.records.files.models import Attachment
from kexie.records.ledger.models import Entry
from kexie.records.units.models import Unit


class Recurrence(models.Model):
    """A rule by which one activity is planned again and again (每周、每月); ``rule`` is ``recurrence.Rule`` as JSON."""

    rule = models.JSONField()


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
    PLACED: ClassVar[bool] = True  # it has its leading host

    code = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=32)
    title = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="activities", help_text="lead host")
    starts_on = models.DateField()
    ends_on = models.DateField()
    status = models.CharField(max_length=10, choices=Status.choices)
    announced_at = models.DateTimeField(null=True, help_text="made known to those it is for")
    recorded_at = models.DateTimeField(null=True, help_text="its result is written down in full")
    recorded_by = models.BigIntegerField(null=True, help_text="account number")
    checked_at = models.DateTimeField(null=True, help_text="somebody else went over the record")
    checked_by = models.BigIntegerField(null=True, help_text="account number")
    audience = models.JSONField(default=dict, help_text="who is expected, see audience.Audience")
    recurrence = models.ForeignKey(Recurrence, models.PROTECT, null=True, related_name="activities")
    slot = models.DateField(null=True, help_text="the day that its recurrence gave it, wherever it was moved since")
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
            models.Index(fields=["-starts_on", "-id", "status", "kind"], name="activity_day"),
            models.Index(fields=["ends_on"], name="activity_long", condition=Q(ends_on__gt=F("starts_on"))),
            models.Index(
                fields=["starts_on", "status", "kind", "count"], name="activity_ahead", condition=Q(status="planned")
            ),
            models.Index(fields=["unit", "-starts_on"], name="activity_unit"),
            models.Index(fields=["series"], name="activity_series"),
            models.Index(fields=["ends_on"], name="activity_open", condition=Q(status="planned")),
            models.Index(fields=["starts_on"], name="activity_due", condition=Q(status="held", recorded_at=None)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="activity_days"),
            models.CheckConstraint(condition=Q(count__gte=1), name="activity_count"),
            models.CheckConstraint(condition=Q(headcount__isnull=True) | Q(headcount__gte=0), name="activity_heads"),
            models.CheckConstraint(condition=Q(checked_at=None) | ~Q(recorded_at=None), name="activity_checked"),
            models.UniqueConstraint(fields=["recurrence", "slot"], name="one_slot"),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class Sitting(models.Model):
    """A day and place of an activity. However many there are, it stays ONE activity, counted on its first day."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="sittings")
    on = models.DateField()
    begins = models.TimeField(null=True, help_text="of the association's zone")
    ends = models.TimeField(null=True)
    place = models.CharField(max_length=200, default="")

    class Meta:
        """In the order of the days."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends=None) | (Q(begins__isnull=False) & Q(begins__lt=F("ends"))), name="sitting_times"
            ),
        ]


class Item(models.Model):
    """A line of the programme (议程): when, what, and who speaks, by role."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="items")
    order = models.IntegerField()
    on = models.DateField(null=True)
    begins = models.TimeField(null=True)
    ends = models.TimeField(null=True)
    title = models.CharField(max_length=200)
    speaker = models.CharField(max_length=120, default="")


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
    PLACED: ClassVar[bool] = True  # as its activity

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


class Material(Guarded):
    """A thing in a unit's library (材料库): a file, a link or a video with its subtitles; kept once, used often.

    ``digest`` is SHA-256 of the content as it came, so that the same file is not kept twice in one library.
    """

    class Kind(models.TextChoices):
        """What it is."""

        FILE = "file", "文件"
        LINK = "link", "链接"
        VIDEO = "video", "视频"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="materials")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    title = models.CharField(max_length=200)
    url = models.CharField(max_length=500, default="")
    attachment = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")
    subtitles = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+", help_text="WebVTT")
    digest = models.CharField(max_length=64, default="")
    at = models.DateTimeField()
    by = models.BigIntegerField(help_text="account number")
    withdrawn = models.BooleanField(default=False, help_text="offered no more; where it was used it stays")

    class Meta:
        """A link has an address, anything else a file."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(kind="link") & ~Q(url="")) | Q(attachment__isnull=False), name="material_content"
            ),
            models.UniqueConstraint(fields=["unit", "digest"], condition=~Q(digest=""), name="one_material"),
        ]


class Used(models.Model):
    """A material used in an activity."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="materials")
    material = models.ForeignKey(Material, models.PROTECT, related_name="uses")

    class Meta:
        """Once in each."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["activity", "material"], name="one_use")]


class Feed(models.Model):
    """An address from which a calendar programme reads (订阅): one's own activities, a unit's, or a series'.

    Only a digest of the secret in the address is kept: who reads the database cannot read the feeds. What a feed shows
    is worked out each time under the rights that its account has that day.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="feeds")
    digest = models.CharField(max_length=64, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    series = models.CharField(max_length=100, default="")
    at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)


class ActivityFile(models.Model):
    """A file kept with an activity: minutes, pictures of papers, programmes. Never needed to save or to close."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="files")
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="+")

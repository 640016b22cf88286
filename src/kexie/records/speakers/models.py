"""Who can lecture, by role; tours; requests for a lecture with every step that was taken."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kexie.records.activities.models import Activity
from kexie.records.book.guarded import Guarded
from kexie.records.book.models import Origin
from kexie.records.units.models import Unit


class PoolSpeaker(Guarded):
    """Somebody who agreed to lecture (宣讲专家), by role and field: no address, no number, no link to a person.

    ``label`` is what programmes print (示例0001　农业专家). ``fields`` and ``languages`` are written ``;a;b;``;
    ``regions`` are codes of units whose area they go to, empty for anywhere. ``load``: most lectures a month.
    ``zone``: where they live, empty for the association's zone.
    """

    SCOPE: ClassVar[str] = "unit"
    PLACED: ClassVar[bool] = True

    code = models.CharField(max_length=64, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="pool", help_text="keeps the entry")
    label = models.CharField(max_length=120)
    fields = models.TextField(default="")
    languages = models.TextField(default=";zh;")
    regions = models.TextField(default="")
    home = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", help_text="the area they live in")
    zone = models.CharField(max_length=60, default="")
    load = models.IntegerField(default=4)
    consented_on = models.DateField(null=True, help_text="agreed to stand in the pool")
    withdrawn = models.BooleanField(default=False, help_text="asked no more; what was held stays")
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.LIVE)
    version = models.IntegerField(default=1)

    class Meta:
        """At least one lecture a month, else one does not stand in a pool."""

        constraints: ClassVar = [models.CheckConstraint(condition=Q(load__gte=1), name="pool_load")]

    def __str__(self) -> str:
        """Return what programmes print."""
        return self.label


class Away(models.Model):
    """Days on which a speaker is not to be asked; no reason is kept."""

    speaker = models.ForeignKey(PoolSpeaker, models.CASCADE, related_name="away")
    first = models.DateField()
    last = models.DateField()

    class Meta:
        """From a day to the same or a later one."""

        ordering: ClassVar = ["first"]
        constraints: ClassVar = [models.CheckConstraint(condition=Q(first__lte=F("last")), name="away_days")]


class Tour(Guarded):
    """A tour of lectures (巡讲) with a target. Its lectures are activities whose series is the tour's title.

    ``level``: units of this level below the tour's unit are the regions that it should reach.
    """

    SCOPE: ClassVar[str] = "unit"
    PLACED: ClassVar[bool] = True

    code = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=100, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="tours")
    target = models.IntegerField()
    level = models.CharField(max_length=20)
    starts_on = models.DateField()
    ends_on = models.DateField()
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.LIVE)
    version = models.IntegerField(default=1)

    class Meta:
        """Something is to be reached, within days that follow each other."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(target__gte=1), name="tour_target"),
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="tour_days"),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class LectureRequest(Guarded):
    """A unit asks a pool for a lecture (点单).

    ``stage`` is one of ``flow.STAGES``; the rest of the way is the activity's: held or cancelled is said there, once.
    ``begins_at`` and ``ends_at`` are instants; ``zone`` is where the lecture takes place.
    """

    SCOPE: ClassVar[str] = "parties__unit"
    PLACED: ClassVar[bool] = True

    code = models.CharField(max_length=64, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="lectures_asked")
    pool = models.ForeignKey(Unit, models.PROTECT, related_name="lectures_served")
    tour = models.ForeignKey(Tour, models.PROTECT, null=True, related_name="requests")
    title = models.CharField(max_length=200)
    field = models.CharField(max_length=60)
    language = models.CharField(max_length=20, default="zh")
    place = models.CharField(max_length=200, default="")
    zone = models.CharField(max_length=60, default="")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    stage = models.CharField(max_length=12, default="asked")
    speaker = models.ForeignKey(PoolSpeaker, models.PROTECT, null=True, related_name="requests")
    activity = models.OneToOneField(Activity, models.PROTECT, null=True, related_name="asked_lecture")
    opened_on = models.DateField()
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.LIVE)
    version = models.IntegerField(default=1)

    class Meta:
        """Read by stage and by who speaks; whoever holds a stage with a speaker has one."""

        indexes: ClassVar = [
            models.Index(fields=["stage", "begins_at"], name="lecture_stage"),
            models.Index(fields=["speaker", "begins_at"], name="lecture_speaker"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(begins_at__lt=F("ends_at")), name="lecture_times"),
            models.CheckConstraint(
                condition=Q(speaker__isnull=False) | ~Q(stage__in=["matched", "invited", "confirmed"]),
                name="lecture_speaks",
            ),
        ]

    def __str__(self) -> str:
        """Return what the lecture is about."""
        return self.title


class LectureParty(models.Model):
    """A unit on one side of a request: it asked, or its pool is asked."""

    request = models.ForeignKey(LectureRequest, models.CASCADE, related_name="parties")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    side = models.CharField(max_length=5, choices=[("asker", "点单"), ("pool", "派单")])

    class Meta:
        """One unit a side."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["request", "side"], name="one_side")]


class LectureStep(models.Model):
    """A step somebody took in a request, numbered without a gap; never changed."""

    request = models.ForeignKey(LectureRequest, models.CASCADE, related_name="steps")
    number = models.IntegerField()
    step = models.CharField(max_length=12)
    stage = models.CharField(max_length=12, help_text="where it led")
    speaker = models.ForeignKey(PoolSpeaker, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500, default="")
    at = models.DateTimeField()
    by = models.BigIntegerField(help_text="account number")

    class Meta:
        """One step a number."""

        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["request", "number"], name="one_lecture_step")]

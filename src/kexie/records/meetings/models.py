"""Series of meetings, meetings, who is called, points of the agenda, amendments of minutes; monthly lists."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kexie.records.activities.models import Activity
from kexie.records.book.guarded import Guarded
from kexie.records.book.models import Origin
from kexie.records.matters.models import Matter
from kexie.records.units.models import Unit


class MeetingSeries(Guarded):
    """A meeting that comes every month (调度会): whose it is, on which day, how long its minutes may be amended."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="meeting_series")
    name = models.CharField(max_length=60)
    day = models.IntegerField(help_text="day of the month; on a day off it is the next workday")
    place = models.CharField(max_length=200, default="")
    window = models.IntegerField(default=5, help_text="workdays in which sent minutes may be amended")
    ended = models.BooleanField(default=False)

    class Meta:
        """A unit's series have names of their own."""

        ordering: ClassVar = ["unit", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "name"], name="one_meeting_series"),
            models.CheckConstraint(condition=Q(day__gte=1, day__lte=28), name="meeting_series_day"),
            models.CheckConstraint(condition=Q(window__gte=0, window__lte=60), name="meeting_series_window"),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Meeting(Guarded):
    """One meeting of a series. Day, place, roster and papers are its activity's; here is what was on, said, decided.

    Its outcomes are matters whose source is this meeting. What stage it is in is computed (``rules.stage``): nothing
    happens because time passes.
    """

    SCOPE: ClassVar[str] = "called__unit"

    code = models.CharField(max_length=64, unique=True)
    series = models.ForeignKey(MeetingSeries, models.PROTECT, related_name="meetings")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="meetings")
    activity = models.OneToOneField(Activity, models.PROTECT, related_name="meeting")
    month = models.DateField(help_text="first day of the month that it looks at")
    chaired = models.CharField(max_length=60, default="", help_text="who was in the chair, by role")
    recorded = models.CharField(max_length=60, default="", help_text="who took the minutes, by role")
    minutes = models.TextField(default="")
    agenda_at = models.DateTimeField(null=True, help_text="the agenda was fixed and sent round")
    minutes_at = models.DateTimeField(null=True, help_text="the minutes were sent round")
    amend_until = models.DateField(null=True, help_text="last day on which they may be amended")
    version = models.IntegerField(default=1)

    class Meta:
        """One a month of a series."""

        ordering: ClassVar = ["-month", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "month"], name="one_meeting"),
            models.CheckConstraint(
                condition=Q(minutes_at__isnull=True) | Q(amend_until__isnull=False), name="meeting_window"
            ),
        ]

    def __str__(self) -> str:
        """Return its activity's title."""
        return self.activity.title


class Called(models.Model):
    """A unit that is called to a meeting (应到); afterwards whether it came, and why not."""

    class Came(models.TextChoices):
        """未记, 实到, 请假, 缺席."""

        OPEN = "open", "未记"
        PRESENT = "present", "实到"
        EXCUSED = "excused", "请假"
        ABSENT = "absent", "缺席"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="called")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    came = models.CharField(max_length=7, choices=Came.choices, default=Came.OPEN)
    note = models.CharField(max_length=200, default="", help_text="who came, by role; or why nobody did")

    class Meta:
        """Called once."""

        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["meeting", "unit"], name="one_call")]


class Point(models.Model):
    """A point of an agenda (议题): proposed by a unit, or what the system found when the agenda was fixed."""

    class Kind(models.TextChoices):
        """上次未完, 逾期, 临期, 落后的数, 提请."""

        CARRIED = "carried", "上次未完"
        LATE = "late", "逾期事项"
        NEAR = "near", "临期事项"
        BEHIND = "behind", "进度落后的数"
        PROPOSED = "proposed", "各单位提请"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="points")
    order = models.IntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.CharField(max_length=300)
    note = models.CharField(max_length=300, default="", help_text="how late, what is missing: as it was then")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", null=True)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="points", null=True)
    address = models.CharField(max_length=300, default="", help_text="where the site shows it")
    by = models.BigIntegerField(null=True, help_text="account that proposed it")

    class Meta:
        """In order."""

        ordering: ClassVar = ["order", "pk"]


class Amendment(models.Model):
    """What somebody who was called wants changed in the minutes, asked in the window; and what came of it."""

    class State(models.TextChoices):
        """待定, 采纳, 不采纳."""

        ASKED = "asked", "待定"
        TAKEN = "taken", "采纳"
        REFUSED = "refused", "不采纳"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="amendments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()
    by = models.BigIntegerField(help_text="account number")
    state = models.CharField(max_length=7, choices=State.choices, default=State.ASKED)
    note = models.CharField(max_length=500, default="")

    class Meta:
        """As asked."""

        ordering: ClassVar = ["pk"]


class MonthList(Guarded):
    """What a unit did in a month and means to do in the next (月度清单); sent once it stands."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="month_lists")
    month = models.DateField(help_text="first day of the month")
    sent_at = models.DateTimeField(null=True)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.LIVE)
    version = models.IntegerField(default=1)

    class Meta:
        """One for a unit and a month."""

        ordering: ClassVar = ["-month", "unit"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "month"], name="one_month_list")]


class MonthItem(models.Model):
    """A line of a monthly list; ``source`` is the record that it came from ("matter:12"), empty where typed."""

    class Side(models.TextChoices):
        """本月完成, 下月计划."""

        DONE = "done", "本月完成"
        NEXT = "next", "下月计划"

    list = models.ForeignKey(MonthList, models.CASCADE, related_name="items")
    side = models.CharField(max_length=4, choices=Side.choices)
    order = models.IntegerField()
    text = models.CharField(max_length=300)
    source = models.CharField(max_length=80, default="")

    class Meta:
        """In order."""

        ordering: ClassVar = ["side", "order"]

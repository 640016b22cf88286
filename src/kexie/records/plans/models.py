"""Layouts, their versions and goals, and targets: lines of the book, of which none is changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kexie.records.book.models import BookLine, Dated, Origin
from kexie.records.units.models import Unit


class Plan(models.Model):
    """A strategy layout (工作布局), such as “1-9·6-1”: what its versions have in common."""

    code = models.CharField(max_length=64, unique=True)
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, default="")

    def __str__(self) -> str:
        """Return the name."""
        return self.name_zh


class PlanVersion(Dated):
    """A layout as it was issued for a year; it is in force until that of a later year begins.

    ``number`` counts the versions of a layout, under the book's lock: a database's own rule over two columns would let
    SQLite's ``INSERT OR REPLACE`` slip past the walls. ``shipped`` is the shipped version it was made from, 0 for an
    own one.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions")
    year = models.IntegerField()
    number = models.IntegerField()
    shipped = models.IntegerField(default=0)
    source = models.CharField(max_length=200, default="", help_text="the document that the layout is taken from")

    class Meta:
        """Read by layout."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(valid_from__lte=F("valid_to")), name="plan_version_span"),
        ]


class Goal(BookLine):
    """A goal (目标) in one version. Records carry the dotted ``code``, whose beginning is what stands above.

    ``was``: codes of earlier versions whose records this goal takes over, ``;a;b;``. ``part``: the digit of the
    layout's name that it belongs to.
    """

    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="goals")
    place = models.IntegerField(help_text="order among the goals of the version")
    code = models.CharField(max_length=64)
    parent = models.CharField(max_length=64, default="")
    part = models.CharField(max_length=8, default="")
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, default="")
    sentence = models.TextField(default="", help_text="what the goal means, in a sentence")
    was = models.TextField(default="")

    def __str__(self) -> str:
        """Return the name."""
        return self.name_zh


class Target(BookLine):
    """A number (指标任务) to be reached for indicator × unit × period, perhaps only for a goal or a kind of activity.

    The latest known line of a key holds; one without a value withdraws it. ``given_by``: the unit whose own target was
    split and gave this share; ``fixed``: the share was set by hand and stays when the rest is split again.
    """

    class Direction(models.TextChoices):
        """Which side of the number is good."""

        LEAST = "least", "不少于"
        MOST = "most", "不超过"

    indicator = models.CharField(max_length=64)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="targets")
    span_from = models.DateField()
    span_to = models.DateField()
    goal = models.CharField(max_length=64, default="")
    kind = models.CharField(max_length=32, default="")
    direction = models.CharField(max_length=5, choices=Direction.choices, default=Direction.LEAST)
    value = models.BigIntegerField(null=True)
    given_by = models.ForeignKey(Unit, models.PROTECT, related_name="targets_given", null=True)
    fixed = models.BooleanField(default=False)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.LIVE)

    class Meta:
        """Read by unit, and by who gave it."""

        indexes: ClassVar = [
            models.Index(fields=["unit", "span_from"], name="target_unit"),
            models.Index(fields=["given_by", "indicator"], name="target_given"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(span_from__lte=F("span_to")), name="target_span"),
            models.CheckConstraint(condition=Q(value__isnull=True) | Q(value__gte=0), name="target_value"),
            models.CheckConstraint(condition=Q(direction__in=["least", "most"]), name="target_words"),
        ]


class TargetNote(models.Model):
    """Why a target was set (依据). It is free text, so it stands beside the book and no hash covers it."""

    target = models.OneToOneField(Target, models.PROTECT, related_name="note", primary_key=True)
    text = models.CharField(max_length=200)

"""Units and the dated facts about where they hang and when they are open."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kexie.records.book.models import Dated, Origin
from kexie.records.units.kinds import MAIN


class Association(models.Model):
    """The association that this deployment serves: one row of what it may set for itself."""

    name = models.CharField(max_length=200, default="")
    opening_period = models.CharField(
        max_length=40, default="", help_text="period the pages open with; empty: this year"
    )
    chosen = models.JSONField(default=dict, help_text="its other settings by key; see structure.choices")
    first_steps = models.JSONField(default=dict, help_text="steps of the first hour that were taken")


class Unit(models.Model):
    """A node of the tree (组织 / 单位): association, society, direct unit, office, grass-roots body, branch."""

    code = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=32)
    level = models.CharField(max_length=32, default="")
    initials = models.CharField(max_length=200, default="", help_text="first letters of its pinyin, to find it by")
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.LIVE)
    withdrawn = models.BooleanField(default=False, help_text="opened by mistake and taken back: in no tree, never open")

    class Meta:
        """Names repeat (four counties are called 鼓楼区); codes do not."""

        indexes: ClassVar = [models.Index(fields=["level"]), models.Index(fields=["name"])]

    def __str__(self) -> str:
        """Return the name; pages show the path beside it."""
        return self.name


class Edge(Dated):
    """On these days the unit hangs below ``parent`` on ``line``; no parent: it is a root of that line."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="edges")
    parent = models.ForeignKey(Unit, models.PROTECT, related_name="edges_below", null=True)
    line = models.CharField(max_length=20, default=MAIN)

    class Meta:
        """Read by unit (upwards) and by parent (downwards)."""

        indexes: ClassVar = [
            models.Index(fields=["line", "unit", "valid_from"], name="edge_up"),
            models.Index(fields=["line", "parent", "valid_from"], name="edge_down"),
        ]


class Opening(Dated):
    """On these days the unit exists (``is_open``) or does not; days that nothing covers: it does not."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="openings")
    is_open = models.BooleanField()

    class Meta:
        """Read by unit."""

        indexes: ClassVar = [models.Index(fields=["unit", "valid_from"], name="opening_unit")]


class GroupMembership(Dated):
    """On these days the unit stands in ``member`` of a partition of units (``of_set``); no member: in none of it.

    For a day the latest known assertion wins, so a unit has at most one member of a set at a time.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="groupings")
    of_set = models.CharField(max_length=64)
    member = models.CharField(max_length=64, default="")

    class Meta:
        """Read by set and by unit."""

        indexes: ClassVar = [models.Index(fields=["of_set", "unit", "valid_from"], name="group_unit")]

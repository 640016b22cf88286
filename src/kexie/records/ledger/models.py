"""Entries, and what else the book says: measures, merged persons, closings."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kexie.records.book.models import BookLine, Dated, Origin
from kexie.records.units.models import Unit


class Entry(BookLine):
    """One unit is credited with one thing.

    All live entries of a measure with the same ``thing`` carry the same ``amount``, and in any set of units that
    amount counts once. ``amount`` is in the measure's step; ``subject`` is a person's pseudonym. ``goals`` and
    ``tags`` are written ``;a;b;``. A reversal (``reverses``) takes its target out of every answer from its own
    ``known_on`` on; it is never reversed itself.
    """

    class State(models.TextChoices):
        """A number, or the statement that there is no such item; not reported is no entry."""

        NUMBER = "number", "数"
        NONE = "none", "无此项"

    class Role(models.TextChoices):
        """Why the unit is credited: it led, it co-hosted, or its people went."""

        LEAD = "lead", "主办"
        CO = "co", "联合主办"
        HOME = "home", "派出"

    class Bound(models.TextChoices):
        """How the amount is to be read."""

        EXACT = "exact", "恰为"
        AT_LEAST = "at_least", "余"
        ABOUT = "about", "约"
        UNDER = "under", "近"

    uid = models.CharField(max_length=160, unique=True)
    source = models.CharField(max_length=20)
    source_id = models.BigIntegerField()
    line = models.CharField(max_length=60)
    version = models.IntegerField(default=1)
    measure = models.CharField(max_length=40)
    measure_version = models.IntegerField(default=1)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="entries", db_index=False)
    role = models.CharField(max_length=4, choices=Role.choices)
    thing = models.CharField(max_length=60)
    subject = models.BigIntegerField(null=True)
    amount = models.BigIntegerField(default=0)
    state = models.CharField(max_length=6, choices=State.choices, default=State.NUMBER)
    bound = models.CharField(max_length=8, choices=Bound.choices, default=Bound.EXACT)
    span_from = models.DateField()
    span_to = models.DateField()
    moment = models.DateTimeField(null=True)
    kind = models.CharField(max_length=32, default="")
    goals = models.TextField(default="")
    tags = models.TextField(default="")
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.LIVE)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversal")

    class Meta:
        """The database holds the rules that a single row can show; triggers hold the book append-only."""

        indexes: ClassVar = [
            models.Index(fields=["measure", "span_from"], name="entry_measure"),
            models.Index(fields=["unit", "measure", "span_from"], name="entry_unit"),
            models.Index(fields=["source", "source_id"], name="entry_source"),
            models.Index(fields=["known_on"], name="entry_known"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(span_from__lte=F("span_to")), name="entry_span"),
            models.CheckConstraint(condition=Q(state="number") | Q(state="none", amount=0), name="entry_none_is_empty"),
            models.CheckConstraint(
                condition=Q(bound__in=["exact", "at_least", "about", "under"]) & Q(role__in=["lead", "co", "home"]),
                name="entry_words",
            ),
            models.CheckConstraint(condition=Q(origin__in=["live", "migrated", "made_up"]), name="entry_origin"),
            models.CheckConstraint(condition=~Q(reverses=F("position")), name="entry_not_itself"),
        ]


class Alias(BookLine):
    """From ``known_on`` the person ``pseudonym`` is known to be ``into``; to be itself again ends a merging.

    The latest known line about a pseudonym wins, so a merging can be undone and an older day still answers as it did.
    """

    pseudonym = models.BigIntegerField(db_index=True)
    into = models.BigIntegerField()


class MeasureVersion(Dated):
    """A version of a measure's definition, as it was put in force."""

    slug = models.CharField(max_length=40)
    version = models.IntegerField()
    definition = models.JSONField()


class Closing(BookLine):
    """A month is closed (结账): all up to ``upto`` is fixed by ``root``, which also covers the closing before."""

    month = models.DateField(unique=True, help_text="its first day")
    upto = models.BigIntegerField()
    lines = models.BigIntegerField(help_text="lines since the closing before")
    root = models.CharField(max_length=64)


class Apart(models.Model):
    """Somebody looked at two records that read alike and said that they are not one: they are not offered again.

    ``noun``: ``activity`` (numbers) or ``person`` (pseudonyms); ``one`` is the smaller number.

    Taken back, the row goes.
    """

    noun = models.CharField(max_length=20)
    one = models.BigIntegerField()
    other = models.BigIntegerField()
    by = models.BigIntegerField(help_text="account number")
    at = models.DateTimeField()

    class Meta:
        """Said once of a pair."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["noun", "one", "other"], name="one_apart")]

"""Events of the history, the deletable details behind their commitments, and who looked at what is sensitive."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class HistoryEvent(models.Model):
    """One deed. Its hash covers the event before it and a commitment to the details, never the details.

    So a person's details can be erased and the chain still proves that no event was taken out or changed.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    by = models.BigIntegerField(help_text="account number; 0: the system")
    deed = models.CharField(max_length=40)
    noun = models.CharField(max_length=40)
    thing = models.CharField(max_length=80, help_text="number of the record in its table, never a name")
    unit = models.BigIntegerField(null=True, help_text="unit whose log readers may see the event")
    commitment = models.CharField(max_length=64, default="")
    before_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        """Read by record and by unit."""

        indexes: ClassVar = [
            models.Index(fields=["noun", "thing"], name="event_thing"),
            models.Index(fields=["unit", "number"], name="event_unit"),
            models.Index(fields=["at"], name="event_at"),
        ]


class HistoryDetail(models.Model):
    """What changed in an event, with the salt of its commitment; deleted when the person it tells of is erased."""

    event = models.OneToOneField(HistoryEvent, models.PROTECT, primary_key=True, related_name="detail")
    subject = models.BigIntegerField(null=True, db_index=True, help_text="pseudonym of the person it tells of")
    salt = models.BinaryField()
    body = models.JSONField()


class Look(models.Model):
    """Somebody looked at personal data of others: which account at what, once a day however often (least data).

    Append-only. ``thing`` is a number in the table of the noun; ``subject`` the pseudonym of the one person whom it is
    about, empty for a list. No name stands here, so nothing needs to be erased.
    """

    uid = models.CharField(max_length=80, primary_key=True, help_text="noun:thing:by:day, so that a day has one line")
    noun = models.CharField(max_length=20)
    thing = models.BigIntegerField()
    by = models.BigIntegerField(help_text="account number")
    on = models.DateField()
    at = models.DateTimeField(help_text="the first time that day")
    unit = models.BigIntegerField(null=True, help_text="unit whose log readers may see it")
    subject = models.BigIntegerField(null=True)
    names = models.IntegerField(default=1, help_text="how many people's names stood there")

    class Meta:
        """Read by unit, by person and by thing."""

        indexes: ClassVar = [
            models.Index(fields=["unit", "at"], name="look_unit"),
            models.Index(fields=["subject", "at"], name="look_subject"),
            models.Index(fields=["noun", "thing"], name="look_thing"),
        ]

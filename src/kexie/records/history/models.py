"""Events of the history, and the deletable details behind their commitments."""

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
        ]


class HistoryDetail(models.Model):
    """What changed in an event, with the salt of its commitment; deleted when the person it tells of is erased."""

    event = models.OneToOneField(HistoryEvent, models.PROTECT, primary_key=True, related_name="detail")
    subject = models.BigIntegerField(null=True, db_index=True, help_text="pseudonym of the person it tells of")
    salt = models.BinaryField()
    body = models.JSONField()

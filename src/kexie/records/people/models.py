"""Persons and their memberships. Only this noun knows which name belongs to which pseudonym."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.db import models

from kexie.records.book.guarded import Guarded
from kexie.records.book.models import Dated, Origin
from kexie.records.units.kinds import MAIN
from kexie.records.units.models import Unit


def new_pseudonym() -> int:
    """Return a random positive 63-bit number that says nothing about a person."""
    return secrets.randbits(63) | 1


class Person(Guarded):
    """A science worker or member (科技工作者 / 成员): least personal data, no identity-card number.

    Erasing a person deletes this row; entries, rosters and memberships keep the pseudonym, so no figure changes.
    """

    code = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=100)
    pseudonym = models.BigIntegerField(unique=True, default=new_pseudonym)
    audience = models.CharField(max_length=200, default="", help_text="audience groups, ';' between")
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.LIVE)

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Membership(Dated):
    """On these days the person is at home in ``unit`` along ``line``; no unit: in none.

    For a day the latest known assertion wins, so a person has at most one home a line and day.
    """

    subject = models.BigIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships", null=True)
    line = models.CharField(max_length=20, default=MAIN)

    class Meta:
        """Read by person and by unit."""

        indexes: ClassVar = [
            models.Index(fields=["line", "subject", "valid_from"], name="member_subject"),
            models.Index(fields=["unit"], name="member_unit"),
        ]


class CorrectionRequest(models.Model):
    """What somebody asked to have corrected of their own data, and what came of it (PIPL article 46).

    It goes with the person when they are erased; account numbers and days stay in the history only.
    """

    class State(models.TextChoices):
        """Open until who manages the person has decided."""

        OPEN = "open", "待办"
        DONE = "done", "已更正"
        DECLINED = "declined", "未改"

    person = models.ForeignKey(Person, models.CASCADE, related_name="requests")
    text = models.CharField(max_length=500)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    answer = models.CharField(max_length=500, default="")
    answered_by = models.BigIntegerField(null=True, help_text="account number")
    answered_at = models.DateTimeField(null=True)

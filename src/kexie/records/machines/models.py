"""Keys of programs, what they sent already, and where news of deeds goes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kexie.records.access.models import Account


class Token(models.Model):
    """A key (接口令牌) by which a program acts for an account, with that account's rights and never more.

    Only a digest is kept: 256 random bits need no slow one. ``may_write`` false: it reads only.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    may_write = models.BooleanField(default=False)
    until = models.DateField(help_text="the last day on which it opens")
    made_at = models.DateTimeField()
    used_on = models.DateField(null=True, help_text="the last day on which it was used; no more is kept of its use")
    revoked_at = models.DateTimeField(null=True)


class Once(models.Model):
    """A deed that a program sent under a key of its own (幂等键), and what it was answered.

    Written in the deed's own transaction: a deed that was refused leaves none, and may be sent again under its key.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="sent_once")
    key = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, help_text="of method, address and body")
    answer = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        """One deed an account and key."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "key"], name="one_deed_a_key")]


class Hook(models.Model):
    """An address (推送) that is told of deeds which its account may know of.

    ``seen``: the number of the last event of the history that was looked at for it; ``secret`` signs what is sent.
    ``nouns``: what it wants to know of, separated by blanks; empty: everything.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="hooks")
    address = models.CharField(max_length=500)
    nouns = models.CharField(max_length=200, default="")
    secret = models.CharField(max_length=64)
    seen = models.BigIntegerField()
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    stopped = models.CharField(max_length=200, default="", help_text="why nothing is sent any more")


class Delivery(models.Model):
    """One event on its way to one address: tried until it arrives or is given up."""

    class State(models.TextChoices):
        """How far it came."""

        WAITING = "waiting", "待送"
        DONE = "done", "已送到"
        GIVEN_UP = "given_up", "没有送到"

    hook = models.ForeignKey(Hook, models.CASCADE, related_name="deliveries")
    event = models.BigIntegerField(help_text="the number of the event in the history")
    body = models.TextField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    answered = models.CharField(max_length=200, default="", help_text="what was answered last, or why nothing was")

    class Meta:
        """Each event is told an address once; what waits is found by its time."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["hook", "event"], name="one_delivery")]
        indexes: ClassVar = [
            models.Index(fields=["next_at"], name="delivery_due", condition=models.Q(state="waiting")),
        ]

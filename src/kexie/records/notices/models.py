"""Where people can be reached, what they are to be told, and what went out."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kexie.records.activities.models import Activity
from kexie.records.book.guarded import Guarded
from kexie.records.people.models import Person
from kexie.records.units.models import Unit


class Contact(models.Model):
    """An address that a person gave for one channel; it goes when the person is erased."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="contacts")
    channel = models.CharField(max_length=20)
    address = models.CharField(max_length=254)

    class Meta:
        """One address a channel."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "channel"], name="one_contact")]


class Message(models.Model):
    """What one person was sent at once, as it went: all that was due for them in one message.

    It is written as ``sending`` before the channel is asked, so that whatever happens nobody is told twice: one that
    stays ``sending`` may have arrived, and only a person decides to send it again.
    """

    class State(models.TextChoices):
        """How far it came."""

        SENDING = "sending", "发送中"
        SENT = "sent", "已发出"
        FAILED = "failed", "未发成"

    person = models.ForeignKey(Person, models.CASCADE, related_name="messages")
    channel = models.CharField(max_length=20)
    address = models.CharField(max_length=254)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    state = models.CharField(max_length=7, choices=State.choices)
    error = models.CharField(max_length=200, default="")
    at = models.DateTimeField()


class Reminder(Guarded):
    """Somebody expected at an activity is to be told of it, once, on the workday before.

    ``on``: the day of the activity that is told; moved to another day it is another reminder.
    """

    class State(models.TextChoices):
        """A clerk looks over what waits; what was released goes in one message a person."""

        WAITING = "waiting", "待看过"
        RELEASED = "released", "可以发"
        DROPPED = "dropped", "不发"
        TOLD = "told", "已告知"

    SCOPE: ClassVar[str] = "activity__unit"

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="reminders")
    person = models.ForeignKey(Person, models.CASCADE, related_name="reminders")
    on = models.DateField()
    send_on = models.DateField(help_text="a workday")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="reminders")

    class Meta:
        """Each is told exactly once of each day of an activity."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["activity", "person", "on"], name="one_reminder"),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "send_on"], name="reminder_due")]


class Notice(Guarded):
    """Somebody is to be told once of something of a unit that is no activity: an election that comes, a signature.

    ``topic`` and ``key``: which thing (see ``wanted``); ``line`` what is said, ``path`` where it can be done.
    """

    SCOPE: ClassVar[str] = "unit"

    topic = models.CharField(max_length=20)
    key = models.CharField(max_length=80)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="notices")
    person = models.ForeignKey(Person, models.CASCADE, related_name="notices")
    line = models.CharField(max_length=300)
    path = models.CharField(max_length=200)
    send_on = models.DateField(help_text="a workday")
    state = models.CharField(max_length=8, choices=Reminder.State.choices, default=Reminder.State.WAITING)
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="notices")

    class Meta:
        """Each is told once of each thing."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "key"], name="one_notice")]
        indexes: ClassVar = [models.Index(fields=["state", "send_on"], name="notice_due")]

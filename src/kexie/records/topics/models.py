"""Leading bodies, their topics of a year, and study sessions: what was studied, who led, who observed from above.

There is no field for what anybody thinks or said of a topic: the session is recorded, never a person's attitude.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kexie.records.activities.models import Activity
from kexie.records.book.guarded import Guarded
from kexie.records.book.models import Origin
from kexie.records.units.models import Unit


class LeadingBody(Guarded):
    """A leading body that studies (中心组): one in a unit."""

    PLACED: ClassVar[bool] = True

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="leading_body")
    name = models.CharField(max_length=100)


class Topic(Guarded):
    """A topic that a leading body means to study in a year."""

    SCOPE: ClassVar[str] = "body__unit"
    PLACED: ClassVar[bool] = True

    body = models.ForeignKey(LeadingBody, models.PROTECT, related_name="topics")
    year = models.IntegerField()
    order = models.IntegerField()
    title = models.CharField(max_length=200)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.LIVE)

    class Meta:
        """A title stands once a year."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["body", "year", "title"], name="one_topic")]


class StudySession(Guarded):
    """A session of a leading body beside its activity; outside experts are the activity's speakers, by role and field.

    ``leader`` is who led the study (领学), by role. Materials, minutes and roster are the activity's.
    """

    SCOPE: ClassVar[str] = "activity__hosts__unit"
    PLACED: ClassVar[bool] = True

    activity = models.OneToOneField(Activity, models.PROTECT, related_name="study")
    body = models.ForeignKey(LeadingBody, models.PROTECT, related_name="sessions")
    leader = models.CharField(max_length=120, default="")
    version = models.IntegerField(default=1)


class Studied(models.Model):
    """A topic that a session is about."""

    session = models.ForeignKey(StudySession, models.CASCADE, related_name="studied")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="studied")

    class Meta:
        """Once in each."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["session", "topic"], name="one_studied")]


class Observer(models.Model):
    """Who sat in from a unit above (旁听), by role: that they were there, and nothing of what they made of it."""

    session = models.ForeignKey(StudySession, models.CASCADE, related_name="observers")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    role = models.CharField(max_length=120)

    class Meta:
        """A role of a unit stands once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["session", "unit", "role"], name="one_observer")]

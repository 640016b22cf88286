"""A visit beside its activity: whom or which place, who went, what was heard and promised, the check-list."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kexie.kit.clock import DAY_MAX
from kexie.records.activities.models import Activity
from kexie.records.book.guarded import Guarded
from kexie.records.matters.models import Matter
from kexie.records.units.models import Unit


class Visit(Guarded):
    """A visit (走访慰问、调研、基层指导). It is ONE activity of the kind visit, which is what counts.

    ``whom`` says in words of role whom one went to see (退休科技工作者 3 人); no name, no link to a person. ``place``:
    the unit visited where it is one of the tree. ``consent``: whether those who spoke agreed that it is passed on.
    """

    class Purpose(models.TextChoices):
        """What one went for."""

        CARE = "care", "走访慰问"
        RESEARCH = "research", "调查研究"
        GUIDANCE = "guidance", "基层指导"

    class Consent(models.TextChoices):
        """Whether what was heard may be passed on."""

        UNASKED = "unasked", "没有征询"
        GIVEN = "given", "同意转达"
        REFUSED = "refused", "不同意转达"

    SCOPE: ClassVar[str] = "activity__hosts__unit"
    PLACED: ClassVar[bool] = True  # as its activity

    activity = models.OneToOneField(Activity, models.CASCADE, related_name="visit")
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    whom = models.CharField(max_length=200)
    place = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="visited")
    consent = models.CharField(max_length=8, choices=Consent.choices, default=Consent.UNASKED)
    checklist = models.CharField(max_length=20, default="", help_text="see checklists.CHECKLISTS")
    version = models.IntegerField(default=1)


class Went(models.Model):
    """Who went, by role and unit (分管领导, 综合处经办): no names."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="went")
    role = models.CharField(max_length=120)
    order = models.IntegerField(default=0)

    class Meta:
        """As written."""

        ordering: ClassVar = ["order"]


class VisitNote(models.Model):
    """A line of a visit: what was heard, or what was promised, by whom (by role), which unit does it, until when.

    ``matter`` once it became one; ``settled``: the reason why nothing has to follow.
    """

    class Kind(models.TextChoices):
        """Heard from those visited, or promised by those who went."""

        HEARD = "heard", "听到的"
        PROMISED = "promised", "答应的"

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.CharField(max_length=500)
    by_role = models.CharField(max_length=120, default="", help_text="who promised it")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", help_text="which unit does it")
    due = models.DateField(default=DAY_MAX)
    matter = models.OneToOneField(Matter, models.PROTECT, null=True, related_name="visit_note")
    settled = models.CharField(max_length=200, default="")

    class Meta:
        """In order of writing; a promise says who made it."""

        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(kind="promised") | ~Q(by_role=""), name="promised_by"),
            models.CheckConstraint(condition=Q(matter=None) | Q(settled=""), name="note_one_end"),
        ]


class VisitCheck(models.Model):
    """An item of the check-list of a guidance visit, and what was found. It says how work stands, never who is how."""

    class Found(models.TextChoices):
        """What was found."""

        GOOD = "good", "做到了"
        PARTLY = "partly", "做到一部分"
        MISSING = "missing", "还没有"
        NONE = "none", "不适用"

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="checked")
    item = models.CharField(max_length=20)
    found = models.CharField(max_length=8, choices=Found.choices)
    note = models.CharField(max_length=300, default="")

    class Meta:
        """An item is found once a visit."""

        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["visit", "item"], name="one_check")]

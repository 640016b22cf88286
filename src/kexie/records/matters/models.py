"""Matters, the units concerned, measures, evidence, the steps taken, and who was told."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kexie.kit.clock import DAY_MAX
from kexie.kit.looking import asked_once
from kexie.records.access.models import Account
from kexie.records.activities.models import Activity
from kexie.records.book.guarded import Guarded
from kexie.records.book.models import Origin
from kexie.records.files.models import Attachment
from kexie.records.people.models import Person
from kexie.records.units.models import Unit


class Matter(Guarded):
    """Something that somebody must see through to a verified end (事项).

    ``unit`` issued it (or received it, for a voice), ``lead`` answers for it, ``person`` is the pseudonym of who does.
    ``waits`` and ``waits_unit`` say whose move it is, so that an inbox is one look-up. ``due`` and ``stage_due`` are
    the last days of the whole and of the present stage, ``DAY_MAX`` where there is none; nothing happens when they
    pass: overdue is computed. ``version`` rises with every change.
    """

    SCOPE: ClassVar[str] = "concerned__unit"
    PLACED: ClassVar[bool] = True  # who issued it and who answers for it are concerned

    code = models.CharField(max_length=64, unique=True)
    workflow = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    text = models.TextField(default="")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="matters_issued")
    lead = models.ForeignKey(Unit, models.PROTECT, related_name="matters_led")
    person = models.BigIntegerField(null=True, help_text="pseudonym of the person responsible")
    stage = models.CharField(max_length=20)
    end = models.CharField(max_length=8, default="open")
    state = models.CharField(max_length=20, default="", help_text="see Workflow.states")
    waits = models.CharField(max_length=8, default="")
    waits_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", null=True)
    opened_on = models.DateField()
    due = models.DateField(default=DAY_MAX)
    stage_due = models.DateField(default=DAY_MAX)
    closed_on = models.DateField(null=True)
    confirmed_on = models.DateField(null=True)
    result = models.TextField(default="")
    details = models.JSONField(default=dict)
    goals = models.TextField(default="", help_text="codes of a layout, ';a;b;'")
    source = models.CharField(max_length=80, default="", help_text="what it came out of, 'activity:12'")
    parent = models.ForeignKey("self", models.PROTECT, related_name="parts", null=True)
    confidential = models.BooleanField(default=False)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.LIVE)
    version = models.IntegerField(default=1)

    class Meta:
        """Read by whose move it is, by term, by unit and by what it came out of."""

        indexes: ClassVar = [
            models.Index(fields=["waits_unit", "due", "id"], name="matter_inbox"),
            models.Index(fields=["end", "due", "id", "confidential", "workflow"], name="matter_due"),
            models.Index(fields=["due", "id", "confidential"], name="matter_term"),
            models.Index(fields=["-closed_on", "-id", "confidential"], name="matter_ended", condition=~Q(end="open")),
            models.Index(fields=["workflow", "end", "-closed_on", "-id", "confidential"], name="matter_kind_ended"),
            models.Index(fields=["workflow", "stage", "due", "id", "confidential"], name="matter_stage"),
            models.Index(fields=["lead", "end", "due"], name="matter_lead"),
            models.Index(
                fields=["lead", "due", "confidential", "end", "id"], name="matter_led", condition=Q(end="open")
            ),
            models.Index(fields=["source"], name="matter_source"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(end__in=["open", "closed", "dropped"]), name="matter_end"),
            models.CheckConstraint(condition=Q(end="closed") | Q(closed_on__isnull=True), name="matter_closed_on"),
            models.CheckConstraint(condition=Q(end="open") | Q(waits_unit__isnull=True), name="matter_waits"),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    @classmethod
    def veil(cls, actor: Account | None) -> Q:
        """Hide a confidential matter from whoever is not named as a reader: need to know, beside the right."""
        person = actor.person_id if actor is not None else None
        return Q(confidential=False) | Q(pk__in=Reader.objects.filter(person_id=person or 0).values("matter_id"))

    @classmethod
    def named(cls, actor: Account | None) -> list[int]:
        """Return the matters in which an actor is named as a reader: a team's member from elsewhere reads its findings.

        The right itself they must hold, in some unit; who keeps out of an inspection is no reader any more.
        """
        return _named(actor.person_id) if actor is not None and actor.person_id is not None else []


@asked_once
def _named(person: int) -> list[int]:
    return list(Reader.objects.filter(person_id=person).values_list("matter_id", flat=True))


class Concerned(models.Model):
    """A unit that a matter concerns: it issued it, leads, assists, or must countersign (``signed_on`` once it did)."""

    class Role(models.TextChoices):
        """交办, 主责, 协办, 会签."""

        ISSUER = "issuer", "交办"
        LEAD = "lead", "主责"
        ASSIST = "assist", "协办"
        SIGN = "sign", "会签"

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="concerned")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="concerns")
    role = models.CharField(max_length=6, choices=Role.choices)
    signed_on = models.DateField(null=True)

    class Meta:
        """A unit stands in a role once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["matter", "unit", "role"], name="one_concern")]
        indexes: ClassVar = [models.Index(fields=["unit", "matter"], name="concern_unit")]


class Reader(models.Model):
    """A person who needs to know a confidential matter."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="readers")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")

    class Meta:
        """Named once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["matter", "person"], name="one_reader")]


class MatterMeasure(models.Model):
    """A measure (措施) of a matter: what is done, by which unit and whom, until when; ``done_on`` once it is."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="measures")
    order = models.IntegerField()
    text = models.TextField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    person = models.BigIntegerField(null=True, help_text="pseudonym of the person responsible")
    due = models.DateField(default=DAY_MAX)
    done_on = models.DateField(null=True)
    result = models.TextField(default="")
    who = models.BigIntegerField(null=True, help_text="who said that it is done, see rules.Mover")

    class Meta:
        """In order."""

        ordering: ClassVar = ["order", "pk"]


class Evidence(models.Model):
    """What shows that something was done: a file, an activity, or words. Never changed; taken back with a reason.

    ``digest`` is the file's (over its ciphertext) or SHA-256 over the words; what a checker verified is kept as the
    list of digests in the step that closed, so evidence swapped afterwards shows.
    """

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="evidence")
    measure = models.ForeignKey(MatterMeasure, models.PROTECT, related_name="evidence", null=True)
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="+", null=True)
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="+", null=True)
    text = models.TextField(default="")
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    who = models.BigIntegerField(help_text="who attached it, see rules.Mover")
    taken_back = models.CharField(max_length=200, default="", help_text="the reason, once it was taken back")

    class Meta:
        """As attached."""

        ordering: ClassVar = ["pk"]


class StepTaken(models.Model):
    """A step somebody took in a matter (流转记录): append-only, numbered without a gap."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="steps")
    number = models.IntegerField()
    step = models.CharField(max_length=20)
    source = models.CharField(max_length=20)
    target = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.BigIntegerField(help_text="account number; 0: the sender of a voice, or the system")
    who = models.BigIntegerField(help_text="see rules.Mover; 0: nobody whom the house knows")
    body = models.JSONField(default=dict)

    class Meta:
        """One step a number."""

        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["matter", "number"], name="one_step")]


class Extension(models.Model):
    """A request for more time (延期): asked before the due day, decided by somebody, always in view."""

    class State(models.TextChoices):
        """待定, 同意, 不同意."""

        ASKED = "asked", "待定"
        GRANTED = "granted", "同意"
        REFUSED = "refused", "不同意"

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="extensions")
    asked_on = models.DateField()
    who = models.BigIntegerField()
    reason = models.CharField(max_length=500)
    old_due = models.DateField()
    new_due = models.DateField()
    state = models.CharField(max_length=7, choices=State.choices, default=State.ASKED)
    decided_on = models.DateField(null=True)
    decided_by = models.BigIntegerField(null=True)
    note = models.CharField(max_length=500, default="")

    class Meta:
        """One open request a matter."""

        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["matter"], condition=Q(state="asked"), name="one_request"),
            models.CheckConstraint(condition=Q(new_due__gt=models.F("old_due")), name="extension_later"),
        ]


class Link(models.Model):
    """Two matters that belong together: merged into one, alike, or the same thing come back."""

    class Kind(models.TextChoices):
        """并入, 同类, 复发."""

        MERGED = "merged", "并入"
        ALIKE = "alike", "同类"
        AGAIN = "again", "再次发生"

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="links")
    other = models.ForeignKey(Matter, models.CASCADE, related_name="linked")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    note = models.CharField(max_length=200, default="")

    class Meta:
        """A pair is linked once in a way, never to itself."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["matter", "other", "kind"], name="one_link"),
            models.CheckConstraint(condition=~Q(matter=models.F("other")), name="link_not_itself"),
        ]


class Told(models.Model):
    """An account that was told of a step: once, whatever posts it holds."""

    step = models.ForeignKey(StepTaken, models.CASCADE, related_name="told")
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    read_at = models.DateTimeField(null=True)

    class Meta:
        """Told once; read by account, the unread first."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["step", "account"], name="told_once")]
        indexes: ClassVar = [models.Index(fields=["account", "read_at"], name="told_account")]

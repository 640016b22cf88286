"""Terms, rounds, authorisations, recusals, check-lists, inspections with their steps, public versions, decisions.

There is no field for what a person thinks: an inspection looks at a unit and its work (DOMAIN §4, our own limit).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.access.scope import reach
from kexie.records.book.guarded import Guarded
from kexie.records.book.models import Origin
from kexie.records.files.models import Attachment
from kexie.records.matters.models import Matter
from kexie.records.units.models import Unit


class InspectionTerm(Guarded):
    """A term (届, 任期) within which every unit in scope is to be inspected at least once (全覆盖)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="inspection_terms", help_text="who inspects")
    name = models.CharField(max_length=100)
    since = models.DateField()
    until = models.DateField()
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.LIVE)

    class Meta:
        """A name once a unit."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "name"], name="one_inspection_term"),
            models.CheckConstraint(condition=Q(since__lte=F("until")), name="inspection_term_days"),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class TermUnit(models.Model):
    """A unit in the scope of a term (巡察对象)."""

    term = models.ForeignKey(InspectionTerm, models.CASCADE, related_name="scope")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")

    class Meta:
        """In scope once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["term", "unit"], name="one_term_unit")]


class Round(Guarded):
    """A round (轮次) of a term: its kind, its days, and the terms that run in it (``rules.Terms`` as text)."""

    class Kind(models.TextChoices):
        """常规, 专项, 回头看."""

        REGULAR = "regular", "常规巡察"
        SPECIAL = "special", "专项巡察"
        RELOOK = "relook", "回头看"

    term = models.ForeignKey(InspectionTerm, models.PROTECT, related_name="rounds")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", help_text="who inspects: the term's")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.REGULAR)
    since = models.DateField()
    until = models.DateField()
    topic = models.CharField(max_length=200, default="", help_text="what a special round looks at")
    terms = models.JSONField(default=dict)
    recusal_years = models.IntegerField(default=3)

    class Meta:
        """A name once a term."""

        ordering: ClassVar = ["since", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["term", "name"], name="one_round"),
            models.CheckConstraint(condition=Q(since__lte=F("until")), name="round_days"),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Authorisation(models.Model):
    """Who is in the team of one round, and by which document (一次一授权): it holds for no other round."""

    class Role(models.TextChoices):
        """组长, 副组长, 组员."""

        LEADER = "leader", "组长"
        DEPUTY = "deputy", "副组长"
        MEMBER = "member", "组员"

    round = models.ForeignKey(Round, models.CASCADE, related_name="team")
    person = models.BigIntegerField(help_text="pseudonym")
    role = models.CharField(max_length=6, choices=Role.choices)
    document = models.CharField(max_length=200, help_text="the document by which they are authorised")
    on = models.DateField()

    class Meta:
        """Authorised once a round."""

        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "person"], name="one_authorisation"),
            models.UniqueConstraint(fields=["round"], condition=Q(role="leader"), name="one_team_leader"),
        ]


class Recusal(models.Model):
    """A member of a team keeps out of one unit's inspection (回避), with the reason."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="recusals")
    person = models.BigIntegerField(help_text="pseudonym")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    on = models.DateField()

    class Meta:
        """Kept out once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "person", "unit"], name="one_recusal")]


class CheckItem(models.Model):
    """A line of a round's check-list: what is looked at, and the rule it is held against."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="items")
    order = models.IntegerField()
    area = models.CharField(max_length=60, default="")
    text = models.CharField(max_length=300)
    basis = models.CharField(max_length=200, default="", help_text="document and article")

    class Meta:
        """In order."""

        ordering: ClassVar = ["order", "pk"]


class Inspection(Guarded):
    """One unit inspected in one round. ``follows``: the inspection that a re-look looks at again."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="inspections")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="inspections", help_text="who is inspected")
    stage = models.CharField(max_length=12, default="planned")
    stage_on = models.DateField(null=True)
    fed_back_on = models.DateField(null=True)
    relook_on = models.DateField(null=True, help_text="the day until which it is to be looked at again")
    follows = models.ForeignKey("self", models.PROTECT, related_name="relooks", null=True)
    version = models.IntegerField(default=1)

    class Meta:
        """A unit once a round."""

        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["unit", "fed_back_on"], name="inspection_unit")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "unit"], name="one_inspection")]

    @classmethod
    def veil(cls, actor: Account | None) -> Q:
        """Hide a plan from those whom it is about: until the notice only the inspecting side sees it."""
        return ~Q(stage="planned") | reach(actor, Right.MATTER_ISSUE, "round__unit")

    @property
    def source(self) -> str:
        """Return what its findings say that they came out of."""
        return f"inspection:{self.pk}"


class InspectionStep(models.Model):
    """A step of an inspection (巡察经过): on which day, who wrote it down, with which paper. Append-only."""

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="steps")
    number = models.IntegerField()
    stage = models.CharField(max_length=12)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.BigIntegerField(help_text="account number")
    who = models.BigIntegerField(help_text="see matters' rules.Mover")
    note = models.TextField(default="")
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="+", null=True)

    class Meta:
        """One step a number."""

        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["inspection", "number"], name="one_inspection_step")]


class Checked(models.Model):
    """What was seen on one line of the check-list in one unit; a finding may arise from it."""

    class Verdict(models.TextChoices):
        """没有发现问题, 发现问题, 不适用."""

        FINE = "fine", "未发现问题"
        FINDING = "finding", "发现问题"
        NONE = "none", "不适用"

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="checked")
    item = models.ForeignKey(CheckItem, models.CASCADE, related_name="checked")
    verdict = models.CharField(max_length=7, choices=Verdict.choices)
    note = models.TextField(default="")
    who = models.BigIntegerField()
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+", null=True)

    class Meta:
        """One answer a line."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["inspection", "item"], name="one_checked")]


class PublicVersion(models.Model):
    """What the public may read of an inspection: no names, looked over by another before it is published."""

    inspection = models.OneToOneField(Inspection, models.CASCADE, related_name="public")
    title = models.CharField(max_length=200)
    text = models.TextField()
    drafted_by = models.BigIntegerField()
    looked_by = models.BigIntegerField(null=True)
    looked_on = models.DateField(null=True)
    published_on = models.DateField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        """Nothing is published that nobody looked over."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(published_on__isnull=True) | Q(looked_by__isnull=False), name="public_looked_over"
            ),
            models.CheckConstraint(condition=~Q(looked_by=F("drafted_by")), name="public_by_another"),
        ]


class BodyDecision(Guarded):
    """A decision of a leading body (领导班子决策) as a record; a mistake is mended by one that ``replaces`` it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="body_decisions")
    body = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    held_on = models.DateField()
    expected = models.IntegerField()
    present = models.IntegerField()
    votes_for = models.IntegerField()
    votes_against = models.IntegerField(default=0)
    abstained = models.IntegerField(default=0)
    resolution = models.TextField()
    passed = models.BooleanField()
    replaces = models.OneToOneField("self", models.PROTECT, related_name="replaced_by", null=True)
    at = models.DateTimeField()
    by = models.BigIntegerField()
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.LIVE)

    class Meta:
        """Nobody votes who is not there."""

        indexes: ClassVar = [models.Index(fields=["unit", "-held_on"], name="body_decision_unit")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(present__lte=F("expected"))
                & Q(present__gte=F("votes_for") + F("votes_against") + F("abstained")),
                name="body_decision_votes",
            )
        ]


class DecisionPart(models.Model):
    """A paper before a body, what somebody asked to have in the minutes, or who kept out of it and why."""

    class Kind(models.TextChoices):
        """材料, 要求记入的意见, 回避."""

        PAPER = "paper", "会议材料"
        MINUTED = "minuted", "要求记入记录的意见"
        RECUSED = "recused", "回避"

    decision = models.ForeignKey(BodyDecision, models.CASCADE, related_name="parts")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    person = models.BigIntegerField(null=True, help_text="pseudonym")
    text = models.TextField(default="")
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="+", null=True)

    class Meta:
        """As written down."""

        ordering: ClassVar = ["pk"]

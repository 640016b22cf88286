"""Branches and what is so of them on a day; their meetings, minutes and votes; the rhythm as last worked out.

Party membership is sensitive personal data (PIPL 28): it stands in these tables alone, as pseudonyms, for three
purposes (who is expected, who has a vote, when to elect), and is read under a right of its own.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kexie.kit.clock import DAY_MAX
from kexie.records.activities.models import Activity
from kexie.records.book.guarded import Guarded
from kexie.records.units.models import Unit


class Branch(Guarded):
    """What a unit of kind *branch* has beside its place in the tree; it stands from its opening to its closing."""

    PLACED: ClassVar[bool] = True

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="branch")
    temporary = models.BooleanField(default=False, help_text="临时党支部: no elections, no yearly review")
    years = models.SmallIntegerField(default=3, help_text="length of a term; 5 in a village or a community")
    theme_day = models.SmallIntegerField(null=True, help_text="day of the month of the theme day")
    listed = models.BooleanField(default=False, help_text="its members are listed here; else only numbers are")

    class Meta:
        """Terms are of 3 or 5 years."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(years__in=(3, 5)), name="branch_years"),
            models.CheckConstraint(condition=Q(theme_day=None) | Q(theme_day__range=(1, 31)), name="branch_theme_day"),
        ]

    def __str__(self) -> str:
        """Return the unit's name."""
        return self.unit.name


class OfBranch(Guarded):
    """Anything dated of a branch: true from ``since`` to ``until``, both included."""

    SCOPE: ClassVar[str] = "branch__unit"
    PLACED: ClassVar[bool] = True

    branch = models.ForeignKey(Branch, models.PROTECT, related_name="%(class)ss")
    since = models.DateField()
    until = models.DateField(default=DAY_MAX)

    class Meta:
        """Abstract."""

        abstract = True


class PartyGroup(OfBranch):
    """A group within a branch (党小组)."""

    name = models.CharField(max_length=60)


class BranchMember(OfBranch):
    """A person belongs to a branch on these days, with this standing; a person is in one branch at a time.

    ``votes`` is whether the person counts among those with a vote; ``note`` says why a full member does not.
    """

    class Standing(models.TextChoices):
        """正式党员, 预备党员."""

        FULL = "full", "正式党员"
        PROBATIONARY = "probationary", "预备党员"

    subject = models.BigIntegerField(help_text="pseudonym")
    standing = models.CharField(max_length=12, choices=Standing.choices)
    votes = models.BooleanField()
    note = models.CharField(max_length=100, default="")
    group = models.ForeignKey(PartyGroup, models.PROTECT, null=True, related_name="members")

    class Meta:
        """A probationary member has no vote; read by branch and by person."""

        indexes: ClassVar = [
            models.Index(fields=["branch", "since"], name="branch_member_of"),
            models.Index(fields=["subject"], name="branch_member_who"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(since__lte=F("until")), name="branch_member_days"),
            models.CheckConstraint(condition=Q(votes=False) | Q(standing="full"), name="branch_member_vote"),
        ]


class CommitteeSeat(OfBranch):
    """A seat in a branch's committee, or the secretary of one too small to have a committee."""

    class Role(models.TextChoices):
        """书记, 副书记 and the committee's members."""

        SECRETARY = "secretary", "书记"
        DEPUTY = "deputy", "副书记"
        ORGANISATION = "organisation", "组织委员"
        PUBLICITY = "publicity", "宣传委员"
        DISCIPLINE = "discipline", "纪检委员"
        MEMBER = "member", "委员"

    subject = models.BigIntegerField(help_text="pseudonym")
    role = models.CharField(max_length=12, choices=Role.choices)


class BranchTerm(OfBranch):
    """A term (届) from the day it was elected; ``until`` is its usual end, or the one that was approved."""

    approval = models.CharField(max_length=200, default="", help_text="whose, and its number: of an other day")
    activity = models.ForeignKey(Activity, models.PROTECT, null=True, related_name="+")


class BranchMeeting(Guarded):
    """For which branch (and group of it) an activity counts, and the numbers there. A joint one has several rows."""

    SCOPE: ClassVar[str] = "branch__unit"
    PLACED: ClassVar[bool] = True

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="branch_meetings")
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="meetings")
    group = models.ForeignKey(PartyGroup, models.PROTECT, null=True, related_name="+")
    should = models.IntegerField(default=0, help_text="who should attend")
    came = models.IntegerField(default=0)
    voters = models.IntegerField(default=0, help_text="of those who should attend, who has a vote")
    voters_came = models.IntegerField(default=0)

    class Meta:
        """A branch stands in a joint meeting once; no more come than should."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["activity", "branch"], name="one_branch_meeting"),
            models.CheckConstraint(
                condition=Q(came__range=(0, F("should"))) & Q(voters__range=(0, F("should"))), name="branch_came"
            ),
            models.CheckConstraint(condition=Q(voters_came__range=(0, F("voters"))), name="branch_voters_came"),
        ]


class BranchAbsence(Guarded):
    """Who of a branch was not there, and why. Who was there follows from the members of the day."""

    SCOPE: ClassVar[str] = "meeting__branch__unit"
    PLACED: ClassVar[bool] = True

    meeting = models.ForeignKey(BranchMeeting, models.CASCADE, related_name="absences")
    subject = models.BigIntegerField(help_text="pseudonym")
    reason = models.CharField(max_length=100)

    class Meta:
        """Once each."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["meeting", "subject"], name="one_branch_absence")]


class Minutes(Guarded):
    """The record of a branch meeting: who led and wrote it, what was said and decided, and the two signatures.

    ``decisions`` are lines of what, by whom, until when. It may be amended until ``open_until``, which takes the
    signatures off; afterwards ``corrections`` are added below and nothing above changes.
    """

    SCOPE: ClassVar[str] = "activity__branch_meetings__branch__unit"

    activity = models.OneToOneField(Activity, models.CASCADE, related_name="branch_minutes")
    chair = models.BigIntegerField(help_text="pseudonym")
    recorder = models.BigIntegerField(help_text="pseudonym")
    agenda = models.TextField(default="")
    points = models.TextField(default="")
    dissent = models.TextField(default="")
    decisions = models.JSONField(default=list)
    corrections = models.JSONField(default=list)
    written_on = models.DateField()
    open_until = models.DateField()
    chair_signed_at = models.DateTimeField(null=True)
    recorder_signed_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        """Two people sign."""

        constraints: ClassVar = [models.CheckConstraint(condition=~Q(chair=F("recorder")), name="minutes_two_people")]


class BranchVote(models.Model):
    """A vote in a meeting, as numbers: nobody's vote is known."""

    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="votes")
    order = models.IntegerField()
    question = models.CharField(max_length=200)
    body = models.CharField(max_length=9)
    should = models.IntegerField()
    came = models.IntegerField()
    in_favour = models.IntegerField()
    against = models.IntegerField()
    abstained = models.IntegerField()


class Rhythm(Guarded):
    """What the rules ask of a branch in a year and what was held, worked out from the records: see ``upkeep``.

    ``asked`` and ``held`` hold the bits of every kind of meeting (see ``packed``); a kind's bit *n* speaks of the
    year's *n*-th period of its rule (month, quarter, year).
    """

    SCOPE: ClassVar[str] = "branch__unit"
    PLACED: ClassVar[bool] = True

    # the database does not check each row against its branch: they come from there, and it took an eighth of the time
    branch = models.ForeignKey(Branch, models.CASCADE, related_name="rhythms", db_index=False, db_constraint=False)
    year = models.SmallIntegerField()
    asked = models.BigIntegerField()
    held = models.BigIntegerField()

    class Meta:
        """A line for a branch and year, read by year in the order of the branches; no other index is worth its keep."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["year", "branch"], name="one_rhythm")]


class RhythmMark(models.Model):
    """How far the book was read when a year's rhythm was last brought up to date; ``rules``: under which settings.

    ``laid_out``: by which rules of the code, and how their bits lie beside each other.
    ``stamp`` is another one after each writing: what was read of a year may be remembered by it.
    """

    year = models.SmallIntegerField(unique=True)
    position = models.BigIntegerField()
    rules = models.CharField(max_length=40, default="")
    laid_out = models.CharField(max_length=16, default="")
    stamp = models.BigIntegerField(default=0)


class BranchTold(Guarded):
    """What the rules ask of a branch depends on, as known from a day on: numbers and days, nobody's name.

    The first line of a branch is known always, as the first of every fact of structure is (decision 7).
    """

    SCOPE: ClassVar[str] = "branch__unit"
    PLACED: ClassVar[bool] = True

    branch = models.ForeignKey(Branch, models.CASCADE, related_name="told")
    known_on = models.DateField()
    facts = models.JSONField()

    class Meta:
        """One line a branch and day: what was known when the day ended."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["branch", "known_on"], name="one_branch_told")]
        indexes: ClassVar = [models.Index(fields=["known_on"], name="branch_told_on")]

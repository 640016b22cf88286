"""The box of voices, who sent them as far as they said, what is said to and fro, routes, answers published, digests."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kexie.records.book.guarded import Guarded
from kexie.records.book.models import Origin
from kexie.records.files.models import Attachment
from kexie.records.matters.models import Matter
from kexie.records.people.models import Person
from kexie.records.units.models import Unit


class Hearing(models.Model):
    """A unit that hears voices (听取心声的单位). Where it must ask for names, the page says so before one writes."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="hearing")
    names_required = models.BooleanField(default=False)
    note = models.CharField(max_length=200, default="", help_text="what it says to senders")


class Voice(Guarded):
    """A voice: in the box until it is collected, then a matter (``matter``) to which title and text have moved.

    Nothing here tells when or from where an anonymous one came: ``on`` is a day, ``handle`` and ``secret`` are random
    (the secret is hashed, see ``codes``), and no account, address or session is kept. ``person`` and ``name`` are set
    only where the sender signed. ``seen``: the last step of the matter that a signed sender has seen.
    """

    SCOPE: ClassVar[str] = "matter__concerned__unit"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="voices")
    matter = models.OneToOneField(Matter, models.CASCADE, related_name="voice", null=True)
    on = models.DateField()
    handle = models.CharField(max_length=8, unique=True)
    secret = models.CharField(max_length=100)
    sort = models.CharField(max_length=20)
    topic = models.CharField(max_length=20)
    title = models.CharField(max_length=100, default="")
    text = models.TextField(default="")
    person = models.ForeignKey(Person, models.SET_NULL, related_name="voices", null=True)
    name = models.CharField(max_length=60, default="")
    contact = models.CharField(max_length=120, default="")
    joint = models.TextField(default="", help_text="joint authors, a line each")
    consent = models.BooleanField(default=False, help_text="the answer may be published without names")
    seen = models.IntegerField(default=0)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.LIVE)

    class Meta:
        """Read by box and by sender."""

        indexes: ClassVar = [models.Index(fields=["unit", "matter"], name="voice_box")]

    @property
    def signed(self) -> bool:
        """Tell whether the sender said who they are."""
        return self.person_id is not None or bool(self.name)

    @property
    def authors(self) -> list[str]:
        """Return the joint authors, a name each."""
        return [line for line in self.joint.splitlines() if line]


class VoiceFile(models.Model):
    """A file that came with a voice; its name is ours, since a name can tell who sent it."""

    voice = models.ForeignKey(Voice, models.CASCADE, related_name="files")
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="+")


class VoiceWord(models.Model):
    """Something said to and fro after the first letter; the sender's lie in the box until they are collected."""

    class Says(models.TextChoices):
        """补充, 已解决, 没有解决."""

        MORE = "more", _("补充")
        SOLVED = "solved", _("已解决")
        NOT_SOLVED = "not_solved", _("没有解决")

    class Rating(models.TextChoices):
        """How content the sender is with the work done, never anything about the sender."""

        NONE = "", _("未评价")
        GOOD = "good", _("满意")
        FAIR = "fair", _("基本满意")
        BAD = "bad", _("不满意")

    voice = models.ForeignKey(Voice, models.CASCADE, related_name="words")
    from_sender = models.BooleanField()
    says = models.CharField(max_length=10, choices=Says.choices, default=Says.MORE)
    rating = models.CharField(max_length=4, choices=Rating.choices, default="", blank=True)
    text = models.TextField(default="")
    on = models.DateField()
    collected = models.BooleanField(default=False)

    class Meta:
        """As they were said."""

        ordering: ClassVar = ["pk"]


class VoiceRoute(models.Model):
    """To which unit voices of a topic usually go from the unit that received them (分办对照)."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="voice_routes")
    topic = models.CharField(max_length=20)
    lead = models.ForeignKey(Unit, models.PROTECT, related_name="+")

    class Meta:
        """One way for a topic."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "topic"], name="one_route")]


class PublishedAnswer(models.Model):
    """An answer as the public reads it (答复公开): edited, without names, looked over by somebody before it stands."""

    matter = models.OneToOneField(Matter, models.CASCADE, related_name="published_answer")
    title = models.CharField(max_length=100)
    question = models.TextField()
    answer = models.TextField()
    on = models.DateField()

    class Meta:
        """Read the newest first."""

        indexes: ClassVar = [models.Index(fields=["-on", "-id"], name="answer_on")]


class Digest(Guarded):
    """A digest for decision makers (建议专报): chosen voices in edited words, and what came of sending it up."""

    SCOPE: ClassVar[str] = "unit"
    PLACED: ClassVar[bool] = True

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="digests")
    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=100)
    text = models.TextField()
    on = models.DateField()
    version = models.IntegerField(default=1)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.LIVE)


class DigestItem(models.Model):
    """A voice that a digest speaks of; the digest's own words say what it says."""

    digest = models.ForeignKey(Digest, models.CASCADE, related_name="items")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="digests")

    class Meta:
        """Once in a digest."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["digest", "matter"], name="one_digest_item")]


class DigestMark(models.Model):
    """What came of a digest, as it was learnt: sent up, found valid, printed, instructed, replied to."""

    class Deed(models.TextChoices):
        """报送, 采用, 刊印, 批示, 反馈."""

        SENT = "sent", _("已报送")
        VALID = "valid", _("已采用")
        PRINTED = "printed", _("已刊印")
        INSTRUCTED = "instructed", _("已批示")
        REPLIED = "replied", _("已反馈提出人")

    digest = models.ForeignKey(Digest, models.CASCADE, related_name="marks")
    deed = models.CharField(max_length=10, choices=Deed.choices)
    on = models.DateField()
    note = models.CharField(max_length=500, default="")

    class Meta:
        """As they were learnt."""

        ordering: ClassVar = ["pk"]

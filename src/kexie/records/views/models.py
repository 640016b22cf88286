"""One row for each question that is kept under a name."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kexie.records.access.models import Account
from kexie.records.book.guarded import Guarded
from kexie.records.units.models import Unit


class SavedList(models.Model):
    """A list as somebody filters it, kept under a name (常用列表): their own; it holds only the address's query."""

    owner = models.ForeignKey(Account, models.CASCADE, related_name="lists")
    room = models.CharField(max_length=20, help_text="slug of the room whose list it is")
    name = models.CharField(max_length=60)
    asked = models.CharField(max_length=1000)

    class Meta:
        """A name is one list of its owner in a room."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["owner", "room", "name"], name="one_saved_list")]
        ordering: ClassVar = ["name"]


class SavedView(Guarded):
    """A question kept under a name (视图): it holds no number, only what to ask; numbers come with the reader's rights.

    ``asked`` is the address's own query, as it was typed, so that ``this-year`` stays this year. Without a ``unit`` it
    is the owner's alone; with one it is shown to whoever holds a post in that unit or below it.
    """

    owner = models.ForeignKey(Account, models.CASCADE, related_name="views")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="views", null=True)
    name = models.CharField(max_length=60)
    indicator = models.CharField(max_length=64)
    asked = models.CharField(max_length=1000)
    on_home = models.BooleanField(default=False)

    class Meta:
        """A name is one view of its owner."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["owner", "name"], name="one_view")]
        ordering: ClassVar = ["name"]

    @property
    def address(self) -> str:
        """Return where the site answers it, below the room of figures."""
        return f"{self.indicator}/?{self.asked}"

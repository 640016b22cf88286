"""One row for each spreadsheet that somebody brought."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kexie.records.files.models import Attachment


class ImportRun(models.Model):
    """A spreadsheet brought for a list: looked at first (``previewed``), then kept (``done``) or left."""

    class State(models.TextChoices):
        """How far it came."""

        PREVIEWED = "previewed", "已检查"
        DONE = "done", "已导入"
        UNDONE = "undone", "已撤销"

    of_list = models.CharField(max_length=20)
    file = models.ForeignKey(Attachment, models.PROTECT, null=True)
    by = models.BigIntegerField(help_text="account number")
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices)
    read = models.IntegerField(default=0)
    accepted = models.IntegerField(default=0)
    unchanged = models.IntegerField(default=0)
    rejected = models.IntegerField(default=0)
    name = models.CharField(max_length=200, default="", help_text="what the file was called")
    digest = models.CharField(max_length=64, default="", help_text="SHA-256 of the file as it was brought")
    kept_at = models.DateTimeField(null=True)
    first_event = models.BigIntegerField(null=True, help_text="first event of the history that keeping it wrote")
    last_event = models.BigIntegerField(null=True)
    undoing = models.JSONField(default=dict, help_text="what undoing needs beside the history: numbers, no names")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.BigIntegerField(null=True, help_text="account number")

    class Meta:
        """Newest first, per account."""

        indexes: ClassVar = [
            models.Index(fields=["by", "-at"], name="import_by"),
            models.Index(fields=["state", "-at"], name="import_state"),
        ]
